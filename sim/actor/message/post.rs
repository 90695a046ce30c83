//! The messages to the post.

use chrono::{DateTime, Utc};

use super::Letter;
use crate::label::Label;

/// A message to the post.
#[derive(Debug)]
pub(crate) enum PostMessage {
    /// From the authority: carry this letter.
    Carry(Letter),
    /// Its time has come: ring the bell.
    Deliver {
        letter: Letter,
        first_tried: Option<DateTime<Utc>>,
    },
    /// From the facility: nobody opened.
    NobodyIn {
        letter: Letter,
        first_tried: DateTime<Utc>,
    },
    /// The next letter for a PC gets lost.
    Lose { pc: Label },
}
