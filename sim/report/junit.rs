//! The report for CI: JUnit XML, one test suite per scenario and one test case per step.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::scenario::{PlayedStep, ScenarioRun};

/// Renders every run as one JUnit document. It holds no time of day and no duration: both would
/// differ from run to run. Steps after a failure count as skipped.
pub fn junit(runs: &[ScenarioRun]) -> String {
    let mut report = Report::new("kigen");
    report.add_test_suites(runs.iter().map(suite));
    report
        .to_string()
        .expect("names and messages always serialize")
}

fn suite(run: &ScenarioRun) -> TestSuite {
    let mut suite = TestSuite::new(run.name.as_str());
    let played = &run.played;
    suite.add_test_cases(played.steps.iter().map(|step| case(run, step)));
    let behind = &run.scenario.steps[played.steps.len()..];
    for (at, step) in behind.iter().enumerate() {
        let name = format!("{} {}", played.steps.len() + at + 1, step.deed.title());
        let mut status = TestCaseStatus::skipped();
        status.set_message("not played: an earlier step failed");
        suite.add_test_case(new_case(run, name, status));
    }
    suite
}

fn case(run: &ScenarioRun, step: &PlayedStep) -> TestCase {
    let name = format!("{} {}", step.number, step.deed.title());
    let status = if step.passed() {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(format!(
            "line {}: expected {}, got {}",
            step.line,
            step.expected.code(),
            step.outcome()
        ));
        status
    };
    new_case(run, name, status)
}

fn new_case(run: &ScenarioRun, name: String, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(run.name.as_str());
    case
}
