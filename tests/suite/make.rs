//! `kigen make` as a person meets it: files, manifest, text, mistakes and exit codes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kigen::bundle;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::command::{Run, run_in};
use crate::inspect::{files, inspect, summary};
use crate::support::time;

const AT: &str = "2026-03-01T10:00:00+09:00";

/// Runs `kigen make` with P-256 keys, which are quick to make, at a fixed time.
fn make(folder: &Path, args: &[&str]) -> Run {
    let key = match args.contains(&"--key") {
        true => &[][..],
        false => &["--key", "p-256"],
    };
    run_in(folder, &[&["make", "--at", AT], key, args].concat())
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

#[test]
fn the_manifest_lists_every_file_with_its_digest() {
    let folder = tempfile::tempdir().unwrap();
    let run = make(
        folder.path(),
        &[
            "--state",
            "all",
            "--as",
            "p12,pem,der,jks",
            "--out",
            "out",
            "--format",
            "json",
        ],
    );
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert_eq!(run.stderr, "");
    let out = folder.path().join("out");
    assert_eq!(
        run.stdout.as_bytes(),
        fs::read(out.join("manifest.json")).unwrap()
    );
    let manifest = manifest(&out);
    let specimens = manifest["specimens"].as_array().unwrap();
    let own = specimens
        .iter()
        .flat_map(|specimen| specimen["files"].as_array().unwrap());
    let shared = manifest["shared"].as_array().unwrap();
    let mut listed = BTreeSet::from(["manifest.json".to_owned()]);
    for file in own.chain(shared) {
        let name = file["name"].as_str().unwrap();
        let bytes = fs::read(out.join(name)).unwrap();
        let hex: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(file["sha256"], hex.as_str(), "{name}");
        assert_eq!(file["size"], bytes.len(), "{name}");
        assert!(listed.insert(name.to_owned()), "{name} is listed twice");
    }
    assert_eq!(names(&out), listed);
}

#[test]
fn the_manifest_says_when_each_changes_and_why_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let run = make(
        folder.path(),
        &["--state", "expired", "--expires-in", "-1s", "--out", "."],
    );
    assert_eq!(run.code, Some(0), "{run:#?}");
    let manifest = manifest(folder.path());
    assert_eq!(manifest["schema"], 1);
    assert_eq!(manifest["made_for"], AT);
    let specimen = &manifest["specimens"][0];
    assert_eq!(specimen["state"], "expired");
    assert_eq!(specimen["outcome"], "expired");
    assert_eq!(
        specimen["certificate"]["not_after"],
        "2026-03-01T09:59:59+09:00"
    );
    let stages = specimen["stages"].as_array().unwrap();
    let stages: Vec<[Option<&str>; 3]> = stages
        .iter()
        .map(|stage| ["from", "outcome", "life"].map(|key| stage[key].as_str()))
        .collect();
    assert_eq!(
        stages,
        [
            [None, Some("not-yet-valid"), None],
            [Some("2022-12-01T09:59:59+09:00"), Some("ok"), Some("valid")],
            [
                Some("2025-12-01T09:59:59+09:00"),
                Some("ok"),
                Some("renewal-due")
            ],
            [Some(AT), Some("expired"), None],
        ]
    );
}

#[test]
fn equal_arguments_write_equal_bytes_and_another_seed_writes_others() {
    let folder = tempfile::tempdir().unwrap();
    let read = |seed: &str, out: &str| {
        let run = make(
            folder.path(),
            &["--state", "valid,revoked", "--seed", seed, "--out", out],
        );
        assert_eq!(run.code, Some(0), "{run:#?}");
        let out = folder.path().join(out);
        let files = names(&out)
            .into_iter()
            .map(|name| (fs::read(out.join(&name)).unwrap(), name));
        files.collect::<Vec<_>>()
    };
    let one = read("1", "a");
    assert_eq!(one, read("1", "b"));
    for ((bytes, name), (other, _)) in one.iter().zip(read("2", "c")) {
        assert_ne!(*bytes, other, "{name}");
    }
}

