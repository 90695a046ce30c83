//! What is said of programs that were put to the test.

use std::fmt::Display;

use crate::check::{Reply, Verdict};
use crate::outcome::Outcome;

/// The words about programs of others in a language. Nothing ends with a full stop.
pub trait CheckWords {
    /// That a program fails in a case, and how.
    fn failed(&self, id: &str, verdict: Verdict) -> String;

    /// That it fails as is known, and why.
    fn known(&self, id: &str, verdict: Verdict, reason: &dyn Display) -> String;

    /// That a known failure passes.
    fn mended(&self, id: &str) -> String;

    /// The answers that are right.
    fn right(&self, expected: Outcome, also: &[Outcome]) -> String;

    /// The answer that came.
    fn got(&self, reply: &Reply) -> String;

    /// The answer that came, and the one when it was asked again.
    fn got_then(&self, first: &str, then: &str) -> String;

    /// What was expected, and what came.
    fn expected(&self, right: &str, got: &str) -> String;

    /// That there are more requests than are shown.
    fn long_way(&self, count: usize) -> String;

    /// The label of a program's own words.
    fn said_label(&self) -> &'static str;

    /// The label of the command that asks again.
    fn again_label(&self) -> &'static str;

    /// The label of a source.
    fn source_label(&self) -> &'static str;

    /// How many cases a program was given, what came of them, and how long it took.
    fn checked(&self, name: &str, cases: usize, counts: &str, seconds: u64) -> String;

    /// That nothing changed between two results.
    fn nothing_changed(&self) -> &'static str;

    /// What changed for a case of a program: the verdict before and after, where there is one; and
    /// whether that is worse.
    fn changed(
        &self,
        program: &dyn Display,
        id: &dyn Display,
        before: Option<Verdict>,
        after: Option<Verdict>,
        is_worse: bool,
    ) -> String;

    /// How programs did altogether: how many there are, of how many cases, and in how many of them
    /// one is wrong.
    fn page_title(&self, programs: usize, cases: usize, wrong: usize) -> String;

    /// Over the table of programs.
    fn programs_heading(&self) -> &'static str;

    /// Over the cases in which a program is wrong.
    fn cases_heading(&self) -> &'static str;

    /// Over the names of cases.
    fn case_column(&self) -> &'static str;

    /// How many cases nobody is wrong in.
    fn all_right(&self, count: usize) -> String;

    /// The heads of a table of programs: the program; how many cases it was asked, and passed;
    /// wrongly accepted, wrongly refused, refused as a wrong password, refused for another wrong
    /// reason, read wrongly, breaks a rule of stores; hangs, crashes, unsteady answers; skipped.
    fn columns(&self) -> [&'static str; 13];
}
