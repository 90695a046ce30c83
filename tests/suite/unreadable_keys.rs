//! PKCS#12 files with a private key that nobody here can read: what is beside it is shown, and
//! imported unless it needs the key.

use std::fs;

use kigen::pkcs12::{Limits, open};
use serde_json::{Value, json};

use crate::command::run_in;
use crate::hostile::der::{octets, oid, sequence};
use crate::hostile::file::{
    LOCAL_KEY_ID, SHROUDED_KEY_BAG, attribute, bag, certificate_bag, key_bag, of_bags,
};
use crate::session::Desk;
use crate::support::CLIENTS;

/// A key under an algorithm that nobody knows, with this `localKeyId`.
fn unknown(id: u8) -> Vec<u8> {
    let value = sequence(&[&sequence(&[&oid("1.2.3.4")]), &octets(&[9; 16])]);
    let id = attribute(LOCAL_KEY_ID, &octets(&[id]));
    bag(SHROUDED_KEY_BAG, &value, &[&id])
}

fn readable() -> Vec<u8> {
    key_bag(CLIENTS[0].key.pkcs8())
}

fn certificate() -> Vec<u8> {
    certificate_bag(CLIENTS[0].certificate.der())
}

/// A file whose certificate needs the key, and one whose certificate has another.
fn files() -> [Vec<u8>; 2] {
    [
        of_bags(&[&unknown(1), &certificate()]),
        of_bags(&[&unknown(2), &readable(), &certificate()]),
    ]
}

#[test]
fn certificates_and_dates_are_shown_and_the_key_is_counted_and_named() {
    let desk = tempfile::tempdir().unwrap();
    let [needed, extra] = files();
    fs::write(desk.path().join("needed.p12"), needed).unwrap();
    fs::write(desk.path().join("extra.p12"), extra).unwrap();
    let args = ["inspect", "needed.p12", "extra.p12", "--pin", "0427"];
    let run = run_in(desk.path(), &[&args[..], &["--format", "json"]].concat());
    assert_eq!(run.code, Some(1), "{run:#?}");
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let sealed = json!({"encrypted": true, "encryption": "1.2.3.4"});
    let own = json!({"algorithm": "p-256", "encrypted": false});
    for (file, outcome, keys, key) in [
        (
            &report["files"][0],
            "unsupported-algorithm",
            vec![&sealed],
            Value::Null,
        ),
        (&report["files"][1], "ok", vec![&sealed, &own], json!(2)),
    ] {
        assert_eq!(file["outcome"], outcome, "{file:#}");
        assert_eq!(file["private_keys"], keys.len(), "{file:#}");
        assert_eq!(file["keys"], json!(keys), "{file:#}");
        let certificate = &file["certificates"][0];
        assert!(certificate["not_after"].is_string(), "{file:#}");
        assert_eq!(certificate["private_key"], key, "{file:#}");
    }
    let run = run_in(desk.path(), &args);
    for line in [
        "  an encrypted key in the PKCS#12 file uses 1.2.3.4, which is not supported\n",
        "  what to do: have it exported again with AES256-SHA256",
        "  1 private key, 1 certificate\n",
        "  private key 1: encrypted, not opened (1.2.3.4)\n",
    ] {
        assert!(run.stdout.contains(line), "{line}{}", run.stdout);
    }
}

#[test]
fn an_import_says_what_was_left_out_and_refuses_what_lacks_its_key() {
    let desk = Desk::new();
    let [needed, extra] = files();
    fs::write(desk.path().join("needed.p12"), needed).unwrap();
    fs::write(desk.path().join("extra.p12"), extra).unwrap();
    let told = desk.done(&["import", "extra.p12", "--pin", "0427"]);
    let left_out = "imported extra.p12 without 1 private key, which no certificate needs or nobody can read: kigen inspect tells more";
    assert!(told.contains(left_out), "{told}");
    let run = desk.session(&["import", "needed.p12", "--pin", "0427"]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    assert!(run.stdout.contains("[unsupported-algorithm]"), "{run:#?}");
    assert!(!desk.text().contains("left_out"), "{}", desk.text());
    let run = run_in(desk.path(), &["run", "session.toml", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let events = report["scenarios"][0]["events"].as_array().unwrap().iter();
    let left_out: Vec<&Value> = events
        .filter(|event| event["what"] == "import")
        .map(|event| &event["keys_left_out"])
        .collect();
    assert_eq!(left_out, [&json!(1), &Value::Null]);
}

/// Which of several keys a certificate needs is decided by their order, unreadable ones included.
#[test]
fn a_readable_key_before_the_unreadable_one_takes_its_place() {
    for (bags, missed) in [
        (vec![readable(), unknown(1), certificate()], None),
        (vec![unknown(1), readable(), certificate()], Some(1)),
        (
            vec![unknown(2), readable(), unknown(1), certificate()],
            None,
        ),
        (
            vec![unknown(2), unknown(1), readable(), certificate()],
            Some(2),
        ),
        (vec![unknown(2), readable()], Some(1)),
    ] {
        let bags: Vec<&[u8]> = bags.iter().map(Vec::as_slice).collect();
        let contents = open(&of_bags(&bags), "0427", &Limits::default()).unwrap();
        let found = contents.missed_key().map(|key| key.position);
        assert_eq!(found, missed);
    }
}
