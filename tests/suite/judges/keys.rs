//! Keys of every kind: what `kigen make` writes of them, in every format, is what every judge that
//! knows the kind reads.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use kigen::bundle::{self, Item};
use kigen::certificate::Certificate;
use kigen::jks::{self, Entry};
use kigen::key::{KeyAlgorithm, PrivateKey};
use kigen::pkcs12::{Limits, open};
use tempfile::TempDir;

use super::java::{self, Java};
use super::{
    FRIENDLY_NAME, Judge, PIN, Seen, gnutls, look_at, node, nss, openssl, openssl_is_here, python,
    run, says, summon,
};
use crate::command::run_in;
use crate::support::{certificate_pem, say};

/// Which judge does not know a kind of key, up to which version. Later ones were not tried.
const UNKNOWN: &[(&str, KeyAlgorithm, &str)] = &[("NSS", KeyAlgorithm::Ed25519, "3.87")];

/// What was made with keys of one kind.
struct Made {
    key: KeyAlgorithm,
    folder: TempDir,
    /// The client's certificate, and those above it.
    certificates: Vec<Certificate>,
}

impl Made {
    /// Has the command make every format, under the names that judges look for.
    fn with(key: KeyAlgorithm) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let name = key.to_string();
        let arguments = ["make", "--key", &name, "--as", "p12,pem,der,jks"];
        let names = ["--name", FRIENDLY_NAME, "--pin", PIN, "--out", "."];
        let at = ["--at", "2026-03-01T10:00:00+09:00"];
        let ran = run_in(folder.path(), &[&arguments[..], &names, &at].concat());
        assert_eq!(ran.code, Some(0), "{key}: {ran:#?}");
        for (suffix, name) in [
            (".p12", "ours.p12"),
            (".jks", "ours.jks"),
            (".pem", "own.pem"),
            (".cer", "own.cer"),
            (".issuer.cer", "issuer.cer"),
            (".key.pem", "key.pem"),
            (".key.der", "key.der"),
        ] {
            let made = folder.path().join(format!("{FRIENDLY_NAME}{suffix}"));
            fs::rename(made, folder.path().join(name)).unwrap();
        }
        let read = |name: &str| {
            let bytes = fs::read(folder.path().join(name)).unwrap();
            let read: Result<Vec<_>, _> = bundle::read(&bytes).collect();
            read.unwrap()
        };
        let certificates = [read("own.pem"), read("root.pem")].concat();
        let text = |some: &[Certificate]| some.iter().map(certificate_pem).collect::<String>();
        for (name, some) in [
            ("client.pem", &certificates[..1]),
            ("chain.pem", &certificates[1..]),
            ("all.pem", &certificates[..]),
        ] {
            fs::write(folder.path().join(name), text(some)).unwrap();
        }
        Made {
            key,
            folder,
            certificates,
        }
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder().join(name)).unwrap()
    }

    /// What a judge has to find.
    fn everything(&self, friendly_name: String) -> Seen {
        Seen {
            public_key: self.certificates[0].public_key_bits().to_vec(),
            certificates: self.certificates.clone(),
            friendly_name: Some(friendly_name),
        }
    }
}

static MADE: LazyLock<Vec<Made>> = LazyLock::new(|| {
    KeyAlgorithm::REAL
        .iter()
        .map(|key| Made::with(*key))
        .collect()
});

/// What the other files here do not have judged already, with every profile and as JKS.
fn new_kinds() -> impl Iterator<Item = &'static Made> {
    let judged = [KeyAlgorithm::P256, KeyAlgorithm::Rsa2048];
    MADE.iter().filter(move |made| !judged.contains(&made.key))
}

/// The judges that make a PKCS#12 file of PEM.
const TAKE_PEM: [&str; 3] = ["OpenSSL", "GnuTLS", "cryptography"];

