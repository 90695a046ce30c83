//! What is wrong with an adapter, and not with the implementation behind it. Each says what to
//! mend.

use std::io;

use super::protocol::Op;
use crate::shown::Shown;

/// An adapter that cannot be used. Nothing that was learned from it counts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AdapterError {
    /// Its program could not be started.
    #[error("the program {} cannot be started ({kind})", Shown::text(program))]
    NotStarted {
        /// The program.
        program: String,
        /// What the operating system said.
        kind: io::ErrorKind,
    },
    /// It did not answer `hello` in time.
    #[error(
        "the adapter did not answer `hello` within {seconds} s{}",
        said(stderr)
    )]
    Mute {
        /// How long it was waited for.
        seconds: u64,
        /// The last that it wrote to standard error.
        stderr: String,
    },
    /// Its answer came only when its standard input ended.
    #[error("the adapter answers `{op}` only when its input ends: it does not flush its output")]
    Unflushed {
        /// What it was asked for.
        op: Op,
    },
    /// It ended before it answered `hello`.
    #[error("the adapter ended ({how}) before it answered `hello`{}", said(stderr))]
    EndedAtOnce {
        /// Its exit code or signal.
        how: String,
        /// The last that it wrote to standard error.
        stderr: String,
    },
    /// It ended without an error while it was asked.
    #[error(
        "the adapter ended by itself instead of answering request {seq}{}",
        said(stderr)
    )]
    Quit {
        /// The request.
        seq: u64,
        /// The last that it wrote to standard error.
        stderr: String,
    },
    /// It wrote something else than an answer to standard output.
    #[error(
        "the adapter wrote `{}` to its output, which is no answer: {detail}",
        Shown::text(line)
    )]
    NoAnswer {
        /// The beginning of the line.
        line: String,
        /// What is wrong with it.
        detail: String,
    },
    /// An answer has no number.
    #[error("the adapter did not repeat `seq` {asked} in its answer")]
    NoNumber {
        /// The number of the request.
        asked: u64,
    },
    /// It answered a request again.
    #[error("the adapter answered request {seq} twice")]
    Twice {
        /// The number of the request.
        seq: u64,
    },
    /// It answered what it has not been asked.
    #[error("the adapter answered request {answered} when it was asked {asked}")]
    OutOfOrder {
        /// The number of the request.
        asked: u64,
        /// The number of the answer.
        answered: u64,
    },
    /// It writes without end.
    #[error("the adapter wrote more than {bytes_max} bytes without an answer")]
    Flood {
        /// What is allowed.
        bytes_max: usize,
    },
    /// An outcome is neither `ok` nor a reason code nor `other`.
    #[error(
        "the adapter answered request {seq} with the outcome `{}`, which is no code",
        Shown::text(given)
    )]
    UnknownOutcome {
        /// The number of the request.
        seq: u64,
        /// What it said.
        given: String,
    },
    /// An answer says neither how it ended nor why not.
    #[error("the adapter answered request {seq} with neither `outcome` nor `skip`")]
    NoOutcome {
        /// The number of the request.
        seq: u64,
    },
    /// An answer to `hello` lacks what has to be in it.
    #[error("the adapter did not say `{field}` in its answer to `hello`")]
    Incomplete {
        /// What lacks.
        field: &'static str,
    },
    /// Somebody wished to stop.
    #[error("stopped before the end; every program was ended")]
    Stopped,
    /// It has not answered a single case.
    #[error("the adapter has not answered one of the first {count} cases; at last it {last}")]
    Silent {
        /// How many it was asked.
        count: usize,
        /// What became of the last.
        last: &'static str,
    },
}

/// What it wrote to standard error, if it wrote anything.
fn said(stderr: &str) -> String {
    match stderr.is_empty() {
        true => String::new(),
        false => format!("; it wrote `{}`", Shown::text(stderr)),
    }
}
