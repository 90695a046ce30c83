//! Connections that are steps of the session: `kigen run` judges them again as the server did.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{NOW, Process};
use crate::command::run_in;
use crate::judges::{openssl_is_here, page};

/// Connects with these files, and comes back when the server has answered.
fn visit(folder: &Path, host: &str, certificate: Option<&str>) {
    let mut client = Command::new("openssl");
    client.args([
        "s_client",
        "-ign_eof",
        "-cipher",
        "DEFAULT@SECLEVEL=0",
        "-connect",
        host,
    ]);
    if let Some(name) = certificate {
        let (chain, key) = (format!("{name}.pem"), format!("{name}.key.pem"));
        client.args(["-cert", &chain, "-cert_chain", &chain, "-key", &key]);
    }
    page(client.current_dir(folder));
}

/// The outcomes of the connections to a service in the log.
fn logged(server: &Process) -> Vec<Value> {
    let log = server.client().get("/events").unwrap();
    let entries = log["entries"].as_array().unwrap().iter();
    let connections = entries.filter(|entry| entry["entry"] == "connection");
    let outcomes = connections.map(|entry| {
        assert_eq!(entry.get("problem"), None, "{entry:#}");
        entry["outcome"].clone()
    });
    outcomes.collect()
}

#[test]
fn connections_by_certificates_from_elsewhere_replay_with_the_same_verdict() {
    if !openssl_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let make = [
        "make", "--state", "all", "--key", "p-256", "--as", "pem", "--out", "made", "--at", NOW,
    ];
    assert_eq!(run_in(folder, &make).code, Some(0));
    let new = [
        "session",
        "new",
        "受付01",
        "--start",
        NOW,
        "--trust",
        "made/root.pem",
    ];
    assert_eq!(run_in(folder, &new).code, Some(0));
    let server = Process::start(
        folder,
        &[
            "--file",
            "session.toml",
            "--record",
            "--at",
            "later=2027-01-01T00:00:00+09:00",
        ],
    );
    let states = [
        "valid",
        "renewal-due",
        "expired",
        "not-yet-valid",
        "expired-ca",
        "untrusted",
        "self-signed",
        "incomplete-chain",
        "wrong-purpose",
        "bad-signature",
        "weak-signature",
    ];
    for state in states {
        visit(
            folder,
            &server.host("claims"),
            Some(&format!("made/{state}")),
        );
    }
    visit(folder, &server.host("eligibility"), None);
    // An endpoint with a time of its own is not of the world's present.
    visit(folder, &server.host("claims@later"), Some("made/valid"));
    let client = server.client();
    client
        .post("/clock/advance", &json!({ "by": "1200d" }))
        .unwrap();
    visit(folder, &server.host("claims"), Some("made/valid"));
    let mut outcomes = logged(&server);
    assert_eq!(outcomes.remove(12), "ok", "at a time of its own");
    assert_eq!(outcomes[0], "ok");
    assert_eq!(outcomes[2], "expired");
    assert_eq!(outcomes[11], "no-certificate-sent");
    assert_eq!(outcomes[12], "expired");
    client.post("/shutdown", &json!(null)).unwrap();

    let run = run_in(folder, &["run", "session.toml", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let steps = report["scenarios"][0]["steps"].as_array().unwrap().iter();
    let shown = steps.filter(|step| step["action"] == "show");
    let replayed: Vec<Value> = shown.map(|step| step["outcome"].clone()).collect();
    assert_eq!(replayed, outcomes, "{report:#}");
    // Whoever edits a verdict is contradicted.
    let text = fs::read_to_string(folder.join("session.toml")).unwrap();
    let edited = text.replacen("expect = \"expired\"", "expect = \"untrusted\"", 1);
    fs::write(folder.join("session.toml"), edited).unwrap();
    assert_eq!(run_in(folder, &["run", "session.toml"]).code, Some(1));
}

#[test]
fn roots_that_the_scenario_does_not_know_cannot_be_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["serve", "--record", "--trust", "root.pem"];
    let run = run_in(folder.path(), &args);
    assert_eq!(run.code, Some(2), "{run:#?}");
}
