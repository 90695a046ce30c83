//! The hostile corpus, `fixtures/hostile/`: files with one defect each, made from a seed.
//!
//! `INSTA_UPDATE=always cargo test --test suite hostile` writes the corpus again; otherwise the
//! committed files have to be those that the generator makes.

mod certificates;
mod contents;
mod cut;
pub(crate) mod der;
pub(crate) mod file;
mod make;
mod protection;
mod work;

use crate::support::root;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use kigen::bundle;
use kigen::pkcs12::{Bulk, Limits, describe, looks_like, open};
use kigen::reason::Reason;
use kigen::seed::Seed;

use file::PASSWORD;
use make::{Case, corpus};

/// How long a file may take.
const TIME_MAX: Duration = Duration::from_millis(50);

fn folder() -> PathBuf {
    root().join("fixtures/hostile")
}

/// What index.toml says.
fn index(cases: &[Case]) -> String {
    let mut index = String::from(
        "# Files with one defect each, and what reading them gives. README.md explains the fields.\n\
         # Made by tests/suite/hostile/make.rs.\n",
    );
    for case in cases {
        // Writing to a String cannot fail.
        let _ = write!(
            index,
            "\n[[file]]\nid = \"{}\"\ndefect = \"{}\"\noutcome = \"{}\"\n",
            case.id, case.defect, case.outcome
        );
        if is_minor(case) {
            index += "importance = \"should\"\n";
        }
        if let Some((also, note)) = also(case) {
            let _ = writeln!(index, "also = {also:?}\nnote = \"{note}\"");
        }
    }
    index
}

/// Whether who gets it wrong is only surprising: dates in certificates, which many readers parse when
/// they are asked for, and versions.
fn is_minor(case: &Case) -> bool {
    let starts = |beginning| case.id.starts_with(beginning);
    case.outcome == "malformed" && (starts("certificate-") || starts("version-"))
}

/// What another reader may as well say, and why.
fn also(case: &Case) -> Option<(&'static [&'static str], &'static str)> {
    let starts = |beginning| case.id.starts_with(beginning);
    Some(match case.outcome {
        "limit-exceeded" => (
            &["ok", "malformed", "wrong-password", "unsupported-algorithm"],
            "limits are each reader's own: any that stops in time will do",
        ),
        "unsupported-algorithm" => (
            &["ok", "malformed", "wrong-password"],
            "a reader that knows the algorithm may say something else",
        ),
        "key-mismatch" if case.id == "key-ed25519.p12" => (
            &["unsupported-algorithm"],
            "a reader that does not know the key's algorithm says so first",
        ),
        "empty" => (&["no-private-key"], "a reader may ask for a key first"),
        "certificate-missing" => (
            &["key-mismatch"],
            "a reader may not tell a missing certificate from one of another key",
        ),
        "wrong-password" if case.id == "mac-md5.p12" => (
            &["malformed", "unsupported-algorithm"],
            "a reader that does not know the algorithm says so first",
        ),
        "other-password"
            if ["oid-encryption-rc4.p12", "pbes2-prf-md5.p12"].contains(&&*case.id) =>
        {
            (
                &["malformed", "wrong-password", "unsupported-algorithm"],
                "a reader that does not know the algorithm says so first",
            )
        }
        "other-password" => (
            &["malformed", "wrong-password"],
            "few readers tell this from damage or from a wrong password",
        ),
        "ok" if starts("ber-") => (&["malformed"], "a reader of DER alone calls it malformed"),
        "ok" if starts("name-") => (&["malformed"], "a stricter reader refuses the attribute"),
        "ok" if starts("behind-the-end") || starts("certificate-zero-behind") => {
            (&["malformed"], "a stricter reader insists on the end")
        }
        "ok" if case.id == "mac-removed.p12" => (
            &["malformed", "wrong-password", "unsupported-algorithm"],
            "a reader may insist on a MAC",
        ),
        _ => return None,
    })
}

