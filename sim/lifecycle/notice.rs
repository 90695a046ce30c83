//! The MPKI client's notices before and after expiry: which there are, and when they are shown.
//!
//! # Definition
//!
//! Each sentence is marked: *found* in the support pages of two vendors (90, 60, 30 and 15 days
//! before, every day from 7 days before, and again after expiry), or *assumed*, because nobody wrote
//! it down. `fixtures/notices/` holds a table of cases that follows these sentences.
//!
//! 1. Days left are the date of `not_after` minus today's date, both in Japanese time, as the PC's
//!    own clock shows it (assumed). The time of day plays no part.
//! 2. There is a notice for 90, 60, 30 and 15 days left and for each number from 7 (found) down to 0
//!    (assumed). It is due from 00:00 of the day on which so many days are left (assumed).
//! 3. Once the PC's clock is past `not_after`, that is from the second after it, a notice says that
//!    the certificate has expired (found). With 24 hours, or one second, left nothing has expired.
//! 4. That notice comes again every day (assumed), from 00:00, counted from the date of the first.
//! 5. At any time one notice is *in force*: of those due by the PC's clock the most urgent, which is
//!    the one due last. The others are passed over (assumed).
//! 6. A notice is shown at the first second at which it is in force, the PC is on, and nothing as
//!    urgent stands on the screen (found: at the start of Windows; the rest assumed). So after days
//!    off only the most urgent is shown, as soon as the PC is on.
//! 7. It stays on the screen until somebody dismisses it, a more urgent one takes its place or the
//!    PC is switched off. What was not dismissed is shown again when the PC is next on, if it is
//!    still in force (assumed).
//! 8. A dismissed notice never comes back, wherever the clock is set (assumed).
//! 9. Where the clock is set back, the notice now in force is shown if nobody ever dismissed it, even
//!    if it had been passed over (assumed: a clock that ran ahead for a day must not silence the
//!    warnings that are still to come).
//! 10. Each certificate has notices of its own. One that is shorter than 90 days is born with a
//!     notice in force (assumed).
//!
//! The number in a notice is the one it is for, not the days that are left when it is shown: the
//! notice for 60 days that fell due on a Saturday says 60 on Monday.
//!
//! **Architecture invariant:** nothing here knows who reads a notice, or that a PC, a certificate or
//! a store exists; there are times only.

mod oracle;
mod schedule;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

pub use self::oracle::{NoticeCase, notices_shown};
pub use self::schedule::{Due, Notice, NoticeSchedule};
use super::clock::PcClock;
use super::power::PowerCalendar;

/// A notice that comes on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeShown {
    /// The true time.
    pub at: DateTime<Utc>,
    /// Since when it was due, by the PC's clock. It tells the notices of one certificate apart, also
    /// those that say that it has expired.
    pub due: DateTime<Utc>,
    /// What it says.
    pub notice: Notice,
}

/// What one certificate's notices have come to on one PC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeState {
    on_screen: Option<NoticeShown>,
    /// By their due times.
    dismissed: BTreeSet<DateTime<Utc>>,
}

impl NoticeState {
    /// The notice came on the screen, in place of any other.
    pub fn shown(&mut self, firing: NoticeShown) {
        self.on_screen = Some(firing);
    }

    /// What stands on the screen at `at`, not before it was shown: nothing once the hours in which
    /// it was shown have ended.
    pub fn on_screen(&self, power: &PowerCalendar, at: DateTime<Utc>) -> Option<NoticeShown> {
        self.on_screen.filter(|firing| {
            let hours = power.next_on(firing.at);
            hours.is_some_and(|hours| at < hours.end)
        })
    }

    /// Somebody dismisses what stands on the screen at `at`; this is what it was. `None` if the
    /// screen is empty, and then nothing changes.
    pub fn dismissed(&mut self, power: &PowerCalendar, at: DateTime<Utc>) -> Option<NoticeShown> {
        let firing = self.on_screen(power, at)?;
        self.on_screen = None;
        self.dismissed.insert(firing.due);
        Some(firing)
    }

    /// The PC was switched off outside of its calendar: a power cut, a restart.
    pub fn powered_off(&mut self) {
        self.on_screen = None;
    }

    /// Whether somebody dismissed the notice that was due at `due` by the PC's clock.
    pub fn is_dismissed(&self, due: DateTime<Utc>) -> bool {
        self.dismissed.contains(&due)
    }
}

/// The first notice that comes on the screen at `from` or later, unless somebody dismisses one
/// before. `None` if none does before [`LATEST`](crate::time::LATEST).
///
/// This jumps from one moment at which something may change to the next, so it costs about as much
/// as there are notices, however many years lie between.
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
        if let Some(Due { due, notice }) = schedule.in_force(not_after, shown) {
            let is_news = screen.is_none_or(|screen| screen.due < due);
            if is_news && !state.is_dismissed(due) {
                return Some(NoticeShown { at, due, notice });
            }
        }
        // From here on, the answer stays the same until another notice is due, the clock is
        // changed, or a screen with something on it goes dark.
        let next_due = schedule.next_due(not_after, shown);
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
