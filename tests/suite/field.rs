//! Files as people have them, against fixtures/field/index.toml: what is found in them, read alone
//! and among others, and what is said of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use kigen::bundle::FoundKey;
use kigen::inspection::{Finding, Inspector, Source};
use kigen::path::Path;
use kigen::pkcs12::{self, CertificateBag, Limits};

use crate::command::run_in;
use crate::support::root;

const PASSWORD: &str = "0427";

fn folder() -> PathBuf {
    root().join("fixtures/field")
}

fn rows() -> Vec<toml::Table> {
    let index = fs::read_to_string(folder().join("index.toml")).unwrap();
    let index: toml::Table = index.parse().unwrap();
    let rows = index["file"].as_array().unwrap().iter();
    rows.map(|row| row.as_table().unwrap().clone()).collect()
}

fn text<'a>(row: &'a toml::Table, key: &str) -> &'a str {
    row[key].as_str().unwrap()
}

#[test]
fn every_file_of_the_field_has_a_row_and_every_row_a_file() {
    let rows = rows();
    let listed: BTreeSet<_> = rows
        .iter()
        .map(|row| text(row, "file").to_owned())
        .collect();
    let found = fs::read_dir(folder()).unwrap();
    let mut found: BTreeSet<_> = found
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(found.remove("index.toml"));
    assert!(found.remove("exceptions.toml"));
    assert_eq!(found, listed);
}

#[test]
fn each_file_of_the_field_is_read_as_its_row_says_alone_and_among_others() {
    let rows = rows();
    let inspector = Inspector::new().with_password(PASSWORD.parse().unwrap());
    let paths = rows.iter().map(|row| folder().join(text(row, "file")));
    let together: Vec<Finding> = inspector.inspect(paths.map(Source::from)).collect();
    for (row, finding) in rows.iter().zip(together) {
        let name = text(row, "file");
        let bytes = fs::read(folder().join(name)).unwrap();
        let alone = inspector.inspect_bytes(finding.name.clone(), bytes);
        assert_eq!(finding, alone, "{name}");
        assert_eq!(finding.outcome.code(), text(row, "outcome"), "{name}");
        let certificates = row["certificates"].as_integer().unwrap();
        assert_eq!(finding.certificates.len() as i64, certificates, "{name}");
        let named = |key: &FoundKey| match &key.algorithm {
            _ if key.encrypted => "encrypted".to_owned(),
            Some(algorithm) => algorithm.clone(),
            None => "unknown".to_owned(),
        };
        let keys: Vec<String> = finding.private_keys.iter().map(named).collect();
        let expected = row["keys"].as_array().unwrap().iter();
        let expected: Vec<&str> = expected.map(|key| key.as_str().unwrap()).collect();
        assert_eq!(keys, expected, "{name}");
    }
}

#[test]
fn what_is_special_about_a_file_of_the_field_is_shown() {
    for row in rows() {
        let Some(shows) = row.get("shows") else {
            continue;
        };
        let (name, shows) = (text(&row, "file"), shows.as_str().unwrap());
        let at = "2026-01-01T00:00:00+09:00";
        let args = [
            "inspect", name, "--pin", PASSWORD, "--lang", "en", "--at", at,
        ];
        let run = run_in(&folder(), &args);
        assert!(
            run.stdout.contains(shows),
            "{name}: {shows} is not in\n{}",
            run.stdout
        );
    }
}

/// What signs proves that it is its certificate's key, and what does not sign gives nothing.
#[test]
fn keys_of_the_field_sign_as_their_rows_say() {
    for row in rows() {
        let Some(signs) = row.get("signs") else {
            continue;
        };
        let name = text(&row, "file");
        let file = fs::read(folder().join(name)).unwrap();
        let contents = pkcs12::open(&file, PASSWORD, &Limits::default()).unwrap();
        let signs = signs.as_array().unwrap().iter();
        let signs: Vec<bool> = signs.map(|it| it.as_bool().unwrap()).collect();
        assert_eq!(contents.keys.len(), signs.len(), "{name}");
        for (key, signs) in contents.keys.iter().zip(signs) {
            let key = &key.key;
            assert_eq!(key.can_sign(), signs, "{name}: {key:?}");
            let signature = key.sign(b"a message");
            let own =
                |bag: &&CertificateBag| bag.certificate.public_key_bits() == key.public().bits();
            let own = contents.certificates.iter().find(own);
            let proved = own.is_some_and(|own| {
                let path = Path {
                    end_entity: &own.certificate,
                    intermediates: &[],
                    roots: &[],
                    crls: &[],
                };
                path.verify_possession(b"a message", &signature).is_ok()
            });
            assert_eq!(proved, signs, "{name}: {key:?}");
        }
    }
}
