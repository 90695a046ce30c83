//! Stores behind a pipe: the same suite gives the same there as in process, and what fails is printed
//! as a trace that replays and as a scenario that plays.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kigen::check::{
    BuiltIn, CaseResult, Codes, CommandLine, Corpus, Effort, Mutant, Program, Stop, Subject, Suite,
    WrongStore, run,
};
use kigen::conformance;
use kigen::scenario::{self, Scenario};

use super::{KIGEN, check};
use crate::judges::is_missing;
use crate::support::root;

/// What becomes of some cases, with kigen or a mutant of it in process or behind a pipe.
fn ask(corpus: &Corpus, mutant: Option<Mutant>, piped: bool) -> Vec<CaseResult> {
    let folder = tempfile::tempdir().unwrap();
    corpus.write_to(folder.path()).unwrap();
    let name = mutant.map_or("kigen".to_owned(), |mutant| format!("mutant-{mutant}"));
    let program = match piped {
        false => Program::BuiltIn(BuiltIn(mutant)),
        true => Program::Adapter(CommandLine {
            words: [KIGEN, "check", "--as-adapter", &name]
                .map(str::to_owned)
                .into(),
            folder: None,
        }),
    };
    let subject = Subject {
        program,
        codes: Codes::default(),
    };
    let effort = Effort {
        timeout: std::time::Duration::from_secs(60),
        jobs: 1,
        stop: Stop::default(),
    };
    run(&subject, corpus, folder.path(), &effort, |_, _| true)
        .unwrap()
        .results
}

fn only(patterns: &[&str]) -> Corpus {
    let patterns: Vec<String> = patterns.iter().map(|it| (*it).to_owned()).collect();
    Corpus::of(&[Suite::Store, Suite::Life]).only(&patterns)
}

/// What a store that breaks the rule of a case says, in the words of the suite.
#[track_caller]
fn same_in_process_and_piped(mutant: Mutant) {
    let rules = only(&["store::windows/*", "store::kigen/*"]);
    let piped = ask(&rules, Some(mutant), true);
    let mut failed = 0;
    for (case, result) in rules.cases().iter().zip(piped) {
        let (_, name) = case.id.split_once('/').unwrap();
        let Some(rule) = conformance::cases().find(|rule| rule.name() == name) else {
            continue;
        };
        let in_process = rule.run(|| WrongStore::new(mutant)).err();
        let behind_a_pipe = result.trouble.map(|trouble| trouble.got);
        assert_eq!(behind_a_pipe, in_process, "{mutant}: {name}");
        failed += usize::from(in_process.is_some());
    }
    assert!(failed > 0, "{mutant}");
}

#[test]
fn a_store_behind_a_pipe_gives_byte_for_byte_what_it_gives_in_process() {
    // Some of each: what is refused, what is listed, what signs and leaves, and what is half done.
    for mutant in [
        Mutant::CommitsHalf,
        Mutant::NewReplaces,
        Mutant::DeletingNothingSucceeds,
        Mutant::OldestFirst,
        Mutant::SignsWithTheWrongKey,
        Mutant::ExportsTheWrongKey,
        Mutant::CopiesWhatTheComputerHas,
        Mutant::LosesTheArchive,
    ] {
        same_in_process_and_piped(mutant);
    }
}

/// What fails in process and behind a pipe, shrunk, is the same to the byte.
#[test]
fn a_failure_shrinks_to_the_same_trace_behind_a_pipe() {
    for (mutant, case, requests) in [
        (
            Mutant::TellsOfTheWrongKey,
            "store::windows/random-sequences",
            3,
        ),
        (Mutant::NeverTakesBack, "store::files/drawn-sequences", 5),
        (Mutant::RenewalForgotten, "life::drawn-sequences", 4),
    ] {
        let corpus = only(&[case]);
        let own = ask(&corpus, Some(mutant), false).remove(0);
        let piped = ask(&corpus, Some(mutant), true).remove(0);
        assert!(own.verdict.is_failure(), "{mutant}");
        assert_eq!((own.verdict, &own.trouble), (piped.verdict, &piped.trouble));
        assert_eq!(own.trace, piped.trace, "{mutant}");
        assert_eq!(own.trace.len(), requests, "{mutant}: {:#?}", own.trace);
    }
}

