//! What was refused changed nothing in any store of the PC.

use super::{Checker, Snapshot, StepSeen};
use crate::outcome::Outcome;
use crate::world::World;

#[derive(Debug)]
pub(super) struct Refusals;

impl Checker for Refusals {
    fn name(&self) -> &'static str {
        "refusals"
    }

    fn check(&mut self, world: &World, step: Option<&StepSeen<'_>>) -> Result<(), String> {
        let Some(step) = step else {
            return Ok(());
        };
        let Outcome::Refused(reason) = step.outcome else {
            return Ok(());
        };
        let pc = step.action.pc();
        if Snapshot::of(world, pc).agrees_with(step.stores_before) {
            return Ok(());
        }
        let action = step.action.name();
        Err(format!(
            "{action} on {pc} was refused ({reason}), and the store changed"
        ))
    }
}
