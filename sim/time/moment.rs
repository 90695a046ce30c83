//! A moment as people type it: an instant, a time of day, which means today, or a length from now.

use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveTime, Utc};

use super::{InstantError, JST, Span, SpanError, is_in_range, parse_instant};

/// An instant, a time of day in a zone, or a length with its sign: `2026-02-28T23:59:59+09:00`,
/// `23:59:59`, `23:59:59Z`, `+90d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// One instant.
    At(DateTime<Utc>),
    /// A time of day on the day that it is.
    TimeOfDay {
        /// What the clock shows.
        time: NaiveTime,
        /// Where the clock is: Japan, unless the text says otherwise.
        zone: FixedOffset,
    },
    /// This long after now, or before it.
    FromNow(Span),
}

/// Why a text is not a [`Moment`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MomentError {
    /// Not an instant or a time of day.
    #[error(transparent)]
    Instant(#[from] InstantError),
    /// It begins with a sign, but is not a length.
    #[error(transparent)]
    Span(#[from] SpanError),
}

impl Moment {
    /// Returns the instant. A time of day is on the day that `now` falls on in its zone. `None`
    /// outside the years [`YEAR_MIN`](super::YEAR_MIN) to [`YEAR_MAX`](super::YEAR_MAX).
    ///
    /// ```
    /// # use kigen::time::{Moment, format_jst, parse_instant};
    /// let now = parse_instant("2026-02-27T16:00:00Z")?; // the 28th in Japan
    /// let tonight: Moment = "23:59:59".parse()?;
    /// let shown = tonight.instant(now).map(format_jst);
    /// assert_eq!(shown.as_deref(), Some("2026-02-28 23:59:59 JST"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn instant(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Moment::At(at) => Some(at),
            Moment::FromNow(span) => span.after(now),
            Moment::TimeOfDay { time, zone } => now
                .with_timezone(&zone)
                .date_naive()
                .and_time(time)
                .and_local_timezone(zone)
                .single()
                .map(|at| at.to_utc())
                .filter(|at| is_in_range(*at)),
        }
    }
}

impl FromStr for Moment {
    type Err = MomentError;

    /// Reads an instant of RFC 3339, or its part after the `T`, where zone and seconds may be
    /// missing, or a length that begins with its sign.
    fn from_str(text: &str) -> Result<Self, MomentError> {
        if text.starts_with(['+', '-']) {
            return Ok(Moment::FromNow(text.parse()?));
        }
        // A time of day alone has its first colon where an instant has digits.
        if !text.is_ascii() || text.as_bytes().get(2) != Some(&b':') {
            return Ok(Moment::At(parse_instant(text)?));
        }
        let (clock, zone) = match text.find(['Z', 'z', '+', '-']) {
            Some(at) => text.split_at(at),
            None => (text, "+09:00"),
        };
        let seconds = if clock.len() == 5 { ":00" } else { "" };
        let whole = format!("2000-01-01T{clock}{seconds}{zone}");
        // The text is checked as part of an instant, and quoted as it was typed.
        let at = parse_instant(&whole).map_err(|error| match error {
            InstantError::Fraction(_) => InstantError::Fraction(text.into()),
            InstantError::NoSuchTime(_) | InstantError::NoSuchDate(_) => {
                InstantError::NoSuchTime(text.into())
            }
            _ => InstantError::Malformed(text.into()),
        })?;
        let zone =
            DateTime::parse_from_rfc3339(&whole).map_or(JST, |with_zone| *with_zone.offset());
        let time = at.with_timezone(&zone).time();
        Ok(Moment::TimeOfDay { time, zone })
    }
}

#[cfg(test)]
mod tests {
    use super::super::format_jst;
    use super::*;

    #[test]
    fn a_time_of_day_is_todays_in_its_zone() {
        let now = parse_instant("2026-02-27T15:30:00Z").unwrap(); // half past midnight, the 28th
        for (text, expected) in [
            ("23:59:59", "2026-02-28 23:59:59 JST"),
            ("00:00", "2026-02-28 00:00:00 JST"),
            ("23:59:59Z", "2026-02-28 08:59:59 JST"),
            ("09:00:00-05:00", "2026-02-27 23:00:00 JST"),
            ("2026-03-01T00:00:00+09:00", "2026-03-01 00:00:00 JST"),
            ("-1s", "2026-02-28 00:29:59 JST"),
            ("+1d", "2026-03-01 00:30:00 JST"),
        ] {
            let moment: Moment = text.parse().unwrap();
            let at = moment.instant(now).map(format_jst);
            assert_eq!(at.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn every_wrong_moment_is_told_what_is_wrong_as_it_was_typed() {
        use InstantError::*;
        for (text, error) in [
            ("24:00:00", NoSuchTime("24:00:00".into())),
            ("12:60", NoSuchTime("12:60".into())),
            ("23:59:60", NoSuchTime("23:59:60".into())),
            ("12:00:00.5", Fraction("12:00:00.5".into())),
            ("12:0", Malformed("12:0".into())),
            ("12:00:00 JST", Malformed("12:00:00 JST".into())),
            ("２３：５９", Malformed("２３：５９".into())),
            ("tonight", Malformed("tonight".into())),
            ("2026-02-28", DateOnly("2026-02-28".into())),
            ("2026-02-28T23:59:59", NoZone("2026-02-28T23:59:59".into())),
        ] {
            assert_eq!(text.parse::<Moment>(), Err(error.into()), "{text}");
        }
        let error = SpanError::CalendarUnit("y".into());
        assert_eq!("+1y".parse::<Moment>(), Err(error.into()));
    }
}
