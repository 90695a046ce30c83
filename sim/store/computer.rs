//! One computer with several Windows users.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use super::section::{Section, View};
use super::{
    CertificateStore, Change, Entry, KeyContainer, KeyInfo, KeyPrompt, KeyUseError, StoreError,
    StoreId, StoreLocation,
};
use crate::key::PrivateKey;
use crate::label::Label;

/// A computer: its own certificates and keys, and those of each of its Windows users.
///
/// A user sees their own stores and, except for `My`, the computer's through them; never those of
/// another user. A certificate that was imported under one account is therefore missing under
/// another, which is how a PC "loses" it when somebody else signs in. A key in the computer's key
/// set is open to whoever put it there, and to those to whom it was [granted](Change::GrantKey).
///
/// A clone is the same computer, and so is the one that its [users](Computer::user) share.
///
/// ```
/// use kigen::store::{CertificateStore, Computer};
///
/// let computer = Computer::new();
/// computer.user(&"受付".parse()?).commit(vec![])?;
/// assert_eq!(computer.users().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Computer(Arc<Mutex<Contents>>);

#[derive(Debug, Default)]
struct Contents {
    users: BTreeMap<Label, Section>,
    machine: Section,
}

impl Computer {
    /// A computer that nobody has signed in to.
    pub fn new() -> Self {
        Self::default()
    }

    /// Those who have signed in, in the order of their names.
    pub fn users(&self) -> Vec<Label> {
        self.contents().users.keys().cloned().collect()
    }

    /// The store as it is when that user is signed in. The first time, the user has nothing.
    pub fn user(&self, name: &Label) -> UserStore {
        self.contents().users.entry(name.clone()).or_default();
        UserStore {
            computer: self.clone(),
            user: name.clone(),
        }
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        // What is inside changes by assignment, after everything that might panic.
        match self.0.lock() {
            Ok(contents) => contents,
            Err(poisoned) => poisoned.into_inner(),
        }
    }
}

/// The store of a [`Computer`] as one of its users sees it.
#[derive(Clone, Debug)]
pub struct UserStore {
    computer: Computer,
    user: Label,
}

impl UserStore {
    /// Looks at the store as it is now.
    fn look<T>(&self, look: impl FnOnce(View<'_>) -> T) -> T {
        let contents = self.computer.contents();
        look(View {
            user: &contents.users[&self.user],
            machine: &contents.machine,
            name: Some(&self.user),
        })
    }
}

impl CertificateStore for UserStore {
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        Ok(self.look(|view| view.entries(store)))
    }

    fn entries_with_archived(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        Ok(self.look(|view| view.entries_with_archived(store)))
    }

    fn containers(&self, location: StoreLocation) -> Result<Vec<KeyContainer>, StoreError> {
        Ok(self.look(|view| view.section(location).containers()))
    }

    fn key_info(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<KeyInfo>, StoreError> {
        Ok(self.look(|view| view.key_info(location, container)))
    }

    fn sign(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
        message: &[u8],
    ) -> Result<Vec<u8>, KeyUseError> {
        self.look(|view| view.key(location, container)?.sign(prompt, message))
    }

    fn export(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
    ) -> Result<PrivateKey, KeyUseError> {
        self.look(|view| view.key(location, container)?.export(prompt))
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        let mut contents = self.computer.contents();
        let view = View {
            user: &contents.users[&self.user],
            machine: &contents.machine,
            name: Some(&self.user),
        };
        let (user, machine) = view.after(changes)?;
        contents.users.insert(self.user.clone(), user);
        contents.machine = machine;
        Ok(())
    }
}
