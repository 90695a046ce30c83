//! The national holidays of Japan.
//!
//! National holidays follow the Act on National Holidays (国民の祝日に関する法律, 昭和23年法律第178号)
//! with its amendments and the four acts that made single days holidays, as one table of rules.
//! The New Year closing follows the act on holidays of administrative organs (行政機関の休日に関する
//! 法律, 昭和63年法律第91号), article 1.
//!
//! The table is ours because no crate fits: see `HOLIDAYS` below.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, Weekday};

/// The years in which national holidays are known: those of the equinox formula.
pub const HOLIDAY_YEARS: RangeInclusive<i32> = 1980..=2099;

/// On which day of a year a holiday falls.
enum Rule {
    /// A fixed month and day.
    On(u32, u32),
    /// The n-th Monday of a month ("Happy Monday", since 2000).
    Monday { month: u32, nth: u32 },
    /// 春分日, in March.
    SpringEquinox,
    /// 秋分日, in September.
    AutumnEquinox,
}

use Rule::{AutumnEquinox, Monday, On, SpringEquinox};

const FIRST: i32 = *HOLIDAY_YEARS.start();
const LAST: i32 = *HOLIDAY_YEARS.end();

/// First year, last year, rule and name of every national holiday: article 2 of the act as it stood
/// in each year, the moves of 2020 and 2021 for the Olympics (平成三十二年東京オリンピック競技大会・東京
/// パラリンピック競技大会特別措置法, 平成27年法律第33号), and the single days of the imperial house
/// (平成元年法律第4号, 平成2年法律第24号, 平成5年法律第32号, 平成30年法律第99号).
///
/// Crates looked at in 2026: `jpholiday` 0.2.1 needs a newer compiler than this package promises
/// and keeps a global registry; `holidays_jp` downloads its table; `holiday_jp` (2017) queries a
/// web service. Both need the network at run time, which a simulator must not.
#[rustfmt::skip]
const HOLIDAYS: [(i32, i32, Rule, &str); 37] = [
    (FIRST, LAST, On(1, 1), "元日"),
    (FIRST, 1999, On(1, 15), "成人の日"),
    (2000, LAST, Monday { month: 1, nth: 2 }, "成人の日"),
    (FIRST, LAST, On(2, 11), "建国記念の日"),
    (2020, LAST, On(2, 23), "天皇誕生日"),
    (1989, 1989, On(2, 24), "昭和天皇の大喪の礼の行われる日"),
    (FIRST, LAST, SpringEquinox, "春分の日"),
    (FIRST, 1988, On(4, 29), "天皇誕生日"),
    (1989, 2006, On(4, 29), "みどりの日"),
    (2007, LAST, On(4, 29), "昭和の日"),
    (2019, 2019, On(5, 1), "天皇の即位の日"),
    (FIRST, LAST, On(5, 3), "憲法記念日"),
    (2007, LAST, On(5, 4), "みどりの日"),
    (FIRST, LAST, On(5, 5), "こどもの日"),
    (1993, 1993, On(6, 9), "皇太子徳仁親王の結婚の儀の行われる日"),
    (1996, 2002, On(7, 20), "海の日"),
    (2003, 2019, Monday { month: 7, nth: 3 }, "海の日"),
    (2020, 2020, On(7, 23), "海の日"),
    (2021, 2021, On(7, 22), "海の日"),
    (2022, LAST, Monday { month: 7, nth: 3 }, "海の日"),
    (2020, 2020, On(7, 24), "スポーツの日"),
    (2021, 2021, On(7, 23), "スポーツの日"),
    (2016, 2019, On(8, 11), "山の日"),
    (2020, 2020, On(8, 10), "山の日"),
    (2021, 2021, On(8, 8), "山の日"),
    (2022, LAST, On(8, 11), "山の日"),
    (FIRST, 2002, On(9, 15), "敬老の日"),
    (2003, LAST, Monday { month: 9, nth: 3 }, "敬老の日"),
    (FIRST, LAST, AutumnEquinox, "秋分の日"),
    (FIRST, 1999, On(10, 10), "体育の日"),
    (2000, 2019, Monday { month: 10, nth: 2 }, "体育の日"),
    (2022, LAST, Monday { month: 10, nth: 2 }, "スポーツの日"),
    (2019, 2019, On(10, 22), "即位礼正殿の儀の行われる日"),
    (FIRST, LAST, On(11, 3), "文化の日"),
    (1990, 1990, On(11, 12), "即位礼正殿の儀の行われる日"),
    (FIRST, LAST, On(11, 23), "勤労感謝の日"),
    (1989, 2018, On(12, 23), "天皇誕生日"),
];

