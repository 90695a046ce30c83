//! The certification authorities of a PKI: a root, those beneath it, and what they sign.
//!
//! Everything follows from the seed. Keys and serial numbers are drawn from streams named by label,
//! so that issuing one more certificate changes no other.

mod flawed;
mod renewed;
mod signed;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use rcgen::{CertificateRevocationListParams, KeyIdMethod, RevocationReason, RevokedCertParams};

use self::renewed::in_use;
use self::signed::Signing;
use crate::certificate::{Certificate, SerialNumber};
use crate::key::{KeyAlgorithm, PrivateKey, PublicKey, SignatureHash};
use crate::pki::{
    AuthorityProfile, Contents, Particulars, Pki, PkiError, SERIAL_BYTES, Subject, offset,
};
use crate::seed::Seed;

pub use self::renewed::FormerCertificate;
pub use crate::pki::Validity;

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

/// What authorities are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthoritySettings {
    /// Who they are, and what they issue.
    pub pki: Pki,
    /// The kind of their keys, where the PKI says none.
    pub key: KeyAlgorithm,
    /// The validity of each, from the root on. The last one counts for all that have none.
    pub validities: Vec<Validity>,
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

/// The authorities of a PKI with their keys, and the list of what was revoked.
#[derive(Debug)]
pub struct Authority {
    seed: Seed,
    pki: Pki,
    /// The kind of their keys, where the PKI says none.
    key: KeyAlgorithm,
    /// From the root to the one that issues clients' certificates; at least one. Each has all its
    /// certificates, one after another, the present one last.
    signers: Vec<Vec<Signer>>,
    revoked: BTreeMap<SerialNumber, DateTime<Utc>>,
}

/// One of the authorities: its own statements, and the key it signs with.
#[derive(Clone, Debug)]
struct Signer {
    contents: Contents,
    key: PrivateKey,
    /// Which of the authority's keys it is, counted from 1.
    number: usize,
    certificate: Certificate,
}

impl Signer {
    /// How it signs.
    fn signing(&self, hash: Option<SignatureHash>) -> Signing<'_> {
        Signing {
            issuer: Some(&self.contents),
            key: &self.key,
            hash,
        }
    }
}

impl Authority {
    /// Returns the authorities that follow from `seed`.
    ///
    /// # Errors
    ///
    /// [`PkiError`] if the PKI is none that [`Pki::check`] passes.
    pub fn new(seed: Seed, settings: &AuthoritySettings) -> Result<Self, PkiError> {
        let AuthoritySettings {
            pki,
            key,
            validities,
        } = settings;
        pki.check(*key)?;
        let mut authority = Authority {
            seed,
            pki: pki.clone(),
            key: *key,
            signers: Vec::new(),
            revoked: BTreeMap::new(),
        };
        let last = validities.last().ok_or(PkiError::Authorities)?;
        for (at, profile) in pki.authorities.iter().enumerate() {
            let label = label(at, pki.authorities.len());
            let stream = &mut seed.stream(&format!("{label}/key"));
            let key = PrivateKey::generate(profile.key.unwrap_or(*key), stream);
            let serial = authority.serial(&label);
            let validity = *validities.get(at).unwrap_or(last);
            let signer = authority.certify(at, 1, key, &serial, validity)?;
            authority.signers.push(vec![signer]);
        }
        Ok(authority)
    }

    /// Certifies the authority at this place, by the one before it or, for the root, by itself.
    fn certify(
        &self,
        at: usize,
        number: usize,
        key: PrivateKey,
        serial: &SerialNumber,
        validity: Validity,
    ) -> Result<Signer, PkiError> {
        let particulars = Particulars {
            serial,
            not_before: validity.not_before,
            not_after: validity.not_after,
            public_key: key.public(),
        };
        let contents = self.pki.authority(at, number, &particulars)?;
        let hash = self.pki.signature_hash;
        let signing = match at.checked_sub(1) {
            None => Signing {
                issuer: None,
                key: &key,
                hash,
            },
            Some(issuer) => self.present(issuer).signing(hash),
        };
        let certificate = read_back(signing.certificate(&contents, key.public()));
        Ok(Signer {
            contents,
            key,
            number,
            certificate,
        })
    }

