//! The certification authority: a root, an issuing authority under it, and what they sign.
//!
//! Everything follows from the seed. Keys and serial numbers are drawn from streams named by label,
//! so that issuing one more certificate changes no other.

mod flawed;
mod signed;
mod validity;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use rcgen::{
    CertificateParams, CertificateRevocationListParams, KeyIdMethod, RevocationReason,
    RevokedCertParams,
};

use self::signed::Signing;
use crate::certificate::{Certificate, SerialNumber};
use crate::key::{KeyAlgorithm, PrivateKey, PublicKey, SignatureHash};
use crate::profile::{CertificateProfile, Particulars, Subject, offset};
use crate::seed::Seed;

pub use validity::Validity;

/// How long a revocation list says it is valid, unless a length is given. The real interval was not
/// found; assumed.
pub const CRL_DAYS: i64 = 7;

/// When a revocation list was issued, and when the next one is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListDates {
    pub(crate) this_update: DateTime<Utc>,
    pub(crate) next_update: DateTime<Utc>,
}

impl ListDates {
    /// Those of a list that lasts as long as others do.
    fn from(at: DateTime<Utc>) -> Self {
        ListDates {
            this_update: at,
            next_update: at + Duration::days(CRL_DAYS),
        }
    }
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

/// What a client certificate is to say.
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
    revoked: BTreeMap<SerialNumber, DateTime<Utc>>,
}

/// One of the two authorities: its own statements, and the key it signs with.
#[derive(Clone, Debug)]
struct Signer {
    params: CertificateParams,
    key: PrivateKey,
    certificate: Certificate,
}

impl Signer {
    /// Certifies one of the two authorities; without an issuer it signs itself.
    fn new(
        key: PrivateKey,
        profile: CertificateProfile,
        serial: &SerialNumber,
        validity: Validity,
        issuer: Option<&Signer>,
    ) -> Self {
        let params = profile.params(&Particulars {
            serial,
            not_before: validity.not_before,
            not_after: validity.not_after,
            public_key: key.public(),
        });
        let signing = match issuer {
            None => Signing {
                issuer: None,
                key: &key,
                hash: None,
            },
            Some(issuer) => issuer.signing(None),
        };
        let certificate = read_back(signing.certificate(&params, key.public()));
        Signer {
            params,
            key,
            certificate,
        }
    }

    /// How it signs with a hash, or with that of its key's family.
    fn signing(&self, hash: Option<SignatureHash>) -> Signing<'_> {
        Signing {
            issuer: Some(&self.params),
            key: &self.key,
            hash,
        }
    }
}

/// What an authority's common names begin with, unless it has to be distinguished from others.
const NAME: &str = "kigen Simulated";

impl Authority {
    /// Returns the authority that follows from `seed`.
    pub fn new(seed: Seed, settings: &AuthoritySettings) -> Self {
        Self::named(NAME, seed, settings)
    }

    /// Returns the authority that follows from `seed`, under other names: `name Root CA`, `name
    /// Issuing CA`.
    pub(crate) fn named(name: &str, seed: Seed, settings: &AuthoritySettings) -> Self {
        let certified = |label, profile, validity, issuer| {
            let key = PrivateKey::generate(settings.key, &mut seed.stream(&format!("{label}/key")));
            Signer::new(key, profile, &serial(seed, label), validity, issuer)
        };
        let root = CertificateProfile::Root(format!("{name} Root CA"));
        let root = certified("authority/root", root, settings.root, None);
        let issuing = CertificateProfile::Issuing(format!("{name} Issuing CA"));
        let issuing = certified("authority/issuing", issuing, settings.issuing, Some(&root));
        Authority {
            seed,
            root,
            issuing,
            revoked: BTreeMap::new(),
        }
    }

