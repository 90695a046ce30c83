//! The files under fixtures/foreign/, each with the outcome that its index expects.

use crate::support::root;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use chrono::Duration;
use kigen::bundle;
use kigen::jks::{self, JksError};
use kigen::lifecycle::backup::chain_above;
use kigen::lifecycle::import::{ImportOptions, import};
use kigen::path::Path;
use kigen::pkcs12::{Bulk, Contents, Limits, OpenError, Protected, describe, open};
use kigen::reason::Reason;
use kigen::store::{
    CertificateStore, KeyPrompt, KeyUseError, MemoryStore, StoreId, StoreLocation, StoreName,
};

use crate::support::time;

fn foreign() -> PathBuf {
    root().join("fixtures/foreign")
}

/// The rows of index.toml.
fn rows() -> Vec<toml::Table> {
    let index = fs::read_to_string(foreign().join("index.toml")).unwrap();
    let index: toml::Table = index.parse().unwrap();
    let rows = index["file"].as_array().unwrap();
    rows.iter()
        .map(|row| row.as_table().unwrap().clone())
        .collect()
}

/// A PKCS#12 file of the list.
struct Pkcs12 {
    row: toml::Table,
    /// What its password gives.
    opened: Result<Contents, OpenError>,
    /// What another one gives.
    with_wrong: Result<Contents, OpenError>,
}

impl Pkcs12 {
    fn name(&self) -> &str {
        text(&self.row, "file")
    }
}

/// All of them; together they are opened in a fraction of the time.
static PKCS12: LazyLock<Vec<Pkcs12>> = LazyLock::new(|| {
    let mut rows = rows();
    rows.retain(|row| text(row, "file").ends_with(".p12"));
    let jobs = rows.iter().flat_map(|row| {
        let file = fs::read(foreign().join(text(row, "file"))).unwrap();
        [text(row, "password"), "wrong"].map(|password| (file.clone(), password.to_owned()))
    });
    let jobs: Vec<_> = jobs.collect();
    let mut opened = Bulk::default().open(jobs, &Limits::default());
    let mut next = || opened.next().expect("an outcome for each job");
    let files = rows.into_iter().map(|row| Pkcs12 {
        row,
        opened: next(),
        with_wrong: next(),
    });
    files.collect()
});

fn text<'a>(row: &'a toml::Table, key: &str) -> &'a str {
    let value = row.get(key).unwrap_or_else(|| panic!("{row}: no {key}"));
    value.as_str().unwrap()
}

#[test]
fn every_file_has_a_row_and_every_row_a_file() {
    let listed: BTreeSet<_> = rows()
        .iter()
        .map(|row| text(row, "file").to_owned())
        .collect();
    let found = fs::read_dir(foreign()).unwrap();
    let mut found: BTreeSet<_> = found
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(found.remove("index.toml"));
    assert_eq!(found, listed);
}

#[test]
fn every_file_says_who_made_it_and_how() {
    for row in rows() {
        assert!(!text(&row, "maker").is_empty());
        assert!(text(&row, "made").starts_with("scripts/"), "{row}");
    }
}

#[test]
fn certificates_in_java_key_stores_are_read_whatever_the_password_of_the_key() {
    let mut opened = 0;
    for row in rows() {
        let name = text(&row, "file");
        if !name.ends_with(".jks") {
            continue;
        }
        let file = fs::read(foreign().join(name)).unwrap();
        // keytool leaves the key its password of before, which is not that of the new store.
        let (password, key_password) = (text(&row, "password"), "0427");
        let opened_with = |password| jks::open(&file, password);
        assert_eq!(opened_with(password), Err(JksError::WrongKeyPassword));
        assert_eq!(opened_with(key_password), Err(JksError::WrongPassword));
        let chain = jks::certificates(&file, password, jks::Limits::default()).unwrap();
        assert_eq!(chain.len(), 3, "{name}: the key's whole chain is in it");
        assert_eq!(chain[0].issuer_der(), chain[1].subject_der());
        opened += 1;
    }
    assert!(opened > 0);
}

#[test]
fn pkcs12_files_of_others_have_the_outcome_of_their_row() {
    let root = fs::read(foreign().join("root.pem")).unwrap();
    let root = bundle::read(&root).next().unwrap().unwrap();
    for file in PKCS12.iter() {
        let (name, row) = (file.name(), &file.row);
        let contents = match &file.opened {
            Ok(contents) => contents,
            Err(error) => {
                assert_eq!(Reason::from(error).code(), text(row, "outcome"), "{name}");
                continue;
            }
        };
        let others = contents.others.counts();
        let others: Vec<_> = others
            .map(|(name, count)| format!("{count} {name}"))
            .collect();
        let expected = row
            .get("others")
            .map_or("", |others| others.as_str().unwrap());
        assert_eq!(others.join(", "), expected, "{name}");
        if contents.is_trust_store() {
            assert_eq!(text(row, "outcome"), "ok", "{name}");
            let trusted = row["trusted"].as_integer();
            assert_eq!(trusted, Some(contents.certificates.len() as i64), "{name}");
            continue;
        }
        let identity = match contents.identity() {
            Ok(identity) => identity,
            Err(reason) => {
                assert_eq!(Reason::from(reason).code(), text(row, "outcome"), "{name}");
                continue;
            }
        };
        assert_eq!(text(row, "outcome"), "ok", "{name}");
        let certificate = &identity.certificate.certificate;
        let friendly_name = identity.certificate.attributes.friendly_name.as_deref();
        let expected = row.get("friendly_name").and_then(|name| name.as_str());
        assert_eq!(friendly_name, expected, "{name}");
        assert_eq!(certificate.subject(), text(row, "subject"), "{name}");
        let date = |key| time(&row[key].as_datetime().unwrap().to_string());
        assert_eq!(certificate.not_before(), date("not_before"), "{name}");
        assert_eq!(certificate.not_after(), date("not_after"), "{name}");
        let self_signed = certificate.is_self_issued();
        assert!(self_signed || identity.chain.contains(&&root), "{name}");
        let expected = match text(row, "key") {
            "in the clear" => Ok(contents),
            _ => Err(&OpenError::WrongPassword),
        };
        assert_eq!(file.with_wrong.as_ref(), expected, "{name}");
    }
}

