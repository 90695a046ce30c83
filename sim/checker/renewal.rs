//! A certificate can be renewed from the first second of its window to its own last one, and at no
//! other time; and whoever looks at it in that time, or after, is told no other state.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use super::{Breach, Checker, StepSeen};
use crate::actor::Action;
use crate::certificate::Certificate;
use crate::label::Label;
use crate::lifecycle::fault::Fault;
use crate::outcome::Outcome;
use crate::pki::RenewalWindow;
use crate::reason::Reason;
use crate::trace::EventKind;
use crate::world::World;

/// Knows which PCs are as they were set up: their clocks are right, and nobody else has signed in.
#[derive(Debug, Default)]
pub(super) struct Renewal {
    /// How many events have been looked at.
    seen: usize,
    changed: BTreeSet<Label>,
}

impl Checker for Renewal {
    fn name(&self) -> &'static str {
        "renewal"
    }

    fn check(&mut self, world: &World, step: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        for event in &events[self.seen..] {
            let is_wrong = match &event.kind {
                EventKind::Fault(Fault::Pc(fault)) => fault.puts_the_clock_wrong(),
                EventKind::SignIn { .. } => true,
                _ => false,
            };
            if is_wrong {
                self.changed.insert(event.pc.clone());
            }
            if matches!(event.kind, EventKind::Renew { .. })
                && event.outcome.is_ok()
                && !could_renew(world, event.at)
            {
                let (pc, at) = (event.pc.clone(), event.at);
                return Err(Breach::RenewedOutOfTime { pc, at });
            }
        }
        self.seen = events.len();
        match step {
            Some(step) if !self.changed.contains(step.action.pc()) => judge(world, step),
            _ => Ok(()),
        }
    }
}

/// Whether any certificate could be renewed then: backups travel between PCs.
fn could_renew(world: &World, at: DateTime<Utc>) -> bool {
    let window = world.pki().renewal_window;
    let mut issued = world.pcs().flat_map(|pc| world.issued(pc));
    issued.any(|(_, certificate)| is_open(window, &certificate, at))
}

/// Finds out whether a refusal was about time, and time was not the matter.
fn judge(world: &World, step: &StepSeen<'_>) -> Result<(), Breach> {
    let Outcome::Refused(reason) = step.outcome else {
        return Ok(());
    };
    let pc = step.action.pc();
    let Some(certificate) = world.certificate(pc) else {
        return Ok(());
    };
    let (now, window) = (world.now(), world.pki().renewal_window);
    let within = certificate.not_before() <= now && now <= certificate.not_after();
    let is_wrong = match (step.action, reason) {
        (Action::Renew(_), Reason::RenewalNotOpen) => is_open(window, &certificate, now),
        (Action::Renew(_), Reason::RenewalClosed) => now <= certificate.not_after(),
        (Action::Check { .. }, Reason::Expired | Reason::NotYetValid) => within,
        _ => false,
    };
    match is_wrong {
        true => Err(Breach::RefusedInTime {
            action: step.action.name(),
            pc: pc.clone(),
            reason,
        }),
        false => Ok(()),
    }
}

fn is_open(window: RenewalWindow, certificate: &Certificate, at: DateTime<Utc>) -> bool {
    let end = certificate.not_after();
    let before = match window {
        RenewalWindow::Span(span) => i128::from(span.as_seconds()),
        RenewalWindow::Fraction {
            numerator,
            denominator,
        } => {
            let life = (end - certificate.not_before()).num_seconds();
            i128::from(life) * i128::from(numerator) / i128::from(denominator)
        }
    };
    let before = i64::try_from(before).unwrap_or(i64::MAX / 2_000);
    (end - Duration::seconds(before)..=end).contains(&at)
}
