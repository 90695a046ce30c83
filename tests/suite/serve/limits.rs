//! Slow, silent, long and many: nobody stops a server, and each is told or cut off.

use std::io::{Read, Write};
use std::net::TcpStream;
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
fn many_clients_at_once_are_all_served_and_a_move_ends_them_all() {
    let server = server(Settings::default());
    let visitor = Visitor::new(&server, CLIENT);
    let open: Vec<_> = thread::scope(|scope| {
        // More wait until one of them leaves.
        let connecting = (0..64).map(|_| {
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
    let begun = begin();
    server.advance(Span::seconds(1)).unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(2),
        "{:?}",
        begun.elapsed()
    );
    for mut connection in open {
        let mut rest = Vec::new();
        connection.read_to_end(&mut rest).unwrap();
    }
    assert!(visitor.visit("claims").is_ok());
}
