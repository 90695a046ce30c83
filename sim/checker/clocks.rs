//! Whether a certificate has expired is told by the PC's clock, to the second: by the certificate
//! manager, and where what has expired is deleted.

use super::pc_clock::{PcClock, PcClocks};
use super::{Breach, Checker, Snapshot, StepSeen};
use crate::actor::Action;
use crate::lifecycle::deletion::DeleteWhich;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::trace::{Event, EventKind, ShownCertificate};
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Clocks {
    /// How many events have been looked at.
    seen: usize,
    clocks: PcClocks,
}

impl Checker for Clocks {
    fn name(&self) -> &'static str {
        "clocks"
    }

    fn check(&mut self, world: &World, step: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        for event in &events[self.seen..] {
            self.clocks.note(event);
            if let EventKind::Check { shown } = &event.kind {
                judge(event, shown, self.clocks.of(&event.pc))?;
            }
        }
        self.seen = events.len();
        match step {
            Some(step) => self.look_at_what_is_gone(world, step),
            None => Ok(()),
        }
    }
}

/// One of the certificates that were shown has to be as the certificate manager says.
fn judge(event: &Event, shown: &[ShownCertificate], clock: PcClock) -> Result<(), Breach> {
    let now = clock.shows(event.at);
    let any = |is_so: fn(&ShownCertificate, _) -> bool| {
        let mut with_key = shown.iter().filter(|one| one.has_private_key);
        with_key.any(|one| is_so(one, now))
    };
    let pc = || event.pc.clone();
    match event.outcome {
        Outcome::Ok if !any(|one, now| (one.not_before..=one.not_after).contains(&now)) => {
            Err(Breach::DoneAllTheSame {
                event: event.kind.name(),
                pc: pc(),
                because: Reason::Expired,
            })
        }
        Outcome::Refused(reason) => {
            let is_so = match reason {
                Reason::Expired => any(|one, now| one.not_after < now),
                Reason::NotYetValid => any(|one, now| now < one.not_before),
                _ => true,
            };
            match is_so {
                true => Ok(()),
                false => Err(Breach::RefusedInTime {
                    action: event.kind.name(),
                    pc: pc(),
                    reason,
                }),
            }
        }
        Outcome::Ok => Ok(()),
    }
}

impl Clocks {
    /// What is deleted because it has expired has expired.
    fn look_at_what_is_gone(&self, world: &World, step: &StepSeen<'_>) -> Result<(), Breach> {
        let Action::Delete {
            pc,
            which: DeleteWhich::Expired,
        } = step.action
        else {
            return Ok(());
        };
        let now = self.clocks.of(pc).shows(world.now());
        let after = Snapshot::of(world, pc);
        for (user, before) in step.stores_before.own() {
            let left = after.own_of(user);
            let is_gone = |one| !left.contains(one);
            let mut gone = before.iter().filter(|one| is_gone(one)).peekable();
            // Whose certificates were meant is seen where some are gone.
            let is_meant = gone.peek().is_some();
            if gone.any(|one| now <= one.not_after()) {
                return Err(Breach::DeletedTooMuch { pc: pc.clone() });
            }
            if is_meant && left.iter().any(|one| one.not_after() < now) {
                return Err(Breach::DeletedTooLittle { pc: pc.clone() });
            }
        }
        Ok(())
    }
}
