//! Keys and certificates that the tests share. All follow from one seed.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use kigen::authority::{Authority, AuthoritySettings, Request, Validity};
use kigen::certificate::Certificate;
use kigen::key::{KeyAlgorithm, PrivateKey};
use kigen::profile::Subject;
use kigen::seed::Seed;

pub(crate) const SEED: Seed = Seed::new(7);

/// The certificate authority of the tests.
pub(crate) static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| {
    let settings = AuthoritySettings {
        key: KeyAlgorithm::P256,
        root: validity("2020-10-01T00:00:00Z", "2040-09-30T23:59:59Z"),
        issuing: validity("2020-10-01T00:00:00Z", "2030-09-30T23:59:59Z"),
    };
    Authority::new(SEED, &settings)
});

/// A key and a certificate for it.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) key: PrivateKey,
    pub(crate) certificate: Certificate,
}

/// A few clients of both kinds of key; RSA keys take a while to find.
pub(crate) static CLIENTS: LazyLock<Vec<Client>> = LazyLock::new(|| {
    let kinds = [
        KeyAlgorithm::P256,
        KeyAlgorithm::P256,
        KeyAlgorithm::Rsa2048,
    ];
    let clients = kinds.into_iter().zip(1..);
    clients
        .map(|(kind, number)| client(kind, &format!("受付{number:02}")))
        .collect()
});

/// Makes a client of that terminal name.
pub(crate) fn client(kind: KeyAlgorithm, terminal: &str) -> Client {
    let label = format!("pc/{terminal}/1");
    let key = PrivateKey::generate(kind, &mut SEED.stream(&label));
    let certificate = AUTHORITY.issue(&Request {
        label: &label,
        subject: Subject {
            institution: "1312345".into(),
            terminal: terminal.into(),
        },
        public_key: key.public(),
        validity: validity("2022-11-30T01:00:00Z", "2026-02-28T01:00:00Z"),
    });
    Client { key, certificate }
}

pub(crate) fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn validity(not_before: &str, not_after: &str) -> Validity {
    Validity {
        not_before: time(not_before),
        not_after: time(not_after),
    }
}
