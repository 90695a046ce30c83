//! A store that is wrong on purpose: ours with one mistake around it.

use std::collections::BTreeMap;

use super::Mutant;
use crate::certificate::Thumbprint;
use crate::key::PrivateKey;
use crate::store::{
    AddDisposition, CertificateStore, Change, Entry, KeyContainer, KeyExport, KeyInfo, KeyPrompt,
    KeyProtection, KeyUseError, MemoryStore, ProtectionLevel, StoreError, StoreId, StoreLocation,
    StoreName,
};

/// A right store with a bug around it.
pub struct WrongStore {
    store: MemoryStore,
    bug: Mutant,
    /// Every key that ever came in.
    keys: BTreeMap<(StoreLocation, KeyContainer), PrivateKey>,
}

impl WrongStore {
    /// An empty store with this mistake. One that is not about stores makes it a right one.
    pub fn new(bug: Mutant) -> Self {
        WrongStore {
            store: MemoryStore::new(),
            bug,
            keys: BTreeMap::new(),
        }
    }
}

impl WrongStore {
    /// Everything that a store shows; one in memory always can.
    fn all(&self, store: StoreId) -> Vec<Entry> {
        self.store.entries_with_archived(store).unwrap_or_default()
    }

    fn own(&self, store: StoreId) -> Vec<Entry> {
        // The computer's stores show their own alone; a user's My does too.
        let all = self.all(store);
        let inherited = match store.inherits() {
            Some(machine) => self.all(machine).len(),
            None => 0,
        };
        all[..all.len() - inherited].to_vec()
    }

    /// A container of another key.
    fn other(&self, location: StoreLocation, container: &KeyContainer) -> Option<KeyContainer> {
        let mut containers = self
            .store
            .containers(location)
            .unwrap_or_default()
            .into_iter();
        containers.find(|other| other != container)
    }

    /// A key that was put in, whatever may be done with it.
    fn raw(&self, location: StoreLocation, container: &KeyContainer) -> PrivateKey {
        self.keys[&(location, container.clone())].clone()
    }

    /// Another entry that the bug takes for the same certificate.
    fn confused(&self, store: StoreId, entry: &Entry) -> Option<Thumbprint> {
        let new = &entry.certificate;
        let mut entries = self.own(store).into_iter().map(|entry| entry.certificate);
        let same = entries.find(|old| {
            old != new && old.issuer_der() == new.issuer_der() && old.serial() == new.serial()
        });
        same.map(|certificate| certificate.thumbprint())
    }

    /// The change as the bug has it; none, when nothing happens at all.
    fn twisted(&self, change: Change) -> Vec<Change> {
        match change {
            Change::AddCertificate {
                store,
                entry,
                disposition,
            } => self.added(store, entry, disposition),
            Change::DeleteCertificate { store, thumbprint } => self.deleted(store, thumbprint),
            Change::SetKey { location, mut key } => {
                match self.bug {
                    Mutant::IgnoresExportable => key.export = KeyExport::Allow,
                    Mutant::ForgetsProtection => key.protection = KeyProtection::None,
                    _ => {}
                }
                vec![Change::SetKey { location, key }]
            }
            other => vec![other],
        }
    }

    fn added(&self, store: StoreId, mut entry: Entry, asked: AddDisposition) -> Vec<Change> {
        let thumbprint = entry.certificate.thumbprint();
        let own = self.own(store);
        let is_this = |entry: &&Entry| entry.certificate.thumbprint() == thumbprint;
        let existing = own.iter().find(is_this).cloned();
        let mut before = Vec::new();
        let disposition = self.disposition(asked, existing.is_some());
        if self.bug == Mutant::ReplacingMovesToTheFront && disposition != asked {
            before.push(Change::DeleteCertificate { store, thumbprint });
        }
        match (self.bug, existing) {
            (Mutant::MatchesByIssuerAndSerial, _) => {
                let confused = self.confused(store, &entry);
                let delete = |thumbprint| Change::DeleteCertificate { store, thumbprint };
                before.extend(confused.map(delete));
            }
            (Mutant::LosesTheKeyOnReimport, Some(mut without)) => {
                without.properties.key_container = None;
                entry.properties.key_container = None;
                before.push(Change::AddCertificate {
                    store,
                    entry: without,
                    disposition: AddDisposition::ReplaceExisting,
                });
            }
            (Mutant::LosesTheArchive, _) if entry.properties.is_archived() => {
                before.push(Change::DeleteCertificate { store, thumbprint });
                return before;
            }
            (Mutant::TrimsNames, _) => {
                let name = entry.properties.friendly_name.take();
                entry.properties.friendly_name = name.map(|name| name.trim().to_owned());
            }
            (Mutant::DropsExtendedProperties, _) => entry.properties.extended = BTreeMap::new(),
            (Mutant::ForgetsTheThirdCertificate, _) if own.len() >= 2 => return before,
            _ => {}
        }
        before.push(Change::AddCertificate {
            store,
            entry,
            disposition,
        });
        before
    }

    /// The disposition as the bug has it.
    fn disposition(&self, asked: AddDisposition, exists: bool) -> AddDisposition {
        use AddDisposition as Add;
        match (self.bug, asked) {
            (Mutant::KeepsNothingOnReplace, Add::ReplaceExistingInherit)
            | (Mutant::NewReplaces, Add::New)
            | (Mutant::NewerReplaces, Add::Newer | Add::NewerInherit)
            | (Mutant::AlwaysReplaces, Add::Always)
            | (Mutant::UseExistingOverwrites, Add::UseExisting) => Add::ReplaceExisting,
            (Mutant::ReplaceMerges, Add::ReplaceExisting) => Add::ReplaceExistingInherit,
            (Mutant::CopiesWhatTheComputerHas, _) if !exists => Add::Always,
            (Mutant::ReplacingMovesToTheFront, Add::ReplaceExisting) if exists => Add::New,
            (_, other) => other,
        }
    }

