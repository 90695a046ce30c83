//! What was said to an implementation and what it answered, a JSON object a line: whoever says it
//! again gets the same answers.

use schemars::JsonSchema;
use serde::Serialize;

use super::protocol::{Answer, Op, Request};
use super::reply::Asked;

/// A request, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Exchange {
    /// Which process was asked, where several are at once; absent for the first.
    #[serde(skip_serializing_if = "is_zero")]
    pub process: usize,
    /// What was asked. Files are named as the folder of the trace has them.
    pub request: Request,
    /// The answer, without its number and the implementation's own words; absent if none came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Exchange {
    /// The paths of the files that were there before.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let request = &self.request;
        let paths = [&request.file, &request.root, &request.crl];
        let changes = request.changes.iter().flatten();
        let changed = changes.filter_map(|change| change.file.as_deref());
        paths
            .into_iter()
            .filter_map(|path| path.as_deref())
            .chain(changed)
    }

    /// The exchange `seq` of a conversation, counted from 0.
    pub(super) fn new(seq: usize, process: usize, request: &Request, asked: &Asked) -> Self {
        Exchange {
            process,
            request: Request {
                seq: seq as u64 + 1,
                ..request.clone()
            },
            answer: asked.answer.as_deref().cloned(),
        }
    }
}

/// Leaves out what was only looked at on the way to the last answer.
pub(super) fn without_looking(trace: Vec<Exchange>) -> Vec<Exchange> {
    let last = trace.len().saturating_sub(1);
    let changes = |(at, exchange): &(usize, Exchange)| {
        *at == last || matches!(exchange.request.op, Op::Reset | Op::Commit)
    };
    let kept = trace.into_iter().enumerate().filter(changes);
    let numbered = kept.zip(1..).map(|((_, mut exchange), seq)| {
        exchange.request.seq = seq;
        exchange
    });
    numbered.collect()
}

/// A trace as a file: a line for each exchange.
pub fn written(trace: &[Exchange]) -> String {
    let lines = trace.iter().map(|exchange| {
        let line = serde_json::to_string(exchange);
        line.expect("texts, numbers and lists always serialize") + "\n"
    });
    lines.collect()
}
