//! A month of the calendar.

use std::fmt;

use chrono::{DateTime, Datelike, Utc};

use super::Zone;

/// A calendar month, written `2026-05`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// January is 1.
    pub month: u32,
}

impl Month {
    /// Returns the month that contains `at`, in that zone.
    pub fn of(at: DateTime<Utc>, zone: &Zone) -> Self {
        let date = zone.date(at);
        Month {
            year: date.year(),
            month: date.month(),
        }
    }

    /// Returns the month `months` later.
    #[must_use]
    pub fn plus(self, months: u32) -> Self {
        let count = self.month - 1 + months;
        Month {
            year: self.year + (count / 12) as i32,
            month: count % 12 + 1,
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_after_next_crosses_the_year() {
        for (month, expected) in [(10, "2026-12"), (11, "2027-01"), (12, "2027-02")] {
            let month = Month { year: 2026, month };
            assert_eq!(month.plus(2).to_string(), expected);
        }
    }

    #[test]
    fn a_month_begins_at_midnight_in_japan() {
        let before: DateTime<Utc> = "2026-04-30T14:59:59Z".parse().unwrap();
        assert_eq!(Month::of(before, &Zone::JST).to_string(), "2026-04");
        let after: DateTime<Utc> = "2026-04-30T15:00:00Z".parse().unwrap();
        assert_eq!(Month::of(after, &Zone::JST).to_string(), "2026-05");
    }
}
