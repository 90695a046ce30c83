//! What people care about, measured from the trace: minutes without service, days until recovery,
//! notices seen and missed, letters, yen by month.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::label::Label;
use crate::lifecycle::fee::{Month, PaymentMethod};
use crate::lifecycle::notice::Notice;
use crate::reason::Reason;
use crate::trace::{Event, Happening};

/// A time during which the services could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The first second of it.
    pub from: DateTime<Utc>,
    /// The first second after it; `None` when it lasts to the end.
    pub to: Option<DateTime<Utc>>,
    /// Why it began.
    pub reason: Reason,
}

/// What happened to one PC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PcMeasures {
    /// The outages, in order. The time before the first set-up is none.
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

/// What happened to a facility.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// By PC.
    pub pcs: BTreeMap<Label, PcMeasures>,
    /// Letters that were posted.
    pub letters: usize,
    /// Letters of those that were lost, or returned because nobody was in.
    pub letters_undelivered: usize,
    /// Yen by month and method.
    pub yen: BTreeMap<(Month, PaymentMethod), u32>,
    /// Applications for a PC whose certificate was still good.
    pub warnings: usize,
}

impl Measures {
    /// Measures what happened until `end`.
    pub fn of(events: &[Event], end: DateTime<Utc>) -> Self {
        let mut measures = Measures::default();
        for event in events {
            let pc = measures.pcs.entry(event.pc.clone()).or_default();
            match (&event.happening, event.outcome) {
                (Happening::ServiceDown, Err(reason)) => pc.outages.push(Outage {
                    from: event.at,
                    to: None,
                    reason,
                }),
                (Happening::ServiceUp, _) => {
                    if let Some(outage) = pc.outages.last_mut() {
                        outage.to = Some(event.at);
                    }
                }
                (Happening::Reminder { notice }, _) => {
                    if pc.unread != Some(*notice) {
                        pc.notices_missed += 1;
                    }
                    pc.unread = Some(*notice);
                }
                // It was shown before, and counted as missed.
                (Happening::Dismiss, Ok(())) => {
                    pc.notices_seen += 1;
                    pc.notices_missed -= 1;
                    pc.unread = None;
                }
                (Happening::Notice { .. }, _) => measures.letters += 1,
                (Happening::Letter, Err(Reason::LetterLost | Reason::LetterReturned)) => {
                    measures.letters_undelivered += 1;
                }
                (
                    Happening::Apply {
                        still_good_until: Some(_),
                    },
                    Ok(()),
                ) => measures.warnings += 1,
                (Happening::Fee { fee, .. }, _) => {
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