/// Has a judge read the PKCS#12 files, and make others of the PEM files, which are read here.
fn knows_every_kind(judge: &dyn Judge) {
    if summon(judge).is_none() {
        return;
    }
    for made in new_kinds() {
        let what = format!("{}, {}", judge.name(), made.key);
        let folder = tempfile::tempdir().unwrap();
        for name in ["ours.p12", "key.pem", "client.pem", "chain.pem", "all.pem"] {
            fs::write(folder.path().join(name), made.bytes(name)).unwrap();
        }
        let folder = folder.path();
        let read = judge.read(folder, "ours.p12", PIN, None);
        let is_it = |(name, key, _): &&(&str, KeyAlgorithm, &str)| {
            *name == judge.name() && *key == made.key
        };
        if let Some((_, _, version)) = UNKNOWN.iter().find(is_it) {
            if read.is_ok() {
                say(&format!(
                    "NOTE: {what}: known after {version}; say so in UNKNOWN"
                ));
            }
            continue;
        }
        let seen = read.unwrap_or_else(|error| panic!("{what}: {error}"));
        let mut expected = made.everything(judge.shows(FRIENDLY_NAME));
        if seen.friendly_name.is_none() {
            expected.friendly_name = None;
        }
        assert_eq!(seen, expected, "{what}");
        if TAKE_PEM.contains(&judge.name()) {
            let way = judge.ways()[0];
            let written = judge.write(folder, way);
            written.unwrap_or_else(|error| panic!("{what}: {error}"));
            let theirs = fs::read(folder.join("theirs.p12")).unwrap();
            let expected = made.everything(judge.renames(FRIENDLY_NAME));
            assert_eq!(look_at(&theirs, judge.password()), Ok(expected), "{what}");
        }
    }
}

#[test]
fn openssl_knows_every_kind_of_key() {
    knows_every_kind(&openssl::OpenSsl);
}

#[test]
fn nss_knows_every_kind_of_key() {
    knows_every_kind(&nss::Nss);
}

#[test]
fn gnutls_knows_every_kind_of_key() {
    knows_every_kind(&gnutls::GnuTls);
}

#[test]
fn java_knows_every_kind_of_key() {
    knows_every_kind(&Java);
}

#[test]
fn node_knows_every_kind_of_key() {
    knows_every_kind(&node::Node);
}

#[test]
fn cryptography_knows_every_kind_of_key() {
    knows_every_kind(&python::Cryptography);
}

#[test]
fn java_knows_every_kind_of_key_in_its_own_key_stores() {
    if summon(&Java).is_none() {
        return;
    }
    for made in new_kinds() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("ours.jks"), made.bytes("ours.jks")).unwrap();
        let copied = java::copy(folder.path(), "JKS", "ours.jks", PIN, &[]);
        copied.unwrap_or_else(|error| panic!("{}: {error}", made.key));
        let theirs = fs::read(folder.path().join("theirs.p12")).unwrap();
        let expected = made.everything(Java.renames(FRIENDLY_NAME));
        let seen = look_at(&theirs, Java.password());
        assert_eq!(seen, Ok(expected), "{}", made.key);
    }
}

/// Keys and certificates in DER and PEM, and every signature up to the root and in the lists.
#[test]
fn openssl_verifies_what_keys_of_every_kind_sign() {
    if !openssl_is_here() {
        return;
    }
    for made in &*MADE {
        let openssl = |arguments: &[&str]| {
            let done = run(made.folder(), "openssl", arguments);
            done.unwrap_or_else(|error| panic!("{}: {error}", made.key))
        };
        let [pem, der] = [["PEM", "key.pem"], ["DER", "key.der"]]
            .map(|[form, key]| openssl(&["pkey", "-inform", form, "-in", key, "-pubout"]));
        let own = ["x509", "-inform", "DER", "-in", "own.cer"];
        let certified = openssl(&[&own[..], &["-noout", "-pubkey"]].concat());
        assert!(pem == der && der == certified, "{}", made.key);
        let verify = ["verify", "-purpose", "sslclient", "-x509_strict"];
        let at = ["-attime", "1772326800", "-CAfile", "root.pem"];
        let with = ["-untrusted", "chain.pem", "-crl_check_all", "-CRLfile"];
        let files = ["crl.pem", "client.pem"];
        openssl(&[&verify[..], &at, &with, &files].concat());
    }
}

