//! A store of client certificates, as programs use it and in Windows' words.

use super::play::Play;
use super::wallet::{DAMAGED, FIRST, KEPT, OTHER, RENEWED, Wallet, file};
use super::{Corpus, PIN};
use crate::check::case::{Case, Importance, Suite, Task, Walk};
use crate::conformance::{self, Origin};
use crate::outcome::Outcome;
use crate::reason::Reason;

const WIZARD: &str = "Windows' import and export wizards; PKCS12.load and setEntry of Java";
const PFX: &str = "dotnet/runtime, PfxFormatTests: CertTwice_KeyOnce; a renewal that kept its key";
const ROUND_TRIP: &str = "RFC 7292 section 4.2; openssl issue 21784";
const SIDE_BY_SIDE: &str = "RFC 5280 section 4.1.2.2; certify issue 357, win-acme issue 634";

pub(super) fn add(corpus: &mut Corpus, wallet: &Wallet) {
    for (name, importance, what, source, play) in plays() {
        let id = format!("store::files/{name}");
        let script = play(Play::new(wallet, &id)).script();
        corpus.add(case(id, importance, what, source, Task::Play(script)));
    }
    let walk = Walk::Files;
    corpus.add(case(
        "store::files/drawn-sequences".to_owned(),
        Importance::Must,
        "what is imported, deleted, exported and restored in any order is what is there",
        WIZARD,
        Task::Walk(walk),
    ));
    for rule in conformance::cases() {
        let (importance, origin) = of(rule.origin());
        let id = format!("store::{origin}/{}", rule.name());
        let what = rule.name().replace('-', " ");
        corpus.add(case(id, importance, &what, rule.source(), Task::Keep(rule)));
    }
    for origin in [Origin::Windows, Origin::Kigen] {
        let (importance, name) = of(origin);
        for (walk, what) in [
            (
                Walk::EveryShortSequence(origin),
                "every short sequence of changes",
            ),
            (Walk::RandomSequences(origin), "long sequences of changes"),
        ] {
            let id = format!("store::{name}/{}", walk.name());
            let source = "the cases, taken together";
            corpus.add(case(id, importance, what, source, Task::Walk(walk)));
        }
    }
}

fn of(origin: Origin) -> (Importance, &'static str) {
    match origin {
        Origin::Windows => (Importance::Must, "windows"),
        Origin::Kigen => (Importance::May, "kigen"),
    }
}

/// A case in which everything has to be right.
pub(super) fn case(
    id: String,
    importance: Importance,
    what: &str,
    source: &str,
    task: Task,
) -> Case {
    let suite = match id.split_once("::") {
        Some(("life", _)) => Suite::Life,
        Some(("notices", _)) => Suite::Notices,
        _ => Suite::Store,
    };
    Case {
        id,
        suite,
        importance,
        what: what.to_owned(),
        source: source.to_owned(),
        expected: Outcome::Ok,
        also: vec![],
        task,
    }
}

/// A name, how much it matters, what it is about, who says so, and what is done.
pub(super) type Row = (
    &'static str,
    Importance,
    &'static str,
    &'static str,
    for<'a> fn(Play<'a>) -> Play<'a>,
);

fn plays() -> impl Iterator<Item = Row> {
    let plays = [imports(), bad_imports(), deletions(), exports()];
    plays.into_iter().flatten()
}

fn imports() -> Vec<Row> {
    use Importance::Must;
    vec![
        (
            "import",
            Must,
            "what is imported is listed",
            WIZARD,
            |play| play.import(FIRST).holds(&[FIRST]),
        ),
        (
            "import-two",
            Must,
            "two certificates of different subjects",
            WIZARD,
            |play| play.import(FIRST).import(OTHER).holds(&[FIRST, OTHER]),
        ),
        (
            "import-a-renewal",
            Must,
            "two certificates of one subject and two keys",
            SIDE_BY_SIDE,
            |play| play.import(FIRST).import(RENEWED).holds(&[FIRST, RENEWED]),
        ),
        (
            "import-a-renewal-with-its-key",
            Must,
            "two certificates of one subject and one key",
            PFX,
            |play| play.import(FIRST).import(KEPT).holds(&[FIRST, KEPT]),
        ),
        ("import-three", Must, "three certificates", WIZARD, |play| {
            play.import(FIRST)
                .import(OTHER)
                .import(RENEWED)
                .holds(&[FIRST, OTHER, RENEWED])
        }),
    ]
}

fn bad_imports() -> Vec<Row> {
    use Importance::Must;
    vec![
        (
            "import-twice",
            Must,
            "a file that is imported twice is there once",
            WIZARD,
            |play| {
                play.import(FIRST)
                    .import(FIRST)
                    .or(&[Reason::AlreadyExists])
                    .holds(&[FIRST])
            },
        ),
        (
            "import-under-a-wrong-password",
            Must,
            "nothing of a file whose password is wrong",
            WIZARD,
            |play| {
                play.import_file(&file(FIRST), "0428")
                    .refused(&[Reason::WrongPassword])
                    .holds(&[])
            },
        ),
        (
            "import-damaged",
            Must,
            "what is there stays when a damaged file is imported",
            WIZARD,
            |play| {
                play.import(FIRST)
                    .import_file(DAMAGED, PIN)
                    .refused(&[Reason::Malformed])
                    .holds(&[FIRST])
            },
        ),
    ]
}

fn deletions() -> Vec<Row> {
    use Importance::{Must, Should};
    vec![
        (
            "delete",
            Must,
            "only what is deleted is gone",
            WIZARD,
            |play| {
                play.import(FIRST)
                    .import(OTHER)
                    .delete(FIRST)
                    .holds(&[OTHER])
            },
        ),
        (
            "delete-the-old",
            Must,
            "the renewal stays when the old certificate is deleted",
            SIDE_BY_SIDE,
            |play| {
                play.import(FIRST)
                    .import(RENEWED)
                    .delete(FIRST)
                    .holds(&[RENEWED])
            },
        ),
        (
            "delete-what-is-not-there",
            Should,
            "whoever deletes nothing is told so",
            WIZARD,
            |play| {
                play.import(FIRST)
                    .delete(OTHER)
                    .refused(&[Reason::NotFound])
                    .holds(&[FIRST])
            },
        ),
        (
            "delete-and-import-again",
            Must,
            "what was deleted can be imported again, with its key",
            WIZARD,
            |play| {
                play.import(FIRST)
                    .delete(FIRST)
                    .import(FIRST)
                    .holds(&[FIRST])
                    .export(FIRST)
            },
        ),
    ]
}

fn exports() -> Vec<Row> {
    use Importance::Must;
    vec![
        (
            "export",
            Must,
            "a backup has the certificate, its key and its chain, under its password",
            ROUND_TRIP,
            |play| {
                play.import(OTHER)
                    .import(FIRST)
                    .export(OTHER)
                    .export(FIRST)
                    .holds(&[FIRST, OTHER])
            },
        ),
        (
            "export-what-is-not-there",
            Must,
            "there is no backup of what is not there",
            WIZARD,
            |play| {
                play.import(FIRST)
                    .export(OTHER)
                    .refused(&[Reason::NotFound, Reason::NoCertificate])
            },
        ),
        (
            "export-what-must-stay",
            Must,
            "a key that was imported as not exportable stays",
            WIZARD,
            |play| {
                play.import_to_stay(FIRST)
                    .export(FIRST)
                    .refused(&[Reason::NotExportable])
                    .holds(&[FIRST])
            },
        ),
    ]
}
