//! Is this client certificate good at that time? rustls-webpki decides, never we.
//!
//! webpki implements the path validation of RFC 5280 section 6 with ring's signatures, and for
//! P-521, which ring has not, with those in `p521.rs`; this file asks the question and turns the
//! answer into a [`Reason`]. A trust anchor is a name and a key (section 6.1.1): its own dates are
//! ignored.

mod p521;
mod relying_party;
mod remembered;
mod signatures;
mod stand_in;

use std::sync::LazyLock;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rustls_pki_types::{
    CertificateDer, ServerName, SignatureVerificationAlgorithm, SubjectPublicKeyInfoDer, UnixTime,
};
use webpki::{EndEntityCert, RawPublicKeyEntity};

use crate::certificate::Certificate;
use crate::key::PublicKey;
use crate::pki::Role;
use crate::reason::Reason;
use crate::time::format_jst;
use remembered::Remembered;

#[cfg(feature = "serve")]
pub(crate) use p521::P521;
pub use relying_party::{RelyingParty, StaleLists};

/// Whoever verifies a signature.
static REMEMBERED: LazyLock<Vec<Remembered>> = LazyLock::new(|| {
    let algorithms = [webpki::ALL_VERIFICATION_ALGS, &p521::P521].concat();
    algorithms.into_iter().map(Remembered::new).collect()
});

/// The signatures that are accepted.
static ALGORITHMS: LazyLock<Vec<&dyn SignatureVerificationAlgorithm>> = LazyLock::new(|| {
    let algorithms = REMEMBERED.iter().map(|algorithm| algorithm as _);
    algorithms.collect()
});

/// The same, and those of keys that stand in for real ones.
static WITH_STAND_INS: LazyLock<Vec<&dyn SignatureVerificationAlgorithm>> =
    LazyLock::new(|| [&ALGORITHMS[..], &stand_in::STAND_IN].concat());

/// The signatures that are accepted where these certificates are trusted.
fn algorithms(trusted: &[Certificate]) -> &'static [&'static dyn SignatureVerificationAlgorithm] {
    match trusted.iter().any(stand_in::is_of) {
        true => &WITH_STAND_INS,
        false => &ALGORITHMS,
    }
}

