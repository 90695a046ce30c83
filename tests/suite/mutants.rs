//! Files whose structure was changed: elements taken out, repeated, swapped, grafted, nested or
//! given another tag or value, with every length and checksum around them right again.
//!
//! Byte flips (see `mutations.rs`) mostly end at the first wrong length. These get as deep as the
//! change itself. Mutant `n` follows from `n` alone, so a finding names what reproduces it:
//!
//! ```sh
//! KIGEN_MUTANTS=4711..4712 cargo test --test suite mutants
//! ```
//!
//! `scripts/mutants.sh` asks for a million.

mod der;
pub(crate) mod files;

use std::env;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Duration;

use cpu_time::ThreadTime;
use kigen::bundle;
use kigen::inspection::{self, Inspector, Judge};
use kigen::outcome::Outcome;
use kigen::path::Path;
use kigen::pkcs12::{Bulk, Limits, describe, looks_like, open};
use kigen::reason::Reason;
use kigen::time::parse_instant;

use files::{Mutant, mutant};

/// How many there are unless `KIGEN_MUTANTS` says otherwise.
const COUNT: u64 = 10_000;

/// The most time of a processor that one file may take. What else the machine does is not counted.
const TIME_MAX: Duration = Duration::from_millis(50);

/// The most memory for data that the process may have, in KiB: 64 MiB for the file at hand, and
/// what a process of tests has anyway.
#[cfg(target_os = "linux")]
const DATA_MAX_KIB: u64 = (64 + 48) << 10;

/// How many files are opened at once in bulk.
const BULK: usize = 64;

/// Derivations are as long as a file asks for, and no mutation makes that interesting.
fn limits() -> Limits {
    Limits {
        work: 10_000,
        ..Limits::default()
    }
}

/// `KIGEN_MUTANTS`: a number of them, or a range such as `4711..4712`.
fn wanted() -> Range<u64> {
    let Ok(text) = env::var("KIGEN_MUTANTS") else {
        return 0..COUNT;
    };
    let number = |text: &str| text.parse().expect("KIGEN_MUTANTS is N or M..N");
    match text.split_once("..") {
        Some((from, to)) => number(from)..number(to),
        None => 0..number(&text),
    }
}

/// Reads a mutant in every way there is; gives what `inspect` says of it.
fn read(mutant: &Mutant) -> Outcome {
    let judge = Judge::at(parse_instant("2025-01-01T00:00:00+09:00").unwrap());
    let password = files::PASSWORD.parse().unwrap();
    let mut within = inspection::Limits::default();
    within.container = limits();
    let inspector = Inspector::new().with_password(password).within(within);
    let finding = inspector.inspect_bytes("mutant", mutant.bytes.clone());
    let certificates: Vec<_> = bundle::read(&mutant.bytes).flatten().collect();
    for certificate in &certificates {
        let _ = judge.state(certificate);
        let _ = (certificate.holder(), certificate.extensions());
        let path = Path {
            end_entity: certificate,
            intermediates: &certificates,
            roots: std::slice::from_ref(certificate),
            crls: &[mutant.bytes.to_vec()],
        };
        let _ = path.verify(judge.time());
    }
    if let Ok(contents) = open(&mutant.bytes, files::PASSWORD, &limits()) {
        let _ = contents.identity();
        assert!(describe(&mutant.bytes, &limits()).is_ok());
    }
    finding.outcome
}

fn time(mutant: &Mutant) -> (Outcome, Duration) {
    // The caches may be cold, but not every time.
    let once = || {
        let start = ThreadTime::now();
        (read(mutant), start.elapsed())
    };
    let (outcome, mut fastest) = once();
    for _ in 0..4 {
        if fastest > TIME_MAX {
            fastest = fastest.min(once().1);
        }
    }
    (outcome, fastest)
}

/// What begins the line of a finding.
const FINDING: &str = "finding: ";

/// The last line of what the child says, whatever it found.
const DONE: &str = "looked at all of them";