/// What one format holds is what every other holds.
#[test]
fn every_format_holds_the_same_key() {
    for made in &*MADE {
        let der = made.bytes("key.der");
        let key = PrivateKey::from_pkcs8(&der).unwrap();
        assert!(key.can_sign(), "{}", made.key);
        assert_eq!(key.family(), made.key.family(), "{}", made.key);
        let certified = made.certificates[0].public_key_bits();
        assert_eq!(key.public().bits(), certified, "{}", made.key);
        let contents = open(&made.bytes("ours.p12"), PIN, &Limits::default()).unwrap();
        assert_eq!(contents.keys[0].key, key, "{}", made.key);
        let entries = jks::open(&made.bytes("ours.jks"), PIN).unwrap();
        assert!(
            matches!(&entries[..], [Entry::PrivateKey { key: it, .. }] if *it == key),
            "{}",
            made.key
        );
        let pem = made.bytes("key.pem");
        let items: Result<Vec<_>, _> = bundle::items(&pem).collect();
        let items = items.unwrap();
        let [Item::PrivateKey(found)] = &items[..] else {
            panic!("{items:?}");
        };
        assert!(found.can_sign(), "{}", made.key);
    }
}

/// What a program of a judge says of PEM and DER with keys of every kind, one line for each.
fn knows_every_format(judge: &dyn Judge, program: &str, script: (&str, &str)) {
    if summon(judge).is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(script.0), script.1).unwrap();
    let folders = MADE.iter().map(|made| made.folder().to_str().unwrap());
    let arguments: Vec<&str> = [script.0].into_iter().chain(folders).collect();
    let said = says(folder.path(), program, &arguments).unwrap();
    assert_eq!(
        said.lines().filter(|line| *line == "ok").count(),
        MADE.len(),
        "{said}"
    );
}

#[test]
fn node_knows_every_kind_of_key_in_pem_and_der() {
    let script = include_str!("formats.js");
    knows_every_format(&node::Node, "node", ("formats.js", script));
}

#[test]
fn cryptography_knows_every_kind_of_key_in_pem_and_der() {
    let script = include_str!("formats.py");
    let python = if cfg!(windows) { "python" } else { "python3" };
    knows_every_format(&python::Cryptography, python, ("formats.py", script));
}

#[test]
fn java_knows_every_kind_of_key_in_pem_and_der() {
    let script = include_str!("Formats.java");
    knows_every_format(&Java, "java", ("Formats.java", script));
}

#[test]
fn gnutls_knows_every_kind_of_key_in_pem_and_der() {
    if summon(&gnutls::GnuTls).is_none() {
        return;
    }
    for made in &*MADE {
        let public = |arguments: &[&str]| {
            let all = [arguments, &["--pubkey-info", "--outder"]].concat();
            let done = run(made.folder(), "certtool", &all);
            done.unwrap_or_else(|error| panic!("{}: {error}", made.key))
        };
        let certified = public(&["--load-certificate", "own.pem"]);
        for arguments in [
            &["--load-privkey", "key.pem"][..],
            &["--inder", "--load-privkey", "key.der"],
        ] {
            assert!(
                public(arguments) == certified,
                "{}: {arguments:?}",
                made.key
            );
        }
        let info = ["--certificate-info", "--inder", "--infile", "own.cer"];
        let shown = says(made.folder(), "certtool", &info).unwrap();
        let shown = bundle::read(shown.as_bytes()).next().unwrap().unwrap();
        assert_eq!(shown, made.certificates[0], "{}", made.key);
    }
}
