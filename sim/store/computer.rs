//! One computer with several Windows users.

use std::collections::BTreeMap;

use super::section::{Section, View};
use super::{
    CertificateStore, Change, Entry, KeyContainer, StoreError, StoreId, StoreLocation, StoredKey,
};
use crate::label::Label;

/// A computer: its own certificates and keys, and those of each of its Windows users.
///
/// A user sees the own stores and, but for `My`, the computer's behind them; never those of
/// another user. A certificate that was imported under one account is therefore missing under
/// another, which is how a PC "loses" it when somebody else signs in.
///
/// ```
/// use kigen::store::{CertificateStore, Computer};
///
/// let mut computer = Computer::new();
/// computer.user(&"受付".parse()?).commit(vec![])?;
/// assert_eq!(computer.users().count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Computer {
    users: BTreeMap<Label, Section>,
    machine: Section,
}

impl Computer {
    /// A computer nobody has signed in to.
    pub fn new() -> Self {
        Self::default()
    }

    /// Those who have signed in, in the order of their names.
    pub fn users(&self) -> impl Iterator<Item = &Label> {
        self.users.keys()
    }

    /// The store as it is when that user is signed in. The first time, there is nothing of the
    /// user's own.
    pub fn user(&mut self, name: &Label) -> UserStore<'_> {
        UserStore {
            user: self.users.entry(name.clone()).or_default(),
            machine: &mut self.machine,
        }
    }
}

/// The store of a [`Computer`] as one of its users has it.
#[derive(Debug)]
pub struct UserStore<'a> {
    user: &'a mut Section,
    machine: &'a mut Section,
}

impl UserStore<'_> {
    fn view(&self) -> View<'_> {
        View {
            user: self.user,
            machine: self.machine,
        }
    }
}

impl CertificateStore for UserStore<'_> {
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
        (*self.user, *self.machine) = self.view().after(changes)?;
        Ok(())
    }
}
