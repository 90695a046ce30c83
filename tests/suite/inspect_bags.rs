use std::fs;

use kigen::certificate::Certificate;
use kigen::jks::{self, Entry};
use kigen::pkcs12::{BagAttributes, CertificateBag, Contents, EncryptionProfile, seal};
use p12::{CertBag, ContentInfo, OtherBag, PFX, SafeBag, SafeBagKind};
use serde_json::json;
use tempfile::TempDir;
use yasna::models::ObjectIdentifier;

use crate::command::{Run, run_in};
use crate::inspect::{files, inspect, summary};
use crate::support::root;
use crate::support::{CLIENTS, P256, SEED, time};

fn foreign(name: &str) -> String {
    let path = root().join("fixtures/foreign").join(name);
    path.to_str().unwrap().to_owned()
}

/// What the text says after a file's name, with the exit code.
fn told(run: &Run) -> (Option<i32>, &str) {
    let line = run.stdout.lines().next().unwrap();
    (run.code, line.split_once(": ").unwrap().1)
}

#[test]
fn a_secret_of_java_is_counted_beside_the_keys() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("password"), "042700").unwrap();
    let several = foreign("java-17-several.p12");
    let args = ["--password-file", "password", several.as_str()];
    let run = inspect(folder.path(), &args);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let found = files(&run);
    assert_eq!(summary(&found[0]), (several.as_str(), "ok", 4, 2));
    assert_eq!(found[0]["other_bags"], json!({"secret": 1}));
    for (lang, line) in [
        ("en", "  other bags, skipped: 1 secret"),
        ("ja", "  読み飛ばしたバッグ: 1 secret"),
    ] {
        let run = run_in(
            folder.path(),
            &[&["--lang", lang, "inspect"], &args[..]].concat(),
        );
        assert_eq!(run.stdout.lines().nth(1), Some(line), "{run:#?}");
    }
}

