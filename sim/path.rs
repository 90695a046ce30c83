//! Is this client certificate good at that time? rustls-webpki decides, never we.
//!
//! webpki implements the path validation of RFC 5280 section 6 with ring's signatures, and for
//! P-521, which ring has not, with those in `p521.rs`; this file asks the question and turns the
//! answer into a [`Reason`]. A trust anchor is a name and a key (section 6.1.1): its own dates are
//! ignored.

mod p521;

use std::sync::LazyLock;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use webpki::{
    CertRevocationList, EndEntityCert, KeyUsage, OwnedCertRevocationList, RevocationCheckDepth,
    RevocationOptionsBuilder, UnknownStatusPolicy, anchor_from_trusted_cert,
};

use crate::certificate::Certificate;
use crate::reason::Reason;
use crate::time::format_jst;

/// The signatures that are accepted.
static ALGORITHMS: LazyLock<Vec<&dyn SignatureVerificationAlgorithm>> =
    LazyLock::new(|| [webpki::ALL_VERIFICATION_ALGS, &p521::P521].concat());

/// A client certificate and everything needed to judge it.
#[derive(Clone, Copy, Debug)]
pub struct Path<'a> {
    /// The client's certificate.
    pub end_entity: &'a Certificate,
    /// What came with it, in any order; a root among them does no harm.
    pub intermediates: &'a [Certificate],
    /// Who is trusted.
    pub roots: &'a [Certificate],
    /// Revocation lists in DER. A certificate that no list mentions counts as not revoked.
    pub crls: &'a [Vec<u8>],
}

/// Why a path is not good, with the values that decided.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// The client's certificate is used too early.
    #[error("the certificate is valid from {}, and it is {}", format_jst(*not_before), format_jst(*at))]
    NotYetValid {
        /// When it was judged.
        at: DateTime<Utc>,
        /// The certificate's first second.
        not_before: DateTime<Utc>,
    },
    /// The client's certificate is used too late.
    #[error("the certificate was valid until {}, and it is {}", format_jst(*not_after), format_jst(*at))]
    Expired {
        /// When it was judged.
        at: DateTime<Utc>,
        /// The certificate's last second.
        not_after: DateTime<Utc>,
    },
    /// The client's certificate is in its validity, and one above it is used too late.
    #[error("an authority's certificate was valid until {}, and it is {}", format_jst(*not_after), format_jst(*at))]
    AuthorityExpired {
        /// When it was judged.
        at: DateTime<Utc>,
        /// The authority's last second.
        not_after: DateTime<Utc>,
    },
    /// The client's certificate is within its validity, and one above it is used too early.
    #[error("an authority's certificate is valid from {}, and it is {}", format_jst(*not_before), format_jst(*at))]
    AuthorityNotYetValid {
        /// When it was judged.
        at: DateTime<Utc>,
        /// The authority's first second.
        not_before: DateTime<Utc>,
    },
    /// A revocation list names it.
    #[error("the certificate has been revoked")]
    Revoked,
    /// No path leads to a root that is trusted.
    #[error("no path leads to a trusted root")]
    Untrusted,
    /// It may not be used for client authentication, or an end entity is used as an authority.
    #[error("the certificate may not be used for client authentication")]
    WrongPurpose,
    /// A signature is wrong.
    #[error("a signature does not verify")]
    BadSignature,
    /// The client signed with a key other than the certificate's.
    #[error("the signature was made with another key than the certificate's")]
    KeyMismatch,
    /// A signature algorithm webpki does not know or no longer trusts.
    #[error("a signature uses an algorithm that is not accepted")]
    UnsupportedAlgorithm,
    /// A certificate or list that webpki cannot read.
    #[error("a certificate or revocation list is damaged: {detail}")]
    Malformed {
        /// What webpki says about it.
        detail: String,
    },
}

impl From<&PathError> for Reason {
    fn from(error: &PathError) -> Self {
        match error {
            PathError::NotYetValid { .. } => Reason::NotYetValid,
            PathError::Expired { .. } => Reason::Expired,
            PathError::AuthorityExpired { .. } => Reason::AuthorityExpired,
            PathError::AuthorityNotYetValid { .. } => Reason::AuthorityNotYetValid,
            PathError::Revoked => Reason::Revoked,
            PathError::Untrusted => Reason::Untrusted,
            PathError::WrongPurpose => Reason::WrongPurpose,
            PathError::BadSignature => Reason::BadSignature,
            PathError::KeyMismatch => Reason::KeyMismatch,
            PathError::UnsupportedAlgorithm => Reason::UnsupportedAlgorithm,
            PathError::Malformed { .. } => Reason::Malformed,
        }
    }
}

crate::reason::by_value!(PathError);