    /// Returns the same root with another issuing authority under it, with this name and key. Its
    /// serial number depends on its validity, so that no two of its certificates share one.
    pub(crate) fn with_issuing(&self, name: &str, key: PrivateKey, validity: Validity) -> Self {
        let end = validity.not_after.timestamp();
        let serial = serial(self.seed, &format!("authority/{name}/{end}"));
        let profile = CertificateProfile::Issuing(name.to_owned());
        Authority {
            seed: self.seed,
            root: self.root.clone(),
            issuing: Signer::new(key, profile, &serial, validity, Some(&self.root)),
            revoked: BTreeMap::new(),
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

    /// The chain above a client certificate, issuer first: the issuing authority, then the root.
    pub fn chain(&self) -> Vec<Certificate> {
        vec![self.issuing().clone(), self.root().clone()]
    }

    /// Issues a client certificate. Equal requests give equal bytes.
    pub fn issue(&self, request: &Request<'_>) -> Certificate {
        self.issue_as(
            &CertificateProfile::Client(request.subject.clone()),
            request,
            None,
        )
    }

    fn issue_as(
        &self,
        profile: &CertificateProfile,
        request: &Request<'_>,
        hash: Option<SignatureHash>,
    ) -> Certificate {
        let params = self.params(profile, request);
        let signing = self.issuing.signing(hash);
        read_back(signing.certificate(&params, request.public_key))
    }

    fn params(&self, profile: &CertificateProfile, request: &Request<'_>) -> CertificateParams {
        profile.params(&Particulars {
            serial: &serial(self.seed, request.label),
            not_before: request.validity.not_before,
            not_after: request.validity.not_after,
            public_key: request.public_key,
        })
    }

    /// Revokes a certificate as of `at`. Revoking it again changes nothing.
    pub fn revoke(&mut self, serial: &SerialNumber, at: DateTime<Utc>) {
        self.revoked.entry(serial.clone()).or_insert(at);
    }

    /// Returns when a certificate was revoked.
    #[cfg(feature = "serve")]
    pub(crate) fn revoked_since(&self, serial: &SerialNumber) -> Option<DateTime<Utc>> {
        self.revoked.get(serial).copied()
    }

    /// The two authorities with their keys: the issuing one, then the root.
    #[cfg(feature = "serve")]
    pub(crate) fn signers(&self) -> [(&Certificate, &PrivateKey); 2] {
        [&self.issuing, &self.root].map(|signer| (&signer.certificate, &signer.key))
    }

    /// Returns the revocation list (RFC 5280 section 5) as of `at`, in DER. Its number is the count
    /// of seconds since the issuing authority began, so a later list has a greater one.
    pub fn crl(&self, at: DateTime<Utc>) -> Vec<u8> {
        self.crl_of(&self.revoked, ListDates::from(at))
    }

    /// The same for certificates that the authority itself need not remember.
    pub(crate) fn crl_of(
        &self,
        revoked: &BTreeMap<SerialNumber, DateTime<Utc>>,
        dates: ListDates,
    ) -> Vec<u8> {
        list(&self.issuing, revoked, dates)
    }

    /// Returns the root's revocation list, which is empty: without it, a verifier that checks the
    /// whole chain refuses every client.
    pub fn root_crl(&self, at: DateTime<Utc>) -> Vec<u8> {
        self.root_crl_of(ListDates::from(at))
    }

    /// The same with other dates.
    pub(crate) fn root_crl_of(&self, dates: ListDates) -> Vec<u8> {
        list(&self.root, &BTreeMap::new(), dates)
    }
}

/// Returns the list that `signer` publishes. Its number is the count of seconds since the
/// signer's validity began.
fn list(
    signer: &Signer,
    revoked: &BTreeMap<SerialNumber, DateTime<Utc>>,
    dates: ListDates,
) -> Vec<u8> {
    let at = dates.this_update;
    let age = (at - signer.certificate.not_before()).num_seconds();
    let revoked_certs = revoked
        .iter()
        .filter(|(_, since)| **since <= at)
        .map(|(serial, since)| RevokedCertParams {
            serial_number: rcgen::SerialNumber::from_slice(serial.as_bytes()),
            revocation_time: offset(*since),
            reason_code: Some(RevocationReason::CessationOfOperation),
            invalidity_date: None,
        })
        .collect();
    let params = CertificateRevocationListParams {
        this_update: offset(at),
        next_update: offset(dates.next_update),
        crl_number: rcgen::SerialNumber::from(u64::try_from(age).unwrap_or(0)),
        issuing_distribution_point: None,
        revoked_certs,
        key_identifier_method: KeyIdMethod::PreSpecified(signer.key.public().identifier().to_vec()),
    };
    signer.signing(None).list(&params)
}

/// Draws a serial number of 16 bytes, positive and never shorter (RFC 5280 section 4.1.2.2).
fn serial(seed: Seed, label: &str) -> SerialNumber {
    let mut bytes: [u8; 16] = seed.stream(&format!("{label}/serial")).bytes();
    bytes[0] = bytes[0] & 0x7f | 0x40;
    SerialNumber::from_bytes(&bytes)
}

/// Reads with x509-parser what rcgen wrote: a certificate that cannot be read is never given out.
fn read_back(der: Vec<u8>) -> Certificate {
    Certificate::from_der(der).expect("an issued certificate reads back")
}
