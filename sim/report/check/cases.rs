//! Which cases there are.

use schemars::JsonSchema;
use serde::Serialize;

use crate::check::{Case, Corpus, Importance, Op, Request, Script, Suite, Task};
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
    /// What is asked for; absent where it is more than one thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op: Option<Op>,
    /// The file, in the folder of the cases; absent likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// SHA-256 over its bytes; absent likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
    /// How many bytes it has; absent likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<usize>,
    /// What kind it is; absent likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Format>,
    /// What opens it; absent likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The root that is trusted; absent where none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// The revocation list; absent where none decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crl: Option<String>,
    /// The time, in UTC; absent where it does not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// Each request, where there are several and they are the same for everybody; absent elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Request>,
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
                    true => head + &in_full(case, self.corpus, voice),
                }
            })
            .collect()
    }
}

/// What a case is about, who says so, and what is asked.
fn in_full(case: &Case, corpus: &Corpus, voice: Voice<'_>) -> String {
    let it = listed(case, corpus);
    let source = voice.check_words().source_label();
    let mut out = format!("  {}\n  {source}: {}\n", it.what, it.source);
    if let (Some(file), Some(size), Some(sha256)) = (&it.file, it.size, it.sha256) {
        out += &format!("  {file} ({size} bytes, SHA-256 {sha256})\n");
    }
    let question = case.question().map(|question| question.request(2));
    let requests = question.iter().chain(&it.requests);
    requests.fold(out, |out, request| out + &format!("  {}\n", request.line()))
}

fn listed(case: &Case, corpus: &Corpus) -> ListedCase {
    let question = case.question();
    let bytes = question.and_then(|it| corpus.file(&it.file));
    // The request has the texts as programs read them.
    let request = question.map(|it| it.request(0)).unwrap_or_default();
    let requests = match &case.task {
        Task::Play(script) => numbered(script),
        _ => vec![],
    };
    ListedCase {
        id: case.id.clone(),
        suite: case.suite,
        importance: case.importance,
        what: case.what.clone(),
        source: case.source.clone(),
        expected: case.expected,
        also: case.also.clone(),
        op: question.map(|it| it.op),
        file: request.file,
        sha256: bytes.map(Digest::of),
        size: bytes.map(<[u8]>::len),
        kind: request.format,
        password: request.password,
        root: request.root,
        crl: request.crl,
        now: request.now,
        requests,
    }
}

/// The requests of a script with their numbers.
fn numbered(script: &Script) -> Vec<Request> {
    let requests = script.requests().zip(1..);
    let numbered = requests.map(|(request, seq)| {
        let mut request = request.clone();
        request.seq = seq;
        request
    });
    numbered.collect()
}
