//! A fleet that was played: its sums, under each policy.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::format::Report;
use super::value::SchemaNumber;
use crate::fleet::{self, Facilities, PolicySums, Rollout, Sums};
use crate::outcome::Outcome;
use crate::words::{Voice, with_commas};

/// A fleet that was played, as `kigen fleet` says it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "PlayedFleet")]
#[non_exhaustive]
pub struct Fleet {
    /// The number of the format.
    pub schema: SchemaNumber,
    /// The seed of the roll-out.
    pub seed: u64,
    /// How many facilities the roll-out has.
    pub facilities: u32,
    /// The number of the first facility that was played; absent for a sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<u32>,
    /// The number of the facility after the last; absent for a sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
    /// How many facilities were drawn; absent where a range was played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<u32>,
    /// How many of them were different, each policy counted by itself: the others drew the same.
    pub plays: usize,
    /// What happened under each policy.
    pub policies: Vec<FleetPolicy>,
}

/// What happened under a policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct FleetPolicy {
    /// What the roll-out calls it.
    pub policy: String,
    /// How many facilities were asked about.
    pub facilities: u64,
    /// How many of them began before the end.
    pub begun: u64,
    /// How many were offline at least once: no PC could use the services.
    pub offline_ever: u64,
    /// Minutes in which facilities were offline, nights too.
    pub minutes_at_facility: u64,
    /// Minutes without the services, added up over PCs.
    pub minutes_at_pcs: u64,
    /// How long facilities were offline at most.
    pub minutes: Quantiles,
    /// Outages of PCs.
    pub outages: u64,
    /// Why they began, by reason code.
    pub reasons: BTreeMap<&'static str, u64>,
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
    /// The first day with the most facilities offline; absent where none ever was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst_day: Option<Day>,
    /// The first day with the most renewals; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub busiest_day: Option<Day>,
    /// What each month brought.
    pub months: Vec<FleetMonth>,
    /// What it tells of all facilities; absent where a range was played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_all: Option<Estimate>,
    /// Facilities whose world broke a rule, which is a bug in kigen: the first ones; absent if
    /// there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<FleetViolation>,
}

/// So many minutes were not exceeded by a part of all facilities that began.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Quantiles {
    /// By half of them.
    pub half: i64,
    /// By 90 of a hundred.
    pub of_100_90: i64,
    /// By 99 of a hundred.
    pub of_100_99: i64,
    /// By any.
    pub most: i64,
}

/// A day, and how many.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "FleetDay")]
#[non_exhaustive]
pub struct Day {
    /// The date: 2026-06-15.
    pub date: String,
    /// How many.
    pub count: u64,
}

/// What a month brought.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct FleetMonth {
    /// The month: 2026-06.
    pub month: String,
    /// Yen that were collected.
    pub yen: u64,
    /// Certificates that end in it, renewed or not.
    pub ends: u64,
}

/// What a sample tells of all facilities.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[schemars(rename = "FleetEstimate")]
#[non_exhaustive]
pub struct Estimate {
    /// How many were offline at least once.
    pub offline_ever: Interval,
    /// Minutes in which facilities were offline.
    pub minutes_at_facility: Interval,
    /// Letters that were posted.
    pub letters: Interval,
    /// Yen in all.
    pub yen: Interval,
}

/// A number that was not counted, and the bounds between which it is in 95 of 100 samples.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[schemars(rename = "FleetInterval")]
#[non_exhaustive]
pub struct Interval {
    /// The most likely one.
    pub estimate: u64,
    /// The lower bound.
    pub low: u64,
    /// The upper bound.
    pub high: u64,
}

/// A facility whose world broke a rule.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct FleetViolation {
    /// Its number, as `--show` takes it.
    pub facility: u32,
    /// The rule.
    pub rule: String,
}

/// The report on a fleet.
#[derive(Clone, Copy, Debug)]
pub struct FleetReport<'a> {
    /// The roll-out.
    pub rollout: &'a Rollout,
    /// The places of the policies that were played.
    pub policies: &'a [usize],
    /// Which facilities were played.
    pub facilities: &'a Facilities,
    /// How many of them were different.
    pub plays: usize,
    /// The sums.
    pub sums: &'a Sums,
}

impl FleetReport<'_> {
    pub(super) fn named(&self) -> impl Iterator<Item = (&str, &PolicySums)> {
        let names = self.policies.iter();
        let names = names.map(|policy| self.rollout.policies[*policy].name.as_str());
        names.zip(&self.sums.policies)
    }

    /// What the sums tell of all facilities, where only a sample was played.
    fn of_all(&self, sums: &PolicySums) -> Option<fleet::Estimate> {
        let is_sample = matches!(self.facilities, Facilities::Sample(_));
        is_sample.then(|| sums.of_all(self.rollout.facilities().into()))
    }
}

