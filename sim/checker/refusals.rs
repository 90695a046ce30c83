//! A refused action changes nothing in any store of the PC.

use super::snapshot::changes_stores;
use super::{Breach, Checker, Snapshot, StepSeen};
use crate::outcome::Outcome;
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Refusals {
    /// How many events have been looked at.
    seen: usize,
}

impl Checker for Refusals {
    fn name(&self) -> &'static str {
        "refusals"
    }

    fn check(&mut self, world: &World, step: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let new = &world.trace().events[self.seen..];
        self.seen += new.len();
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
        // The operator may have done something else in the same second.
        let mut of_pc = new.iter().filter(|event| event.pc == *pc);
        let was_refused = of_pc.any(|event| event.outcome == step.outcome);
        if was_refused && of_pc.any(|event| changes_stores(event) && event.outcome.is_ok()) {
            return Ok(());
        }
        Err(Breach::StoreChanged {
            action: step.action.name(),
            pc: pc.clone(),
            reason,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::{Action, Policy};
    use crate::checker::tests::set_up;
    use crate::reason::Reason;
    use crate::trace::{Event, EventKind};

    #[test]
    fn what_the_operator_does_after_a_refusal_is_no_breach() {
        let mut world = set_up(Policy::default(), |_| {});
        let before = world.trace().events.len();
        let mut events = world.trace().events.iter();
        let import = events.find(|event| matches!(event.kind, EventKind::Import { .. }));
        let import = import.unwrap().clone();
        let refused = Event {
            outcome: Reason::PowerCut.into(),
            ..import.clone()
        };
        let action = Action::Check {
            pc: "受付01".parse().unwrap(),
        };
        let mut found_after = |new: &[&Event]| {
            let events = &mut world.trace_mut().events;
            events.truncate(before);
            events.extend(new.iter().copied().cloned());
            let empty = Snapshot::default();
            let step = StepSeen {
                action: &action,
                outcome: refused.outcome,
                stores_before: &empty,
            };
            Refusals { seen: before }
                .check(&world, Some(&step))
                .is_err()
        };
        assert!(found_after(&[&refused]));
        assert!(found_after(&[&import, &refused]));
        assert!(!found_after(&[&refused, &import]));
    }
}
