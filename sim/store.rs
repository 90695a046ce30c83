//! The certificate store: where Windows keeps certificates and their keys.
//!
//! [`CertificateStore`] is the seam everything above uses: three methods an implementation writes,
//! and Windows' words for what passes through them. [`MemoryStore`] is the mock, [`Computer`]
//! the mock with several users, [`DirectoryStore`] keeps it all in files, and [`FaultyStore`] fails
//! any of them on purpose.
//!
//! A store changes by [`commit`](CertificateStore::commit) only: a list of changes that happens as
//! a whole or not at all. The rules of import, renewal and deletion work out such a list first, so
//! that nothing half done can be seen by anybody.
//!
//! **Architecture invariant:** a store knows no time. Expired certificates lie in it like others.

mod change;
mod computer;
#[cfg(feature = "conformance")]
pub mod conformance;
mod directory;
mod disposition;
mod error;
mod faulty;
mod id;
mod key;
mod memory;
mod section;

use crate::certificate::Thumbprint;

pub use change::{Change, Entry, Properties};
pub use computer::{Computer, UserStore};
pub use directory::{Damage, DirectoryStore, Durability};
pub use disposition::{AddDisposition, UnknownDisposition};
pub use error::StoreError;
pub use faulty::{FaultyStore, Operation};
pub use id::{StoreId, StoreLocation, StoreName};
pub use key::{KeyContainer, KeyExport, KeyPrompt, KeyProtection, KeyUseError, StoredKey};
pub use memory::MemoryStore;

/// A place where certificates and keys are kept, with the rules of Windows.
pub trait CertificateStore {
    /// The certificates of a store, newest first.
    ///
    /// Every store of the current user but `My` shows the computer's certificates too, behind its
    /// own (Windows: "Local Machine and Current User Certificate Stores").
    ///
    /// # Errors
    ///
    /// Whatever keeps the implementation from reading.
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError>;

    /// The key in a container, if there is one.
    ///
    /// # Errors
    ///
    /// Whatever keeps the implementation from reading.
    fn key(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<StoredKey>, StoreError>;

    /// Makes all the changes in their order, or none of them.
    ///
    /// # Errors
    ///
    /// The first change that is refused; the store is then as it was.
    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError>;

    /// The entry of a store with this thumbprint.
    ///
    /// # Errors
    ///
    /// As [`entries`](Self::entries).
    fn find(&self, store: StoreId, thumbprint: Thumbprint) -> Result<Option<Entry>, StoreError> {
        let mut entries = self.entries(store)?.into_iter();
        Ok(entries.find(|entry| entry.certificate.thumbprint() == thumbprint))
    }

    /// The private key an entry points at.
    ///
    /// # Errors
    ///
    /// As [`key`](Self::key).
    fn key_of(
        &self,
        location: StoreLocation,
        entry: &Entry,
    ) -> Result<Option<StoredKey>, StoreError> {
        match &entry.properties.key_container {
            Some(container) => self.key(location, container),
            None => Ok(None),
        }
    }
}

/// A store behind a pointer is one.
impl<S: CertificateStore + ?Sized> CertificateStore for Box<S> {
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        (**self).entries(store)
    }

    fn key(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<StoredKey>, StoreError> {
        (**self).key(location, container)
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        (**self).commit(changes)
    }

    fn find(&self, store: StoreId, thumbprint: Thumbprint) -> Result<Option<Entry>, StoreError> {
        (**self).find(store, thumbprint)
    }

    fn key_of(
        &self,
        location: StoreLocation,
        entry: &Entry,
    ) -> Result<Option<StoredKey>, StoreError> {
        (**self).key_of(location, entry)
    }
}
