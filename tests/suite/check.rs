//! `kigen check`: programs of others under test. Which verdicts there are, what is printed and how
//! it ends; kigen itself, in process and behind a pipe.

mod adapters;
#[cfg(unix)]
mod bad_adapters;
mod mutants;
mod stores;

use std::path::Path;

use serde_json::Value;

use crate::command::{Run, run_in};

pub(crate) use adapters::{MARKERS, with_table};

const KIGEN: &str = env!("CARGO_BIN_EXE_kigen");

/// A few cases of each kind, which do not take long.
const FEW: [&str; 6] = [
    "--only",
    "files::hostile/good*",
    "--only",
    "files::hostile/behind-*",
    "--only",
    "files::hostile/noise.p12",
];

fn check(folder: &Path, args: &[&str], command: &[&str]) -> Run {
    let end: &[&str] = if command.is_empty() { &[] } else { &["--"] };
    run_in(folder, &[&["check"], args, end, command].concat())
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

/// Without what differs from run to run.
fn without_costs(mut report: Value) -> Value {
    for case in report["programs"][0]["cases"].as_array_mut().unwrap() {
        let case = case.as_object_mut().unwrap();
        case.remove("time_ms");
        case.remove("memory_kib");
    }
    report
}

#[test]
fn kigen_passes_every_case_and_the_pipe_loses_nothing() {
    let here = Path::new(".");
    let own = check(here, &["builtin:kigen", "--format", "json"], &[]);
    assert_eq!(own.code, Some(0), "{}", own.stdout);
    let piped = check(
        here,
        &["--format", "json", "--timeout", "60s"],
        &[KIGEN, "check", "--as-adapter", "kigen"],
    );
    let (own, piped) = (json(&own), json(&piped));
    let verdicts = own["programs"][0]["verdicts"].as_object().unwrap();
    assert_eq!(
        verdicts.keys().collect::<Vec<_>>(),
        ["pass"],
        "{verdicts:?}"
    );
    assert!(verdicts["pass"].as_u64().unwrap() > 500, "{verdicts:?}");
    assert_eq!(without_costs(own), without_costs(piped));
}

#[test]
fn a_command_is_judged_by_its_exit_code() {
    let args = ["--each", "--lang", "en", "--only", "files::hostile/b*.p12"];
    let right = [KIGEN, "inspect", "{p12}", "--pin", "{pin}"];
    let run = check(Path::new("."), &args, &right);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:#?}");
    // It takes everything.
    let few = [&["--each", "--lang", "en"], &FEW[..]].concat();
    let run = check(Path::new("."), &few, &[KIGEN, "explain", "expired"]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(
        lines[..3],
        [
            "FAIL files::hostile/noise.p12: wrong-outcome",
            "  a thousand bytes of noise",
            "  expected malformed, got ok",
        ],
    );
    assert!(
        lines[3].starts_with("  again: kigen check --each --only files::hostile/noise.p12 -- ")
    );
    assert!(
        lines[4].contains("7 cases: 6 pass, 1 wrong-outcome ("),
        "{}",
        lines[4]
    );
    // It takes nothing.
    let run = check(Path::new("."), &few, &[KIGEN, "explain", "no-such-code"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stdout
            .contains("expected ok, got a refusal for another reason"),
        "{run:#?}"
    );
    assert!(run.stdout.contains("  it said: kigen: error: "), "{run:#?}");
    // States need places for the time and the root.
    let states = ["--each", "--lang", "en", "--only", "states::valid/*"];
    let run = check(Path::new("."), &states, &[KIGEN, "explain", "{now}"]);
    assert!(
        run.stdout.contains("4 skipped") || run.stdout.contains("5 skipped"),
        "{run:#?}"
    );
}

#[test]
fn known_failures_are_excused_until_they_pass() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let takes_all = [KIGEN, "explain", "expired"];
    let each = |more: &[&str], command: &[&str]| {
        let args = [&["--each", "--lang", "en"], &FEW[..], more].concat();
        check(folder, &args, command)
    };
    let run = each(&["--write-known", "known.toml"], &takes_all);
    assert_eq!(run.code, Some(1));
    let run = each(&["--expect", "known.toml"], &takes_all);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let known = "known files::hostile/noise.p12: wrong-outcome: not looked into yet";
    assert_eq!(run.stdout.lines().next(), Some(known));
    let right = [KIGEN, "inspect", "{p12}", "--pin", "{pin}"];
    let run = each(&["--expect", "known.toml"], &right);
    assert_eq!(run.code, Some(1));
    let mended = "FAIL files::hostile/noise.p12: it passes; remove it from the known failures";
    assert_eq!(run.stdout.lines().next(), Some(mended));
    std::fs::write(folder.join("old.toml"), "[[known]]\ncase = 'files::*'\n").unwrap();
    let run = each(&["--expect", "old.toml"], &takes_all);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("missing field `reason`"), "{run:#?}");
}

#[test]
fn cases_are_listed_shown_and_exported() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let run = check(
        folder,
        &["--lang", "en", "--show", "files::hostile/good.p12"],
        &[],
    );
    insta::assert_snapshot!(run.stdout, @r#"
    files::hostile/good.p12 [must]: ok
      nothing: the file that most others are made of
      source: RFC 7292; fixtures/hostile/README.md
      hostile/good.p12 (942 bytes, SHA-256 cdd0dc70d386aefefa3ac50f107bdc980bcb41b619c659cc54f2f35d498cec1f)
      {"seq":2,"op":"open","file":"hostile/good.p12","format":"pkcs12","password":"0427"}
    "#);
    let few = [&["--list", "--export", "cases"], &FEW[..]].concat();
    assert_eq!(check(folder, &few, &[]).code, Some(0));
    let cases = std::fs::read_to_string(folder.join("cases/cases.json")).unwrap();
    let cases: Value = serde_json::from_str(&cases).unwrap();
    for case in cases["cases"].as_array().unwrap() {
        let file = folder.join("cases").join(case["file"].as_str().unwrap());
        let size = std::fs::metadata(file).unwrap().len();
        assert_eq!(case["size"].as_u64(), Some(size));
    }
    let run = check(
        folder,
        &["--lang", "en", "--only", "files::none"],
        &["true"],
    );
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("no case is called that"), "{run:#?}");
    let run = check(
        folder,
        &["--lang", "en", "--only", "files::hostile/good.p12"],
        &[],
    );
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("there is no program to check"),
        "{run:#?}"
    );
}

