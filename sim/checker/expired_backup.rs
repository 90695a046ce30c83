//! An expired backup never restores service: whenever service comes up, the PC holds a certificate
//! that is within its dates.
//!
//! Only the present contents of a PC are visible. For past moments we know only which certificates
//! existed: those that were issued, and what came from elsewhere and is still there. A moment is
//! past as well when its service has been lost again in the same second.

use super::{Breach, Checker, StepSeen};
use crate::certificate::Certificate;
use crate::store::{StoreId, StoreName};
use crate::trace::{Event, EventKind};
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

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        let new = events[self.seen..].iter();
        for event in new.filter(|event| event.kind == EventKind::ServiceUp) {
            let within = |certificate: &Certificate| {
                (certificate.not_before()..=certificate.not_after()).contains(&event.at)
            };
            if !held(world, event).any(|certificate| within(&certificate)) {
                let (pc, at) = (event.pc.clone(), event.at);
                return Err(Breach::CameUpWithoutValid { pc, at });
            }
        }
        self.seen = events.len();
        Ok(())
    }
}

/// Returns the certificates that the PC of an event held then, or may have held: backups travel
/// between PCs. The likeliest come first, because most events are explained by the PC's own.
fn held<'a>(world: &'a World, event: &'a Event) -> impl Iterator<Item = Certificate> + 'a {
    let my = StoreId::current_user(StoreName::My);
    let store = world.store(&event.pc);
    let entries = store.and_then(|store| store.entries(my).ok());
    let entries = entries.unwrap_or_default().into_iter();
    let own = std::iter::once(&event.pc);
    let is_over = event.at < world.now() || !world.is_up(&event.pc);
    let pcs = own.chain(world.pcs()).take_while(move |_| is_over);
    let issued = pcs.flat_map(|pc| world.issued(pc));
    entries
        .map(|entry| entry.certificate)
        .chain(issued.map(|(_, certificate)| certificate))
}
