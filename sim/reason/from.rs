//! The reason for each error of reading files; the readers know no reasons.

use super::Reason;
use crate::bundle::BundleError;
use crate::certificate::CertificateError;
use crate::jks::JksError;
use crate::pkcs12::{IdentityError, OpenError, OpenErrorKind};

impl From<OpenErrorKind> for Reason {
    fn from(kind: OpenErrorKind) -> Self {
        match kind {
            OpenErrorKind::Malformed => Reason::Malformed,
            OpenErrorKind::WrongPassword => Reason::WrongPassword,
            OpenErrorKind::OtherPassword => Reason::OtherPassword,
            OpenErrorKind::UnsupportedAlgorithm => Reason::UnsupportedAlgorithm,
            OpenErrorKind::LimitExceeded => Reason::LimitExceeded,
        }
    }
}

impl From<&OpenError> for Reason {
    fn from(error: &OpenError) -> Self {
        error.kind().into()
    }
}

impl From<OpenError> for Reason {
    fn from(error: OpenError) -> Self {
        error.kind().into()
    }
}

impl From<IdentityError> for Reason {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::NoPrivateKey => Reason::NoPrivateKey,
            IdentityError::UnreadableKey(error) | IdentityError::UnreadableSafe(error) => {
                error.into()
            }
            IdentityError::Empty => Reason::Empty,
            IdentityError::NoCertificate => Reason::CertificateMissing,
            IdentityError::KeyMismatch => Reason::KeyMismatch,
        }
    }
}

impl From<&BundleError> for Reason {
    fn from(error: &BundleError) -> Self {
        match error {
            BundleError::Certificate(CertificateError::TooManyParts { .. })
            | BundleError::RevocationList(CertificateError::TooManyParts { .. }) => {
                Reason::LimitExceeded
            }
            _ => Reason::Malformed,
        }
    }
}

impl From<JksError> for Reason {
    fn from(error: JksError) -> Self {
        match error {
            JksError::WrongPassword | JksError::WrongKeyPassword => Reason::WrongPassword,
            JksError::UnsupportedAlgorithm => Reason::UnsupportedAlgorithm,
            JksError::TooManyParts { .. }
            | JksError::TooManyKeys { .. }
            | JksError::TooManyEntries { .. } => Reason::LimitExceeded,
            _ => Reason::Malformed,
        }
    }
}
