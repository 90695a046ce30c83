//! The implementations of our own: in process and, so that the protocol is seen to carry
//! everything, as adapters at the other end of a pipe.

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use super::adapter_error::AdapterError;
use super::codes::Codes;
use super::mutant::{Mutant, Wrong};
use super::own::Own;
use super::piped::Identity;
use super::protocol::{Answer, Request};
use super::reply::{Asked, Reply};
use super::stopwatch::Stopwatch;
use crate::store::MemoryStore;

/// The number of a request that goes through no pipe.
const SEQ: u64 = 1;

/// Which implementation of our own answers: kigen, or it with a mistake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BuiltIn(pub Option<Mutant>);

/// Answers every request until the input ends.
///
/// # Errors
///
/// What the operating system says of the pipes.
pub fn serve(built_in: BuiltIn, requests: impl BufRead, mut answers: impl Write) -> io::Result<()> {
    let mut answering = built_in.answering();
    for line in requests.lines() {
        let answer = match serde_json::from_str(&line?) {
            Ok(request) => answering.answer(&request),
            Err(error) => Answer {
                skip: Some(error.to_string()),
                ..Answer::default()
            },
        };
        let answer = serde_json::to_string(&answer).expect("texts and numbers always serialize");
        writeln!(answers, "{answer}")?;
        answers.flush()?;
    }
    Ok(())
}

/// Whoever answers, with a store of its own.
enum Answering {
    Own(Own),
    Wrong(Wrong),
}

impl Answering {
    fn answer(&mut self, request: &Request) -> Answer {
        let answer = match self {
            Answering::Own(own) => own.answer(request),
            Answering::Wrong(wrong) => wrong.answer(request),
        };
        Answer {
            seq: Some(request.seq),
            ..answer
        }
    }
}

impl BuiltIn {
    fn answering(self) -> Answering {
        match self {
            BuiltIn(None) => Answering::Own(Own::new(Box::new(|| Box::new(MemoryStore::new())))),
            BuiltIn(Some(mutant)) => Answering::Wrong(Wrong::new(mutant)),
        }
    }

    /// Starts it in this process.
    pub(super) fn start(self, folder: &Path) -> Started {
        Started {
            answering: self.answering(),
            folder: folder.to_owned(),
            identity: self.identity(),
        }
    }

    /// Who answers.
    fn identity(self) -> Identity {
        let Answer {
            name,
            version,
            language,
            ..
        } = self.answering().answer(&Request::hello());
        Identity {
            name: name.unwrap_or_default(),
            version,
            language,
        }
    }
}

/// One that was started in this process, and is asked what others are asked through a pipe.
pub(super) struct Started {
    answering: Answering,
    folder: PathBuf,
    identity: Identity,
}

impl Started {
    pub(super) fn identity(&self) -> Identity {
        self.identity.clone()
    }

    pub(super) fn ask(&mut self, request: Request) -> Result<Asked, AdapterError> {
        let stopwatch = Stopwatch::start();
        let path_of = |file: &str| self.folder.join(file).to_string_lossy().into_owned();
        let request = Request {
            seq: SEQ,
            ..request.located(path_of)
        };
        let answer = self.answering.answer(&request);
        let time = stopwatch.elapsed();
        let reply = Reply::of(&answer, SEQ, &Codes::default())?;
        Ok(Asked::answered(reply, answer, time))
    }
}
