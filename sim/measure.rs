//! What people care about, measured from the trace: minutes without service, by PC and by service,
//! days until recovery, notices seen and missed, letters, yen by month.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::actor::PcSettings;
use crate::label::Label;
use crate::lifecycle::fee::PaymentMethod;
use crate::lifecycle::notice::Notice;
use crate::lifecycle::service::Service;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::time::Month;
use crate::trace::{Event, EventKind};

/// A time during which the services could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The first second of it.
    pub from: DateTime<Utc>,
    /// The first second after it; `None` if it lasts to the end.
    pub to: Option<DateTime<Utc>>,
    /// Why it began.
    pub reason: Reason,
}

/// What happened to one PC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PcMeasures {
    /// The outages, in order. The time before the first set-up does not count.
    pub outages: Vec<Outage>,
    /// Whole minutes without service, all outages together. All hours count, nights too.
    pub minutes_without_service: i64,
    /// Whole days the longest outage lasted.
    pub days_until_recovery: i64,
    /// Notices of the MPKI client that somebody read.
    pub notices_seen: usize,
    /// Notices that nobody read. One that comes up again every morning counts once.
    pub notices_missed: usize,
    /// The notice that was shown last and has not been closed.
    unread: Option<Notice>,
}

/// What happened to one of the two services at a facility.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceMeasures {
    /// Whole minutes without it, added up over the PCs that are used for it.
    pub minutes_at_pcs: i64,
    /// Whole minutes in which none of those PCs could use it: nobody can be served. The time before
    /// the first of them was set up is not counted.
    pub minutes_at_facility: i64,
}

/// What happened to a facility.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// By PC.
    pub pcs: BTreeMap<Label, PcMeasures>,
    /// By service, of those that a PC is used for.
    pub services: BTreeMap<Service, ServiceMeasures>,
    /// Letters that were posted.
    pub letters: usize,
    /// How many of them were lost or returned.
    pub letters_undelivered: usize,
    /// Yen by month and method.
    pub yen: BTreeMap<(Month, PaymentMethod), u32>,
    /// Applications for a PC whose certificate was still valid.
    pub warnings: usize,
}

impl Measures {
    /// Measures what happened at the PCs until `end`.
    pub fn of(events: &[Event], pcs: &[PcSettings], end: DateTime<Utc>) -> Self {
        let mut measures = Measures::default();
        for &service in Service::ALL {
            let mut users = pcs.iter().filter(|pc| pc.services.contains(&service));
            if users.clone().next().is_some() {
                let users: BTreeSet<&Label> = users.by_ref().map(|pc| &pc.name).collect();
                let measured = measure_service(events, &users, end);
                measures.services.insert(service, measured);
            }
        }
        for event in events {
            let pc = measures.pcs.entry(event.pc.clone()).or_default();
            match (&event.kind, event.outcome) {
                (EventKind::ServiceDown, Outcome::Refused(reason)) => pc.outages.push(Outage {
                    from: event.at,
                    to: None,
                    reason,
                }),
                (EventKind::ServiceUp, _) => {
                    if let Some(outage) = pc.outages.last_mut() {
                        outage.to = Some(event.at);
                    }
                }
                (EventKind::Notice { notice, .. }, _) => {
                    if pc.unread != Some(*notice) {
                        pc.notices_missed += 1;
                    }
                    pc.unread = Some(*notice);
                }
                // It was shown earlier, and counted as missed.
                (EventKind::Dismiss, Outcome::Ok) => {
                    pc.notices_seen += 1;
                    pc.notices_missed -= 1;
                    pc.unread = None;
                }
                (EventKind::LetterIssued { .. }, _) => measures.letters += 1,
                (
                    EventKind::LetterDelivery,
                    Outcome::Refused(Reason::LetterLost | Reason::LetterReturned),
                ) => measures.letters_undelivered += 1,
                (
                    EventKind::Apply {
                        still_good_until: Some(_),
                        ..
                    },
                    Outcome::Ok,
                ) => measures.warnings += 1,
                (EventKind::Fee { fee, .. }, _) => {
                    *measures.yen.entry((fee.month, fee.method)).or_default() += fee.yen;
                }
                _ => {}
            }
        }
        for pc in measures.pcs.values_mut() {
            let seconds = |outage: &Outage| (outage.to.unwrap_or(end) - outage.from).num_seconds();
            let all: i64 = pc.outages.iter().map(seconds).sum();
            let longest = pc.outages.iter().map(seconds).max();
            pc.minutes_without_service = all / 60;
            pc.days_until_recovery = longest.unwrap_or(0) / 86_400;
        }
        measures
    }
}

/// Measures what the PCs `users` experienced with a service that they are all used for.
fn measure_service(
    events: &[Event],
    users: &BTreeSet<&Label>,
    end: DateTime<Utc>,
) -> ServiceMeasures {
    let mut up: BTreeSet<&Label> = BTreeSet::new();
    let mut down: BTreeSet<&Label> = BTreeSet::new();
    let mut since = end;
    let (mut at_pcs, mut at_facility) = (0, 0);
    let changes = events.iter().filter(|event| users.contains(&event.pc));
    let moments = changes.map(|event| (event.at, Some(event)));
    for (at, event) in moments.chain([(end, None)]) {
        let seconds = (at - since).num_seconds().max(0);
        at_pcs += seconds * down.len() as i64;
        if up.is_empty() && !down.is_empty() {
            at_facility += seconds;
        }
        since = at;
        match event.map(|event| (&event.kind, &event.pc)) {
            Some((EventKind::ServiceUp, pc)) => {
                down.remove(pc);
                up.insert(pc);
            }
            Some((EventKind::ServiceDown, pc)) => {
                up.remove(pc);
                down.insert(pc);
            }
            _ => {}
        }
    }
    ServiceMeasures {
        minutes_at_pcs: at_pcs / 60,
        minutes_at_facility: at_facility / 60,
    }
}
