//! Files with one defect each: fixtures/hostile.

use serde::Deserialize;

use super::{Corpus, HOSTILE, PIN, bytes, rows};
use crate::check::case::{Case, Importance, Question, Suite, Task};
use crate::format::Format;
use crate::outcome::Outcome;

/// A row of the index. Its README explains the fields.
#[derive(Deserialize)]
struct Row {
    id: String,
    defect: String,
    outcome: Outcome,
    importance: Option<Importance>,
    #[serde(default)]
    also: Vec<Outcome>,
    note: Option<String>,
}

pub(super) fn add(corpus: &mut Corpus) {
    for row in rows::<Row>(&HOSTILE) {
        let name = format!("hostile/{}", row.id);
        let (format, password) = match row.id.ends_with(".der") {
            true => (Format::Der, ""),
            false => (Format::Pkcs12, PIN),
        };
        corpus.add_file(&name, bytes(&HOSTILE, &row.id));
        corpus.add(Case {
            id: format!("files::{name}"),
            suite: Suite::Files,
            importance: row.importance.unwrap_or(Importance::Must),
            what: match row.note {
                Some(note) => format!("{} ({note})", row.defect),
                None => row.defect,
            },
            source: match format {
                Format::Der => "RFC 5280 section 4.1; fixtures/hostile/README.md",
                _ => "RFC 7292; fixtures/hostile/README.md",
            }
            .to_owned(),
            expected: row.outcome,
            also: row.also,
            task: Task::Ask(Question::open(&name, format, password)),
        });
    }
}
