//! Why a store refused.

use std::path::PathBuf;

use super::StoreName;
use crate::certificate::Thumbprint;
use crate::file::FileError;
use crate::reason::Reason;

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
    /// Another process kept the store to itself for too long.
    #[error("another program is using the store at {}", path.display())]
    Busy {
        /// The lock that was waited for.
        path: PathBuf,
    },
    /// A file of the store is missing, or is not what was written.
    #[error("{} is damaged: {problem}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The store was written in a format of another version.
    #[error("{} is of version {version}, which is not known here", path.display())]
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

impl From<&StoreError> for Reason {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::AlreadyExists { .. } => Reason::AlreadyExists,
            StoreError::NotFound { .. } => Reason::NotFound,
            StoreError::Busy { .. } => Reason::StoreBusy,
            StoreError::Damaged { .. } => Reason::StoreDamaged,
            StoreError::UnknownVersion { .. } => Reason::StoreVersion,
            StoreError::File(error) => error.into(),
            StoreError::Other { reason, .. } => *reason,
        }
    }
}

crate::reason::by_value!(StoreError);
