//! The zone that people read times in.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, Utc};

use super::JST;

/// A zone: an offset from UTC all year round, and what stands behind times in it.
///
/// It changes what people read, and nothing else: rules are counted on the calendar of Japan, and
/// files hold times with their offset.
///
/// ```
/// # use kigen::time::{Zone, parse_instant};
/// let at = parse_instant("2022-11-30T01:00:00Z")?;
/// assert_eq!(Zone::default().show(at), "2022-11-30 10:00:00 JST");
/// assert_eq!("UTC".parse::<Zone>()?.show(at), "2022-11-30 01:00:00 UTC");
/// assert_eq!("-05:30".parse::<Zone>()?.show(at), "2022-11-29 19:30:00 -05:30");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone {
    name: Option<&'static str>,
    offset: FixedOffset,
}

impl Zone {
    /// Japan Standard Time, the zone of everything that people read unless they ask for another.
    pub const JAPAN: Zone = Zone {
        name: Some("JST"),
        offset: JST,
    };

    /// Coordinated Universal Time.
    pub const UTC: Zone = Zone {
        name: Some("UTC"),
        offset: FixedOffset::east_opt(0).expect("no hours are an offset"),
    };

    /// How far it is ahead of UTC.
    pub fn offset(self) -> FixedOffset {
        self.offset
    }

    /// An instant on the clocks of this zone, with its name.
    pub fn show(self, at: DateTime<Utc>) -> String {
        let at = at.with_timezone(&self.offset);
        format!("{} {self}", at.format("%Y-%m-%d %H:%M:%S"))
    }
}

impl Default for Zone {
    fn default() -> Self {
        Zone::JAPAN
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name {
            Some(name) => f.write_str(name),
            None => self.offset.fmt(f),
        }
    }
}

/// A text that is no zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no zone: write JST, UTC, or an offset such as +05:30")]
pub struct ZoneError(pub String);

impl FromStr for Zone {
    type Err = ZoneError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "JST" => Ok(Zone::JAPAN),
            "UTC" | "Z" => Ok(Zone::UTC),
            _ => match offset(text) {
                Some(offset) => Ok(Zone { name: None, offset }),
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
            assert_eq!(zone.to_string(), name);
            assert_eq!(zone.offset().local_minus_utc(), seconds);
        }
        for text in [
            "",
            "jst",
            "Asia/Tokyo",
            "+9:00",
            "+0900",
            "+24:00",
            "+09:60",
            "09:00",
            "+０９:00",
        ] {
            assert_eq!(text.parse::<Zone>(), Err(ZoneError(text.into())));
        }
    }
}