#[test]
fn nothing_can_be_changed_under_pbmac1() {
    let rows = rows();
    let pbmac1 = |row: &&toml::Table| {
        row.get("mac")
            .is_some_and(|_| text(row, "mac").starts_with("PBMAC1"))
    };
    let mut tried = 0;
    for row in rows.iter().filter(pbmac1) {
        let name = text(row, "file");
        let file = fs::read(foreign().join(name)).unwrap();
        let mac = text(row, "mac");
        let digest_bytes = match mac {
            _ if mac.contains(", HMAC-SHA-224,") => 28,
            _ if mac.contains(", HMAC-SHA-256,") => 32,
            _ => 64,
        };
        // The MAC is the last OCTET STRING of its length; half-way through the file lie certificates.
        let header = [4, digest_bytes];
        let last = file.windows(2).rposition(|window| window == header);
        for at in [last.unwrap() + 2, file.len() / 2] {
            let mut changed = file.clone();
            changed[at] ^= 1;
            let outcome = open(&changed, text(row, "password"), &Limits::default());
            assert_eq!(outcome, Err(OpenError::WrongPassword), "{name}, byte {at}");
        }
        tried += 1;
    }
    assert!(tried >= 5, "{tried}");
}

#[test]
fn pkcs12_files_of_others_serve_from_the_store_to_their_last_second() {
    let root = fs::read(foreign().join("root.pem")).unwrap();
    let roots = [bundle::read(&root).next().unwrap().unwrap()];
    let good =
        |file: &&Pkcs12| text(&file.row, "outcome") == "ok" && !file.row.contains_key("trusted");
    for file in PKCS12.iter().filter(good) {
        let (name, row) = (file.name(), &file.row);
        let contents = file.opened.as_ref();
        let contents = contents.unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut store = MemoryStore::new();
        import(&mut store, contents, ImportOptions::default()).unwrap();

        let entries = store.entries(StoreId::current_user(StoreName::My)).unwrap();
        let entry = entries
            .into_iter()
            .find(|entry| entry.certificate.subject() == text(row, "subject"))
            .unwrap();
        let container = entry.properties.key_container.clone().unwrap();
        let intermediates = chain_above(&store, &entry.certificate).unwrap();
        let path = Path {
            end_entity: &entry.certificate,
            intermediates: &intermediates,
            roots: &roots,
            crls: &[],
        };
        let (location, silent) = (StoreLocation::CurrentUser, KeyPrompt::Silent);
        let signature = store.sign(location, &container, &silent, b"challenge");
        if !contents.keys[0].key.can_sign() {
            let algorithm = "rsa".to_owned();
            assert_eq!(signature, Err(KeyUseError::Unsupported { algorithm }));
            continue;
        }
        let signature = signature.unwrap();
        assert_eq!(path.verify_possession(b"challenge", &signature), Ok(()));
        let not_after = entry.certificate.not_after();
        for (offset, expected) in [(-1, Ok(())), (0, Ok(())), (1, Err(Reason::Expired))] {
            let verdict = path.verify(not_after + Duration::seconds(offset));
            let verdict = verdict.map_err(Reason::from);
            assert_eq!(verdict, expected, "{name}, {offset:+} s");
        }
    }
}

#[test]
fn pkcs12_files_of_others_are_protected_as_their_row_says() {
    for row in rows() {
        let name = text(&row, "file");
        if !name.ends_with(".p12") {
            continue;
        }
        let file = fs::read(foreign().join(name)).unwrap();
        let description = describe(&file, &Limits::default()).unwrap();
        let mac = description.mac.map_or("none".to_owned(), |mac| {
            format!("{}, {} iterations", mac.algorithm, mac.iterations)
        });
        assert_eq!(mac, text(&row, "mac"), "{name}");
        for protection in description.protections {
            let expected = match protection.protected {
                Protected::Key => text(&row, "key"),
                _ => text(&row, "certificates"),
            };
            let protection = match (protection.algorithm, protection.iterations) {
                (Some(algorithm), Some(iterations)) => {
                    format!("{algorithm}, {iterations} iterations")
                }
                _ => "in the clear".to_owned(),
            };
            assert_eq!(protection, expected, "{name}");
        }
    }
}
