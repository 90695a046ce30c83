//! Certificates of servers, in every state, and mutual TLS with the README's lines.

use std::fs;
use std::path::Path;
use std::process::Command;

use chrono::{DateTime, Utc};
use kigen::key::KeyAlgorithm;
use kigen::pki::{Holder, HostName, Pki, PkiError, Role};
use kigen::reason::Reason;
use kigen::specimen::{
    Authorities, Batch, FileFormat, OutputOptions, Recipe, Specimen, SpecimenError, SpecimenState,
};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::command::{Run, run_in};
use crate::judges::{openssl_is_here, python_is_here, says};
use crate::support::{SEED, pin, root, time};

fn now() -> DateTime<Utc> {
    time("2026-03-01T10:00:00+09:00")
}

fn hosts(names: &[&str]) -> Vec<HostName> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

fn holder(names: &[&str]) -> Holder {
    Holder {
        server: Some(hosts(names)),
        ..Holder::default()
    }
}

fn made(authorities: &Authorities, state: SpecimenState, names: &[&str]) -> Specimen {
    let recipe = Recipe::new(state, now()).held_by(holder(names));
    authorities.make(&recipe).unwrap()
}

/// Each is refused for the same reason as a client's, and as a client it is refused besides.
#[test]
fn a_server_can_be_in_every_state() {
    let authorities = Authorities::new(SEED, KeyAlgorithm::P256);
    for &state in SpecimenState::ALL {
        let specimen = made(&authorities, state, &["localhost", "127.0.0.1", "::1"]);
        assert_eq!(specimen.holder().role(), Role::Server);
        assert_eq!(specimen.outcome_at(now()), state.outcome(), "{state}");
        let as_client = specimen.path().verify(now()).map_err(Reason::from);
        // As a client's it would be good only where it is meant for clients.
        let is_good = state == SpecimenState::WrongPurpose;
        assert_eq!(as_client.is_ok(), is_good, "{state}: {as_client:?}");
    }
}

#[test]
fn a_server_is_found_by_its_names_and_by_no_other() {
    let authorities = Authorities::new(SEED, KeyAlgorithm::P256);
    let names = ["www.example.test", "*.api.example.test", "192.0.2.7", "::1"];
    let specimen = made(&authorities, SpecimenState::Valid, &names);
    assert_eq!(specimen.certificate().subject(), "CN=www.example.test");
    let path = specimen.path();
    for (host, found) in [
        ("www.example.test", true),
        ("v1.api.example.test", true),
        ("192.0.2.7", true),
        ("::1", true),
        ("example.test", false),
        ("a.b.api.example.test", false),
        ("192.0.2.8", false),
        ("localhost", false),
    ] {
        assert_eq!(path.names_host(host), found, "{host}");
    }
    let client = authorities.make(&Recipe::new(SpecimenState::Valid, now()));
    assert!(!client.unwrap().path().names_host("localhost"));
}

#[test]
fn a_name_too_long_for_a_subject_is_an_alternative_name_alone() {
    let authorities = Authorities::new(SEED, KeyAlgorithm::P256);
    let long = format!("{}.example.test", "a".repeat(60));
    let specimen = made(&authorities, SpecimenState::Valid, &[&long]);
    assert_eq!(specimen.certificate().subject(), "");
    assert!(specimen.path().names_host(&long));
}

/// What a PKI says of its clients is not said of servers, and the rest is.
#[test]
fn a_server_has_the_pkis_places_and_not_its_clients_names() {
    let pki = Pki {
        subject: "CN={pc},O=Acme".parse().unwrap(),
        subject_alt_names: vec!["email:{pc}@acme.test".parse().unwrap()],
        key_usages: Some(vec!["digital-signature".parse().unwrap()]),
        policies: vec!["2.23.140.1.2.2".parse().unwrap()],
        ..Pki::default()
    };
    let authorities = Authorities::with_pki(SEED, KeyAlgorithm::Rsa2048, pki, now()).unwrap();
    let specimen = made(&authorities, SpecimenState::Valid, &["localhost"]);
    let (_, x509) = X509Certificate::from_der(specimen.certificate().der()).unwrap();
    let names = x509.subject_alternative_name().unwrap().unwrap();
    assert_eq!(names.value.general_names.len(), 1);
    let usage = x509.key_usage().unwrap().unwrap().value;
    assert!(usage.digital_signature() && usage.key_encipherment());
    let purposes = x509.extended_key_usage().unwrap().unwrap().value;
    assert!(purposes.server_auth && !purposes.client_auth);
    let text = format!("{:?}", x509.extensions());
    assert!(text.contains("crl.kigen.invalid"), "{text}");
    assert!(text.contains("CertificatePolicies"), "{text}");
}

