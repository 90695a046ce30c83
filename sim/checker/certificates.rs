//! Certificates begin and end when the PKI says: from the moment at which the ID for the download
//! was issued, or from that of the renewal. None is issued twice, nor a second one for a renewal
//! whose answer was lost.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Months, Utc};

use super::{Breach, Checker, StepSeen};
use crate::actor::Action;
use crate::label::Label;
use crate::outcome::Outcome;
use crate::pki::Lifetime;
use crate::reason::Reason;
use crate::time::LATEST;
use crate::trace::{Event, EventKind};
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Certificates {
    /// How many events have been looked at.
    seen: usize,
    /// When the ID for the download of each was issued.
    released: BTreeMap<(Label, u32), DateTime<Utc>>,
    issued: BTreeSet<(Label, u32)>,
    /// The last renewal of each PC, and whether its answer was lost.
    renewed: BTreeMap<Label, (DateTime<Utc>, bool)>,
}

impl Checker for Certificates {
    fn name(&self) -> &'static str {
        "certificates"
    }

    fn check(&mut self, world: &World, step: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        for event in &events[self.seen..] {
            self.look_at(world, event)?;
        }
        self.seen = events.len();
        if let Some(Action::Choose { pc, .. }) = step.map(|step| step.action) {
            self.renewed.remove(pc);
        }
        Ok(())
    }
}

impl Certificates {
    fn look_at(&mut self, world: &World, event: &Event) -> Result<(), Breach> {
        let pc = &event.pc;
        match event.kind {
            EventKind::LetterIssued { ordinal } | EventKind::Released { ordinal } => {
                self.released.insert((pc.clone(), ordinal), event.at);
            }
            EventKind::Issued {
                ordinal,
                not_before,
                not_after,
                ..
            } => {
                let key = (pc.clone(), ordinal);
                let released = self.released.get(&key).copied();
                let is_renewal = released.is_none();
                let was_lost = self.renewed.get(pc).is_some_and(|(_, is_lost)| *is_lost);
                if !self.issued.insert(key) || (is_renewal && was_lost) {
                    let pc = pc.clone();
                    return Err(Breach::IssuedAgain { pc, ordinal });
                }
                if is_renewal {
                    self.renewed.insert(pc.clone(), (event.at, false));
                }
                let dates = dates(world, released.unwrap_or(event.at));
                if dates != (not_before, not_after) {
                    let pc = pc.clone();
                    return Err(Breach::WrongDates { pc, ordinal });
                }
            }
            EventKind::Renew { .. } => match (event.outcome, self.renewed.get_mut(pc)) {
                (Outcome::Refused(Reason::PowerCut), Some((at, is_lost))) => {
                    *is_lost |= *at == event.at;
                }
                (Outcome::Ok, _) => {
                    self.renewed.remove(pc);
                }
                _ => {}
            },
            // Another certificate may be renewed next.
            EventKind::Import { .. }
            | EventKind::Delete { .. }
            | EventKind::SignIn { .. }
            | EventKind::Replace => {
                self.renewed.remove(pc);
            }
            _ => {}
        }
        Ok(())
    }
}

/// The first and the last second of a certificate that is issued at `at`.
fn dates(world: &World, at: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    let pki = world.pki();
    let not_before = at - Duration::seconds(pki.backdate.as_seconds());
    let not_after = match pki.validity {
        Lifetime::Months(months) => {
            let local = world.rules().calendar.zone().local(not_before);
            let end = local.checked_add_months(Months::new(months));
            end.map_or(LATEST, |end| end.to_utc().min(LATEST))
        }
        Lifetime::Span(span) => (not_before + Duration::seconds(span.as_seconds())).min(LATEST),
        Lifetime::NoExpiry => LATEST,
    };
    (not_before, not_after)
}
