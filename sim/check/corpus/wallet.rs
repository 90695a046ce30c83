//! The certificates that stores are tested with: one, two renewals of it, and a stranger's.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::{Corpus, NOW, PIN, SEED};
use crate::authority::{Authority, AuthoritySettings, Request, Validity};
use crate::certificate::Certificate;
use crate::check::protocol::digest;
use crate::key::{KeyAlgorithm, PrivateKey};
use crate::pem;
use crate::pkcs12::{Contents, EncryptionProfile, seal};
use crate::pki::{Pki, Subject};

/// How long before its end a certificate can be renewed.
pub(in crate::check) const RENEWAL: Duration = Duration::days(90);

/// Everything that is imported, by its name.
#[derive(Clone, Debug)]
pub(in crate::check) struct Wallet {
    certificates: BTreeMap<&'static str, Certificate>,
}

/// The first certificate.
pub(in crate::check) const FIRST: &str = "first";
/// Its renewal with the same key.
pub(in crate::check) const KEPT: &str = "kept";
/// Its renewal with a new key.
pub(in crate::check) const RENEWED: &str = "renewed";
/// Somebody else's, which is revoked.
pub(in crate::check) const OTHER: &str = "other";

/// All of them.
pub(in crate::check) const NAMES: [&str; 4] = [FIRST, KEPT, RENEWED, OTHER];

/// The root that issued them, and the list on which the stranger's is.
pub(in crate::check) const ROOT: &str = "wallet/root.pem";
pub(in crate::check) const LIST: &str = "wallet/list.pem";

/// The file of the first, cut off in the middle.
pub(in crate::check) const DAMAGED: &str = "wallet/damaged.p12";

/// The files that sequences are made of.
pub(in crate::check) const FILES: [&str; 5] = [
    "wallet/first.p12",
    "wallet/kept.p12",
    "wallet/renewed.p12",
    "wallet/other.p12",
    ROOT,
];

impl Wallet {
    /// Makes them, and puts their files into the corpus.
    pub(super) fn new(corpus: &mut Corpus) -> Self {
        let mut authority = authority();
        let keys = ["a", "b", "c"].map(|label| {
            let stream = &mut SEED.stream(&format!("check/wallet/{label}"));
            PrivateKey::generate(KeyAlgorithm::P256, stream)
        });
        let end = NOW + Duration::days(1_185);
        let rows = [
            (FIRST, &keys[0], "受付01", NOW, end),
            (
                KEPT,
                &keys[0],
                "受付01",
                end - RENEWAL,
                end + Duration::days(1_000),
            ),
            (
                RENEWED,
                &keys[1],
                "受付01",
                end - RENEWAL,
                end + Duration::days(1_100),
            ),
            (OTHER, &keys[2], "受付02", NOW, NOW + Duration::days(400)),
        ];
        let mut certificates = BTreeMap::new();
        for (name, key, terminal, not_before, not_after) in rows {
            let validity = Validity {
                not_before,
                not_after,
            };
            let certificate = issue(&authority, name, key, terminal, validity);
            let chain = authority.chain();
            let contents = Contents::for_client(key.clone(), certificate.clone(), &chain, terminal);
            let bytes = sealed(&contents, name);
            if name == FIRST {
                corpus.add_file(DAMAGED, bytes[..bytes.len() / 2].to_vec());
            }
            corpus.add_file(&file(name), bytes);
            certificates.insert(name, certificate);
        }
        let root = pem::encode("CERTIFICATE", authority.root().der());
        corpus.add_file(ROOT, root.as_bytes().to_vec());
        authority.revoke(certificates[OTHER].serial(), NOW);
        let list = pem::encode("X509 CRL", &authority.crl(NOW));
        corpus.add_file(LIST, list.as_bytes().to_vec());
        Wallet { certificates }
    }

    pub(in crate::check) fn certificate(&self, name: &str) -> &Certificate {
        &self.certificates[name]
    }

    /// What requests call it.
    pub(in crate::check) fn sha256(&self, name: &str) -> String {
        digest(self.certificate(name))
    }

    /// When the first can be renewed.
    pub(in crate::check) fn opens(&self) -> DateTime<Utc> {
        self.certificate(FIRST).not_after() - RENEWAL
    }
}

/// The file of a certificate with its key and chain.
pub(in crate::check) fn file(name: &str) -> String {
    format!("wallet/{name}.p12")
}

/// A file with this content, under the usual PIN.
pub(super) fn sealed(contents: &Contents, name: &str) -> Vec<u8> {
    let stream = &mut SEED.stream(&format!("check/wallet/{name}.p12"));
    seal(contents, PIN, EncryptionProfile::default(), stream)
}

/// An authority for everything that is imported.
pub(super) fn authority() -> Authority {
    let for_years = |years: i64| Validity {
        not_before: NOW - Duration::days(365 * 10),
        not_after: NOW + Duration::days(365 * years),
    };
    let settings = AuthoritySettings {
        pki: Pki::default(),
        key: KeyAlgorithm::P256,
        validities: vec![for_years(20), for_years(15)],
    };
    Authority::new(SEED, &settings).expect("the default PKI is sound")
}

/// A client certificate.
pub(super) fn issue(
    authority: &Authority,
    label: &str,
    key: &PrivateKey,
    terminal: &str,
    validity: Validity,
) -> Certificate {
    let issued = authority.issue(&Request {
        label,
        subject: Subject {
            institution: "0000000000".into(),
            terminal: terminal.into(),
        },
        public_key: key.public(),
        validity,
    });
    issued.expect("the names fit into their places")
}
