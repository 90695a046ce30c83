//! `kigen inspect` on folders: what it looks at, in which order, and what it sums up.

use std::fs;
use std::path::Path;

use chrono::Duration;
use kigen::reason::Reason;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::{Run, run_in};
use crate::inspect::{CLIENT, certificate, expect_usage, files, inspect, made, summary};
use crate::support::{AROUND, certificate_pem, root, seconds};

/// `made/`, with a broken file, others that are no certificates, and a folder within a folder.
fn mixed() -> TempDir {
    let folder = made();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let p12 = fs::read(folder.path().join(format!("{CLIENT}.p12"))).unwrap();
    let root = certificate(folder.path(), "made/it/root.cer");
    write("made/it/broken.p12", &p12[..p12.len() / 2]);
    write("made/it/notes.txt", b"nothing of the kind");
    write("made/it/root.txt", certificate_pem(&root).as_bytes());
    write("made/it/archive.bin", &p12);
    fs::create_dir_all(folder.path().join("made/a/b")).unwrap();
    write("made/a/b/root.PEM", certificate_pem(&root).as_bytes());
    write("made/z.pem", b"");
    folder
}

fn sum(run: &Run) -> Value {
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    report["summary"].clone()
}

#[test]
fn a_folder_is_looked_at_deep_down_in_the_order_of_names_and_a_broken_file_hides_nothing() {
    let folder = mixed();
    // Without a moment of its own each run would say the second it ran in.
    let args = ["made", "--pin", "0427", "--at", "2025-01-01T00:00:00+09:00"];
    let run = inspect(folder.path(), &args);
    assert_eq!(run.code, Some(1), "{run:#?}");
    let found = files(&run);
    let found: Vec<_> = found.iter().map(summary).collect();
    let path = |name: &str| Path::new("made").join(name).display().to_string();
    let expected = [
        ("a/b/root.PEM", "ok", 1, 0),
        ("it/archive.bin", "ok", 3, 1),
        ("it/broken.p12", "malformed", 0, 0),
        ("it/issuing.cer", "ok", 1, 0),
        ("it/issuing.crl", "ok", 0, 0),
        ("it/root.cer", "ok", 1, 0),
        ("it/root.txt", "ok", 1, 0),
        ("it/受付01-1.cer", "ok", 1, 0),
        ("it/受付01-1.p12", "ok", 3, 1),
        ("z.pem", "malformed", 0, 0),
    ];
    let expected = expected.map(|(name, outcome, certificates, keys)| {
        let name = name.split('/').fold(String::new(), |path, part| {
            Path::new(&path).join(part).display().to_string()
        });
        (path(&name), outcome, certificates, keys)
    });
    let expected: Vec<_> = expected
        .iter()
        .map(|(path, outcome, certificates, keys)| (path.as_str(), *outcome, *certificates, *keys))
        .collect();
    assert_eq!(found, expected);
    let sum = sum(&run);
    assert_eq!(sum["files"], 10);
    assert_eq!(sum["outcomes"], json!({ "ok": 8, "malformed": 2 }));
    // report.html, report.json, junit.xml, notes.txt and the record of what `run --out` wrote.
    assert_eq!(sum["passed_over"], 5);
    let soonest = sum["soonest"].as_array().unwrap();
    let subjects: Vec<&str> = soonest
        .iter()
        .map(|one| one["path"].as_str().unwrap())
        .collect();
    // The issuing authority's runs out before the root's; each is listed once.
    let client = &soonest[..soonest.len() - 2];
    assert!(client.len() <= 1, "{subjects:?}");
    assert_eq!(soonest.last().unwrap()["path"], expected[0].0);

    let again = inspect(folder.path(), &args);
    assert_eq!(run.stdout, again.stdout);
}

#[cfg(unix)]
#[test]
fn links_in_a_ring_end_and_links_into_nothing_are_told_of() {
    use std::os::unix::fs::symlink;
    let folder = made();
    let at = |name: &str| folder.path().join(name);
    symlink("..", at("made/it/up")).unwrap();
    symlink("../made", at("made/itself")).unwrap();
    symlink("gone.p12", at("made/lost.p12")).unwrap();
    symlink("gone", at("made/lost")).unwrap();
    let run = inspect(folder.path(), &["made", "--pin", "0427"]);
    assert_eq!(run.code, Some(3), "{run:#?}");
    let found = files(&run);
    let outcomes: Vec<_> = found.iter().map(|file| summary(file).1).collect();
    assert_eq!(outcomes, ["ok", "ok", "ok", "ok", "ok", "file-not-found"]);
}

#[test]
fn what_runs_out_within_a_time_ends_with_1_to_the_second() {
    let folder = made();
    let cer = format!("{CLIENT}.cer");
    let not_after = certificate(folder.path(), &cer).not_after();
    for (offset, code) in AROUND.into_iter().zip([0, 0, 1]) {
        let at = (not_after - Duration::days(30) + seconds(offset)).to_rfc3339();
        let args = [&cer, "--at", &at, "--expires-within", "30d"];
        let run = inspect(folder.path(), &args);
        assert_eq!(run.code, Some(code), "{at}");
        assert_eq!(sum(&run)["expire_by"]["certificates"], code);
        let text = run_in(
            folder.path(),
            &[&["inspect", "--lang", "en"], &args[..]].concat(),
        );
        let certificates = ["0 certificates", "1 certificate"][usize::from(code == 1)];
        let line = format!("= {certificates} expired or expiring within 30 days, by ");
        assert!(text.stdout.contains(&line), "{}", text.stdout);
    }
    expect_usage(&inspect(folder.path(), &[&cer, "--expires-within", "soon"]));
}

