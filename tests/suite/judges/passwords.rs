//! Files under other passwords than PINs: a long one that is not ASCII, and none.

use std::fs;

use kigen::pkcs12::{EncryptionProfile, seal};

use super::java::Java;
use super::{FRIENDLY_NAME, Judge, everything_of, gnutls, node, nss, openssl, python, summon};
use crate::support::{CLIENTS, P256, SEED};

const LONG: &str = "korrekt Pferd 電池 2048";

/// The same for keytool, which takes ASCII from its arguments.
const ASCII: &str = "korrekt Pferd 2048";

/// Whose command asks for a password where an empty one is given, and for which profile.
const WANT_ONE: [(&str, EncryptionProfile); 1] =
    [("GnuTLS", EncryptionProfile::WindowsTripleDesSha1)];

fn reads(judge: &dyn Judge) {
    if summon(judge).is_none() {
        return;
    }
    let client = &CLIENTS[0];
    let contents = P256.contents(client, FRIENDLY_NAME);
    let folder = tempfile::tempdir().unwrap();
    let long = match judge.name() {
        "Java" => ASCII,
        _ => LONG,
    };
    for password in [long, ""] {
        for profile in [
            EncryptionProfile::WindowsTripleDesSha1,
            EncryptionProfile::WindowsAes256Sha256,
        ] {
            let what = format!("{}, {profile}, {password:?}", judge.name());
            let file = seal(&contents, password, profile, &mut SEED.stream("password"));
            fs::write(folder.path().join("ours.p12"), file).unwrap();
            let read = judge.read(folder.path(), "ours.p12", password, None);
            if password.is_empty() && WANT_ONE.contains(&(judge.name(), profile)) {
                assert!(read.is_err(), "{what}: read now; take it out of WANT_ONE");
                continue;
            }
            let seen = read.unwrap_or_else(|error| panic!("{what}: {error}"));
            let expected = everything_of(client, FRIENDLY_NAME);
            assert_eq!(seen.public_key, expected.public_key, "{what}");
            assert_eq!(seen.certificates, expected.certificates, "{what}");
            // What is under another password is not read under this one.
            let wrong = judge.read(folder.path(), "ours.p12", "0427", None);
            assert!(wrong.is_err(), "{what}");
        }
    }
}

#[test]
fn openssl_reads_any_password_and_none() {
    reads(&openssl::OpenSsl);
}

#[test]
fn nss_reads_any_password_and_none() {
    reads(&nss::Nss);
}

#[test]
fn gnutls_reads_any_password_and_almost_none() {
    reads(&gnutls::GnuTls);
}

#[test]
fn java_reads_any_password_and_none() {
    reads(&Java);
}

#[test]
fn node_reads_any_password_and_none() {
    reads(&node::Node);
}

#[test]
fn cryptography_reads_any_password_and_none() {
    reads(&python::Cryptography);
}
