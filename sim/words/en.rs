//! English.

mod errors;
#[cfg(feature = "scenario")]
mod mistakes;

/// English.
#[derive(Debug)]
pub(super) struct English;
