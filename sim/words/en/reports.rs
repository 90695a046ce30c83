//! Reports, in English.

use std::fmt::Display;

use super::English;
use super::events::length;
use super::plural::count;
use crate::bundle::FoundKey;
use crate::inspection::Deadline;
use crate::lifecycle::expiry::State;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::store::KeyState;
use crate::time::Zone;
use crate::words::{Failure, ReportWords};

impl ReportWords for English {
    fn times_in(&self, zone: &Zone) -> String {
        format!(" (times in {zone})")
    }

    fn passed(&self, steps: usize) -> String {
        format!("pass: {} as expected", count(steps, "step"))
    }

    fn passed_in_short(&self, name: &dyn Display, steps: usize, title: &dyn Display) -> String {
        format!("pass  {name}: {title} ({})", count(steps, "step"))
    }

    fn failed(&self, failure: &str) -> String {
        format!("FAIL: {failure}")
    }

    fn failure(&self, failure: &Failure<'_>) -> String {
        let Failure {
            place,
            step,
            steps,
            title,
            expected,
            got,
        } = failure;
        format!("{place}: step {step} of {steps}, {title}: expected {expected}, got {got}")
    }

    fn all(&self, passed: usize, failed: usize, steps: usize, events: usize) -> String {
        let (steps, events) = (count(steps, "step"), count(events, "event"));
        format!("{passed} passed, {failed} failed ({steps}, {events})")
    }

    fn and_broken(&self, all: &str, broken: usize) -> String {
        format!("{all}, {} not read", count(broken, "file"))
    }

