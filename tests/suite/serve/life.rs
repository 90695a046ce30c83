//! What the clock's move ends: sessions of TLS and open connections, unless they may go on; how a
//! server begins and ends.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use kigen::reason::Reason;
use kigen::scenario::{Scenario, Source};
use kigen::seed::Seed;
use kigen::serve::{
    FixedTime, Resumption, ServeError, Served, Server, Settings, TlsVersions, Visitor,
};
use kigen::time::Span;
use serde_json::Value;

use super::{CLIENT, NOW, Process, server};
use crate::command::kigen_in;
use crate::judges::openssl_is_here;
use crate::support::{pin, root, time};

/// Serves, moves the clock by a second from the last one of the certificate, and gives what became
/// of a client that had a session of TLS, and of one whose connection was open.
fn after_the_move(resumption: Resumption, tls: TlsVersions) -> [Result<String, String>; 2] {
    let settings = Settings {
        resumption,
        tls,
        ..Settings::default()
    };
    let server = server(settings);
    server.set("受付01.not_after".parse().unwrap()).unwrap();
    let visitor = Visitor::new(&server, CLIENT);
    let first = visitor.visit("claims").unwrap();
    assert!(first.starts_with("HTTP/1.1 200"), "{first}");
    let mut open = visitor.connect("claims").unwrap();
    let mut ask = move || -> std::io::Result<String> {
        open.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        let mut answer = String::new();
        while !answer.ends_with("}\n") {
            let mut buffer = [0; 4096];
            match open.read(&mut buffer)? {
                0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
                count => answer += &String::from_utf8_lossy(&buffer[..count]),
            }
        }
        Ok(answer)
    };
    ask().unwrap();
    server.advance(Span::seconds(1)).unwrap();
    let kept = ask();
    let resumed = visitor.visit("claims");
    [resumed, kept].map(|said| said.map_err(|error| error.to_string()))
}

#[test]
fn who_resumes_or_stays_connected_is_refused_after_the_move() {
    for tls in [TlsVersions::Tls12, TlsVersions::Tls13] {
        let [resumed, kept] = after_the_move(Resumption::Refuse, tls);
        let alert = resumed.unwrap_err();
        assert!(alert.contains("CertificateExpired"), "{tls}: {alert}");
        assert!(kept.is_err(), "{tls}: {kept:?}");
    }
}

/// A browser that finds the connection closed before it has asked says so, instead of why.
#[test]
fn who_takes_the_handshake_for_done_finds_the_refusal_and_an_open_connection() {
    let server = server(Settings::default());
    let visitor = Visitor::new(&server, "nobody");
    let is_open_after_the_alert = || {
        let mut connection = visitor.connect("claims").unwrap();
        let (tls, stream) = (&mut connection.conn, &mut connection.sock);
        tls.complete_io(stream).unwrap();
        tls.read_tls(stream).unwrap();
        let refusal = tls.process_new_packets().unwrap_err();
        assert!(refusal.to_string().contains("CertificateRequired"));
        thread::sleep(Duration::from_millis(50));
        stream.set_nonblocking(true).unwrap();
        let silence = stream.peek(&mut [0]).map_err(|error| error.kind());
        silence == Err(ErrorKind::WouldBlock)
    };
    // The server does not wait for long, and a busy machine may take longer.
    assert!((0..3).any(|_| is_open_after_the_alert()));
}

#[test]
fn with_resumption_both_are_let_in_as_most_servers_do() {
    for tls in [TlsVersions::Tls12, TlsVersions::Tls13] {
        for said in after_the_move(Resumption::Allow, tls) {
            let said = said.unwrap_or_else(|error| panic!("{tls}: {error}"));
            assert!(said.starts_with("HTTP/1.1 200"), "{tls}: {said}");
        }
    }
}

/// The same with OpenSSL's client, which keeps its session in a file.
#[test]
fn openssls_client_resumes_only_where_it_may() {
    if !openssl_is_here() {
        return;
    }
    for (resumption, expected) in [(None, "alert number 45"), (Some("--resumption"), "Reused")] {
        let folder = tempfile::tempdir().unwrap();
        let args = [&["--start", NOW, "--tls", "1.2"], resumption.as_slice()].concat();
        let server = Process::start(folder.path(), &args);
        let ask = |session: [&str; 2]| {
            let (chain, key) = (
                format!("live/{CLIENT}.pem"),
                format!("live/{CLIENT}.key.pem"),
            );
            let output = Command::new("openssl")
                .args(["s_client", "-connect", &server.host("claims")])
                .args(["-cert", &chain, "-cert_chain", &chain, "-key", &key])
                .args(session)
                .current_dir(folder.path())
                .stdin(Stdio::null())
                .output()
                .unwrap();
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
        };
        let first = ask(["-sess_out", "session.pem"]);
        assert!(first.contains("New, TLSv1.2"), "{first}");
        let body = serde_json::json!({ "to": "受付01.not_after + 1s" });
        server.client().post("/clock/set", &body).unwrap();
        let session = match resumption {
            // Without a session to keep, there is no file.
            None => ["-sess_out", "other.pem"],
            Some(_) => ["-sess_in", "session.pem"],
        };
        let second = ask(session);
        assert!(second.contains(expected), "{resumption:?}: {second}");
    }
}

