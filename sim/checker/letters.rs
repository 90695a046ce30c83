//! Every ID for a download has its application, which nobody withdrew, so many business days
//! before; and postage is paid for letters after an expiry, and for no others.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};

use super::{Breach, Checker, StepSeen};
use crate::label::Label;
use crate::lifecycle::delivery::Delivery;
use crate::lifecycle::fee::FeeKind;
use crate::outcome::Outcome;
use crate::trace::{Event, EventKind};
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Letters {
    /// How many events have been looked at.
    seen: usize,
    /// When applications were made that have not been answered, by PC.
    open: BTreeMap<Label, Vec<DateTime<Utc>>>,
    /// The PCs of which an answer may have been for any of several applications, so that nobody
    /// knows which of them are still open.
    doubtful: BTreeSet<Label>,
    /// The last second of the last certificate of each PC, unless it was revoked.
    ends: BTreeMap<Label, DateTime<Utc>>,
    /// Whether postage is due for each letter; none, if that depends on which application it is
    /// about.
    postage: BTreeMap<(Label, u32), Option<bool>>,
}

impl Checker for Letters {
    fn name(&self) -> &'static str {
        "letters"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        for event in &events[self.seen..] {
            self.look_at(world, event)?;
        }
        self.seen = events.len();
        let mut due = self.postage.iter().filter(|(_, due)| **due == Some(true));
        match due.next() {
            Some(((pc, ordinal), _)) if world.rules().letter_yen > 0 => {
                let (pc, ordinal) = (pc.clone(), *ordinal);
                Err(Breach::NeverCharged { pc, ordinal })
            }
            _ => Ok(()),
        }
    }
}

impl Letters {
    fn look_at(&mut self, world: &World, event: &Event) -> Result<(), Breach> {
        let pc = &event.pc;
        match (&event.kind, event.outcome) {
            (EventKind::Apply { .. }, Outcome::Ok) => {
                self.open.entry(pc.clone()).or_default().push(event.at);
            }
            (EventKind::Cancel, Outcome::Ok) => {
                self.open.entry(pc.clone()).or_default().pop();
            }
            (EventKind::Issued { not_after, .. }, _) => {
                self.ends.insert(pc.clone(), *not_after);
            }
            (EventKind::Revoke, Outcome::Ok) => {
                self.ends.remove(pc);
            }
            (EventKind::LetterIssued { ordinal }, _) => {
                self.answer(world, event, *ordinal, Delivery::Letter)?;
            }
            (EventKind::Released { ordinal }, _) => {
                self.answer(world, event, *ordinal, Delivery::Online)?;
            }
            (EventKind::Fee { ordinal, fee }, _) if fee.kind == FeeKind::Letter => {
                let due = self.postage.insert((pc.clone(), *ordinal), Some(false));
                if due == Some(Some(false)) {
                    let (pc, ordinal, fee) = (pc.clone(), *ordinal, *fee);
                    return Err(Breach::Unexplained { pc, ordinal, fee });
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn answer(
        &mut self,
        world: &World,
        event: &Event,
        ordinal: u32,
        by: Delivery,
    ) -> Result<(), Breach> {
        let pc = &event.pc;
        let open = self.open.entry(pc.clone()).or_default();
        let end = self.ends.get(pc).copied();
        let fits = |applied: &DateTime<Utc>| is_dispatched(world, *applied, event.at);
        let postage = |applied: &DateTime<Utc>| {
            by == Delivery::Letter && end.is_some_and(|end| *applied > end)
        };
        let fitting = open.iter().filter(|applied| fits(applied)).map(postage);
        let fitting: Vec<bool> = fitting.collect();
        let place = open.iter().position(fits);
        let (Some(place), true) = (place, by == world.rules().delivery) else {
            let pc = pc.clone();
            return Err(Breach::NoSuchApplication { pc, ordinal });
        };
        open.remove(place);
        let first = fitting[0];
        let is_known = !self.doubtful.contains(pc);
        let is_certain = is_known && fitting.iter().all(|one| *one == first);
        if open.is_empty() {
            self.doubtful.remove(pc);
        } else if fitting.len() > 1 {
            self.doubtful.insert(pc.clone());
        }
        self.postage
            .insert((pc.clone(), ordinal), is_certain.then_some(first));
        Ok(())
    }
}

/// Whether what was applied for then may be answered now: on a business day, so many after that
/// day, at the same time of day.
fn is_dispatched(world: &World, applied: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let calendar = &world.rules().calendar;
    let (fewest, most) = world.rules().dispatch_business_days;
    let days = (now - applied).num_days();
    if applied + Duration::days(days) != now {
        return false;
    }
    let date = calendar.zone().date(applied);
    let open = |day: &i64| calendar.is_business_day(date + Duration::days(*day));
    if !open(&days) {
        return false;
    }
    let passed = (1..=days).filter(open).count() as u64;
    // What is answered at once is, on the first business day.
    (fewest..=most).contains(&passed) || (fewest == 0 && passed <= 1)
}
