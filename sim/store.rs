//! The certificate store: where Windows keeps certificates and their keys.
//!
//! [`CertificateStore`] is the seam that everything above uses: an implementation writes six
//! methods, in Windows' words. [`MemoryStore`] is the mock, [`Computer`] the mock with several
//! users, [`DirectoryStore`] keeps everything in files, and [`FaultyStore`] makes any of them fail
//! on purpose. [`Stores`] puts one of them, or your own, under the PCs of a [world](crate::world).
//!
//! A store changes by [`commit`](CertificateStore::commit) only: a list of changes that happens as
//! a whole or not at all. The rules of import, renewal and deletion work out such a list first, so
//! that nothing half done can be seen by anybody.
//!
//! **Architecture invariant:** a store knows no time. It keeps expired certificates like any other.

mod access;
mod change;
mod computer;
mod directory;
mod disposition;
mod error;
mod faulty;
mod id;
mod key;
mod memory;
mod section;
mod stores;

use crate::certificate::Thumbprint;
use crate::key::PrivateKey;

pub use access::KeySet;
pub use change::{Change, Entry, Properties};
pub use computer::{Computer, UserStore};
pub use directory::{Damage, DirectoryStore, Durability};
pub use disposition::{AddDisposition, UnknownDisposition};
pub use error::{FileDamage, StoreError};
pub use faulty::{FaultyStore, Operation};
pub use id::{StoreId, StoreLocation, StoreName};
pub use key::{
    KeyContainer, KeyExport, KeyInfo, KeyPrompt, KeyProtection, KeyState, KeyUseError,
    ProtectionLevel, StoredKey,
};
pub use memory::MemoryStore;
pub use stores::{StoreOwner, Stores};

/// A place where certificates and keys are kept, with the rules of Windows.
///
/// A private key goes in by [`commit`](Self::commit), signs inside, and leaves by
/// [`export`](Self::export) only. So its rules are the store's to keep, and a store whose keys are
/// in hardware never shows one.
pub trait CertificateStore {
    /// The certificates of a store, as Windows enumerates them: without those that are
    /// [archived](Properties::is_archived).
    ///
    /// Every store of the current user but `My` shows the computer's certificates too (Microsoft,
    /// "Local Machine and Current User Certificate Stores"). The order is not Windows' to promise:
    /// it "may not be preserved within the store" (Microsoft,
    /// `CertAddCertificateContextToStore`). Ours enumerate the newest first, as Windows' stores in
    /// memory do, and the user's own before the computer's.
    ///
    /// # Errors
    ///
    /// Whatever keeps the implementation from reading.
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError>;

    /// The certificates of a store with those that are archived, `CERT_STORE_ENUM_ARCHIVED_FLAG`. A
    /// store that archives nothing need not write this.
    ///
    /// # Errors
    ///
    /// As [`entries`](Self::entries).
    fn entries_with_archived(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        self.entries(store)
    }

    /// The key containers there are, in any order, `NCryptEnumKeys`: those of certificates and
    /// those that outlived theirs.
    ///
    /// # Errors
    ///
    /// Whatever keeps the implementation from reading.
    fn containers(&self, location: StoreLocation) -> Result<Vec<KeyContainer>, StoreError>;

    /// Returns what may be known of the key in a container without using it, if there is one that
    /// may be used. Nobody is asked anything (`NCryptGetProperty`, and `NCryptExportKey` of the
    /// public half).
    ///
    /// # Errors
    ///
    /// Whatever keeps the implementation from reading.
    fn key_info(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<KeyInfo>, StoreError>;

    /// Signs `message` with the key in a container and the hash of its family (SHA-256 with P-256
    /// and RSA), `NCryptSignHash`: with ECDSA a signature in DER (CNG gives its two numbers
    /// without), with RSA one of PKCS#1 v1.5.
    ///
    /// # Errors
    ///
    /// [`KeyUseError`]: there is no such key, its prompt was not answered correctly, or whatever
    /// keeps the implementation from signing.
    fn sign(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
        message: &[u8],
    ) -> Result<Vec<u8>, KeyUseError>;

    /// Takes a private key out, `NCryptExportKey`. It stays in its container.
    ///
    /// # Errors
    ///
    /// [`KeyUseError`]: there is no such key, it may not leave, or its prompt was not answered
    /// correctly. Nobody is asked about a key that may not leave.
    fn export(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
    ) -> Result<PrivateKey, KeyUseError>;

    /// Makes all the changes in their order, or none of them.
    ///
    /// # Errors
    ///
    /// The first change that is refused; the store is then as it was.
    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError>;

    /// The entry of a store with this thumbprint, archived or not: who asks for a certificate by
    /// name gets it (Microsoft, `CertSetCertificateContextProperty`: found by explicit search).
    ///
    /// # Errors
    ///
    /// As [`entries`](Self::entries).
    fn find(&self, store: StoreId, thumbprint: Thumbprint) -> Result<Option<Entry>, StoreError> {
        let mut entries = self.entries_with_archived(store)?.into_iter();
        Ok(entries.find(|entry| entry.certificate.thumbprint() == thumbprint))
    }

    /// What may be known of the private key of an entry, which is in a store of `location`.
    ///
    /// # Errors
    ///
    /// As [`key_info`](Self::key_info).
    fn key_info_of(
        &self,
        location: StoreLocation,
        entry: &Entry,
    ) -> Result<Option<KeyInfo>, StoreError> {
        match &entry.properties.key_container {
            Some(container) => self.key_info(entry.properties.key_location(location), container),
            None => Ok(None),
        }
    }
}

/// A pointer to a store is a store.
impl<S: CertificateStore + ?Sized> CertificateStore for Box<S> {
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        (**self).entries(store)
    }

    fn entries_with_archived(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        (**self).entries_with_archived(store)
    }

    fn containers(&self, location: StoreLocation) -> Result<Vec<KeyContainer>, StoreError> {
        (**self).containers(location)
    }

    fn key_info(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<KeyInfo>, StoreError> {
        (**self).key_info(location, container)
    }

    fn sign(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
        message: &[u8],
    ) -> Result<Vec<u8>, KeyUseError> {
        (**self).sign(location, container, prompt, message)
    }

    fn export(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
    ) -> Result<PrivateKey, KeyUseError> {
        (**self).export(location, container, prompt)
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        (**self).commit(changes)
    }

    fn find(&self, store: StoreId, thumbprint: Thumbprint) -> Result<Option<Entry>, StoreError> {
        (**self).find(store, thumbprint)
    }

    fn key_info_of(
        &self,
        location: StoreLocation,
        entry: &Entry,
    ) -> Result<Option<KeyInfo>, StoreError> {
        (**self).key_info_of(location, entry)
    }
}