impl Path<'_> {
    /// Judges the path for TLS client authentication at `at`. Both ends of a validity are inside
    /// it.
    ///
    /// # Errors
    ///
    /// [`PathError`] for what webpki found first; an end entity's own dates come before everything
    /// else.
    pub fn verify(&self, at: DateTime<Utc>) -> Result<(), PathError> {
        let end_entity = CertificateDer::from(self.end_entity.der());
        let intermediates: Vec<_> = ders(self.intermediates).collect();
        let roots: Vec<_> = ders(self.roots).collect();
        let anchors = roots
            .iter()
            .map(anchor_from_trusted_cert)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| malformed(&error))?;
        let crls = self
            .crls
            .iter()
            .map(|crl| OwnedCertRevocationList::from_der(crl).map(CertRevocationList::from))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| malformed(&error))?;
        let crls: Vec<&CertRevocationList<'_>> = crls.iter().collect();
        // Without any list there is nothing to check, which webpki expresses as `None`.
        let revocation = RevocationOptionsBuilder::new(&crls).ok().map(|builder| {
            builder
                .with_depth(RevocationCheckDepth::Chain)
                .with_status_policy(UnknownStatusPolicy::Allow)
                .build()
        });
        EndEntityCert::try_from(&end_entity)
            .map_err(|error| malformed(&error))?
            .verify_for_usage(
                &ALGORITHMS,
                &anchors,
                &intermediates,
                unix_time(at),
                KeyUsage::client_auth(),
                revocation,
                None,
            )
            .map(|_| ())
            .map_err(|error| self.explain(error, at))
            .map_err(|error| self.of_another_root(error, at))
    }

    /// Two roots may have one name. A signature that does not verify with the key of the trusted
    /// one is not damage where the path is sound and leads to another root, which came along.
    fn of_another_root(&self, error: PathError, at: DateTime<Utc>) -> PathError {
        let signature = matches!(
            error,
            PathError::BadSignature | PathError::UnsupportedAlgorithm
        );
        let is_other = |one: &&Certificate| one.is_self_issued() && !self.roots.contains(one);
        let others = self.intermediates.iter().filter(is_other);
        let others: Vec<Certificate> = others.cloned().collect();
        if !signature || others.is_empty() {
            return error;
        }
        let elsewhere = Path {
            roots: &others,
            crls: &[],
            intermediates: self.intermediates,
            end_entity: self.end_entity,
        };
        match elsewhere.verify(at) {
            Ok(()) => PathError::Untrusted,
            Err(_) => error,
        }
    }

    /// Checks that `signature` over `message` was made with the key that the end entity's
    /// certificate certifies, which a TLS server makes a client prove.
    ///
    /// # Errors
    ///
    /// [`PathError::KeyMismatch`] when another key signed it.
    pub fn verify_possession(&self, message: &[u8], signature: &[u8]) -> Result<(), PathError> {
        let der = CertificateDer::from(self.end_entity.der());
        let end_entity = EndEntityCert::try_from(&der).map_err(|error| malformed(&error))?;
        // Algorithms that are not for a key of its kind refuse by themselves.
        let fits = ALGORITHMS.iter().any(|algorithm| {
            end_entity
                .verify_signature(*algorithm, message, signature)
                .is_ok()
        });
        if fits {
            Ok(())
        } else {
            Err(PathError::KeyMismatch)
        }
    }

    fn explain(&self, error: webpki::Error, at: DateTime<Utc>) -> PathError {
        use webpki::Error;
        match error {
            // webpki gives the date that failed, but not whose it is. The end entity's dates are
            // checked first, so an authority with the same date never gets that far.
            Error::CertExpired { not_after, .. } => {
                let not_after = date_time(not_after);
                match not_after == self.end_entity.not_after() {
                    true => PathError::Expired { at, not_after },
                    false => PathError::AuthorityExpired { at, not_after },
                }
            }
            Error::CertNotValidYet { not_before, .. } => {
                let not_before = date_time(not_before);
                match not_before == self.end_entity.not_before() {
                    true => PathError::NotYetValid { at, not_before },
                    false => PathError::AuthorityNotYetValid { at, not_before },
                }
            }
            Error::CertRevoked => PathError::Revoked,
            Error::UnknownIssuer => PathError::Untrusted,
            Error::RequiredEkuNotFoundContext(_)
            | Error::CaUsedAsEndEntity
            | Error::EndEntityUsedAsCa
            | Error::PathLenConstraintViolated => PathError::WrongPurpose,
            Error::InvalidSignatureForPublicKey | Error::InvalidCrlSignatureForPublicKey => {
                PathError::BadSignature
            }
            Error::UnsupportedSignatureAlgorithmContext(_)
            | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_)
            | Error::UnsupportedCrlSignatureAlgorithmContext(_)
            | Error::UnsupportedCrlSignatureAlgorithmForPublicKeyContext(_) => {
                PathError::UnsupportedAlgorithm
            }
            other => malformed(&other),
        }
    }
}

fn ders(certificates: &[Certificate]) -> impl Iterator<Item = CertificateDer<'_>> {
    certificates
        .iter()
        .map(|certificate| CertificateDer::from(certificate.der()))
}

fn malformed(error: &webpki::Error) -> PathError {
    PathError::Malformed {
        detail: error.to_string(),
    }
}

/// Returns the second that webpki means.
fn date_time(at: UnixTime) -> DateTime<Utc> {
    i64::try_from(at.as_secs())
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .expect("a certificate's dates have four-digit years")
}

/// Returns webpki's type for a second. Times before 1970 count as 1970: no certificate is that old.
fn unix_time(at: DateTime<Utc>) -> UnixTime {
    let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}