/// Checks that the private half of a key signed a message.
///
/// # Errors
///
/// [`Reason::BadSignature`] when another key did, or the message was changed.
pub(crate) fn verify_signature(
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Reason> {
    let spki = SubjectPublicKeyInfoDer::from(key.spki_der());
    let entity = RawPublicKeyEntity::try_from(&spki).map_err(|_| Reason::Malformed)?;
    let mut algorithms = ALGORITHMS.iter();
    let fits = algorithms.any(|one| entity.verify_signature(*one, message, signature).is_ok());
    fits.then_some(()).ok_or(Reason::BadSignature)
}

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
    /// A certificate ends before it begins: the client's, or one above it.
    #[error("a certificate is never valid: it begins at {} and ends at {}", format_jst(*not_before), format_jst(*not_after))]
    NeverValid {
        /// Its first second.
        not_before: DateTime<Utc>,
        /// Its last second.
        not_after: DateTime<Utc>,
    },
    /// A revocation list names it.
    #[error("the certificate has been revoked")]
    Revoked,
    /// The list that would say whether it was revoked is out of date.
    #[error("the revocation list was to be replaced by {}, and it is {}", format_jst(*next_update), format_jst(*at))]
    StaleRevocationList {
        /// When it was judged.
        at: DateTime<Utc>,
        /// When the next list was due.
        next_update: DateTime<Utc>,
    },
    /// No path leads to a root that is trusted.
    #[error("no path leads to a trusted root")]
    Untrusted,
    /// It may not be used for client authentication, or an end entity is used as an authority.
    #[error("the certificate may not be used for client authentication")]
    WrongPurpose,
    /// The client's certificate is X.509 version 1, or it is 2.
    #[error("the certificate is not of X.509 version 3")]
    UnsupportedVersion,
    /// An authority may not issue certificates for a name in it.
    #[error("an authority may not issue certificates for this name")]
    NameNotPermitted,
    /// An authority is constrained by names of a kind that webpki does not check.
    #[error("an authority is constrained by a kind of name that is not checked here")]
    UnsupportedConstraint,
    /// All signatures verify, and the path has a certificate that an authority issued to itself.
    #[error("the path leads through a certificate that an authority issued to itself")]
    UnsupportedPath,
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
            PathError::NeverValid { .. } => Reason::NeverValid,
            PathError::UnsupportedVersion => Reason::UnsupportedVersion,
            PathError::NameNotPermitted => Reason::NameNotPermitted,
            PathError::UnsupportedConstraint => Reason::UnsupportedConstraint,
            PathError::UnsupportedPath => Reason::UnsupportedPath,
            PathError::Revoked => Reason::Revoked,
            PathError::StaleRevocationList { .. } => Reason::StaleRevocationList,
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
    /// it, and a revocation list that is out of date is no answer.
    ///
    /// # Errors
    ///
    /// [`PathError`] for what webpki found first; an end entity's own dates come before everything
    /// else.
    pub fn verify(&self, at: DateTime<Utc>) -> Result<(), PathError> {
        self.verify_by(at, StaleLists::Refuse)
    }

    /// The same for a relying party that says what becomes of it when a list is out of date.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    pub fn verify_by(&self, at: DateTime<Utc>, stale_lists: StaleLists) -> Result<(), PathError> {
        let party = RelyingParty::new(self.roots, self.crls.iter().map(Vec::as_slice))?;
        party.verify(self.end_entity, self.intermediates, at, stale_lists)
    }

    /// Judges the path for TLS client or server authentication at `at`. The names of a server are
    /// not looked at; see [`names_host`](Self::names_host).
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    pub fn verify_as(&self, role: Role, at: DateTime<Utc>) -> Result<(), PathError> {
        let party = RelyingParty::new(self.roots, self.crls.iter().map(Vec::as_slice))?;
        let (certificate, above) = (self.end_entity, self.intermediates);
        party.verify_as(role, certificate, above, at, StaleLists::Refuse)
    }

    /// Whether a client that looks for a server of this name, or with this IP address, finds it in
    /// the end entity's certificate (RFC 9525).
    pub fn names_host(&self, host: &str) -> bool {
        let der = CertificateDer::from(self.end_entity.der());
        let (Ok(end_entity), Ok(name)) =
            (EndEntityCert::try_from(&der), ServerName::try_from(host))
        else {
            return false;
        };
        end_entity.verify_is_valid_for_subject_name(&name).is_ok()
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
        let fits = algorithms(self.roots).iter().any(|algorithm| {
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

    /// Says what webpki's answer means for this path.
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
            Error::InvalidCertValidity => {
                never_valid(self.intermediates).unwrap_or_else(|| malformed(&error))
            }
            Error::UnsupportedCertVersion => PathError::UnsupportedVersion,
            Error::NameConstraintViolation if self.has_constraints_not_checked() => {
                PathError::UnsupportedConstraint
            }
            Error::NameConstraintViolation => PathError::NameNotPermitted,
            Error::CertRevoked => PathError::Revoked,
            Error::CrlExpired { next_update, .. } => PathError::StaleRevocationList {
                at,
                next_update: date_time(next_update),
            },
            Error::UnknownIssuer => PathError::Untrusted,
            Error::RequiredEkuNotFoundContext(_)
            | Error::CaUsedAsEndEntity
            | Error::EndEntityUsedAsCa
            | Error::PathLenConstraintViolated => PathError::WrongPurpose,
            // webpki tries each authority of the name, and reports a wrong key before all else.
            Error::InvalidSignatureForPublicKey
                if self.has_self_issued() && signatures::all_verify(self) =>
            {
                PathError::UnsupportedPath
            }
            Error::InvalidSignatureForPublicKey | Error::InvalidCrlSignatureForPublicKey => {
                PathError::BadSignature
            }
            // A key of another kind signed it, so the authority of that name did not.
            Error::UnsupportedSignatureAlgorithmForPublicKeyContext(used)
            | Error::UnsupportedCrlSignatureAlgorithmForPublicKeyContext(used)
                if !signatures::may_be_by(
                    &used.signature_algorithm_id,
                    &used.public_key_algorithm_id,
                ) =>
            {
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

    /// Whether an authority is constrained by names that webpki does not check.
    fn has_constraints_not_checked(&self) -> bool {
        let mut authorities = self.intermediates.iter().chain(self.roots);
        authorities.any(Certificate::has_unusual_name_constraints)
    }

    /// Whether an authority that is no root issued a certificate to itself.
    fn has_self_issued(&self) -> bool {
        let mut authorities = self.intermediates.iter();
        authorities.any(|one| one.is_self_issued() && !self.roots.contains(one))
    }
}

/// The error for the first certificate that ends before it begins.
fn never_valid(certificates: &[Certificate]) -> Option<PathError> {
    let mut certificates = certificates.iter();
    let found = certificates.find(|one| one.not_before() > one.not_after())?;
    Some(PathError::NeverValid {
        not_before: found.not_before(),
        not_after: found.not_after(),
    })
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