    /// Returns the same root with another issuing authority in the place of this one, with this
    /// common name and key. Its serial number depends on its validity, so that no two of its
    /// certificates share one.
    pub(crate) fn with_issuing(&self, name: &str, key: PrivateKey, validity: Validity) -> Self {
        let last = self.signers.len() - 1;
        let mut pki = self.pki.clone();
        // Under a root that issues by itself, it is one more.
        let place = last.max(1);
        pki.authorities.truncate(place);
        pki.authorities.push(AuthorityProfile::named(name));
        let mut other = Authority {
            seed: self.seed,
            pki,
            key: self.key,
            signers: self.signers[..place].to_vec(),
            revoked: BTreeMap::new(),
        };
        let end = validity.not_after.timestamp();
        let serial = other.serial(&format!("authority/{name}/{end}"));
        let issuing = other.certify(place, 1, key, &serial, validity);
        let issuing = issuing.expect("a name of ours, under an authority that was made");
        other.signers.push(vec![issuing]);
        other
    }

    /// Returns the same authorities, which say of everybody what this PKI says.
    pub(crate) fn with_profile(&self, profile: &Pki) -> Self {
        Authority {
            seed: self.seed,
            pki: Pki {
                authorities: self.pki.authorities.clone(),
                ..profile.clone()
            },
            key: self.key,
            signers: self.signers.clone(),
            revoked: self.revoked.clone(),
        }
    }

    /// The present certificate of the authority at this place.
    fn present(&self, at: usize) -> &Signer {
        let present = self.signers[at].last();
        present.expect("each authority has a certificate")
    }

    fn issuer(&self) -> &Signer {
        self.present(self.signers.len() - 1)
    }

    /// Who they are, and what they issue.
    pub fn pki(&self) -> &Pki {
        &self.pki
    }

    /// The self-signed root.
    pub fn root(&self) -> &Certificate {
        &self.present(0).certificate
    }

    /// The issuing authority's certificate. It is the root's where the root issues by itself.
    pub fn issuing(&self) -> &Certificate {
        &self.issuer().certificate
    }

    /// The chain above a client certificate, issuer first: the issuing authority, those above it,
    /// the root.
    pub fn chain(&self) -> Vec<Certificate> {
        self.path_from(self.issuer())
    }

    /// Issues a client certificate. Equal requests give equal bytes.
    ///
    /// # Errors
    ///
    /// [`PkiError`] if a name of the subject does not fit into its place.
    pub fn issue(&self, request: &Request<'_>) -> Result<Certificate, PkiError> {
        let contents = self.contents(request)?;
        Ok(self.issue_with(self.pki.signature_hash, &contents, request))
    }

    fn issue_with(
        &self,
        hash: Option<SignatureHash>,
        contents: &Contents,
        request: &Request<'_>,
    ) -> Certificate {
        let signing = self.issuer().signing(hash);
        read_back(signing.certificate(contents, request.public_key))
    }

    fn contents(&self, request: &Request<'_>) -> Result<Contents, PkiError> {
        let serial = self.serial(request.label);
        let particulars = particulars(request, &serial);
        let purposes = &self.pki.extended_key_usages;
        self.pki
            .end_entity(&request.subject, purposes, &particulars)
    }

    /// Draws a serial number, positive and never shorter (RFC 5280 section 4.1.2.2).
    fn serial(&self, label: &str) -> SerialNumber {
        let mut bytes = [0; *SERIAL_BYTES.end() as usize];
        let bytes = &mut bytes[..usize::from(self.pki.serial_bytes)];
        self.seed.stream(&format!("{label}/serial")).fill(bytes);
        bytes[0] = bytes[0] & 0x7f | 0x40;
        SerialNumber::from_bytes(bytes)
    }

