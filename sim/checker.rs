//! The standing invariants: what has to be true of every world after every step.
//!
//! Each checker is a file of its own and knows nothing of the others. They look from outside, at
//! the trace and at the stores, and judge with their own arithmetic rather than with the actors'.

mod charges;
mod expired_backup;
mod refusals;
mod service;
mod status;
mod yen;

use std::collections::BTreeMap;
use std::fmt;

use crate::actor::Action;
use crate::label::Label;
use crate::reason::Reason;
use crate::store::MemoryStore;
use crate::world::World;

/// Something that must never be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The checker that found it.
    pub checker: &'static str,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.checker, self.message)
    }
}

/// A step that was just played.
#[derive(Debug)]
pub struct StepSeen<'a> {
    /// What was done.
    pub action: &'a Action,
    /// How it ended.
    pub outcome: Result<(), Reason>,
    /// The stores of the PC's Windows users before it.
    pub stores_before: &'a BTreeMap<Label, MemoryStore>,
}

/// One invariant.
trait Checker: fmt::Debug {
    /// Its name, as violations give it.
    fn name(&self) -> &'static str;

    /// Looks at the world, after a step or at any other moment.
    fn check(&mut self, world: &World, step: Option<&StepSeen<'_>>) -> Result<(), String>;
}

/// All of them.
#[derive(Debug)]
pub struct Checkers(Vec<Box<dyn Checker + Send>>);

impl Default for Checkers {
    fn default() -> Self {
        Checkers(vec![
            Box::new(service::Service),
            Box::new(charges::Charges::default()),
            Box::new(refusals::Refusals),
            Box::new(status::Status::default()),
            Box::new(expired_backup::ExpiredBackup::default()),
            Box::new(yen::Yen),
        ])
    }
}

impl Checkers {
    /// Lets every checker look at the world.
    ///
    /// # Errors
    ///
    /// The first violation.
    pub fn check(&mut self, world: &World, step: Option<&StepSeen<'_>>) -> Result<(), Violation> {
        for checker in &mut self.0 {
            checker.check(world, step).map_err(|message| Violation {
                checker: checker.name(),
                message,
            })?;
        }
        Ok(())
    }
}
