//! What `kigen serve` says to people, and to programs whose requests it does not grant.

use std::num::NonZeroU32;

/// What is wrong with a request to the admin interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestProblem<'a> {
    /// It has no token, or another.
    NoToken,
    /// It is for another host: a page in a browser may have been made to send it.
    WrongHost,
    /// It is a form that is not of this server's pages.
    ForeignForm,
    /// There is nothing at its path.
    NoSuchPath,
    /// What is at its path takes another method.
    WrongMethod,
    /// Its body is not the JSON that is asked for.
    WrongBody {
        /// What the parser says, in English.
        detail: &'a str,
    },
    /// Its body is too long.
    TooLong {
        /// How many bytes are allowed.
        bytes_max: usize,
    },
    /// Its body did not come in time.
    TooSlow,
    /// It says how a step is expected to end, which is what the answer says.
    ExpectGiven,
    /// It was understood, and an error of the library kept it from being granted.
    Refused {
        /// The reason code.
        code: &'a str,
        /// The error in English.
        en: &'a str,
        /// The error in Japanese.
        ja: &'a str,
    },
}

impl RequestProblem<'_> {
    /// The stable code.
    pub const fn code(&self) -> &str {
        match self {
            RequestProblem::NoToken => "no-token",
            RequestProblem::WrongHost => "wrong-host",
            RequestProblem::ForeignForm => "foreign-form",
            RequestProblem::NoSuchPath => "no-such-path",
            RequestProblem::WrongMethod => "wrong-method",
            RequestProblem::WrongBody { .. } => "wrong-body",
            RequestProblem::TooLong { .. } => "too-long",
            RequestProblem::TooSlow => "too-slow",
            RequestProblem::ExpectGiven => "expect-given",
            RequestProblem::Refused { code, .. } => code,
        }
    }
}

/// The words of `kigen serve` in a language. Nothing ends with a full stop.
pub trait ServeWords {
    /// That everything listens, what time it is, and how many seconds pass in each real one, if the
    /// clock runs.
    fn serving(&self, time: &str, tick: Option<NonZeroU32>) -> String;

    /// That an endpoint stands at a time of its own, behind its address.
    fn standing_at(&self, time: &str) -> String;

    /// What is wrong with a request, and what to do.
    fn request_problem(&self, problem: &RequestProblem<'_>) -> String;
}