    fn explanation(&self, reason: Reason) -> &'static str {
        reason.explanation()
    }

    fn shown_in(&self) -> &'static str {
        "scenarios"
    }

    fn life(&self, state: State, from: &str, to: &str, days_left: i64) -> String {
        match state {
            State::Expired => format!("expired: {} ago, at {to}", days(-days_left)),
            State::NotYetValid => format!("not-yet-valid: begins at {from}"),
            State::NeverValid => format!("never-valid: ends at {to}, before it begins at {from}"),
            _ => format!("{state}: {}, until {to}", self.days_left(days_left)),
        }
    }

    fn refused(&self, reason: Reason, why: &dyn Display, until: Option<&str>) -> String {
        match until {
            Some(until) => format!("{reason}: {why}; its own dates end at {until}"),
            None => format!("{reason}: {why}; it has no expiry"),
        }
    }

    fn nameless(&self) -> &'static str {
        "(no name)"
    }

    fn no_expiry(&self) -> &'static str {
        "no expiry"
    }

    fn range(&self, first: &str, last: &str) -> String {
        format!("{first} to {last}")
    }

    fn specimen_outcome(&self, state: &str, outcome: Outcome) -> String {
        match outcome {
            Outcome::Ok => format!("accepted [{state}]"),
            Outcome::Refused(reason) => {
                format!("refused: {} [{reason}]", reason.sentence())
            }
        }
    }

    fn stage(&self, from: Option<&str>, until: Option<&str>, code: &str) -> String {
        match (from, until) {
            (Some(from), _) => format!("from {from}: {code}"),
            (None, Some(until)) => format!("before {until}: {code}"),
            (None, None) => format!("always: {code}"),
        }
    }

    fn now(&self) -> &'static str {
        "  (now)"
    }

    fn made(&self, count: usize, folder: &dyn Display, beside: &str) -> String {
        format!("{count} made in {folder}, with {beside}")
    }

    fn found(&self, keys: usize, certificates: usize) -> String {
        format!(
            "{}, {}",
            count(keys, "private key"),
            count(certificates, "certificate")
        )
    }

    fn not_converted(&self, number: usize) -> String {
        format!(
            "left out: {} that the other formats have no place for (revocation lists, secrets, requests)",
            count(number, "thing")
        )
    }

    fn converted(&self, files: &str, folder: &dyn Display) -> String {
        format!("converted into {folder}: {files}")
    }

    fn begun(&self, file: &dyn Display, start: &str) -> String {
        format!("{file}: begins at {start}")
    }

    fn undone(&self, title: &str) -> String {
        format!("undone: {title}")
    }

    fn empty_stores(&self) -> &'static str {
        "the stores are empty"
    }

    fn private_key(&self, key: KeyState) -> &'static str {
        match key {
            KeyState::Exportable => "private key, exportable",
            KeyState::NotExportable => "private key, not exportable",
            KeyState::Missing => "private key missing",
        }
    }

    fn archived(&self) -> &'static str {
        "archived: kept, but shown and chosen no more"
    }

    fn services(&self, outcome: Outcome) -> String {
        match outcome {
            Outcome::Ok => "the services would let it in".to_owned(),
            Outcome::Refused(reason) => {
                let sentence = reason.sentence();
                format!("the services would refuse it: {sentence} [{reason}]")
            }
        }
    }

    fn clock(&self, file: &dyn Display, time: &str, steps: usize) -> String {
        format!("{file}: it is {time}, after {}", count(steps, "step"))
    }

    fn contents(&self, keys: usize, certificates: usize) -> String {
        let keys = count(keys, "private key");
        format!("{keys}, {}", count(certificates, "certificate"))
    }

    fn not_opened(&self) -> &'static str {
        "not opened: no password was given"
    }

    fn held_key(&self, number: usize, key: &FoundKey) -> Option<String> {
        let name = key.algorithm.as_deref();
        let what = match &key.encryption {
            _ if key.unreadable => format!("{}, cannot be read", name.unwrap_or("of unknown kind")),
            None if key.encrypted => match name {
                Some(name) => format!("{name}, encrypted, not opened"),
                None => "encrypted, not opened".to_owned(),
            },
            Some(with) if key.encrypted => format!("encrypted, not opened ({with})"),
            Some(with) => format!("{}, encrypted ({with})", name.unwrap_or("of unknown kind")),
            None => name.filter(|_| !key.can_sign())?.to_owned(),
        };
        Some(format!("private key {number}: {what}"))
    }

    fn passed_over_blocks(&self, listed: &str) -> String {
        format!("other PEM blocks, skipped: {listed}")
    }

    fn other_bags(&self, listed: &str) -> String {
        format!("other bags, skipped: {listed}")
    }

    fn what_to_do(&self) -> &'static str {
        "what to do"
    }

    fn source_label(&self) -> &'static str {
        "source"
    }

    fn revocation_list(&self, issuer: &dyn Display) -> String {
        format!("revocation list of {issuer}")
    }

    fn revoked(&self, number: usize, issued: &str, next: &str) -> String {
        let certificates = count(number, "certificate");
        format!("{certificates} revoked; issued {issued}, next {next}")
    }

    fn files(&self, number: usize, outcomes: &str) -> String {
        format!("{}: {outcomes}", count(number, "file"))
    }

    fn passed_over(&self, number: usize) -> String {
        format!("{} skipped", count(number, "other file"))
    }

    fn certificates(&self, number: usize, states: &str) -> String {
        format!("{}: {states}", count(number, "certificate"))
    }

    fn late(&self, certificates: usize, lists: usize, deadline: &Deadline, until: &str) -> String {
        let span = length(deadline.span);
        let mut what = count(certificates, "certificate");
        if lists > 0 {
            what = format!("{what} and {}", count(lists, "revocation list"));
        }
        format!("{what} expired or expiring within {span}, by {until}")
    }

    fn next_to_expire(&self) -> &'static str {
        "next to expire:"
    }

    fn days_left(&self, days: i64) -> String {
        format!("{} left", self::days(days))
    }
}

/// Whole days, possibly none.
fn days(days: i64) -> String {
    match days {
        0 => "less than a day".to_owned(),
        _ => count(days, "day"),
    }
}
