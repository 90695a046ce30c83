//! When a PC is switched on: a calendar in wall-clock time.
//!
//! People switch PCs on and off by the true time; what the PC's own clock shows (see
//! [`clock`](super::clock)) plays no part. Hours belong to the day on which they *begin*: a night
//! shift that begins on a Friday lasts until Saturday morning, whatever Saturday is, and the
//! morning of a closed date still belongs to the night before.

mod text;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc, WeekdaySet};

pub use self::text::PowerError;
use crate::time::{Calendar, DateRange, LATEST, Zone};

/// When a PC is on.
///
/// Written as `always`, or as hours and days: `08:30-18:30 business`, `08:30-18:30 daily`,
/// `22:00-06:00 mon-fri`, `09:00-12:00 tue,thu,sat`. An end before the beginning is on the next
/// day. Business days are those of the [`Calendar`], by default Japan's. Closed dates are not part
/// of the text: see [`with_closed`](Self::with_closed).
///
/// ```
/// # use kigen::lifecycle::power::PowerCalendar;
/// # use kigen::time::{format_jst, parse_instant};
/// let calendar: PowerCalendar = "08:30-18:30 business".parse()?;
/// let friday_evening = parse_instant("2025-12-26T19:00:00+09:00").unwrap();
/// let on = calendar.next_on(friday_evening).unwrap();
/// assert_eq!(format_jst(on.start), "2026-01-05 08:30:00 JST");
/// # Ok::<(), kigen::lifecycle::power::PowerError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PowerCalendar {
    hours: Hours,
    /// Sorted by their first dates.
    closed: Vec<DateRange>,
    calendar: Calendar,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hours {
    Always,
    Daily {
        from: NaiveTime,
        to: NaiveTime,
        days: Days,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Days {
    All,
    Business,
    Of(WeekdaySet),
}

/// A time during which a PC is on without interruption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnInterval {
    /// The first second at which it is on.
    pub start: DateTime<Utc>,
    /// The first second at which it is off again.
    pub end: DateTime<Utc>,
}

impl OnInterval {
    /// Returns whether `at` is inside.
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.start <= at && at < self.end
    }
}

impl PowerCalendar {
    /// Returns the calendar of a PC that nobody switches off.
    pub const fn always() -> Self {
        PowerCalendar {
            hours: Hours::Always,
            closed: Vec::new(),
            calendar: Calendar::japan(),
        }
    }

    /// Returns the calendar of what is never off, in the same zone.
    pub(crate) fn always_on(&self) -> Self {
        PowerCalendar::always().on_calendar(self.calendar.clone())
    }

    /// Returns the same hours on another country's calendar; a world sets its own.
    #[must_use]
    pub fn on_calendar(self, calendar: Calendar) -> Self {
        PowerCalendar { calendar, ..self }
    }

    /// The time zone of its hours.
    pub fn zone(&self) -> &Zone {
        self.calendar.zone()
    }

    /// Returns the same hours without those that begin on a date of `closed`. A PC that is always
    /// on is then off from 00:00 of the first date to 24:00 of the last. Earlier closed dates are
    /// forgotten.
    #[must_use]
    pub fn with_closed(self, closed: impl IntoIterator<Item = DateRange>) -> Self {
        let mut closed: Vec<_> = closed.into_iter().collect();
        closed.sort();
        PowerCalendar { closed, ..self }
    }

    /// The dates on which nobody switches it on, sorted.
    pub fn closed(&self) -> &[DateRange] {
        &self.closed
    }

    /// Returns whether the PC is on at `at`.
    pub fn is_on(&self, at: DateTime<Utc>) -> bool {
        self.next_on(at).is_some_and(|on| on.contains(at))
    }

    /// Returns the interval that contains `from`, or else the next one.
    ///
    /// Its start is the true one even if it is before `from`, so that a caller learns how long the
    /// PC has been on; a PC that was never off has been on since 1970-01-01T00:00:00Z. Everything
    /// ends by [`LATEST`], and from there on the answer is `None`. Nothing else makes it `None`:
    /// every calendar begins some hours within two weeks that are not closed, and closed dates are
    /// jumped over, so this is quick too.
    pub fn next_on(&self, from: DateTime<Utc>) -> Option<OnInterval> {
        let today = self.zone().date(from.min(LATEST));
        let found = match self.hours {
            Hours::Always => self.always_around(self.open_from(today)?)?,
            Hours::Daily { from: on, to, days } => {
                // The hours of the day before may have crossed midnight.
                let first = self.open_from(today.pred_opt()?);
                let open = std::iter::successors(first, |date| self.open_from(date.succ_opt()?));
                open.take_while(|date| {
                    self.zone()
                        .midnight(*date)
                        .is_some_and(|start| start < LATEST)
                })
                .filter(|date| days.include(*date, &self.calendar))
                .filter_map(|date| hours(self.zone().midnight(date)?, on, to))
                .find(|hours| hours.end > from)?
            }
        };
        let end = found.end.min(LATEST);
        (from < end).then_some(OnInterval { end, ..found })
    }

    /// Returns the first date from `date` on that is not closed.
    fn open_from(&self, date: NaiveDate) -> Option<NaiveDate> {
        // As ranges are sorted by first date, none before the one just left can contain its end.
        self.closed
            .iter()
            .try_fold(date, |date, closed| match closed.contains(date) {
                true => closed.last().succ_opt(),
                false => Some(date),
            })
    }