#[test]
fn a_time_may_be_told_from_now() {
    let folder = made();
    let cer = format!("{CLIENT}.cer");
    for (at, state) in [("-36500d", "not-yet-valid"), ("+36500d", "expired")] {
        let run = inspect(folder.path(), &[&cer, "--at", at]);
        // Times before 1970 are not accepted; the epoch is near enough to either.
        if run.code == Some(2) {
            assert_eq!(at, "-36500d");
            continue;
        }
        assert_eq!(files(&run)[0]["certificates"][0]["state"], state);
    }
    expect_usage(&inspect(folder.path(), &[&cer, "--at", "+soon"]));
}

#[test]
fn revocation_lists_are_told_of() {
    let folder = made();
    let list = inspect(folder.path(), &["made/it/issuing.crl"]);
    assert_eq!(list.code, Some(0), "{list:#?}");
    let file = &files(&list)[0];
    let found = file["revocation_lists"][0].as_object().unwrap();
    let issuing = certificate(folder.path(), "made/it/issuing.cer");
    assert_eq!(found["issuer"], issuing.subject());
    let text = run_in(
        folder.path(),
        &["inspect", "made/it/issuing.crl", "--lang", "en"],
    );
    assert!(
        text.stdout.contains("  revocation list of "),
        "{}",
        text.stdout
    );
}

#[test]
fn what_is_refused_comes_with_what_to_do() {
    let foreign = root().join("fixtures/foreign");
    let folder = made();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let p12 = fs::read(folder.path().join(format!("{CLIENT}.p12"))).unwrap();
    write("short.p12", &p12[..100]);
    write("closed.p12", &p12);
    write("keys.bks", &[0, 0, 0, 2, 0, 0, 0, 20, 0]);
    write("old.jceks", &[0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2]);
    let foreign = |name: &str| foreign.join(name).display().to_string();
    for (path, reason) in [
        ("missing.p12".to_owned(), Reason::FileNotFound),
        ("short.p12".to_owned(), Reason::Malformed),
        ("it.toml".to_owned(), Reason::Malformed),
        ("closed.p12".to_owned(), Reason::WrongPassword),
        ("keys.bks".to_owned(), Reason::UnsupportedFormat),
        ("old.jceks".to_owned(), Reason::UnsupportedFormat),
        (foreign("java-17.jks"), Reason::WrongPassword),
        (foreign("openssl-no-key.p12"), Reason::NoPrivateKey),
        (foreign("openssl-key-only.p12"), Reason::CertificateMissing),
    ] {
        let pin = if reason == Reason::WrongPassword {
            "0428"
        } else {
            "0427"
        };
        for (lang, label) in [("en", "\n  what to do: "), ("ja", "\n  対処: ")] {
            let args = ["inspect", &path, "--pin", pin, "--lang", lang];
            let run = run_in(folder.path(), &args);
            assert_ne!(run.code, Some(0), "{path}");
            let head = format!("{path}: {reason}: ");
            assert!(run.stdout.starts_with(&head), "{}", run.stdout);
            assert!(run.stdout.contains(label), "{}", run.stdout);
        }
    }
}

#[test]
fn a_gate_that_looks_at_nothing_is_not_green() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    fs::write(folder.path().join("empty/notes.txt"), "nothing here").unwrap();
    for path in ["empty", "."] {
        let run = inspect(folder.path(), &[path, "--expires-within", "30d"]);
        assert_eq!(run.code, Some(1), "{run:#?}");
        let said = "kigen: error: there is no certificate, key, key store or revocation list here";
        assert!(run.stderr.contains(said), "{}", run.stderr);
        assert_eq!(sum(&run)["files"], 0);
    }
}

#[cfg(unix)]
#[test]
fn a_hyphen_is_standard_input() {
    let folder = made();
    let command = format!("cat '{CLIENT}.p12' | \"$0\" inspect - --pin 0427 --format json");
    let output = std::process::Command::new("sh")
        .args(["-c", &command, env!("CARGO_BIN_EXE_kigen")])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["files"][0]["path"], "-");
    assert_eq!(report["files"][0]["outcome"], "ok");
}

/// Nothing in it is looked at more often for lying deeper.
#[cfg(target_os = "linux")] // elsewhere no path is so long
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "how long deep folders keep a gate busy is what is tested"
)]
fn folders_two_thousand_deep_are_walked_in_a_moment_and_deeper_ones_are_reported() {
    const LEVELS: usize = 1_900;
    let folder = tempfile::tempdir().unwrap();
    let deep = |name: &str| Path::new(name).join(vec!["d"; LEVELS].join("/"));
    for name in ["a", "b"] {
        fs::create_dir_all(folder.path().join(deep(name))).unwrap();
    }
    fs::write(folder.path().join(deep("a")).join("x.pem"), "nothing").unwrap();
    let begun = std::time::Instant::now();
    let run = inspect(folder.path(), &["a"]);
    let found = files(&run);
    assert_eq!(found.iter().map(summary).count(), 1, "{run:#?}");
    // It was over a minute when the way to each folder was followed from the top.
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());

    // Together they are deeper than any path is long.
    let inner = folder.path().join(deep("b")).join("a");
    fs::rename(folder.path().join("a"), inner).unwrap();
    let run = inspect(folder.path(), &["b"]);
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert_eq!(sum(&run)["outcomes"], json!({"unreadable": 1}));
    // The standard library opens all of them at once to delete them.
    let delete = std::process::Command::new("rm")
        .args(["-rf", "b"])
        .current_dir(folder.path())
        .status();
    assert!(delete.unwrap().success());
}
