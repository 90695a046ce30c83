//! A specimen of every way in which an adapter has to be mended.

use std::io::ErrorKind;

use super::specimens::Specimens;
use crate::check::{AdapterError, Op};

pub(super) fn adapters(out: &mut Specimens) {
    let stderr = || "at 7".to_owned();
    let all = [
        AdapterError::NotStarted {
            program: "x.p12".to_owned(),
            kind: ErrorKind::NotFound,
        },
        AdapterError::Mute {
            seconds: 20,
            stderr: stderr(),
        },
        AdapterError::Unflushed { op: Op::Hello },
        AdapterError::EndedAtOnce {
            how: "7".to_owned(),
            stderr: String::new(),
        },
        AdapterError::Quit {
            seq: 7,
            stderr: stderr(),
        },
        AdapterError::NoAnswer {
            line: "7".to_owned(),
            detail: "EOF".to_owned(),
        },
        AdapterError::NoNumber { asked: 7 },
        AdapterError::Twice { seq: 7 },
        AdapterError::OutOfOrder {
            asked: 7,
            answered: 8,
        },
        AdapterError::Flood { bytes_max: 7 },
        AdapterError::UnknownOutcome {
            seq: 7,
            given: "x".to_owned(),
        },
        AdapterError::NoOutcome { seq: 7 },
        AdapterError::Incomplete { field: "ops" },
        AdapterError::Silent {
            count: 4,
            last: "crashed",
        },
    ];
    out.extend(all.map(|error| Box::new(error) as Box<dyn std::error::Error>));
}
