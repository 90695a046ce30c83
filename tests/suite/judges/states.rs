//! OpenSSL agrees with the state of every specimen, and its TLS server with the second of its end.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use chrono::{DateTime, Utc};
use kigen::key::KeyAlgorithm;
use kigen::specimen::{Authorities, OutputOptions, Recipe, SpecimenState};
use kigen::time::Span;

use super::{PIN, openssl_is_here, page, run, says};
use crate::command::run_in;
use crate::support::{AROUND, SEED, seconds, time};

fn now() -> DateTime<Utc> {
    time("2026-03-01T10:00:00+09:00")
}

fn packing() -> OutputOptions {
    OutputOptions::new(PIN.parse().unwrap())
}

/// What `openssl verify` says of a state, or None where it has nothing against the certificate.
fn complaint(state: SpecimenState) -> Option<&'static str> {
    Some(match state {
        SpecimenState::Valid | SpecimenState::RenewalDue => return None,
        // These are about the key, which it does not see.
        SpecimenState::NoKey | SpecimenState::KeyMismatch => return None,
        SpecimenState::Expired => "error 10 at 0 depth lookup: certificate has expired",
        SpecimenState::NotYetValid => "error 9 at 0 depth lookup: certificate is not yet valid",
        SpecimenState::Revoked => "error 23 at 0 depth lookup: certificate revoked",
        SpecimenState::StaleCrl => "error 12 at 0 depth lookup: CRL has expired",
        SpecimenState::ExpiredCa => "error 10 at 1 depth lookup: certificate has expired",
        SpecimenState::Untrusted => "error 20 at 1 depth lookup: unable to get local issuer",
        SpecimenState::SelfSigned => "error 18 at 0 depth lookup: self-signed certificate",
        SpecimenState::IncompleteChain => "error 20 at 0 depth lookup: unable to get local issuer",
        SpecimenState::WrongPurpose => "error 26 at 0 depth lookup: ",
        SpecimenState::BadSignature => "error 7 at 0 depth lookup: certificate signature failure",
        SpecimenState::WeakSignature => "error 68 at 0 depth lookup: ",
        state => panic!("say here what OpenSSL makes of `{state}`"),
    })
}

/// `openssl verify` of a client's certificate and chain in one file, at the time of [`now`].
fn verify(folder: &Path, file: &str, lists: &[&str]) -> Result<String, String> {
    verify_at(folder, file, lists, now())
}

fn verify_at(
    folder: &Path,
    file: &str,
    lists: &[&str],
    at: DateTime<Utc>,
) -> Result<String, String> {
    let at = at.timestamp().to_string();
    let purpose = ["verify", "-purpose", "sslclient", "-auth_level", "1"];
    let trust = ["-attime", &at, "-CAfile", "root.pem", "-untrusted", file];
    let arguments = [&purpose[..], &trust, lists, &[file]].concat();
    says(folder, "openssl", &arguments)
}

#[test]
fn openssl_agrees_with_every_state() {
    if !openssl_is_here() {
        return;
    }
    // Longer RSA keys sign in the same way, and take long to find.
    let long = [KeyAlgorithm::Rsa3072, KeyAlgorithm::Rsa4096];
    for &key in KeyAlgorithm::REAL.iter().filter(|key| !long.contains(key)) {
        let authorities = Authorities::new(SEED, key);
        let states = SpecimenState::ALL.iter().copied();
        for state in states.filter(|state| state.is_possible_with(key)) {
            let folder = tempfile::tempdir().unwrap();
            let specimen = authorities.make(&Recipe::new(state, now())).unwrap();
            specimen.write_to(folder.path(), &packing()).unwrap();
            let file = format!("{state}.pem");
            let lists: &[&str] = match state {
                SpecimenState::Revoked | SpecimenState::StaleCrl => {
                    &["-crl_check", "-CRLfile", "crl.pem"]
                }
                _ => &[],
            };
            let said = verify(folder.path(), &file, lists);
            match (said, complaint(state)) {
                (Ok(_), None) => {}
                (Err(said), Some(expected)) if said.contains(expected) => {}
                (said, expected) => panic!("{key}, {state}: {said:?}, not {expected:?}"),
            }
        }
    }
}

/// The lists of every authority are there: the one that a strict server asks for is never missing.
#[test]
fn openssl_agrees_with_every_state_when_it_wants_a_list_of_every_authority() {
    if !openssl_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = now().to_rfc3339();
    let make = [
        "make", "--state", "all", "--key", "p-256", "--as", "pem", "--out", ".", "--at", &at,
    ];
    let run = run_in(folder.path(), &[&make[..], &["--pin", PIN]].concat());
    assert_eq!(run.code, Some(0), "{run:#?}");
    for &state in SpecimenState::ALL {
        let file = format!("{state}.pem");
        let said = verify(
            folder.path(),
            &file,
            &["-crl_check_all", "-CRLfile", "crl.pem"],
        );
        match (said, complaint(state)) {
            (Ok(_), None) => {}
            (Err(said), Some(expected)) if said.contains(expected) => {}
            (said, expected) => panic!("{state}: {said:?}, not {expected:?}"),
        }
    }
}

