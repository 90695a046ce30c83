//! What a store must hold after some acts: the rules once more, as plainly as possible.

use super::Origin;
use super::act::{Act, Beside, container};
use super::material::{CERTIFICATES, KEYS};
use crate::reason::Reason;
use crate::store::{
    AddDisposition, Entry, KeyContainer, KeyExport, KeyProtection, Properties, StoreId,
    StoreLocation, StoreName, StoredKey,
};

/// The expected content of a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Model {
    /// Newest first over all stores, so newest first in each.
    entries: Vec<(StoreId, usize, Properties)>,
    keys: Vec<(StoreLocation, usize, KeyExport, KeyProtection)>,
}

/// The stores whose certificates a store shows: its own, then the computer's.
fn shown_in(store: StoreId) -> Vec<StoreId> {
    let mut stores = vec![store];
    if store.location == StoreLocation::CurrentUser && store.name != StoreName::My {
        stores.push(StoreId::local_machine(store.name));
    }
    stores
}

impl Model {
    /// Returns the state after all of `acts`, or the reason why none of them happens.
    pub(super) fn after(&self, acts: &[Act]) -> Result<Model, Reason> {
        let mut next = self.clone();
        acts.iter().try_for_each(|act| next.act(act))?;
        Ok(next)
    }

    /// Who says what happens then: kigen where Windows, as far as it is known, leaves it open. It
    /// does where there are several copies and their order decides, where two values of a property
    /// meet, where a user deletes what the computer has, and where a container is there already, or
    /// is not there.
    pub(super) fn origin_of(&self, act: &Act) -> Origin {
        let is_open = match act {
            Act::Add {
                store,
                certificate,
                disposition,
                beside,
            } => self.add_is_open(*store, *certificate, *disposition, *beside),
            Act::Delete { store, certificate } => {
                let count = |store| self.matches(store, *certificate).count();
                let shown: usize = shown_in(*store).into_iter().map(count).sum();
                count(*store) > 1 || count(*store) == 0 && shown > 0
            }
            Act::SetKey { location, key, .. } => self.key(*location, *key).is_some(),
            Act::DeleteKey { location, key } => self.key(*location, *key).is_none(),
        };
        match is_open {
            true => Origin::Kigen,
            false => Origin::Windows,
        }
    }

    fn add_is_open(
        &self,
        store: StoreId,
        certificate: usize,
        disposition: AddDisposition,
        beside: Beside,
    ) -> bool {
        use AddDisposition as Add;
        let shown = shown_in(store).into_iter();
        let matches = shown.flat_map(|store| self.matches(store, certificate));
        let matches: Vec<&Properties> = matches.collect();
        match (matches.as_slice(), disposition) {
            ([], _) | (_, Add::New | Add::Newer | Add::NewerInherit) => false,
            ([_], Add::ReplaceExisting) => false,
            ([old], Add::UseExisting | Add::ReplaceExistingInherit) => {
                let new = beside.properties();
                let new_wins = new.clone().or((*old).clone());
                let old_wins = (*old).clone().or(new);
                new_wins != old_wins
            }
            (_, _) => true,
        }
    }

    /// The copies of a certificate in one store.
    fn matches(&self, store: StoreId, certificate: usize) -> impl Iterator<Item = &Properties> {
        let entries = self.entries.iter();
        let matches = entries.filter(move |(s, c, _)| (*s, *c) == (store, certificate));
        matches.map(|(_, _, properties)| properties)
    }

    fn act(&mut self, act: &Act) -> Result<(), Reason> {
        match act {
            Act::Add {
                store,
                certificate,
                disposition,
                beside,
            } => self.add(*store, *certificate, *disposition, *beside),
            Act::Delete { store, certificate } => {
                let at = self.find(*store, *certificate).ok_or(Reason::NotFound)?;
                self.entries.remove(at);
                Ok(())
            }
            Act::SetKey {
                location,
                key,
                export,
                protection,
            } => {
                self.delete_key(*location, *key);
                self.keys
                    .push((*location, *key, *export, protection.clone()));
                Ok(())
            }
            Act::DeleteKey { location, key } => {
                self.delete_key(*location, *key);
                Ok(())
            }
        }
    }

    fn find(&self, store: StoreId, certificate: usize) -> Option<usize> {
        let mut entries = self.entries.iter();
        entries.position(|(s, c, _)| (*s, *c) == (store, certificate))
    }

    fn add(
        &mut self,
        store: StoreId,
        certificate: usize,
        disposition: AddDisposition,
        beside: Beside,
    ) -> Result<(), Reason> {
        use AddDisposition as Add;
        let new = beside.properties();
        // A user's store shows the computer's, and a match there counts.
        let shown = shown_in(store).into_iter();
        let found = shown
            .filter_map(|store| self.find(store, certificate))
            .next();
        match (found, disposition) {
            (None, _) | (Some(_), Add::Always) => {
                self.entries.insert(0, (store, certificate, new));
                Ok(())
            }
            (Some(_), Add::New | Add::Newer | Add::NewerInherit) => Err(Reason::AlreadyExists),
            (Some(at), Add::ReplaceExisting) => {
                self.entries[at].2 = new;
                Ok(())
            }
            (Some(at), Add::UseExisting | Add::ReplaceExistingInherit) => {
                let old = &mut self.entries[at].2;
                if old.friendly_name.is_none() {
                    old.friendly_name = new.friendly_name;
                }
                if old.key_container.is_none() {
                    old.key_container = new.key_container;
                    old.key_set = new.key_set;
                }
                for (property, value) in new.extended {
                    old.extended.entry(property).or_insert(value);
                }
                Ok(())
            }
        }
    }

    fn delete_key(&mut self, location: StoreLocation, key: usize) {
        self.keys.retain(|(l, k, ..)| (*l, *k) != (location, key));
    }

    /// Returns what [`entries`](crate::store::CertificateStore::entries) has to return.
    pub(super) fn entries(&self, store: StoreId) -> Vec<Entry> {
        let mut entries = Vec::new();
        for id in shown_in(store) {
            let own = self.entries.iter().filter(|(s, ..)| *s == id);
            entries.extend(own.map(|(_, certificate, properties)| Entry {
                certificate: CERTIFICATES[*certificate].clone(),
                properties: properties.clone(),
            }));
        }
        entries
    }

    /// The keys that have to be there.
    pub(super) fn containers(&self, location: StoreLocation) -> Vec<KeyContainer> {
        let keys = self.keys.iter().filter(|(l, ..)| *l == location);
        keys.map(|(_, key, ..)| container(*key)).collect()
    }

    /// The key that has to be there.
    pub(super) fn key(&self, location: StoreLocation, key: usize) -> Option<StoredKey> {
        let mut keys = self.keys.iter();
        let found = keys.find(|(l, k, ..)| (*l, *k) == (location, key));
        found.map(|(_, _, export, protection)| StoredKey {
            key: KEYS[key].clone(),
            export: *export,
            protection: protection.clone(),
        })
    }
}
