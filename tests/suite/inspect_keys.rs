//! Private keys in PEM and DER, as OpenSSL and OpenSSH write them: in the clear and encrypted by
//! themselves, and to which certificate each belongs.

use std::fs;

use kigen::bundle::FoundKey;
use kigen::inspection::{Finding, Inspector, Remark};
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

/// Keys in the forms of openssl-openssh-keys.pem, in its order. Only of a curve that is written out
/// nothing is known.
const FORMS: [(&str, Option<usize>); 11] = [
    ("rsa", Some(0)),
    ("rsa-pkcs8", Some(1)),
    ("p-256", Some(2)),
    ("p-521", Some(3)),
    ("p-256-without-public-half", Some(4)),
    ("explicit-curve", None),
    ("dsa", Some(6)),
    ("ed25519", Some(7)),
    ("openssh-rsa", Some(8)),
    ("openssh-p-384-encrypted", Some(9)),
    ("openssh-ed25519", Some(10)),
];

fn forms() -> String {
    fs::read_to_string(root().join("fixtures/foreign/openssl-openssh-keys.pem")).unwrap()
}

#[test]
fn a_certificate_in_pem_names_its_key_whatever_the_form_of_the_key() {
    let finding = inspected(forms(), None);
    assert_eq!(finding.outcome, Outcome::Ok, "{:?}", finding.problem);
    let names = finding.certificates.iter().map(|it| it.issued_to());
    let found: Vec<_> = names.zip(finding.keys_of_certificates()).collect();
    let expected = FORMS.map(|(name, key)| (name.to_owned(), key));
    assert_eq!(found, expected);
    let encrypted = finding.private_keys.iter().position(|key| key.encrypted);
    assert_eq!(
        encrypted,
        Some(9),
        "OpenSSH's, whose public half is in the clear"
    );
    // Blocks come in any order.
    let mut blocks: Vec<String> = pem_blocks(&forms());
    blocks.rotate_left(FORMS.len());
    let turned = inspected(blocks.concat(), None);
    assert_eq!(
        turned.keys_of_certificates(),
        finding.keys_of_certificates()
    );
}

fn pem_blocks(text: &str) -> Vec<String> {
    let blocks = text.split("-----BEGIN ").skip(1);
    blocks.map(|block| format!("-----BEGIN {block}")).collect()
}

#[test]
fn programs_and_people_are_told_which_key_is_a_certificates() {
    let folder = root().join("fixtures/foreign");
    let file = "openssl-openssh-keys.pem";
    let run = run_in(&folder, &["inspect", file]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let told = run.stdout.matches("    key    ").count();
    assert_eq!(told, FORMS.len() - 1, "{}", run.stdout);
    assert!(
        run.stdout.contains("\n    key    10 (p-384)\n"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("  private key 10: p-384, encrypted, not opened\n"),
        "{}",
        run.stdout
    );
    let run = run_in(&folder, &["inspect", file, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let certificates = report["files"][0]["certificates"].as_array().unwrap();
    let keys: Vec<Option<u64>> = certificates
        .iter()
        .map(|certificate| {
            certificate
                .get("private_key")
                .map(|it| it.as_u64().unwrap())
        })
        .collect();
    assert_eq!(
        keys,
        FORMS.map(|(_, key)| key.map(|number| number as u64 + 1))
    );
    // As of PKCS#12 files.
    let run = run_in(
        &folder,
        &["inspect", "openssl-default.p12", "--pin", "0427"],
    );
    assert!(
        run.stdout.contains("\n    key    1 (rsa)\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_key_that_belongs_to_none_of_the_certificates_beside_it_is_remarked() {
    let blocks = pem_blocks(&forms());
    let (certificates, keys) = blocks.split_at(FORMS.len());
    let remarks = |certificate: usize, key: usize| {
        let both = certificates[certificate].clone() + &keys[key];
        inspected(both, None)
            .remarks
            .into_iter()
            .collect::<Vec<_>>()
    };
    assert_eq!(remarks(0, 0), []);
    assert_eq!(remarks(0, 1), [Remark::KeyWithoutCertificate]);
    assert_eq!(remarks(2, 5), [], "of this key nothing is known");
    let alone = inspected(keys[0].clone(), None);
    assert_eq!(
        alone.remarks.len(),
        0,
        "there is nothing that it could belong to"
    );
    let encrypted = certificates[0].clone() + &pem_blocks_of_encrypted()[0];
    assert_eq!(inspected(encrypted.clone(), None).remarks.len(), 0);
    let opened = inspected(encrypted, Some("0427"));
    assert!(opened.remarks.contains(&Remark::KeyWithoutCertificate));
}

fn pem_blocks_of_encrypted() -> Vec<String> {
    let text = String::from_utf8(bundle()).unwrap();
    let start = text.find("-----BEGIN ENCRYPTED").unwrap();
    pem_blocks(&text[start..])
}

#[test]
fn an_encrypted_key_that_was_opened_is_matched_too() {
    let opened = inspected(bundle(), Some("0427"));
    assert_eq!(opened.keys_of_certificates(), [Some(0)]);
    assert_eq!(inspected(bundle(), None).keys_of_certificates(), [None]);
}

#[test]
fn a_damaged_key_is_said_to_be_and_belongs_to_nobody() {
    let blocks = pem_blocks(&forms());
    for key in [0, 1, 6, 7, 8] {
        let good = &blocks[FORMS.len() + key];
        let label = good["-----BEGIN ".len()..].split("-----").next().unwrap();
        let nothing = format!("-----BEGIN {label}-----\nMAA=\n-----END {label}-----\n");
        let finding = inspected(blocks[key].clone() + &nothing, None);
        assert_eq!(finding.outcome, Outcome::Ok, "{label}");
        assert_eq!(finding.keys_of_certificates(), [None], "{label}");
        assert!(finding.private_keys[0].unreadable, "{label}");
        assert!(!finding.private_keys[0].can_sign(), "{label}");
    }
    let folder = tempfile::tempdir().unwrap();
    let nothing = "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n";
    fs::write(folder.path().join("key.pem"), nothing).unwrap();
    for (lang, line) in [
        ("en", "  private key 1: rsa, cannot be read\n"),
        ("ja", "  秘密キー 1: rsa（読み取れません）\n"),
    ] {
        let run = run_in(folder.path(), &["inspect", "key.pem", "--lang", lang]);
        assert!(run.stdout.contains(line), "{}", run.stdout);
    }
}

/// Reading a key takes up to a millisecond, and a file may hold ten thousands.
#[test]
fn keys_beyond_the_first_hundreds_are_named_and_not_matched() {
    let blocks = pem_blocks(&forms());
    let (certificate, key) = (&blocks[2], &blocks[FORMS.len() + 2]);
    let strangers = blocks[FORMS.len()].repeat(500);
    let within = inspected(certificate.clone() + key + &strangers, None);
    assert_eq!(within.keys_of_certificates(), [Some(0)]);
    let beyond = inspected(certificate.clone() + &strangers + key, None);
    assert_eq!(beyond.keys_of_certificates(), [None]);
    let last = beyond.private_keys.last().unwrap();
    assert_eq!(last.algorithm.as_deref(), Some("p-256"));
}
