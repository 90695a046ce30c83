//! Scenarios: what happens in a world, when, and how each step is expected to end.
//!
//! A scenario is a TOML file. [`Scenario::parse`] reads it, [`run`] plays it, and
//! [`catalogue`] holds those that come with the crate.

pub mod catalogue;
mod error;
mod format;
mod run;
mod when;

pub use error::ScenarioError;
pub use format::{Deed, Expectation, STEPS_MAX, Scenario, Step, StepTime, Title};
pub use run::{Played, PlayedStep, StepResult, run};
pub use when::{Anchor, When, WhenError};
