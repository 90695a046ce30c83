//! Java: `keytool`, which copies a key store of any kind into a new one that is read here.

use std::fs;
use std::path::Path;

use kigen::jks::{self, Entry};
use kigen::pkcs12::{BagAttributes, CertificateBag, Contents, EncryptionProfile, seal};

use super::{
    FRIENDLY_NAME, Judge, PIN, Seen, Version, WRONG_PIN, clients, everything_of, look_at, run,
    says, summon,
};
use crate::support::{P256, SEED, time};

pub(super) struct Java;

/// What protects a new key store: keytool wants six characters.
const NEW_PASSWORD: &str = "042704";

pub(super) fn copy(
    folder: &Path,
    kind: &str,
    file: &str,
    pin: &str,
    options: &[&str],
) -> Result<(), String> {
    let _ = fs::remove_file(folder.join("theirs.p12"));
    let arguments = [
        "-importkeystore",
        "-noprompt",
        "-srckeystore",
        file,
        "-srcstoretype",
        kind,
        "-srcstorepass",
        pin,
        "-destkeystore",
        "theirs.p12",
        "-deststoretype",
        "PKCS12",
        "-deststorepass",
        NEW_PASSWORD,
    ];
    // The compiler that would make it fast takes longer than it saves.
    let quick = ["-J-XX:TieredStopAtLevel=1", "-J-Xshare:auto"];
    run(
        folder,
        "keytool",
        &[&arguments[..], &quick, options].concat(),
    )?;
    Ok(())
}

impl Judge for Java {
    fn name(&self) -> &'static str {
        "Java"
    }

    fn version(&self) -> Result<Option<Version>, String> {
        let said = says(Path::new("."), "java", &["--version"])?;
        says(Path::new("."), "keytool", &["-help"])?;
        Ok(Version::find(&said))
    }

    fn read(
        &self,
        folder: &Path,
        file: &str,
        pin: &str,
        _option: Option<&str>,
    ) -> Result<Seen, String> {
        copy(folder, "PKCS12", file, pin, &[])?;
        let theirs = fs::read(folder.join("theirs.p12")).unwrap();
        Ok(look_at(&theirs, NEW_PASSWORD).expect("what Java writes opens"))
    }

    fn ways(&self) -> &'static [&'static str] {
        &["default", "as before version 16 (keystore.pkcs12.legacy)"]
    }

    fn write(&self, folder: &Path, way: &str) -> Result<(), String> {
        let options: &[&str] = match way {
            "default" => &[],
            _ => &["-J-Dkeystore.pkcs12.legacy"],
        };
        copy(folder, "PKCS12", "ours.p12", PIN, options)
    }

    fn password(&self) -> &'static str {
        NEW_PASSWORD
    }

    /// Aliases are in lower case.
    fn renames(&self, friendly_name: &str) -> String {
        friendly_name.to_lowercase()
    }
}

#[test]
fn java_reads_its_own_key_stores_from_us() {
    if summon(&Java).is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let created = time("2026-03-01T10:00:00+09:00");
    let write = |entries: &[Entry]| {
        let file = jks::seal(entries, PIN, created, &mut SEED.stream("judge/jks"));
        fs::write(folder.path().join("ours.jks"), file).unwrap();
    };
    for client in clients() {
        write(&[Entry::PrivateKey {
            alias: FRIENDLY_NAME.into(),
            key: client.key.clone(),
            chain: [vec![client.certificate.clone()], P256.authority.chain()].concat(),
        }]);
        copy(folder.path(), "JKS", "ours.jks", PIN, &[]).unwrap();
        let theirs = fs::read(folder.path().join("theirs.p12")).unwrap();
        let expected = everything_of(client, &Java.renames(FRIENDLY_NAME));
        assert_eq!(look_at(&theirs, NEW_PASSWORD), Ok(expected));
        copy(folder.path(), "JKS", "ours.jks", WRONG_PIN, &[]).unwrap_err();
    }
    write(&[Entry::Trusted {
        alias: "根".into(),
        certificate: P256.authority.root().clone(),
    }]);
    let list = ["-list", "-rfc", "-keystore", "ours.jks", "-storepass", PIN];
    let said = says(folder.path(), "keytool", &list).unwrap();
    let shown: Vec<_> = kigen::bundle::read(said.as_bytes())
        .map(Result::unwrap)
        .collect();
    assert_eq!(shown, [P256.authority.root().clone()]);
    assert!(said.contains("trustedCertEntry"), "{said}");
}

#[test]
fn java_reads_our_trust_stores_in_pkcs12() {
    if summon(&Java).is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (trusted, shown) in [(true, "trustedCertEntry"), (false, "contains 0 entries")] {
        let attributes = BagAttributes {
            friendly_name: Some("root".into()),
            trusted,
            ..BagAttributes::default()
        };
        let certificate = P256.authority.root().clone();
        let contents = Contents {
            certificates: vec![CertificateBag {
                certificate,
                attributes,
            }],
            ..Contents::default()
        };
        let mut stream = SEED.stream("judge/trust");
        let file = seal(&contents, PIN, EncryptionProfile::OpenSsl3, &mut stream);
        fs::write(folder.path().join("trust.p12"), file).unwrap();
        let list = ["-list", "-keystore", "trust.p12", "-storepass", PIN];
        let said = says(folder.path(), "keytool", &list).unwrap();
        assert!(said.contains(shown), "{said}");
    }
}

#[test]
fn key_stores_of_java_open() {
    if summon(&Java).is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (number, client) in clients().into_iter().enumerate() {
        let ours = super::sealed(number, kigen::pkcs12::EncryptionProfile::default());
        fs::write(folder.join("ours.p12"), ours).unwrap();
        let _ = fs::remove_file(folder.join("theirs.jks"));
        let arguments = [
            "-importkeystore",
            "-noprompt",
            "-srckeystore",
            "ours.p12",
            "-srcstoretype",
            "PKCS12",
            "-srcstorepass",
            PIN,
            "-destkeystore",
            "theirs.jks",
            "-deststoretype",
            "JKS",
            "-deststorepass",
            NEW_PASSWORD,
            "-destkeypass",
            NEW_PASSWORD,
        ];
        run(folder, "keytool", &arguments).unwrap();
        let theirs = fs::read(folder.join("theirs.jks")).unwrap();
        let entries = jks::open(&theirs, NEW_PASSWORD).unwrap();
        let [Entry::PrivateKey { alias, key, chain }] = &entries[..] else {
            panic!("{entries:?}");
        };
        assert_eq!(*alias, FRIENDLY_NAME.to_lowercase());
        assert_eq!(key.public(), client.key.public());
        assert_eq!(
            *chain,
            [vec![client.certificate.clone()], P256.authority.chain()].concat()
        );
    }
}