/// Returns the Japanese name of the national holiday on a date, or `None` on any other day.
///
/// A day off in lieu of a holiday on a Sunday is `振替休日`, a day between two holidays
/// `国民の休日`; the act names neither. Equinoxes are those of the usual formula; the state announces
/// them each February for the next year. Outside [`HOLIDAY_YEARS`] the answer is always `None`.
///
/// ```
/// # use chrono::NaiveDate;
/// # use kigen::time::holiday;
/// let date = NaiveDate::from_ymd_opt(2026, 9, 22).unwrap();
/// assert_eq!(holiday(date), Some("国民の休日"));
/// ```
pub fn holiday(date: NaiveDate) -> Option<&'static str> {
    named(date).or_else(|| {
        if is_substitute(date) {
            Some("振替休日")
        } else if is_between(date) {
            Some("国民の休日")
        } else {
            None
        }
    })
}

/// Returns the holiday that the table has for a date.
fn named(date: NaiveDate) -> Option<&'static str> {
    let year = date.year();
    HOLIDAYS
        .iter()
        .find(|(first, last, rule, _)| (*first..=*last).contains(&year) && rule.falls_on(date))
        .map(|(_, _, _, name)| *name)
}

impl Rule {
    fn falls_on(&self, date: NaiveDate) -> bool {
        let (month, day) = (date.month(), date.day());
        match *self {
            On(on_month, on_day) => (month, day) == (on_month, on_day),
            Monday { month: of, nth } => {
                month == of && date.weekday() == Weekday::Mon && day.div_ceil(7) == nth
            }
            SpringEquinox => month == 3 && i64::from(day) == equinox(20_843_100, date.year()),
            AutumnEquinox => month == 9 && i64::from(day) == equinox(23_248_800, date.year()),
        }
    }
}

/// The day of the month of an equinox, from its moment in 1980 in millionths of a day: the formula
/// for 1980 to 2099 of 新こよみ便利帳 (暦計算研究会編), in whole numbers so that nothing rounds.
fn equinox(in_1980: i64, year: i32) -> i64 {
    let years = i64::from(year) - 1980;
    (in_1980 + 242_194 * years).div_euclid(1_000_000) - years.div_euclid(4)
}

/// Returns whether a date is a day off in lieu of a holiday on a Sunday (article 3, paragraph 2).
fn is_substitute(date: NaiveDate) -> bool {
    if named(date).is_some() {
        return false;
    }
    // Until 2006 only the next Monday could be; since 2007 it is the next day that is not a
    // holiday.
    let reach = if date.year() < 2007 { 1 } else { usize::MAX };
    earlier_days(date)
        .take(reach)
        .take_while(|day| named(*day).is_some())
        .any(|day| day.weekday() == Weekday::Sun)
}

/// Whether a date lies between two holidays and is not one itself (article 3, paragraph 3, in force
/// since 27 December 1985; until 2006 it spared Sundays and substitute holidays).
fn is_between(date: NaiveDate) -> bool {
    let is_holiday = |day: Option<NaiveDate>| day.and_then(named).is_some();
    let spared = date.year() < 2007 && (date.weekday() == Weekday::Sun || is_substitute(date));
    date.year() >= 1986
        && named(date).is_none()
        && !spared
        && is_holiday(date.pred_opt())
        && is_holiday(date.succ_opt())
}

