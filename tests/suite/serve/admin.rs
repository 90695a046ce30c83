//! The admin interface: who may ask, what is understood, what comes back.

use std::thread;
use std::time::Duration;

use kigen::report::SchemaOf;
use kigen::serve::{Client, ClientError, Server, Settings, Visitor};
use serde_json::{Value, json};

use super::{CLIENT, NOW, Process, raw, server};
use crate::schemas::Schema;

fn client(server: &Server) -> Client {
    let ready = server.ready();
    Client::new(&ready.admin, &ready.token).unwrap()
}

/// A request with these headers.
fn ask(server: &Server, line: &str, headers: &[&str]) -> String {
    let headers = headers.join("\r\n");
    let request = format!("{line} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n\r\n");
    raw(&server.ready().admin, request.as_bytes())
}

#[test]
fn only_requests_for_loopback_with_the_token_are_granted() {
    let server = server(Settings::default());
    let token = format!("Authorization: Bearer {}", server.ready().token);
    let status = |line: &str, headers: &[&str]| {
        let answer = ask(&server, line, headers);
        let (_, rest) = answer.split_once(' ').unwrap_or_default();
        rest[..3].to_owned()
    };
    let host = "Host: localhost:1";
    assert_eq!(status("GET /clock", &[host, &token]), "200");
    assert_eq!(status("GET /clock", &["Host: 127.0.0.1", &token]), "200");
    assert_eq!(status("GET /clock", &["Host: [::1]:80", &token]), "200");
    assert_eq!(status("GET /healthz", &[host]), "200");
    for other in [
        "Host: example.com",
        "Host: localhost.example.com",
        "Host: localhost:x",
        "Host:",
    ] {
        assert_eq!(status("GET /clock", &[other, &token]), "403", "{other}");
        assert_eq!(status("GET /healthz", &[other]), "403", "{other}");
    }
    let wrong = format!("{}0", &token[..token.len() - 1]);
    for other in [
        "Authorization: Bearer",
        "Authorization: Basic eA==",
        &wrong,
        &token[..40],
    ] {
        if other == token {
            continue; // the token's last digit is 0
        }
        assert_eq!(
            status("GET /session.toml", &[host, other]),
            "401",
            "{other}"
        );
        assert_eq!(status("POST /shutdown", &[host, other]), "401", "{other}");
    }
    assert_eq!(status("GET /nowhere", &[host, &token]), "404");
    let answer = ask(&server, "GET /clock/advance", &[host, &token]);
    assert!(answer.starts_with("HTTP/1.1 405"), "{answer}");
    assert!(answer.to_lowercase().contains("allow: post"), "{answer}");
}

#[test]
fn the_clock_is_read_advanced_and_set_and_never_goes_back() {
    let server = server(Settings::default());
    let client = client(&server);
    assert_eq!(client.get("/clock").unwrap()["now"], super::NOW);
    let answer = client
        .post("/clock/advance", &json!({ "by": "90d" }))
        .unwrap();
    assert_eq!(answer["now"], "2026-06-03T10:00:00+09:00");
    let answer = client
        .post("/clock/set", &json!({ "to": "受付01.renewal_opens" }))
        .unwrap();
    let events = answer["events"].as_array().unwrap();
    assert_eq!(events.last().unwrap()["what"], "notice");
    let back = client
        .post("/clock/set", &json!({ "to": super::NOW }))
        .unwrap_err();
    let ClientError::Refused { code, en, ja } = back else {
        panic!("{back:?}")
    };
    assert_eq!(code, "in-the-past");
    assert!(en.contains("is over"), "{en}");
    assert!(ja.contains("過ぎています") || ja.contains("過ぎ"), "{ja}");
    assert_eq!(client.get("/clock").unwrap()["now"], answer["now"]);
}

#[test]
fn mistakes_are_told_in_both_languages() {
    let server = server(Settings::default());
    let client = client(&server);
    let cases = [
        ("/clock/advance", json!({ "by": "90x" }), "wrong-body"),
        (
            "/clock/advance",
            json!({ "by": "1d", "fast": true }),
            "wrong-body",
        ),
        ("/clock/advance", json!({ "by": "-1d" }), "wrong-step"),
        (
            "/clock/set",
            json!({ "to": "受付02.not_after" }),
            "wrong-step",
        ),
        ("/clock/set", json!([]), "wrong-body"),
        (
            "/act",
            json!({ "do": { "fly": { "pc": "受付01" } } }),
            "wrong-step",
        ),
        (
            "/act",
            json!({ "do": { "renew": { "pc": "受付02" } } }),
            "wrong-step",
        ),
        (
            "/act",
            json!({ "do": { "renew": { "pc": "受付01", "now": 1 } } }),
            "wrong-step",
        ),
        ("/act", json!({ "do": { "renew": null } }), "wrong-body"),
        ("/act", json!({ "expect": "expired" }), "expect-given"),
        ("/act", json!("renew"), "wrong-body"),
    ];
    for (path, body, expected) in cases {
        match client.post(path, &body) {
            Err(ClientError::Refused { code, en, ja }) => {
                assert_eq!(code, expected, "{path} {body}: {en}");
                assert!(!ja.is_ascii(), "{path} {body}: {ja}");
            }
            other => panic!("{path} {body}: {other:?}"),
        }
    }
    let text = server.session();
    assert!(!text.contains("fly"), "{text}");
}