#[test]
fn the_end_of_the_revocation_lists_is_said_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let run = make(folder.path(), &["--state", "valid", "--out", "out"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let manifest = manifest(&folder.path().join("out"));
    let shared = manifest["shared"].as_array().unwrap();
    let list = shared.iter().find(|file| file["name"] == "crl.pem");
    let next_update = list.unwrap()["next_update"].as_str().unwrap();
    let next_update = time(next_update);
    assert_eq!(next_update, time(AT) + chrono::Duration::days(7));
    // In that second itself, strict servers refuse it already.
    for (offset, code) in [(-1, 0), (0, 1), (1, 1)] {
        let at = next_update - chrono::Duration::days(1) + chrono::Duration::seconds(offset);
        let at = at.to_rfc3339();
        let args = ["out/crl.pem", "--at", &at, "--expires-within", "1d"];
        let run = inspect(folder.path(), &args);
        assert_eq!(run.code, Some(code), "{run:#?}");
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        // The issuing authority's and the root's.
        let late = &report["summary"]["expire_by"];
        assert_eq!(
            (&late["revocation_lists"], &late["certificates"]),
            (&serde_json::json!(2 * code), &serde_json::json!(0))
        );
    }
}

#[test]
fn many_are_numbered_so_that_they_sort_and_a_pair_is_one_subject() {
    let folder = tempfile::tempdir().unwrap();
    let run = make(
        folder.path(),
        &[
            "--pair", "--count", "10", "--name", "受付", "--as", "pem", "--out", "out",
        ],
    );
    assert_eq!(run.code, Some(0), "{run:#?}");
    let out = folder.path().join("out");
    let all = names(&out);
    // Beside them root.pem, crl.pem and manifest.json.
    assert_eq!(all.len(), 10 * 2 * 2 + 3, "{all:?}");
    let read = |name: &str| {
        let pem = fs::read(out.join(name)).unwrap();
        bundle::read(&pem).next().unwrap().unwrap()
    };
    let (before, after) = (read("受付-03-before.pem"), read("受付-03-after.pem"));
    assert_eq!(
        before.subject(),
        "CN=受付-03,OU=0000000000,O=kigen (simulated),C=JP"
    );
    assert_eq!(after.subject(), before.subject());
    assert_eq!(before.not_after(), time("2026-03-31T10:00:00+09:00"));
    assert_eq!(after.not_before(), time(AT));
    assert_ne!(after.public_key_bits(), before.public_key_bits());
    assert!(
        run.stdout
            .starts_with("受付-01-before to 受付-10-before: accepted"),
        "{}",
        run.stdout
    );
}

/// Whoever gives dates and no state gets what they lead to, and both say the same.
#[test]
fn without_a_state_the_dates_decide() {
    let folder = tempfile::tempdir().unwrap();
    for (args, state) in [
        (&[][..], "valid"),
        (&["--expires-in", "91d"], "valid"),
        (&["--expires-in", "30d"], "renewal-due"),
        (&["--expires-at", "23:59:59"], "renewal-due"),
        (&["--expires-in", "-1s"], "expired"),
        (&["--begins-in", "1d"], "not-yet-valid"),
        (
            &["--begins-at", "2026-03-02T00:00:00+09:00"],
            "not-yet-valid",
        ),
        (&["--pair"], "renewal-due"),
        (&["--pair", "--state", "renewal-due"], "renewal-due"),
        (&["--pair", "--expires-in", "5d"], "renewal-due"),
    ] {
        let run = make(
            folder.path(),
            &[args, &["--out", "out", "--force"]].concat(),
        );
        assert_eq!(run.code, Some(0), "{args:?}: {run:#?}");
        let manifest = manifest(&folder.path().join("out"));
        let specimen = &manifest["specimens"][0];
        assert_eq!(specimen["state"], state, "{args:?}");
        let name = specimen["name"].as_str().unwrap();
        assert!(name.starts_with(state), "{args:?}: {name}");
        let life = match state {
            "expired" | "not-yet-valid" => format!(": {state}  (now)"),
            _ => format!("accepted [{state}]"),
        };
        assert!(run.stdout.contains(&life), "{args:?}: {}", run.stdout);
    }
}

#[test]
fn the_length_of_the_revocation_lists_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let next_update = |args: &[&str]| {
        let run = make(
            folder.path(),
            &[args, &["--out", "out", "--force"]].concat(),
        );
        assert_eq!(run.code, Some(0), "{run:#?}");
        let manifest = manifest(&folder.path().join("out"));
        let shared = manifest["shared"].as_array().unwrap().clone();
        let lists = shared
            .iter()
            .filter(|file| file["holds"] == "revocation-list");
        let lists = lists.map(|file| {
            let name = file["name"].as_str().unwrap().to_owned();
            let next = time(file["next_update"].as_str().unwrap());
            (name, (next - time(AT)).num_days())
        });
        lists.collect::<Vec<_>>()
    };
    let named = |name: &str, days| (name.to_owned(), days);
    let der = ["--as", "der", "--state"];
    let both = |days| [named("crl.pem", days), named("revoked.crl", days)];
    assert_eq!(next_update(&[&der[..], &["revoked"]].concat()), both(7));
    let longer = ["revoked", "--crl-expires-in", "400d"];
    assert_eq!(next_update(&[&der[..], &longer].concat()), both(400));
    // The list that is out of date is a file of its own, and says nothing of the others.
    let stale = ["valid,stale-crl", "--crl-expires-in", "30d"];
    let stale = next_update(&[&der[..], &stale].concat());
    let expected = [&both(30)[..], &[named("stale.crl", -1)]].concat();
    assert_eq!(stale, expected);
}

