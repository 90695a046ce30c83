//! What one owner, a user or the computer, has: certificates and key containers in memory.

use std::collections::BTreeMap;

use super::access::Rights;
use super::disposition::Resolution;
use super::{
    Change, Entry, KeyContainer, KeyInfo, KeyUseError, StoreError, StoreId, StoreLocation,
    StoreName, StoredKey,
};
use crate::certificate::Thumbprint;
use crate::label::Label;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    /// Newest first, as Windows' memory stores enumerate.
    certificates: BTreeMap<StoreName, Vec<Entry>>,
    keys: BTreeMap<KeyContainer, Kept>,
}

/// A key with the rights of its container.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Kept {
    key: StoredKey,
    rights: Rights,
}

impl Section {
    pub(super) fn containers(&self) -> Vec<KeyContainer> {
        self.keys.keys().cloned().collect()
    }

    /// The key in a container, to be used.
    fn key(
        &self,
        container: &KeyContainer,
        user: Option<&Label>,
    ) -> Result<&StoredKey, KeyUseError> {
        match self.keys.get(container) {
            Some(kept) if kept.rights.allows(user) => Ok(&kept.key),
            Some(_) => Err(KeyUseError::AccessDenied {
                container: container.clone(),
            }),
            None => Err(KeyUseError::Missing {
                container: container.clone(),
            }),
        }
    }

    fn entries(&self, name: StoreName) -> impl Iterator<Item = &Entry> {
        self.certificates.get(&name).into_iter().flatten()
    }

    fn holds(&self, name: StoreName, thumbprint: Thumbprint) -> bool {
        let mut entries = self.entries(name);
        entries.any(|entry| entry.certificate.thumbprint() == thumbprint)
    }

    /// Does a change, which `maker` makes.
    fn apply(&mut self, change: Change, maker: Option<&Label>) -> Result<(), StoreError> {
        match change {
            Change::AddCertificate {
                store: StoreId { name, .. },
                entry,
                disposition,
            } => {
                let entries = self.certificates.entry(name).or_default();
                let thumbprint = entry.certificate.thumbprint();
                let existing = entries
                    .iter_mut()
                    .find(|existing| existing.certificate.thumbprint() == thumbprint);
                let properties = existing.as_ref().map(|entry| entry.properties.clone());
                match (disposition.resolve(properties, entry), existing) {
                    (Resolution::Refuse, _) => {
                        let store = name;
                        return Err(StoreError::AlreadyExists { store, thumbprint });
                    }
                    (Resolution::Keep(properties), Some(existing)) => {
                        existing.properties = properties;
                    }
                    (Resolution::Keep(_), None) => unreachable!("there is nothing to keep"),
                    (Resolution::Add(entry), _) => entries.insert(0, entry),
                }
            }
            Change::DeleteCertificate { store, thumbprint } => {
                let entries = self.certificates.entry(store.name).or_default();
                let found = entries
                    .iter()
                    .position(|entry| entry.certificate.thumbprint() == thumbprint);
                let store = store.name;
                let at = found.ok_or(StoreError::NotFound { store, thumbprint })?;
                entries.remove(at);
            }
            Change::SetKey { location, key } => {
                let rights = Rights::of(maker.filter(|_| location == StoreLocation::LocalMachine));
                let container = KeyContainer::of(&key.key);
                self.keys.insert(container, Kept { key, rights });
            }
            Change::GrantKey { container, user } => {
                let kept = self.keys.get_mut(&container);
                let kept = kept.ok_or(StoreError::NoContainer { container })?;
                kept.rights.granted.insert(user);
            }
            Change::DeleteKey { container, .. } => {
                self.keys.remove(&container);
            }
        }
        Ok(())
    }
}

/// What a user sees: their own section, and the computer's.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) user: &'a Section,
    pub(super) machine: &'a Section,
    /// Who looks; `None` where there is nobody else.
    pub(super) name: Option<&'a Label>,
}

impl<'a> View<'a> {
    pub(super) fn section(&self, location: StoreLocation) -> &'a Section {
        match location {
            StoreLocation::CurrentUser => self.user,
            StoreLocation::LocalMachine => self.machine,
        }
    }

    /// The key in a container, to be used.
    pub(super) fn key(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<&'a StoredKey, KeyUseError> {
        self.section(location).key(container, self.name)
    }

    pub(super) fn key_info(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Option<KeyInfo> {
        self.key(location, container).ok().map(StoredKey::info)
    }

    /// The certificates of a store that are not archived.
    pub(super) fn entries(&self, store: StoreId) -> Vec<Entry> {
        let mut entries = self.entries_with_archived(store);
        entries.retain(|entry| !entry.properties.is_archived());
        entries
    }

    pub(super) fn entries_with_archived(&self, store: StoreId) -> Vec<Entry> {
        let own = self.section(store.location).entries(store.name);
        let inherited = store.inherits().into_iter();
        let inherited = inherited.flat_map(|id| self.section(id.location).entries(id.name));
        own.chain(inherited).cloned().collect()
    }

    /// The two sections as the changes leave them.
    pub(super) fn after(&self, changes: Vec<Change>) -> Result<(Section, Section), StoreError> {
        let (mut user, mut machine) = (self.user.clone(), self.machine.clone());
        for change in changes {
            let holds = |store: StoreId, thumbprint| match store.location {
                StoreLocation::CurrentUser => user.holds(store.name, thumbprint),
                StoreLocation::LocalMachine => machine.holds(store.name, thumbprint),
            };
            match change.acts_on(holds) {
                StoreLocation::CurrentUser => user.apply(change, self.name)?,
                StoreLocation::LocalMachine => machine.apply(change, self.name)?,
            }
        }
        Ok((user, machine))
    }
}
