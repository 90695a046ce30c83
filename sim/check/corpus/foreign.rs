//! PKCS#12 files that other programs made: fixtures/foreign.

use serde::Deserialize;

use super::{Corpus, FOREIGN, bytes, rows};
use crate::check::case::{Case, Importance, Question, Suite, Task};
use crate::format::Format;
use crate::outcome::Outcome;
use crate::reason::Reason;

/// What of a row of the index matters here.
#[derive(Deserialize)]
struct Row {
    file: String,
    maker: String,
    made: String,
    password: Option<String>,
    outcome: Outcome,
}

pub(super) fn add(corpus: &mut Corpus) {
    for row in rows::<Row>(&FOREIGN) {
        let Some(password) = row.password.filter(|_| row.file.ends_with(".p12")) else {
            continue;
        };
        let name = format!("foreign/{}", row.file);
        corpus.add_file(&name, bytes(&FOREIGN, &row.file));
        // Much of what OpenSSL can write is long broken, and few programs read all of it.
        let also = [Reason::UnsupportedAlgorithm, Reason::LimitExceeded];
        corpus.add(Case {
            id: format!("files::{name}"),
            suite: Suite::Files,
            importance: Importance::Should,
            what: format!("made by {}: {}", row.maker, row.made),
            source: "fixtures/foreign/index.toml".to_owned(),
            expected: row.outcome,
            also: also.map(Outcome::Refused).into(),
            task: Task::Ask(Question::open(&name, Format::Pkcs12, &password)),
        });
    }
}
