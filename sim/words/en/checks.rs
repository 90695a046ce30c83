//! Programs of others that were put to the test, in English.

use std::fmt::Display;

use super::English;
use super::plural::count;
use crate::check::{Reply, Verdict};
use crate::outcome::Outcome;
use crate::words::CheckWords;

impl CheckWords for English {
    fn failed(&self, id: &str, verdict: Verdict) -> String {
        format!("FAIL {id}: {verdict}")
    }

    fn known(&self, id: &str, verdict: Verdict, reason: &dyn Display) -> String {
        format!("known {id}: {verdict}: {reason}")
    }

    fn mended(&self, id: &str) -> String {
        format!("FAIL {id}: it passes; remove it from the known failures")
    }

    fn right(&self, expected: Outcome, also: &[Outcome]) -> String {
        match also.is_empty() {
            true => expected.to_string(),
            false => {
                let also: Vec<&str> = also.iter().map(|outcome| outcome.code()).collect();
                format!("{expected} (or {})", also.join(", "))
            }
        }
    }

    fn got(&self, reply: &Reply) -> String {
        match reply {
            Reply::Accepted(_) => Outcome::Ok.to_string(),
            Reply::Refused(Some(reason)) => reason.code().to_owned(),
            Reply::Refused(None) => "a refusal for another reason".to_owned(),
            Reply::Hung => "no answer in time".to_owned(),
            Reply::Crashed(_) => "a crash".to_owned(),
            Reply::Skipped(_) => "no answer".to_owned(),
        }
    }

    fn got_then(&self, first: &str, then: &str) -> String {
        format!("{first}, and alone {then}")
    }

    fn expected(&self, right: &str, got: &str) -> String {
        format!("expected {right}, got {got}")
    }

    fn long_way(&self, count: usize) -> String {
        format!("the last of {count} requests; --out DIR writes them all")
    }

    fn said_label(&self) -> &'static str {
        "it said"
    }

    fn again_label(&self) -> &'static str {
        "again"
    }

    fn source_label(&self) -> &'static str {
        "source"
    }

    fn checked(&self, name: &str, cases: usize, counts: &str, seconds: u64) -> String {
        format!("{name}: {}: {counts} ({seconds} s)", count(cases, "case"))
    }

    fn nothing_changed(&self) -> &'static str {
        "nothing changed"
    }

    fn changed(
        &self,
        program: &dyn Display,
        id: &dyn Display,
        before: Option<Verdict>,
        after: Option<Verdict>,
        is_worse: bool,
    ) -> String {
        let worse = if is_worse { "WORSE " } else { "" };
        let change = match (before, after) {
            (Some(before), Some(after)) => format!("{before}, now {after}"),
            (Some(before), None) => format!("{before}, now gone"),
            (None, Some(after)) => format!("new, now {after}"),
            (None, None) => "gone".to_owned(),
        };
        format!("{worse}{program}: {id}: {change}")
    }

    fn page_title(&self, programs: usize, cases: usize, wrong: usize) -> String {
        let (programs, cases) = (count(programs, "program"), count(cases, "case"));
        match wrong {
            0 => format!("{programs}, {cases}: all right"),
            1 => format!("{programs}, {cases}: one of them wrong somewhere"),
            _ => format!("{programs}, {cases}: {wrong} of them wrong somewhere"),
        }
    }

    fn programs_heading(&self) -> &'static str {
        "Programs"
    }

    fn cases_heading(&self) -> &'static str {
        "Cases in which a program is wrong"
    }

    fn case_column(&self) -> &'static str {
        "case"
    }

    fn all_right(&self, cases: usize) -> String {
        format!("{} in which none is wrong", count(cases, "case"))
    }

    fn columns(&self) -> [&'static str; 13] {
        [
            "program",
            "asked",
            "right",
            "accepts wrongly",
            "refuses wrongly",
            "blames the password",
            "wrong reason",
            "reads wrongly",
            "breaks a rule",
            "hangs",
            "crashes",
            "unsteady",
            "skipped",
        ]
    }
}
