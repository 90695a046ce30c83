//! What `kigen serve` says, in English.

use std::num::NonZeroU32;

use super::English;
use crate::words::{RequestProblem, ServeWords};

impl ServeWords for English {
    fn serving(&self, time: &str, tick: Option<NonZeroU32>) -> String {
        match tick {
            None => format!("it is {time}, until the clock is moved"),
            Some(NonZeroU32::MIN) => format!("it is {time}, and the clock runs as a real one does"),
            Some(rate) => {
                format!("it is {time}, and the clock runs {rate} times as fast as a real one")
            }
        }
    }

    fn standing_at(&self, time: &str) -> String {
        format!("  at {time}")
    }

    fn request_problem(&self, problem: &RequestProblem<'_>) -> String {
        match problem {
            RequestProblem::NoToken => {
                "send the token of the ready file: `Authorization: Bearer TOKEN`".to_owned()
            }
            RequestProblem::WrongHost => {
                "only requests to localhost, 127.0.0.1 or [::1] are answered".to_owned()
            }
            RequestProblem::ForeignForm => {
                "this form is not of this server's pages, or the server has been started anew: send it again from this page".to_owned()
            }
            RequestProblem::NoSuchPath => "there is nothing at this path".to_owned(),
            RequestProblem::WrongMethod => {
                "this path takes the method that the header Allow names".to_owned()
            }
            RequestProblem::WrongBody { detail } => {
                format!("the body is not the JSON that is asked for: {detail}")
            }
            RequestProblem::TooLong { bytes_max } => {
                format!("a body has at most {bytes_max} bytes")
            }
            RequestProblem::TooSlow => "the body did not come in time".to_owned(),
            RequestProblem::ExpectGiven => {
                "leave out `expect`: the answer says how the step ended".to_owned()
            }
            RequestProblem::Refused { en, .. } => (*en).to_owned(),
        }
    }
}
