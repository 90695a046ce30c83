//! The calendar: instants, lengths, and the days on which offices in Japan work.
//!
//! An instant is chrono's `DateTime<Utc>`, in whole seconds, as in certificates. Rules that people
//! follow ("39 months", "five business days") are counted on the calendar of Japan, where one
//! second may already be in another day, month or year than in UTC.
//!
//! **Architecture invariant:** nothing here reads the system clock or the system's time zone; every
//! instant is an argument. chrono is compiled without its `clock` feature.

mod calendar;
mod holiday;
mod instant;
mod moment;
mod month;
mod range;
mod span;
mod zone;

use chrono::{DateTime, FixedOffset, Utc};

pub use self::calendar::{Calendar, CalendarError};
pub use self::holiday::{HOLIDAY_YEARS, holiday};
use self::instant::is_in_range;
pub use self::instant::{InstantError, parse_instant};
pub use self::moment::{Moment, MomentError};
pub use self::month::Month;
pub use self::range::{DateRange, DateRangeError};
pub use self::span::{SPAN_DAYS_MAX, Span, SpanError};
pub use self::zone::{Zone, ZoneError};

/// Japan Standard Time, UTC+09:00. Japan has had no summer time since 1951, so it is the offset of
/// every instant this crate knows.
pub const JST: FixedOffset = FixedOffset::east_opt(9 * 3_600).expect("nine hours are an offset");

/// The first year, in UTC, in which instants are read and to which lengths may lead.
pub const YEAR_MIN: i32 = 1970;

/// The last such year: four digits are all that `GeneralizedTime` has (RFC 5280 4.1.2.5.2).
pub const YEAR_MAX: i32 = 9999;

/// The last second of [`YEAR_MAX`] in UTC, where the functions that count months and business days
/// stop. RFC 5280 4.1.2.5 gives it to certificates that have no well-defined end.
pub const LATEST: DateTime<Utc> =
    DateTime::from_timestamp(253_402_300_799, 0).expect("the year 9999 is in chrono's range");

/// Returns the same instant on the clocks of Japan.
///
/// ```
/// # use kigen::time::{jst, parse_instant};
/// let at = parse_instant("2022-11-30T15:00:00Z")?;
/// assert_eq!(jst(at).to_rfc3339(), "2022-12-01T00:00:00+09:00");
/// # Ok::<(), kigen::time::InstantError>(())
/// ```
pub fn jst(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    at.with_timezone(&JST)
}

