//! Reports, in English.

use std::fmt::Display;

use super::English;
use crate::inspection::Deadline;
use crate::lifecycle::expiry::State;
use crate::outcome::Outcome;
use crate::store::KeyState;
use crate::time::Zone;
use crate::words::{Failure, ReportWords};

impl ReportWords for English {
    fn times_in(&self, zone: &Zone) -> String {
        format!(" (times in {zone})")
    }

    fn passed(&self, steps: usize) -> String {
        format!("pass: {steps} steps as expected")
    }

    fn failed(&self, failure: &Failure<'_>) -> String {
        let Failure {
            place,
            step,
            steps,
            title,
            expected,
            got,
        } = failure;
        format!("FAIL: {place}: step {step} of {steps}, {title}: expected {expected}, got {got}")
    }

    fn all(&self, passed: usize, failed: usize, steps: usize, events: usize) -> String {
        format!("{passed} passed, {failed} failed ({steps} steps, {events} events)")
    }

    fn life(&self, state: State, from: &str, to: &str, days_left: i64) -> String {
        match state {
            State::Expired => format!("expired: ran out {} days ago, at {to}", -days_left),
            State::NotYetValid => format!("not-yet-valid: begins at {from}"),
            _ => format!("{state}: {days_left} days left, until {to}"),
        }
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

    fn begun(&self, file: &dyn Display, start: &str) -> String {
        format!("{file}: begins at {start}")
    }

    fn undone(&self, title: &str) -> String {
        format!("taken back: {title}")
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
        match steps {
            1 => format!("{file}: it is {time}, after 1 step"),
            _ => format!("{file}: it is {time}, after {steps} steps"),
        }
    }

    fn contents(&self, keys: usize, certificates: usize) -> String {
        format!("{keys} private key(s), {certificates} certificate(s)")
    }

    fn not_opened(&self) -> &'static str {
        "not opened: no password was given"
    }

    fn other_bags(&self, listed: &str) -> String {
        format!("other bags, passed over: {listed}")
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

    fn revoked(&self, count: usize, issued: &str, next: &str) -> String {
        format!("{count} certificate(s) revoked, issued {issued}, next {next}")
    }

    fn files(&self, count: usize, outcomes: &str) -> String {
        format!("{count} file(s): {outcomes}")
    }

    fn passed_over(&self, count: usize) -> String {
        format!("{count} other file(s) passed over")
    }

    fn certificates(&self, count: usize, states: &str) -> String {
        format!("{count} certificate(s): {states}")
    }

    fn late(&self, count: usize, deadline: &Deadline, until: &str) -> String {
        let span = deadline.span;
        format!("{count} certificate(s) expired or expiring within {span}, by {until}")
    }

    fn next_to_expire(&self) -> &'static str {
        "next to expire:"
    }

    fn days_left(&self, days: i64) -> String {
        format!("{days} days left")
    }
}
