//! The notices of a certificate, and since when each is due by the PC's clock.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};

#[cfg(feature = "serde")]
use crate::notation::{days, within};
use crate::time::Zone;

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Notice {
    /// The certificate expires in N days.
    Before {
        /// The number of days the notice is for; fewer may be left when it is shown.
        days: i64,
    },
    /// It has expired.
    Expired,
}

impl fmt::Display for Notice {
    /// `before-90` or `expired`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Before { days } => write!(f, "before-{days}"),
            Notice::Expired => f.write_str("expired"),
        }
    }
}

/// A notice, and since when it is due, by the PC's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The first second.
    pub due: DateTime<Utc>,
    /// What it says.
    pub notice: Notice,
}

/// The most single days that a schedule may name: one for each day of a year.
#[cfg(feature = "serde")]
const SINGLE_DAYS_MAX: usize = 366;
/// The largest number of days: a hundred years.
#[cfg(feature = "serde")]
const DAYS_MAX: i64 = 36_525;

/// The days on which there is a notice. Two notices for one number of days are one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoticeSchedule {
    /// Single days before expiry, in any order. Negative numbers have no notice.
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "days::<_, SINGLE_DAYS_MAX, DAYS_MAX>")
    )]
    pub days: Vec<i64>,
    /// From N days before expiry to the last day there is one a day; a negative number has
    /// none, not even on the last day.
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "within::<_, _, -1, DAYS_MAX>")
    )]
    #[cfg_attr(feature = "schema", schemars(range(min = -1, max = DAYS_MAX)))]
    pub daily_from: i64,
    /// After expiry there is one every N days; 0 or less gives only the first.
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "within::<_, _, 0, DAYS_MAX>")
    )]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = DAYS_MAX)))]
    pub expired_every: i64,
}

impl Default for NoticeSchedule {
    /// 90, 60, 30 and 15 days, then daily from 7 (found: support pages of two vendors), and daily
    /// after expiry (assumed).
    fn default() -> Self {
        NoticeSchedule {
            days: vec![90, 60, 30, 15],
            daily_from: 7,
            expired_every: 1,
        }
    }
}

impl NoticeSchedule {
    /// Returns the most urgent notice that is due when the PC's clock shows `shown`.
    pub fn in_force(
        &self,
        zone: &Zone,
        not_after: DateTime<Utc>,
        shown: DateTime<Utc>,
    ) -> Option<Due> {
        if shown > not_after {
            let after = first_expired(not_after);
            let days = (zone.date(shown) - zone.date(after)).num_days();
            return match days.checked_div(self.expired_every) {
                Some(times) if self.expired_every > 0 => self.expired(zone, not_after, times),
                _ => self.expired(zone, not_after, 0),
            };
        }
        let left = (zone.date(not_after) - zone.date(shown)).num_days();
        if left <= self.daily_from {
            return before(zone, not_after, left);
        }
        let reached = self.days.iter().filter(|days| **days >= left);
        before(zone, not_after, *reached.min()?)
    }

    /// Returns the first notice that falls due after the PC's clock shows `shown`.
    pub fn next_due(
        &self,
        zone: &Zone,
        not_after: DateTime<Utc>,
        shown: DateTime<Utc>,
    ) -> Option<Due> {
        let next = self.due_after(zone, not_after, shown)?;
        assert!(shown < next.due, "time goes on");
        Some(next)
    }

    fn due_after(
        &self,
        zone: &Zone,
        not_after: DateTime<Utc>,
        shown: DateTime<Utc>,
    ) -> Option<Due> {
        if shown > not_after {
            let days = (zone.date(shown) - zone.date(first_expired(not_after))).num_days();
            let times = days.checked_div(self.expired_every)?.checked_add(1)?;
            return match self.expired_every {
                1.. => self.expired(zone, not_after, times),
                _ => None,
            };
        }
        let left = (zone.date(not_after) - zone.date(shown)).num_days();
        let daily = self.daily_from.min(left - 1);
        let single = self.days.iter().copied().filter(|days| *days < left).max();
        let days = single.unwrap_or(-1).max(daily);
        match days {
            0.. => before(zone, not_after, days),
            _ => self.expired(zone, not_after, 0),
        }
    }

