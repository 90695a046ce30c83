//! Each notice appears when it should, and no other does: told day by day, with arithmetic of its
//! own, for PCs whose clocks nobody has touched.
//!
//! What a PC uses can be seen only now. So a certificate is followed from the event that brought
//! it; where it is not clear which one that was, its notices are not judged.

mod hours;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};

use self::hours::{Hours, On, date, midnight};
use super::{Breach, Checker, StepSeen};
use crate::actor::Action;
use crate::certificate::{Certificate, Thumbprint};
use crate::label::Label;
use crate::lifecycle::fault::{Fault, PcFault};
use crate::lifecycle::notice::{Notice, NoticeChannel};
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::time::Calendar;
use crate::trace::{Event, EventKind};
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Notices {
    /// How many events have been looked at.
    seen: usize,
    /// The PCs whose notices cannot be told, for good.
    given_up: BTreeSet<Label>,
    followed: BTreeMap<Label, Followed>,
    /// What each PC used at the last look, followed or not.
    used: BTreeMap<Label, Thumbprint>,
}

/// A certificate whose notices are followed.
#[derive(Clone, Debug)]
struct Followed {
    thumbprint: Thumbprint,
    not_after: DateTime<Utc>,
    /// Up to when its notices have been told, that second included.
    told: DateTime<Utc>,
    /// What is on the screen: since when it was due, and the hours in which it was shown.
    screen: Option<(DateTime<Utc>, On)>,
    dismissed: BTreeSet<DateTime<Utc>>,
}

impl Checker for Notices {
    fn name(&self) -> &'static str {
        "notices"
    }

    fn check(&mut self, world: &World, step: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        let mut new: BTreeMap<&Label, Vec<&Event>> = BTreeMap::new();
        for event in &events[self.seen..] {
            new.entry(&event.pc).or_default().push(event);
        }
        if let Some(Action::Choose { pc, .. }) = step.map(|step| step.action) {
            self.give_up(pc);
        }
        let pcs: Vec<Label> = world.pcs().cloned().collect();
        for pc in &pcs {
            let new = new.get(pc).map_or(&[][..], Vec::as_slice);
            if new.iter().any(|event| puts_out(event)) {
                self.give_up(pc);
            }
            if !self.given_up.contains(pc) {
                self.look_at(world, pc, new)?;
            }
        }
        self.seen = events.len();
        Ok(())
    }
}

/// Whether what happened makes a PC's notices untellable.
fn puts_out(event: &Event) -> bool {
    match &event.kind {
        EventKind::Fault(Fault::Pc(fault)) => matches!(
            fault,
            PcFault::SetClock { .. }
                | PcFault::Drift { .. }
                | PcFault::DrainBattery { .. }
                | PcFault::Break { .. }
        ),
        EventKind::Replace => true,
        _ => event.outcome == Outcome::Refused(Reason::PowerCut),
    }
}

/// Whether it may have changed which certificate a PC uses.
fn may_change(event: &Event) -> bool {
    let is_change = matches!(
        event.kind,
        EventKind::Import { .. } | EventKind::Renew { .. } | EventKind::Delete { .. }
    );
    is_change && event.outcome.is_ok()
}

impl Notices {
    fn give_up(&mut self, pc: &Label) {
        self.followed.remove(pc);
        self.given_up.insert(pc.clone());
    }

