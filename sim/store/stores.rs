//! Where the stores of a world's PCs come from: from memory, or from whoever supplies their own.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use super::{CertificateStore, Computer};
use crate::label::Label;

/// Whose store is wanted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoreOwner {
    /// The name of the PC.
    pub pc: Label,
    /// How many PCs of that name there were before. A replaced PC is another one, whose stores are
    /// empty.
    pub replacement: u32,
    /// The Windows user who signs in.
    pub windows_user: Label,
}

/// Gives each Windows user of each PC a store. A clone gives the same stores.
///
/// Windows users of one PC share the computer's part of the store, as on a [`Computer`]; a store of
/// your own sees to that itself, if several users matter to what you test.
///
/// ```
/// use kigen::store::{DirectoryStore, StoreOwner, Stores};
///
/// # let folder = tempfile::tempdir()?;
/// # let folder = folder.path().to_owned();
/// let stores = Stores::new(move |owner: &StoreOwner| {
///     let folder = folder.join(format!("{}-{}", owner.pc, owner.replacement));
///     let store = DirectoryStore::open(folder).expect("the folder can be written to");
///     store.of_user(owner.windows_user.clone())
/// });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Stores(Arc<Mutex<Maker>>);

type Maker = dyn FnMut(&StoreOwner) -> Box<dyn CertificateStore + Send> + Send;

impl Stores {
    /// The stores that `make` makes. It is asked once for each Windows user of each PC, and has to
    /// give an empty store then.
    pub fn new<S: CertificateStore + Send + 'static>(
        mut make: impl FnMut(&StoreOwner) -> S + Send + 'static,
    ) -> Self {
        Stores(Arc::new(Mutex::new(move |owner: &StoreOwner| {
            Box::new(make(owner)) as Box<dyn CertificateStore + Send>
        })))
    }

    /// A store for that owner.
    ///
    /// # Panics
    ///
    /// When the function that makes them does.
    pub fn make(&self, owner: &StoreOwner) -> Box<dyn CertificateStore + Send> {
        let mut make = self
            .0
            .lock()
            .expect("no store has panicked while it was made");
        make(owner)
    }
}

impl Default for Stores {
    /// Stores in memory: a [`Computer`] for each PC.
    fn default() -> Self {
        let mut computers: BTreeMap<Label, (u32, Computer)> = BTreeMap::new();
        Stores::new(move |owner: &StoreOwner| {
            let entry = computers.entry(owner.pc.clone()).or_default();
            if entry.0 != owner.replacement {
                *entry = (owner.replacement, Computer::new());
            }
            entry.1.user(&owner.windows_user)
        })
    }
}

impl fmt::Debug for Stores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stores(..)")
    }
}
