//! The report for CI: JUnit XML, one test suite per scenario and one test case per step.
//!
//! A test case has the file and the line of its step, if there is a file, so that a CI system
//! can show a failure at its place. Its time is always zero: how long it took would differ from run
//! to run. The time that passed in the world is a property of the suite.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::run::RunReport;
use super::run::text;
use super::value::Moment;
use crate::lang::Lang;
use crate::scenario::{BrokenScenario, PlayedStep, ScenarioRun};
use crate::words::Voice;

impl RunReport<'_> {
    /// Renders every run as one JUnit document. Steps after a failure count as skipped, and a file
    /// that could not be read as an error.
    pub fn junit(&self) -> String {
        let mut report = Report::new("kigen");
        report.set_time(Duration::ZERO);
        report.add_test_suites(self.runs.iter().map(suite));
        report.add_test_suites(self.broken.iter().map(broken));
        report
            .to_string()
            .expect("names and messages always serialize")
    }
}

fn suite(run: &ScenarioRun) -> TestSuite {
    let mut suite = TestSuite::new(run.name.to_string());
    suite.set_time(Duration::ZERO);
    let (played, start) = (&run.played, run.scenario.world.start);
    for (name, value) in [
        ("title", run.scenario.title.en.clone()),
        ("seed", played.seed.value().to_string()),
        ("start", Moment(start).to_string()),
        ("end", Moment(played.end).to_string()),
    ] {
        suite.add_property((name, value.as_str()));
    }
    suite.add_test_cases(played.steps.iter().map(|step| case(run, step)));
    let behind = &run.scenario.steps[played.steps.len()..];
    for (at, step) in behind.iter().enumerate() {
        let name = format!("{} {}", played.steps.len() + at + 1, step.deed.title());
        let mut status = TestCaseStatus::skipped();
        status.set_message("not played: an earlier step failed");
        suite.add_test_case(new_case(run, name, step.line, status));
    }
    suite
}

fn case(run: &ScenarioRun, step: &PlayedStep) -> TestCase {
    let name = format!("{} {}", step.number, step.deed.title());
    let status = if step.passed() {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type("unexpected-outcome");
        status.set_message(format!(
            "line {}: expected {}, got {}",
            step.line,
            step.expected.code(),
            step.outcome()
        ));
        status.set_description(text::text(run, Voice::from(Lang::En)));
        status
    };
    new_case(run, name, step.line, status)
}

fn new_case(run: &ScenarioRun, name: String, line: usize, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(run.name.to_string());
    case.set_time(Duration::ZERO);
    if let Some(path) = &run.path {
        place(&mut case, &path.to_string_lossy(), Some(line));
    }
    case
}

fn broken(broken: &BrokenScenario) -> TestSuite {
    let mut suite = TestSuite::new(broken.name.to_string());
    suite.set_time(Duration::ZERO);
    let error = broken.error.in_the_file();
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_type("unreadable-scenario");
    status.set_message(match error {
        Some(error) => error.mistake().to_string(),
        None => broken.error.to_string(),
    });
    status.set_description(broken.error.to_string());
    let mut case = TestCase::new("read the scenario", status);
    case.set_classname(broken.name.to_string());
    case.set_time(Duration::ZERO);
    let line = error.map(|error| error.line());
    place(&mut case, &broken.path.to_string_lossy(), line);
    suite.add_test_case(case);
    suite
}

/// Says where a test case stands, with `/` between the folders.
fn place(case: &mut TestCase, file: &str, line: Option<usize>) {
    let file = file.replace('\\', "/");
    case.extra.insert("file".into(), file.as_str().into());
    if let Some(line) = line {
        let line = line.to_string();
        case.extra.insert("line".into(), line.as_str().into());
    }
}
