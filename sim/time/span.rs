//! A signed length of time, as scenario files write it: `31d`, `+90d`, `-1s`, `1d 12h`.
//!
//! A length is a number of seconds and knows no calendar; months are a matter for the [`Calendar`].
//!
//! [`Calendar`]: super::Calendar

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};

use super::is_in_range;

/// The units of a length, in the order in which they are written, and their seconds.
const UNITS: [(&str, i64); 5] = [
    ("w", 7 * DAY),
    ("d", DAY),
    ("h", 3_600),
    ("m", 60),
    ("s", 1),
];

const DAY: i64 = 86_400;

/// The longest [`Span`], in days, in either direction: 200 years of 365.25 days.
pub const SPAN_DAYS_MAX: i64 = 73_050;

const SPAN_SECONDS_MAX: i64 = SPAN_DAYS_MAX * DAY;

/// A signed length in whole seconds, at most [`SPAN_DAYS_MAX`] long.
///
/// Written as numbers with the units `w`, `d`, `h`, `m` and `s`, from large to small and each at
/// most once, with spaces between the parts if wanted and one sign in front for the whole. A day is
/// 24 hours, which is always true in Japan. Displays in days and smaller units, without spaces.
///
/// ```
/// # use kigen::time::{Span, SpanError, parse_instant};
/// let span: Span = "1w 12h".parse()?;
/// assert_eq!(span.to_string(), "7d12h");
/// assert_eq!("-1s".parse(), Ok(Span::seconds(-1)));
///
/// let not_after = parse_instant("2024-02-29T10:00:00+09:00").unwrap();
/// let too_late = Span::seconds(1).after(not_after);
/// assert_eq!(too_late, parse_instant("2024-02-29T10:00:01+09:00").ok());
/// # Ok::<(), SpanError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(i64);

impl Span {
    /// Returns `days` days of 24 hours. Sixteen bits, so that no number exceeds the limit.
    ///
    /// ```
    /// # use kigen::time::Span;
    /// assert_eq!(Span::days(-31).to_string(), "-31d");
    /// ```
    pub const fn days(days: i16) -> Self {
        Span(days as i64 * DAY)
    }

    /// Returns `seconds` seconds. Thirty-two bits, so that no number exceeds the limit.
    ///
    /// ```
    /// # use kigen::time::Span;
    /// assert_eq!(Span::seconds(5_400).to_string(), "1h30m");
    /// ```
    pub const fn seconds(seconds: i32) -> Self {
        Span(seconds as i64)
    }

    /// Returns `seconds` seconds, from a number that may be too large, such as the difference
    /// between two instants.
    ///
    /// # Errors
    ///
    /// [`SpanError::TooLong`] beyond [`SPAN_DAYS_MAX`] in either direction.
    ///
    /// ```
    /// # use kigen::time::{Span, SpanError};
    /// assert_eq!(Span::try_seconds(86_400), Ok(Span::days(1)));
    /// assert_eq!(Span::try_seconds(i64::MIN), Err(SpanError::TooLong));
    /// ```
    pub const fn try_seconds(seconds: i64) -> Result<Self, SpanError> {
        if -SPAN_SECONDS_MAX <= seconds && seconds <= SPAN_SECONDS_MAX {
            Ok(Span(seconds))
        } else {
            Err(SpanError::TooLong)
        }
    }

    /// Returns the length in seconds, negative if it leads back.
    pub const fn as_seconds(self) -> i64 {
        self.0
    }

    /// Returns the instant this long after `at`, or before it if the length is negative. `None`
    /// outside the years [`YEAR_MIN`](super::YEAR_MIN) to [`YEAR_MAX`](super::YEAR_MAX).
    ///
    /// ```
    /// # use kigen::time::{LATEST, Span};
    /// assert_eq!(Span::seconds(1).after(LATEST), None);
    /// ```
    pub fn after(self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        at.checked_add_signed(TimeDelta::seconds(self.0))
            .filter(|at| is_in_range(*at))
    }
}

impl std::ops::Neg for Span {
    type Output = Span;

    fn neg(self) -> Span {
        Span(-self.0)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let mut rest = self.0.abs();
        // Weeks are read but not written: the rules that lengths are compared with count in days.
        for (unit, seconds) in &UNITS[1..] {
            if rest >= *seconds {
                write!(f, "{}{unit}", rest / seconds)?;
                rest %= seconds;
            }
        }
        Ok(())
    }
}

impl FromStr for Span {
    type Err = SpanError;

