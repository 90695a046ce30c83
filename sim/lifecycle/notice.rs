//! The MPKI client's notices before and after expiry: which there are, and when they are shown.
//!
//! # Definition
//!
//! `fixtures/notices/` holds a table of cases that follows it.
//!
#![doc = include_str!("notice/definition.md")]
//!
//! **Architecture invariant:** nothing here knows who reads a notice, or that PCs, certificates or
//! stores exist; there are only times.

mod channel;
mod oracle;
mod schedule;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

pub use self::channel::NoticeChannel;
pub use self::oracle::{NoticeCase, notices_shown};
pub use self::schedule::{Due, Notice, NoticeSchedule};
use super::clock::PcClock;
use super::power::PowerCalendar;

/// A notice that appears on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeShown {
    /// The true time.
    pub at: DateTime<Utc>,
    /// Since when it was due, by the PC's clock. It distinguishes the notices of one certificate,
    /// including those that say that it has expired.
    pub due: DateTime<Utc>,
    /// What it says.
    pub notice: Notice,
}

/// The state of one certificate's notices on one PC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeState {
    on_screen: Option<NoticeShown>,
    /// By their due times.
    dismissed: BTreeSet<DateTime<Utc>>,
}

impl NoticeState {
    /// Records that the notice appeared on the screen, in place of any other.
    pub fn shown(&mut self, firing: NoticeShown) {
        self.on_screen = Some(firing);
    }

    /// Returns what is on the screen at `at`, not before it was shown: nothing once the hours in
    /// which it was shown have ended.
    pub fn on_screen(&self, power: &PowerCalendar, at: DateTime<Utc>) -> Option<NoticeShown> {
        self.on_screen.filter(|firing| {
            let hours = power.next_on(firing.at);
            hours.is_some_and(|hours| at < hours.end)
        })
    }

    /// Dismisses what is on the screen at `at` and returns it. `None` if the screen is empty, and
    /// then nothing changes.
    pub fn dismissed(&mut self, power: &PowerCalendar, at: DateTime<Utc>) -> Option<NoticeShown> {
        let firing = self.on_screen(power, at)?;
        self.on_screen = None;
        self.dismissed.insert(firing.due);
        Some(firing)
    }

    /// Records that the PC was switched off outside of its calendar: a power cut, a restart.
    pub fn powered_off(&mut self) {
        self.on_screen = None;
    }

    /// Returns whether the notice that was due at `due`, by the PC's clock, was dismissed.
    pub fn is_dismissed(&self, due: DateTime<Utc>) -> bool {
        self.dismissed.contains(&due)
    }
}

/// Returns the first notice that appears on the screen at `from` or later, unless one is dismissed
/// before. `None` if none does before [`LATEST`](crate::time::LATEST).
///
/// This jumps from one moment at which something may change to the next, so its cost is
/// proportional to the number of notices, however many years are in between.
pub fn next(
    schedule: &NoticeSchedule,
    not_after: DateTime<Utc>,
    power: &PowerCalendar,
    clock: &PcClock,
    state: &NoticeState,
    from: DateTime<Utc>,
) -> Option<NoticeShown> {
    let mut moment = Some(from);
    while let Some(from) = moment {
        let on = power.next_on(from)?;
        let at = from.max(on.start);
        let shown = clock.shows(at);
        let screen = state.on_screen(power, at);
        if let Some(Due { due, notice }) = schedule.in_force(power.zone(), not_after, shown) {
            let is_news = screen.is_none_or(|screen| screen.due < due);
            if is_news && !state.is_dismissed(due) {
                return Some(NoticeShown { at, due, notice });
            }
        }
        // From here on, the answer stays the same until another notice is due, the clock is
        // changed, or a screen with something on it goes dark.
        let next_due = schedule.next_due(power.zone(), not_after, shown);
        let next_due = next_due.and_then(|next| clock.when_shows(next.due, at));
        let screen_ends = screen.map(|_| on.end);
        moment = [next_due, clock.next_change(at), screen_ends]
            .into_iter()
            .flatten()
            .min();
        assert!(moment.is_none_or(|next| at < next), "time goes on");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse_instant;

    fn at(text: &str) -> DateTime<Utc> {
        parse_instant(&format!("{text}+09:00")).unwrap()
    }

    /// The next notice of a certificate until 28 February 2026, 10:00, with office hours every day.
    fn next_in_office(state: &NoticeState, from: &str) -> Option<NoticeShown> {
        let (schedule, clock) = (NoticeSchedule::default(), PcClock::right());
        let not_after = at("2026-02-28T10:00:00");
        next(&schedule, not_after, &office(), &clock, state, at(from))
    }

    fn office() -> PowerCalendar {
        "08:30-18:30 daily".parse().unwrap()
    }

    #[test]
    fn a_restart_brings_an_undismissed_notice_back() {
        let mut state = NoticeState::default();
        let firing = next_in_office(&state, "2026-02-13T00:00:00").unwrap();
        assert_eq!(firing.at, at("2026-02-13T08:30:00"));
        state.shown(firing);
        let next_day = next_in_office(&state, "2026-02-13T12:00:00").unwrap();
        assert_eq!(next_day.at, at("2026-02-14T08:30:00"));
        assert_eq!(next_day.due, firing.due);
        state.powered_off();
        let again = next_in_office(&state, "2026-02-13T12:00:00").unwrap();
        assert_eq!(again.at, at("2026-02-13T12:00:00"));
        assert_eq!(again.due, firing.due);
    }

    #[test]
    fn only_what_stands_on_the_screen_is_dismissed() {
        let (mut state, power) = (NoticeState::default(), office());
        assert_eq!(state.dismissed(&power, at("2026-02-13T08:30:00")), None);
        let firing = next_in_office(&state, "2026-02-13T00:00:00").unwrap();
        state.shown(firing);
        assert_eq!(state.dismissed(&power, at("2026-02-13T18:30:00")), None);
        assert!(!state.is_dismissed(firing.due));
        let dismissed = state.dismissed(&power, at("2026-02-13T18:29:59"));
        assert_eq!(dismissed, Some(firing));
        assert!(state.is_dismissed(firing.due));
        let next = next_in_office(&state, "2026-02-13T18:29:59").unwrap();
        assert_eq!(next.at, at("2026-02-21T08:30:00"));
    }
}
