//! The standing invariants: what has to be true of every world after every step.
//!
//! Each checker is a file of its own and knows nothing of the others. Checkers look from outside,
//! at the trace and at the stores, and judge with their own arithmetic rather than the actors'.

mod breach;
mod browser_memory;
mod certificates;
mod charges;
mod circumstances;
mod clocks;
mod downloads;
mod expired_backup;
mod habits;
mod hours;
mod keeping;
mod letters;
mod notices;
mod pc_clock;
mod refusals;
mod renewal;
mod screens;
mod selection;
mod service;
mod sign_in;
mod snapshot;
mod status;
mod time;
mod yen;

use std::fmt;

use crate::actor::Action;
use crate::outcome::Outcome;
use crate::world::World;

pub use breach::Breach;
pub use snapshot::Snapshot;

/// A breach of an invariant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{checker}: {breach}")]
pub struct Violation {
    /// The checker that found it.
    pub checker: &'static str,
    /// What is wrong.
    pub breach: Breach,
}

/// A step that was just played.
#[derive(Debug)]
pub struct StepSeen<'a> {
    /// What was done.
    pub action: &'a Action,
    /// How it ended.
    pub outcome: Outcome,
    /// What was in the stores of the PC's Windows users before it.
    pub stores_before: &'a Snapshot,
}

/// One invariant: of kigen, or of whoever plays worlds with stores or rules of their own.
///
/// ```
/// use kigen::checker::{Breach, Checker, Checkers, StepSeen};
/// use kigen::{lab::Lab, seed::Seed, world::World};
///
/// /// No PC is without service on a weekday.
/// #[derive(Debug)]
/// struct AlwaysUp;
///
/// impl Checker for AlwaysUp {
///     fn name(&self) -> &'static str {
///         "always-up"
///     }
///
///     fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), Breach> {
///         match world.pcs().find(|pc| !world.is_up(pc)) {
///             Some(pc) => Err(Breach::Own { message: format!("{pc} is down") }),
///             None => Ok(()),
///         }
///     }
/// }
///
/// let mut lab = Lab::new(Seed::new(7), "2022-11-30T10:00:00+09:00".parse()?);
/// lab.enroll("受付01", "0427".parse()?)?;
/// let mut checkers = Checkers::default().with(AlwaysUp);
/// assert_eq!(checkers.check(lab.world(), None), Ok(()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Checker: fmt::Debug {
    /// Its name, as used in violations.
    fn name(&self) -> &'static str;

    /// Looks at the world, after a step or at any other moment. Several steps may pass between two
    /// looks.
    ///
    /// # Errors
    ///
    /// What must not be.
    fn check(&mut self, world: &World, step: Option<&StepSeen<'_>>) -> Result<(), Breach>;
}

/// All checkers: kigen's own, and those that were added.
#[derive(Debug)]
pub struct Checkers(Vec<Box<dyn Checker + Send>>);

impl Default for Checkers {
    fn default() -> Self {
        Checkers(vec![
            Box::new(time::Time),
            Box::new(service::Service::default()),
            Box::new(sign_in::SignIn::default()),
            Box::new(charges::Charges::default()),
            Box::new(refusals::Refusals::default()),
            Box::new(status::Status::default()),
            Box::new(expired_backup::ExpiredBackup::default()),
            Box::new(yen::Yen::default()),
            Box::new(certificates::Certificates::default()),
            Box::new(letters::Letters::default()),
            Box::new(renewal::Renewal::default()),
            Box::new(circumstances::Circumstances::default()),
            Box::new(keeping::Keeping::default()),
            Box::new(notices::Notices::default()),
            Box::new(screens::Screens::default()),
            Box::new(downloads::Downloads::default()),
            Box::new(clocks::Clocks::default()),
            Box::new(selection::Selection::default()),
            Box::new(habits::Habits::default()),
        ])
    }
}

impl Checkers {
    /// Adds one, which looks after the others.
    #[must_use]
    pub fn with(mut self, checker: impl Checker + Send + 'static) -> Self {
        self.0.push(Box::new(checker));
        self
    }

