//! A run of days on the calendar.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

/// Days on the calendar of Japan, both ends included: `2025-12-27..2026-01-04`, or one date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateRange {
    first: NaiveDate,
    last: NaiveDate,
}

/// Why a text is not a [`DateRange`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateRangeError {
    /// Not one or two dates that exist.
    #[error("{0:?} are no dates: write `2025-12-27..2026-01-04`, or one date")]
    Malformed(String),
    /// The last date comes before the first.
    #[error("{last} comes before {first}: write the earlier date first")]
    Backwards {
        /// The date written first.
        first: NaiveDate,
        /// The date written last.
        last: NaiveDate,
    },
}

impl DateRange {
    /// The dates from `first` to `last`, both included.
    ///
    /// # Errors
    ///
    /// [`DateRangeError::Backwards`] if `last` comes before `first`.
    pub fn new(first: NaiveDate, last: NaiveDate) -> Result<Self, DateRangeError> {
        if last < first {
            return Err(DateRangeError::Backwards { first, last });
        }
        Ok(DateRange { first, last })
    }

    /// The first of the days.
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// The last of the days.
    pub fn last(&self) -> NaiveDate {
        self.last
    }

    /// Returns whether a date is one of them.
    pub fn contains(&self, date: NaiveDate) -> bool {
        (self.first..=self.last).contains(&date)
    }
}

impl FromStr for DateRange {
    type Err = DateRangeError;

    fn from_str(text: &str) -> Result<Self, DateRangeError> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        // Only the canonical form: chrono would take `2025-1-5` and `+2025-01-05`.
        let date = |part: &str| {
            let date: Option<NaiveDate> = part.parse().ok();
            date.filter(|date| date.to_string() == part)
                .ok_or_else(|| DateRangeError::Malformed(text.into()))
        };
        DateRange::new(date(first)?, date(last)?)
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            return self.first.fmt(f);
        }
        write!(f, "{}..{}", self.first, self.last)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for DateRange {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::notation::text_or_date(deserializer)
    }
}

kigen_pkcs12::written_as_string!(
    write only DateRange,
    "DateRange",
    write: |range| range.to_string(),
    pattern: r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(\.\.[0-9]{4}-[0-9]{2}-[0-9]{2})?$",
    description: "Days on the calendar of Japan, such as 2025-12-27..2026-01-04"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_inside() {
        let range: DateRange = "2025-12-27..2026-01-04".parse().unwrap();
        for (day, inside) in [
            ("2025-12-26", false),
            ("2025-12-27", true),
            ("2026-01-04", true),
            ("2026-01-05", false),
        ] {
            assert_eq!(range.contains(day.parse().unwrap()), inside, "{day}");
        }
        assert_eq!(range.to_string(), "2025-12-27..2026-01-04");
    }

    #[test]
    fn a_range_says_what_is_wrong_with_it() {
        for text in [
            "",
            "2025-12-27..",
            "a..b",
            "2025-02-30..2025-03-01",
            "2025-1-5",
        ] {
            assert_eq!(
                text.parse::<DateRange>(),
                Err(DateRangeError::Malformed(text.into()))
            );
        }
        let (first, last) = ("2026-01-04".parse().unwrap(), "2025-12-27".parse().unwrap());
        assert_eq!(
            "2026-01-04..2025-12-27".parse::<DateRange>(),
            Err(DateRangeError::Backwards { first, last })
        );
    }
}
