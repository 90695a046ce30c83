//! The calendar that people use: which date it is, and on which dates offices work.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc, Weekday, WeekdaySet};

use super::{LATEST, YEAR_MAX, Zone, holiday};

/// The calendar that months and business days are counted on. A world has one; see
/// [`Rules`](crate::lifecycle::rules::Rules).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    zone: Zone,
    weekdays: WeekdaySet,
    closed: Closed,
}

/// The dates on which offices are closed although their weekday is a working day.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Closed {
    /// Japan's national holidays, and the days from 29 December to 3 January.
    Japan,
    On(BTreeSet<NaiveDate>),
}

impl Default for Calendar {
    fn default() -> Self {
        Calendar::japan()
    }
}

impl FromStr for Calendar {
    type Err = CalendarError;

    /// Reads `japan`, or `weekdays` with an offset from UTC: `weekdays Z`, `weekdays -05:00`.
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        if text == "japan" {
            return Ok(Calendar::japan());
        }
        let zone = text
            .strip_prefix("weekdays ")
            .and_then(|zone| zone.parse().ok());
        let zone = zone.ok_or_else(|| CalendarError(text.to_owned()))?;
        Ok(Calendar::new(zone, Calendar::japan().weekdays, []))
    }
}

impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.closed {
            Closed::Japan => f.write_str("japan"),
            // Dates of its own have no text form; a scenario file has none either.
            Closed::On(_) => match self.zone.name().parse() == Ok(self.zone.clone()) {
                true => write!(f, "weekdays {}", self.zone),
                false => write!(f, "weekdays {}", self.zone.offset()),
            },
        }
    }
}

/// A text that is no [`Calendar`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no calendar {0:?}; write japan, or weekdays with an offset from UTC such as `weekdays -05:00`"
)]
pub struct CalendarError(pub String);

kigen_pkcs12::written_as_string! {
    Calendar, "Calendar",
    write: |calendar| calendar.to_string(),
    pattern: "^(japan|weekdays (Z|UTC|JST|[+-][0-9]{2}:[0-9]{2}))$",
    description: "The calendar: japan, or weekdays with an offset from UTC, such as weekdays -05:00"
}

impl Calendar {
    /// Japan's: offices are closed on Saturdays, Sundays, [national holidays](holiday()), and from
    /// 29 December to 3 January.
    pub const fn japan() -> Self {
        Calendar {
            zone: Zone::JST,
            weekdays: WeekdaySet::from_array([
                Weekday::Mon,
                Weekday::Tue,
                Weekday::Wed,
                Weekday::Thu,
                Weekday::Fri,
            ]),
            closed: Closed::Japan,
        }
    }

    /// Another country's: its zone, its working weekdays, and the dates among them on which offices
    /// are closed.
    pub fn new(
        zone: Zone,
        weekdays: WeekdaySet,
        closed: impl IntoIterator<Item = NaiveDate>,
    ) -> Self {
        Calendar {
            zone,
            weekdays,
            closed: Closed::On(closed.into_iter().collect()),
        }
    }

    /// Its time zone.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Returns whether offices work on a date. In Japan no national holiday is known outside
    /// [`HOLIDAY_YEARS`](super::HOLIDAY_YEARS), and only the other days are left out.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use kigen::time::Calendar;
    /// let date = |day| NaiveDate::from_ymd_opt(2024, 1, day).unwrap();
    /// assert!(!Calendar::japan().is_business_day(date(3)));
    /// assert!(Calendar::japan().is_business_day(date(4)));
    /// ```
    pub fn is_business_day(&self, date: NaiveDate) -> bool {
        let closed = match &self.closed {
            Closed::Japan => {
                let new_year = matches!((date.month(), date.day()), (12, 29..) | (1, ..=3));
                new_year || holiday(date).is_some()
            }
            Closed::On(dates) => dates.contains(&date),
        };
        self.weekdays.contains(date.weekday()) && !closed
    }

