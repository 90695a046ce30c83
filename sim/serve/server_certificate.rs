//! The certificate that the server shows: not of the world, but under a root of its own.
//!
//! It is valid from 2000 until 2099, so that the clocks of clients, which do not move with ours, do
//! not matter.

use chrono::{DateTime, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyIdMethod, KeyUsagePurpose, SanType, SerialNumber,
};

use crate::certificate::Certificate;
use crate::key::{KeyAlgorithm, PrivateKey};
use crate::pki::{ORGANIZATION, offset};
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

/// The name of a host that does not exist (RFC 6761).
const OTHER_NAME: &str = "other.invalid";

const FIRST: DateTime<Utc> = DateTime::from_timestamp(946_684_800, 0).expect("the year 2000");
const FIRST_YEAR_END: DateTime<Utc> =
    DateTime::from_timestamp(978_307_199, 0).expect("the year 2000");
const LAST: DateTime<Utc> = DateTime::from_timestamp(4_102_444_799, 0).expect("the year 2099");

impl ServerIdentity {
    /// The one that follows from a seed.
    pub(super) fn new(seed: Seed, kind: ServerCertificate) -> Self {
        let root = root(seed, "serve/root");
        let issuer = match kind {
            ServerCertificate::Untrusted => self::root(seed, "serve/other-root"),
            _ => root.clone(),
        };
        let label = "serve/server";
        let key = key(seed, label);
        let mut params = params(seed, label, "localhost", &key);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        if kind == ServerCertificate::Expired {
            params.not_after = offset(FIRST_YEAR_END);
        }
        let dns = |name: &str| SanType::DnsName(name.try_into().expect("the name is ASCII"));
        params.subject_alt_names = match kind {
            ServerCertificate::OtherName => vec![dns(OTHER_NAME)],
            _ => vec![
                dns("localhost"),
                SanType::IpAddress(std::net::Ipv4Addr::LOCALHOST.into()),
                SanType::IpAddress(std::net::Ipv6Addr::LOCALHOST.into()),
            ],
        };
        let signing = issuer.key.for_rcgen().expect("rcgen knows P-256");
        let subject = key.for_rcgen().expect("rcgen knows P-256");
        let written = params.signed_by(&subject, &Issuer::from_params(&issuer.params, signing));
        ServerIdentity {
            root: root.certificate,
            certificate: read_back(written),
            key,
        }
    }
}

#[derive(Clone)]
struct Root {
    params: CertificateParams,
    key: PrivateKey,
    certificate: Certificate,
}

fn root(seed: Seed, label: &str) -> Root {
    let key = key(seed, label);
    let mut params = params(seed, label, ROOT_NAME, &key);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let signing = key.for_rcgen().expect("rcgen knows P-256");
    let certificate = read_back(params.self_signed(&signing));
    Root {
        params,
        key,
        certificate,
    }
}

fn key(seed: Seed, label: &str) -> PrivateKey {
    PrivateKey::generate(
        KeyAlgorithm::P256,
        &mut seed.stream(&format!("{label}/key")),
    )
}

/// What every certificate here says; nothing is left to rcgen's defaults.
fn params(seed: Seed, label: &str, name: &str, key: &PrivateKey) -> CertificateParams {
    let mut params = CertificateParams::default();
    let mut serial: [u8; 16] = seed.stream(&format!("{label}/serial")).bytes();
    serial[0] = serial[0] & 0x7f | 0x40;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.not_before = offset(FIRST);
    params.not_after = offset(LAST);
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::OrganizationName, ORGANIZATION);
    params.distinguished_name.push(DnType::CommonName, name);
    params.key_identifier_method = KeyIdMethod::PreSpecified(key.public().identifier().to_vec());
    params
}

fn read_back(written: Result<rcgen::Certificate, rcgen::Error>) -> Certificate {
    let written = written.expect("a stated profile can always be written");
    Certificate::from_der(written.der().to_vec()).expect("an issued certificate reads back")
}