    fn look_at(&mut self, world: &World, pc: &Label, new: &[&Event]) -> Result<(), Breach> {
        let Some(telling) = Telling::of(world, pc) else {
            return Ok(());
        };
        let used = world.certificate(pc);
        let followed = self.followed.remove(pc);
        let changes = new.iter().position(|event| may_change(event));
        let same = match (&followed, &used) {
            (Some(followed), Some(used)) => followed.thumbprint == used.thumbprint(),
            _ => false,
        };
        if let Some(mut followed) = followed {
            match changes {
                // The same one again, or one beside it: unless it was gone in between.
                None => {
                    telling.tell(&mut followed, new, world.now(), pc)?;
                    self.followed.insert(pc.clone(), followed);
                    return Ok(());
                }
                Some(_) if same && new.iter().all(|event| !is_deletion(event)) => {
                    telling.tell(&mut followed, new, world.now(), pc)?;
                    self.followed.insert(pc.clone(), followed);
                    return Ok(());
                }
                // Until that second, it was used; in it, both may have been.
                Some(at) => {
                    let until = new[at].at - Duration::seconds(1);
                    let before: Vec<&Event> = new[..at]
                        .iter()
                        .copied()
                        .filter(|event| event.at <= until)
                        .collect();
                    telling.tell(&mut followed, &before, until, pc)?;
                }
            }
        }
        let Some(used) = used else {
            self.used.remove(pc);
            return Ok(());
        };
        let before = self.used.insert(pc.clone(), used.thumbprint());
        if before == Some(used.thumbprint()) {
            // It has been there for longer than anybody knows.
            return Ok(());
        }
        if let Some(at) = brought(world, pc, &used, new) {
            let mut followed = Followed {
                thumbprint: used.thumbprint(),
                not_after: used.not_after(),
                told: new[at].at - Duration::seconds(1),
                screen: None,
                dismissed: BTreeSet::new(),
            };
            telling.tell(&mut followed, &new[at + 1..], world.now(), pc)?;
            self.followed.insert(pc.clone(), followed);
        }
        Ok(())
    }
}

fn is_deletion(event: &Event) -> bool {
    matches!(event.kind, EventKind::Delete { .. }) && event.outcome.is_ok()
}

/// The place of the event that brought the certificate, if there is no doubt.
fn brought(world: &World, pc: &Label, used: &Certificate, new: &[&Event]) -> Option<usize> {
    let issued = world.issued(pc);
    let (ordinal, _) = issued.iter().find(|(_, one)| one == used)?;
    let renewed = new.iter().position(|event| match event.kind {
        EventKind::Renew {
            ordinal: Some(brought),
            ..
        } => brought == *ordinal && event.outcome.is_ok(),
        _ => false,
    });
    if let Some(at) = renewed {
        let after = &new[at + 1..];
        let in_doubt = after
            .iter()
            .any(|event| may_change(event) && !is_deletion(event));
        return (!in_doubt).then_some(at);
    }
    let mut imports = new
        .iter()
        .enumerate()
        .filter(|(_, event)| may_change(event));
    let (at, event) = imports.next_back()?;
    let is_import = matches!(event.kind, EventKind::Import { .. });
    let alone = imports.all(|(_, other)| is_deletion(other) || other.at < event.at);
    // An earlier import may have brought it, and this one another.
    let earlier = new[..at]
        .iter()
        .any(|other| matches!(other.kind, EventKind::Import { .. }) && other.outcome.is_ok());
    (is_import && alone && !earlier).then_some(at)
}

/// What decides about the notices of a PC.
struct Telling<'a> {
    world: &'a World,
    calendar: &'a Calendar,
    hours: Hours,
}

impl<'a> Telling<'a> {
    fn of(world: &'a World, pc: &Label) -> Option<Self> {
        let calendar = &world.rules().calendar;
        let hours = match world.rules().notices_by {
            NoticeChannel::Mail => Hours::always(calendar),
            NoticeChannel::Screen => Hours::read(world.power(pc)?, calendar)?,
        };
        Some(Telling {
            world,
            calendar,
            hours,
        })
    }

