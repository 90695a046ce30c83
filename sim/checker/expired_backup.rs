//! An expired backup never restores service: whenever service comes up, a certificate that was
//! issued for the PC is within its dates.

use super::{Checker, StepSeen};
use crate::trace::Happening;
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct ExpiredBackup {
    /// How many events have been looked at.
    seen: usize,
}

impl Checker for ExpiredBackup {
    fn name(&self) -> &'static str {
        "expired-backup"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), String> {
        let events = &world.trace().events;
        let new = events[self.seen..].iter();
        for event in new.filter(|event| event.happening == Happening::ServiceUp) {
            let issued = world.issued(&event.pc);
            let good = issued.iter().any(|(_, certificate)| {
                (certificate.not_before()..=certificate.not_after()).contains(&event.at)
            });
            if !good {
                return Err(format!(
                    "{} came up at {} with a certificate that is not valid then",
                    event.pc, event.at
                ));
            }
        }
        self.seen = events.len();
        Ok(())
    }
}
