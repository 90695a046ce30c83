//! What random worlds have reached, read off their traces: which action met which reason, what
//! broke and what came next, which notices were shown, which checkers had something to judge. And
//! what they should reach and have not: a swarm that tests nothing shows there.

use std::collections::{BTreeMap, BTreeSet};

use super::Feature;
use crate::checker::Checkers;
use crate::lifecycle::fault::{CutPoint, Fault, PcFault};
use crate::lifecycle::notice::{Notice, NoticeChannel};
use crate::outcome::Outcome;
use crate::scenario::catalogue::CATALOGUE;
use crate::scenario::{Played, Scenario, StepAction};
use crate::trace::{Event, EventKind};

kigen_pkcs12::named! {
    /// What a row of the coverage is about.
    pub enum RowKind: "kind of row" {
        /// What people did, and how it ended.
        Action = "action",
        /// What broke.
        Fault = "fault",
        /// What broke, and what happened to the same PC next.
        Next = "next",
        /// What happened, and how it ended.
        Event = "event",
        /// A notice, and where it was shown.
        Notice = "notice",
        /// A checker that had something to judge.
        Checker = "checker",
        /// A feature that was on.
        Feature = "feature",
    }
}

/// Something that a world can reach.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// What it is about.
    pub kind: RowKind,
    /// What it is: names of actions, faults and the like, and reason codes.
    pub what: String,
}

/// What has been reached, with the number of worlds that did.
pub type Coverage = BTreeMap<Row, u64>;

fn row(kind: RowKind, parts: &[&str]) -> Row {
    let what = parts.join(" ");
    Row { kind, what }
}

/// What a world reached.
pub(super) fn reached(scenario: &Scenario, played: &Played) -> BTreeSet<Row> {
    let mut rows = BTreeSet::new();
    for step in &played.steps {
        if let StepAction::Do(action) = &step.deed {
            rows.insert(row(RowKind::Action, &[action.name(), step.expected.code()]));
        }
    }
    for (at, event) in played.events.iter().enumerate() {
        match &event.kind {
            EventKind::Fault(fault) => {
                rows.insert(fault_row(fault));
                let mut after = played.events[at + 1..].iter();
                let next = after.find(|next| next.pc == event.pc && !is_fault(next));
                if let Some(next) = next {
                    let (kind, outcome) = (next.kind.name(), next.outcome.code());
                    rows.insert(row(RowKind::Next, &[fault.name(), kind, outcome]));
                }
            }
            EventKind::Notice { notice, by } => {
                rows.insert(row(RowKind::Notice, &[notice_name(*notice), by.name()]));
            }
            kind => {
                rows.insert(row(RowKind::Event, &[kind.name(), event.outcome.code()]));
            }
        }
    }
    let names = Checkers::default();
    let judged = names
        .names()
        .filter(|name| has_judged(name, scenario, played));
    rows.extend(judged.map(|name| row(RowKind::Checker, &[name])));
    rows
}

/// The rows of the features that are on.
pub(super) fn features(features: impl Iterator<Item = Feature>) -> impl Iterator<Item = Row> {
    features.map(|feature| row(RowKind::Feature, &[feature.name()]))
}

fn is_fault(event: &Event) -> bool {
    matches!(event.kind, EventKind::Fault(_))
}

fn fault_row(fault: &Fault) -> Row {
    match fault {
        Fault::Pc(PcFault::CutPower { at, .. }) => row(RowKind::Fault, &[fault.name(), at.name()]),
        _ => row(RowKind::Fault, &[fault.name()]),
    }
}

/// Schedules differ from world to world; what a notice is does not.
fn notice_name(notice: Notice) -> &'static str {
    match notice {
        Notice::Before { days: 0 } => "last-day",
        Notice::Before { .. } => "before",
        Notice::Expired => "expired",
    }
}