    /// Their names, in the order in which they look.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|checker| checker.name())
    }

    /// Lets every checker look at the world.
    ///
    /// # Errors
    ///
    /// The first violation.
    pub fn check(&mut self, world: &World, step: Option<&StepSeen<'_>>) -> Result<(), Violation> {
        for checker in &mut self.0 {
            checker.check(world, step).map_err(|breach| Violation {
                checker: checker.name(),
                breach,
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::actor::{PcSettings, Policy};
    use crate::lab::{Lab, LabPc};
    use crate::lifecycle::fee::{Fee, FeeKind};
    use crate::reason::Reason;
    use crate::seed::Seed;
    use crate::time::parse_instant;
    use crate::trace::{Event, EventKind};
    use crate::world::WorldSettings;

    /// A PC in service, which every checker has looked at once.
    fn in_service() -> (Lab, LabPc, Checkers) {
        let start = parse_instant("2022-11-28T10:00:00+09:00").unwrap();
        let mut lab = Lab::new(Seed::new(7), start);
        let pc = lab.enroll("受付01", "0042".parse().unwrap()).unwrap();
        let mut checkers = Checkers::default();
        assert_eq!(checkers.check(lab.world(), None), Ok(()));
        (lab, pc, checkers)
    }

    /// A world with one PC, 受付01, that its operator has set up.
    pub(super) fn set_up(policy: Policy, change: impl FnOnce(&mut PcSettings)) -> World {
        let start = parse_instant("2022-11-28T10:00:00+09:00").unwrap();
        let mut settings = WorldSettings::new(Seed::new(7), start);
        let mut pc = PcSettings::new("受付01".parse().unwrap());
        change(&mut pc);
        settings.pcs = vec![pc];
        settings.facility.policy = Policy {
            recovers: true,
            ..policy
        };
        let mut world = World::new(settings);
        let days = |days| start + Duration::days(days);
        world.advance_to(days(20)).unwrap();
        assert!(world.is_up(&"受付01".parse().unwrap()));
        world
    }

    /// What a checker says of a world if this had happened.
    pub(super) fn had_this_happened(
        mut checker: impl Checker,
        world: &mut World,
        change: impl FnOnce(&mut Vec<Event>),
    ) -> Option<String> {
        let real = world.trace().events.clone();
        change(&mut world.trace_mut().events);
        let found = checker.check(world, None);
        world.trace_mut().events = real;
        found.err().map(|breach| breach.to_string())
    }

    #[track_caller]
    fn expect_violation(checkers: &mut Checkers, world: &World, expected: &str) {
        let found = checkers.check(world, None).unwrap_err();
        assert_eq!(found.to_string(), expected);
    }

    /// The first fee of the trace.
    fn a_fee(world: &World) -> Event {
        let mut events = world.trace().events.iter();
        let fee = events.find(|event| matches!(event.kind, EventKind::Fee { .. }));
        fee.unwrap().clone()
    }

    #[test]
    fn service_sees_a_pc_that_is_wrongly_up_or_down() {
        let (mut lab, pc, mut checkers) = in_service();
        lab.world_mut().pretend(pc.name(), false);
        let down = "service: 受付01 is said to be down with a usable certificate";
        expect_violation(&mut checkers, lab.world(), down);
        lab.world_mut().pretend(pc.name(), true);
        assert_eq!(checkers.check(lab.world(), None), Ok(()));
        lab.advance_to(pc.certificate().not_after() + Duration::seconds(1));
        lab.world_mut().pretend(pc.name(), true);
        let up = "service: 受付01 is said to be up without a usable certificate";
        expect_violation(&mut checkers, lab.world(), up);
    }

    #[test]
    fn service_sees_a_pc_that_is_up_with_what_was_revoked() {
        let (mut lab, pc, mut checkers) = in_service();
        let revoke = Action::Revoke {
            pc: pc.name().clone(),
        };
        assert_eq!(lab.world_mut().perform(revoke), Ok(()));
        assert_eq!(checkers.check(lab.world(), None), Ok(()));
        lab.world_mut().pretend(pc.name(), true);
        let up = "service: 受付01 is said to be up without a usable certificate";
        expect_violation(&mut checkers, lab.world(), up);
    }

    #[test]
    fn charges_sees_a_fee_that_stands_twice() {
        let (mut lab, _, mut checkers) = in_service();
        let fee = a_fee(lab.world());
        lab.world_mut().trace_mut().events.push(fee);
        let twice = "charges: 受付01: certificate 1 is charged twice (issue)";
        expect_violation(&mut checkers, lab.world(), twice);
    }

    #[test]
    fn refusals_sees_a_store_that_changed_all_the_same() {
        let (lab, pc, mut checkers) = in_service();
        let action = Action::Check {
            pc: pc.name().clone(),
        };
        let empty = Snapshot::default();
        let step = StepSeen {
            action: &action,
            outcome: Outcome::Refused(Reason::PowerCut),
            stores_before: &empty,
        };
        let found = checkers.check(lab.world(), Some(&step)).unwrap_err();
        let changed = "refusals: check on 受付01 was refused (power-cut), and the store changed";
        assert_eq!(found.to_string(), changed);
    }

    #[test]
    fn status_sees_a_certificate_that_grows_younger() {
        let (mut lab, pc, _) = in_service();
        let (young, _, _) = in_service();
        // The other checkers remember how long the trace was.
        let mut checkers = Checkers(vec![Box::new(status::Status::default())]);
        lab.advance_to(pc.certificate().not_after() + Duration::seconds(1));
        assert_eq!(checkers.check(lab.world(), None), Ok(()));
        // The same seed makes the same certificate, years before.
        let younger = "status: certificate 1 of 受付01 went back to valid from a later state";
        expect_violation(&mut checkers, young.world(), younger);
    }

    #[test]
    fn expired_backup_sees_service_come_up_without_a_valid_certificate() {
        let (mut lab, pc, mut checkers) = in_service();
        lab.advance_to(pc.certificate().not_after() + Duration::seconds(1));
        assert_eq!(checkers.check(lab.world(), None), Ok(()));
        let at = lab.now();
        lab.world_mut().trace_mut().events.push(Event {
            at,
            pc: pc.name().clone(),
            kind: EventKind::ServiceUp,
            outcome: Outcome::Ok,
        });
        let up = "expired-backup: 受付01 came up at 2026-02-28 10:00:01 JST with a certificate \
                  that is not valid then";
        expect_violation(&mut checkers, lab.world(), up);
        // The same a moment later, when it is no longer visible what the PC held.
        lab.advance_to(at + Duration::seconds(1));
        expect_violation(&mut checkers, lab.world(), up);
    }

    #[test]
    fn yen_sees_a_fee_without_its_event_and_an_event_without_its_fee() {
        let (mut lab, _, _) = in_service();
        let all = lab.world().trace().events.clone();
        let is_fee = |event: &Event| matches!(event.kind, EventKind::Fee { .. });
        let at = all.iter().position(is_fee).unwrap();
        let check = |lab: &mut Lab, events: Vec<Event>| {
            lab.world_mut().trace_mut().events = events;
            let found = Checkers::default().check(lab.world(), None);
            found.unwrap_err().to_string()
        };

        let mut unpaid = all.clone();
        unpaid.remove(at);
        let never = "yen: 受付01: certificate 1 was never charged";
        assert_eq!(check(&mut lab, unpaid), never);

        let changes: [fn(&mut Fee); 3] = [
            |fee| fee.yen += 1,
            |fee| fee.month = fee.month.plus(1),
            |fee| fee.kind = FeeKind::Renewal,
        ];
        for change in changes {
            let mut wrong = all.clone();
            let EventKind::Fee { fee, .. } = &mut wrong[at].kind else {
                panic!("it is the fee")
            };
            change(fee);
            let message = check(&mut lab, wrong);
            assert!(message.starts_with("yen: 受付01: ¥150"), "{message}");
            assert!(message.ends_with("has no such event"), "{message}");
        }
    }
}
