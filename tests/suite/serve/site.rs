//! The authority's site: OpenSSL judges its revocation lists and its answers by OCSP.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use kigen::revocation_list::RevocationList;
use serde_json::json;

use super::{CLIENT, NOW, Process};
use crate::judges::openssl_is_here;
use crate::support::time;

/// The body of a page of the site, if an answer comes.
fn get(server: &Process, path: &str) -> Option<Vec<u8>> {
    let host = server.ready["site"].as_str().unwrap();
    let mut stream = TcpStream::connect(host.trim_start_matches("http://")).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}");
    Some(answer[end + 4..].to_vec())
}

#[test]
fn lists_are_of_the_worlds_time_and_name_what_was_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let server = Process::start(folder, &["--start", NOW]);
    let list = |name: &str| RevocationList::from_der(&get(&server, name).unwrap()).unwrap();
    let issuing = "/crl/issuing.crl";
    assert_eq!(list(issuing).this_update, time(NOW));
    assert_eq!(list(issuing).revoked, 0);
    let client = server.client();
    client
        .post("/clock/advance", &json!({ "by": "100d" }))
        .unwrap();
    let revoke = json!({ "do": { "revoke": { "pc": "受付01" } } });
    assert_eq!(
        client.post("/act", &revoke).unwrap()["step"]["outcome"],
        "ok"
    );
    client
        .post("/clock/advance", &json!({ "by": "1d" }))
        .unwrap();
    let now = time(NOW) + chrono::Duration::days(101);
    assert_eq!(list(issuing).this_update, now);
    assert_eq!(list(issuing).revoked, 1);
    assert_eq!(list("/crl/root.crl").this_update, now);
    client.post("/lists", &json!({ "are": "stale" })).unwrap();
    assert_eq!(list(issuing).this_update, now - chrono::Duration::days(8));
    assert_eq!(
        list(issuing).next_update,
        Some(now - chrono::Duration::days(1))
    );
    client
        .post("/lists", &json!({ "are": "unreachable" }))
        .unwrap();
    assert_eq!(get(&server, issuing), None);
    assert!(get(&server, "/root.pem").is_some());
    if openssl_is_here() {
        client.post("/lists", &json!({ "are": "fresh" })).unwrap();
        for (name, authority) in [("issuing", "issuing.pem"), ("root", "root.pem")] {
            let list = get(&server, &format!("/crl/{name}.crl")).unwrap();
            fs::write(folder.join("list.crl"), list).unwrap();
            let authority = format!("live/{authority}");
            let arguments = [
                "crl", "-in", "list.crl", "-inform", "DER", "-noout", "-CAfile", &authority,
            ];
            let output = Command::new("openssl")
                .args(arguments)
                .current_dir(folder)
                .output();
            let said = String::from_utf8(output.unwrap().stderr).unwrap();
            assert!(said.contains("verify OK"), "{name}: {said}");
        }
    }
}

/// What `openssl ocsp` makes of the answer about a certificate.
fn ask(folder: &Path, server: &Process, issuer: &str, certificate: &str) -> String {
    let url = format!("{}/ocsp", server.ready["site"].as_str().unwrap());
    let (issuer, certificate) = (
        format!("live/{issuer}.pem"),
        format!("live/{certificate}.pem"),
    );
    let arguments = [
        "ocsp",
        "-issuer",
        &issuer,
        "-cert",
        &certificate,
        "-url",
        &url,
        "-CAfile",
        "live/root.pem",
        "-partial_chain",
        "-timeout",
        "10",
    ];
    let output = Command::new("openssl")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8_lossy(&[output.stderr, output.stdout].concat()).into_owned()
}