    /// Revokes a certificate as of `at`. Revoking it again changes nothing.
    pub fn revoke(&mut self, serial: &SerialNumber, at: DateTime<Utc>) {
        self.revoked.entry(serial.clone()).or_insert(at);
    }

    /// Returns whether a certificate was revoked.
    pub(crate) fn is_revoked(&self, serial: &SerialNumber) -> bool {
        self.revoked.contains_key(serial)
    }

    /// Returns when a certificate was revoked.
    #[cfg(feature = "serve")]
    pub(crate) fn revoked_since(&self, serial: &SerialNumber) -> Option<DateTime<Utc>> {
        self.revoked.get(serial).copied()
    }

    /// The authorities with their keys: the issuing one first, the root last.
    #[cfg(feature = "serve")]
    pub(crate) fn signers(&self) -> Vec<(&Certificate, &PrivateKey)> {
        let places = self.signers.iter().rev();
        let signers = places.flat_map(|of_place| of_place.iter().rev());
        signers
            .map(|signer| (&signer.certificate, &signer.key))
            .collect()
    }

    /// Returns the revocation lists of all authorities, the issuing one's first.
    #[cfg(feature = "serve")]
    pub(crate) fn crls(&self, at: DateTime<Utc>) -> Vec<Vec<u8>> {
        let above = self.crls_above(at);
        self.issuing_crls(at).into_iter().chain(above).collect()
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
        self.list(self.issuer(), revoked, dates)
    }

    /// Returns the revocation lists of the authorities above the issuing one, the root's last. They
    /// are empty: without them, a verifier that checks the whole chain refuses every client.
    pub fn crls_above(&self, at: DateTime<Utc>) -> Vec<Vec<u8>> {
        self.crls_above_of(ListDates::from(at))
    }

    /// The same with other dates.
    pub(crate) fn crls_above_of(&self, dates: ListDates) -> Vec<Vec<u8>> {
        let above = &self.signers[..self.signers.len() - 1];
        let none = BTreeMap::new();
        let places = above.iter().rev();
        let signers = places.flat_map(|of_place| in_use(of_place, dates.this_update));
        signers
            .map(|signer| self.list(signer, &none, dates))
            .collect()
    }

    /// Returns the list that `signer` publishes. Its number is the count of seconds since the
    /// signer's validity began.
    fn list(
        &self,
        signer: &Signer,
        revoked: &BTreeMap<SerialNumber, DateTime<Utc>>,
        dates: ListDates,
    ) -> Vec<u8> {
        let at = dates.this_update;
        let age = (at - self.first_use(signer)).num_seconds();
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
        let key = signer.key.public().identifier().to_vec();
        let params = CertificateRevocationListParams {
            this_update: offset(at),
            next_update: offset(dates.next_update),
            crl_number: rcgen::SerialNumber::from(u64::try_from(age).unwrap_or(0)),
            issuing_distribution_point: None,
            revoked_certs,
            key_identifier_method: KeyIdMethod::PreSpecified(key),
        };
        signer.signing(self.pki.signature_hash).list(&params)
    }
}

fn particulars<'a>(request: &Request<'a>, serial: &'a SerialNumber) -> Particulars<'a> {
    Particulars {
        serial,
        not_before: request.validity.not_before,
        not_after: request.validity.not_after,
        public_key: request.public_key,
    }
}

/// The label of everything that is drawn for the authority at this place of so many.
fn label(at: usize, count: usize) -> String {
    match at {
        0 => "authority/root".to_owned(),
        _ if at == count - 1 => "authority/issuing".to_owned(),
        _ => format!("authority/intermediate-{at}"),
    }
}

/// Reads with x509-parser what rcgen wrote: a certificate that cannot be read is never given out.
fn read_back(der: Vec<u8>) -> Certificate {
    Certificate::from_der(der).expect("an issued certificate reads back")
}
