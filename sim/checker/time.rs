//! Time goes on.

use super::{Breach, Checker, StepSeen};
use crate::world::World;

#[derive(Debug)]
pub(super) struct Time;

impl Checker for Time {
    fn name(&self) -> &'static str {
        "time"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        match world.stands_still() {
            None => Ok(()),
            Some(at) => Err(Breach::StandsStill { at }),
        }
    }
}