/// A client of other names than its PKI's others keeps them when it is renewed.
#[test]
fn a_renewed_holder_keeps_its_names() {
    let authorities = Authorities::new(SEED, KeyAlgorithm::P256);
    let holder = Holder {
        subject: Some("CN={pc},O=Acme".parse().unwrap()),
        subject_alt_names: Some(vec!["email:{pc}@acme.test".parse().unwrap()]),
        server: None,
    };
    let batch = Batch {
        name: Some("dev-01".parse().unwrap()),
        pair: true,
        holder,
        ..Batch::default()
    };
    let before = &batch.recipes(&authorities, now()).unwrap()[0];
    let before = authorities.make(before).unwrap();
    let after = authorities.make(&Batch::renewal(&before).unwrap()).unwrap();
    assert_eq!(after.name().as_str(), "dev-01-after");
    for specimen in [&before, &after] {
        assert_eq!(specimen.certificate().subject(), "CN=dev-01,O=Acme");
    }
    let nobody = Holder {
        subject: Some("".parse().unwrap()),
        ..Holder::default()
    };
    let nobody = Recipe::new(SpecimenState::Valid, now()).held_by(nobody);
    let refused = authorities.make(&nobody);
    assert_eq!(refused, Err(SpecimenError::Pki(PkiError::NoName)));
}

/// OpenSSL agrees about each, also about the names.
#[test]
fn openssl_agrees_with_every_state_of_a_server() {
    if !openssl_is_here() {
        return;
    }
    let authorities = Authorities::new(SEED, KeyAlgorithm::P256);
    let folder = tempfile::tempdir().unwrap();
    let packing = OutputOptions {
        formats: [FileFormat::Pem].into(),
        ..OutputOptions::new(pin("0427"))
    };
    for &state in SpecimenState::ALL {
        let specimen = made(&authorities, state, &["localhost", "127.0.0.1"]);
        specimen.write_to(folder.path(), &packing).unwrap();
        let file = format!("{state}.pem");
        let at = now().timestamp().to_string();
        let verify = ["verify", "-purpose", "sslserver", "-auth_level", "1"];
        let trust = ["-attime", &at, "-CAfile", "root.pem", "-untrusted", &file];
        let lists: &[&str] = match specimen.crl() {
            Some(_) => &["-crl_check", "-CRLfile", "crl.pem"],
            None => &[],
        };
        let ask = |name: &[&str]| {
            let arguments = [&verify[..], &trust, lists, name, &[&file]].concat();
            says(folder.path(), "openssl", &arguments)
        };
        let is_good = match state.outcome() {
            Ok(()) | Err(Reason::NoPrivateKey | Reason::KeyMismatch) => true,
            Err(_) => false,
        };
        let said = ask(&["-verify_hostname", "localhost"]);
        assert_eq!(said.is_ok(), is_good, "{state}: {said:?}");
        if is_good {
            assert!(ask(&["-verify_ip", "127.0.0.1"]).is_ok(), "{state}");
            assert!(ask(&["-verify_hostname", "other.test"]).is_err(), "{state}");
        }
    }
}

fn make(folder: &Path, args: &[&str]) -> Run {
    let fixed = [
        "make",
        "--key",
        "p-256",
        "--at",
        "2026-03-01T10:00:00+09:00",
    ];
    run_in(folder, &[&fixed, args].concat())
}

