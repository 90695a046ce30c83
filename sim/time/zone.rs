//! A time zone: what clocks on a wall show.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, SecondsFormat, Utc};

use super::JST;

/// A zone whose clocks are always as far from UTC.
///
/// ```
/// # use kigen::time::{Zone, parse_instant};
/// let at = parse_instant("2022-11-30T15:00:00Z")?;
/// assert_eq!(Zone::JST.format(at), "2022-12-01 00:00:00 JST");
/// let utc = Zone::new("UTC", chrono::FixedOffset::east_opt(0).unwrap());
/// assert_eq!(utc.format(at), "2022-11-30 15:00:00 UTC");
/// # Ok::<(), kigen::time::InstantError>(())
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

    /// A zone with a name, which people read behind times, and its offset from UTC.
    pub fn new(name: impl Into<Cow<'static, str>>, offset: FixedOffset) -> Self {
        let name = name.into();
        Zone { name, offset }
    }

    /// What stands behind times.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same instant on the clocks of the zone.
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        at.with_timezone(&self.offset)
    }

    /// The date there.
    pub fn date(&self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date_naive()
    }

    /// 00:00 of a date there. `None` beyond the dates that chrono knows.
    pub fn midnight(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        let midnight = date.and_time(NaiveTime::MIN);
        let midnight = midnight.and_local_timezone(self.offset);
        Some(midnight.single()?.to_utc())
    }

    /// The instant for people, such as `2022-11-30 10:00:00 JST`.
    pub fn format(&self, at: DateTime<Utc>) -> String {
        let local = self.local(at).format("%Y-%m-%d %H:%M:%S");
        format!("{local} {}", self.name)
    }

    /// The instant for programs, in the form of RFC 3339, such as `2022-11-30T10:00:00+09:00`.
    pub fn rfc3339(&self, at: DateTime<Utc>) -> String {
        self.local(at).to_rfc3339_opts(SecondsFormat::Secs, false)
    }
}
