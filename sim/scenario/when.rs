//! When a step happens: at a fixed moment, some time after the start, or around an event of a PC.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::label::{Label, LabelError};
use crate::named::UnknownName;
use crate::time::{InstantError, Span, SpanError, Zone, parse_instant};

kigen_pkcs12::named! {
    /// An event of a PC that a moment can be measured from.
    #[non_exhaustive]
    pub enum Anchor: "moment of a PC" {
        /// The arrival of the next issuance letter.
        Letter = "letter",
        /// The first second of the certificate the PC uses.
        NotBefore = "not_before",
        /// Its last second.
        NotAfter = "not_after",
        /// The first second at which it can be renewed.
        RenewalOpens = "renewal_opens",
    }
}

/// A moment as scenario files write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// `2026-02-28T10:00:00+09:00`
    At(DateTime<Utc>),
    /// `+31d`: after the scenario's start.
    SinceStart(Span),
    /// `受付01.not_after + 1s`
    Around {
        /// The PC.
        pc: Label,
        /// Its event.
        anchor: Anchor,
        /// How long after it, or before it.
        offset: Span,
    },
}

/// Why a text is not a moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WhenError {
    /// It looks like a date, but is not a valid one.
    #[error(transparent)]
    Instant(#[from] InstantError),
    /// It looks like a length of time, but is not a valid one.
    #[error(transparent)]
    Span(#[from] SpanError),
    /// The PC's name is not a valid one.
    #[error(transparent)]
    Pc(#[from] LabelError),
    /// A moment before the scenario's start.
    #[error("a step cannot come before the start: write `+31d`, not `-31d`")]
    BeforeStart,
    /// An unknown event.
    #[error(transparent)]
    Anchor(#[from] UnknownName),
}

impl FromStr for When {
    type Err = WhenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.starts_with('-') {
            return Err(WhenError::BeforeStart);
        }
        if text.starts_with('+') {
            return Ok(When::SinceStart(text.parse()?));
        }
        // A date contains `.` only before fractional seconds, which are rejected anyway.
        let starts_like_a_year =
            text.len() > 4 && text.as_bytes()[..4].iter().all(u8::is_ascii_digit);
        match text.rsplit_once('.') {
            Some((pc, event)) if !(starts_like_a_year && text.contains('T')) => {
                Self::around(pc, event)
            }
            _ => Ok(When::At(parse_instant(text)?)),
        }
    }
}

impl When {
    fn around(pc: &str, event: &str) -> Result<Self, WhenError> {
        let (name, offset) = match event.find(['+', '-']) {
            Some(at) => {
                let (sign, length) = event[at..].split_at(1);
                let offset = format!("{sign}{}", length.trim());
                (event[..at].trim(), offset.parse()?)
            }
            None => (event.trim(), Span::default()),
        };
        let anchor = name.parse::<Anchor>()?;
        Ok(When::Around {
            pc: pc.trim().parse()?,
            anchor,
            offset,
        })
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::At(at) => f.write_str(&Zone::JST.rfc3339(*at)),
            When::SinceStart(span) => write!(f, "+{span}"),
            When::Around { pc, anchor, offset } => {
                write!(f, "{pc}.{}", anchor.name())?;
                match offset.as_seconds() {
                    0 => Ok(()),
                    1.. => write!(f, " + {offset}"),
                    _ => write!(f, " - {}", offset.to_string().trim_start_matches('-')),
                }
            }
        }
    }
}

impl<'de> serde::Deserialize<'de> for When {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::notation::text_or_date(deserializer)
    }
}

kigen_pkcs12::written_as_string!(
    write only When,
    "When",
    write: |when| when.to_string(),
    pattern: r"^ *(\+.+|[0-9]{4}-.+T.+|.+\.(letter|not_before|not_after|renewal_opens).*)$",
    description: "A moment: 2026-02-28T10:00:00+09:00, +31d after the start, or 受付01.not_after + 1s"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_forms_read() {
        assert_eq!(
            "2026-02-28T10:00:00+09:00".parse(),
            Ok(When::At("2026-02-28T01:00:00Z".parse().unwrap()))
        );
        assert_eq!("+31d".parse(), Ok(When::SinceStart(Span::days(31))));
        for text in [
            "受付01.not_after + 1s",
            "受付01.not_after+1s",
            " 受付01.not_after +1s",
        ] {
            let expected = When::Around {
                pc: "受付01".parse().unwrap(),
                anchor: Anchor::NotAfter,
                offset: Span::seconds(1),
            };
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        let expected = When::Around {
            pc: "3号機.右".parse().unwrap(),
            anchor: Anchor::RenewalOpens,
            offset: Span::days(-1),
        };
        assert_eq!("3号機.右.renewal_opens - 1d".parse(), Ok(expected));
    }

    #[test]
    fn each_mistake_says_what_it_is() {
        for (text, message) in [
            (
                "-1d",
                "a step cannot come before the start: write `+31d`, not `-31d`",
            ),
            (
                "受付01.expiry",
                "there is no moment of a PC `expiry`; there are letter, not_before, not_after and renewal_opens",
            ),
        ] {
            assert_eq!(text.parse::<When>().unwrap_err().to_string(), message);
        }
        assert!(matches!(
            "2026-02-28T10:00:00".parse::<When>(),
            Err(WhenError::Instant(_))
        ));
        assert!(matches!(
            "2026-02-28T10:00:00.5Z".parse::<When>(),
            Err(WhenError::Instant(_))
        ));
        assert!(matches!("+3x".parse::<When>(), Err(WhenError::Span(_))));
    }
}