/// Whether the trace has something that a checker looks at.
fn has_judged(checker: &str, scenario: &Scenario, played: &Played) -> bool {
    let any = |is: &dyn Fn(&Event) -> bool| played.events.iter().any(is);
    let has_events = |names: &[&str]| {
        names
            .iter()
            .all(|name| any(&|event: &Event| event.kind.name() == *name && event.outcome.is_ok()))
    };
    match checker {
        "time" => played.end > scenario.world.start,
        "service" => {
            has_events(&["service-up"]) && any(&|event| event.kind == EventKind::ServiceDown)
        }
        "charges" | "yen" => has_events(&["fee"]),
        "downloads" => has_events(&["download"]),
        "renewal" => has_events(&["renew"]),
        "keeping" => has_events(&["delete"]),
        "notices" => has_events(&["notice"]),
        "sign-in" => has_events(&["sign-in"]),
        "habits" => has_events(&["dismiss"]),
        "selection" => any(&|event| matches!(event.kind, EventKind::Connect { sent: Some(_), .. })),
        "clocks" => {
            any(&|event| matches!(event.kind, EventKind::Check { .. }))
                && any(&|event| {
                    let fault = PcFault::puts_the_clock_wrong;
                    matches!(&event.kind, EventKind::Fault(Fault::Pc(pc)) if fault(pc))
                })
        }
        "refusals" => played
            .steps
            .iter()
            .any(|step| matches!(step.deed, StepAction::Do(_)) && step.expected != Outcome::Ok),
        "status" => any(&|event| match event.kind {
            EventKind::Issued { not_after, .. } => not_after < played.end,
            _ => false,
        }),
        "expired-backup" => has_events(&["backup", "import", "service-up"]),
        _ => has_events(&["service-up"]),
    }
}

/// What happens in the manual's world without anybody asking for it, and what goes wrong there.
const EVENTS: [&str; 20] = [
    "apply ok",
    "backup ok",
    "delete ok",
    "dismiss ok",
    "download ok",
    "fee ok",
    "import ok",
    "import wrong-password",
    "issued ok",
    "letter-delivery letter-lost",
    "letter-delivery letter-returned",
    "letter-delivery nobody-in",
    "letter-delivery ok",
    "letter-issued ok",
    "released ok",
    "renew ok",
    "service-down expired",
    "service-down pc-dead",
    "service-down revoked",
    "service-up ok",
];

/// What programs do that no scenario of the catalogue has.
const ACTIONS: [&str; 5] = [
    "enroll ok",
    "enroll renewal-not-open",
    "show no-certificate-sent",
    "show ok",
    "show untrusted",
];

/// What worlds should reach: all that the catalogue's scenarios do, and every kind of everything
/// else.
pub(super) fn expected() -> BTreeSet<Row> {
    let mut rows = BTreeSet::new();
    for entry in CATALOGUE {
        for step in entry.scenario().steps {
            match &step.deed {
                StepAction::Do(action) => {
                    rows.insert(row(RowKind::Action, &[action.name(), step.expect.code()]));
                }
                StepAction::Fault(fault) => {
                    rows.insert(fault_row(fault));
                }
                StepAction::Wait => {}
            }
        }
    }
    let cuts = CutPoint::ALL.iter();
    rows.extend(cuts.map(|at| row(RowKind::Fault, &["cut-power", at.name()])));
    for by in NoticeChannel::ALL {
        for notice in ["before", "last-day", "expired"] {
            rows.insert(row(RowKind::Notice, &[notice, by.name()]));
        }
    }
    rows.extend(ACTIONS.iter().map(|what| row(RowKind::Action, &[what])));
    rows.extend(EVENTS.iter().map(|what| row(RowKind::Event, &[what])));
    let checkers = Checkers::default();
    rows.extend(checkers.names().map(|name| row(RowKind::Checker, &[name])));
    rows.extend(features(Feature::ALL.iter().copied()));
    rows
}

/// What should have been reached, and has not.
pub fn never(coverage: &Coverage) -> Vec<Row> {
    let expected = expected().into_iter();
    expected.filter(|row| !coverage.contains_key(row)).collect()
}