    fn deleted(&self, store: StoreId, thumbprint: Thumbprint) -> Vec<Change> {
        let entries = self.own(store).into_iter();
        let found = entries.filter(|entry| entry.certificate.thumbprint() == thumbprint);
        let found: Vec<Entry> = found.collect();
        let delete = Change::DeleteCertificate { store, thumbprint };
        let key = found.first().and_then(|entry| {
            let container = entry.properties.key_container.clone()?;
            let location = store.location;
            Some(Change::DeleteKey {
                location,
                container,
            })
        });
        match self.bug {
            Mutant::DeletesTheKeyWithTheCertificate => [delete].into_iter().chain(key).collect(),
            Mutant::DeletesEveryCopy if !found.is_empty() => vec![delete; found.len()],
            Mutant::DeletingNothingSucceeds if found.is_empty() => vec![],
            _ => vec![delete],
        }
    }
}

impl CertificateStore for WrongStore {
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        let mut entries = self.store.entries(store)?;
        match self.bug {
            Mutant::OldestFirst => entries.reverse(),
            Mutant::ShowsArchived => entries = self.store.entries_with_archived(store)?,
            Mutant::ShowsTheComputersMy if store == StoreId::current_user(StoreName::My) => {
                entries.extend(self.store.entries(StoreId::local_machine(StoreName::My))?);
            }
            Mutant::HidesTheComputersRoots if store.name == StoreName::Root => {
                entries = self.own(store);
            }
            _ => {}
        }
        Ok(entries)
    }

    fn entries_with_archived(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        match self.bug {
            // Who looks for one certificate takes the first that there is.
            Mutant::OldestFirst | Mutant::FindsTheOldestCopy => {
                let mut entries = self.store.entries_with_archived(store)?;
                entries.reverse();
                Ok(entries)
            }
            Mutant::ShowsTheComputersMy
            | Mutant::HidesTheComputersRoots
            | Mutant::FindsNothingArchived => self.entries(store),
            _ => self.store.entries_with_archived(store),
        }
    }

    fn containers(&self, location: StoreLocation) -> Result<Vec<KeyContainer>, StoreError> {
        let mut containers = self.store.containers(location)?;
        if self.bug == Mutant::HidesKeysWithoutACertificate {
            let name = StoreName::My;
            let entries = self.store.entries(StoreId { location, name })?;
            let mut used = entries.iter().map(|entry| &entry.properties.key_container);
            containers.retain(|container| used.any(|used| used.as_ref() == Some(container)));
        }
        Ok(containers)
    }

    fn key_info(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<KeyInfo>, StoreError> {
        let found = self.store.key_info(location, container)?;
        match self.bug {
            Mutant::SharesKeysWithTheComputer if found.is_none() => {
                self.store.key_info(StoreLocation::LocalMachine, container)
            }
            // A prefix of no characters: any key will do.
            Mutant::MatchesContainersByPrefix if found.is_none() => {
                let entries = self.store.entries(StoreId {
                    location,
                    name: StoreName::My,
                })?;
                let containers = entries.into_iter();
                let mut containers = containers.filter_map(|entry| entry.properties.key_container);
                containers
                    .find_map(|other| self.store.key_info(location, &other).transpose())
                    .transpose()
            }
            Mutant::TellsOfTheWrongKey => match self.other(location, container) {
                Some(other) => self.store.key_info(location, &other),
                None => Ok(found),
            },
            _ => Ok(found),
        }
    }

    fn sign(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
        message: &[u8],
    ) -> Result<Vec<u8>, KeyUseError> {
        let other = self.other(location, container);
        let container = match (self.bug, &other) {
            (Mutant::SignsWithTheWrongKey, Some(other)) => other,
            _ => container,
        };
        let signature = self.store.sign(location, container, prompt, message);
        match (self.bug, &signature) {
            (Mutant::SignsSilently, Err(KeyUseError::Locked))
            | (Mutant::SignsForAnyPassword, Err(KeyUseError::WrongPassword))
            | (Mutant::SignsThoughDenied, Err(KeyUseError::Denied)) => {
                Ok(self.raw(location, container).sign(message))
            }
            _ => signature,
        }
    }

    fn export(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
    ) -> Result<PrivateKey, KeyUseError> {
        let other = self.other(location, container);
        let key = self.store.export(location, container, prompt);
        match (self.bug, &key) {
            (Mutant::ExportsWhatMustStay, Err(KeyUseError::NotExportable)) => {
                Ok(self.raw(location, container))
            }
            (Mutant::AsksBeforeItSaysNo, Err(KeyUseError::NotExportable)) => {
                let asks = self.store.key_info(location, container)?;
                let asks = asks.is_some_and(|info| info.protection != ProtectionLevel::None);
                match prompt {
                    KeyPrompt::Silent if asks => Err(KeyUseError::Locked),
                    _ => key,
                }
            }
            (Mutant::ExportsTheWrongKey, Ok(_)) => match other {
                Some(other) => Ok(self.raw(location, &other)),
                None => key,
            },
            _ => key,
        }
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        let before = self.store.clone();
        for change in changes {
            if let Change::SetKey { location, key } = &change {
                let container = KeyContainer::of(&key.key);
                self.keys.insert((*location, container), key.key.clone());
            }
            for change in self.twisted(change) {
                if let Err(error) = self.store.commit(vec![change]) {
                    if self.bug != Mutant::CommitsHalf {
                        self.store = before;
                    }
                    return Err(error);
                }
            }
        }
        Ok(())
    }
}
