//! What is in the stores of a PC, as far as the trait shows it, for later comparison.

use std::collections::BTreeMap;

use crate::certificate::Certificate;
use crate::label::Label;
use crate::store::{
    CertificateStore, Entry, KeyContainer, KeyInfo, StoreError, StoreId, StoreLocation, StoreName,
};
use crate::trace::{Event, EventKind};
use crate::world::World;

/// A user's own certificates.
const MY: StoreId = StoreId::current_user(StoreName::My);

/// The stores of all Windows users of a PC at one moment: every certificate, and what is known of
/// every key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot(BTreeMap<Label, Result<StoreSeen, StoreError>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct StoreSeen {
    entries: BTreeMap<StoreId, Vec<Entry>>,
    keys: BTreeMap<(StoreLocation, KeyContainer), Option<KeyInfo>>,
}

impl Snapshot {
    /// Looks into the stores of a PC. A PC that does not exist has nothing in them.
    pub fn of(world: &World, pc: &Label) -> Self {
        let stores = world.stores(pc);
        Snapshot(
            stores
                .map(|(user, store)| (user.clone(), see(store)))
                .collect(),
        )
    }

    /// Returns whether each store that is visible in both looks the same in both. Nothing can be
    /// said about a store that could not be read.
    pub(super) fn agrees_with(&self, other: &Snapshot) -> bool {
        self.0.keys().eq(other.0.keys())
            && self
                .0
                .values()
                .zip(other.0.values())
                .all(|both| match both {
                    (Ok(one), Ok(other)) => one == other,
                    _ => true,
                })
    }

    /// Returns the certificates in each user's own store, as far as it could be read.
    pub(super) fn own(&self) -> impl Iterator<Item = (&Label, Vec<&Certificate>)> {
        self.0.keys().map(|user| (user, self.own_of(user)))
    }

    /// Returns the certificates in a user's own store; none, if it could not be read.
    pub(super) fn own_of(&self, user: &Label) -> Vec<&Certificate> {
        let seen = self.0.get(user).and_then(|seen| seen.as_ref().ok());
        let entries = seen.and_then(|seen| seen.entries.get(&MY));
        let entries = entries.map_or(&[][..], Vec::as_slice).iter();
        entries.map(|entry| &entry.certificate).collect()
    }

    /// Returns whether every key that was in a store before is still there.
    pub(super) fn has_keys_of(&self, before: &Snapshot) -> bool {
        before.0.iter().all(|(user, before)| {
            let now = self.0.get(user).map(Result::as_ref);
            match (before, now) {
                (Ok(before), Some(Ok(now))) => {
                    before.keys.keys().all(|key| now.keys.contains_key(key))
                }
                _ => true,
            }
        })
    }
}

/// The entries with keys in the own store of the user of a PC's services, as far as it can be read.
pub(super) fn with_keys(world: &World, pc: &Label) -> Vec<Entry> {
    let store = world.store(pc);
    let entries = store.and_then(|store| store.entries(MY).ok());
    let mut entries = entries.unwrap_or_default();
    entries.retain(|entry| entry.properties.key_container.is_some());
    entries
}

/// Every certificate that the authority of the world made for a PC.
pub(super) fn issued(world: &World) -> impl Iterator<Item = Certificate> {
    let of_pcs = world.pcs().flat_map(|pc| world.issued(pc));
    of_pcs.map(|(_, certificate)| certificate)
}

/// Whether it may have changed what is in a PC's stores, or whose stores are in use.
pub(super) fn changes_stores(event: &Event) -> bool {
    matches!(
        event.kind,
        EventKind::Import { .. }
            | EventKind::Renew { .. }
            | EventKind::Delete { .. }
            | EventKind::Replace
            | EventKind::SignIn { .. }
    )
}

/// Whether a PC's stores are as a deletion left them, for all that has happened.
pub(super) fn ends_with_deletion(pc: &Label, events: &[Event]) -> bool {
    let mut of_pc = events.iter().rev().filter(|event| event.pc == *pc);
    let last = of_pc.find(|event| changes_stores(event));
    last.is_some_and(|event| matches!(event.kind, EventKind::Delete { .. }))
}

fn see(store: &dyn CertificateStore) -> Result<StoreSeen, StoreError> {
    let (mut entries, mut keys) = (BTreeMap::new(), BTreeMap::new());
    for location in [StoreLocation::CurrentUser, StoreLocation::LocalMachine] {
        for &name in StoreName::ALL {
            let id = StoreId { location, name };
            entries.insert(id, store.entries_with_archived(id)?);
        }
        for container in store.containers(location)? {
            let info = store.key_info(location, &container)?;
            keys.insert((location, container), info);
        }
    }
    Ok(StoreSeen { entries, keys })
}
