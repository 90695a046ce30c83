//! Whoever signs in has stores of their own: no services lose their certificate to it.

use super::{Breach, Checker, StepSeen};
use crate::label::Label;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::trace::{Event, EventKind};
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct SignIn {
    /// How many events have been looked at.
    seen: usize,
}

impl Checker for SignIn {
    fn name(&self) -> &'static str {
        "sign-in"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        let unseen = self.seen.saturating_sub(1);
        self.seen = events.len();
        let mut pairs = events[unseen..].windows(2);
        match pairs.find_map(|pair| lost(&pair[0], &pair[1])) {
            Some(pc) => Err(Breach::DownWithCertificate { pc: pc.clone() }),
            None => Ok(()),
        }
    }
}

/// The PC whose services lost their certificate because somebody signed in.
fn lost<'a>(before: &Event, after: &'a Event) -> Option<&'a Label> {
    let signed_in = matches!(before.kind, EventKind::SignIn { .. }) && before.outcome.is_ok();
    let lost = after.kind == EventKind::ServiceDown
        && after.outcome == Outcome::Refused(Reason::NoCertificate);
    let at_once = (before.at, &before.pc) == (after.at, &after.pc);
    (signed_in && lost && at_once).then_some(&after.pc)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Policy;
    use crate::checker::tests::{had_this_happened, set_up};

    #[test]
    fn it_sees_services_that_lost_their_certificate_to_whoever_signed_in() {
        let mut world = set_up(Policy::default(), |_| {});
        let (at, pc) = (world.now(), world.pcs().next().unwrap().clone());
        let after = |seconds| {
            let user = "jimu".parse().unwrap();
            let happened = [
                (at, EventKind::SignIn { user }, Outcome::Ok),
                (
                    at + chrono::Duration::seconds(seconds),
                    EventKind::ServiceDown,
                    Reason::NoCertificate.into(),
                ),
            ];
            happened.map(|(at, kind, outcome)| Event {
                at,
                pc: pc.clone(),
                kind,
                outcome,
            })
        };
        let mut found = |seconds| {
            had_this_happened(SignIn::default(), &mut world, |events| {
                events.extend(after(seconds));
            })
        };
        let down = "受付01 is said to be down with a usable certificate";
        assert_eq!(found(0).as_deref(), Some(down));
        assert_eq!(found(1), None, "that has another cause");
    }
}