/// Formats the instant for people in Japan, such as `2022-11-30 10:00:00 JST`.
///
/// The last nine hours before [`LATEST`] are already in the Japanese year 10000, which is written
/// `+10000`, as ISO 8601 requires.
///
/// ```
/// # use kigen::time::{format_jst, parse_instant};
/// let at = parse_instant("2022-11-30T01:00:00Z")?;
/// assert_eq!(format_jst(at), "2022-11-30 10:00:00 JST");
/// # Ok::<(), kigen::time::InstantError>(())
/// ```
pub fn format_jst(at: DateTime<Utc>) -> String {
    Zone::JST.format(at)
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Months, TimeDelta};
    use proptest::prelude::*;

    use super::*;

    fn add_months(at: DateTime<Utc>, months: u32) -> DateTime<Utc> {
        Calendar::japan().add_months(at, months)
    }

    fn at(text: &str) -> DateTime<Utc> {
        parse_instant(text).unwrap()
    }

    #[test]
    fn months_end_at_the_end_of_a_shorter_month() {
        for (from, months, to) in [
            ("2020-11-30T10:00:00+09:00", 39, "2024-02-29 10:00:00 JST"),
            ("2021-05-31T10:00:00+09:00", 39, "2024-08-31 10:00:00 JST"),
            ("2022-11-30T10:00:00+09:00", 39, "2026-02-28 10:00:00 JST"),
            ("2022-11-28T10:00:00+09:00", 39, "2026-02-28 10:00:00 JST"),
            ("2023-01-31T00:00:00+09:00", 1, "2023-02-28 00:00:00 JST"),
            ("2023-01-31T00:00:00+09:00", 3, "2023-04-30 00:00:00 JST"),
            ("2024-02-29T23:59:59+09:00", 12, "2025-02-28 23:59:59 JST"),
            ("2024-02-29T23:59:59+09:00", 48, "2028-02-29 23:59:59 JST"),
            ("2023-12-31T12:00:00+09:00", 0, "2023-12-31 12:00:00 JST"),
        ] {
            assert_eq!(
                format_jst(add_months(at(from), months)),
                to,
                "{from} + {months}"
            );
        }
    }

    #[test]
    fn months_are_counted_in_japan_and_not_in_utc() {
        // In UTC these three seconds are all the 28th of February.
        for (from, to) in [
            ("2023-02-28T14:59:59Z", "2023-03-28 23:59:59 JST"),
            ("2023-02-28T15:00:00Z", "2023-04-01 00:00:00 JST"),
            ("2023-02-28T15:00:01Z", "2023-04-01 00:00:01 JST"),
        ] {
            assert_eq!(format_jst(add_months(at(from), 1)), to, "{from}");
        }
    }

    #[test]
    fn months_stop_at_the_latest_instant() {
        assert_eq!(LATEST, at("9999-12-31T23:59:59Z"));
        for from in [
            at("1970-01-01T00:00:00Z"),
            at("9999-12-15T00:00:00Z"),
            LATEST,
        ] {
            assert_eq!(add_months(from, u32::MAX), LATEST);
        }
        assert_eq!(add_months(at("9999-12-15T00:00:00Z"), 1), LATEST);
    }

    #[test]
    fn instants_are_read_with_any_zone() {
        for text in [
            "2022-11-30T10:00:00+09:00",
            "2022-11-30T01:00:00Z",
            "2022-11-30t01:00:00z",
            "2022-11-30 10:00:00+09:00",
            "2022-11-29T20:00:00-05:00",
        ] {
            assert_eq!(
                parse_instant(text).map(|at| at.timestamp()),
                Ok(1_669_770_000),
                "{text}"
            );
        }
    }

    #[test]
    fn every_wrong_instant_is_told_what_is_wrong() {
        type Error = fn(String) -> InstantError;
        let cases: [(Error, &[&str]); 7] = [
            (
                InstantError::NoZone,
                &["2022-11-30T10:00:00", "2022-11-30 10:00:00.5"],
            ),
            (
                InstantError::Fraction,
                &["2022-11-30T10:00:00.0Z", "2022-11-30T10:00:00.25+09:00"],
            ),
            (InstantError::DateOnly, &["2022-11-30", "2024-02-29"]),
            (
                InstantError::NoSuchDate,
                &[
                    "2023-02-29T10:00:00Z",
                    "2023-02-29T10:00:00",
                    "2023-02-29",
                    "2022-13-01T10:00:00Z",
                    "2022-11-31T10:00:00Z",
                    "2022-11-00T10:00:00Z",
                ],
            ),
            (
                InstantError::NoSuchTime,
                &[
                    "2022-11-30T24:00:00Z",
                    "2022-11-30T10:60:00Z",
                    "2016-12-31T23:59:60Z",
                    "2022-11-30T10:00:00+24:00",
                    "2022-11-30T10:00:00+09:60",
                ],
            ),
            (
                InstantError::YearOutOfRange,
                &[
                    "1969-12-31T23:59:59Z",
                    "1970-01-01T08:59:59+09:00",
                    "9999-12-31T23:59:59-00:01",
                    "0000-01-01T00:00:00Z",
                ],
            ),
            (
                InstantError::Malformed,
                &[
                    "",
                    "Z",
                    "today",
                    "2022/11/30 10:00:00 JST",
                    "2022-11-30 10:00:00 JST",
                    "2022-11-30T10:00Z",
                    "2022-11-30T10:00:00+0900",
                    "2022-11-30T10:00:00\u{2212}09:00",
                    "２０２２-11-30T10:00:00Z",
                    "10000-01-01T00:00:00Z",
                    " 2022-11-30T10:00:00Z",
                    "2022-11-30T10:00:00Z ",
                    "2022-1-3T10:00:00Z",
                ],
            ),
        ];
        for (error, texts) in cases {
            for &text in texts {
                assert_eq!(parse_instant(text), Err(error(text.into())), "{text:?}");
            }
        }
    }

    #[test]
    fn the_first_and_the_last_second_are_read() {
        for text in [
            "1970-01-01T00:00:00Z",
            "1970-01-01T09:00:00+09:00",
            "9999-12-31T23:59:59Z",
        ] {
            assert!(parse_instant(text).is_ok(), "{text}");
        }
        assert_eq!(format_jst(LATEST), "+10000-01-01 08:59:59 JST");
    }

    prop_compose! {
        /// Any second from 1970 to 2199; days near a month's end come up often.
        pub(super) fn any_instant()(
            month in 0..230u32 * 12,
            day in prop_oneof![1..=31i64, 27..=31i64],
            second in prop_oneof![Just(0), Just(86_399), 0..86_400i64],
        ) -> DateTime<Utc> {
            add_months(at("1970-01-01T09:00:00+09:00"), month)
                + TimeDelta::days(day - 1)
                + TimeDelta::seconds(second)
        }
    }

    proptest! {
        #[test]
        fn months_never_land_in_a_wrong_month(from in any_instant(), months in 0..2_400u32) {
            let (from, to) = (jst(from), jst(add_months(from, months)));
            let count = |at: DateTime<FixedOffset>| at.year() * 12 + at.month0() as i32;
            prop_assert_eq!(count(to) - count(from), months as i32);
            prop_assert_eq!(to.time(), from.time());
            let shortened = to.day() < from.day() && (to + TimeDelta::days(1)).day() == 1;
            prop_assert!(to.day() == from.day() || shortened);
        }

        #[test]
        fn months_are_what_chrono_counts_on_a_japanese_wall_clock(
            from in any_instant(), months in 0..2_400u32,
        ) {
            let wall = jst(from).naive_local() + Months::new(months);
            prop_assert_eq!(add_months(from, months), (wall - TimeDelta::hours(9)).and_utc());
        }

        #[test]
        fn later_dates_and_more_months_never_end_on_earlier_dates(
            early in any_instant(), ahead in 0..400_000i64, months in 0..2_400u32,
        ) {
            let late = early + TimeDelta::seconds(ahead);
            let date = |from, months| jst(add_months(from, months)).date_naive();
            prop_assert!(date(early, months) <= date(late, months));
            prop_assert!(add_months(early, months) < add_months(early, months + 1));
            // At the same time of day the order of dates is the order of instants.
            let next_day = early + TimeDelta::days(1);
            prop_assert!(add_months(early, months) <= add_months(next_day, months));
        }

        #[test]
        fn an_instant_survives_being_written_and_read(from in any_instant()) {
            prop_assert_eq!(parse_instant(&jst(from).to_rfc3339()), Ok(from));
            let text = format_jst(from).replace(" JST", "+09:00");
            prop_assert_eq!(parse_instant(&text), Ok(from));
        }

        #[test]
        fn reading_an_instant_never_panics(text in "\\PC{0,30}|[0-9TZ:+. -]{0,30}") {
            let _ = parse_instant(&text);
        }
    }
}
