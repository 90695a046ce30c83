//! Nothing is charged twice: one fee of a kind for each certificate of a PC.

use std::collections::BTreeSet;

use super::{Breach, Checker, StepSeen};
use crate::label::Label;
use crate::lifecycle::fee::FeeKind;
use crate::trace::EventKind;
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Charges {
    /// How many events have been looked at.
    seen: usize,
    charged: BTreeSet<(Label, u32, FeeKind)>,
}

impl Checker for Charges {
    fn name(&self) -> &'static str {
        "charges"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        for event in &events[self.seen..] {
            if let EventKind::Fee { ordinal, fee } = event.kind
                && !self.charged.insert((event.pc.clone(), ordinal, fee.kind))
            {
                let (pc, kind) = (event.pc.clone(), fee.kind);
                return Err(Breach::ChargedTwice { pc, ordinal, kind });
            }
        }
        self.seen = events.len();
        Ok(())
    }
}
