//! Each notice appears when it should by the PC's clock, and no other does: told day by day, with
//! arithmetic of its own.
//!
//! What a PC uses can be seen only now. So a certificate is followed from the event that brought
//! it; where it is not clear which one that was, its notices are not judged.

mod in_force;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, NaiveDate, Utc};

pub(super) use self::in_force::in_force;
use super::hours::{Hours, On, date, midnight};
use super::pc_clock::{PcClock, PcClocks};
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
    clocks: PcClocks,
    /// The PCs whose notices cannot be told until they are replaced.
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
            let mut new = new.get(pc).map_or(&[][..], Vec::as_slice);
            let mut clock = self.clocks.of(pc);
            if let Some(at) = new.iter().rposition(|event| is_replacement(event)) {
                (clock, new) = (PcClock::RIGHT, &new[at + 1..]);
                self.begin_anew(pc);
            }
            if new.iter().any(|event| breaks(event)) {
                self.give_up(pc);
            }
            if !self.given_up.contains(pc) {
                self.look_at(world, pc, clock, new)?;
            }
        }
        for event in &events[self.seen..] {
            self.clocks.note(event);
        }
        self.seen = events.len();
        Ok(())
    }
}

fn is_replacement(event: &Event) -> bool {
    event.kind == EventKind::Replace && event.outcome.is_ok()
}

/// Whether a PC shows nothing any more.
fn breaks(event: &Event) -> bool {
    matches!(
        event.kind,
        EventKind::Fault(Fault::Pc(PcFault::Break { .. }))
    )
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

    fn begin_anew(&mut self, pc: &Label) {
        self.followed.remove(pc);
        self.used.remove(pc);
        self.given_up.remove(pc);
    }

    /// Looks at what is new at a PC whose clock was this before it.
    fn look_at(
        &mut self,
        world: &World,
        pc: &Label,
        clock: PcClock,
        new: &[&Event],
    ) -> Result<(), Breach> {
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
                    telling.tell(&mut followed, clock, new, world.now())?;
                    self.followed.insert(pc.clone(), followed);
                    return Ok(());
                }
                Some(_) if same && new.iter().all(|event| !is_deletion(event)) => {
                    telling.tell(&mut followed, clock, new, world.now())?;
                    self.followed.insert(pc.clone(), followed);
                    return Ok(());
                }
                // Until that second, it was used; in it, both may have been.
                Some(at) => {
                    let until = new[at].at - Duration::seconds(1);
                    let before = new.partition_point(|event| event.at <= until);
                    telling.tell(&mut followed, clock, &new[..before], until)?;
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
            let clock = new[..=at]
                .iter()
                .fold(clock, |clock, event| clock.after(event));
            telling.tell(&mut followed, clock, &new[at + 1..], world.now())?;
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
    pc: &'a Label,
    calendar: &'a Calendar,
    hours: Hours,
}

impl<'a> Telling<'a> {
    fn of(world: &'a World, pc: &'a Label) -> Option<Self> {
        let calendar = &world.rules().calendar;
        let hours = match world.rules().notices_by {
            NoticeChannel::Mail => Hours::always(calendar),
            NoticeChannel::Screen => Hours::read(&world.settings_of(pc)?.power, calendar)?,
        };
        Some(Telling {
            world,
            pc,
            calendar,
            hours,
        })
    }

    /// Tells the notices until a moment, that second included, and compares: piece by piece, from
    /// one thing that changes the clock or empties the screen to the next.
    fn tell(
        &self,
        followed: &mut Followed,
        mut clock: PcClock,
        mut events: &[&Event],
        until: DateTime<Utc>,
    ) -> Result<(), Breach> {
        while let Some(at) = events.iter().position(|event| interrupts(event)) {
            let interruption = events[at];
            self.tell_evenly(followed, clock, &events[..at], interruption.at)?;
            // What comes of it comes in the same second.
            followed.told = interruption.at - Duration::seconds(1);
            clock = clock.after(interruption);
            match interruption.kind {
                EventKind::Dismiss => followed.dismiss(),
                EventKind::Fault(_) => {}
                _ => followed.screen = None,
            }
            events = &events[at + 1..];
        }
        self.tell_evenly(followed, clock, events, until)
    }

    /// The same, while nothing changes the clock.
    fn tell_evenly(
        &self,
        followed: &mut Followed,
        clock: PcClock,
        events: &[&Event],
        until: DateTime<Utc>,
    ) -> Result<(), Breach> {
        // Mails are sent by a clock that is right.
        let clock = match self.world.rules().notices_by {
            NoticeChannel::Mail => PcClock::RIGHT,
            NoticeChannel::Screen => clock,
        };
        let mut events = events.iter().peekable();
        let wrong = |at, notice| {
            let pc = self.pc.clone();
            Err(Breach::WrongNotice { pc, at, notice })
        };
        for at in self.moments(followed, clock, until) {
            // What comes before this moment comes unasked.
            while let Some(event) = events.next_if(|event| event.at < at) {
                if let EventKind::Notice { notice, .. } = event.kind {
                    return wrong(event.at, notice);
                }
            }
            let Some((notice, due, on)) = self.shown(followed, clock, at) else {
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
                    _ => {}
                }
            }
            if !is_shown {
                return wrong(at, notice);
            }
        }
        for event in events.filter(|event| event.at <= until) {
            if let EventKind::Notice { notice, .. } = event.kind {
                return wrong(event.at, notice);
            }
        }
        followed.told = until;
        Ok(())
    }

    /// The moments at which a notice may appear: the first, when the PC goes on, midnight by its
    /// clock, and the second after the last.
    fn moments(
        &self,
        followed: &Followed,
        clock: PcClock,
        until: DateTime<Utc>,
    ) -> Vec<DateTime<Utc>> {
        let from = followed.told + Duration::seconds(1);
        let notices = &self.world.rules().notices;
        let first = notices.days.iter().copied().max().unwrap_or(0);
        let first = first.max(notices.daily_from).max(0);
        let begins = date(self.calendar, followed.not_after) - Duration::days(first + 1);
        let mut moments = BTreeSet::from([from]);
        let days = |from: NaiveDate, until| {
            let last = date(self.calendar, until);
            from.iter_days().take_while(move |day| *day <= last)
        };
        let shown = date(self.calendar, clock.shows(from)).max(begins);
        for day in days(shown, clock.shows(until)) {
            let midnight = midnight(self.calendar, day);
            moments.extend(midnight.and_then(|midnight| clock.when_shows(midnight)));
        }
        let begins = midnight(self.calendar, begins).and_then(|begins| clock.when_shows(begins));
        let begins = begins.map_or(from, |begins| begins.max(from));
        for day in days(date(self.calendar, begins), until) {
            moments.extend(self.hours.of(day).map(|on| on.start));
        }
        moments.extend(clock.when_shows(followed.not_after + Duration::seconds(1)));
        let in_time = |at: &DateTime<Utc>| from <= *at && *at <= until;
        moments.into_iter().filter(in_time).collect()
    }

    /// What appears at a moment, since when it was due, and in which hours.
    fn shown(
        &self,
        followed: &Followed,
        clock: PcClock,
        at: DateTime<Utc>,
    ) -> Option<(Notice, DateTime<Utc>, On)> {
        let on = self.hours.around(at)?;
        let (notice, due) = in_force(self.world.rules(), followed.not_after, clock.shows(at))?;
        let is_covered = followed
            .screen
            .is_some_and(|(shown, hours)| hours.start == on.start && shown >= due);
        (!is_covered && !followed.dismissed.contains(&due)).then_some((notice, due, on))
    }
}

