//! Implementations that are wrong on purpose, behind a pipe: each is caught by a case that
//! fixtures/matrix/mutants.toml names, and in no time.
//!
//! `INSTA_UPDATE=always` writes the first case that catches each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::Duration;

use kigen::check::{
    BuiltIn, Case, Codes, CommandLine, Corpus, Effort, Mutant, Program, Results, Stop, Subject,
    Suite, Task, Verdict, run,
};
use serde::Deserialize;
use tempfile::TempDir;

use super::KIGEN;
use crate::support::root;

/// How long it may take to catch one.
const TIME_MAX: Duration = Duration::from_secs(10);

/// How many requests after the one that empties the store a drawn sequence is shrunk to.
const STEPS_MAX: usize = 6;

#[derive(Deserialize)]
struct List {
    mutant: Vec<Caught>,
}

/// What catches a mutant.
#[derive(Deserialize)]
struct Caught {
    name: String,
    case: String,
    verdict: Verdict,
    /// How many requests it takes, where it takes several.
    requests: Option<usize>,
}

/// The corpus, and where its files lie.
struct Bench {
    corpus: Corpus,
    folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let corpus = Corpus::of(Suite::ALL);
        corpus.write_to(folder.path()).unwrap();
        Bench { corpus, folder }
    }

    fn ask(&self, program: Program, corpus: &Corpus) -> Results {
        let codes = Codes::default();
        let effort = Effort {
            timeout: Duration::from_secs(30),
            jobs: 1,
            stop: Stop::default(),
        };
        let subject = Subject { program, codes };
        run(&subject, corpus, self.folder.path(), &effort, |_, _| true).unwrap()
    }

    /// Every failure.
    fn failures(&self, program: Program, corpus: &Corpus) -> Vec<(String, Verdict)> {
        let found = self.ask(program, corpus);
        let cases = corpus.cases().iter().zip(found.results);
        let cases = cases.map(|(case, result)| (case.id.clone(), result.verdict));
        cases.filter(|(_, verdict)| verdict.is_failure()).collect()
    }

    fn only(&self, case: &str) -> Corpus {
        self.corpus.clone().only(&[case.to_owned()])
    }
}

fn piped(mutant: Mutant) -> Program {
    let name = format!("mutant-{mutant}");
    let words = [KIGEN, "check", "--as-adapter", &name].map(str::to_owned);
    Program::Adapter(CommandLine {
        words: words.into(),
        folder: None,
    })
}

/// The first of the cases that catches a mutant.
fn catch(bench: &Bench, cases: &[Corpus], mutant: Mutant) -> Caught {
    for corpus in cases {
        let case = &corpus.cases()[0];
        let found = bench.ask(Program::BuiltIn(BuiltIn(Some(mutant))), corpus);
        let result = &found.results[0];
        if result.verdict.is_failure() {
            return Caught {
                name: mutant.to_string(),
                case: case.id.clone(),
                verdict: result.verdict,
                requests: Some(result.trace.len()).filter(|count| *count > 0),
            };
        }
    }
    panic!("{mutant} passes")
}

impl Caught {
    fn written(&self, time: Duration) -> String {
        let Caught {
            name,
            case,
            verdict,
            requests,
        } = self;
        let requests = requests.map(|count| format!("requests = {count}\n"));
        format!(
            "\n[[mutant]]\nname = \"{name}\"\ncase = \"{case}\"\nverdict = \"{verdict}\"\n{}ms = {}\n",
            requests.unwrap_or_default(),
            time.as_millis()
        )
    }
}

#[test]
fn every_mutant_is_caught_by_its_case_behind_a_pipe() {
    let bench = Bench::new();
    let path = root().join("fixtures/matrix/mutants.toml");
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        let mut list = String::from(
            "# What catches each implementation that is wrong on purpose (builtin:mutant-NAME): the first case,\n\
             # how many requests it takes, with the one that empties the store, and how many milliseconds behind\n\
             # a pipe, where this was written. Made by tests/suite/check/mutants.rs.\n",
        );
        // What takes a moment comes first, and what is drawn last.
        let mut cases: Vec<&Case> = bench.corpus.cases().iter().collect();
        cases.sort_by_key(|case| match case.task {
            Task::Ask(_) => 1,
            Task::Walk(_) => 2,
            _ => 0,
        });
        let cases: Vec<Corpus> = cases.iter().map(|case| bench.only(&case.id)).collect();
        for mutant in Mutant::ALL {
            let caught = catch(&bench, &cases, *mutant);
            let found = bench.ask(piped(*mutant), &bench.only(&caught.case));
            list += &caught.written(found.time);
        }
        fs::write(&path, list).unwrap();
    }
    let list: List = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let caught: BTreeMap<&str, &Caught> = list
        .mutant
        .iter()
        .map(|it| (it.name.as_str(), it))
        .collect();
    assert_eq!(caught.len(), Mutant::ALL.len());
    assert!(caught.len() >= 60);
    let mut sound = BTreeSet::new();
    for mutant in Mutant::ALL {
        let Caught {
            case,
            verdict,
            requests,
            ..
        } = caught[mutant.name()];
        let corpus = bench.only(case);
        let found = bench.ask(piped(*mutant), &corpus);
        let result = &found.results[0];
        assert_eq!(result.verdict, *verdict, "{mutant}");
        assert!(found.time < TIME_MAX, "{mutant}: {:?}", found.time);
        let count = Some(result.trace.len()).filter(|count| *count > 0);
        assert_eq!(count, *requests, "{mutant}");
        if matches!(corpus.cases()[0].task, Task::Walk(_)) {
            assert!(result.trace.len() <= 1 + STEPS_MAX, "{mutant}: {count:?}");
        }
        // The mistake is what is caught.
        if sound.insert(case.as_str()) {
            let own = bench.failures(Program::BuiltIn(BuiltIn(None)), &corpus);
            assert_eq!(own, [], "{mutant}");
        }
    }
}