/// The work itself: run by the test below in a process of its own, which may have little memory. It
/// goes on after a finding, so that a long run loses nothing.
#[test]
#[ignore = "the other test of this file runs it in a process of its own"]
fn child() {
    let mut outcomes = std::collections::BTreeMap::new();
    let mut slowest = (Duration::ZERO, 0);
    let mut together = Vec::new();
    let mut findings = 0;
    let mut find = |what: String| {
        findings += 1;
        println!("{FINDING}{what}");
    };
    for n in wanted() {
        let mutant = mutant(n);
        println!("mutant {n}: {}", mutant.says);
        match catch_unwind(AssertUnwindSafe(|| time(&mutant))) {
            Ok((outcome, took)) => {
                if took > TIME_MAX {
                    find(format!("mutant {n} took {took:?}: {}", mutant.says));
                }
                slowest = slowest.max((took, n));
                *outcomes.entry(outcome).or_insert(0_u64) += 1;
            }
            Err(_) => find(format!("mutant {n} panicked: {}", mutant.says)),
        }
        if looks_like(&mutant.bytes) {
            together.push(mutant.bytes);
        }
        if together.len() == BULK || n + 1 == wanted().end {
            let files = std::mem::take(&mut together);
            let bulk = catch_unwind(AssertUnwindSafe(|| answers_as_alone(&files)));
            if !bulk.unwrap_or(false) {
                find(format!("in bulk, one of the last {BULK} before mutant {n}"));
            }
        }
    }
    println!("outcomes: {outcomes:?}, slowest: {slowest:?}\n{DONE}");
    assert_eq!(findings, 0, "findings");
    // A generator that never gets past the door tests nothing.
    if wanted().end - wanted().start >= COUNT {
        let of = |outcome: Outcome| outcomes.get(&outcome).copied().unwrap_or(0);
        let all: u64 = outcomes.values().sum();
        assert!(of(Outcome::Ok) * 10 > all, "few are sound: {outcomes:?}");
        let malformed = Outcome::Refused(Reason::Malformed);
        assert!(of(malformed) * 10 > all, "few are damaged: {outcomes:?}");
    }
}

/// Whether each of these files gives the same in bulk as alone.
fn answers_as_alone(files: &[Arc<[u8]>]) -> bool {
    let asked = files.iter().map(|file| (file.to_vec(), files::PASSWORD));
    let answers: Vec<_> = Bulk::default().open(asked, &limits()).collect();
    files
        .iter()
        .zip(answers)
        .all(|(file, answer)| answer == open(file, files::PASSWORD, &limits()))
}

/// Runs the child over these mutants, with little memory where that can be limited.
fn run_child(mutants: &Range<u64>) -> Output {
    let this = env::current_exe().unwrap();
    let child = ["mutants::child", "--exact", "--ignored", "--nocapture"];
    #[cfg(target_os = "linux")]
    let mut command = {
        let mut command = Command::new("sh");
        let limited = format!("ulimit -d {DATA_MAX_KIB} && exec \"$0\" \"$@\"");
        command.args(["-c", &limited]).arg(this);
        command
    };
    #[cfg(not(target_os = "linux"))]
    let mut command = Command::new(this);
    // One thread for the test: each has a heap of its own.
    let command = command.args(child).arg("--test-threads=1");
    let range = format!("{}..{}", mutants.start, mutants.end);
    command
        .env("KIGEN_MUTANTS", range)
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap()
}

#[test]
fn a_file_of_any_structure_is_read_or_refused_in_no_time_and_little_memory() {
    let mut left = wanted();
    let mut findings = Vec::new();
    while !left.is_empty() {
        let output = run_child(&left);
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let found = stdout.lines().filter_map(|line| line.strip_prefix(FINDING));
        findings.extend(found.map(str::to_owned));
        if stdout.lines().any(|line| line == DONE) {
            assert!(output.status.success() || !findings.is_empty(), "{stderr}");
            break;
        }
        // It died, of too much memory as a rule: what is behind is looked at all the same.
        let last = stdout
            .lines()
            .rev()
            .find(|line| line.starts_with("mutant "));
        let last = last.unwrap_or_else(|| panic!("it did not begin: {stderr}"));
        findings.push(format!("it died at {last}: {stderr}"));
        let number = last["mutant ".len()..].split(':').next().unwrap();
        left.start = number.parse::<u64>().unwrap() + 1;
    }
    assert!(
        findings.is_empty(),
        "{} findings: {findings:#?}",
        findings.len()
    );
}
