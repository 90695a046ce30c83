//! One request after another to an implementation that has a store, and what each has to lead to.

use std::collections::BTreeSet;
use std::fmt;

use super::protocol::{Op, Request, WRITTEN};
use crate::outcome::Outcome;
use crate::reason::Reason;

/// What is asked, and what is right. The first request empties the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    pub(super) steps: Vec<Step>,
}

/// A request, and what is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// With paths in the corpus.
    pub(super) request: Request,
    pub(super) right: Right,
}

/// What is right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Right {
    /// How it may end; the best answer comes first. Nothing else than `ok`, if it is empty.
    pub(super) outcomes: Vec<Outcome>,
    /// The client certificates that are in the store.
    pub(super) held: Option<BTreeSet<String>>,
    /// Those of which one has to be sent.
    pub(super) sent: Option<BTreeSet<String>>,
    /// The notices that appear.
    pub(super) notices: Option<Vec<String>>,
    /// The certificate that has to be in the file that was written, with its key and chain.
    pub(super) written: Option<String>,
}

/// What is not right.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Trouble {
    /// Which request it was, counted from 1; the first empties the store. `None` for a rule of
    /// stores, which many requests may have been needed for.
    pub step: Option<usize>,
    /// What was expected; for a rule of stores, and found, in English.
    pub expected: String,
    /// What came.
    pub got: String,
}

impl Script {
    /// The paths of its files in the corpus.
    pub(super) fn files(&self) -> Vec<&str> {
        let requests = self.steps.iter().map(|step| &step.request);
        let files = requests.flat_map(|request| {
            let read = match request.op {
                Op::Export => None,
                _ => request.file.as_deref(),
            };
            [read, request.root.as_deref(), request.crl.as_deref()]
        });
        let files = files.flatten();
        files.filter(|file| !file.starts_with(WRITTEN)).collect()
    }

    /// What is asked, one request a line.
    pub fn requests(&self) -> impl Iterator<Item = &Request> {
        self.steps.iter().map(|step| &step.request)
    }
}

impl Step {
    /// A step that has to succeed.
    pub(super) fn new(request: Request) -> Self {
        Step {
            request,
            right: Right::default(),
        }
    }

    /// The same, which has to be refused for one of these reasons.
    pub(super) fn refused(mut self, reasons: &[Reason]) -> Self {
        let reasons = reasons.iter().copied().map(Outcome::Refused);
        self.right.outcomes = reasons.collect();
        self
    }
}

impl Right {
    pub(super) fn accepts(&self, outcome: Outcome) -> bool {
        self.outcomes.contains(&outcome) || (self.outcomes.is_empty() && outcome.is_ok())
    }

    /// Whether it must not be refused.
    pub(super) fn is_ok(&self) -> bool {
        self.outcomes.iter().all(|outcome| outcome.is_ok())
    }

    /// How it may end, in a line.
    pub(super) fn outcome(&self) -> String {
        match &self.outcomes[..] {
            [] => Outcome::Ok.to_string(),
            [first, others @ ..] => {
                let others = others
                    .iter()
                    .map(|outcome| format!(" | {}", outcome.code()));
                format!("{first}{}", others.collect::<String>())
            }
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(step) = self.step {
            write!(f, "request {step}: ")?;
        }
        match self.expected.is_empty() {
            true => f.write_str(&self.got),
            false => write!(f, "expected {}, got {}", self.expected, self.got),
        }
    }
}