    /// Returns the instant at the same time of day on the n-th business day after its date.
    ///
    /// Zero days keep a business day and move any other day to the next business day, so that from
    /// a Saturday zero days and one day both lead to Monday, whatever the time of day. Days that
    /// lead past [`LATEST`] stop there, business day or not.
    ///
    /// ```
    /// # use kigen::time::{Calendar, InstantError, format_jst, parse_instant};
    /// let friday = parse_instant("2023-12-22T17:00:00+09:00")?;
    /// let later = Calendar::japan().add_business_days(friday, 5);
    /// assert_eq!(format_jst(later), "2024-01-04 17:00:00 JST");
    /// # Ok::<(), InstantError>(())
    /// ```
    pub fn add_business_days(&self, at: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        let today = self.zone.date(at);
        let mut open_days = today
            .iter_days()
            .take_while(|day| day.year() <= YEAR_MAX)
            .filter(|day| self.is_business_day(*day));
        let end = match days {
            0 => open_days.next(),
            _ => open_days.filter(|day| *day > today).nth(days as usize - 1),
        };
        // A day is always 24 hours, so the time of day stays.
        end.and_then(|end| at.checked_add_signed(end - today))
            .map_or(LATEST, |later| later.min(LATEST))
    }

    /// Returns the instant some calendar months later: at the same time of day on the same day of
    /// the month, or on the month's last day if it is shorter. Months that lead past [`LATEST`]
    /// stop there.
    ///
    /// Adding all at once differs from adding in steps, since each step may lose days to a short
    /// month. Later dates never end on earlier ones, but two instants may change order within a
    /// date to which clamping moves both: a month from 30 January 23:59 is after a month from 31
    /// January 00:00.
    ///
    /// ```
    /// # use kigen::time::{Calendar, format_jst, parse_instant};
    /// let issued = parse_instant("2020-11-30T10:00:00+09:00")?;
    /// let ends = Calendar::japan().add_months(issued, 39);
    /// assert_eq!(format_jst(ends), "2024-02-29 10:00:00 JST");
    /// # Ok::<(), kigen::time::InstantError>(())
    /// ```
    pub fn add_months(&self, at: DateTime<Utc>, months: u32) -> DateTime<Utc> {
        let local = self.zone.local(at);
        local
            .checked_add_months(Months::new(months))
            .map_or(LATEST, |later| later.to_utc().min(LATEST))
    }

    /// Returns the instant some calendar months earlier, by the rules of
    /// [`add_months`](Self::add_months). Months that lead before [`YEAR_MIN`](super::YEAR_MIN) stop
    /// at its beginning.
    ///
    /// ```
    /// # use kigen::time::{Calendar, format_jst, parse_instant};
    /// let end = parse_instant("2026-02-28T10:00:00+09:00")?;
    /// let began = Calendar::japan().subtract_months(end, 39);
    /// assert_eq!(format_jst(began), "2022-11-28 10:00:00 JST");
    /// # Ok::<(), kigen::time::InstantError>(())
    /// ```
    pub fn subtract_months(&self, at: DateTime<Utc>, months: u32) -> DateTime<Utc> {
        let earliest = DateTime::UNIX_EPOCH;
        let local = self.zone.local(at);
        local
            .checked_sub_months(Months::new(months))
            .map_or(earliest, |earlier| earlier.to_utc().max(earliest))
    }
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;

    use super::super::parse_instant;
    use super::*;

    #[test]
    fn another_country_has_other_days_to_work_on_and_other_dates() {
        let zone = Zone::new("AST", FixedOffset::east_opt(3 * 3_600).unwrap());
        let weekdays = WeekdaySet::from_array([
            Weekday::Sun,
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
        ]);
        let closed: NaiveDate = "2025-06-05".parse().unwrap();
        let calendar = Calendar::new(zone, weekdays, [closed]);
        // A Wednesday evening there, already Thursday in Japan.
        let at = parse_instant("2025-06-04T20:00:00+03:00").unwrap();
        let open = calendar.add_business_days(at, 1);
        assert_eq!(calendar.zone().format(open), "2025-06-08 20:00:00 AST");
        assert!(!Calendar::japan().is_business_day("2025-06-08".parse().unwrap()));
        let end = parse_instant("2025-01-31T01:00:00+03:00").unwrap();
        let later = calendar.add_months(end, 1);
        assert_eq!(calendar.zone().rfc3339(later), "2025-02-28T01:00:00+03:00");
    }
}
