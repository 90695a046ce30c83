//! The certificate stores of a PC: one for each Windows user who has signed in.

use std::collections::BTreeMap;
use std::fmt;

use crate::label::Label;
use crate::store::{CertificateStore, StoreOwner, Stores};

/// A store that a PC owns.
pub(crate) type OwnStore = dyn CertificateStore + Send;

pub(super) struct UserStores {
    stores: Stores,
    pc: Label,
    replacement: u32,
    users: BTreeMap<Label, Box<OwnStore>>,
}

impl UserStores {
    /// The stores of a PC to which that user has signed in.
    pub(super) fn new(stores: Stores, pc: Label, user: &Label) -> Self {
        let mut stores = UserStores {
            stores,
            pc,
            replacement: 0,
            users: BTreeMap::new(),
        };
        stores.sign_in(user);
        stores
    }

    /// The stores of the PC that takes this one's place, under the same name.
    pub(super) fn successor(&self, user: &Label) -> Self {
        let mut stores = UserStores {
            stores: self.stores.clone(),
            pc: self.pc.clone(),
            replacement: self.replacement + 1,
            users: BTreeMap::new(),
        };
        stores.sign_in(user);
        stores
    }

    /// Gives a user a store, the first time.
    pub(super) fn sign_in(&mut self, user: &Label) {
        if self.users.contains_key(user) {
            return;
        }
        let store = self.stores.make(&StoreOwner {
            pc: self.pc.clone(),
            replacement: self.replacement,
            windows_user: user.clone(),
        });
        self.users.insert(user.clone(), store);
    }

    /// The store of a user who has signed in.
    pub(super) fn of(&self, user: &Label) -> &OwnStore {
        &*self.users[user]
    }

    /// The same, to be changed.
    pub(super) fn of_mut(&mut self, user: &Label) -> &mut OwnStore {
        let store = self.users.get_mut(user);
        &mut **store.expect("whoever uses a store has signed in")
    }

    /// Every user with the store, in the order of their names.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Label, &dyn CertificateStore)> {
        let users = self.users.iter();
        users.map(|(user, store)| (user, &**store as &dyn CertificateStore))
    }
}

impl fmt::Debug for UserStores {
    /// Shows whose stores there are; a store's own `Debug` output may be anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.users.keys()).finish()
    }
}
