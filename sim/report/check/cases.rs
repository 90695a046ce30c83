//! Which cases there are.

use schemars::JsonSchema;
use serde::Serialize;

use crate::check::{Case, Corpus, Importance, Op, Suite};
use crate::digest::Digest;
use crate::format::Format;
use crate::outcome::Outcome;
use crate::report::Report;
use crate::report::value::SchemaNumber;
use crate::words::Voice;

/// Which cases there are, as `kigen check --list` says it, and in `cases.json` of `--export`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "ListOfCases")]
#[non_exhaustive]
pub struct CaseList {
    /// The number of the format.
    pub schema: SchemaNumber,
    /// Each case.
    pub cases: Vec<ListedCase>,
}

/// A case that is not asked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ListedCase {
    /// Its name for ever.
    pub id: String,
    /// What it is about.
    pub suite: Suite,
    /// How much a wrong answer matters.
    pub importance: Importance,
    /// What is special about it, in English.
    pub what: String,
    /// Who says what is right.
    pub source: String,
    /// The right answer.
    pub expected: Outcome,
    /// Other answers that are as good; absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Outcome>,
    /// What is asked for.
    pub op: Op,
    /// The file, in the folder of the cases.
    pub file: String,
    /// SHA-256 over its bytes.
    pub sha256: Digest,
    /// How many bytes it has.
    pub size: usize,
    /// What kind it is.
    pub kind: Format,
    /// What opens it.
    pub password: String,
    /// The root that is trusted; absent where none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// The revocation list; absent where none decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crl: Option<String>,
    /// The time, in UTC; absent where it does not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

/// The report on which cases there are.
#[derive(Clone, Copy, Debug)]
pub struct CaseListReport<'a> {
    /// The cases.
    pub corpus: &'a Corpus,
    /// Whether people see everything of each.
    pub in_full: bool,
}

impl Report for CaseListReport<'_> {
    type Document = CaseList;

    fn document(&self) -> CaseList {
        let cases = self.corpus.cases().iter();
        CaseList {
            schema: SchemaNumber,
            cases: cases.map(|case| listed(case, self.corpus)).collect(),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        let words = voice.check_words();
        let cases = self.corpus.cases().iter();
        cases
            .map(|case| {
                let right = words.right(case.expected, &case.also);
                let head = format!("{} [{}]: {right}\n", case.id, case.importance);
                match self.in_full {
                    false => head,
                    true => {
                        let it = listed(case, self.corpus);
                        let request = case.question.request(2, str::to_owned).line();
                        format!(
                            "{head}  {}\n  {}: {}\n  {} ({} bytes, SHA-256 {})\n  {request}\n",
                            it.what,
                            words.source_label(),
                            it.source,
                            it.file,
                            it.size,
                            it.sha256,
                        )
                    }
                }
            })
            .collect()
    }
}

fn listed(case: &Case, corpus: &Corpus) -> ListedCase {
    let question = &case.question;
    let bytes = corpus.file(&question.file).unwrap_or_default();
    // The request has the texts as programs read them.
    let request = question.request(0, str::to_owned);
    ListedCase {
        id: case.id.clone(),
        suite: case.suite,
        importance: case.importance,
        what: case.what.clone(),
        source: case.source.clone(),
        expected: case.expected,
        also: case.also.clone(),
        op: question.op,
        file: question.file.clone(),
        sha256: Digest::of(bytes),
        size: bytes.len(),
        kind: question.format,
        password: question.password.clone(),
        root: request.root,
        crl: request.crl,
        now: request.now,
    }
}
