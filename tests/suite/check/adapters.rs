//! The adapters in tests/adapters, and what their programs make of the corpus: as fixtures/matrix
//! says, which the guide shows.
//!
//! `INSTA_UPDATE=always` writes what they make of it now.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use kigen::lang::Lang;
use kigen::words::Voice;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::check;
use crate::judges::is_missing;
use crate::support::{root, say, with_between};

/// How long a program may take for a case; alone, it has twice as long.
const TIMEOUT: &str = "3s";

/// The file that most programs never finish.
const ENDLESS: &str = "files::hostile/iterations-of-mac-2-31-less-1.p12";

pub(crate) const MARKERS: [&str; 2] = [
    "<!-- programs under test -->",
    "<!-- end of programs under test -->",
];

/// What a program makes of the corpus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    name: String,
    version: String,
    asked: usize,
    skipped: usize,
    failures: Vec<Failure>,
}

/// A case in which it is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Failure {
    case: String,
    verdict: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered: Option<String>,
    /// Whether how long it takes decides, which differs between computers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_slow: bool,
}

/// The names of all adapters.
fn adapters() -> Vec<String> {
    let folders = fs::read_dir(root().join("tests/adapters")).unwrap();
    let folders = folders.map(|entry| entry.unwrap());
    let folders = folders.filter(|entry| entry.file_type().unwrap().is_dir());
    let names = folders.map(|entry| entry.file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn known_file(adapter: &str) -> PathBuf {
    root().join(format!("fixtures/matrix/{adapter}.json"))
}

fn known(adapter: &str) -> Known {
    let text = fs::read_to_string(known_file(adapter)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Asks a program about everything. None where it is not there.
fn ask(adapter: &str) -> Option<Known> {
    let folder = format!("tests/adapters/{adapter}");
    let args = [folder.as_str(), "--timeout", TIMEOUT, "--format", "json"];
    let excuses = tempfile::tempdir().unwrap();
    let excuses = excuses.path().join("known.toml");
    let mut more: Vec<&str> = vec![];
    if known_file(adapter).exists() {
        // What is known is not asked again.
        let lines = known(adapter).failures.into_iter().map(|failure| {
            let Failure { case, verdict, .. } = failure;
            format!(
                "[[known]]\ncase = '{case}'\nverdict = '{verdict}'\nreason = 'fixtures/matrix'\n"
            )
        });
        fs::write(&excuses, lines.collect::<String>()).unwrap();
        more = vec!["--expect", excuses.to_str().unwrap()];
    }
    let run = check(&root(), &[&args[..], &more].concat(), &[]);
    if run.code == Some(3) {
        is_missing(adapter, &run.stderr);
        return None;
    }
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let program = &report["programs"][0];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let cases = program["cases"].as_array().unwrap();
    let skipped = cases
        .iter()
        .filter(|case| case["verdict"] == "skipped")
        .count();
    let failures = cases.iter().filter_map(|case| {
        let verdict = text(&case["verdict"]).unwrap();
        let is_slow = verdict == "hang" && case["id"] != ENDLESS;
        (verdict != "pass" && verdict != "skipped").then(|| Failure {
            case: text(&case["id"]).unwrap(),
            verdict,
            answered: text(&case["answered"]),
            is_slow,
        })
    });
    Some(Known {
        name: text(&program["name"]).unwrap(),
        version: text(&program["version"]).unwrap(),
        asked: cases.len() - skipped,
        skipped,
        failures: failures.collect(),
    })
}

/// The failures of one that are not those of another, but for those that time decides.
fn beyond(one: &Known, other: &Known) -> Vec<String> {
    let slow = |case: &str| {
        let all = one.failures.iter().chain(&other.failures);
        all.into_iter()
            .any(|failure| failure.case == case && failure.is_slow)
    };
    let failures = one.failures.iter().filter(|failure| {
        let same = |it: &Failure| it.case == failure.case && it.verdict == failure.verdict;
        !other.failures.iter().any(same) && !slow(&failure.case)
    });
    failures
        .map(|it| format!("{}: {}", it.case, it.verdict))
        .collect()
}

#[test]
fn programs_make_of_the_corpus_what_is_known_of_them() {
    for adapter in adapters() {
        let Some(found) = ask(&adapter) else { continue };
        let update = std::env::var("INSTA_UPDATE").as_deref() == Ok("always");
        if update {
            let text = serde_json::to_string_pretty(&found).unwrap() + "\n";
            fs::write(known_file(&adapter), text).unwrap();
            continue;
        }
        let known = known(&adapter);
        if found.version != known.version {
            let (here, there) = (&found.version, &known.version);
            say(&format!(
                "NOTE: {adapter} is {here}; fixtures/matrix is of {there}"
            ));
            continue;
        }
        assert_eq!(beyond(&found, &known), [""; 0], "{adapter}: new failures");
        assert_eq!(
            beyond(&known, &found),
            [""; 0],
            "{adapter}: no failures any more"
        );
        assert_eq!(
            (found.asked, found.skipped),
            (known.asked, known.skipped),
            "{adapter}"
        );
    }
}

#[test]
fn adapters_are_short_and_say_what_they_are() {
    let mut sources = 0;
    for adapter in adapters() {
        let folder = root().join("tests/adapters").join(&adapter);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            if path.extension().is_some_and(|it| it == "toml") {
                assert!(text.starts_with("# "), "{path:?}");
                continue;
            }
            sources += 1;
            // Whoever has a store says more.
            let lines_max = if text.contains("export") { 100 } else { 80 };
            assert!(text.lines().count() < lines_max, "{path:?}");
            assert!(text.contains("for kigen check."), "{path:?}");
        }
    }
    assert_eq!(sources, adapters().len());
}

#[test]
fn most_programs_never_finish_with_one_file() {
    let all: Vec<Known> = adapters().iter().map(|adapter| known(adapter)).collect();
    let hang = |known: &&Known| {
        let hangs = |it: &Failure| it.case == ENDLESS && it.verdict == "hang";
        known.failures.iter().any(hangs)
    };
    let hanging: Vec<&str> = all.iter().filter(hang).map(|it| it.name.as_str()).collect();
    assert!(hanging.len() > all.len() / 2, "{hanging:?}");
}

/// The page with the table as it has to be.
pub(crate) fn with_table(page: &str, lang: Lang) -> String {
    with_between(page, MARKERS, table(lang).trim_end())
}

fn table(lang: Lang) -> String {
    let heads = Voice::from(lang).check_words().columns();
    let mut table = format!(
        "| {} |\n|{}\n",
        heads.join(" | "),
        "---|".repeat(heads.len())
    );
    for adapter in adapters() {
        let known = known(&adapter);
        let mut counts: BTreeMap<(&str, bool), usize> = BTreeMap::new();
        for failure in &known.failures {
            let taken = failure.answered.as_deref() == Some("ok");
            let key = match failure.verdict.as_str() {
                "wrong-outcome" => ("wrong-outcome", taken),
                other => (other, false),
            };
            *counts.entry(key).or_default() += 1;
        }
        let count = |verdict, taken| counts.get(&(verdict, taken)).copied().unwrap_or_default();
        let cells = [
            known.asked,
            known.asked - known.failures.len(),
            count("wrong-outcome", true),
            count("wrong-outcome", false),
            count("blames-password", false),
            count("wrong-code", false),
            count("wrong-contents", false),
            count("broken-rule", false),
            count("hang", false),
            count("crash", false),
            count("unsteady", false),
            known.skipped,
        ];
        let cells: Vec<String> = cells.iter().map(usize::to_string).collect();
        let Known { name, version, .. } = &known;
        table += &format!("| {name} {version} | {} |\n", cells.join(" | "));
    }
    table
}