/// Returns the days before a date, latest first.
fn earlier_days(date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    std::iter::successors(date.pred_opt(), NaiveDate::pred_opt)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, TimeDelta, Utc};
    use proptest::prelude::*;

    use super::super::tests::any_instant;
    use super::super::{Calendar, LATEST, format_jst, jst, parse_instant};
    use super::*;

    fn is_business_day(date: NaiveDate) -> bool {
        Calendar::japan().is_business_day(date)
    }

    fn add_business_days(at: DateTime<Utc>, days: u32) -> DateTime<Utc> {
        Calendar::japan().add_business_days(at, days)
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn single_days_and_moved_days_are_holidays() {
        for (day, name) in [
            ("1989-02-24", "昭和天皇の大喪の礼の行われる日"),
            ("1990-11-12", "即位礼正殿の儀の行われる日"),
            ("1993-06-09", "皇太子徳仁親王の結婚の儀の行われる日"),
            ("2019-05-01", "天皇の即位の日"),
            ("2019-10-22", "即位礼正殿の儀の行われる日"),
            ("2020-07-23", "海の日"),
            ("2020-07-24", "スポーツの日"),
            ("2020-08-10", "山の日"),
            ("2021-07-22", "海の日"),
            ("2021-07-23", "スポーツの日"),
            ("2021-08-08", "山の日"),
            ("2022-03-21", "春分の日"),
            ("2027-03-21", "春分の日"),
            ("1988-12-23", ""),
            ("1989-12-23", "天皇誕生日"),
            ("2018-12-23", "天皇誕生日"),
            ("2019-02-23", ""),
            ("2019-12-23", ""),
            ("2020-02-23", "天皇誕生日"),
            ("2020-07-20", ""),
            ("2020-08-11", ""),
            ("2020-10-12", ""),
            ("2021-07-19", ""),
            ("2021-08-11", ""),
            ("2021-10-11", ""),
        ] {
            assert_eq!(holiday(date(day)).unwrap_or(""), name, "{day}");
        }
    }

    #[test]
    fn a_holiday_on_sunday_gives_the_next_free_day() {
        for day in [
            "2021-08-09",
            "2023-01-02",
            "2024-02-12",
            "2024-08-12",
            "2024-09-23",
            "2024-11-04",
            "2025-02-24",
            "2025-05-06",
            "2025-11-24",
            "2026-05-06",
            "2027-03-22",
            // Constitution Day on a Sunday: a Monday until 2006, past Children's Day since.
            "1998-05-04",
            "2009-05-06",
            "2008-05-06",
        ] {
            assert_eq!(holiday(date(day)), Some("振替休日"), "{day}");
        }
        for day in [
            "1998-05-06",
            "2005-05-06",
            "2024-02-13",
            "2026-05-07",
            "1979-12-31",
        ] {
            assert_eq!(holiday(date(day)), None, "{day}");
        }
    }

    #[test]
    fn a_day_between_two_holidays_is_one() {
        for day in [
            "1988-05-04",
            "2006-05-04",
            "2009-09-22",
            "2015-09-22",
            "2019-04-30",
            "2019-05-02",
            "2026-09-22",
            "2032-09-21",
        ] {
            assert_eq!(holiday(date(day)), Some("国民の休日"), "{day}");
        }
        // 1985: before the rule. 1986 and 2003: Sundays.
        for day in ["1985-05-04", "1986-05-04", "2003-05-04", "2025-09-22"] {
            assert_eq!(holiday(date(day)), None, "{day}");
        }
    }

    #[test]
    fn no_holiday_is_known_outside_the_years() {
        for (day, name) in [
            ("1979-11-23", None),
            ("1980-01-01", Some("元日")),
            ("2099-11-23", Some("勤労感謝の日")),
            ("2100-01-01", None),
            ("2100-01-11", None),
        ] {
            assert_eq!(holiday(date(day)), name, "{day}");
        }
        assert!(
            !is_business_day(date("2100-01-01")),
            "closed for New Year in any year"
        );
        assert!(is_business_day(date("2100-01-11")), "a Monday");
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            assert_eq!(holiday(day), None);
        }
    }

    #[test]
    fn each_year_has_as_many_holidays_as_its_law_named() {
        let mut named_in: BTreeMap<i32, usize> = BTreeMap::new();
        for day in date("1980-01-01")
            .iter_days()
            .take_while(|day| day.year() <= 2099)
        {
            *named_in.entry(day.year()).or_default() += usize::from(named(day).is_some());
        }
        for (year, count) in named_in {
            let expected = match year {
                1989 | 1990 | 1993 => 14,
                ..=1995 => 12 + usize::from(year >= 1989),
                1996..=2006 => 14,
                2007..=2015 => 15,
                // No birthday of the emperor, but two days for the enthronement.
                2019 => 17,
                _ => 16,
            };
            assert_eq!(count, expected, "{year}");
        }
    }

    #[test]
    fn business_days_leave_out_weekends_holidays_and_new_year() {
        for (from, days, to) in [
            ("2023-12-28T17:00:00+09:00", 0, "2023-12-28 17:00:00 JST"),
            ("2023-12-28T17:00:00+09:00", 1, "2024-01-04 17:00:00 JST"),
            ("2023-12-29T17:00:00+09:00", 0, "2024-01-04 17:00:00 JST"),
            ("2024-01-06T09:00:00+09:00", 0, "2024-01-09 09:00:00 JST"),
            ("2024-01-06T09:00:00+09:00", 1, "2024-01-09 09:00:00 JST"),
            ("2024-01-06T09:00:00+09:00", 2, "2024-01-10 09:00:00 JST"),
            ("2019-04-26T09:00:00+09:00", 1, "2019-05-07 09:00:00 JST"),
            ("2026-09-18T09:00:00+09:00", 1, "2026-09-24 09:00:00 JST"),
        ] {
            let to_found = format_jst(add_business_days(parse_instant(from).unwrap(), days));
            assert_eq!(to_found, to, "{from} + {days}");
        }
    }

    #[test]
    fn business_days_are_counted_in_japan_and_not_in_utc() {
        // Friday in UTC throughout; Saturday in Japan from 15:00 on.
        for (from, to) in [
            ("2024-06-07T14:59:59Z", "2024-06-07 23:59:59 JST"),
            ("2024-06-07T15:00:00Z", "2024-06-10 00:00:00 JST"),
            ("2024-06-07T15:00:01Z", "2024-06-10 00:00:01 JST"),
        ] {
            assert_eq!(
                format_jst(add_business_days(parse_instant(from).unwrap(), 0)),
                to,
                "{from}"
            );
        }
    }

    #[test]
    fn business_days_stop_at_the_latest_instant() {
        let late = parse_instant("9999-12-20T00:00:00Z").unwrap();
        assert_eq!(add_business_days(late, u32::MAX), LATEST);
        assert_eq!(add_business_days(LATEST, 0), LATEST);
    }

    proptest! {
        #[test]
        fn business_days_land_on_one_and_count_exactly(from in any_instant(), days in 0..60u32) {
            let to = add_business_days(from, days);
            let (first, last) = (jst(from).date_naive(), jst(to).date_naive());
            prop_assert!(is_business_day(last));
            prop_assert_eq!(jst(to).time(), jst(from).time());
            let passed = earlier_days(last).take_while(|day| *day > first);
            let counted = passed.filter(|day| is_business_day(*day)).count() + usize::from(last > first);
            let moved = days == 0 && !is_business_day(first);
            prop_assert_eq!(counted, if moved { 1 } else { days as usize });
        }

        #[test]
        fn later_dates_never_end_on_earlier_business_days(
            early in any_instant(), ahead in 0..1_000_000i64, days in 0..60u32,
        ) {
            let late = early + TimeDelta::seconds(ahead);
            let date = |from, days| jst(add_business_days(from, days)).date_naive();
            prop_assert!(date(early, days) <= date(late, days));
            prop_assert!(date(early, days) <= date(early, days + 1));
        }
    }
}