    /// Returns every notice that falls due by the PC's clock after `after` and before `before`, in
    /// order.
    ///
    /// Between the due times of two notices shown, these are the ones that were skipped.
    pub fn due_between(
        &self,
        zone: &Zone,
        not_after: DateTime<Utc>,
        after: DateTime<Utc>,
        before: DateTime<Utc>,
    ) -> impl Iterator<Item = Due> {
        let first = self.next_due(zone, not_after, after);
        std::iter::successors(first, move |last| self.next_due(zone, not_after, last.due))
            .take_while(move |next| next.due < before)
    }

    /// Returns the notice after expiry that was repeated `times` times before.
    fn expired(&self, zone: &Zone, not_after: DateTime<Utc>, times: i64) -> Option<Due> {
        let after = first_expired(not_after);
        let days = times.checked_mul(self.expired_every.max(0))?;
        let due = match times {
            0 => after,
            _ => zone.midnight(
                zone.date(after)
                    .checked_add_signed(TimeDelta::try_days(days)?)?,
            )?,
        };
        let notice = Notice::Expired;
        Some(Due { due, notice })
    }
}

/// Returns the notice for a number of days before expiry.
fn before(zone: &Zone, not_after: DateTime<Utc>, days: i64) -> Option<Due> {
    let day = zone
        .date(not_after)
        .checked_sub_signed(TimeDelta::try_days(days)?)?;
    let due = zone.midnight(day)?;
    let notice = Notice::Before { days };
    Some(Due { due, notice })
}

/// Returns the second after the last one. chrono's instants extend 250,000 years past the end of
/// ours.
fn first_expired(not_after: DateTime<Utc>) -> DateTime<Utc> {
    not_after + TimeDelta::seconds(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{LATEST, parse_instant};

    fn at(text: &str) -> DateTime<Utc> {
        parse_instant(&format!("{text}+09:00")).unwrap()
    }

    #[test]
    fn what_was_passed_over_can_be_listed() {
        let not_after = at("2026-02-28T10:00:00");
        let (after, before) = (at("2025-12-30T00:00:00"), at("2026-02-22T00:00:00"));
        let passed = NoticeSchedule::default();
        let passed = passed.due_between(&Zone::JST, not_after, after, before);
        let passed: Vec<_> = passed.map(|due| due.notice.to_string()).collect();
        assert_eq!(passed, ["before-30", "before-15", "before-7"]);
    }

    #[test]
    fn what_is_in_force_is_what_fell_due_last() {
        for schedule in [
            NoticeSchedule::default(),
            NoticeSchedule {
                days: vec![5, 30, 5, -3],
                daily_from: 2,
                expired_every: 3,
            },
        ] {
            let not_after = at("2026-02-28T23:59:59");
            let (after, before) = (at("2025-06-01T00:00:00"), at("2026-04-01T00:00:00"));
            assert_eq!(schedule.in_force(&Zone::JST, not_after, after), None);
            for next in schedule.due_between(&Zone::JST, not_after, after, before) {
                let second = TimeDelta::seconds(1);
                assert_eq!(
                    schedule.in_force(&Zone::JST, not_after, next.due),
                    Some(next)
                );
                let earlier = schedule.in_force(&Zone::JST, not_after, next.due - second);
                assert!(earlier.is_none_or(|earlier| earlier.due < next.due));
            }
        }
    }

    #[test]
    fn absurd_numbers_have_no_notices_and_no_overflow() {
        let schedule = NoticeSchedule {
            days: vec![i64::MAX, i64::MIN],
            daily_from: i64::MIN,
            expired_every: i64::MAX,
        };
        for not_after in [DateTime::UNIX_EPOCH, at("2026-02-28T10:00:00"), LATEST] {
            for shown in [DateTime::UNIX_EPOCH, not_after, LATEST] {
                let expired = shown > not_after;
                assert_eq!(
                    schedule.in_force(&Zone::JST, not_after, shown).is_some(),
                    expired
                );
                assert_eq!(
                    schedule.next_due(&Zone::JST, not_after, shown).is_none(),
                    expired
                );
            }
        }
    }
}
