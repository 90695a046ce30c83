//! Kinds of keys, and the two versions of PKCS#8.

use std::fs;

use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;

use super::super::pfx::{certificate, clear};
use super::{Cases, lock, usual};
use crate::hostile::der::tlv;
use crate::hostile::file::attribute;
use crate::support::{CLIENTS, root};

pub(super) fn add(cases: &mut Cases) {
    let tied = usual().tied;
    let mut put = |what: &str, pkcs8: &[u8], der: &[u8]| {
        let safes = [
            clear(&[lock().key(pkcs8, &tied)]),
            lock().hidden(&[certificate(der, &tied)]),
        ];
        cases.add(what, lock().file(&safes));
    };
    for (what, client) in [
        ("key-p-256", &CLIENTS[0]),
        ("certificate-by-ecdsa", &CLIENTS[2]),
    ] {
        put(what, client.key.pkcs8(), client.certificate.der());
    }
    let mut kinds: Vec<_> = fs::read_dir(root().join("fixtures/readers"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pem"))
        .collect();
    kinds.sort();
    for path in kinds {
        let text = fs::read(&path).unwrap();
        let kind = path.file_stem().unwrap().to_str().unwrap();
        let key = PrivatePkcs8KeyDer::from_pem_slice(&text).unwrap();
        let own = kigen::bundle::read(&text[..]).next().unwrap().unwrap();
        put(&format!("key-{kind}"), key.secret_pkcs8_der(), own.der());
    }
    let client = &CLIENTS[0];
    let bits = client.key.public().bits();
    let public = tlv(0x81, &[&[0], bits].concat());
    put(
        "pkcs8-v2-p-256",
        &second_version(client.key.pkcs8(), &public),
        client.certificate.der(),
    );
    let attributes = tlv(0xa0, &attribute("2.5.29.15", &tlv(0x03, &[7, 0x80])));
    let with_usage = appended(client.key.pkcs8(), &attributes);
    put(
        "pkcs8-with-key-usage",
        &with_usage,
        client.certificate.der(),
    );
}

/// A `PrivateKeyInfo` as `OneAsymmetricKey` of version 2 with the public key (RFC 5958).
fn second_version(pkcs8: &[u8], public: &[u8]) -> Vec<u8> {
    let mut key = appended(pkcs8, public);
    let version = key.windows(3).position(|it| it == [2, 1, 0]).unwrap();
    key[version + 2] = 1;
    key
}

/// A SEQUENCE with one more element.
fn appended(sequence: &[u8], element: &[u8]) -> Vec<u8> {
    let header = match sequence[1] {
        0x81 => 3,
        0x82 => 4,
        _ => 2,
    };
    tlv(0x30, &[&sequence[header..], element].concat())
}