/// The endpoints judge as the world's own services do.
#[test]
fn endpoints_agree_with_the_worlds_services() {
    for name in ["first-setup", "revoked-certificate", "renewal"] {
        let path = root().join(format!("fixtures/scenarios/{name}.toml"));
        let Ok(source) = Source::read(&path) else {
            panic!("{name} is in the catalogue")
        };
        let replay = kigen::scenario::Replay::read(&path).unwrap();
        let world = Served::Scenario(Box::new(source));
        let server = Server::start(world, Settings::default()).unwrap();
        for pc in replay.world().pcs() {
            let Some(used) = replay.world().certificate(pc) else {
                continue;
            };
            let issued = replay.world().issued(pc).into_iter();
            let mut issued = issued.filter(|(_, certificate)| *certificate == used);
            let (ordinal, _) = issued.next().unwrap();
            let visited = Visitor::new(&server, &format!("{pc}-{ordinal}")).visit("claims");
            assert_eq!(
                visited.is_ok(),
                replay.world().verdict(pc).is_ok(),
                "{name}, {pc}: {visited:?}"
            );
        }
    }
}

#[test]
fn a_port_stands_at_its_time_and_knows_what_was_revoked_by_then() {
    let at = |name: &str, when: &str| FixedTime {
        name: name.parse().unwrap(),
        when: when.parse().unwrap(),
    };
    let settings = Settings {
        times: vec![at("before", NOW), at("later", "2026-03-07T10:00:00+09:00")],
        ..Settings::default()
    };
    let server = server(settings);
    let visitor = Visitor::new(&server, CLIENT);
    let is_in = |endpoint: &str| visitor.visit(endpoint).is_ok();
    assert!(is_in("claims") && is_in("claims@before") && is_in("claims@later"));
    server.advance(Span::days(1)).unwrap();
    let revoke = kigen::scenario::read_step("do.revoke = { pc = '受付01' }", &pcs()).unwrap();
    server.step(revoke.when, revoke.deed).unwrap();
    server.advance(Span::days(30)).unwrap();
    assert!(!is_in("claims"), "it was revoked");
    assert!(!is_in("claims@later"));
    assert!(is_in("claims@before"), "nobody knew it then");
}

fn pcs() -> [kigen::actor::PcSettings; 1] {
    [kigen::actor::PcSettings::new("受付01".parse().unwrap())]
}

#[test]
fn a_time_that_nobody_knows_yet_is_an_error() {
    let text = "title = { ja = \"空\", en = \"Empty\" }\nstart = \"2026-03-05T10:00:00+09:00\"\npcs = [\"受付01\"]\n";
    let scenario = Scenario::parse(text).unwrap();
    let text = text.to_owned();
    let settings = Settings {
        times: vec![FixedTime {
            name: "after".parse().unwrap(),
            when: "受付01.not_after".parse().unwrap(),
        }],
        ..Settings::default()
    };
    let served = Served::Scenario(Box::new(Source { text, scenario }));
    let error = Server::start(served, settings).unwrap_err();
    let reason = Reason::NoCertificate;
    let name = "after".parse().unwrap();
    assert_eq!(error, ServeError::Time { name, reason });
}

#[test]
fn the_files_and_the_servers_certificate_follow_from_the_seed() {
    let file = |seed: u64, name: &str| {
        let world = Served::enrolled(
            Seed::new(seed),
            time(NOW),
            "受付01".parse().unwrap(),
            pin("0427"),
        );
        let server = Server::start(world, Settings::default()).unwrap();
        server.file(name).unwrap()
    };
    for name in ["server-root.pem", "受付01-1.p12", "crl.pem"] {
        assert_eq!(file(1, name), file(1, name), "{name}");
        assert_ne!(file(1, name), file(2, name), "{name}");
    }
}

/// Whoever looks at the ready file finds none, or a whole one, and what it names listens.
#[test]
fn the_ready_file_is_there_whole_once_everything_listens_and_gone_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ready.json");
    let over = AtomicBool::new(false);
    let seen = thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut seen = 0;
            while !over.load(Ordering::Relaxed) {
                if let Ok(text) = fs::read(&path) {
                    let ready: Value = serde_json::from_slice(&text).expect("it is whole");
                    seen += usize::from(ready["endpoints"][1]["name"] == "claims");
                }
                thread::yield_now();
            }
            seen
        });
        for _ in 0..3 {
            let server = Process::start(folder.path(), &["--start", NOW]);
            let host = server.ready["admin"].as_str().unwrap().to_owned();
            let answer = super::raw(
                &host,
                b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            );
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            only_the_owner_reads(&path);
        }
        over.store(true, Ordering::Relaxed);
        looking.join().unwrap()
    });
    assert!(seen > 0);
}

#[cfg(unix)]
fn only_the_owner_reads(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = path.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[cfg(not(unix))]
fn only_the_owner_reads(_: &Path) {}

#[test]
fn a_server_ends_on_request_at_the_end_of_input_and_when_the_system_asks() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Process::start(folder.path(), &["--start", NOW]);
    server.client().post("/shutdown", &Value::Null).unwrap();
    assert_eq!(server.end(), Some(0));
    assert!(!folder.path().join("ready.json").exists());

    let mut child = kigen_in(folder.path())
        .args(["serve", "--until-eof"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_millis(50));
    assert!(child.try_wait().unwrap().is_none());
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));

    #[cfg(unix)]
    {
        let mut server = Process::start(folder.path(), &["--start", NOW]);
        let pid = server.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        assert!(sent.success());
        assert_eq!(server.end(), Some(0));
    }
}
