//! The report for CI: JUnit XML, a test suite a scenario and a test case a step.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::Chapter;
use crate::scenario::PlayedStep;

/// Every chapter as one JUnit document. It holds no time of day and no duration: both would differ
/// from run to run. Steps behind a failure count as skipped.
pub fn junit(chapters: &[Chapter]) -> String {
    let mut report = Report::new("kigen");
    report.add_test_suites(chapters.iter().map(suite));
    report
        .to_string()
        .expect("names and messages always serialize")
}

fn suite(chapter: &Chapter) -> TestSuite {
    let mut suite = TestSuite::new(chapter.name.as_str());
    let played = &chapter.played;
    suite.add_test_cases(played.steps.iter().map(|step| case(chapter, step)));
    let behind = &chapter.scenario.steps[played.steps.len()..];
    for (at, step) in behind.iter().enumerate() {
        let name = format!("{} {}", played.steps.len() + at + 1, step.deed.title());
        let mut status = TestCaseStatus::skipped();
        status.set_message("not played: an earlier step failed");
        suite.add_test_case(new_case(chapter, name, status));
    }
    suite
}

fn case(chapter: &Chapter, step: &PlayedStep) -> TestCase {
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
    new_case(chapter, name, status)
}

fn new_case(chapter: &Chapter, name: String, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(chapter.name.as_str());
    case
}