    /// Tells the notices until a moment, that second included, and compares.
    fn tell(
        &self,
        followed: &mut Followed,
        events: &[&Event],
        until: DateTime<Utc>,
        pc: &Label,
    ) -> Result<(), Breach> {
        let mut events = events.iter().peekable();
        let wrong = |at, notice| {
            let pc = pc.clone();
            Err(Breach::WrongNotice { pc, at, notice })
        };
        for at in self.moments(followed, until) {
            // What comes before this moment comes unasked.
            while let Some(event) = events.next_if(|event| event.at < at) {
                match event.kind {
                    EventKind::Notice { notice, .. } => return wrong(event.at, notice),
                    EventKind::Dismiss if event.outcome.is_ok() => followed.dismiss(),
                    _ => {}
                }
            }
            let Some((notice, due, on)) = self.shown(followed, at) else {
                continue;
            };
            followed.screen = Some((due, on));
            let mut is_shown = false;
            while let Some(event) = events.next_if(|event| event.at == at) {
                match event.kind {
                    EventKind::Notice { notice: other, .. } if other != notice || is_shown => {
                        return wrong(at, other);
                    }
                    EventKind::Notice { .. } => is_shown = true,
                    EventKind::Dismiss if event.outcome.is_ok() => followed.dismiss(),
                    _ => {}
                }
            }
            if !is_shown {
                return wrong(at, notice);
            }
        }
        for event in events.filter(|event| event.at <= until) {
            match event.kind {
                EventKind::Notice { notice, .. } => return wrong(event.at, notice),
                EventKind::Dismiss if event.outcome.is_ok() => followed.dismiss(),
                _ => {}
            }
        }
        followed.told = until;
        Ok(())
    }

    /// The moments at which a notice may appear: when it comes, on each day when the PC goes on and
    /// at midnight, and the second after the last.
    fn moments(&self, followed: &Followed, until: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let from = followed.told + Duration::seconds(1);
        let notices = &self.world.rules().notices;
        let first = notices.days.iter().copied().max().unwrap_or(0);
        let first = first.max(notices.daily_from).max(0);
        let begins = date(self.calendar, followed.not_after) - Duration::days(first + 1);
        let mut day = date(self.calendar, from).max(begins);
        let last = date(self.calendar, until);
        let mut moments = BTreeSet::from([from]);
        while day <= last {
            moments.extend(midnight(self.calendar, day));
            moments.extend(self.hours.of(day).map(|on| on.start));
            day += Duration::days(1);
        }
        moments.insert(followed.not_after + Duration::seconds(1));
        let in_time = |at: &DateTime<Utc>| from <= *at && *at <= until;
        moments.into_iter().filter(in_time).collect()
    }

    /// What appears at a moment, since when it was due, and in which hours.
    fn shown(&self, followed: &Followed, at: DateTime<Utc>) -> Option<(Notice, DateTime<Utc>, On)> {
        let on = self.hours.around(at)?;
        let (notice, due) = self.in_force(followed.not_after, at)?;
        let is_covered = followed
            .screen
            .is_some_and(|(shown, hours)| hours.start == on.start && shown >= due);
        (!is_covered && !followed.dismissed.contains(&due)).then_some((notice, due, on))
    }

    /// The most urgent notice, and since when it is due.
    fn in_force(
        &self,
        not_after: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Option<(Notice, DateTime<Utc>)> {
        let notices = &self.world.rules().notices;
        let today = date(self.calendar, at);
        if at > not_after {
            let over = not_after + Duration::seconds(1);
            let since = date(self.calendar, over);
            let days = (today - since).num_days();
            let every = notices.expired_every;
            let times = if every > 0 { days / every } else { 0 };
            let due = match times {
                0 => over,
                _ => midnight(self.calendar, since + Duration::days(times * every))?,
            };
            return Some((Notice::Expired, due));
        }
        let end = date(self.calendar, not_after);
        let left = (end - today).num_days();
        let mut all = notices.days.clone();
        all.extend(0..=notices.daily_from);
        // Of those that have come, the one for the fewest days.
        let days = all.into_iter().filter(|days| *days >= left.max(0)).min()?;
        let due = midnight(self.calendar, end - Duration::days(days))?;
        Some((Notice::Before { days }, due))
    }
}

impl Followed {
    fn dismiss(&mut self) {
        if let Some((due, _)) = self.screen.take() {
            self.dismissed.insert(due);
        }
    }
}
