//! Why a file was not converted.

use crate::bundle::BundleError;
use crate::format::Format;
use crate::jks::JksError;
use crate::pkcs12::OpenError;
use crate::reason::Reason;
use crate::shown::Shown;

/// Why a file was not converted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConversionError {
    /// It is of no kind that is known.
    #[error("the file is not of a kind that is known")]
    Unknown,
    /// It is of a kind that is not read here.
    #[error("files of the kind {0} are not read here")]
    Unread(Format),
    /// A PKCS#12 file, or an encrypted private key, was not opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A Java key store was not opened.
    #[error(transparent)]
    KeyStore(#[from] JksError),
    /// A certificate in PEM or DER is damaged.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// A private key is damaged.
    #[error("a private key in it cannot be read")]
    Key,
    /// There are neither certificates nor keys.
    #[error("there is no certificate and no private key in it")]
    Nothing,
    /// A format that has no place for a key without its certificate.
    #[error("a Java key store takes no private key without its certificate")]
    KeyAlone,
    /// A file of ours does not read back as what went into it: a bug.
    #[error(
        "{} does not read back as it was made; please report this",
        Shown::text(name)
    )]
    Unproved {
        /// The file.
        name: String,
    },
}

impl From<&ConversionError> for Reason {
    fn from(error: &ConversionError) -> Self {
        match error {
            ConversionError::Unknown | ConversionError::Key | ConversionError::Unproved { .. } => {
                Reason::Malformed
            }
            ConversionError::Unread(_) => Reason::UnsupportedFormat,
            ConversionError::Open(error) => error.into(),
            ConversionError::KeyStore(error) => (*error).into(),
            ConversionError::Bundle(error) => error.into(),
            ConversionError::Nothing => Reason::Empty,
            ConversionError::KeyAlone => Reason::CertificateMissing,
        }
    }
}

crate::reason::by_value!(ConversionError);
