//! Private keys that are encrypted by themselves, in PEM and DER, as OpenSSL writes them.

use std::fs;

use kigen::bundle::FoundKey;
use kigen::inspection::{Finding, Inspector};
use kigen::outcome::Outcome;
use kigen::reason::Reason;

use crate::command::run_in;
use crate::support::root;

/// The keys of openssl-encrypted-keys.pem: of which algorithm each is, and how it is encrypted.
const KEYS: [(&str, &str); 19] = [
    ("p-256", "PBES2, PBKDF2-HMAC-SHA-256, AES-256-CBC"),
    ("p-256", "PBES2, PBKDF2-HMAC-SHA-1, DES-EDE3-CBC"),
    ("p-256", "PBES2, PBKDF2-HMAC-MD5, AES-128-CBC"),
    ("p-256", "PBES2, PBKDF2-HMAC-SHA-512/256, AES-192-CBC"),
    ("p-256", "PBES2, PBKDF2-HMAC-SHA-512/224, CAMELLIA-256-CBC"),
    ("p-256", "pbeWithMD5AndDES-CBC"),
    ("p-256", "pbeWithSHA1AndRC2-CBC"),
    ("p-256", "pbeWithSHAAnd128BitRC4"),
    ("p-256", "pbeWithSHAAnd2-KeyTripleDES-CBC"),
    ("p-256", "pbeWithSHAAnd3-KeyTripleDES-CBC"),
    ("p-256", "PEM, MD5, DES-CBC"),
    ("p-256", "PEM, MD5, DES-EDE3-CBC"),
    ("p-256", "PEM, MD5, AES-128-CBC"),
    ("p-256", "PEM, MD5, AES-192-CBC"),
    ("p-256", "PEM, MD5, AES-256-CBC"),
    ("p-256", "PEM, MD5, CAMELLIA-192-CBC"),
    ("p-256", "PEM, MD5, ARIA-256-CBC"),
    ("rsa", "PEM, MD5, AES-128-CBC"),
    ("dsa", "PEM, MD5, DES-EDE3-CBC"),
];

fn bundle() -> Vec<u8> {
    fs::read(root().join("fixtures/foreign/openssl-encrypted-keys.pem")).unwrap()
}

fn inspected(bytes: impl Into<Vec<u8>>, password: Option<&str>) -> Finding {
    let mut inspector = Inspector::new();
    if let Some(password) = password {
        inspector = inspector.with_password(password.parse().unwrap());
    }
    inspector.inspect_bytes("keys", bytes.into())
}

fn found(key: &FoundKey) -> (Option<&str>, Option<String>, bool) {
    let encryption = key.encryption.as_ref().map(ToString::to_string);
    (key.algorithm.as_deref(), encryption, key.encrypted)
}

#[test]
fn encrypted_keys_are_opened_and_named() {
    let finding = inspected(bundle(), Some("0427"));
    assert_eq!(finding.outcome, Outcome::Ok, "{:?}", finding.problem);
    assert_eq!(finding.certificates.len(), 1);
    let keys: Vec<_> = finding.private_keys.iter().map(found).collect();
    let expected = KEYS.map(|(name, with)| (Some(name), Some(with.to_owned()), false));
    assert_eq!(keys, expected);
    let der = fs::read(root().join("fixtures/foreign/openssl-encrypted-key.der")).unwrap();
    let finding = inspected(der, Some("0427"));
    let keys: Vec<_> = finding.private_keys.iter().map(found).collect();
    assert_eq!(
        (finding.outcome, keys),
        (Outcome::Ok, vec![expected[0].clone()])
    );
}

#[test]
fn without_a_password_they_are_counted_and_with_a_wrong_one_it_is_said() {
    for (password, outcome) in [
        (None, Outcome::Ok),
        (Some("0428"), Outcome::Refused(Reason::WrongPassword)),
        (Some(""), Outcome::Refused(Reason::WrongPassword)),
    ] {
        let finding = inspected(bundle(), password);
        assert_eq!(finding.outcome, outcome, "{password:?}");
        assert_eq!(finding.certificates.len(), 1, "{password:?}");
        let keys: Vec<_> = finding.private_keys.iter().map(found).collect();
        let expected = KEYS.map(|(_, with)| (None, Some(with.to_owned()), true));
        assert_eq!(keys, expected, "{password:?}");
    }
}

#[test]
fn what_is_wrong_with_a_single_key_is_said_and_the_others_are_opened() {
    let text = String::from_utf8(bundle()).unwrap();
    for (from, to, reason) in [
        ("DES-EDE3-CBC,", "IDEA-CBC,", Reason::UnsupportedAlgorithm),
        ("DES-EDE3-CBC,", "DES-EDE3-CBC,00", Reason::Malformed),
        ("DES-EDE3-CBC,", "DES-EDE3-CBC", Reason::Malformed),
        (
            "ENCRYPTED PRIVATE KEY-----\nMI",
            "ENCRYPTED PRIVATE KEY-----\nM!",
            Reason::Malformed,
        ),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        let finding = inspected(changed.clone(), Some("0427"));
        assert_eq!(finding.outcome, Outcome::Refused(reason), "{to}");
        assert!(finding.problem.is_some(), "{to}");
        let closed = finding.private_keys.iter().filter(|key| key.encrypted);
        assert_eq!(
            (closed.count(), finding.private_keys.len()),
            (1, KEYS.len()),
            "{to}"
        );
        let finding = inspected(changed, None);
        assert_eq!(finding.outcome, Outcome::Ok, "{to}: nobody looked");
    }
}

#[test]
fn people_are_told_how_each_key_is_encrypted() {
    let folder = root().join("fixtures/foreign");
    let file = "openssl-encrypted-keys.pem";
    let run = run_in(&folder, &["inspect", file, "--pin", "0427"]);
    let line = "  private key 18: rsa, encrypted (PEM, MD5, AES-128-CBC)\n";
    assert!(run.stdout.contains(line), "{}", run.stdout);
    let run = run_in(&folder, &["inspect", file]);
    let line = "  private key 18: encrypted, not opened (PEM, MD5, AES-128-CBC)\n";
    assert!(run.stdout.contains(line), "{}", run.stdout);
    let run = run_in(&folder, &["inspect", file, "--pin", "0428"]);
    assert!(
        run.stdout.contains("wrong-password: the password is wrong"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("CN=keys"), "{}", run.stdout);
}
