//! English.

#[cfg(feature = "check")]
mod checks;
mod errors;
mod events;
mod facts;
#[cfg(feature = "scenario")]
mod mistakes;
mod plural;
mod reports;
mod screens;

/// English.
#[derive(Debug)]
pub(super) struct English;
