//! What changed between two results of `kigen check`.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::Verdict;
use crate::report::Report;
use crate::report::value::SchemaNumber;
use crate::shown::Shown;
use crate::words::Voice;

/// A result that was saved with `--format json`, as far as it is compared.
#[derive(Clone, Debug, Deserialize)]
pub struct SavedCheck {
    programs: Vec<SavedProgram>,
}

#[derive(Clone, Debug, Deserialize)]
struct SavedProgram {
    name: String,
    cases: Vec<SavedCase>,
}

#[derive(Clone, Debug, Deserialize)]
struct SavedCase {
    id: String,
    verdict: Verdict,
}

impl SavedCheck {
    /// Reads a saved result.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and where.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The verdict on each case of each program.
    fn verdicts(&self) -> BTreeMap<(&str, &str), Verdict> {
        let programs = self.programs.iter();
        let verdicts = programs.flat_map(|program| {
            let cases = program.cases.iter();
            cases.map(|case| ((program.name.as_str(), case.id.as_str()), case.verdict))
        });
        verdicts.collect()
    }
}

/// What changed between two results, as `kigen check --compare` says it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "ComparisonOfChecks")]
#[non_exhaustive]
pub struct Comparison {
    /// The number of the format.
    pub schema: SchemaNumber,
    /// Each case whose verdict changed, in the order of programs and cases.
    pub changes: Vec<Change>,
}

/// A case whose verdict changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Change {
    /// The program.
    pub program: String,
    /// The case.
    pub id: String,
    /// The verdict before; absent for a new case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Verdict>,
    /// The verdict after; absent for a case that is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Verdict>,
}

impl Change {
    /// Whether it fails now, and did not before.
    pub fn is_worse(&self) -> bool {
        let fails = |verdict: Option<Verdict>| verdict.is_some_and(Verdict::is_failure);
        fails(self.after) && !fails(self.before)
    }
}

/// The report on what changed.
#[derive(Clone, Debug)]
pub struct ComparisonReport {
    changes: Vec<Change>,
}

impl ComparisonReport {
    /// Compares two results.
    pub fn of(before: &SavedCheck, after: &SavedCheck) -> Self {
        let (before, after) = (before.verdicts(), after.verdicts());
        let cases: BTreeSet<_> = before.keys().chain(after.keys()).copied().collect();
        let changes = cases.into_iter().filter_map(|case| {
            let verdicts = [&before, &after].map(|all| all.get(&case).copied());
            let [before, after] = verdicts;
            let (program, id) = case;
            (before != after).then(|| Change {
                program: program.to_owned(),
                id: id.to_owned(),
                before,
                after,
            })
        });
        ComparisonReport {
            changes: changes.collect(),
        }
    }

    /// Whether something fails that did not before.
    pub fn is_worse(&self) -> bool {
        self.changes.iter().any(Change::is_worse)
    }
}

impl Report for ComparisonReport {
    type Document = Comparison;

    fn document(&self) -> Comparison {
        Comparison {
            schema: SchemaNumber,
            changes: self.changes.clone(),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        let words = voice.check_words();
        if self.changes.is_empty() {
            return format!("{}\n", words.nothing_changed());
        }
        let lines = self.changes.iter().map(|change| {
            let program = Shown::text(&change.program);
            let id = Shown::text(&change.id);
            let is_worse = change.is_worse();
            let changed = words.changed(&program, &id, change.before, change.after, is_worse);
            format!("{changed}\n")
        });
        lines.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn saved(cases: &[(&str, &str)]) -> SavedCheck {
        let cases = cases.iter().map(
            |(id, verdict)| serde_json::json!({ "id": id, "verdict": verdict, "expected": "ok" }),
        );
        let cases: Vec<_> = cases.collect();
        let program = serde_json::json!({ "name": "p", "cases": cases });
        let saved = serde_json::json!({ "schema": 1, "programs": [program] });
        SavedCheck::from_json(&saved.to_string()).unwrap()
    }

    #[test]
    fn only_what_changed_is_told_and_what_is_worse_is_known() {
        let before = saved(&[("a", "pass"), ("b", "hang"), ("c", "pass"), ("d", "pass")]);
        let after = saved(&[
            ("a", "crash"),
            ("b", "pass"),
            ("c", "pass"),
            ("e", "skipped"),
        ]);
        let report = ComparisonReport::of(&before, &after);
        let told = report.text(Voice::from(Lang::En));
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(
            lines,
            [
                "WORSE p: a: pass, now crash",
                "p: b: hang, now pass",
                "p: d: pass, now gone",
                "p: e: new, now skipped",
            ]
        );
        assert!(report.is_worse());
        let back = ComparisonReport::of(&after, &before);
        assert!(back.is_worse(), "b hangs again");
        let same = ComparisonReport::of(&before, &before);
        assert_eq!((same.is_worse(), same.changes.len()), (false, 0));
    }
}
