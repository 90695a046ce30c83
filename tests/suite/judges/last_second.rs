//! The last second of a certificate: what each program says at `notAfter`, within the second that
//! follows, and at its end. The READMEs show the table.

use std::fs;
use std::path::Path;
use std::process::Command;

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use kigen::lang::Lang;

use super::says;
use crate::support::{P256, certificate_pem, say};

/// The moments that are tried, in milliseconds after `notAfter`.
const MOMENTS: [i64; 5] = [-1000, 0, 1, 999, 1000];

/// Whether a program accepts the certificate at each of [`MOMENTS`].
type Accepts = [bool; MOMENTS.len()];

/// By RFC 5280 section 4.1.2.5, to the second: both ends belong to the validity.
const TO_THE_SECOND: Accepts = [true, true, true, true, false];
/// To the millisecond.
const TO_THE_MOMENT: Accepts = [true, true, false, false, false];
/// The end is outside.
const WITHOUT_THE_END: Accepts = [true, false, false, false, false];

/// What is expected of each program that is asked.
const PROGRAMS: [(&str, Accepts); 5] = [
    ("kigen, rustls-webpki", TO_THE_SECOND),
    ("OpenSSL (`verify -attime`)", WITHOUT_THE_END),
    ("Java (`checkValidity`)", TO_THE_MOMENT),
    ("Java (`CertPathValidator`)", TO_THE_MOMENT),
    ("Python `cryptography` (`ClientVerifier`)", TO_THE_SECOND),
];

/// What the source of others says, which cannot be asked for another time than now, or not here.
const SOURCES: [(&str, Accepts, &str); 4] = [
    (
        "GnuTLS",
        TO_THE_SECOND,
        "lib/x509/verify.c: `now > t`, in seconds",
    ),
    (
        "Go (`crypto/x509`)",
        TO_THE_MOMENT,
        "verify.go: `now.After(c.NotAfter)`, in nanoseconds",
    ),
    (
        "Chrome, Edge",
        TO_THE_SECOND,
        "pki/verify_certificate_chain.cc: `validity_not_after < time`, in seconds",
    ),
    (
        "Firefox, NSS",
        TO_THE_SECOND,
        "mozilla::pkix, pkixcheck.cpp: `time > notAfter`, in seconds",
    ),
];

const JAVA: &str = include_str!("LastSecond.java");
const PYTHON: &str = include_str!("last_second.py");

fn moments(not_after: DateTime<Utc>) -> [DateTime<Utc>; MOMENTS.len()] {
    MOMENTS.map(|millis| not_after + Duration::milliseconds(millis))
}

/// Reads lines of `yes` and `no`.
fn answers(said: &str) -> Vec<Accepts> {
    let lines: Vec<bool> = said.lines().map(|line| line == "yes").collect();
    let (each, rest) = lines.as_chunks();
    assert!(rest.is_empty(), "{said}");
    each.to_vec()
}

fn openssl(folder: &Path, not_after: DateTime<Utc>) -> Accepts {
    moments(not_after).map(|at| {
        let verify = Command::new("openssl")
            .current_dir(folder)
            .args(["verify", "-attime", &at.timestamp().to_string()])
            .args(["-CAfile", "root.pem", "-untrusted", "issuing.pem"])
            .arg("client.pem")
            .output();
        verify.unwrap().status.success()
    })
}

fn java(folder: &Path, not_after: DateTime<Utc>) -> Result<Vec<Accepts>, String> {
    fs::write(folder.join("LastSecond.java"), JAVA).unwrap();
    let times = moments(not_after).map(|at| at.timestamp_millis().to_string());
    let times = times.each_ref().map(String::as_str);
    let arguments = [&["LastSecond.java"][..], &times].concat();
    Ok(answers(&says(folder, "java", &arguments)?))
}

fn python(folder: &Path, not_after: DateTime<Utc>) -> Result<Vec<Accepts>, String> {
    fs::write(folder.join("last_second.py"), PYTHON).unwrap();
    let times = moments(not_after).map(|at| at.to_rfc3339_opts(SecondsFormat::Millis, false));
    let times = times.each_ref().map(String::as_str);
    let arguments = [&["last_second.py"][..], &times].concat();
    Ok(answers(&says(folder, "python3", &arguments)?))
}

/// Asks each program that is here; the certificates have the last second of the example in the
/// README.
#[test]
fn each_program_treats_the_last_second_as_the_readme_says() {
    let client = P256.client("受付01");
    let not_after = client.certificate.not_after();
    let folder = tempfile::tempdir().unwrap();
    let chain = P256.authority.chain();
    for (name, certificate) in [
        ("client.pem", &client.certificate),
        ("issuing.pem", &chain[0]),
        ("root.pem", &chain[1]),
    ] {
        fs::write(folder.path().join(name), certificate_pem(certificate)).unwrap();
    }
    let path = kigen::path::Path {
        end_entity: &client.certificate,
        intermediates: &chain[..1],
        roots: &chain[1..],
        crls: &[],
    };
    let ours = moments(not_after).map(|at| path.verify(at).is_ok());
    assert_eq!(ours, PROGRAMS[0].1, "kigen");
    if super::openssl_is_here() {
        assert_eq!(openssl(folder.path(), not_after), PROGRAMS[1].1, "OpenSSL");
    }
    match java(folder.path(), not_after) {
        Ok(said) => assert_eq!(said, [PROGRAMS[2].1, PROGRAMS[3].1], "Java"),
        Err(error) => say(&format!("Java is not asked: {error}")),
    }
    match python(folder.path(), not_after) {
        Ok(said) => assert_eq!(said, [PROGRAMS[4].1], "cryptography"),
        Err(error) => say(&format!("cryptography is not asked: {error}")),
    }
}

/// The table of the README.
pub(super) fn table(lang: Lang) -> String {
    let [head, yes, no, tried] = match lang {
        Lang::En => [
            "| program | a second before | at `notAfter` | 0.001 s later | 0.999 s later | 1 s later | how it is known |",
            "valid",
            "expired",
            "asked on every test run",
        ],
        Lang::Ja => [
            "| プログラム | 1秒前 | `notAfter` ちょうど | 0.001秒後 | 0.999秒後 | 1秒後 | 根拠 |",
            "有効",
            "期限切れ",
            "テストのたびに確認",
        ],
    };
    let asked = PROGRAMS.map(|(name, accepts)| (name, accepts, tried));
    let rows = asked
        .into_iter()
        .chain(SOURCES)
        .map(|(name, accepts, known)| {
            let cells = accepts.map(|accepts| if accepts { yes } else { no });
            format!("\n| {name} | {} | {known} |", cells.join(" | "))
        });
    format!(
        "{head}\n|---|---|---|---|---|---|---|{}",
        rows.collect::<String>()
    )
}
