//! Japanese, in the words of the manual and of Windows.

#[cfg(feature = "check")]
mod checks;
mod errors;
mod events;
mod facts;
#[cfg(feature = "scenario")]
mod mistakes;
mod reports;
mod screens;

/// Japanese.
#[derive(Debug)]
pub(super) struct Japanese;
