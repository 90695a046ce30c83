//! When a PC is switched on: a calendar in Japanese wall-clock time.
//!
//! People switch PCs on and off, and they go by the time it really is; what the PC's own clock
//! shows (see [`clock`](super::clock)) plays no part. Hours belong to the day on which they *begin*:
//! a night shift that begins on a Friday lasts until Saturday morning, whatever Saturday is, and a
//! closed date keeps the night before it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday, WeekdaySet};

use crate::time::{DateRange, JST, LATEST, is_business_day, jst};

/// When a PC is on.
///
/// Written as `always`, or as hours and days: `08:30-18:30 business`, `08:30-18:30 daily`,
/// `22:00-06:00 mon-fri`, `09:00-12:00 tue,thu,sat`. An end before the beginning is on the next day.
/// Business days are those of [`is_business_day`]. Closed dates are no part of the text: see
/// [`with_closed`](Self::with_closed).
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

/// A time during which a PC is on without a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnInterval {
    /// The first second at which it is on.
    pub start: DateTime<Utc>,
    /// The first second at which it is off again.
    pub end: DateTime<Utc>,
}

impl OnInterval {
    /// Whether `at` is inside.
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.start <= at && at < self.end
    }
}

impl PowerCalendar {
    /// A PC that nobody switches off.
    pub const fn always() -> Self {
        PowerCalendar {
            hours: Hours::Always,
            closed: Vec::new(),
        }
    }

    /// The same hours, but none that begin on a date of `closed`. A PC that is always on is then
    /// off from 00:00 of the first date to 24:00 of the last. What was closed before is forgotten.
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

    /// Whether the PC is on at `at`.
    pub fn is_on(&self, at: DateTime<Utc>) -> bool {
        self.next_on(at).is_some_and(|on| on.contains(at))
    }

    /// The interval that `from` lies in, or else the next one.
    ///
    /// Its start is the true one even if it lies before `from`, so that a caller learns how long the
    /// PC has been on; a PC that was never off has been on since 1970-01-01T00:00:00Z. All ends by
    /// [`LATEST`], and from there on the answer is `None`. Nothing else makes it `None`: every
    /// calendar begins some hours within two weeks that are not closed, and closed dates are jumped
    /// over, so this is quick too.
    pub fn next_on(&self, from: DateTime<Utc>) -> Option<OnInterval> {
        let today = jst(from.min(LATEST)).date_naive();
        let found = match self.hours {
            Hours::Always => self.always_around(self.open_from(today)?)?,
            Hours::Daily { from: on, to, days } => {
                // The hours of the day before may have crossed midnight.
                let first = self.open_from(today.pred_opt()?);
                let open = std::iter::successors(first, |date| self.open_from(date.succ_opt()?));
                open.take_while(|date| midnight(*date).is_some_and(|start| start < LATEST))
                    .filter(|date| days.include(*date))
                    .filter_map(|date| hours(date, on, to))
                    .find(|hours| hours.end > from)?
            }
        };
        let end = found.end.min(LATEST);
        (from < end).then_some(OnInterval { end, ..found })
    }

    /// The first date from `date` on that is not closed.
    fn open_from(&self, date: NaiveDate) -> Option<NaiveDate> {
        // In the order of first dates, no range before the one just left can contain where it ends.
        self.closed
            .iter()
            .try_fold(date, |date, closed| match closed.contains(date) {
                true => closed.last().succ_opt(),
                false => Some(date),
            })
    }

    /// The whole open days around an open date.
    fn always_around(&self, open: NaiveDate) -> Option<OnInterval> {
        let before = self.closed.iter().map(|closed| closed.last());
        let before = before.filter(|last| *last < open).max();
        let after = self.closed.iter().map(|closed| closed.first());
        let after = after.filter(|first| *first > open).min();
        Some(OnInterval {
            start: match before {
                Some(last) => midnight(last.succ_opt()?)?,
                None => DateTime::UNIX_EPOCH,
            },
            end: after.and_then(midnight).unwrap_or(LATEST),
        })
    }
}

/// The hours that begin on a date.
fn hours(date: NaiveDate, from: NaiveTime, to: NaiveTime) -> Option<OnInterval> {
    let start = midnight(date)?;
    let after = |time: NaiveTime| start.checked_add_signed(time - NaiveTime::MIN);
    let next_day = TimeDelta::days(if to < from { 1 } else { 0 });
    Some(OnInterval {
        start: after(from)?,
        end: after(to)?.checked_add_signed(next_day)?,
    })
}

/// 00:00 of a date in Japan.
fn midnight(date: NaiveDate) -> Option<DateTime<Utc>> {
    let midnight = date.and_time(NaiveTime::MIN).and_local_timezone(JST);
    Some(midnight.single()?.to_utc())
}

