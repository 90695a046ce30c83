//! The mock store: certificates and keys in memory.

use super::section::{Section, View};
use super::{
    CertificateStore, Change, Entry, KeyContainer, KeyInfo, KeyPrompt, KeyUseError, StoreError,
    StoreId, StoreLocation,
};
use crate::key::PrivateKey;

/// The store of a computer with one user. It forgets everything when it is dropped.
///
/// A clone is an image of the store at that moment, to compare with later. For several users of one
/// computer, see [`Computer`](super::Computer).
///
/// ```
/// use kigen::store::{CertificateStore, MemoryStore, StoreId, StoreName};
///
/// let store = MemoryStore::new();
/// assert!(store.entries(StoreId::current_user(StoreName::My)).unwrap().is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryStore {
    user: Section,
    machine: Section,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn view(&self) -> View<'_> {
        View {
            user: &self.user,
            machine: &self.machine,
            name: None,
        }
    }
}

impl CertificateStore for MemoryStore {
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        Ok(self.view().entries(store))
    }

    fn entries_with_archived(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        Ok(self.view().entries_with_archived(store))
    }

    fn containers(&self, location: StoreLocation) -> Result<Vec<KeyContainer>, StoreError> {
        Ok(self.view().section(location).containers())
    }

    fn key_info(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<KeyInfo>, StoreError> {
        Ok(self.view().key_info(location, container))
    }

    fn sign(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
        message: &[u8],
    ) -> Result<Vec<u8>, KeyUseError> {
        self.view().key(location, container)?.sign(prompt, message)
    }

    fn export(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
    ) -> Result<PrivateKey, KeyUseError> {
        self.view().key(location, container)?.export(prompt)
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        (self.user, self.machine) = self.view().after(changes)?;
        Ok(())
    }
}
