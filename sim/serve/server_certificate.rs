//! The certificate that the server shows: not of the world, but under a root of its own.
//!
//! It is valid from 2000 until 2099, so that the clocks of clients, which do not move with ours, do
//! not matter.

use chrono::{DateTime, Utc};

use crate::authority::{Authority, AuthoritySettings, Request};
use crate::certificate::Certificate;
use crate::key::{KeyAlgorithm, PrivateKey};
use crate::pki::{AuthorityProfile, NameTemplate, ORGANIZATION, Pki, Role, Subject, Validity};
use crate::seed::Seed;

kigen_pkcs12::named! {
    /// What the server's own certificate is like, to clients that trust its root.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum ServerCertificate: "server certificate" {
        /// Good for localhost, 127.0.0.1 and [::1].
        #[default]
        Valid = "valid",
        /// It has expired, at the end of 2000.
        Expired = "expired",
        /// It is for another name.
        OtherName = "other-name",
        /// It is of another root than the one that is given out.
        Untrusted = "untrusted",
    }
}

/// A certificate with its key, and the root that clients are told to trust.
#[derive(Debug)]
pub(super) struct ServerIdentity {
    pub(super) root: Certificate,
    pub(super) certificate: Certificate,
    pub(super) key: PrivateKey,
}

const ROOT_NAME: &str = "kigen Simulated Server Root";

/// What a client finds the server by.
const NAMES: [&str; 3] = ["dns:localhost", "ip:127.0.0.1", "ip:::1"];

/// The name of a host that does not exist (RFC 6761).
const OTHER_NAMES: [&str; 1] = ["dns:other.invalid"];

/// The end of 2000.
const ENDED: DateTime<Utc> =
    DateTime::from_timestamp(978_307_199, 0).expect("the year 2000 is in chrono's range");

impl ServerIdentity {
    /// The one that follows from a seed.
    pub(super) fn new(seed: Seed, kind: ServerCertificate) -> Self {
        let pki = pki(match kind {
            ServerCertificate::OtherName => &OTHER_NAMES,
            _ => &NAMES,
        });
        let trusted = authority(seed, "serve/root", &pki);
        let other = (kind == ServerCertificate::Untrusted)
            .then(|| authority(seed, "serve/other-root", &pki));
        let validity = Validity {
            not_after: match kind {
                ServerCertificate::Expired => ENDED,
                _ => Validity::ALWAYS.not_after,
            },
            ..Validity::ALWAYS
        };
        let key = PrivateKey::generate(KeyAlgorithm::P256, &mut seed.stream("serve/server/key"));
        let issuer = other.as_ref().unwrap_or(&trusted);
        let request = Request {
            label: "serve/server",
            subject: Subject::default(),
            public_key: key.public(),
            validity,
        };
        let certificate = issuer.issue_for(Role::Server, &request);
        ServerIdentity {
            root: trusted.root().clone(),
            certificate: certificate.expect("names of ours"),
            key,
        }
    }
}

/// A root that issues by itself, for a server of these names.
fn pki(names: &[&str]) -> Pki {
    let name = |common_name: &str| -> NameTemplate {
        let name = format!("CN={common_name},O={ORGANIZATION}");
        name.parse().expect("a name of ours")
    };
    let names = names.iter().map(|name| name.parse());
    let names: Result<_, _> = names.collect();
    Pki {
        subject: name("localhost"),
        subject_alt_names: names.expect("names of ours"),
        crl_distribution_points: Vec::new(),
        authorities: vec![AuthorityProfile {
            subject: name(ROOT_NAME),
            path_length: Some(0),
            ..AuthorityProfile::named(ROOT_NAME)
        }],
        ..Pki::default()
    }
}

/// Its keys are not the world's, whose seed is the same.
fn authority(seed: Seed, label: &str, pki: &Pki) -> Authority {
    let seed = seed.stream(&format!("{label}/seed")).bytes();
    let settings = AuthoritySettings {
        pki: pki.clone(),
        key: KeyAlgorithm::P256,
        validities: vec![Validity::ALWAYS],
    };
    let authority = Authority::new(Seed::new(u64::from_be_bytes(seed)), &settings);
    authority.expect("the PKI is sound")
}
