//! What is kept of a facility that was played: numbers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use crate::label::Label;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::scenario::{Played, StepResult};
use crate::time::{Month, Zone};
use crate::trace::{Event, EventKind};

/// What a facility asks of the authority and the post on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// It applied for a certificate.
    Application,
    /// An issuance letter was posted to it.
    Letter,
    /// It downloaded a file.
    Download,
    /// A certificate was made for an application.
    Issue,
    /// A certificate was renewed.
    Renewal,
}

/// The numbers of a facility under a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Whole minutes in which none of its PCs could use the services. The time before the first was
    /// set up is not counted.
    pub minutes_at_facility: i64,
    /// Whole minutes without the services, added up over its PCs.
    pub minutes_at_pcs: i64,
    /// How many outages its PCs had.
    pub outages: u32,
    /// Why they began.
    pub reasons: BTreeMap<Reason, u32>,
    /// Whole days that the longest lasted.
    pub longest_days: i64,
    /// Notices that somebody read.
    pub notices_seen: u32,
    /// Notices that nobody read.
    pub notices_missed: u32,
    /// Letters that were posted.
    pub letters: u32,
    /// How many of them were lost or returned.
    pub letters_undelivered: u32,
    /// Yen in all.
    pub yen: u32,
    /// Yen by month of collection.
    pub yen_by_month: Vec<(Month, u32)>,
    /// The months in which the certificates end that were made.
    pub ends: Vec<Month>,
    /// The first and last day of each time in which none of its PCs could use the services.
    pub offline: Vec<(NaiveDate, NaiveDate)>,
    /// What it asked for, by day, in order.
    pub deeds: Vec<(NaiveDate, Deed)>,
    /// The rule that its world broke, which is a bug in kigen.
    pub violation: Option<String>,
}

impl Numbers {
    /// Counts what happened.
    pub fn of(played: &Played, zone: &Zone) -> Self {
        let Played {
            events,
            measures,
            end,
            ..
        } = played;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let pcs = || measures.pcs.values();
        let services = || measures.services.values();
        let mut numbers = Numbers {
            minutes_at_facility: services()
                .map(|it| it.minutes_at_facility)
                .max()
                .unwrap_or(0),
            minutes_at_pcs: services().map(|it| it.minutes_at_pcs).max().unwrap_or(0),
            outages: count(pcs().map(|pc| pc.outages.len()).sum()),
            longest_days: pcs().map(|pc| pc.days_until_recovery).max().unwrap_or(0),
            notices_seen: count(pcs().map(|pc| pc.notices_seen).sum()),
            notices_missed: count(pcs().map(|pc| pc.notices_missed).sum()),
            letters: count(measures.letters),
            letters_undelivered: count(measures.letters_undelivered),
            yen: measures.yen.values().sum(),
            offline: offline(events, *end, zone),
            violation: played.failure().map(|step| match &step.result {
                StepResult::Violation(violation) => violation.to_string(),
                _ => step.outcome(),
            }),
            ..Numbers::default()
        };
        for outage in pcs().flat_map(|pc| &pc.outages) {
            *numbers.reasons.entry(outage.reason).or_default() += 1;
        }
        let mut yen: BTreeMap<Month, u32> = BTreeMap::new();
        for ((month, _), amount) in &measures.yen {
            *yen.entry(*month).or_default() += amount;
        }
        numbers.yen_by_month = yen.into_iter().collect();
        numbers.take_deeds(events, zone);
        numbers
    }

    fn take_deeds(&mut self, events: &[Event], zone: &Zone) {
        let done = || events.iter().filter(|event| event.outcome == Outcome::Ok);
        let renewed = done().filter_map(|event| match event.kind {
            EventKind::Renew { ordinal, .. } => Some((&event.pc, ordinal?)),
            _ => None,
        });
        let renewed: BTreeSet<(&Label, u32)> = renewed.collect();
        for event in done() {
            let deed = match event.kind {
                EventKind::Apply { .. } => Deed::Application,
                EventKind::LetterIssued { .. } => Deed::Letter,
                EventKind::Download { .. } => Deed::Download,
                EventKind::Issued {
                    ordinal, not_after, ..
                } => {
                    self.ends.push(Month::of(not_after, zone));
                    match renewed.contains(&(&event.pc, ordinal)) {
                        true => Deed::Renewal,
                        false => Deed::Issue,
                    }
                }
                _ => continue,
            };
            self.deeds.push((zone.date(event.at), deed));
        }
    }
}

/// The first and last day of each time in which none of the PCs was up, after the first had been.
fn offline(events: &[Event], end: DateTime<Utc>, zone: &Zone) -> Vec<(NaiveDate, NaiveDate)> {
    let mut up: BTreeSet<&Label> = BTreeSet::new();
    let mut since: Option<DateTime<Utc>> = None;
    let mut offline: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    let mut ended = |from: DateTime<Utc>, to: DateTime<Utc>| {
        if from < to {
            let last = zone.date(to - chrono::Duration::seconds(1));
            offline.push((zone.date(from), last));
        }
    };
    for event in events {
        match &event.kind {
            EventKind::ServiceUp => {
                if let Some(from) = since.take() {
                    ended(from, event.at);
                }
                up.insert(&event.pc);
            }
            EventKind::ServiceDown => {
                let was_up = up.remove(&event.pc);
                if was_up && up.is_empty() {
                    since = Some(event.at);
                }
            }
            _ => {}
        }
    }
    if let Some(from) = since {
        ended(from, end);
    }
    offline
}