/// OpenSSL has the real clock here, so the world begins now.
#[test]
fn openssl_believes_what_ocsp_says() {
    if !openssl_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let server = Process::start(folder, &[]);
    let client = server.client();
    let expect = |issuer: &str, certificate: &str, parts: &[&str]| {
        let said = ask(folder, &server, issuer, certificate);
        for part in parts {
            assert!(said.contains(part), "{certificate}: not {part}: {said}");
        }
        assert!(!said.contains("nonce"), "{said}");
    };
    let good = ["Response verify OK", ": good"];
    expect("issuing", CLIENT, &good);
    expect("root", "issuing", &good);
    expect("root", CLIENT, &["Response verify OK", ": unknown"]);
    expect("server-root", CLIENT, &["unauthorized"]);
    let revoke = json!({ "do": { "revoke": { "pc": "受付01" } } });
    client.post("/act", &revoke).unwrap();
    let revoked = [
        "Response verify OK",
        ": revoked",
        "Reason: cessationOfOperation",
    ];
    expect("issuing", CLIENT, &revoked);
    client.post("/lists", &json!({ "are": "stale" })).unwrap();
    expect("issuing", CLIENT, &["status expired"]);
    client
        .post("/lists", &json!({ "are": "unreachable" }))
        .unwrap();
    let said = ask(folder, &server, "issuing", CLIENT);
    assert!(!said.contains("Response verify OK"), "{said}");
}

/// What OpenSSL's client would post can also be in the address (RFC 6960 appendix A.1).
#[test]
fn ocsp_is_answered_in_the_address_too() {
    if !openssl_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let server = Process::start(folder, &["--start", NOW]);
    let openssl = |arguments: &[&str]| {
        let mut openssl = Command::new("openssl");
        let output = openssl.args(arguments).current_dir(folder).output();
        let output = output.unwrap();
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let certificate = format!("live/{CLIENT}.pem");
    openssl(&[
        "ocsp",
        "-issuer",
        "live/issuing.pem",
        "-cert",
        &certificate,
        "-reqout",
        "request.der",
    ]);
    let base64 = openssl(&["base64", "-A", "-in", "request.der"]);
    let escaped = base64
        .trim()
        .replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D");
    for path in [escaped.as_str(), base64.trim()] {
        let answer = get(&server, &format!("/ocsp/{path}")).unwrap();
        fs::write(folder.join("answer.der"), answer).unwrap();
        let said = openssl(&[
            "ocsp",
            "-respin",
            "answer.der",
            "-issuer",
            "live/issuing.pem",
            "-cert",
            &certificate,
            "-CAfile",
            "live/root.pem",
            "-partial_chain",
            "-no_nonce",
            "-text",
        ]);
        assert!(said.contains("Response verify OK"), "{said}");
        assert!(said.contains("Cert Status: good"), "{said}");
    }
    let nonsense = get(&server, "/ocsp/nonsense").unwrap();
    fs::write(folder.join("answer.der"), nonsense).unwrap();
    let said = openssl(&["ocsp", "-respin", "answer.der", "-noverify", "-text"]);
    assert!(said.contains("malformedrequest"), "{said}");
}

/// Between the root and the issuing authority there may be others, each with its list; and so it is
/// while certificates of an authority's former key are under way.
#[test]
fn every_authority_has_its_certificate_and_its_list() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let authority = |name: &str| format!("[[pki.authority]]\nsubject = \"CN={name}\"\n");
    let scenario = format!(
        "title = {{ ja = \"階層\", en = \"A hierarchy\" }}\nstart = \"{NOW}\"\npcs = [\"受付01\"]\n{}{}{}{}\
         lifetime = \"2 years\"\nrenewal_window = \"1/2\"\n",
        authority("A"),
        authority("B"),
        authority("C"),
        authority("D"),
    );
    fs::write(folder.join("four.toml"), scenario).unwrap();
    let server = Process::start(folder, &["four.toml"]);
    for (by, issuing) in [("0s", "D"), ("540d", "D G2")] {
        let advance = json!({ "by": by });
        server.client().post("/clock/advance", &advance).unwrap();
        for (name, holder) in [
            ("root", "A"),
            ("intermediate-1", "B"),
            ("intermediate-2", "C"),
            ("issuing", issuing),
        ] {
            let pem = get(&server, &format!("/{name}.pem")).unwrap();
            let certificate = kigen::bundle::read(&pem).next().unwrap().unwrap();
            assert_eq!(certificate.subject(), format!("CN={holder}"), "{name}");
            let list = get(&server, &format!("/crl/{name}.crl")).unwrap();
            let list = RevocationList::from_der(&list).unwrap();
            assert_eq!(list.issuer, certificate.subject(), "{name}, {by}");
        }
    }
}
