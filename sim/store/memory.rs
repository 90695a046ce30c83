//! The mock store: certificates and keys in memory.

use std::collections::BTreeMap;

use super::{
    AddDisposition, CertificateStore, Change, Entry, KeyContainer, StoreError, StoreId,
    StoreLocation, StoreName, StoredKey,
};

/// A store that forgets everything when it is dropped.
///
/// A clone is an image of the store at that moment, to compare with later.
///
/// ```
/// use kigen::store::{CertificateStore, MemoryStore, StoreId, StoreName};
///
/// let store = MemoryStore::new();
/// assert!(store.entries(StoreId::current_user(StoreName::My)).unwrap().is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryStore {
    /// Newest first, as Windows' memory stores enumerate.
    certificates: BTreeMap<StoreId, Vec<Entry>>,
    keys: BTreeMap<(StoreLocation, KeyContainer), StoredKey>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn apply(&mut self, change: Change) -> Result<(), StoreError> {
        match change {
            Change::AddCertificate {
                store,
                entry,
                disposition,
            } => self.add(store, entry, disposition),
            Change::DeleteCertificate { store, thumbprint } => {
                let entries = self.certificates.entry(store).or_default();
                let found = entries
                    .iter()
                    .position(|entry| entry.certificate.thumbprint() == thumbprint);
                let at = found.ok_or(StoreError::NotFound {
                    store: store.name,
                    thumbprint,
                })?;
                entries.remove(at);
                Ok(())
            }
            Change::SetKey { location, key } => {
                let container = KeyContainer::of(&key.key);
                self.keys.insert((location, container), key);
                Ok(())
            }
            Change::DeleteKey {
                location,
                container,
            } => {
                self.keys.remove(&(location, container));
                Ok(())
            }
        }
    }

    fn add(
        &mut self,
        store: StoreId,
        entry: Entry,
        disposition: AddDisposition,
    ) -> Result<(), StoreError> {
        let entries = self.certificates.entry(store).or_default();
        let thumbprint = entry.certificate.thumbprint();
        let existing = entries
            .iter_mut()
            .find(|existing| existing.certificate.thumbprint() == thumbprint);
        let (Some(existing), false) = (existing, disposition == AddDisposition::Always) else {
            entries.insert(0, entry);
            return Ok(());
        };
        match disposition {
            AddDisposition::New | AddDisposition::Newer => {
                return Err(StoreError::AlreadyExists {
                    store: store.name,
                    thumbprint,
                });
            }
            AddDisposition::UseExisting | AddDisposition::ReplaceExistingInherit => {
                existing.properties = existing.properties.clone().or(entry.properties);
            }
            AddDisposition::ReplaceExisting => existing.properties = entry.properties,
            AddDisposition::Always => unreachable!("it never looks for an existing entry"),
        }
        Ok(())
    }
}

impl CertificateStore for MemoryStore {
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        let own = self.certificates.get(&store).into_iter().flatten();
        let inherits = store.location == StoreLocation::CurrentUser && store.name != StoreName::My;
        let inherited = inherits
            .then(|| self.certificates.get(&StoreId::local_machine(store.name)))
            .flatten()
            .into_iter()
            .flatten();
        Ok(own.chain(inherited).cloned().collect())
    }

    fn key(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<StoredKey>, StoreError> {
        Ok(self.keys.get(&(location, container.clone())).cloned())
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        let mut next = self.clone();
        changes
            .into_iter()
            .try_for_each(|change| next.apply(change))?;
        *self = next;
        Ok(())
    }
}
