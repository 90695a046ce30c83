//! A time zone: what wall clocks show.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, SecondsFormat, Utc};

use super::{JST, YEAR_MAX};

/// A zone whose clocks have a fixed offset from UTC.
///
/// ```
/// # use kigen::time::{Zone, parse_instant};
/// let at = parse_instant("2022-11-30T15:00:00Z")?;
/// assert_eq!(Zone::JST.format(at), "2022-12-01 00:00:00 JST");
/// assert_eq!(Zone::UTC.format(at), "2022-11-30 15:00:00 UTC");
/// let zone: Zone = "-05:30".parse()?;
/// assert_eq!(zone.format(at), "2022-11-30 09:30:00 -05:30");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    name: Cow<'static, str>,
    offset: FixedOffset,
}

impl Zone {
    /// Japan's.
    pub const JST: Zone = Zone {
        name: Cow::Borrowed("JST"),
        offset: JST,
    };

    /// Coordinated Universal Time.
    pub const UTC: Zone = Zone {
        name: Cow::Borrowed("UTC"),
        offset: FixedOffset::east_opt(0).expect("no hours are an offset"),
    };

    /// Returns a zone with an offset from UTC and a name, which people read after times.
    pub fn new(name: impl Into<Cow<'static, str>>, offset: FixedOffset) -> Self {
        let name = name.into();
        Zone { name, offset }
    }

    /// The name that follows times.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its clocks are ahead of UTC.
    pub(super) fn offset(&self) -> FixedOffset {
        self.offset
    }

    /// Returns the same instant on the clocks of the zone.
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        at.with_timezone(&self.offset)
    }

    /// Returns the date there.
    pub fn date(&self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date_naive()
    }

    /// Returns 00:00 of a date there. `None` beyond the dates that chrono knows.
    pub fn midnight(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        let midnight = date.and_time(NaiveTime::MIN);
        let midnight = midnight.and_local_timezone(self.offset);
        Some(midnight.single()?.to_utc())
    }

    /// Formats the instant for people, such as `2022-11-30 10:00:00 JST`.
    pub fn format(&self, at: DateTime<Utc>) -> String {
        let local = self.local(at).format("%Y-%m-%d %H:%M:%S");
        format!("{local} {}", self.name)
    }

    /// Formats the instant without the zone's name, such as `2022-11-30 10:00:00`.
    pub fn clock(&self, at: DateTime<Utc>) -> String {
        self.local(at).format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// Formats the instant for programs, in the form of RFC 3339, such as
    /// `2022-11-30T10:00:00+09:00`.
    pub fn rfc3339(&self, at: DateTime<Utc>) -> String {
        let local = self.local(at);
        match local.year() {
            ..=YEAR_MAX => local.to_rfc3339_opts(SecondsFormat::Secs, false),
            _ => at.to_rfc3339_opts(SecondsFormat::Secs, true),
        }
    }
}

impl Default for Zone {
    fn default() -> Self {
        Zone::JST
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// A text that is not a zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no zone: write JST, UTC, or an offset such as +05:30")]
pub struct ZoneError(pub String);

impl FromStr for Zone {
    type Err = ZoneError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "JST" => Ok(Zone::JST),
            "UTC" | "Z" => Ok(Zone::UTC),
            _ => match offset(text) {
                Some(offset) => Ok(Zone::new(text.to_owned(), offset)),
                None => Err(ZoneError(text.to_owned())),
            },
        }
    }
}

/// Reads an offset as RFC 3339 writes it: a sign, two digits, a colon, two digits.
fn offset(text: &str) -> Option<FixedOffset> {
    let &[sign, a, b, b':', c, d] = text.as_bytes() else {
        return None;
    };
    let number = |tens: u8, ones: u8| {
        let is_number = tens.is_ascii_digit() && ones.is_ascii_digit();
        is_number.then(|| i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
    };
    let (hours, minutes) = (number(a, b)?, number(c, d)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = hours * 3_600 + minutes * 60;
    match sign {
        b'+' => FixedOffset::east_opt(seconds),
        b'-' => FixedOffset::west_opt(seconds),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_offsets_are_zones_and_nothing_else_is() {
        for (text, name, seconds) in [
            ("JST", "JST", 32_400),
            ("UTC", "UTC", 0),
            ("Z", "UTC", 0),
            ("+09:00", "+09:00", 32_400),
            ("-00:30", "-00:30", -1_800),
            ("+23:59", "+23:59", 86_340),
        ] {
            let zone: Zone = text.parse().unwrap();
            assert_eq!(zone.name(), name);
            assert_eq!(zone.offset.local_minus_utc(), seconds);
        }
        let wrong = [
            "",
            "jst",
            "Asia/Tokyo",
            "+9:00",
            "+0900",
            "+24:00",
            "+09:60",
            "09:00",
            "+０９:00",
        ];
        for text in wrong {
            assert_eq!(text.parse::<Zone>(), Err(ZoneError(text.into())));
        }
    }
}