    /// Reads a length such as `31d`, `+90d`, `-1s`, `2h30m` or `1d 12h`.
    fn from_str(text: &str) -> Result<Self, SpanError> {
        let (sign, mut rest) = match text.as_bytes().first() {
            Some(b'-') => (-1, &text[1..]),
            Some(b'+') => (1, &text[1..]),
            _ => (1, text),
        };
        if rest.is_empty() {
            return Err(SpanError::Empty);
        }
        let mut units = UNITS.iter();
        let mut total: i64 = 0;
        while !rest.is_empty() {
            let (number, after_number) = split_while(rest, |c| c.is_ascii_digit());
            let (unit, after_unit) = split_while(after_number, |c| !c.is_ascii_digit() && c != ' ');
            if number.is_empty() {
                return Err(SpanError::NoNumber(rest.into()));
            }
            if unit.is_empty() {
                return Err(SpanError::NoUnit(number.into()));
            }
            let known = UNITS.iter().any(|(name, _)| *name == unit);
            // The iterator continues after the last unit found, so an earlier one is not found
            // again.
            let (_, seconds) = match units.find(|(name, _)| *name == unit) {
                Some(found) => found,
                None if known => return Err(SpanError::UnitOrder(unit.into())),
                None if is_calendar_unit(unit) => return Err(SpanError::CalendarUnit(unit.into())),
                None => return Err(SpanError::UnknownUnit(unit.into())),
            };
            // Digits alone fail to parse only if there are too many of them.
            total = number
                .parse::<i64>()
                .ok()
                .and_then(|number| number.checked_mul(*seconds))
                .and_then(|part| total.checked_add(part))
                .ok_or(SpanError::TooLong)?;
            rest = after_unit.trim_start_matches(' ');
        }
        // A trailing space is as wrong as a leading one: it separates nothing.
        if text.ends_with(' ') {
            return Err(SpanError::NoNumber(" ".into()));
        }
        Span::try_seconds(sign * total)
    }
}

/// Splits off the longest start of `text` whose characters all pass.
fn split_while(text: &str, pass: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !pass(c)).unwrap_or(text.len()))
}

/// Returns whether someone meant months or years. A lone `m` is minutes.
fn is_calendar_unit(unit: &str) -> bool {
    let lower = unit.to_ascii_lowercase();
    unit == "M"
        || [
            "mo", "mos", "mon", "month", "months", "y", "yr", "yrs", "year", "years",
        ]
        .contains(&lower.as_str())
}

/// Why a text or a number is not a [`Span`]. The texts carried are the parts at fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpanError {
    /// No text, or a sign alone.
    #[error("no length given: write one such as 31d or 1d12h")]
    Empty,
    /// Something else where a number should start.
    #[error("a whole number is missing before {0:?}: write a length such as 31d or 1d12h")]
    NoNumber(String),
    /// A number that is not immediately followed by a unit.
    #[error("{0} has no unit: write w, d, h, m or s right after it")]
    NoUnit(String),
    /// A unit that does not exist here.
    #[error("unknown unit {0:?}: use w, d, h, m or s")]
    UnknownUnit(String),
    /// Months or years, which differ in length.
    #[error("{0:?}: months and years are not lengths; count days, such as 31d or 365d")]
    CalendarUnit(String),
    /// A unit that is repeated or follows a smaller one.
    #[error("unit {0:?} is out of place: write w, d, h, m, s in this order, each once")]
    UnitOrder(String),
    /// Longer than [`SPAN_DAYS_MAX`].
    #[error("longer than 200 years ({SPAN_DAYS_MAX} days)")]
    TooLong,
}