#[test]
fn a_time_of_day_is_in_japanese_time() {
    let folder = tempfile::tempdir().unwrap();
    for (text, end) in [
        ("23:59:59", "2026-03-01T23:59:59+09:00"),
        ("23:59:59Z", "2026-03-02T08:59:59+09:00"),
        ("2026-03-02T00:00:00Z", "2026-03-02T09:00:00+09:00"),
    ] {
        let run = make(
            folder.path(),
            &["--expires-at", text, "--out", "out", "--force"],
        );
        assert_eq!(run.code, Some(0), "{run:#?}");
        let manifest = manifest(&folder.path().join("out"));
        assert_eq!(
            manifest["specimens"][0]["certificate"]["not_after"], end,
            "{text}"
        );
    }
}

#[test]
fn files_that_exist_are_kept_unless_told() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(make(folder.path(), &["--out", "out"]).code, Some(0));
    let before = names(&folder.path().join("out"));
    let again = make(folder.path(), &["--state", "expired", "--out", "out"]);
    assert_eq!(again.code, Some(3), "{again:#?}");
    let manifest = Path::new("out").join("manifest.json");
    assert_eq!(
        again.stderr,
        format!(
            "kigen: error: {} exists and is kept\n\
             kigen: hint: nothing was written; --force replaces files\n",
            manifest.display()
        )
    );
    assert_eq!(names(&folder.path().join("out")), before);
    let forced = make(
        folder.path(),
        &["--state", "expired", "--out", "out", "--force"],
    );
    assert_eq!(forced.code, Some(0), "{forced:#?}");
}