    /// Returns the whole open days around an open date.
    fn always_around(&self, open: NaiveDate) -> Option<OnInterval> {
        let before = self.closed.iter().map(DateRange::last);
        let before = before.filter(|last| *last < open).max();
        let after = self.closed.iter().map(DateRange::first);
        let after = after.filter(|first| *first > open).min();
        Some(OnInterval {
            start: match before {
                Some(last) => self.zone().midnight(last.succ_opt()?)?,
                None => DateTime::UNIX_EPOCH,
            },
            end: after
                .and_then(|first| self.zone().midnight(first))
                .unwrap_or(LATEST),
        })
    }
}

/// The hours that begin on the day that starts at `start`.
fn hours(start: DateTime<Utc>, from: NaiveTime, to: NaiveTime) -> Option<OnInterval> {
    let after = |time: NaiveTime| start.checked_add_signed(time - NaiveTime::MIN);
    let next_day = TimeDelta::days(if to < from { 1 } else { 0 });
    Some(OnInterval {
        start: after(from)?,
        end: after(to)?.checked_add_signed(next_day)?,
    })
}

impl Days {
    fn include(self, date: NaiveDate, calendar: &Calendar) -> bool {
        match self {
            Days::All => true,
            Days::Business => calendar.is_business_day(date),
            Days::Of(weekdays) => weekdays.contains(date.weekday()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{format_jst, parse_instant};

    fn calendar(text: &str) -> PowerCalendar {
        text.parse().unwrap()
    }

    /// The interval after an instant in Japan, as text.
    fn next_on(calendar: &PowerCalendar, from: &str) -> [String; 2] {
        let from = parse_instant(&format!("{from}+09:00")).unwrap();
        let on = calendar.next_on(from).unwrap();
        [on.start, on.end].map(|at| format_jst(at).replace(":00 JST", ""))
    }

    #[test]
    fn a_pc_is_on_from_the_first_second_to_before_the_last() {
        let office = calendar("08:30-18:30 business");
        let night = calendar("22:00-06:00 mon-fri");
        for (calendar, from, start, end) in [
            // Wednesday, 11 February is a holiday.
            (
                &office,
                "2026-02-10T08:29:59",
                "2026-02-10 08:30",
                "2026-02-10 18:30",
            ),
            (
                &office,
                "2026-02-10T08:30:00",
                "2026-02-10 08:30",
                "2026-02-10 18:30",
            ),
            (
                &office,
                "2026-02-10T18:29:59",
                "2026-02-10 08:30",
                "2026-02-10 18:30",
            ),
            (
                &office,
                "2026-02-10T18:30:00",
                "2026-02-12 08:30",
                "2026-02-12 18:30",
            ),
            (
                &office,
                "2025-12-26T18:30:00",
                "2026-01-05 08:30",
                "2026-01-05 18:30",
            ),
            (
                &night,
                "2026-02-28T05:59:59",
                "2026-02-27 22:00",
                "2026-02-28 06:00",
            ),
            (
                &night,
                "2026-02-28T06:00:00",
                "2026-03-02 22:00",
                "2026-03-03 06:00",
            ),
            (
                &night,
                "2026-03-02T05:00:00",
                "2026-03-02 22:00",
                "2026-03-03 06:00",
            ),
        ] {
            assert_eq!(
                next_on(calendar, from),
                [start, end],
                "{calendar} from {from}"
            );
        }
    }

    #[test]
    fn closed_dates_keep_the_night_before_them() {
        let closed = [
            "2025-12-31..2026-01-02",
            "2025-12-30..2025-12-31",
            "2026-01-05",
        ];
        let closed = closed.map(|dates| dates.parse().unwrap());
        let night = calendar("22:00-06:00 daily").with_closed(closed);
        let always = PowerCalendar::always().with_closed(closed);
        for (calendar, from, start, end) in [
            (
                &night,
                "2025-12-29T23:00:00",
                "2025-12-29 22:00",
                "2025-12-30 06:00",
            ),
            (
                &night,
                "2025-12-30T06:00:00",
                "2026-01-03 22:00",
                "2026-01-04 06:00",
            ),
            (
                &night,
                "2026-01-05T06:00:00",
                "2026-01-06 22:00",
                "2026-01-07 06:00",
            ),
            (
                &always,
                "2025-12-29T23:59:59",
                "1970-01-01 09:00",
                "2025-12-30 00:00",
            ),
            (
                &always,
                "2025-12-30T00:00:00",
                "2026-01-03 00:00",
                "2026-01-05 00:00",
            ),
            (
                &always,
                "2026-01-04T12:00:00",
                "2026-01-03 00:00",
                "2026-01-05 00:00",
            ),
            (
                &always,
                "2026-01-05T12:00:00",
                "2026-01-06 00:00",
                "+10000-01-01 08:59:59 JST",
            ),
        ] {
            assert_eq!(
                next_on(calendar, from),
                [start, end],
                "{calendar} from {from}"
            );
        }
    }

    #[test]
    fn years_of_closed_dates_are_jumped_over_and_time_ends() {
        let closed = "2026-01-01..2525-12-31".parse().unwrap();
        let calendar = calendar("08:30-18:30 wed").with_closed([closed]);
        let on = next_on(&calendar, "2026-01-01T00:00:00");
        assert_eq!(on[0], "2526-01-02 08:30");
        for text in ["always", "08:30-18:30 daily", "22:00-06:00 mon"] {
            let calendar: PowerCalendar = text.parse().unwrap();
            assert_eq!(calendar.next_on(LATEST), None, "{text}");
        }
        let closed = "2026-01-01..9999-12-31".parse().unwrap();
        let calendar = PowerCalendar::always().with_closed([closed]);
        let from = parse_instant("2026-01-01T00:00:00+09:00").unwrap();
        // In Japan the year 10000 begins nine hours before the last second.
        assert!(!calendar.is_on(from));
    }
}
