//! What came of a case.

use std::time::Duration;

use super::reply::Reply;
use super::script::Trouble;
use super::trace::Exchange;
use super::verdict::Verdict;

/// What came of a case.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CaseResult {
    /// What the reply is worth.
    pub verdict: Verdict,
    /// The reply; to several requests, the last one.
    pub reply: Reply,
    /// What is not right, where there was more than one request.
    pub trouble: Option<Trouble>,
    /// The shortest conversation that leads there; empty where there was one request alone.
    pub trace: Vec<Exchange>,
    /// The same as a scenario, where one can say it.
    pub scenario: Option<String>,
    /// The reply to the same question alone, where it was worth something else.
    pub again: Option<Reply>,
    /// What the implementation said in its own words.
    pub native: Option<String>,
    /// How long it took.
    pub time: Duration,
    /// The most memory that its process ever had, in KiB, where the system tells.
    pub memory: Option<u64>,
}

impl CaseResult {
    /// That a case was not given, as the implementation does not do this.
    pub(super) fn skipped(lacking: String) -> Self {
        CaseResult::of(Reply::Skipped(lacking))
    }

    /// A result with this reply and nothing else.
    pub(super) fn of(reply: Reply) -> Self {
        CaseResult {
            verdict: Verdict::Skipped,
            reply,
            trouble: None,
            trace: vec![],
            scenario: None,
            again: None,
            native: None,
            time: Duration::ZERO,
            memory: None,
        }
    }
}
