//! What became of a question.

use std::time::Duration;

use super::adapter_error::AdapterError;
use super::codes::Codes;
use super::protocol::{Answer, SeenCertificate};
use crate::outcome::Outcome;
use crate::reason::Reason;

/// What an implementation said, or what happened instead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reply {
    /// It took what it was given.
    Accepted(Contents),
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
    /// What the answer to a request means, and what the implementation said in its own words.
    pub(super) fn of(
        answer: Answer,
        seq: u64,
        codes: &Codes,
    ) -> Result<(Self, Option<String>), AdapterError> {
        if let Some(why) = answer.skip {
            return Ok((Reply::Skipped(why), answer.native));
        }
        let code = answer.outcome.ok_or(AdapterError::NoOutcome { seq })?;
        let native = answer.native.as_deref().unwrap_or_default();
        let reply = match (code.as_str(), code.parse()) {
            ("other", _) => Reply::Refused(codes.reason(native)),
            (_, Ok(Outcome::Ok)) => Reply::Accepted(Contents {
                certificates: answer.certificates,
                keys: answer.keys,
            }),
            (_, Ok(Outcome::Refused(reason))) => Reply::Refused(Some(reason)),
            (_, Err(_)) => return Err(AdapterError::UnknownOutcome { seq, given: code }),
        };
        Ok((reply, answer.native))
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

/// What an implementation says that it found; what it does not say is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contents {
    /// The certificates.
    pub certificates: Option<Vec<SeenCertificate>>,
    /// How many private keys.
    pub keys: Option<usize>,
}

/// A reply and what it cost.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) reply: Reply,
    /// What the implementation said in its own words.
    pub(super) native: Option<String>,
    pub(super) time: Duration,
    /// The most memory that its process ever had, in KiB, where the system tells.
    pub(super) memory: Option<u64>,
}
