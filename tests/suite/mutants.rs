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
use std::process::Command;
use std::time::{Duration, Instant};

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

/// The most that one file may take.
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

#[expect(
    clippy::disallowed_methods,
    reason = "how long a hostile file keeps a reader busy is what is tested"
)]
fn time(mutant: &Mutant) -> (Outcome, Duration) {
    // The machine may be busy with something else for a while, but not every time.
    let once = || {
        let start = Instant::now();
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

/// The work itself: run by the test below in a process of its own, which may have little memory.
#[test]
#[ignore = "the other test of this file runs it in a process of its own"]
fn child() {
    let mut outcomes = std::collections::BTreeMap::new();
    let mut slowest = (Duration::ZERO, 0);
    let mut together = Vec::new();
    for n in wanted() {
        let mutant = mutant(n);
        println!("mutant {n}: {}", mutant.says);
        let (outcome, took) = time(&mutant);
        assert!(took <= TIME_MAX, "mutant {n} took {took:?}");
        slowest = slowest.max((took, n));
        *outcomes.entry(outcome).or_insert(0_u64) += 1;
        if looks_like(&mutant.bytes) {
            together.push(mutant.bytes);
        }
        if together.len() == BULK || n + 1 == wanted().end {
            let files = std::mem::take(&mut together);
            let asked = files.iter().map(|file| (file.to_vec(), files::PASSWORD));
            let answers: Vec<_> = Bulk::default().open(asked, &limits()).collect();
            for (file, answer) in files.iter().zip(answers) {
                let alone = open(file, files::PASSWORD, &limits());
                assert_eq!(answer, alone, "in bulk, one of the last {BULK} before {n}");
            }
        }
    }
    // A generator that never gets past the door tests nothing.
    if wanted().end - wanted().start >= COUNT {
        let of = |outcome: Outcome| outcomes.get(&outcome).copied().unwrap_or(0);
        let all: u64 = outcomes.values().sum();
        assert!(of(Outcome::Ok) * 10 > all, "few are sound: {outcomes:?}");
        let malformed = Outcome::Refused(Reason::Malformed);
        assert!(of(malformed) * 10 > all, "few are damaged: {outcomes:?}");
    }
    println!("outcomes: {outcomes:?}, slowest: {slowest:?}");
}

#[test]
fn a_file_of_any_structure_is_read_or_refused_in_no_time_and_little_memory() {
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
    let output = command.args(child).arg("--test-threads=1");
    let output = output.env("RUST_BACKTRACE", "0").output().unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    let last: Vec<&str> = stdout.lines().rev().take(12).collect();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}\nfrom the end: {last:#?}");
}
