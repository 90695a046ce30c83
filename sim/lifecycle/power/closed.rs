//! Ranges of dates, as scenario files write them.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

/// Dates on which a PC stays off, both ends included: `2025-12-27..2026-01-04`, or one date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClosedDates {
    first: NaiveDate,
    last: NaiveDate,
}

/// Why a text is no [`ClosedDates`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClosedDatesError {
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

impl ClosedDates {
    /// The dates from `first` to `last`, both included.
    ///
    /// # Errors
    ///
    /// [`ClosedDatesError::Backwards`] if `last` comes before `first`.
    pub fn new(first: NaiveDate, last: NaiveDate) -> Result<Self, ClosedDatesError> {
        if last < first {
            return Err(ClosedDatesError::Backwards { first, last });
        }
        Ok(ClosedDates { first, last })
    }

    /// The first of them.
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// The last of them, which is closed as well.
    pub fn last(&self) -> NaiveDate {
        self.last
    }

    /// Whether a date is one of them.
    pub fn contains(&self, date: NaiveDate) -> bool {
        (self.first..=self.last).contains(&date)
    }
}

impl FromStr for ClosedDates {
    type Err = ClosedDatesError;

    fn from_str(text: &str) -> Result<Self, ClosedDatesError> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        // Only the canonical form: chrono would take `2025-1-5` and `+2025-01-05`.
        let date = |part: &str| {
            let date: Option<NaiveDate> = part.parse().ok();
            date.filter(|date| date.to_string() == part)
                .ok_or_else(|| ClosedDatesError::Malformed(text.into()))
        };
        ClosedDates::new(date(first)?, date(last)?)
    }
}

impl fmt::Display for ClosedDates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            return self.first.fmt(f);
        }
        write!(f, "{}..{}", self.first, self.last)
    }
}

#[cfg(feature = "scenario")]
impl<'de> serde::Deserialize<'de> for ClosedDates {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "scenario")]
impl serde::Serialize for ClosedDates {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_are_written_as_they_are_read() {
        for text in ["2025-12-27..2026-01-04", "2024-02-29"] {
            let closed: ClosedDates = text.parse().unwrap();
            assert_eq!(closed.to_string(), text);
        }
    }

    #[test]
    fn every_wrong_range_is_told_what_is_wrong() {
        for text in [
            "",
            "2026-1-5",
            "2026-02-29",
            "2026-01-01..",
            "2026-01-01...2026-01-02",
        ] {
            let error = text.parse::<ClosedDates>().unwrap_err();
            assert_eq!(error, ClosedDatesError::Malformed(text.into()));
        }
        let error = "2026-01-04..2025-12-27".parse::<ClosedDates>().unwrap_err();
        let message = "2025-12-27 comes before 2026-01-04: write the earlier date first";
        assert_eq!(error.to_string(), message);
    }

    proptest! {
        #[test]
        fn reading_a_range_never_panics(text in "\\PC{0,20}|[0-9.-]{0,24}") {
            let _ = text.parse::<ClosedDates>();
        }
    }
}
