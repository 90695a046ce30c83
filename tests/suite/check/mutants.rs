//! Implementations that are wrong on purpose, behind a pipe: each is caught by a case that
//! fixtures/matrix/mutants.toml names, and in no time.
//!
//! `INSTA_UPDATE=always` writes the first case that catches each.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use kigen::check::{
    BuiltIn, Codes, CommandLine, Corpus, Effort, Mutant, Program, Results, Subject, Suite, Verdict,
    run,
};
use serde::Deserialize;
use tempfile::TempDir;

use super::KIGEN;
use crate::support::root;

/// How long it may take to catch one.
const TIME_MAX: Duration = Duration::from_secs(10);

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
        };
        let subject = Subject { program, codes };
        run(&subject, corpus, self.folder.path(), effort, |_, _| true).unwrap()
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

#[test]
fn every_mutant_is_caught_by_its_case_behind_a_pipe() {
    let bench = Bench::new();
    let path = root().join("fixtures/matrix/mutants.toml");
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        let mut list = String::from(
            "# What catches each implementation that is wrong on purpose (builtin:mutant-NAME).\n\
             # Made by tests/suite/check/mutants.rs.\n",
        );
        for mutant in Mutant::ALL {
            let built_in = Program::BuiltIn(BuiltIn(Some(*mutant)));
            let failures = bench.failures(built_in, &bench.corpus);
            let (case, verdict) = failures
                .first()
                .unwrap_or_else(|| panic!("{mutant} passes"));
            let count = failures.len();
            list += &format!(
                "\n[[mutant]]\nname = \"{mutant}\"\ncase = \"{case}\" # and {} others\nverdict = \"{verdict}\"\n",
                count - 1
            );
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
    for mutant in Mutant::ALL {
        let Caught { case, verdict, .. } = caught[mutant.name()];
        let corpus = bench.only(case);
        let found = bench.ask(piped(*mutant), &corpus);
        assert_eq!(found.results[0].verdict, *verdict, "{mutant}");
        assert!(found.time < TIME_MAX, "{mutant}: {:?}", found.time);
        // The mistake is what is caught.
        let own = bench.failures(Program::BuiltIn(BuiltIn(None)), &corpus);
        assert_eq!(own, [], "{mutant}");
    }
}
