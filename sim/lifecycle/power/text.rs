//! The text form of a calendar, as scenario files write it.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveTime, Weekday, WeekdaySet};

use super::{Days, Hours, PowerCalendar};

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

/// Why a text is not a [`PowerCalendar`].
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
    /// Hours that end at the time they begin.
    #[error("{0:?} ends when it begins: write `always` for a PC that is never off")]
    NoHours(String),
    /// Days that do not exist.
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
            ..PowerCalendar::always()
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

/// Reads `mon-fri`, `sat`, `tue,thu`, `fri-mon,wed`. All seven are `daily`.
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

kigen_pkcs12::written_as_string!(
    PowerCalendar,
    "PowerCalendar",
    write: |calendar| calendar.to_string(),
    pattern: r"^(always|[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2} .+)$",
    description: "When a PC is on: always, or hours and days such as 08:30-18:30 business"
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn calendar(text: &str) -> PowerCalendar {
        text.parse().unwrap()
    }

    #[test]
    fn texts_are_written_as_they_are_read() {
        for (text, written) in [
            ("always", "always"),
            ("08:30-18:30 business", "08:30-18:30 business"),
            ("22:00-06:00  mon-fri ", "22:00-06:00 mon-fri"),
            ("09:00-12:00 sat,tue,thu", "09:00-12:00 tue,thu,sat"),
            ("09:00-00:00 fri-mon", "09:00-00:00 mon,fri-sun"),
            ("00:00-23:59 mon-sun", "00:00-23:59 daily"),
            ("09:00-12:00 wed,mon-tue", "09:00-12:00 mon-wed"),
        ] {
            assert_eq!(calendar(text).to_string(), written, "{text:?}");
            assert_eq!(calendar(written), calendar(text), "{text:?}");
        }
    }

    #[test]
    fn every_wrong_text_is_told_what_is_wrong() {
        type Error = fn(String) -> PowerError;
        let cases: [(&str, Error, &str); 14] = [
            ("", PowerError::Malformed, ""),
            ("never", PowerError::Malformed, "never"),
            ("always daily", PowerError::Malformed, "always daily"),
            (
                "08:30 18:30 daily",
                PowerError::Malformed,
                "08:30 18:30 daily",
            ),
            ("08:30-18:30", PowerError::NoDays, "08:30-18:30"),
            ("8:30-18:30 daily", PowerError::NoSuchTime, "8:30"),
            ("08:30-24:00 daily", PowerError::NoSuchTime, "24:00"),
            ("08:30-18:60 daily", PowerError::NoSuchTime, "18:60"),
            ("+8:30-18:30 daily", PowerError::NoSuchTime, "+8:30"),
            ("08:30-08:30 daily", PowerError::NoHours, "08:30-08:30"),
            ("08:30-18:30 Mon-Fri", PowerError::UnknownDays, "Mon-Fri"),
            ("08:30-18:30 mon-", PowerError::UnknownDays, "mon-"),
            ("08:30-18:30 mon,,fri", PowerError::UnknownDays, "mon,,fri"),
            ("08:30-18:30 平日", PowerError::UnknownDays, "平日"),
        ];
        for (text, error, part) in cases {
            assert_eq!(
                text.parse::<PowerCalendar>(),
                Err(error(part.into())),
                "{text:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn reading_a_text_never_panics(text in "\\PC{0,20}|[0-9:a-z, -]{0,20}") {
            let _ = text.parse::<PowerCalendar>();
        }
    }
}