#[test]
fn acts_are_steps_and_a_refused_one_says_why() {
    let server = server(Settings::default());
    let client = client(&server);
    let renew = json!({ "do": { "renew": { "pc": "受付01" } } });
    let answer = client.post("/act", &renew).unwrap();
    assert_eq!(answer["step"]["outcome"], "renewal-not-open");
    client
        .post("/clock/set", &json!({ "to": "受付01.renewal_opens" }))
        .unwrap();
    let answer = client.post("/act", &renew).unwrap();
    assert_eq!(answer["step"]["outcome"], "ok", "{answer:#}");
    assert!(Visitor::new(&server, "受付01-2").visit("claims").is_ok());
    let fault = json!({ "fault": { "break": { "pc": "受付01" } }, "after": "1h" });
    let answer = client.post("/act", &fault).unwrap();
    assert_eq!(answer["step"]["outcome"], "ok");
    assert!(
        server.session().contains("fault.break"),
        "{}",
        server.session()
    );
}

#[test]
fn who_waits_for_something_to_happen_hears_of_it_at_once() {
    let server = server(Settings::default());
    let client = client(&server);
    let last = |answer: &Value| answer["last"].as_u64().unwrap();
    let before = last(&client.get("/events").unwrap());
    let waited = client
        .get(&format!("/events?after={before}&wait=1s"))
        .unwrap();
    assert_eq!(waited["entries"], json!([]));
    let heard = thread::scope(|scope| {
        let waiting = scope.spawn(|| client.get(&format!("/events?after={before}&wait=30s")));
        thread::sleep(Duration::from_millis(50));
        Visitor::new(&server, CLIENT).visit("eligibility").unwrap();
        waiting.join().unwrap().unwrap()
    });
    let entry = &heard["entries"][0];
    assert_eq!(entry["entry"], "connection", "{heard:#}");
    assert_eq!(entry["endpoint"], "eligibility");
    assert_eq!(entry["outcome"], "ok");
    assert_eq!(entry["seq"], before + 1);
    // Nobody: no certificate.
    Visitor::new(&server, "nobody").visit("claims").unwrap_err();
    let heard = client
        .get(&format!("/events?after={}&wait=5s", before + 1))
        .unwrap();
    assert_eq!(heard["entries"][0]["outcome"], "no-certificate-sent");
    assert_eq!(heard["entries"][0]["alert"], 116);
}

#[test]
fn every_answer_is_as_the_schema_says() {
    let folder = tempfile::tempdir().unwrap();
    let args = [
        "--start",
        NOW,
        "--at",
        "last=受付01.not_after",
        "--log",
        "log",
    ];
    let process = Process::start(folder.path(), &args);
    let schema = Schema::of(SchemaOf::Serve);
    let client = process.client();
    let renew = json!({ "do": { "renew": { "pc": "受付01" } } });
    let answers = [
        process.ready.clone(),
        client.get("/clock").unwrap(),
        client.get("/files").unwrap(),
        client.post("/act", &renew).unwrap(),
        client
            .post("/clock/set", &json!({ "to": "受付01.not_after + 1s" }))
            .unwrap(),
        client.get("/events").unwrap(),
    ];
    let mut names: Vec<String> = Vec::new();
    for answer in &answers {
        assert!(schema.accepts(answer), "{answer:#}");
        names.push(answer["answer"].as_str().unwrap().to_owned());
    }
    assert_eq!(
        names,
        ["ready", "clock", "files", "step", "step", "entries"]
    );
    let bodies = [
        ask_at(&process, "/nowhere"),
        Visitor::new(&server(Settings::default()), CLIENT)
            .visit("claims")
            .unwrap(),
    ];
    for answer in bodies {
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        let body: Value = serde_json::from_str(body).unwrap();
        assert!(schema.accepts(&body), "{body:#}");
    }
    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    let entries = &answers[5]["entries"];
    for (at, line) in log.lines().enumerate() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line, entries[at], "the log is what is heard of events");
    }
    assert_eq!(log.lines().count(), entries.as_array().unwrap().len());
}

fn ask_at(process: &Process, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    raw(process.ready["admin"].as_str().unwrap(), request.as_bytes())
}
