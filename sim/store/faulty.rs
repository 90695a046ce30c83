//! A store that fails when it is told to, to see what its users do then.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::{
    CertificateStore, Change, Entry, KeyContainer, KeyInfo, KeyPrompt, KeyUseError, StoreError,
    StoreId, StoreLocation,
};
use crate::key::PrivateKey;

/// What a [`FaultyStore`] is asked to do, each counted by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// [`entries`](CertificateStore::entries), and
    /// [`entries_with_archived`](CertificateStore::entries_with_archived).
    Entries,
    /// [`containers`](CertificateStore::containers).
    Containers,
    /// [`key_info`](CertificateStore::key_info).
    KeyInfo,
    /// [`sign`](CertificateStore::sign).
    Sign,
    /// [`export`](CertificateStore::export).
    Export,
    /// [`commit`](CertificateStore::commit).
    Commit,
}

/// Wraps a store and fails chosen calls; without faults it behaves like the store that it wraps.
///
/// A failed call does nothing, as the trait asks: a fault is a refusal, not damage.
///
/// ```
/// use kigen::file::FileError;
/// use kigen::store::{CertificateStore, FaultyStore, MemoryStore, Operation, StoreError};
///
/// let full = StoreError::File(FileError::DiskFull { path: "store".into() });
/// let mut store = FaultyStore::new(MemoryStore::new());
/// store.fail(Operation::Commit, 2, full.clone());
///
/// assert_eq!(store.commit(vec![]), Ok(()));
/// assert_eq!(store.commit(vec![]), Err(full));
/// assert_eq!(store.commit(vec![]), Ok(()), "the third works again");
/// ```
#[derive(Clone, Debug)]
pub struct FaultyStore<S> {
    inner: S,
    /// Interior, because reads count too, and a reader has `&self`.
    plan: RefCell<Plan>,
}

#[derive(Clone, Debug, Default)]
struct Plan {
    calls: BTreeMap<Operation, u64>,
    faults: BTreeMap<(Operation, u64), StoreError>,
}

impl<S> FaultyStore<S> {
    /// The store, without faults yet.
    pub fn new(inner: S) -> Self {
        FaultyStore {
            inner,
            plan: RefCell::default(),
        }
    }

    /// Fails the `nth` call of `operation` from now on, the next one being the first.
    pub fn fail(&mut self, operation: Operation, nth: u64, error: StoreError) {
        let plan = self.plan.get_mut();
        let calls = plan.calls.get(&operation).copied().unwrap_or(0);
        plan.faults.insert((operation, calls + nth), error);
    }

    /// How often `operation` was called, failed calls included.
    pub fn calls(&self, operation: Operation) -> u64 {
        let plan = self.plan.borrow();
        plan.calls.get(&operation).copied().unwrap_or(0)
    }

    /// The store that is wrapped.
    pub fn inner(&self) -> &S {
        &self.inner
    }

    fn count(&self, operation: Operation) -> Result<(), StoreError> {
        let mut plan = self.plan.borrow_mut();
        let calls = plan.calls.entry(operation).or_default();
        *calls += 1;
        let call = (operation, *calls);
        plan.faults.remove(&call).map_or(Ok(()), Err)
    }
}

impl<S: CertificateStore> CertificateStore for FaultyStore<S> {
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        self.count(Operation::Entries)?;
        self.inner.entries(store)
    }

    fn entries_with_archived(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        self.count(Operation::Entries)?;
        self.inner.entries_with_archived(store)
    }

    fn containers(&self, location: StoreLocation) -> Result<Vec<KeyContainer>, StoreError> {
        self.count(Operation::Containers)?;
        self.inner.containers(location)
    }

    fn key_info(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<KeyInfo>, StoreError> {
        self.count(Operation::KeyInfo)?;
        self.inner.key_info(location, container)
    }

    fn sign(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
        message: &[u8],
    ) -> Result<Vec<u8>, KeyUseError> {
        self.count(Operation::Sign)?;
        self.inner.sign(location, container, prompt, message)
    }

    fn export(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
    ) -> Result<PrivateKey, KeyUseError> {
        self.count(Operation::Export)?;
        self.inner.export(location, container, prompt)
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        self.count(Operation::Commit)?;
        self.inner.commit(changes)
    }
}