/// The loop of the page about adapters.
fn replay_loop() -> String {
    let page = fs::read_to_string(root().join("tests/adapters/README.md")).unwrap();
    let (_, rest) = page.split_once("```python\nimport collections").unwrap();
    let (code, _) = rest.split_once("```").unwrap();
    let code = format!("import collections{code}");
    assert!(code.lines().count() <= 12, "{code}");
    code
}

/// The folder that `--out` wrote for a case of a mutant.
fn written(folder: &Path, mutant: &str, case: &str) -> PathBuf {
    let args = [
        &format!("builtin:mutant-{mutant}"),
        "--only",
        case,
        "--out",
        "out",
    ];
    let run = check(folder, &args, &[]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    let case = case.replace(['/', ':'], "-");
    folder.join(format!("out/mutant-{mutant}/{case}"))
}

#[test]
fn a_trace_replays_with_the_loop_of_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let script = folder.join("replay.py");
    fs::write(&script, replay_loop()).unwrap();
    for (mutant, case) in [
        ("renewal-forgotten", "life::renewal/first"),
        ("never-takes-back", "store::files/drawn-sequences"),
        ("exports-without-key", "life::backup/restores"),
        ("commits-half", "store::kigen/every-short-sequence"),
    ] {
        let written = written(folder, mutant, case);
        let replayed = |name: &str| {
            let python = Command::new("python3")
                .args([script.to_str().unwrap(), "trace.jsonl", KIGEN, "check"])
                .args(["--as-adapter", name])
                .current_dir(&written)
                .output();
            match python {
                Ok(output) => Some(String::from_utf8(output.stdout).unwrap()),
                Err(error) => {
                    is_missing("python3", &error.to_string());
                    None
                }
            }
        };
        let Some(again) = replayed(&format!("mutant-{mutant}")) else {
            return;
        };
        let count = fs::read_to_string(written.join("trace.jsonl")).unwrap();
        assert_eq!(again.lines().count(), count.lines().count(), "{again}");
        assert!(
            again.lines().all(|line| line.starts_with("same ")),
            "{again}"
        );
        // A right one answers otherwise, where only answers differ.
        if mutant != "exports-without-key" {
            let right = replayed("kigen").unwrap();
            assert!(
                right.lines().any(|line| line.starts_with("DIFFERS ")),
                "{right}"
            );
        }
    }
}

#[test]
fn a_sequence_is_also_a_scenario_that_kigen_plays() {
    let folder = tempfile::tempdir().unwrap();
    for mutant in [
        "renewal-forgotten",
        "renews-at-any-time",
        "renews-after-the-end",
    ] {
        let written = written(folder.path(), mutant, "life::drawn-sequences");
        let text = fs::read_to_string(written.join("scenario.toml"));
        let text = text.unwrap_or_else(|error| panic!("{mutant}: {error}"));
        let scenario = Scenario::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let played = scenario::run(&scenario, scenario.world.seed);
        assert!(played.failure().is_none(), "{mutant}\n{text}");
    }
}

#[test]
fn what_a_store_did_is_told_request_by_request() {
    let args = [
        "builtin:mutant-deletes-all",
        "--lang",
        "en",
        "--only",
        "store::files/delete",
    ];
    let run = check(Path::new("."), &args, &[]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines[0], "FAIL store::files/delete: wrong-contents");
    assert_eq!(lines[1], "  only what is deleted is gone");
    assert!(
        lines[2].starts_with("  > {\"seq\":1,\"op\":\"reset\""),
        "{run:#?}"
    );
    assert!(
        lines[6].starts_with("  > {\"seq\":5,\"op\":\"list\""),
        "{run:#?}"
    );
    assert!(lines[7].starts_with("  expected ["), "{run:#?}");
    assert!(lines[7].ends_with("], got []"), "{run:#?}");
    // Who has no store is not asked about one.
    let args = ["--each", "--lang", "en", "--suite", "store,life,notices"];
    let run = check(Path::new("."), &args, &[KIGEN, "explain", "expired"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(run.stdout.contains(" skipped ("), "{run:#?}");
}