#[test]
fn each_mistake_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    for (args, error, hint) in [
        (
            &["--state", "expired", "--expires-in", "1d"][..],
            "with these dates it would be `renewal-due` and not `expired`",
            "ask for --state renewal-due",
        ),
        (
            &["--pair", "--state", "untrusted"],
            "a pair takes a certificate that is due for renewal, not one that is `untrusted`",
            "--state renewal-due",
        ),
        (
            &["--pair", "--state", "valid"],
            "not one that is `valid`",
            "--state renewal-due",
        ),
        (
            &["--pair", "--state", "all"],
            "not one that is `valid`",
            "--state renewal-due",
        ),
        (
            &["--pair", "--state", "revoked", "--expires-in", "30d"],
            "not one that is `revoked`",
            "--state renewal-due",
        ),
        (
            &["--pair", "--expires-in", "200d"],
            "not one that is `valid`",
            "in the renewal window",
        ),
        (
            &["--pair", "--expires-in", "-1d"],
            "not one that is `expired`",
            "in the renewal window",
        ),
        (
            &["--state", "valid", "--expires-in", "30d"],
            "with these dates it would be `renewal-due` and not `valid`",
            "ask for --state renewal-due",
        ),
        (
            &["--state", "renewal-due", "--expires-in", "200d"],
            "with these dates it would be `valid` and not `renewal-due`",
            "ask for --state valid",
        ),
        (
            &["--state", "not-yet-valid", "--begins-in", "-1d"],
            "with these dates it would be `valid` and not `not-yet-valid`",
            "ask for --state valid",
        ),
        (
            &["--state", "valid", "--begins-in", "1d"],
            "with these dates it would be `not-yet-valid` and not `valid`",
            "ask for --state not-yet-valid",
        ),
        (
            &["--state", "revoked", "--expires-in", "-1d"],
            "with these dates it would be `expired` and not `revoked`",
            "ask for --state expired",
        ),
        (
            &["--state", "stale-crl", "--expires-in", "-1d"],
            "with these dates it would be `expired` and not `stale-crl`",
            "ask for --state expired",
        ),
        (
            &["--state", "expired-ca", "--expires-in", "1d"],
            "with these dates it would be `valid` and not `expired-ca`",
            "ask for --state valid",
        ),
        (
            &["--begins-in", "1d", "--expires-in", "-1d"],
            "it would end at",
            "--begins-in",
        ),
        (
            &["--crl-expires-in", "0s"],
            "revocation lists that last 0s are out of date at once",
            "--state stale-crl",
        ),
        (
            &["--key", "ed25519", "--state", "weak-signature"],
            "`weak-signature` cannot be made with ed25519 keys",
            "choose another --key",
        ),
        (&["--name", "a/b"], "a name cannot contain '/'", "--help"),
        (
            &["--state", "dead"],
            "--state <STATE> cannot be `dead`",
            "there are valid, renewal-due, expired",
        ),
        (
            &["--as", "pfx"],
            "--as <FORMAT> cannot be `pfx`",
            "there are p12, pem, der and jks",
        ),
        (
            &["--profile", "best"],
            "--profile <PROFILE> cannot be `best`",
            "windows-triple-des-sha1",
        ),
        (
            &["--key", "rsa"],
            "--key <KEY> cannot be `rsa`",
            "there are p-256, p-384, p-521, ed25519, rsa-2048, rsa-3072, rsa-4096 and stand-in",
        ),
        (
            &["--expires-in", "1y"],
            "months and years are not lengths",
            "--help",
        ),
        (
            &["--expires-at", "25:00"],
            "has a time of day or an offset that does not exist",
            "--help",
        ),
        (&["--count", "0"], "0 is not in 1..", "--help"),
    ] {
        let run = make(folder.path(), &[args, &["--out", "out"]].concat());
        assert_eq!(run.code, Some(2), "{args:?}: {run:#?}");
        assert_eq!(run.stdout, "");
        assert!(run.stderr.contains(error), "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(hint), "{args:?}: {}", run.stderr);
        assert!(!folder.path().join("out").exists(), "{args:?}");
    }
    let typed = make(folder.path(), &["--pin", "98765", "--out", "out"]);
    assert_eq!(typed.code, Some(2));
    assert!(typed.stderr.contains("the PIN has 5 digits"), "{typed:#?}");
    assert!(!typed.stderr.contains("987"), "{typed:#?}");
}

#[test]
fn neither_manifest_nor_text_says_the_pin() {
    let folder = tempfile::tempdir().unwrap();
    let run = make(
        folder.path(),
        &["--pin", "7391", "--name", "pc", "--out", "out"],
    );
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(!run.stdout.contains("7391"), "{}", run.stdout);
    let with_another = make(
        folder.path(),
        &["--pin", "2846", "--name", "pc", "--out", "other"],
    );
    assert_eq!(
        with_another.stdout.replace("in other", "in out"),
        run.stdout
    );
}

#[test]
fn a_folder_that_cannot_be_written_to_is_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let run = make(folder.path(), &["--out", "file"]);
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert!(run.stderr.contains("name another --out"), "{run:#?}");
}

#[test]
fn inspect_knows_every_file_that_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let formats = ["--as", "p12,pem,der,jks"];
    let run = make(
        folder.path(),
        &[&["--state", "all", "--out", "made"], &formats[..]].concat(),
    );
    assert_eq!(run.code, Some(0), "{run:#?}");
    let run = inspect(folder.path(), &["made", "--pin", "0427"]);
    let files = files(&run);
    let refused = files.iter().map(summary).filter(|file| file.1 != "ok");
    assert_eq!(
        refused.collect::<Vec<_>>(),
        [
            ("made/key-mismatch.jks", "key-mismatch", 3, 1),
            ("made/key-mismatch.p12", "key-mismatch", 3, 1),
            ("made/no-key.p12", "no-private-key", 3, 0),
        ]
    );
    let key = files
        .iter()
        .map(summary)
        .find(|file| file.0 == "made/valid.key.der");
    assert_eq!(key, Some(("made/valid.key.der", "ok", 0, 1)));
}
