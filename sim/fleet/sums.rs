//! Sums over facilities. They are whole numbers, so no order of adding matters.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use chrono::NaiveDate;

use super::numbers::{Deed, Numbers};
use super::sample::{Estimate, Moments};
use crate::reason::Reason;
use crate::time::Month;

/// The most facilities with a broken rule that are named.
const VIOLATIONS_MAX: usize = 20;

/// The sums of all policies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Each policy that was played, in order.
    pub policies: Vec<PolicySums>,
}

/// What happened under a policy at all facilities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicySums {
    /// How many facilities were asked about.
    pub facilities: u64,
    /// How many of them began before the end, and were played.
    pub begun: u64,
    /// How many were offline at least once.
    pub offline_ever: u64,
    /// Minutes in which no PC of a facility could use the services.
    pub minutes_at_facility: u64,
    /// Minutes without the services, added up over PCs.
    pub minutes_at_pcs: u64,
    /// Outages of PCs.
    pub outages: u64,
    /// Why they began.
    pub reasons: BTreeMap<Reason, u64>,
    /// Notices that somebody read.
    pub notices_seen: u64,
    /// Notices that nobody read.
    pub notices_missed: u64,
    /// Letters that were posted.
    pub letters: u64,
    /// How many of them were lost or returned.
    pub letters_undelivered: u64,
    /// Yen in all.
    pub yen: u64,
    /// What each day brought.
    pub days: BTreeMap<NaiveDate, DaySums>,
    /// What each month brought.
    pub months: BTreeMap<Month, MonthSums>,
    /// How many facilities were offline for how many minutes, of those that were.
    pub minutes: BTreeMap<i64, u64>,
    /// Facilities whose world broke a rule, with the rule: the first ones.
    pub violations: BTreeMap<u32, String>,
    /// What intervals are computed from.
    pub(super) moments: Moments,
}

/// What a day brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DaySums {
    /// Facilities that went offline on this day, and were not before.
    pub offline_from: u64,
    /// Facilities that were offline until the day before.
    pub offline_to: u64,
    /// Applications.
    pub applications: u64,
    /// Letters that were posted.
    pub letters: u64,
    /// Downloads.
    pub downloads: u64,
    /// Certificates that were made for applications.
    pub issues: u64,
    /// Certificates that were renewed.
    pub renewals: u64,
}

/// What a month brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthSums {
    /// Yen that were collected.
    pub yen: u64,
    /// Certificates that end in it, renewed or not.
    pub ends: u64,
}

impl Sums {
    /// The sums of nothing under so many policies.
    pub fn new(policies: usize) -> Self {
        Sums {
            policies: vec![PolicySums::default(); policies],
        }
    }

    /// Adds the sums of other facilities under the same policies.
    pub fn add(&mut self, others: &Sums) {
        for (own, other) in self.policies.iter_mut().zip(&others.policies) {
            own.add_sums(other);
        }
    }

    /// Whether any world broke a rule.
    pub fn has_violations(&self) -> bool {
        let mut policies = self.policies.iter();
        policies.any(|policy| !policy.violations.is_empty())
    }
}

impl PolicySums {
    /// Adds a facility; without numbers, one that does not begin before the end.
    pub(super) fn add(&mut self, facility: u32, numbers: Option<&Numbers>) {
        self.facilities += 1;
        let Some(numbers) = numbers else {
            self.moments.add(&Numbers::default());
            return;
        };
        self.moments.add(numbers);
        self.begun += 1;
        let minutes = numbers.minutes_at_facility;
        if minutes > 0 {
            self.offline_ever += 1;
            *self.minutes.entry(minutes).or_default() += 1;
        }
        self.minutes_at_facility += minutes.unsigned_abs();
        self.minutes_at_pcs += numbers.minutes_at_pcs.unsigned_abs();
        self.outages += u64::from(numbers.outages);
        for (reason, count) in &numbers.reasons {
            *self.reasons.entry(*reason).or_default() += u64::from(*count);
        }
        self.notices_seen += u64::from(numbers.notices_seen);
        self.notices_missed += u64::from(numbers.notices_missed);
        self.letters += u64::from(numbers.letters);
        self.letters_undelivered += u64::from(numbers.letters_undelivered);
        self.yen += u64::from(numbers.yen);
        for (month, yen) in &numbers.yen_by_month {
            self.months.entry(*month).or_default().yen += u64::from(*yen);
        }
        for month in &numbers.ends {
            self.months.entry(*month).or_default().ends += 1;
        }
        for (first, last) in merged(&numbers.offline) {
            self.days.entry(first).or_default().offline_from += 1;
            self.days.entry(day_after(last)).or_default().offline_to += 1;
        }
        for (day, deed) in &numbers.deeds {
            let sums = self.days.entry(*day).or_default();
            *match deed {
                Deed::Application => &mut sums.applications,
                Deed::Letter => &mut sums.letters,
                Deed::Download => &mut sums.downloads,
                Deed::Issue => &mut sums.issues,
                Deed::Renewal => &mut sums.renewals,
            } += 1;
        }
        if let Some(violation) = &numbers.violation {
            self.name_violation(facility, violation);
        }
    }

