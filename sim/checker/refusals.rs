//! A refused action changes nothing in any store of the PC.

use super::{Breach, Checker, Snapshot, StepSeen};
use crate::outcome::Outcome;
use crate::world::World;

#[derive(Debug)]
pub(super) struct Refusals;

impl Checker for Refusals {
    fn name(&self) -> &'static str {
        "refusals"
    }

    fn check(&mut self, world: &World, step: Option<&StepSeen<'_>>) -> Result<(), Breach> {
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
        Err(Breach::StoreChanged {
            action: step.action.name(),
            pc: pc.clone(),
            reason,
        })
    }
}
