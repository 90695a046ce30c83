//! What became of a question.

use std::time::Duration;

use super::adapter_error::AdapterError;
use super::codes::Codes;
use super::protocol::Answer;
use crate::outcome::Outcome;
use crate::reason::Reason;

/// What an implementation said, or what happened instead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reply {
    /// It did what it was asked, and says this about it; without number and words of its own.
    Accepted(Box<Answer>),
    /// It refused, for a reason that has a code or for one that nobody has mapped to any.
    Refused(Option<Reason>),
    /// It cannot do this, and says why.
    Skipped(String),
    /// It did not answer in time.
    Hung,
    /// It ended: its exit code or signal.
    Crashed(String),
}

impl Reply {
    /// What the answer to a request means.
    pub(super) fn of(answer: &Answer, seq: u64, codes: &Codes) -> Result<Self, AdapterError> {
        if let Some(why) = &answer.skip {
            return Ok(Reply::Skipped(why.clone()));
        }
        let code = answer
            .outcome
            .clone()
            .ok_or(AdapterError::NoOutcome { seq })?;
        let native = answer.native.as_deref().unwrap_or_default();
        let reply = match (code.as_str(), code.parse()) {
            ("other", _) => Reply::Refused(codes.reason(native)),
            (_, Ok(Outcome::Ok)) => Reply::Accepted(Box::new(Answer {
                seq: None,
                native: None,
                ..answer.clone()
            })),
            (_, Ok(Outcome::Refused(reason))) => Reply::Refused(Some(reason)),
            (_, Err(_)) => return Err(AdapterError::UnknownOutcome { seq, given: code }),
        };
        Ok(reply)
    }

    /// How it ended, where it has a code.
    pub fn outcome(&self) -> Option<Outcome> {
        match self {
            Reply::Accepted(_) => Some(Outcome::Ok),
            Reply::Refused(reason) => reason.map(Outcome::Refused),
            Reply::Skipped(_) | Reply::Hung | Reply::Crashed(_) => None,
        }
    }
}

/// A reply and what it cost.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) reply: Reply,
    /// The answer, without its number and the implementation's own words.
    pub(super) answer: Option<Box<Answer>>,
    /// What the implementation said in its own words.
    pub(super) native: Option<String>,
    pub(super) time: Duration,
    /// The most memory that its process ever had, in KiB, where the system tells.
    pub(super) memory: Option<u64>,
}

impl Asked {
    /// What was answered.
    pub(super) fn answered(reply: Reply, mut answer: Answer, time: Duration) -> Self {
        answer.seq = None;
        Asked {
            native: answer.native.take(),
            answer: Some(Box::new(answer)),
            reply,
            time,
            memory: None,
        }
    }

    /// What happened instead of an answer, and what was said then.
    pub(super) fn unanswered(reply: Reply, native: Option<String>, time: Duration) -> Self {
        Asked {
            reply,
            answer: None,
            native,
            time,
            memory: None,
        }
    }

    /// That it was not asked, as it does not do this.
    pub(super) fn skipped(lacking: String) -> Self {
        Asked::unanswered(Reply::Skipped(lacking), None, Duration::ZERO)
    }
}
