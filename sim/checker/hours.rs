//! When a PC is on, read from how its calendar is written, without the code that the world uses.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};

use crate::lifecycle::power::PowerCalendar;
use crate::time::{Calendar, DateRange, LATEST};

/// The hours of a PC.
#[derive(Debug)]
pub(super) struct Hours {
    /// From and to, in seconds after midnight; none, if it is always on.
    daily: Option<(i64, i64)>,
    days: String,
    closed: Vec<DateRange>,
    calendar: Calendar,
}

/// A time during which a PC is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct On {
    pub(super) start: DateTime<Utc>,
    pub(super) end: DateTime<Utc>,
}

impl Hours {
    /// Reads `always`, or hours and days such as `08:30-18:30 business`; `None` for anything else.
    pub(super) fn read(power: &PowerCalendar, calendar: &Calendar) -> Option<Self> {
        let text = power.to_string();
        let (daily, days) = match text.split_once(' ') {
            None if text == "always" => (None, "daily".to_owned()),
            None => return None,
            Some((hours, days)) => {
                let (from, to) = hours.split_once('-')?;
                (Some((seconds(from)?, seconds(to)?)), days.to_owned())
            }
        };
        Some(Hours {
            daily,
            days,
            closed: power.closed().to_vec(),
            calendar: calendar.clone(),
        })
    }

    /// A PC that is never off.
    pub(super) fn always(calendar: &Calendar) -> Self {
        Hours {
            daily: None,
            days: "daily".to_owned(),
            closed: Vec::new(),
            calendar: calendar.clone(),
        }
    }

    fn is_open(&self, date: NaiveDate) -> bool {
        let closed = |range: &DateRange| range.first() <= date && date <= range.last();
        if self.closed.iter().any(closed) {
            return false;
        }
        const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let place = date.weekday().num_days_from_monday() as usize;
        let at = |name: &str| NAMES.iter().position(|one| *one == name);
        match self.days.as_str() {
            "daily" => true,
            "business" => self.calendar.is_business_day(date),
            list => list.split(',').any(|part| match part.split_once('-') {
                Some((first, last)) => match (at(first), at(last)) {
                    (Some(first), Some(last)) if first <= last => (first..=last).contains(&place),
                    (Some(first), Some(last)) => place >= first || place <= last,
                    _ => false,
                },
                None => at(part) == Some(place),
            }),
        }
    }

    /// The time that begins on a date. For a PC that is always on, that is the day.
    pub(super) fn of(&self, date: NaiveDate) -> Option<On> {
        let midnight = midnight(&self.calendar, date)?;
        let (from, to) = self.daily.unwrap_or((0, 86_400));
        let to = if to < from { to + 86_400 } else { to };
        self.is_open(date).then_some(On {
            start: midnight + Duration::seconds(from),
            end: midnight + Duration::seconds(to),
        })
    }

    /// The time that a moment is in; days that follow one another without a pause are one.
    pub(super) fn around(&self, at: DateTime<Utc>) -> Option<On> {
        let today = date(&self.calendar, at);
        let mut on = [today, today.pred_opt()?]
            .into_iter()
            .filter_map(|date| self.of(date))
            .find(|on| on.start <= at && at < on.end)?;
        if self.daily.is_none() {
            let before = self.closed.iter().map(DateRange::last);
            let before = before.filter(|last| *last < today).max();
            on.start = match before {
                Some(last) => midnight(&self.calendar, last.succ_opt()?)?,
                None => DateTime::UNIX_EPOCH,
            };
            let after = self.closed.iter().map(DateRange::first);
            let after = after.filter(|first| *first > today).min();
            on.end = match after {
                Some(first) => midnight(&self.calendar, first)?,
                None => LATEST,
            };
        }
        Some(on)
    }
}

/// The date that it is somewhere, counted in whole days from 1970.
pub(super) fn date(calendar: &Calendar, at: DateTime<Utc>) -> NaiveDate {
    let days = (at.timestamp() + offset(calendar)).div_euclid(86_400);
    NaiveDate::default() + Duration::days(days)
}

/// When a date begins there.
pub(super) fn midnight(calendar: &Calendar, date: NaiveDate) -> Option<DateTime<Utc>> {
    let days = (date - NaiveDate::default()).num_days();
    DateTime::from_timestamp(days * 86_400 - offset(calendar), 0)
}

/// How many seconds clocks there are ahead of UTC.
fn offset(calendar: &Calendar) -> i64 {
    let there = calendar.zone().local(DateTime::UNIX_EPOCH);
    i64::from(there.offset().local_minus_utc())
}

/// `08:30` in seconds.
fn seconds(time: &str) -> Option<i64> {
    let (hours, minutes) = time.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some((hours * 60 + minutes) * 60)
}
