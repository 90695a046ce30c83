//! The mock store: certificates and keys in memory.

use super::section::{Section, View};
use super::{
    CertificateStore, Change, Entry, KeyContainer, StoreError, StoreId, StoreLocation, StoredKey,
};

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
        }
    }
}

impl CertificateStore for MemoryStore {
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        Ok(self.view().entries(store))
    }

    fn key(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<StoredKey>, StoreError> {
        Ok(self.view().section(location).key(container).cloned())
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        (self.user, self.machine) = self.view().after(changes)?;
        Ok(())
    }
}
