//! English.

mod errors;
mod events;
#[cfg(feature = "scenario")]
mod mistakes;

/// English.
#[derive(Debug)]
pub(super) struct English;
