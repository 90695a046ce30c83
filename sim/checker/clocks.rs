//! Whether a certificate has expired is told by the PC's clock, to the second: by the certificate
//! manager, and where what has expired is deleted.

use super::pc_clock::{PcClock, PcClocks};
use super::snapshot::ends_with_deletion;
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
        let new = &events[self.seen..];
        self.seen = events.len();
        match step {
            Some(step) if ends_with_deletion(step.action.pc(), new) => {
                self.look_at_what_is_gone(world, step)
            }
            _ => Ok(()),
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

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};

    use super::*;
    use crate::actor::Policy;
    use crate::checker::tests::{had_this_happened, set_up};
    use crate::label::Label;
    use crate::lifecycle::fault::PcFault;
    use crate::time::Span;

    fn pc() -> Label {
        "受付01".parse().unwrap()
    }

    fn check(world: &mut World) -> Result<(), Reason> {
        world.perform(Action::Check { pc: pc() })
    }

    fn ends(world: &World) -> DateTime<Utc> {
        world.certificate(&pc()).unwrap().not_after()
    }

    #[test]
    fn it_sees_a_certificate_manager_that_goes_by_another_clock() {
        let mut world = set_up(Policy::default(), |_| {});
        let last = ends(&world);
        let ahead = last - world.now();
        let by = Span::seconds(i32::try_from(ahead.num_seconds()).unwrap());
        world.inject(PcFault::SetClock { pc: pc(), by }).unwrap();
        assert_eq!(check(&mut world), Ok(()), "it is the last second");
        let said = |world: &mut World, outcome: Outcome| {
            had_this_happened(Clocks::default(), world, |events| {
                events.last_mut().unwrap().outcome = outcome;
            })
        };
        assert_eq!(said(&mut world, Outcome::Ok), None);
        let early = "check on 受付01 was refused (expired) in time";
        let found = said(&mut world, Reason::Expired.into());
        assert_eq!(found.as_deref(), Some(early));
        let next = world.now() + Duration::seconds(1);
        world.advance_to(next).unwrap();
        assert_eq!(check(&mut world), Err(Reason::Expired));
        assert_eq!(said(&mut world, Reason::Expired.into()), None);
        let late = "check on 受付01 was done and should have been refused (expired)";
        assert_eq!(said(&mut world, Outcome::Ok).as_deref(), Some(late));
    }

    #[test]
    fn it_sees_that_what_has_not_expired_is_gone_and_what_has_is_not() {
        let mut world = set_up(Policy::default(), |_| {});
        let last = ends(&world);
        let one = Snapshot::of(&world, &pc());
        world.advance_to(last - Duration::days(3)).unwrap();
        world.perform(Action::renew(pc())).unwrap();
        let both = Snapshot::of(&world, &pc());
        let action = Action::Delete {
            pc: pc(),
            which: DeleteWhich::Expired,
        };
        let found = |world: &World, before: &Snapshot| {
            let step = StepSeen {
                action: &action,
                outcome: Outcome::Ok,
                stores_before: before,
            };
            let mut checker = Clocks::default();
            let found = checker.check(world, Some(&step));
            found.err().map(|breach| breach.to_string())
        };
        assert_eq!(found(&world, &both), None, "nothing is gone");
        world.advance_to(last + Duration::seconds(1)).unwrap();
        world.perform(action.clone()).unwrap();
        let deleted = world.trace().events.len();
        assert_eq!(found(&world, &both), None);
        world.perform(Action::Replace { pc: pc() }).unwrap();
        assert_eq!(found(&world, &both), None, "that did something else");
        world.trace_mut().events.truncate(deleted);
        let much = "deleting on 受付01 took a certificate that should have stayed";
        assert_eq!(found(&world, &both).as_deref(), Some(much));
        assert_eq!(found(&world, &one), None);
    }
}
