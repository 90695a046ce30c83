//! A checker that is wrong on purpose, to see that what it finds is found, told and shrunk.

use std::collections::BTreeSet;

use crate::checker::{Breach, Checker, StepSeen};
use crate::label::Label;
use crate::trace::EventKind;
use crate::world::World;

/// Objects to a revocation at a PC at which something broke before.
#[derive(Debug, Default)]
pub(super) struct Canary {
    seen: usize,
    broken: BTreeSet<Label>,
}

impl Checker for Canary {
    fn name(&self) -> &'static str {
        "canary"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        for event in &events[self.seen..] {
            match &event.kind {
                EventKind::Fault(_) => {
                    self.broken.insert(event.pc.clone());
                }
                EventKind::Revoke if event.outcome.is_ok() && self.broken.contains(&event.pc) => {
                    let message = format!("the canary sings: {} was revoked", event.pc);
                    return Err(Breach::Own { message });
                }
                _ => {}
            }
        }
        self.seen = events.len();
        Ok(())
    }
}
