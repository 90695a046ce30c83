use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use kigen::certificate::Certificate;
use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{SCENARIO, folder};
use crate::command::{Run, run_in};
use crate::support::root;
use crate::support::{AROUND, certificate_pem, pem, seconds};

/// The name of the one client's files.
pub(crate) const CLIENT: &str = "made/it/受付01-1";

/// A folder with what `kigen run --out made` writes.
pub(crate) fn made() -> TempDir {
    let folder = folder(&[("it.toml", SCENARIO)]);
    let run = run_in(folder.path(), &["run", "it.toml", "--out", "made"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    folder
}

pub(crate) fn certificate(folder: &Path, name: &str) -> Certificate {
    Certificate::from_der(fs::read(folder.join(name)).unwrap()).unwrap()
}

pub(crate) fn inspect(folder: &Path, args: &[&str]) -> Run {
    run_in(folder, &[&["inspect", "--format", "json"], args].concat())
}

pub(crate) fn files(run: &Run) -> Vec<Value> {
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    expect_keys(&report, &["schema", "files", "summary"]);
    assert_eq!(report["schema"], 1);
    report["files"].as_array().unwrap().clone()
}

#[track_caller]
fn expect_keys(object: &Value, keys: &[&str]) {
    let found: BTreeSet<&str> = object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(found, keys.iter().copied().collect());
}

/// `path`, `outcome`, number of certificates and of private keys (0 where it is not known).
pub(crate) fn summary(file: &Value) -> (&str, &str, usize, u64) {
    (
        file["path"].as_str().unwrap(),
        file["outcome"].as_str().unwrap(),
        file["certificates"].as_array().unwrap().len(),
        file["private_keys"].as_u64().unwrap_or(0),
    )
}

#[test]
fn every_file_is_reported_in_the_order_given_and_in_one_shape() {
    let folder = made();
    let [client, issuing, root] = [
        &format!("{CLIENT}.cer"),
        "made/it/issuing.cer",
        "made/it/root.cer",
    ]
    .map(|name| certificate(folder.path(), name));
    let damaged = pem("CERTIFICATE", b"no certificate");
    let bundle = [certificate_pem(&client), damaged, certificate_pem(&issuing)].concat();
    fs::write(folder.path().join("bundle.pem"), bundle).unwrap();
    fs::write(folder.path().join("text.txt"), "nothing of the kind\n").unwrap();
    fs::write(folder.path().join("empty"), "").unwrap();
    let mut der = client.der().to_vec();
    der.truncate(der.len() - 1);
    fs::write(folder.path().join("short.cer"), der).unwrap();
    let p12 = format!("{CLIENT}.p12");
    let cer = format!("{CLIENT}.cer");
    let given = [
        "text.txt",
        &p12,
        &cer,
        "bundle.pem",
        "missing.p12",
        "empty",
        "short.cer",
        &p12,
    ];
    let run = inspect(folder.path(), &[&["--pin", "0427"], &given[..]].concat());
    assert_eq!(run.code, Some(3), "the worst: a missing file");
    let files = files(&run);
    assert_eq!(
        files.iter().map(summary).collect::<Vec<_>>(),
        [
            ("text.txt", "malformed", 0, 0),
            (&p12, "ok", 3, 1),
            (&cer, "ok", 1, 0),
            ("bundle.pem", "malformed", 2, 0),
            ("missing.p12", "file-not-found", 0, 0),
            ("empty", "malformed", 0, 0),
            ("short.cer", "malformed", 0, 0),
            (&p12, "ok", 3, 1),
        ]
    );
    for file in &files {
        let mut keys = vec!["path", "outcome", "certificates"];
        let optional = ["format", "private_keys", "keys", "detail"];
        keys.extend(optional.iter().filter(|key| file.get(**key).is_some()));
        expect_keys(file, &keys);
        for certificate in file["certificates"].as_array().unwrap() {
            let mut keys = vec![
                "subject",
                "issuer",
                "serial",
                "thumbprint",
                "not_before",
                "not_after",
                "key_usage",
                "state",
            ];
            let optional = ["extended_key_usage", "private_key"];
            keys.extend(
                optional
                    .iter()
                    .filter(|key| certificate.get(**key).is_some()),
            );
            expect_keys(certificate, &keys);
        }
    }
    // What was not looked at is not counted.
    let looked_at: Vec<bool> = files
        .iter()
        .map(|file| file.get("private_keys").is_some())
        .collect();
    assert_eq!(looked_at, [true, true, true, true, false, true, true, true]);
    let format = |file: usize| files[file]["format"].as_str();
    assert_eq!(
        [0, 1, 2, 3].map(format),
        [None, Some("pkcs12"), Some("der"), Some("pem")]
    );
    let shown = |file: usize| -> Vec<&Value> {
        files[file]["certificates"]
            .as_array()
            .unwrap()
            .iter()
            .collect()
    };
    let says = |value: &Value, certificate: &Certificate| {
        assert_eq!(value["subject"], certificate.subject());
        assert_eq!(value["issuer"], certificate.issuer());
        assert_eq!(value["serial"], certificate.serial().to_string());
        assert_eq!(value["thumbprint"], certificate.thumbprint().to_string());
        let moment = |name: &str| {
            value[name]
                .as_str()
                .unwrap()
                .parse::<DateTime<Utc>>()
                .unwrap()
        };
        assert_eq!(moment("not_before"), certificate.not_before());
        assert_eq!(moment("not_after"), certificate.not_after());
        assert!(value["not_after"].as_str().unwrap().ends_with("+09:00"));
    };
    for (value, certificate) in shown(1).into_iter().zip([&client, &issuing, &root]) {
        says(value, certificate);
    }
    for (value, certificate) in shown(3).into_iter().zip([&client, &issuing]) {
        says(value, certificate);
    }
}

#[test]
fn the_state_turns_at_the_second() {
    let folder = made();
    let cer = format!("{CLIENT}.cer");
    let client = certificate(folder.path(), &cer);
    let (not_before, not_after) = (client.not_before(), client.not_after());
    for (moment, states) in [
        (not_before, ["not-yet-valid", "valid", "valid"]),
        (
            not_after - Duration::days(90),
            ["valid", "renewal-due", "renewal-due"],
        ),
        (not_after, ["renewal-due", "renewal-due", "expired"]),
    ] {
        for (offset, state) in AROUND.into_iter().zip(states) {
            let at = (moment + seconds(offset)).to_rfc3339();
            let run = inspect(folder.path(), &[&cer, "--at", &at]);
            assert_eq!(run.code, Some(0), "a state is no failure");
            assert_eq!(files(&run)[0]["certificates"][0]["state"], state, "{at}");
            let text = run_in(folder.path(), &["inspect", &cer, "--at", &at]);
            assert!(
                text.stdout.contains(&format!("    {state}: ")),
                "{at}: {}",
                text.stdout
            );
        }
    }
    // An authority is not renewed by its holder.
    let issuing = certificate(folder.path(), "made/it/issuing.cer");
    let at = issuing.not_after().to_rfc3339();
    let run = inspect(folder.path(), &["made/it/issuing.cer", "--at", &at]);
    assert_eq!(files(&run)[0]["certificates"][0]["state"], "valid");
}

#[test]
fn a_text_report_says_how_long_it_lasts() {
    let folder = made();
    let cer = format!("{CLIENT}.cer");
    let client = certificate(folder.path(), &cer);
    let day = Duration::days(1);
    for (at, lang, line) in [
        (
            client.not_after() - day * 31,
            "en",
            "renewal-due: 31 days left, until ",
        ),
        (
            client.not_after() - day * 31,
            "ja",
            "renewal-due: 残り31日、",
        ),
        (
            client.not_after(),
            "en",
            "renewal-due: less than a day left, until ",
        ),
        (
            client.not_after() + day * 2,
            "en",
            "expired: 2 days ago, at ",
        ),
        (client.not_after() + day * 2, "ja", "expired: 2日前の "),
        (client.not_before() - day, "en", "not-yet-valid: begins at "),
    ] {
        let at = at.to_rfc3339();
        let run = run_in(
            folder.path(),
            &["inspect", &cer, "--at", &at, "--lang", lang],
        );
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        assert!(run.stdout.contains(line), "{at}: {}", run.stdout);
    }
    expect_usage(&inspect(folder.path(), &[&cer, "--at", "2026-02-28"]));
}

#[track_caller]
pub(crate) fn expect_usage(run: &Run) {
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{run:#?}");
    assert!(run.stderr.contains("error: "), "{run:#?}");
}

#[test]
fn only_the_right_password_opens() {
    let folder = made();
    let p12 = format!("{CLIENT}.p12");
    for (name, text) in [
        ("right", "0427\n"),
        ("right-crlf", "0427\r\n"),
        ("right-first-line", "0427\nand a note\n"),
        ("wrong", "0428\n"),
        ("blank", "0427 \n"),
        ("nothing", ""),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    for (args, code, outcome, keys) in [
        (&["--pin", "0427"][..], 0, "ok", 1),
        (&["--pin", "0428"], 1, "wrong-password", 0),
        (&[], 1, "no-password", 0),
        (&["--password-file", "right"], 0, "ok", 1),
        (&["--password-file", "right-crlf"], 0, "ok", 1),
        (&["--password-file", "right-first-line"], 0, "ok", 1),
        (&["--password-file", "wrong"], 1, "wrong-password", 0),
        (&["--password-file", "blank"], 1, "wrong-password", 0),
        (&["--password-file", "nothing"], 1, "wrong-password", 0),
    ] {
        let run = inspect(folder.path(), &[&[p12.as_str()], args].concat());
        assert_eq!(run.code, Some(code), "{args:?}: {run:#?}");
        let files = files(&run);
        let (_, found, _, found_keys) = summary(&files[0]);
        assert_eq!((found, found_keys), (outcome, keys), "{args:?}");
        // Who gave none is told how to give one.
        assert_eq!(
            run.stderr.contains("give --pin NNNN"),
            args.is_empty(),
            "{args:?}"
        );
    }
    let run = inspect(folder.path(), &[&p12, "--password-file", "missing"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""));
    assert!(
        run.stderr
            .starts_with("kigen: error: there is no missing\n"),
        "{}",
        run.stderr
    );
    expect_usage(&inspect(folder.path(), &[&p12, "--pin", "12345"]));
    expect_usage(&inspect(
        folder.path(),
        &[&p12, "--pin", "0427", "--password-file", "right"],
    ));
    expect_usage(&inspect(folder.path(), &[]));
}

/// keytool leaves a key the password that it had before, which is not that of its new store.
#[test]
fn a_key_store_shows_its_certificates_though_its_key_has_another_password() {
    let folder = tempfile::tempdir().unwrap();
    let store = root().join("fixtures/foreign/java-17.jks");
    fs::copy(store, folder.path().join("store.jks")).unwrap();
    for (password, certificates, detail) in [
        (
            "042700",
            3,
            "a private key has another password than the key store",
        ),
        ("0427", 3, ""),
    ] {
        fs::write(folder.path().join("password"), password).unwrap();
        let run = inspect(folder.path(), &["store.jks", "--password-file", "password"]);
        assert_eq!(run.code, Some(1), "{run:#?}");
        let files = files(&run);
        let expected = ("store.jks", "wrong-password", certificates, 0);
        assert_eq!(summary(&files[0]), expected, "{password}");
        assert_eq!(files[0]["detail"].as_str().unwrap_or_default(), detail);
    }
}
