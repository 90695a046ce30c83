//! How long certificates are valid.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use super::PkiError;
use crate::time::{Calendar, LATEST, Span};

/// The most months, a hundred years.
const MONTHS_MAX: u32 = 1_200;

/// How long a certificate is valid: months of the calendar, a length, or without an end.
///
/// Written as `39 months`, `3 years`, `47d`, `36h`, or `no-expiry`.
///
/// ```
/// use kigen::pki::Lifetime;
/// use kigen::time::{Calendar, format_jst, parse_instant};
///
/// let from = parse_instant("2022-11-30T10:00:00+09:00")?;
/// for (lifetime, end) in [
///     ("39 months", "2026-02-28 10:00:00 JST"),
///     ("47d", "2023-01-16 10:00:00 JST"),
/// ] {
///     let lifetime: Lifetime = lifetime.parse()?;
///     let not_after = lifetime.end(from, &Calendar::japan());
///     assert_eq!(format_jst(not_after), end);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// So many months of the calendar: it ends at the same time of day, on the last day of the
    /// month if the day does not exist.
    Months(u32),
    /// From the first second to the last.
    Span(Span),
    /// Until 99991231235959Z, which means that it does not expire (RFC 5280 section 4.1.2.5).
    NoExpiry,
}

impl Lifetime {
    /// Returns the last second of what begins at `from`. What would end after the last year there
    /// is does not expire.
    pub fn end(self, from: DateTime<Utc>, calendar: &Calendar) -> DateTime<Utc> {
        match self {
            Lifetime::Months(months) => calendar.add_months(from, months),
            Lifetime::Span(span) => span.after(from).unwrap_or(LATEST),
            Lifetime::NoExpiry => LATEST,
        }
    }

    /// Returns the first second of what ends at `end`, as near as the calendar allows; `None` for
    /// what does not end, and before the first year there is.
    pub fn beginning(self, end: DateTime<Utc>, calendar: &Calendar) -> Option<DateTime<Utc>> {
        match self {
            Lifetime::Months(months) => Some(calendar.subtract_months(end, months)),
            Lifetime::Span(span) => (-span).after(end),
            Lifetime::NoExpiry => None,
        }
    }
}

impl FromStr for Lifetime {
    type Err = PkiError;

    fn from_str(text: &str) -> Result<Self, PkiError> {
        let wrong = || PkiError::Lifetime {
            given: text.to_owned(),
        };
        if text == "no-expiry" {
            return Ok(Lifetime::NoExpiry);
        }
        let months_a_unit = |unit: &str| match unit {
            "month" | "months" => Some(1),
            "year" | "years" => Some(12),
            _ => None,
        };
        let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
        if let Some(unit) = months_a_unit(unit) {
            let months = number.parse::<u32>().ok();
            let months = months.and_then(|number| number.checked_mul(unit));
            let months = months.filter(|months| (1..=MONTHS_MAX).contains(months));
            return months.map(Lifetime::Months).ok_or_else(wrong);
        }
        let span: Span = text.parse().map_err(|_| wrong())?;
        match span.as_seconds() {
            ..=0 => Err(wrong()),
            _ => Ok(Lifetime::Span(span)),
        }
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lifetime::Months(1) => f.write_str("1 month"),
            Lifetime::Months(months) => write!(f, "{months} months"),
            Lifetime::Span(span) => span.fmt(f),
            Lifetime::NoExpiry => f.write_str("no-expiry"),
        }
    }
}

kigen_pkcs12::written_as_string! {
    Lifetime, "Lifetime",
    write: |lifetime| lifetime.to_string(),
    pattern: "^(no-expiry|[0-9]+ (month|year)s?|\\+?([0-9]+ *[wdhms] *)+)$",
    description: "How long a certificate is valid: 39 months, 1 year, 47d, 36h, or no-expiry"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_are_read_and_written() {
        for (text, lifetime, canonical) in [
            ("39 months", Lifetime::Months(39), "39 months"),
            ("3 years", Lifetime::Months(36), "36 months"),
            ("1 month", Lifetime::Months(1), "1 month"),
            ("47d", Lifetime::Span(Span::days(47)), "47d"),
            ("1d 12h", Lifetime::Span(Span::seconds(129_600)), "1d12h"),
            ("no-expiry", Lifetime::NoExpiry, "no-expiry"),
        ] {
            assert_eq!(text.parse(), Ok(lifetime), "{text}");
            assert_eq!(lifetime.to_string(), canonical);
        }
        for text in [
            "",
            "39",
            "39months",
            "0 months",
            "0d",
            "-1d",
            "101 years",
            "months",
            "never",
        ] {
            let given = text.to_owned();
            assert_eq!(text.parse::<Lifetime>(), Err(PkiError::Lifetime { given }));
        }
    }
}
