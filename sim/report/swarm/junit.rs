//! The report for CI: JUnit XML, with a test case for each finding.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::SwarmReport;

impl SwarmReport<'_> {
    /// Renders what was found as a JUnit document.
    pub fn junit(&self) -> String {
        let tally = self.0;
        let mut suite = TestSuite::new("kigen swarm");
        suite.set_time(Duration::ZERO);
        let seed = tally.swarm.seed().to_string();
        let worlds = tally.worlds.to_string();
        suite.add_property(("seed", seed.as_str()));
        suite.add_property(("worlds", worlds.as_str()));
        for finding in &tally.findings {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(finding.flaw.class.name());
            status.set_message(finding.flaw.said.clone());
            status.set_description(format!(
                "{} worlds; the first is {}: {}",
                finding.worlds, finding.world, finding.options
            ));
            let name = format!("{} {}", finding.flaw.class, finding.flaw.kind);
            add(&mut suite, name, status);
        }
        if tally.findings.is_empty() {
            let name = format!("{worlds} worlds");
            add(&mut suite, name, TestCaseStatus::success());
        }
        let mut report = Report::new("kigen");
        report.set_time(Duration::ZERO);
        report.add_test_suite(suite);
        report
            .to_string()
            .expect("names and messages always serialize")
    }
}

fn add(suite: &mut TestSuite, name: String, status: TestCaseStatus) {
    let mut case = TestCase::new(name, status);
    case.set_classname("swarm");
    case.set_time(Duration::ZERO);
    suite.add_test_case(case);
}