#[test]
fn bags_of_every_kind_are_counted_and_cost_nothing_else() {
    let other = |id: &[u64], bag_value: Vec<u8>| {
        SafeBagKind::OtherBagKind(OtherBag {
            bag_id: ObjectIdentifier::from_slice(id),
            bag_value,
        })
    };
    let bag = |id: u64, value| other(&[1, 2, 840, 113_549, 1, 12, 10, 1, id], value);
    let x509_crl = ObjectIdentifier::from_slice(&[1, 2, 840, 113_549, 1, 9, 23, 1]);
    let crl = yasna::construct_der(|w| {
        w.write_sequence(|w| {
            w.next().write_oid(&x509_crl);
            let list = P256.authority.crl(time("2026-01-01T00:00:00+09:00"));
            w.next()
                .write_tagged(yasna::Tag::context(0), |w| w.write_bytes(&list));
        });
    });
    let bags = [
        bag(4, crl),
        bag(1, CLIENTS[0].key.pkcs8().to_vec()),
        bag(5, vec![0x30, 0]),
        bag(99, vec![5, 0]),
        SafeBagKind::CertBag(CertBag::SDSI("another kind".into())),
        SafeBagKind::CertBag(CertBag::X509(CLIENTS[0].certificate.der().to_vec())),
        other(&[1, 2, 3, 4], vec![4, 0]),
    ];
    let safe = yasna::construct_der(|w| {
        w.write_sequence_of(|w| {
            for bag in bags {
                let attributes = vec![];
                SafeBag { bag, attributes }.write(w.next());
            }
        });
    });
    let safes = yasna::construct_der(|w| {
        w.write_sequence_of(|w| ContentInfo::Data(safe.clone()).write(w.next()));
    });
    let file = PFX {
        version: 3,
        auth_safe: ContentInfo::Data(safes),
        mac_data: None,
    };
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("all.p12"), file.to_der()).unwrap();
    let run = inspect(folder.path(), &["all.p12", "--pin", "0427"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let found = files(&run);
    assert_eq!(summary(&found[0]), ("all.p12", "ok", 1, 1));
    assert_eq!(
        found[0]["other_bags"],
        json!({"revocation-list": 1, "secret": 1, "other-certificate": 1, "unknown": 2})
    );
    let run = run_in(folder.path(), &["inspect", "all.p12", "--pin", "0427"]);
    let line = "  other bags, skipped: 1 revocation-list, 1 secret, 1 other-certificate, 2 unknown";
    assert_eq!(run.stdout.lines().nth(1), Some(line));
}

/// Certificates alone, those of `trusted` marked so.
fn certificates(trusted: &[&Certificate], others: &[&Certificate]) -> Contents {
    let bag = |certificate: &Certificate, trusted| CertificateBag {
        certificate: certificate.clone(),
        attributes: BagAttributes {
            trusted,
            ..BagAttributes::default()
        },
    };
    let trusted = trusted.iter().map(|certificate| bag(certificate, true));
    let others = others.iter().map(|certificate| bag(certificate, false));
    Contents {
        certificates: trusted.chain(others).collect(),
        ..Contents::default()
    }
}

fn sealed(contents: &Contents) -> Vec<u8> {
    let mut stream = SEED.stream("inspect/trust");
    seal(contents, "0427", EncryptionProfile::default(), &mut stream)
}

#[test]
fn a_trust_store_is_a_bundle_of_certificates_in_either_format_of_java() {
    let folder = TempDir::new().unwrap();
    let trusted = [P256.authority.root(), P256.authority.issuing()];
    let entries = trusted.map(|certificate| Entry::Trusted {
        alias: certificate.serial().to_string(),
        certificate: certificate.clone(),
    });
    let created = time("2026-03-01T10:00:00+09:00");
    let jks = jks::seal(&entries, "0427", created, &mut SEED.stream("inspect/jks"));
    fs::write(folder.path().join("trust.jks"), jks).unwrap();
    fs::write(
        folder.path().join("trust.p12"),
        sealed(&certificates(&trusted, &[])),
    )
    .unwrap();

    let run = inspect(folder.path(), &["trust.jks", "trust.p12", "--pin", "0427"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let found = files(&run);
    assert_eq!(summary(&found[0]), ("trust.jks", "ok", 2, 0));
    assert_eq!(summary(&found[1]), ("trust.p12", "ok", 2, 0));
    assert_eq!(found[0]["certificates"], found[1]["certificates"]);

    let real = foreign("java-17-trust.p12");
    fs::write(folder.path().join("password"), "042700").unwrap();
    let args = ["inspect", "--password-file", "password", &real];
    let run = run_in(folder.path(), &args);
    assert_eq!(told(&run), (Some(0), "ok: 0 private keys, 2 certificates"));
}

#[test]
fn a_file_that_lost_its_key_is_no_trust_store() {
    let folder = TempDir::new().unwrap();
    let [root, issuing] = [P256.authority.root(), P256.authority.issuing()];
    let client = &CLIENTS[0].certificate;
    for (name, contents, expected) in [
        (
            "no marks",
            certificates(&[], &[client, issuing, root]),
            "no-private-key",
        ),
        (
            "one mark",
            certificates(&[root], &[client]),
            "no-private-key",
        ),
        ("nothing", Contents::default(), "empty"),
    ] {
        fs::write(folder.path().join("it.p12"), sealed(&contents)).unwrap();
        let run = inspect(folder.path(), &["it.p12", "--pin", "0427"]);
        let found = files(&run);
        let outcome = found[0]["outcome"].as_str();
        assert_eq!((run.code, outcome), (Some(1), Some(expected)), "{name}");
    }
    // With a key it is a client's file, whatever is marked.
    let mut contents = certificates(&[root], &[]);
    contents.keys = Contents::for_client(CLIENTS[0].key.clone(), client.clone(), &[], "").keys;
    fs::write(folder.path().join("it.p12"), sealed(&contents)).unwrap();
    let found = files(&inspect(folder.path(), &["it.p12", "--pin", "0427"]));
    assert_eq!(summary(&found[0]), ("it.p12", "key-mismatch", 1, 1));
}

#[test]
fn both_certificates_of_a_renewal_are_shown_with_their_own_dates() {
    let folder = TempDir::new().unwrap();
    let [old, new] = crate::same_names::renewal();
    let mut contents = P256.authority.chain();
    contents.insert(0, old.certificate.clone());
    let contents = Contents::for_client(new.key.clone(), new.certificate.clone(), &contents, "");
    fs::write(folder.path().join("it.p12"), sealed(&contents)).unwrap();
    let at = ["--at", "2026-03-01T00:00:00+09:00"];
    let run = inspect(
        folder.path(),
        &[&["it.p12", "--pin", "0427"], &at[..]].concat(),
    );
    let found = files(&run);
    assert_eq!(summary(&found[0]), ("it.p12", "ok", 4, 1));
    let shown = &found[0]["certificates"];
    assert_eq!(shown[0]["subject"], shown[1]["subject"]);
    assert_ne!(shown[0]["serial"], shown[1]["serial"]);
    assert_eq!(
        [&shown[0]["state"], &shown[1]["state"]],
        ["valid", "expired"]
    );
}

#[test]
fn what_stands_behind_a_file_is_remarked() {
    let file = sealed(&P256.contents(&CLIENTS[0], ""));
    let folder = TempDir::new().unwrap();
    for (name, behind) in [
        ("alone.p12", &b""[..]),
        ("zeros.p12", &[0; 8]),
        ("twice.p12", &file),
    ] {
        fs::write(folder.path().join(name), [&file, behind].concat()).unwrap();
        let run = inspect(folder.path(), &[name, "--pin", "0427"]);
        assert_eq!(run.code, Some(0), "{run:#?}");
        let found = files(&run);
        assert_eq!(summary(&found[0]), (name, "ok", 3, 1));
        let remarks = found[0].get("remarks").cloned().unwrap_or_default();
        let expected = match behind {
            [] => json!(null),
            _ => json!(["trailing-bytes"]),
        };
        assert_eq!(remarks, expected, "{name}");
    }
}

#[test]
fn a_key_store_of_many_private_keys_is_beyond_the_limit() {
    let entry = |number: usize| Entry::PrivateKey {
        alias: number.to_string(),
        key: CLIENTS[0].key.clone(),
        chain: vec![],
    };
    let entries: Vec<Entry> = (0..1001).map(entry).collect();
    let created = time("2026-01-01T00:00:00+09:00");
    let folder = TempDir::new().unwrap();
    for (name, count, outcome) in [
        ("full.jks", 1000, "ok"),
        ("over.jks", 1001, "limit-exceeded"),
    ] {
        let file = jks::seal(&entries[..count], "0427", created, &mut SEED.stream("jks"));
        fs::write(folder.path().join(name), file).unwrap();
        let run = inspect(folder.path(), &[name, "--pin", "0427"]);
        assert_eq!(files(&run)[0]["outcome"], outcome, "{run:#?}");
    }
    let run = run_in(folder.path(), &["inspect", "over.jks", "--pin", "0427"]);
    let line = "  1001 private keys in the key store, the limit is 1000\n";
    assert!(run.stdout.contains(line), "{}", run.stdout);
    assert!(run.stdout.contains("--limit 2"), "{}", run.stdout);
    let args = ["over.jks", "--pin", "0427", "--limit", "2"];
    assert_eq!(files(&inspect(folder.path(), &args))[0]["outcome"], "ok");
}
