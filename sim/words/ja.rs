//! Japanese, in the words of the manual and of Windows.

mod errors;
mod events;
mod facts;
#[cfg(feature = "scenario")]
mod mistakes;
mod reports;
mod screens;
mod serve;

/// Japanese.
#[derive(Debug)]
pub(super) struct Japanese;