    fn name_violation(&mut self, facility: u32, violation: &str) {
        self.violations.insert(facility, violation.to_owned());
        if self.violations.len() > VIOLATIONS_MAX {
            self.violations.pop_last();
        }
    }

    fn add_sums(&mut self, other: &PolicySums) {
        self.facilities += other.facilities;
        self.begun += other.begun;
        self.offline_ever += other.offline_ever;
        self.minutes_at_facility += other.minutes_at_facility;
        self.minutes_at_pcs += other.minutes_at_pcs;
        self.outages += other.outages;
        self.notices_seen += other.notices_seen;
        self.notices_missed += other.notices_missed;
        self.letters += other.letters;
        self.letters_undelivered += other.letters_undelivered;
        self.yen += other.yen;
        for (reason, count) in &other.reasons {
            *self.reasons.entry(*reason).or_default() += count;
        }
        for (day, sums) in &other.days {
            *self.days.entry(*day).or_default() += *sums;
        }
        for (month, sums) in &other.months {
            let own = self.months.entry(*month).or_default();
            own.yen += sums.yen;
            own.ends += sums.ends;
        }
        for (minutes, count) in &other.minutes {
            *self.minutes.entry(*minutes).or_default() += count;
        }
        for (facility, violation) in &other.violations {
            self.name_violation(*facility, violation);
        }
        self.moments.add_moments(&other.moments);
    }

    /// What these facilities tell of so many.
    pub fn of_all(&self, facilities: u64) -> Estimate {
        self.moments.of_all(self.facilities, facilities)
    }

    /// Facilities that are offline at some time of a day, by day, from the first day with any to
    /// the day on which none is any more; days on which the number stays the same are left out.
    pub fn offline(&self) -> Vec<(NaiveDate, u64)> {
        let mut offline = 0;
        let changes = self.days.iter().filter_map(|(day, sums)| {
            let before = offline;
            offline = offline + sums.offline_from - sums.offline_to;
            (offline != before).then_some((*day, offline))
        });
        changes.collect()
    }

    /// The first day on which the most facilities are offline, and how many.
    pub fn worst_day(&self) -> Option<(NaiveDate, u64)> {
        let offline = self.offline();
        let most = offline.iter().map(|(_, count)| *count).max()?;
        offline.into_iter().find(|(_, count)| *count == most)
    }

    /// The first day on which the most certificates are renewed, and how many.
    pub fn busiest_day(&self) -> Option<(NaiveDate, u64)> {
        let most = self.days.values().map(|sums| sums.renewals).max()?;
        let mut days = self.days.iter();
        let found = days.find(|(_, sums)| sums.renewals == most)?;
        (most > 0).then_some((*found.0, most))
    }

    /// The number of minutes that so many in a thousand of all facilities that began do not exceed.
    pub fn minutes_at_most(&self, permille: u64) -> i64 {
        let wanted = (self.begun * permille).div_ceil(1_000);
        let mut reached = self.begun - self.offline_ever;
        if wanted <= reached {
            return 0;
        }
        for (minutes, count) in &self.minutes {
            reached += count;
            if wanted <= reached {
                return *minutes;
            }
        }
        0
    }
}

impl AddAssign for DaySums {
    fn add_assign(&mut self, other: Self) {
        self.offline_from += other.offline_from;
        self.offline_to += other.offline_to;
        self.applications += other.applications;
        self.letters += other.letters;
        self.downloads += other.downloads;
        self.issues += other.issues;
        self.renewals += other.renewals;
    }
}

/// Times whose days meet count once.
fn merged(times: &[(NaiveDate, NaiveDate)]) -> Vec<(NaiveDate, NaiveDate)> {
    let mut merged: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for (first, last) in times {
        match merged.last_mut() {
            Some((_, before)) if *first <= *before => *before = (*before).max(*last),
            _ => merged.push((*first, *last)),
        }
    }
    merged
}

fn day_after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().expect("worlds end before the calendar does")
}