/// `nextUpdate` itself is too late, for OpenSSL as for rustls-webpki.
#[test]
fn openssl_agrees_with_the_second_in_which_lists_are_out_of_date() {
    if !openssl_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = now().to_rfc3339();
    let args = [
        "make", "--key", "p-256", "--as", "pem", "--out", ".", "--at", &at,
    ];
    let run = run_in(folder.path(), &args);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let next_update = now() + chrono::Duration::days(7);
    for offset in AROUND {
        let at = next_update + seconds(offset);
        let said = verify_at(
            folder.path(),
            "valid.pem",
            &["-crl_check_all", "-CRLfile", "crl.pem"],
            at,
        );
        let trust = ["--trust", "root.pem", "--crl", "crl.pem", "--at"];
        let judged = ["inspect", "valid.pem"];
        let at = at.to_rfc3339();
        let ours = run_in(folder.path(), &[&judged[..], &trust, &[&at]].concat());
        assert_eq!(said.is_ok(), ours.code == Some(0), "{offset:+}: {said:?}");
        assert_eq!(said.is_ok(), offset < 0, "{offset:+}: {said:?}");
    }
}

#[test]
fn openssl_agrees_whether_a_key_is_the_certificates() {
    if !openssl_is_here() {
        return;
    }
    let authorities = Authorities::new(SEED, KeyAlgorithm::P256);
    for state in [SpecimenState::Valid, SpecimenState::KeyMismatch] {
        let folder = tempfile::tempdir().unwrap();
        let specimen = authorities.make(&Recipe::new(state, now())).unwrap();
        specimen.write_to(folder.path(), &packing()).unwrap();
        let [certificate, key] = [format!("{state}.pem"), format!("{state}.key.pem")];
        let of_certificate = ["x509", "-in", &certificate, "-noout", "-pubkey"];
        let of_key = ["pkey", "-in", &key, "-pubout"];
        let [one, other] =
            [&of_certificate[..], &of_key].map(|command| run(folder.path(), "openssl", command));
        assert_eq!(
            one.unwrap() == other.unwrap(),
            state == SpecimenState::Valid
        );
    }
}

/// `openssl s_server`, which ends with the value.
struct Server {
    process: Child,
    port: String,
}

impl Server {
    /// Serves those that it takes for valid at a time.
    fn start(folder: &Path, at: DateTime<Utc>) -> Self {
        let log = folder.join("server.log");
        let at = at.timestamp().to_string();
        let process = Command::new("openssl")
            .args(["s_server", "-www", "-accept", "127.0.0.1:0", "-attime", &at])
            .args([
                "-cert",
                "valid.pem",
                "-key",
                "valid.key.pem",
                "-CAfile",
                "root.pem",
            ])
            .args(["-Verify", "3", "-verify_return_error"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(File::create(&log).unwrap())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Server {
            process,
            port: String::new(),
        };
        for _ in 0..300 {
            let said = fs::read_to_string(&log).unwrap();
            let accepts = said
                .lines()
                .filter_map(|line| line.strip_prefix("ACCEPT 127.0.0.1:"));
            if let Some(port) = accepts.map(str::to_owned).next() {
                server.port = port;
                return server;
            }
            sleep(Duration::from_millis(100));
        }
        panic!("openssl s_server does not listen");
    }

    /// What a client with the certificate gets: a page, or an alert.
    fn answer(&self, folder: &Path) -> String {
        let mut client = Command::new("openssl");
        client
            .args([
                "s_client",
                "-ign_eof",
                "-connect",
                &format!("127.0.0.1:{}", self.port),
            ])
            .args([
                "-cert",
                "valid.pem",
                "-key",
                "valid.key.pem",
                "-cert_chain",
                "valid.pem",
            ]);
        page(client.current_dir(folder))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// scripts/show-expiry.sh shows the same on the clock.
#[test]
fn a_tls_server_accepts_what_expires_in_five_seconds_and_not_six_seconds_later() {
    if !openssl_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let authorities = Authorities::new(SEED, KeyAlgorithm::P256);
    let recipe = Recipe::new(SpecimenState::RenewalDue, now())
        .named("valid".parse().unwrap())
        .expires_in(Span::seconds(5));
    let specimen = authorities.make(&recipe).unwrap();
    specimen.write_to(folder.path(), &packing()).unwrap();
    // In the last second itself OpenSSL differs; see the known divergences.
    for (later, expected) in [
        (0, "HTTP/1.0 200 ok"),
        (4, "HTTP/1.0 200 ok"),
        (6, "alert certificate expired"),
    ] {
        let server = Server::start(folder.path(), now() + chrono::Duration::seconds(later));
        let answer = server.answer(folder.path());
        assert!(answer.contains(expected), "{later} s later: {answer}");
    }
}
