//! A session is a scenario, also when it is played through sockets.

use std::fs;
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::{NOW, Process};
use crate::command::run_in;
use crate::support::SEED;

/// What a client asks for over and over; some of it is refused.
const LIFE: [(&str, &str); 6] = [
    ("/clock/advance", r#"{"by":"1h"}"#),
    ("/act", r#"{"do":{"check":{"pc":"受付01"}}}"#),
    ("/act", r#"{"do":{"connect":{"pc":"受付01"}}}"#),
    ("/act", r#"{"do":{"renew":{"pc":"受付01"}}}"#),
    ("/act", r#"{"do":{"apply":{"pc":"受付01"}}}"#),
    ("/clock/advance", r#"{"by":"20d"}"#),
];

#[test]
fn what_was_played_through_sockets_gives_the_same_world_and_files_again() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let new = ["session", "new", "受付01", "--start", NOW];
    assert_eq!(run_in(folder, &new).code, Some(0));
    let server = Process::start(folder, &["--file", "session.toml"]);
    let client = server.client();
    let act = |body| client.post("/act", &body).unwrap()["step"]["outcome"].clone();
    assert_eq!(act(json!({ "do": { "apply": { "pc": "受付01" } } })), "ok");
    let download = json!({ "do": { "download": { "pc": "受付01", "pin": "0427" } } });
    assert_eq!(act(download.clone()), "no-letter");
    client
        .post("/clock/set", &json!({ "to": "受付01.letter" }))
        .unwrap();
    assert_eq!(act(download), "ok");
    let import = json!({ "do": { "import": { "pc": "受付01", "pin": "0427" } } });
    assert_eq!(act(import), "ok");
    client
        .post("/clock/set", &json!({ "to": "受付01.not_after + 1s" }))
        .unwrap();
    let connect = json!({ "do": { "connect": { "pc": "受付01" } } });
    assert_eq!(act(connect), "expired");
    client.post("/shutdown", &json!(null)).unwrap();

    let run = run_in(folder, &["run", "session.toml", "--out", "out"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let mut count = 0;
    for file in fs::read_dir(folder.join("out/session")).unwrap() {
        let file = file.unwrap();
        let live = folder.join("live").join(file.file_name());
        if let Ok(bytes) = fs::read(&live) {
            assert_eq!(bytes, fs::read(file.path()).unwrap(), "{live:?}");
            count += 1;
        }
    }
    assert_eq!(count, 2, "the PKCS#12 file and the certificate");
}

#[test]
fn a_killed_server_leaves_its_session_whole() {
    let mut delays = SEED.stream("serve/kill/delays");
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let new = ["session", "new", "受付01", "--start", NOW];
    assert_eq!(run_in(folder, &new).code, Some(0));
    let mut steps = 0;
    for _ in 0..4 {
        let mut server = Process::start(folder, &["--file", "session.toml"]);
        let client = server.client();
        let acting = thread::spawn(move || {
            for number in 0.. {
                let (path, body) = LIFE[number % LIFE.len()];
                let body = serde_json::from_str(body).unwrap();
                if client.post(path, &body).is_err() {
                    return number;
                }
            }
            0
        });
        let [delay]: [u8; 1] = delays.bytes();
        thread::sleep(Duration::from_millis(100 + u64::from(delay)));
        server.child.kill().unwrap();
        let answered = acting.join().unwrap();
        let run = run_in(folder, &["run", "session.toml"]);
        assert_eq!(run.code, Some(0), "{run:#?}");
        let text = fs::read_to_string(folder.join("session.toml")).unwrap();
        let now = text.matches("[[step]]").count();
        // The step under way may be in it, and all that were answered are.
        assert!(
            (answered..=answered + 1).contains(&(now - steps)),
            "{answered}, {steps}, {now}"
        );
        steps = now;
    }
    assert!(steps > 4, "{steps}");
}