#[test]
fn only_what_changed_is_compared_and_worse_is_1() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let args = [&["--format", "json"], &FEW[..]].concat();
    for (name, program) in [
        ("good.json", "builtin:kigen"),
        ("bad.json", "builtin:mutant-blames-the-password"),
    ] {
        let run = check(folder, &[&[program], &args[..]].concat(), &[]);
        std::fs::write(
            folder.join(name),
            run.stdout.replace("mutant-blames-the-password", "kigen"),
        )
        .unwrap();
    }
    let compare = |before, after| check(folder, &["--lang", "en", "--compare", before, after], &[]);
    let worse = compare("good.json", "bad.json");
    let line = "WORSE kigen: files::hostile/noise.p12: pass, now blames-password\n";
    assert_eq!((worse.code, worse.stdout.as_str()), (Some(1), line));
    let better = compare("bad.json", "good.json");
    let line = "kigen: files::hostile/noise.p12: blames-password, now pass\n";
    assert_eq!((better.code, better.stdout.as_str()), (Some(0), line));
    let same = compare("good.json", "good.json");
    assert_eq!(
        (same.code, same.stdout.as_str()),
        (Some(0), "nothing changed\n")
    );
    let run = check(
        folder,
        &["--lang", "en", "builtin:mutant-blames-the-pasword"],
        &[],
    );
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("did you mean `blames-the-password`?"),
        "{run:#?}"
    );
}

#[test]
fn several_programs_stand_beside_one_another() {
    let args = [
        &["builtin:kigen", "builtin:kigen", "--lang", "en"],
        &FEW[..],
    ]
    .concat();
    let run = check(Path::new("."), &args, &[]);
    assert_eq!(run.code, Some(0));
    let version = env!("CARGO_PKG_VERSION");
    let row = format!("| kigen {version} | 7 | 7 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |");
    assert_eq!(run.stdout.lines().skip(2).collect::<Vec<_>>(), [&row, &row]);
}
