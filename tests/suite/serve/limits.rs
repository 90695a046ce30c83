//! Slow, silent, long and many: nobody stops a server, and each is told or cut off.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use kigen::serve::{Settings, Visitor};
use kigen::time::Span;

use super::{CLIENT, raw, server};

fn port(url: &str) -> u16 {
    let port = url.trim_end_matches('/').rsplit(':').next().unwrap();
    port.parse().unwrap()
}

/// Says this, then nothing, and gives how long it took until the server had enough.
fn patience(port: u16, bytes: &[u8]) -> (Duration, String) {
    let begun = begin();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    (
        begun.elapsed(),
        String::from_utf8_lossy(&answer).into_owned(),
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a server waits is what is measured"
)]
fn begin() -> Instant {
    Instant::now()
}

#[test]
fn silent_clients_are_cut_off_and_others_are_served_meanwhile() {
    let server = server(Settings::default());
    let claims = port(server.url("claims").unwrap());
    let admin = port(&server.ready().admin);
    let head = b"POST /clock/advance HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{";
    // What is said before the silence, and how many seconds of it are borne.
    let cases: [(u16, &[u8], u64, &str); 5] = [
        (claims, b"", 10, ""),
        (claims, b"\x16\x03\x01", 10, ""),
        (admin, b"", 5, ""),
        (admin, b"GET /clock HTTP/1.1\r\nHo", 5, ""),
        (admin, head, 10, "too-slow"),
    ];
    thread::scope(|scope| {
        for (port, bytes, seconds, code) in cases {
            scope.spawn(move || {
                let (took, answer) = patience(port, bytes);
                let borne = Duration::from_secs(seconds);
                let what = format!("{bytes:?}: {took:?}, {answer}");
                assert!(took + Duration::from_millis(100) > borne, "{what}");
                // After the answer, a connection may stay open for a while.
                assert!(took < borne + Duration::from_secs(8), "{what}");
                assert!(answer.contains(code), "{what}");
            });
        }
        let visitor = Visitor::new(&server, CLIENT);
        for _ in 0..20 {
            assert!(visitor.visit("claims").unwrap().starts_with("HTTP/1.1 200"));
        }
    });
}

#[test]
fn what_is_no_tls_or_no_http_is_let_go() {
    let server = server(Settings::default());
    let claims = server
        .url("claims")
        .unwrap()
        .replace("https://localhost", "127.0.0.1");
    let claims = claims.trim_end_matches('/');
    raw(claims, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    raw(claims, &[0xff; 20_000]);
    raw(
        &server.ready().admin,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    );
    raw(&server.ready().admin, &[b'\n'; 100]);
    let visited = Visitor::new(&server, CLIENT).visit("claims").unwrap();
    assert!(visited.starts_with("HTTP/1.1 200"), "{visited}");
}

#[test]
fn what_is_too_long_is_refused() {
    let server = server(Settings::default());
    let admin = &server.ready().admin;
    let long = "a".repeat(17 << 10);
    let head = format!("GET /clock HTTP/1.1\r\nHost: localhost\r\nX: {long}\r\n\r\n");
    let answer = raw(admin, head.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    let length = (1 << 20) + 1;
    let head = format!(
        "POST /act HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    );
    let body = [head.as_bytes(), &vec![b' '; length][..]].concat();
    let answer = raw(admin, &body);
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("\"too-long\""), "{answer}");
}

#[test]
fn many_clients_at_once_are_all_served_and_a_move_ends_who_is_there() {
    let server = server(Settings::default());
    let visitor = Visitor::new(&server, CLIENT);
    let open: Vec<_> = thread::scope(|scope| {
        let connecting = (0..63).map(|_| {
            scope.spawn(|| {
                let mut connection = visitor.connect("claims").unwrap();
                connection
                    .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .unwrap();
                let mut first = [0; 12];
                connection.read_exact(&mut first).unwrap();
                assert_eq!(&first, b"HTTP/1.1 200");
                connection
            })
        });
        let connecting: Vec<_> = connecting.collect();
        connecting
            .into_iter()
            .map(|one| one.join().unwrap())
            .collect()
    });
    // One has not even begun its handshake, though it has been taken.
    let claims = port(server.url("claims").unwrap());
    let mut silent = TcpStream::connect(("127.0.0.1", claims)).unwrap();
    thread::sleep(Duration::from_millis(50));
    let begun = begin();
    server.advance(Span::seconds(1)).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert_eq!(silent.read(&mut [0]).unwrap_or(0), 0, "it was closed");
    for mut connection in open {
        // Its answer, and the end.
        let _ = connection.read_to_end(&mut Vec::new());
        let again = connection.write_all(b"GET / HTTP/1.1\r\n\r\n");
        assert!(again.is_err() || connection.read(&mut [0]).unwrap_or(0) == 0);
    }
    assert!(visitor.visit("claims").is_ok());
}

/// Whoever connects after the move is judged after it, however many were in the middle of it.
#[test]
fn nobody_is_let_in_late_while_many_come_and_go() {
    let server = server(Settings::default());
    server.set("受付01.not_after".parse().unwrap()).unwrap();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let visitor = Visitor::new(&server, CLIENT);
                loop {
                    let began_late = over.load(Ordering::SeqCst);
                    let visited = visitor.visit("claims");
                    if began_late {
                        assert!(visited.is_err(), "{visited:?}");
                        return;
                    }
                }
            });
        }
        thread::sleep(Duration::from_millis(200));
        server.advance(Span::seconds(1)).unwrap();
        over.store(true, Ordering::SeqCst);
    });
}

/// A test on a runtime of its own may start a server, move its clock and drop it.
#[test]
fn a_server_can_be_used_within_a_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(async {
        let server = server(Settings::default());
        server.advance(Span::days(1)).unwrap();
        let ready = server.ready();
        let client = kigen::serve::Client::new(&ready.admin, &ready.token).unwrap();
        assert_eq!(
            client.get("/clock").unwrap()["now"],
            "2026-03-06T10:00:00+09:00"
        );
    });
}
