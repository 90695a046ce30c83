//! Japanese, in the words of the manual and of Windows.

mod errors;
mod events;
mod facts;
#[cfg(feature = "scenario")]
mod mistakes;
mod page;
mod reports;
mod screens;

/// Japanese.
#[derive(Debug)]
pub(super) struct Japanese;
