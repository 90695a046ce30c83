//! When certificates can be renewed.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};

use super::PkiError;
use crate::time::Span;

/// How long before its end a certificate can be renewed: a length, or a fraction of its lifetime.
///
/// Written as `90d`, or as `1/3`: what is left when two thirds are over, as cert-manager and ACME
/// clients have it.
///
/// ```
/// use kigen::pki::RenewalWindow;
/// use kigen::time::{format_jst, parse_instant};
///
/// let window: RenewalWindow = "1/3".parse()?;
/// let (from, to) = ("2026-01-01T00:00:00+09:00", "2026-04-01T00:00:00+09:00");
/// let opens = window.opens(parse_instant(from)?, parse_instant(to)?);
/// assert_eq!(format_jst(opens), "2026-03-02 00:00:00 JST");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenewalWindow {
    /// So long before the last second.
    Span(Span),
    /// So much of the lifetime before the last second, to the whole second before.
    Fraction {
        /// Above the line; at least 1.
        numerator: u32,
        /// Below the line; more than what is above it.
        denominator: u32,
    },
}

impl RenewalWindow {
    /// Returns the first second at which a certificate of this validity can be renewed.
    pub fn opens(self, not_before: DateTime<Utc>, not_after: DateTime<Utc>) -> DateTime<Utc> {
        let before = match self {
            RenewalWindow::Span(span) => TimeDelta::seconds(span.as_seconds()),
            RenewalWindow::Fraction {
                numerator,
                denominator,
            } => {
                let lifetime = i128::from((not_after - not_before).num_seconds().max(0));
                let part = lifetime * i128::from(numerator) / i128::from(denominator);
                TimeDelta::seconds(i64::try_from(part).expect("a part is no more than the whole"))
            }
        };
        not_after - before
    }
}

impl FromStr for RenewalWindow {
    type Err = PkiError;

    fn from_str(text: &str) -> Result<Self, PkiError> {
        let wrong = || PkiError::RenewalWindow {
            given: text.to_owned(),
        };
        if let Some((numerator, denominator)) = text.split_once('/') {
            let numerator: u32 = numerator.parse().map_err(|_| wrong())?;
            let denominator: u32 = denominator.parse().map_err(|_| wrong())?;
            return match 0 < numerator && numerator < denominator {
                true => Ok(RenewalWindow::Fraction {
                    numerator,
                    denominator,
                }),
                false => Err(wrong()),
            };
        }
        let span: Span = text.parse().map_err(|_| wrong())?;
        match span.as_seconds() {
            ..0 => Err(wrong()),
            _ => Ok(RenewalWindow::Span(span)),
        }
    }
}

impl fmt::Display for RenewalWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RenewalWindow::Span(span) => span.fmt(f),
            RenewalWindow::Fraction {
                numerator,
                denominator,
            } => write!(f, "{numerator}/{denominator}"),
        }
    }
}

kigen_pkcs12::written_as_string! {
    RenewalWindow, "RenewalWindow",
    write: |window| window.to_string(),
    pattern: "^([0-9]+/[0-9]+|\\+?([0-9]+ *[wdhms] *)+)$",
    description: "How long before its end a certificate can be renewed: 90d, or a fraction of its lifetime such as 1/3"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_lengths_or_proper_fractions() {
        for text in ["90d", "0s", "1/3", "2/3"] {
            let window: RenewalWindow = text.parse().unwrap();
            assert_eq!(window.to_string(), text);
        }
        for text in ["", "90", "-1d", "0/3", "3/3", "4/3", "1/0", "1/3d", "-1/3"] {
            let given = text.to_owned();
            let wrong = Err(PkiError::RenewalWindow { given });
            assert_eq!(text.parse::<RenewalWindow>(), wrong);
        }
    }
}
