//! English.

mod errors;
mod events;
mod facts;
#[cfg(feature = "scenario")]
mod mistakes;
mod plural;
mod reports;
mod screens;
mod serve;

/// English.
#[derive(Debug)]
pub(super) struct English;
