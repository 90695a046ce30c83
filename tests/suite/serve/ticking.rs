//! A clock that runs by itself, and waiting until nothing is under way.

use std::fs;
use std::io::{Read, Write};
use std::num::NonZeroU32;
use std::thread;
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use kigen::serve::{Settings, Visitor};
use serde_json::json;

use super::{CLIENT, NOW, Process, server};
use crate::command::run_in;

fn now(process: &Process) -> DateTime<FixedOffset> {
    let answer = process.client().get("/clock").unwrap();
    answer["now"].as_str().unwrap().parse().unwrap()
}

#[test]
fn time_passes_at_its_rate_and_a_connection_lasts_as_long_as_its_certificate() {
    let settings = Settings {
        tick: NonZeroU32::new(3600),
        ..Settings::default()
    };
    let server = server(settings);
    server
        .set("受付01.not_after - 1h".parse().unwrap())
        .unwrap();
    let visitor = Visitor::new(&server, CLIENT);
    let mut connection = visitor.connect("claims").unwrap();
    let request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut answers = 0;
    // Within some two seconds it is over, which is far from the five that a client may be silent.
    for _ in 0..100 {
        let mut buffer = [0; 4096];
        let said = connection
            .write_all(request)
            .and_then(|()| connection.read(&mut buffer));
        match said {
            Ok(count @ 1..) => assert!(buffer[..count].starts_with(b"HTTP/1.1 200")),
            _ => break,
        }
        answers += 1;
        thread::sleep(Duration::from_millis(50));
    }
    assert!((2..100).contains(&answers), "{answers}");
    assert!(
        visitor
            .visit("claims")
            .unwrap_err()
            .to_string()
            .contains("CertificateExpired")
    );
}

#[test]
fn a_session_on_a_clock_that_runs_replays_to_the_second() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let new = ["session", "new", "受付01", "--start", NOW];
    assert_eq!(run_in(folder, &new).code, Some(0));
    let args = ["--file", "session.toml", "--tick", "86400", "--log", "log"];
    let mut server = Process::start(folder, &args);
    let client = server.client();
    let act = |body| client.post("/act", &body).unwrap()["step"]["outcome"].clone();
    assert_eq!(act(json!({ "do": { "apply": { "pc": "受付01" } } })), "ok");
    // The letter takes days, which are seconds here.
    for _ in 0..300 {
        if client.get("/pcs").unwrap()["pcs"]["受付01"]
            .get("letter")
            .is_some()
        {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    let download =
        json!({ "do": { "download": { "pc": "受付01", "pin": "0427" } }, "after": "1h" });
    assert_eq!(act(download), "ok");
    assert_eq!(
        act(json!({ "do": { "import": { "pc": "受付01", "pin": "0427" } } })),
        "ok"
    );
    let imported = now(&server);
    thread::sleep(Duration::from_millis(300));
    assert!(now(&server) > imported + chrono::Duration::hours(2));
    // A step that cannot be played leaves the clock where it is.
    let past = json!({ "to": NOW });
    client.post("/clock/set", &past).unwrap_err();
    assert!(now(&server) > imported + chrono::Duration::hours(2));
    client.post("/shutdown", &json!(null)).unwrap();
    assert_eq!(server.end(), Some(0));

    let run = run_in(
        folder,
        &["run", "session.toml", "--out", "out", "--format", "json"],
    );
    assert_eq!(run.code, Some(0), "{run:#?}");
    for name in ["受付01-1.p12", "受付01-1.cer"] {
        let live = fs::read(folder.join("live").join(name)).unwrap();
        assert_eq!(
            live,
            fs::read(folder.join("out/session").join(name)).unwrap()
        );
    }
    // All that happened on the running clock happens again, at the same seconds.
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let again = report["scenarios"][0]["events"].as_array().unwrap();
    let log = fs::read_to_string(folder.join("log")).unwrap();
    let lines = log
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let live: Vec<_> = lines.map(|line| line["event"].clone()).collect();
    assert_eq!(&live, again);
}

#[test]
fn who_waits_until_nothing_is_under_way_finds_no_connection_from_before() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let process = Process::start(folder, &["--start", NOW]);
    let ready_file = ["--ready-file", "ready.json"];
    let run = run_in(folder, &[&["clock", "settle"][..], &ready_file].concat());
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), "2026-03-05 10:00:00 JST\n")
    );
    drop(process);
    let server = server(Settings::default());
    let ready = server.ready();
    let client = kigen::serve::Client::new(&ready.admin, &ready.token).unwrap();
    let mut open = Visitor::new(&server, CLIENT).connect("claims").unwrap();
    open.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let _ = open.read(&mut [0; 10]).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            client
                .post("/clock/advance", &json!({ "by": "1d" }))
                .unwrap()
        });
        thread::sleep(Duration::from_millis(20));
        client.post("/clock/settle", &json!(null)).unwrap();
        let _ = open.read_to_end(&mut Vec::new());
    });
    assert_eq!(
        client.get("/clock").unwrap()["now"],
        "2026-03-06T10:00:00+09:00"
    );
}