impl Days {
    fn include(self, date: NaiveDate) -> bool {
        use chrono::Datelike;
        match self {
            Days::All => true,
            Days::Business => is_business_day(date),
            Days::Of(weekdays) => weekdays.contains(date.weekday()),
        }
    }
}

/// The weekdays as they are written, from Monday.
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// Why a text is no [`PowerCalendar`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PowerError {
    /// Neither `always` nor hours and days.
    #[error(
        "{0:?} does not say when a PC is on: write `always`, or hours and days such as `08:30-18:30 business`"
    )]
    Malformed(String),
    /// Hours alone.
    #[error("{0:?} has no days: add `daily`, `business`, or weekdays such as `mon-fri`")]
    NoDays(String),
    /// A time of day that does not exist.
    #[error("{0:?} is no time of day: write it from 00:00 to 23:59 (midnight is 00:00)")]
    NoSuchTime(String),
    /// Hours that end when they begin.
    #[error("{0:?} ends when it begins: write `always` for a PC that is never off")]
    NoHours(String),
    /// Days nobody knows.
    #[error(
        "{0:?} are no days: write `daily`, `business`, or weekdays such as `mon-fri` or `tue,sat`"
    )]
    UnknownDays(String),
}

impl FromStr for PowerCalendar {
    type Err = PowerError;

    fn from_str(text: &str) -> Result<Self, PowerError> {
        let malformed = || PowerError::Malformed(text.into());
        let mut words = text.split_ascii_whitespace();
        let hours = words.next().ok_or_else(malformed)?;
        let days = words.next();
        if words.next().is_some() {
            return Err(malformed());
        }
        if (hours, days) == ("always", None) {
            return Ok(PowerCalendar::always());
        }
        let (from, to) = hours.split_once('-').ok_or_else(malformed)?;
        let (from, to) = (time_of_day(from)?, time_of_day(to)?);
        if from == to {
            return Err(PowerError::NoHours(hours.into()));
        }
        let days = days.ok_or_else(|| PowerError::NoDays(text.into()))?;
        let days = match days {
            "daily" => Days::All,
            "business" => Days::Business,
            _ => weekdays(days).ok_or_else(|| PowerError::UnknownDays(days.into()))?,
        };
        Ok(PowerCalendar {
            hours: Hours::Daily { from, to, days },
            closed: Vec::new(),
        })
    }
}

/// Two digits, a colon, two digits: chrono alone would take `8:30` and blanks as well.
fn time_of_day(text: &str) -> Result<NaiveTime, PowerError> {
    let is_shaped = text.len() == 5 && text.is_ascii() && !text.contains([' ', '+', '-']);
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok();
    time.filter(|_| is_shaped)
        .ok_or_else(|| PowerError::NoSuchTime(text.into()))
}

/// `mon-fri`, `sat`, `tue,thu`, `fri-mon,wed`. All seven are `daily`.
fn weekdays(text: &str) -> Option<Days> {
    let day = |text: &str| WEEKDAYS.iter().find(|(name, _)| *name == text);
    let mut set = WeekdaySet::EMPTY;
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (day(first)?.1, day(last)?.1);
        let days = std::iter::successors(Some(first), |day| Some(day.succ())).take(7);
        let length = last.days_since(first) as usize + 1;
        set = set.union(days.take(length).collect());
    }
    Some(match set {
        WeekdaySet::ALL => Days::All,
        set => Days::Of(set),
    })
}

impl fmt::Display for PowerCalendar {
    /// The text form, without the closed dates.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Hours::Daily { from, to, days } = self.hours else {
            return f.write_str("always");
        };
        write!(f, "{}-{} ", from.format("%H:%M"), to.format("%H:%M"))?;
        match days {
            Days::All => f.write_str("daily"),
            Days::Business => f.write_str("business"),
            Days::Of(set) => write_weekdays(f, set),
        }
    }
}

/// Runs of days from Monday on: `mon-fri`, `mon,thu-sat`.
fn write_weekdays(f: &mut fmt::Formatter<'_>, set: WeekdaySet) -> fmt::Result {
    let runs = WEEKDAYS.split(|(_, day)| !set.contains(*day));
    let mut separator = "";
    for run in runs {
        if let [(first, _), rest @ ..] = run {
            write!(f, "{separator}{first}")?;
            separator = ",";
            if let Some((last, _)) = rest.last() {
                write!(f, "-{last}")?;
            }
        }
    }
    Ok(())
}

#[cfg(feature = "scenario")]
impl<'de> serde::Deserialize<'de> for PowerCalendar {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "scenario")]
impl serde::Serialize for PowerCalendar {
    /// The text form, without the closed dates.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