/// Whether it changes the PC's clock, or what is on its screen disappears with it: another notice
/// may come in the same second.
fn interrupts(event: &Event) -> bool {
    match &event.kind {
        EventKind::Dismiss => event.outcome.is_ok(),
        EventKind::Fault(Fault::Pc(fault)) => {
            fault.puts_the_clock_wrong() || matches!(fault, PcFault::RepairClock { .. })
        }
        _ => event.outcome == Outcome::Refused(Reason::PowerCut),
    }
}

impl Followed {
    fn dismiss(&mut self) {
        if let Some((due, _)) = self.screen.take() {
            self.dismissed.insert(due);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Policy;
    use crate::checker::tests::{had_this_happened, set_up};
    use crate::time::Span;

    #[test]
    fn it_sees_a_notice_a_second_off_by_a_clock_that_is_wrong() {
        let pc: Label = "受付01".parse().unwrap();
        let mut world = set_up(Policy::default(), |_| {});
        let slow = PcFault::Drift {
            pc: pc.clone(),
            seconds_per_day: -7,
        };
        world.inject(slow).unwrap();
        let last = world.certificate(&pc).unwrap().not_after();
        world.advance_to(last - Duration::days(200)).unwrap();
        let by = Span::seconds(-3_600);
        world.inject(PcFault::SetClock { pc, by }).unwrap();
        world.advance_to(last - Duration::days(5)).unwrap();
        let is_notice = |event: &Event| matches!(event.kind, EventKind::Notice { .. });
        let shown = world.trace().events.iter().filter(|event| is_notice(event));
        assert_eq!(shown.count(), 7);
        let mut moved = |seconds| {
            had_this_happened(Notices::default(), &mut world, |events| {
                let first = events.iter_mut().find(|event| is_notice(event)).unwrap();
                first.at += Duration::seconds(seconds);
            })
        };
        assert_eq!(moved(0), None);
        // Two hours and 5:44 minutes late after 1,078 days, and the hour.
        let told = "the notice before-90 should have been shown, or should not";
        let early = format!("受付01 at 2025-11-30 03:05:43 JST: {told}");
        assert_eq!(moved(-1), Some(early));
        let missing = format!("受付01 at 2025-11-30 03:05:44 JST: {told}");
        assert_eq!(moved(1), Some(missing));
    }

    #[test]
    fn it_sees_that_what_was_behind_a_closed_notice_does_not_come() {
        let pc: Label = "受付01".parse().unwrap();
        let mut world = set_up(Policy::default(), |_| {});
        let last = world.certificate(&pc).unwrap().not_after();
        world.advance_to(last - Duration::days(29)).unwrap();
        let (name, by) = (pc.clone(), Span::days(-40));
        let back = PcFault::SetClock { pc: name, by };
        world.inject(back).unwrap();
        world.perform(Action::Dismiss { pc }).unwrap();
        let days = |notice| matches!(notice, Notice::Before { days: 90 });
        let behind = world.trace().events.last().unwrap();
        assert!(matches!(behind.kind, EventKind::Notice { notice, .. } if days(notice)));
        let found = |world: &mut World, how: fn(&mut Vec<Event>)| {
            had_this_happened(Notices::default(), world, how)
        };
        assert_eq!(found(&mut world, |_| {}), None);
        let missing = "受付01 at 2026-01-30 10:00:00 JST: the notice before-90 should have been \
                       shown, or should not";
        let missed = found(&mut world, |events| drop(events.pop()));
        assert_eq!(missed.as_deref(), Some(missing));
    }
}
