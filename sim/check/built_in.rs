//! The implementations of our own: in process and, so that the protocol is seen to carry
//! everything, as adapters at the other end of a pipe.

use std::io::{self, BufRead, Write};
use std::path;

use super::adapter_error::AdapterError;
use super::case::Question;
use super::codes::Codes;
use super::mutant::Mutant;
use super::own;
use super::piped::Identity;
use super::protocol::{Answer, Request};
use super::reply::{Asked, Reply};
use super::stopwatch::Stopwatch;

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
    for line in requests.lines() {
        let answer = match serde_json::from_str(&line?) {
            Ok(request) => built_in.answer(&request),
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

impl BuiltIn {
    /// Who answers.
    pub(super) fn identity(self) -> Identity {
        let Answer {
            name,
            version,
            language,
            ..
        } = self.answer(&Request::hello(SEQ));
        Identity {
            name: name.unwrap_or_default(),
            version,
            language,
        }
    }

    /// Asks in this process what is asked of others through a pipe.
    pub(super) fn ask(
        self,
        question: &Question,
        folder: &path::Path,
    ) -> Result<Asked, AdapterError> {
        let stopwatch = Stopwatch::start();
        let path_of = |file: &str| folder.join(file).to_string_lossy().into_owned();
        let answer = self.answer(&question.request(SEQ, path_of));
        let time = stopwatch.elapsed();
        let (reply, native) = Reply::of(answer, SEQ, &Codes::default())?;
        Ok(Asked {
            reply,
            native,
            time,
            memory: None,
        })
    }

    fn answer(self, request: &Request) -> Answer {
        match self {
            BuiltIn(None) => own::answer(request),
            BuiltIn(Some(mutant)) => mutant.answer(request),
        }
    }
}