/// What reading a file gives: `ok` or a reason code.
fn outcome(id: &str, bytes: &[u8]) -> &'static str {
    let read = if id.ends_with(".der") {
        let certificates = bundle::read(bytes).collect::<Result<Vec<_>, _>>();
        certificates.map(drop).map_err(|_| Reason::Malformed)
    } else {
        let opened = open(bytes, PASSWORD, &Limits::default());
        let opened = opened.map_err(Reason::from);
        opened.and_then(|contents| contents.identity().map(drop).map_err(Reason::from))
    };
    read.map_or_else(Reason::code, |()| "ok")
}

#[test]
fn the_committed_files_are_those_that_the_generator_makes() {
    let cases = corpus(Seed::new(7));
    let mut expected: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for case in &cases {
        let before = expected.insert(case.id.clone(), case.bytes.clone());
        assert_eq!(before, None, "{} stands twice", case.id);
    }
    expected.insert("index.toml".into(), index(&cases).into_bytes());
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        fs::create_dir_all(folder()).unwrap();
        // What is as it should be is left alone: other tests are reading it.
        for (name, bytes) in &expected {
            let path = folder().join(name);
            if fs::read(&path).ok().as_ref() != Some(bytes) {
                fs::write(path, bytes).unwrap();
            }
        }
    }
    let files = fs::read_dir(folder()).unwrap().map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        (name, fs::read(entry.path()).unwrap())
    });
    let mut committed: BTreeMap<String, Vec<u8>> = files.collect();
    assert!(committed.remove("README.md").is_some());
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&committed), names(&expected));
    for (name, bytes) in expected {
        assert!(committed[&name] == bytes, "{name} is not what is made");
    }
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "how long a hostile file keeps a reader busy is what is tested"
)]
fn every_file_has_its_outcome_in_no_time_and_in_bulk_too() {
    let cases = corpus(Seed::new(7));
    for case in &cases {
        // The machine may be busy with something else for a while, but not every time.
        let mut fastest = Duration::MAX;
        for _ in 0..5 {
            let start = Instant::now();
            assert_eq!(
                outcome(&case.id, &case.bytes),
                case.outcome,
                "{}: {}",
                case.id,
                case.defect
            );
            fastest = fastest.min(start.elapsed());
            if fastest <= TIME_MAX {
                break;
            }
        }
        assert!(fastest <= TIME_MAX, "{} took {fastest:?}", case.id);
        let _ = describe(&case.bytes, &Limits::default());
    }
    let files = cases.iter().map(|case| (case.bytes.clone(), PASSWORD));
    let together: Vec<_> = Bulk::default().open(files, &Limits::default()).collect();
    for (case, opened) in cases.iter().zip(together) {
        let alone = open(&case.bytes, PASSWORD, &Limits::default());
        assert_eq!(opened, alone, "{}", case.id);
    }
}

/// The whole corpus in one process that may have 64 MiB, which no file can need by itself then.
#[cfg(target_os = "linux")]
#[test]
fn the_corpus_is_inspected_in_64_mib_and_each_file_says_why() {
    let command = "ulimit -d 65536 && exec \"$0\" inspect . --pin 0427 --format json";
    let output = std::process::Command::new("sh")
        .args(["-c", command, env!("CARGO_BIN_EXE_kigen")])
        .current_dir(folder())
        // A panic has to be reported, and a backtrace takes more memory than there is.
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let files = report["files"].as_array().unwrap();
    let found: BTreeMap<&str, &str> = files
        .iter()
        .map(|file| {
            let path = file["path"].as_str().unwrap();
            (&path[2..], file["outcome"].as_str().unwrap())
        })
        .collect();
    for case in corpus(Seed::new(7)) {
        if case.id.ends_with(".p12") && !looks_like(&case.bytes) {
            // `inspect` goes by how a file begins, and not by its name.
            assert!(found.contains_key(case.id.as_str()));
            continue;
        }
        assert_eq!(
            found.get(case.id.as_str()),
            Some(&case.outcome),
            "{}",
            case.id
        );
    }
}
