//! The keys, certificates and files of the checks. They are made once, and differ in the ways that
//! a store may confuse.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};

use crate::authority::{Authority, AuthoritySettings, Request, Validity};
use crate::certificate::Certificate;
use crate::key::{KeyAlgorithm, PrivateKey};
use crate::pin::Pin;
use crate::pkcs12::{Contents, EncryptionProfile, seal};
use crate::pki::{Pki, Subject};
use crate::seed::Seed;

/// The seed of everything here; its value does not matter.
const SEED: Seed = Seed::new(4);

/// Certificates that a store may confuse with one another.
pub(super) static CERTIFICATES: LazyLock<Vec<Certificate>> = LazyLock::new(|| {
    vec![
        first().clone(),
        issue("first", &KEYS[1], 24), // same issuer, serial number and subject
        issue("second", &KEYS[0], 24), // same subject and key: a renewal that kept the key
        issue("third", &KEYS[1], 24), // same subject: a renewal with a new key
        AUTHORITY.root().clone(),
    ]
});

pub(super) static KEYS: LazyLock<[PrivateKey; 2]> = LazyLock::new(|| {
    ["key/1", "key/2"]
        .map(|label| PrivateKey::generate(KeyAlgorithm::P256, &mut SEED.stream(label)))
});

static FIRST: LazyLock<Certificate> = LazyLock::new(|| issue("first", &KEYS[0], 0));

pub(super) static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| {
    let validity = |months: i64| Validity {
        not_before: start(0),
        not_after: start(months),
    };
    let settings = AuthoritySettings {
        pki: Pki::default(),
        key: KeyAlgorithm::P256,
        validities: vec![validity(240), validity(180)],
    };
    Authority::new(SEED, &settings).expect("the default PKI is sound")
});

/// The file that a download gives: [`first`] with its key and chain, under [`pin`].
pub(super) static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let profile = EncryptionProfile::WindowsTripleDesSha1;
    seal(
        &contents(),
        pin().as_str(),
        profile,
        &mut SEED.stream("file"),
    )
});

/// The same, encrypted with the wizard's other choice.
pub(super) static AES_FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let profile = EncryptionProfile::WindowsAes256Sha256;
    seal(
        &contents(),
        pin().as_str(),
        profile,
        &mut SEED.stream("file"),
    )
});

pub(super) fn first() -> &'static Certificate {
    &FIRST
}

/// The renewal of [`first`] with a new key.
pub(super) fn renewed() -> (&'static PrivateKey, &'static Certificate) {
    (&KEYS[1], &CERTIFICATES[3])
}

pub(super) fn pin() -> Pin {
    "0427".parse().expect("four digits are a PIN")
}

pub(super) const FRIENDLY_NAME: &str = "受付01";

/// The content of [`FILE`].
pub(super) fn contents() -> Contents {
    let (key, certificate) = (KEYS[0].clone(), first().clone());
    Contents::for_client(key, certificate, &AUTHORITY.chain(), FRIENDLY_NAME)
}

/// Months are thirty days here: no check depends on the calendar.
fn start(months: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(18_500 + 30 * months)
}

/// One label, one serial number; all have the same subject.
fn issue(label: &str, key: &PrivateKey, months: i64) -> Certificate {
    let issued = AUTHORITY.issue(&Request {
        label,
        subject: Subject {
            institution: "0000000000".into(),
            terminal: FRIENDLY_NAME.into(),
        },
        public_key: key.public(),
        validity: Validity {
            not_before: start(months),
            not_after: start(months + 39),
        },
    });
    issued.expect("the names fit into their places")
}
