//! Why a server did not start, or did not do what it was asked for.

use std::io;

use crate::file::FileError;
use crate::label::Label;
use crate::path::PathError;
use crate::reason::Reason;
use crate::scenario::SessionError;

/// Why a server did not start, or its world did not change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The session did not continue.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// A file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A port could not be had.
    #[error("port {port} of 127.0.0.1 cannot be used ({kind})")]
    Port {
        /// The port; 0 is any.
        port: u16,
        /// What the operating system said.
        kind: io::ErrorKind,
    },
    /// The operating system gave no thread, or no timer.
    #[error("the server cannot run ({kind})")]
    NotRun {
        /// What it said.
        kind: io::ErrorKind,
    },
    /// A time of an endpoint's own cannot be known yet.
    #[error("the time `{name}` is not known: {}", reason.sentence())]
    Time {
        /// Its name.
        name: Label,
        /// Why.
        reason: Reason,
    },
    /// Two times have one name.
    #[error("two times are called `{name}`")]
    SameName {
        /// The name.
        name: Label,
    },
    /// There are more times than a server has ports for.
    #[error("there may be {max} times of their own")]
    TooManyTimes {
        /// How many there may be.
        max: usize,
    },
    /// A clock that runs has come to the end of the years that there are.
    #[error("the years of a world are over")]
    WorldEnds,
    /// A root or a revocation list that was given cannot be judged by.
    #[error(transparent)]
    Trust(#[from] PathError),
}
