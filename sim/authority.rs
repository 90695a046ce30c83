//! The certification authority: a root, an issuing authority under it, and what they sign.
//!
//! All of it follows from the seed. Keys and serial numbers are drawn from streams named by label,
//! so that issuing one certificate more changes no other.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use rcgen::{
    CertificateParams, CertificateRevocationListParams, Issuer, KeyIdMethod, RevocationReason,
    RevokedCertParams, SerialNumber,
};

use crate::certificate::{Certificate, Serial};
use crate::key::{KeyAlgorithm, PrivateKey, PublicKey};
use crate::profile::{CertificateProfile, Particulars, Subject, offset};
use crate::seed::Seed;

/// How long a revocation list says it is good for. The real interval was not found; assumed.
pub const CRL_DAYS: i64 = 7;

/// A period, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first second.
    pub not_before: DateTime<Utc>,
    /// The last second.
    pub not_after: DateTime<Utc>,
}

/// What an authority is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthoritySettings {
    /// The kind of the authority's own keys.
    pub key: KeyAlgorithm,
    /// The root's validity.
    pub root: Validity,
    /// The issuing authority's validity.
    pub issuing: Validity,
}

/// What a client certificate shall say.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The label its serial number is drawn for; one label, one certificate.
    pub label: &'a str,
    /// Who it is for.
    pub subject: Subject,
    /// The key it certifies.
    pub public_key: &'a PublicKey,
    /// When it is valid.
    pub validity: Validity,
}

/// A root and an issuing authority with their keys, and the list of what was revoked.
#[derive(Debug)]
pub struct Authority {
    seed: Seed,
    root: Signer,
    issuing: Signer,
    revoked: BTreeMap<Serial, DateTime<Utc>>,
}

/// One of the two authorities: what it says of itself, and the key it signs with.
#[derive(Debug)]
struct Signer {
    params: CertificateParams,
    key: PrivateKey,
    certificate: Certificate,
}

impl Signer {
    fn issuer(&self) -> Issuer<'_, &PrivateKey> {
        Issuer::from_params(&self.params, &self.key)
    }
}

impl Authority {
    /// The authority that `seed` leads to.
    pub fn new(seed: Seed, settings: &AuthoritySettings) -> Self {
        let root = Self::signer(
            seed,
            settings.key,
            settings.root,
            CertificateProfile::Root,
            None,
        );
        let issuing = Self::signer(
            seed,
            settings.key,
            settings.issuing,
            CertificateProfile::Issuing,
            Some(&root),
        );
        Authority {
            seed,
            root,
            issuing,
            revoked: BTreeMap::new(),
        }
    }

    /// Makes one of the two authorities; without an issuer it signs itself.
    fn signer(
        seed: Seed,
        algorithm: KeyAlgorithm,
        validity: Validity,
        profile: CertificateProfile,
        issuer: Option<&Signer>,
    ) -> Signer {
        let label = match issuer {
            None => "authority/root",
            Some(_) => "authority/issuing",
        };
        let key = PrivateKey::generate(algorithm, &mut seed.stream(&format!("{label}/key")));
        let params = profile.params(&Particulars {
            serial: &serial(seed, label),
            not_before: validity.not_before,
            not_after: validity.not_after,
            public_key: key.public(),
        });
        let signed = match issuer {
            None => params.self_signed(&key),
            Some(issuer) => params.signed_by(&key, &issuer.issuer()),
        };
        let certificate = read_back(signed.expect("a stated profile can always be signed").der());
        Signer {
            params,
            key,
            certificate,
        }
    }

    /// The self-signed root.
    pub fn root(&self) -> &Certificate {
        &self.root.certificate
    }

    /// The issuing authority's certificate.
    pub fn issuing(&self) -> &Certificate {
        &self.issuing.certificate
    }

    /// What stands above a client certificate, issuer first: the issuing authority, then the root.
    pub fn chain(&self) -> Vec<Certificate> {
        vec![self.issuing().clone(), self.root().clone()]
    }

    /// Issues a client certificate. Equal requests give equal bytes.
    pub fn issue(&self, request: &Request<'_>) -> Certificate {
        let profile = CertificateProfile::Client(request.subject.clone());
        let params = profile.params(&Particulars {
            serial: &serial(self.seed, request.label),
            not_before: request.validity.not_before,
            not_after: request.validity.not_after,
            public_key: request.public_key,
        });
        let signed = params
            .signed_by(request.public_key, &self.issuing.issuer())
            .expect("a stated profile can always be signed");
        read_back(signed.der())
    }

    /// Revokes a certificate as of `at`. Revoking it again changes nothing.
    pub fn revoke(&mut self, serial: &Serial, at: DateTime<Utc>) {
        self.revoked.entry(serial.clone()).or_insert(at);
    }

    /// The revocation list (RFC 5280 section 5) as it is at `at`, in DER. Its number is the count
    /// of seconds since the issuing authority began, so a later list has a greater one.
    pub fn crl(&self, at: DateTime<Utc>) -> Vec<u8> {
        let age = (at - self.issuing().not_before()).num_seconds();
        let revoked_certs = self
            .revoked
            .iter()
            .filter(|(_, since)| **since <= at)
            .map(|(serial, since)| RevokedCertParams {
                serial_number: SerialNumber::from_slice(serial.as_bytes()),
                revocation_time: offset(*since),
                reason_code: Some(RevocationReason::CessationOfOperation),
                invalidity_date: None,
            })
            .collect();
        let params = CertificateRevocationListParams {
            this_update: offset(at),
            next_update: offset(at + Duration::days(CRL_DAYS)),
            crl_number: SerialNumber::from(u64::try_from(age).unwrap_or(0)),
            issuing_distribution_point: None,
            revoked_certs,
            key_identifier_method: KeyIdMethod::PreSpecified(
                self.issuing.key.public().identifier().to_vec(),
            ),
        };
        let crl = params
            .signed_by(&self.issuing.issuer())
            .expect("the issuing authority may sign lists");
        crl.der().to_vec()
    }
}

/// A serial number of 16 bytes, positive and never short (RFC 5280 section 4.1.2.2).
fn serial(seed: Seed, label: &str) -> Serial {
    let mut bytes: [u8; 16] = seed.stream(&format!("{label}/serial")).bytes();
    bytes[0] = bytes[0] & 0x7f | 0x40;
    Serial::from_bytes(&bytes)
}

/// Reads with x509-parser what rcgen wrote: a certificate that does not read is never given out.
fn read_back(der: &[u8]) -> Certificate {
    Certificate::from_der(der).expect("an issued certificate reads back")
}
