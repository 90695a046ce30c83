//! What programs of others made of the cases, and which cases there are.

mod cases;
mod comparison;
mod html;
mod text;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::format::Report;
use super::value::SchemaNumber;
use crate::check::{Case, CaseResult, Corpus, Excuse, Importance, Reply, Results, Suite, Verdict};
use crate::outcome::Outcome;
use crate::words::Voice;

pub use cases::{CaseList, CaseListReport, ListedCase};
pub use comparison::{Change, Comparison, ComparisonReport, SavedCheck};
pub use text::table;

/// What programs made of the cases, as `kigen check` says it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "CheckedPrograms")]
#[non_exhaustive]
pub struct Check {
    /// The number of the format.
    pub schema: SchemaNumber,
    /// Each program, in the order in which they were named.
    pub programs: Vec<CheckedProgram>,
}

/// What a program made of the cases.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct CheckedProgram {
    /// What it is called.
    pub name: String,
    /// Its version; absent if it did not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The language it is written in; absent if it did not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How many cases there are of each verdict.
    pub verdicts: BTreeMap<Verdict, usize>,
    /// Each case, in the order of the corpus.
    pub cases: Vec<CheckedCase>,
}

/// What a program made of a case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct CheckedCase {
    /// The case.
    pub id: String,
    /// What it is about.
    pub suite: Suite,
    /// How much a wrong answer matters.
    pub importance: Importance,
    /// What the answer is worth.
    pub verdict: Verdict,
    /// The right answer.
    pub expected: Outcome,
    /// Other answers that are as good; absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Outcome>,
    /// The answer: `ok`, a reason code, or `other` for a refusal without one; absent if there was
    /// none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<&'static str>,
    /// The answer to the same question alone, where it was worth something else; absent elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_alone: Option<&'static str>,
    /// What the program said in its own words, how it crashed, or what it does not do; absent if it
    /// said nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// What is not right, where there was more than one request: which of them, what was expected
    /// and what came; absent elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// How many requests the shortest way to that takes, with the one that empties the store;
    /// absent elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<usize>,
    /// Why the failure is known; absent if it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
    /// How long it took, in milliseconds; absent if it was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_ms: Option<u64>,
    /// The most memory that its process ever had, in KiB; absent where the system does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_kib: Option<u64>,
}

/// What a program made of the cases, and what is known of it.
#[derive(Clone, Debug)]
pub struct ProgramReport<'a> {
    /// The cases.
    pub corpus: &'a Corpus,
    /// What came of them.
    pub results: &'a Results,
    /// What the list of known failures makes of each.
    pub excuses: Vec<Excuse<'a>>,
    /// The command that asks again about a case, before and after the case.
    pub again: [String; 2],
}

impl ProgramReport<'_> {
    /// Each case with what came of it.
    fn rows(&self) -> impl Iterator<Item = (&Case, &CaseResult, Excuse<'_>)> {
        let results = self.results.results.iter();
        let rows = self.corpus.cases().iter().zip(results).zip(&self.excuses);
        rows.map(|((case, result), excuse)| (case, result, *excuse))
    }

    /// Whether everything is as it should be, or known.
    pub fn is_good(&self) -> bool {
        self.rows().all(|(_, result, excuse)| match excuse {
            Excuse::Known(_) => true,
            Excuse::Mended(_) => false,
            _ => !result.verdict.is_failure(),
        })
    }

    /// Every failure: its case, its verdict and the answer.
    pub fn failures(&self) -> impl Iterator<Item = (&str, Verdict, &'static str)> {
        let rows = self.rows();
        let failed = rows.filter(|(_, result, _)| result.verdict.is_failure());
        failed.map(|(case, result, _)| {
            let answer = answered(&result.reply).unwrap_or(result.verdict.name());
            (case.id.as_str(), result.verdict, answer)
        })
    }

    fn program(&self) -> CheckedProgram {
        let identity = &self.results.identity;
        let mut verdicts = BTreeMap::new();
        for (_, result, _) in self.rows() {
            *verdicts.entry(result.verdict).or_default() += 1;
        }
        CheckedProgram {
            name: identity.name.clone(),
            version: identity.version.clone(),
            language: identity.language.clone(),
            verdicts,
            cases: self.rows().map(checked).collect(),
        }
    }
}

/// The report on one or several programs.
#[derive(Clone, Debug)]
pub struct CheckReport<'a> {
    /// The programs.
    pub programs: Vec<ProgramReport<'a>>,
    /// Whether people see them beside one another instead of each failure.
    pub as_table: bool,
}

impl Report for CheckReport<'_> {
    type Document = Check;

    fn document(&self) -> Check {
        Check {
            schema: SchemaNumber,
            programs: self.programs.iter().map(ProgramReport::program).collect(),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        match self.as_table {
            true => table(&self.document().programs, voice),
            false => self
                .programs
                .iter()
                .map(|one| text::text(one, voice))
                .collect(),
        }
    }
}

fn checked((case, result, excuse): (&Case, &CaseResult, Excuse<'_>)) -> CheckedCase {
    let was_asked = result.verdict != Verdict::Skipped;
    CheckedCase {
        id: case.id.clone(),
        suite: case.suite,
        importance: case.importance,
        verdict: result.verdict,
        expected: case.expected,
        also: case.also.clone(),
        answered: answered(&result.reply),
        answered_alone: result.again.as_ref().and_then(answered),
        said: said(result),
        problem: result.trouble.as_ref().map(ToString::to_string),
        requests: Some(result.trace.len()).filter(|count| *count > 0),
        known: match excuse {
            Excuse::Known(known) => Some(known.reason.clone()),
            _ => None,
        },
        time_ms: was_asked.then(|| u64::try_from(result.time.as_millis()).unwrap_or(u64::MAX)),
        memory_kib: result.memory,
    }
}

/// The answer in a word, if there was one.
fn answered(reply: &Reply) -> Option<&'static str> {
    match reply {
        Reply::Refused(None) => Some("other"),
        _ => reply.outcome().map(Outcome::code),
    }
}

/// What the program said, on one line.
fn said(result: &CaseResult) -> Option<String> {
    /// More than this is not needed to recognize an error.
    const CHARS_MAX: usize = 300;
    let how = match &result.reply {
        Reply::Crashed(text) | Reply::Skipped(text) => Some(text.as_str()),
        _ => None,
    };
    let parts: Vec<&str> = [how, result.native.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    let text = parts.join(": ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let text: String = words.join(" ").chars().take(CHARS_MAX).collect();
    (!text.is_empty()).then_some(text)
}
