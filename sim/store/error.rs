//! Why a store refused.

use std::path::PathBuf;

use super::{KeyContainer, StoreName};
use crate::certificate::Thumbprint;
use crate::file::FileError;
use crate::reason::Reason;
use crate::shown::Shown;

/// Why a store refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// `CRYPT_E_EXISTS`: the disposition allows no second copy.
    #[error("certificate {thumbprint} is in the {store} store already")]
    AlreadyExists {
        /// Which store.
        store: StoreName,
        /// Which certificate.
        thumbprint: Thumbprint,
    },
    /// `CRYPT_E_NOT_FOUND`: there is no such certificate.
    #[error("certificate {thumbprint} is not in the {store} store")]
    NotFound {
        /// Which store.
        store: StoreName,
        /// Which certificate.
        thumbprint: Thumbprint,
    },
    /// `NTE_BAD_KEYSET`: there is no such key container whose rights could be changed.
    #[error("the key container {container} does not exist")]
    NoContainer {
        /// Which.
        container: KeyContainer,
    },
    /// Another process held the store for too long.
    #[error("another program is using the store at {}", Shown::path(path))]
    Busy {
        /// The lock.
        path: PathBuf,
    },
    /// A file of the store is missing, or is not what was written.
    #[error("{} is damaged: {problem}", Shown::path(path))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: FileDamage,
    },
    /// The store was written in a format of another version.
    #[error(
        "{} is of version {version}, which is not known here",
        Shown::path(path)
    )]
    UnknownVersion {
        /// The file that says so.
        path: PathBuf,
        /// The version it says.
        version: String,
    },
    /// The operating system refused: no rights, no room, or something else.
    #[error(transparent)]
    File(#[from] FileError),
    /// A store of another kind refused, for a reason that none of the others here describes.
    #[error("the store refused: {detail}")]
    Other {
        /// The code that says best what it means.
        reason: Reason,
        /// In the store's own words; an `HRESULT`, for example.
        detail: String,
    },
}

/// What is wrong with a file of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileDamage {
    /// The index names it, and it is not there.
    #[error("it is missing")]
    Missing,
    /// Its check digits belong to other bytes.
    #[error("it is not what was written")]
    Changed,
    /// It is not in UTF-8.
    #[error("it is not text")]
    NotText,
    /// It ends within its first line.
    #[error("its first line is cut off")]
    CutOff,
    /// It does not begin with the kind of file that it is.
    #[error("its first line does not say what it is")]
    NoTitle,
    /// A line of the index.
    #[error("a line in it cannot be read")]
    Line,
    /// It should hold a certificate.
    #[error("there is no certificate in it")]
    NoCertificate,
    /// It holds one, which is damaged.
    #[error("the certificate in it cannot be read")]
    Certificate,
    /// It holds one, with another thumbprint than the index says.
    #[error("it holds another certificate")]
    OtherCertificate,
    /// A property of the certificate.
    #[error("a property in it cannot be read")]
    Property,
    /// The private key.
    #[error("the private key in it cannot be read")]
    PrivateKey,
    /// Its private key is another container's.
    #[error("it holds another key")]
    OtherKey,
    /// How the private key is protected.
    #[error("the key's protection cannot be read")]
    Protection,
    /// Who may use the private key.
    #[error("who may use the key cannot be read")]
    Access,
    /// Whether the private key may leave.
    #[error("whether the key may be exported cannot be read")]
    Export,
}

impl From<&StoreError> for Reason {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::AlreadyExists { .. } => Reason::AlreadyExists,
            StoreError::NotFound { .. } => Reason::NotFound,
            StoreError::NoContainer { .. } => Reason::KeyMissing,
            StoreError::Busy { .. } => Reason::StoreBusy,
            StoreError::Damaged { .. } => Reason::StoreDamaged,
            StoreError::UnknownVersion { .. } => Reason::StoreVersion,
            StoreError::File(error) => error.into(),
            StoreError::Other { reason, .. } => *reason,
        }
    }
}

crate::reason::by_value!(StoreError);
