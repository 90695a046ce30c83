//! A date of an authority.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::PkiError;
use crate::time::{Span, Zone, parse_instant};

/// A date, or a length from the start of a world with its sign: `2020-01-01T00:00:00+09:00`,
/// `-365d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    /// One instant.
    At(DateTime<Utc>),
    /// This long after the start, or before it.
    FromStart(Span),
}

impl Date {
    /// Returns the instant in a world that starts at `start`; `None` outside the years that there
    /// are.
    pub fn instant(self, start: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Date::At(at) => Some(at),
            Date::FromStart(span) => span.after(start),
        }
    }
}

impl FromStr for Date {
    type Err = PkiError;

    fn from_str(text: &str) -> Result<Self, PkiError> {
        Ok(match text.starts_with(['+', '-']) {
            true => Date::FromStart(text.parse()?),
            false => Date::At(parse_instant(text)?),
        })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Date::At(at) => f.write_str(&Zone::JST.rfc3339(*at)),
            Date::FromStart(span) if span.as_seconds() < 0 => span.fmt(f),
            Date::FromStart(span) => write!(f, "+{span}"),
        }
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::notation::text_or_date(deserializer)
    }
}

kigen_pkcs12::written_as_string! {
    write only Date, "Date",
    write: |date| date.to_string(),
    pattern: "^([0-9]{4}-|[+-])",
    description: "A date such as 2020-01-01T00:00:00+09:00, or a length from the start with its sign, such as -365d"
}