kigen_pkcs12::written_as_string!(
    Span,
    "Span",
    write: |span| span.to_string(),
    pattern: r"^[+-]?([0-9]+ *[wdhms] *)+$",
    description: "A length of time, such as 31d or 2h30m"
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::any_instant;
    use super::super::{LATEST, parse_instant};
    use super::*;

    #[test]
    fn lengths_are_read_and_written_canonically() {
        for (text, seconds, canonical) in [
            ("31d", 31 * DAY, "31d"),
            ("+90d", 90 * DAY, "90d"),
            ("-1s", -1, "-1s"),
            ("2h30m", 9_000, "2h30m"),
            ("1d 12h", 129_600, "1d12h"),
            ("-1d  12h", -129_600, "-1d12h"),
            ("2w", 14 * DAY, "14d"),
            ("1w1d1h1m1s", 8 * DAY + 3_661, "8d1h1m1s"),
            ("90m", 5_400, "1h30m"),
            ("007d", 7 * DAY, "7d"),
            ("0d0s", 0, "0s"),
            ("-0s", 0, "0s"),
            ("73050d", SPAN_SECONDS_MAX, "73050d"),
            ("-73050d", -SPAN_SECONDS_MAX, "-73050d"),
            ("73049d23h59m59s", SPAN_SECONDS_MAX - 1, "73049d23h59m59s"),
        ] {
            let span: Span = text.parse().unwrap();
            assert_eq!(
                (span.as_seconds(), &*span.to_string()),
                (seconds, canonical),
                "{text}"
            );
        }
    }

    #[test]
    fn every_wrong_length_is_told_what_is_wrong() {
        use SpanError::*;
        for (text, error) in [
            ("", Empty),
            ("-", Empty),
            ("+", Empty),
            (" 1d", NoNumber(" 1d".into())),
            ("1d ", NoNumber(" ".into())),
            ("- 1d", NoNumber(" 1d".into())),
            ("--1d", NoNumber("-1d".into())),
            ("d", NoNumber("d".into())),
            ("1d h", NoNumber("h".into())),
            ("31", NoUnit("31".into())),
            ("1d 12", NoUnit("12".into())),
            ("12 h", NoUnit("12".into())),
            ("1d-12h", UnknownUnit("d-".into())),
            ("1.5h", UnknownUnit(".".into())),
            ("31D", UnknownUnit("D".into())),
            ("5min", UnknownUnit("min".into())),
            ("31日", UnknownUnit("日".into())),
            ("1\u{3000}d", UnknownUnit("\u{3000}d".into())),
            ("1M", CalendarUnit("M".into())),
            ("3mo", CalendarUnit("mo".into())),
            ("3months", CalendarUnit("months".into())),
            ("1y", CalendarUnit("y".into())),
            ("1Y", CalendarUnit("Y".into())),
            ("12h1d", UnitOrder("d".into())),
            ("1d1d", UnitOrder("d".into())),
            ("1d1w", UnitOrder("w".into())),
            ("73050d1s", TooLong),
            ("-73050d1s", TooLong),
            ("73051d", TooLong),
            ("9223372036854775807s", TooLong),
            ("9223372036854775808s", TooLong),
            ("9223372036854775807w", TooLong),
            ("1h9223372036854775807s", TooLong),
        ] {
            assert_eq!(text.parse::<Span>(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn a_length_may_not_lead_out_of_the_years() {
        let first = parse_instant("1970-01-01T00:00:00Z").unwrap();
        assert_eq!(Span::seconds(-1).after(first), None);
        assert_eq!(Span::seconds(0).after(first), Some(first));
        assert_eq!(Span::seconds(0).after(LATEST), Some(LATEST));
        assert_eq!(Span::seconds(1).after(LATEST), None);
        assert_eq!(Span::days(1).after(DateTime::<Utc>::MAX_UTC), None);
    }

    #[test]
    fn constructors_stay_within_the_limit() {
        for span in [
            Span::days(i16::MIN),
            Span::days(i16::MAX),
            Span::seconds(i32::MIN),
            Span::seconds(i32::MAX),
        ] {
            assert_eq!(Span::try_seconds(span.as_seconds()), Ok(span));
        }
        assert_eq!(
            Span::try_seconds(SPAN_SECONDS_MAX + 1),
            Err(SpanError::TooLong)
        );
        assert_eq!(
            Span::try_seconds(-SPAN_SECONDS_MAX - 1),
            Err(SpanError::TooLong)
        );
    }

    fn any_span() -> impl Strategy<Value = Span> {
        prop_oneof![-200_000..200_000i64, -SPAN_SECONDS_MAX..=SPAN_SECONDS_MAX].prop_map(Span)
    }

    proptest! {
        #[test]
        fn a_length_survives_being_written_and_read(span in any_span()) {
            prop_assert_eq!(span.to_string().parse(), Ok(span));
        }

        #[test]
        fn what_leads_there_leads_back(span in any_span(), at in any_instant()) {
            if let Some(there) = span.after(at) {
                prop_assert_eq!((there - at).num_seconds(), span.as_seconds());
                prop_assert_eq!(Span(-span.0).after(there), Some(at));
            }
        }

        #[test]
        fn reading_a_length_never_panics(text in "\\PC{0,12}|[-+]?([0-9]{1,20}[wdhms] ?){0,5}") {
            if let Ok(span) = text.parse::<Span>() {
                prop_assert_eq!(span.to_string().parse(), Ok(span));
            }
        }
    }
}