impl Report for FleetReport<'_> {
    type Document = Fleet;

    fn document(&self) -> Fleet {
        let (from, to, sample) = match self.facilities {
            Facilities::Range(range) => (Some(range.start), Some(range.end), None),
            Facilities::Sample(count) => (None, None, Some(*count)),
        };
        let policies = self.named().map(|(name, sums)| FleetPolicy {
            of_all: self.of_all(sums).as_ref().map(Estimate::from),
            ..FleetPolicy::of(name, sums)
        });
        Fleet {
            schema: SchemaNumber,
            seed: self.rollout.seed.value(),
            facilities: self.rollout.facilities(),
            from,
            to,
            sample,
            plays: self.plays,
            policies: policies.collect(),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        let words = voice.fleet_words();
        let mut lines: Vec<String> = Vec::new();
        for (name, sums) in self.named() {
            let number = |count: u64| with_commas(count);
            let day = |(date, count): (NaiveDate, u64)| (date.to_string(), number(count));
            lines.push(words.begun(name, &number(sums.begun), &number(sums.facilities)));
            let minutes = [500, 900, 990, 1_000].map(|part| {
                let minutes = sums.minutes_at_most(part);
                number(minutes.unsigned_abs())
            });
            let ever = number(sums.offline_ever);
            let all = number(sums.minutes_at_facility);
            lines.push(words.offline(&ever, &all, &minutes));
            lines.extend(
                sums.worst_day()
                    .map(day)
                    .map(|(date, count)| words.worst(&date, &count)),
            );
            let (letters, yen) = (number(sums.letters), number(sums.yen));
            lines.push(words.asked(&letters, &number(sums.letters_undelivered), &yen));
            lines.extend(
                sums.busiest_day()
                    .map(day)
                    .map(|(date, count)| words.busiest(&date, &count)),
            );
            let months = sums.months.iter().map(|(month, sums)| (sums.ends, month));
            // The first of those with the most.
            let most = months.max_by_key(|(ends, month)| (*ends, std::cmp::Reverse(**month)));
            lines.extend(most.map(|(ends, month)| words.ends(&month.to_string(), &number(ends))));
            if let Some(all) = self.of_all(sums) {
                let bounds = |of: fleet::Interval| [of.estimate, of.low, of.high].map(number);
                lines.push(words.of_all(
                    &number(self.rollout.facilities().into()),
                    &bounds(all.offline_ever),
                    &bounds(all.minutes_at_facility),
                    &bounds(all.letters),
                    &bounds(all.yen),
                ));
            }
        }
        lines.push(words.plays(&with_commas(self.plays as u64)));
        lines.join("\n") + "\n"
    }
}

impl FleetPolicy {
    fn of(name: &str, sums: &PolicySums) -> Self {
        let day = |(date, count): (NaiveDate, u64)| Day {
            date: date.to_string(),
            count,
        };
        let reasons = sums.reasons.iter();
        let months = sums.months.iter();
        let violations = sums.violations.iter();
        FleetPolicy {
            policy: name.to_owned(),
            facilities: sums.facilities,
            begun: sums.begun,
            offline_ever: sums.offline_ever,
            minutes_at_facility: sums.minutes_at_facility,
            minutes_at_pcs: sums.minutes_at_pcs,
            minutes: Quantiles {
                half: sums.minutes_at_most(500),
                of_100_90: sums.minutes_at_most(900),
                of_100_99: sums.minutes_at_most(990),
                most: sums.minutes_at_most(1_000),
            },
            outages: sums.outages,
            reasons: reasons
                .map(|(reason, count)| (Outcome::from(*reason).code(), *count))
                .collect(),
            notices_seen: sums.notices_seen,
            notices_missed: sums.notices_missed,
            letters: sums.letters,
            letters_undelivered: sums.letters_undelivered,
            yen: sums.yen,
            worst_day: sums.worst_day().map(day),
            busiest_day: sums.busiest_day().map(day),
            months: months
                .map(|(month, sums)| FleetMonth {
                    month: month.to_string(),
                    yen: sums.yen,
                    ends: sums.ends,
                })
                .collect(),
            of_all: None,
            violations: violations
                .map(|(facility, rule)| FleetViolation {
                    facility: *facility,
                    rule: rule.clone(),
                })
                .collect(),
        }
    }
}

impl From<&fleet::Estimate> for Estimate {
    fn from(estimate: &fleet::Estimate) -> Self {
        let interval = |of: fleet::Interval| Interval {
            estimate: of.estimate,
            low: of.low,
            high: of.high,
        };
        Estimate {
            offline_ever: interval(estimate.offline_ever),
            minutes_at_facility: interval(estimate.minutes_at_facility),
            letters: interval(estimate.letters),
            yen: interval(estimate.yen),
        }
    }
}
