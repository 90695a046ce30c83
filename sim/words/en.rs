//! English.

mod errors;
mod events;
mod facts;
#[cfg(feature = "scenario")]
mod mistakes;
mod page;
mod plural;
mod reports;
mod screens;

/// English.
#[derive(Debug)]
pub(super) struct English;
