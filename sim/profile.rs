//! Certificate profiles: what a root, an issuing authority and a client certificate say.
//!
//! The profile of the real authority was not found in any public source, so everything here is
//! simulated, and says so in its names. Every field is stated: nothing is left to rcgen's defaults,
//! which may change and would put dates and names that nobody chose into a certificate.

use chrono::{DateTime, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, CrlDistributionPoint, DistinguishedName, DnType, DnValue,
    ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyUsagePurpose, SerialNumber,
};
use time::OffsetDateTime;

use crate::certificate;
use crate::key::PublicKey;

/// The organization in every name, so that nobody takes a certificate for a real one.
pub const ORGANIZATION: &str = "kigen (simulated)";

/// Where the issuing authority's list is supposed to be. `.invalid` never resolves (RFC 6761).
pub const CRL_URL: &str = "http://crl.kigen.invalid/issuing.crl";

/// The purpose of a certificate, and its holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateProfile {
    /// A self-signed trust anchor of this common name; signs issuing authorities only.
    Root(String),
    /// The authority, of this common name, that signs client certificates and their revocation
    /// list.
    Issuing(String),
    /// A PC's certificate: client authentication, nothing else.
    Client(Subject),
    /// A certificate for server authentication, which no client should have.
    Server(Subject),
}

/// Who a client certificate is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// The institution code (医療機関コード), as organizational unit.
    pub institution: String,
    /// The terminal's name (端末名称), as common name.
    pub terminal: String,
}

/// The dates and numbers of one certificate.
#[derive(Clone, Debug)]
pub(crate) struct Particulars<'a> {
    pub(crate) serial: &'a certificate::SerialNumber,
    pub(crate) not_before: DateTime<Utc>,
    pub(crate) not_after: DateTime<Utc>,
    pub(crate) public_key: &'a PublicKey,
}

impl CertificateProfile {
    /// Everything rcgen puts into the certificate.
    pub(crate) fn params(&self, particulars: &Particulars<'_>) -> CertificateParams {
        let mut params = CertificateParams::default();
        params.not_before = offset(particulars.not_before);
        params.not_after = offset(particulars.not_after);
        params.serial_number = Some(SerialNumber::from_slice(particulars.serial.as_bytes()));
        params.subject_alt_names = Vec::new();
        params.distinguished_name = self.name();
        params.is_ca = self.basic_constraints();
        params.key_usages = self.key_usages(particulars.public_key);
        params.extended_key_usages = match self {
            CertificateProfile::Client(_) => vec![ExtendedKeyUsagePurpose::ClientAuth],
            CertificateProfile::Server(_) => vec![ExtendedKeyUsagePurpose::ServerAuth],
            CertificateProfile::Root(_) | CertificateProfile::Issuing(_) => Vec::new(),
        };
        params.name_constraints = None;
        params.crl_distribution_points = match self {
            CertificateProfile::Client(_) | CertificateProfile::Server(_) => {
                vec![CrlDistributionPoint {
                    uris: vec![CRL_URL.to_owned()],
                }]
            }
            CertificateProfile::Root(_) | CertificateProfile::Issuing(_) => Vec::new(),
        };
        params.custom_extensions = Vec::new();
        // A root's would point at itself, and RFC 5280 section 4.2.1.1 allows omitting it.
        params.use_authority_key_identifier_extension =
            !matches!(self, CertificateProfile::Root(_));
        params.key_identifier_method =
            KeyIdMethod::PreSpecified(particulars.public_key.identifier().to_vec());
        params
    }

    fn name(&self) -> DistinguishedName {
        let mut name = DistinguishedName::new();
        let country = "JP".try_into().expect("JP is printable");
        name.push(DnType::CountryName, DnValue::PrintableString(country));
        let mut push = |kind, text: &str| name.push(kind, DnValue::Utf8String(text.to_owned()));
        push(DnType::OrganizationName, ORGANIZATION);
        match self {
            CertificateProfile::Root(name) | CertificateProfile::Issuing(name) => {
                push(DnType::CommonName, name);
            }
            CertificateProfile::Client(subject) | CertificateProfile::Server(subject) => {
                push(DnType::OrganizationalUnitName, &subject.institution);
                push(DnType::CommonName, &subject.terminal);
            }
        }
        name
    }

    fn basic_constraints(&self) -> IsCa {
        match self {
            CertificateProfile::Root(_) => IsCa::Ca(BasicConstraints::Constrained(1)),
            CertificateProfile::Issuing(_) => IsCa::Ca(BasicConstraints::Constrained(0)),
            CertificateProfile::Client(_) | CertificateProfile::Server(_) => IsCa::ExplicitNoCa,
        }
    }

    /// RFC 5280 section 4.2.1.3.
    fn key_usages(&self, public_key: &PublicKey) -> Vec<KeyUsagePurpose> {
        match self {
            CertificateProfile::Root(_) | CertificateProfile::Issuing(_) => {
                vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign]
            }
            CertificateProfile::Client(_) | CertificateProfile::Server(_) => {
                let enciphering = public_key.family().can_encipher();
                let enciphering = enciphering.then_some(KeyUsagePurpose::KeyEncipherment);
                [KeyUsagePurpose::DigitalSignature]
                    .into_iter()
                    .chain(enciphering)
                    .collect()
            }
        }
    }
}

/// Returns rcgen's type for a second. X.509 has no finer dates, and neither have we.
pub(crate) fn offset(at: DateTime<Utc>) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.timestamp())
        .expect("the years of a world are well inside those of the type")
}