#[test]
fn the_command_makes_a_server_beside_what_it_makes() {
    let folder = tempfile::tempdir().unwrap();
    let run = make(
        folder.path(),
        &["--state", "expired", "--out", ".", "--server"],
    );
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(run.stdout.contains("server: accepted [valid]"), "{run:#?}");
    let manifest = fs::read(folder.path().join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let [client, server] = &manifest["specimens"].as_array().unwrap()[..] else {
        panic!("{manifest}");
    };
    assert!(client["server"].is_null(), "{client}");
    let hosts = serde_json::json!(["localhost", "127.0.0.1", "::1"]);
    assert_eq!(server["server"], hosts);
    let files = server["files"].as_array().unwrap();
    let files: Vec<&str> = files
        .iter()
        .map(|file| file["name"].as_str().unwrap())
        .collect();
    assert_eq!(files, ["server.p12", "server.pem", "server.key.pem"]);
    // What is beside it is what it would be alone.
    let alone = tempfile::tempdir().unwrap();
    assert_eq!(
        make(alone.path(), &["--state", "expired", "--out", "."]).code,
        Some(0)
    );
    for name in ["expired.p12", "expired.pem", "root.pem", "crl.pem"] {
        let [one, other] = [&folder, &alone].map(|it| fs::read(it.path().join(name)).unwrap());
        assert_eq!(one, other, "{name}");
    }
}

#[test]
fn names_that_cannot_be_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (args, said) in [
        (
            &["--server", "a b"][..],
            "is neither a host name nor an IP address",
        ),
        (&["--subject", "CM=x"], "did you mean `CN`?"),
        (&["--san", "mail:x@y"], "did you mean `email`?"),
        (
            &["--name", "受付01", "--san", "email:{pc}@y.test"],
            "is not an e-mail address in ASCII",
        ),
        (&["--name", "Server", "--server"], "two are called `server`"),
    ] {
        let run = make(folder.path(), &[&["--out", "out"], args].concat());
        assert_eq!(run.code, Some(2), "{args:?}: {run:#?}");
        assert!(run.stderr.contains(said), "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains("hint:"), "{args:?}: {}", run.stderr);
    }
}

/// The lines of the README for mutual TLS in Python.
fn readme(name: &str) -> (String, String) {
    let page = fs::read_to_string(root().join(name)).unwrap();
    let (_, rest) = page.split_once("<!-- mutual TLS -->").unwrap();
    let block = |rest: &str, language: &str| {
        let (_, rest) = rest.split_once(&format!("```{language}\n")).unwrap();
        rest.split_once("```").unwrap().0.to_owned()
    };
    (block(rest, "sh"), block(rest, "python"))
}

/// What trustme's README does for the same: server and client with names of their own.
const TRUSTME: &str = r#"
import ssl, trustme
ca = trustme.CA()
server_cert = ca.issue_cert("localhost", "127.0.0.1", "::1")
client_cert = ca.issue_cert("dev-01@acme.test", common_name="dev-01", organization_name="Acme")
server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
ca.configure_trust(server)
server_cert.configure_cert(server)
server.verify_mode = ssl.CERT_REQUIRED
client = ssl.create_default_context()
ca.configure_trust(client)
client_cert.configure_cert(client)
"#;

/// A handshake in memory between the two contexts, and what the server sees of its client.
const HANDSHAKE: &str = r#"
a, b = ssl.MemoryBIO(), ssl.MemoryBIO()
s = server.wrap_bio(a, b, server_side=True)
c = client.wrap_bio(b, a, server_hostname="localhost")
done = set()
while len(done) < 2:
    for end in (c, s):
        try:
            end.do_handshake()
            done.add(end)
        except ssl.SSLWantReadError:
            pass
seen = s.getpeercert()
print([dict(part) for part in seen["subject"]], seen["subjectAltName"])
"#;

fn lines(text: &str) -> usize {
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

#[test]
fn mutual_tls_in_python_takes_the_readmes_lines_and_no_more_than_trustmes() {
    let (command, program) = readme("README.md");
    assert_eq!(readme("README.ja.md"), (command.clone(), program.clone()));
    assert!(lines(&command) + lines(&program) <= lines(TRUSTME));
    if !python_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for line in command.lines() {
        let arguments: Vec<&str> = line.strip_prefix("kigen ").unwrap().split(' ').collect();
        let run = run_in(folder.path(), &arguments);
        assert_eq!(run.code, Some(0), "{line}: {run:#?}");
    }
    let python = if cfg!(windows) { "python" } else { "python3" };
    let output = Command::new(python)
        .args(["-c", &(program + HANDSHAKE)])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        String::from_utf8(output.stdout).unwrap().trim(),
        "[{'organizationName': 'Acme'}, {'commonName': 'dev-01'}] (('email', 'dev-01@acme.test'),)"
    );
}
