//! Reading an instant, and why a text is not one.

use chrono::format::ParseErrorKind;
use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::{YEAR_MAX, YEAR_MIN};

/// Reads an instant in the form of RFC 3339: date, time of day in whole seconds, and zone.
///
/// As in RFC 3339 5.6, `T` and `Z` may be lower-case and a space may stand for `T`. There is no
/// default zone, because a file that is read in Tokyo and in London has to mean the same.
///
/// # Errors
///
/// One [`InstantError`] for each way of going wrong; each quotes the text.
///
/// ```
/// # use kigen::time::{InstantError, parse_instant};
/// assert_eq!(parse_instant("2022-11-30T10:00:00+09:00"), parse_instant("2022-11-30 01:00:00Z"));
/// let error = parse_instant("2022-11-30T10:00:00").unwrap_err();
/// assert_eq!(error, InstantError::NoZone("2022-11-30T10:00:00".into()));
/// assert_eq!(error.to_string(), r#""2022-11-30T10:00:00" has no zone: add +09:00 or Z"#);
/// ```
pub fn parse_instant(text: &str) -> Result<DateTime<Utc>, InstantError> {
    // chrono also takes U+2212 for the minus of an offset; RFC 3339 is ASCII throughout.
    if !text.is_ascii() {
        return Err(InstantError::Malformed(text.into()));
    }
    // To find what is missing, supply it: if the text can then be read, that was all.
    for (supplied, missing) in [
        ("", None),
        (
            "Z",
            Some(InstantError::NoZone as fn(String) -> InstantError),
        ),
        (
            "T00:00:00Z",
            Some(InstantError::DateOnly as fn(String) -> InstantError),
        ),
    ] {
        match (
            DateTime::parse_from_rfc3339(&format!("{text}{supplied}")),
            missing,
        ) {
            (Ok(at), None) => return in_whole_seconds(at.to_utc(), text),
            (Ok(_), Some(missing)) => return Err(missing(text.into())),
            (Err(error), _) if is_impossible(error.kind()) => return Err(impossible(text)),
            (Err(_), _) => {}
        }
    }
    Err(InstantError::Malformed(text.into()))
}

/// Returns the instant that was read, if it is one this crate works with.
fn in_whole_seconds(at: DateTime<Utc>, text: &str) -> Result<DateTime<Utc>, InstantError> {
    if text.contains('.') {
        Err(InstantError::Fraction(text.into()))
    } else if at.timestamp_subsec_nanos() != 0 {
        // chrono keeps second 60 as second 59 and a billion nanoseconds.
        Err(InstantError::NoSuchTime(text.into()))
    } else if !is_in_range(at) {
        Err(InstantError::YearOutOfRange(text.into()))
    } else {
        Ok(at)
    }
}

pub(super) fn is_in_range(at: DateTime<Utc>) -> bool {
    (YEAR_MIN..=YEAR_MAX).contains(&at.year())
}

fn is_impossible(kind: ParseErrorKind) -> bool {
    matches!(
        kind,
        ParseErrorKind::OutOfRange | ParseErrorKind::Impossible
    )
}

/// Returns which part of a well-formed text does not exist.
fn impossible(text: &str) -> InstantError {
    let date = text
        .get(..10)
        .map(|date| NaiveDate::parse_from_str(date, "%Y-%m-%d"));
    match date {
        Some(Ok(_)) => InstantError::NoSuchTime(text.into()),
        _ => InstantError::NoSuchDate(text.into()),
    }
}

/// Why a text is not an instant. Each variant carries the text as it was given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InstantError {
    /// A date and a time of day, but no zone.
    #[error("{0:?} has no zone: add +09:00 or Z")]
    NoZone(String),
    /// A fraction of a second, even `.0`: certificates count whole seconds.
    #[error("{0:?} has a fraction of a second: give whole seconds")]
    Fraction(String),
    /// A date alone.
    #[error("{0:?} is only a date: add a time of day and a zone, such as T10:00:00+09:00")]
    DateOnly(String),
    /// A day or a month that the calendar does not have.
    #[error("{0:?} is not a date that exists: check the month and its last day")]
    NoSuchDate(String),
    /// A time of day or an offset that does not exist, or a leap second, which this crate does not
    /// count.
    #[error(
        "{0:?} has a time of day or an offset that does not exist: check both (no leap seconds)"
    )]
    NoSuchTime(String),
    /// An instant outside [`YEAR_MIN`] to [`YEAR_MAX`], counted in UTC.
    #[error("{0:?} is outside the years {YEAR_MIN} to {YEAR_MAX} (UTC)")]
    YearOutOfRange(String),
    /// Anything else.
    #[error("{0:?} is not an instant: write it like 2022-11-30T10:00:00+09:00")]
    Malformed(String),
}
