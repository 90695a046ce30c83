//! A store on disk, for tests that need files and for people who want to look.
//!
//! ```text
//! index                                   which entries and keys there are, newest first
//! lock                                    empty; who holds it may read or write
//! certificates/<thumbprint>-<check>.pem   an entry: its properties, and the certificate in PEM
//! keys/<container>-<check>.pem            a private key, in a folder for its owner only
//! ```
//!
//! Files are never changed. Each is named by its content: `<check>` is the beginning of the SHA-256
//! of the file, so that damage shows. A commit writes the new files, then puts a new `index` in the
//! place of the old one, and only then deletes what is no longer listed. Everything happens with
//! that one rename: before it the store is as it was, after it all is done.

mod entry;
mod files;
mod index;
mod key;
mod name;
mod text;

use std::fs;
use std::path::{Path, PathBuf};

use super::access::Rights;
use super::disposition::Resolution;
use super::{
    CertificateStore, Change, Entry, FileDamage, KeyContainer, KeyInfo, KeyPrompt, KeyUseError,
    StoreError, StoreId, StoreLocation, StoredKey,
};
use crate::certificate::Thumbprint;
use crate::file::lock::{Lock, LockError};
use crate::file::{self, Access, ExistingFile, FileError};
use crate::key::PrivateKey;
use crate::label::Label;
use files::Files;
use index::{Index, Owner};
use name::check_of;

pub use crate::file::Durability;

/// What one file of a store may hold: a certificate with its properties is a few thousand bytes.
const FILE_BYTES: u64 = 1 << 20;
/// What the index may hold: a hundred bytes for each of a hundred thousand entries.
const INDEX_BYTES: u64 = 10 << 20;

/// The file that says who may use the folder.
const LOCK: &str = "lock";
/// The folder of the entries.
const CERTIFICATES: &str = "certificates";
/// The folder of the private keys.
const KEYS: &str = "keys";

/// The Windows user of a store that was opened without a name.
const USER: &str = "user";

/// A store in a folder.
///
/// Several processes and threads may use one folder at a time, each with a `DirectoryStore` of its
/// own: readers share, and a commit waits until it is alone. Nothing is kept in memory between
/// calls, so each sees what the others did.
///
/// Whatever happens in the middle of a commit, a kill, a full disk or a power failure, the folder
/// holds the state before it or the state after it. A file that something else damaged does not
/// keep the rest from being read: [`damage`](Self::damage) lists it, and adding the same
/// certificate again repairs it.
///
/// ```
/// use kigen::store::{CertificateStore, DirectoryStore};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("store");
/// let mut store = DirectoryStore::open(&path)?;
/// store.commit(vec![])?;
/// assert!(store.damage()?.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct DirectoryStore {
    root: PathBuf,
    user: Label,
    durability: Durability,
}

/// A file of a store that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// Why it cannot be used.
    pub error: StoreError,
}

impl DirectoryStore {
    /// Opens the store in a folder, which is created if it does not exist.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the folder cannot be created or read, or holds something else.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, StoreError> {
        Self::open_with(root, Durability::default())
    }

    /// Opens the store in a folder, with commits as durable as asked for.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_with(root: impl Into<PathBuf>, durability: Durability) -> Result<Self, StoreError> {
        let store = DirectoryStore {
            root: root.into(),
            user: USER.parse().expect("four letters are a label"),
            durability,
        };
        store.set_up()?;
        Ok(store)
    }

    /// The same folder as seen by another Windows user of the computer: the computer's certificates
    /// are the same, the user's own are not.
    #[must_use]
    pub fn of_user(mut self, user: Label) -> Self {
        self.user = user;
        self
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// The files that cannot be used, of every user and of the computer.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when not even the index can be read.
    pub fn damage(&self) -> Result<Vec<Damage>, StoreError> {
        let _lock = self.lock(Lock::shared)?;
        let index = self.index()?;
        let mut damage = Vec::new();
        let mut check = |path: PathBuf, error: Option<StoreError>| {
            damage.extend(error.map(|error| Damage { path, error }));
        };
        for row in &index.entries {
            check(self.certificate_path(&row.file), self.entry(row).err());
        }
        for row in &index.keys {
            check(self.key_path(&row.file), self.stored_key(row).err());
        }
        Ok(damage)
    }

    /// Makes the folder and the index of an empty store, unless there is one.
    fn set_up(&self) -> Result<(), StoreError> {
        let denied = |error| FileError::writing(&self.root, &error);
        fs::create_dir_all(&self.root).map_err(denied)?;
        let index = self.root.join(index::NAME);
        if index.exists() {
            let _lock = self.lock(Lock::shared)?;
            return self.index().map(|_| ());
        }
        let _lock = self.lock(Lock::exclusive)?;
        if index.exists() || self.root.join(CERTIFICATES).exists() {
            return self.index().map(|_| ()); // another process was faster, or the index is lost
        }
        self.write_index(&Index::default())
    }

    fn lock(&self, ask: fn(&Path) -> Result<Lock, LockError>) -> Result<Lock, StoreError> {
        let path = self.root.join(LOCK);
        ask(&path).map_err(|error| match error {
            LockError::Busy => StoreError::Busy { path },
            LockError::File(error) => error.into(),
        })
    }

    fn certificate_path(&self, file: &str) -> PathBuf {
        self.root.join(CERTIFICATES).join(file)
    }

    fn key_path(&self, file: &str) -> PathBuf {
        self.root.join(KEYS).join(file)
    }

    fn owner(&self, location: StoreLocation) -> Owner {
        match location {
            StoreLocation::CurrentUser => Owner::User(self.user.clone()),
            StoreLocation::LocalMachine => Owner::Machine,
        }
    }

    fn index(&self) -> Result<Index, StoreError> {
        let path = self.root.join(index::NAME);
        let bytes = file::read_ordinary(&path, INDEX_BYTES).map_err(|error| match error {
            FileError::NotFound { path } => StoreError::Damaged {
                path,
                problem: FileDamage::Missing,
            },
            other => StoreError::File(other),
        })?;
        Index::parse(&bytes).map_err(|fault| fault.of(path))
    }

    /// Switches the store to another state.
    fn write_index(&self, index: &Index) -> Result<(), StoreError> {
        let path = self.root.join(index::NAME);
        let bytes = index.to_text();
        let (existing, access) = (ExistingFile::Replace, Access::Default);
        file::write_unsynced(&path, bytes.as_bytes(), existing, access, self.durability)?;
        file::sync_folder(&self.root, self.durability)?;
        Ok(())
    }

    /// Reads a file whose name says what must be in it.
    fn checked(path: PathBuf, name: &str) -> Result<(PathBuf, Vec<u8>), StoreError> {
        let bytes = file::read_ordinary(&path, FILE_BYTES).map_err(|error| match error {
            FileError::NotFound { path } => StoreError::Damaged {
                path,
                problem: FileDamage::Missing,
            },
            other => StoreError::File(other),
        })?;
        let stem = name.strip_suffix(name::SUFFIX).unwrap_or(name);
        if !stem.ends_with(&check_of(&bytes)) {
            let problem = FileDamage::Changed;
            return Err(StoreError::Damaged { path, problem });
        }
        Ok((path, bytes))
    }

    fn entry(&self, row: &index::EntryRow) -> Result<Entry, StoreError> {
        let (path, bytes) = Self::checked(self.certificate_path(&row.file), &row.file)?;
        let entry = entry::parse(&bytes).map_err(|fault| fault.of(path.clone()))?;
        if entry.certificate.thumbprint() != row.thumbprint {
            let problem = FileDamage::OtherCertificate;
            return Err(StoreError::Damaged { path, problem });
        }
        Ok(entry)
    }

    fn stored_key(&self, row: &index::KeyRow) -> Result<(StoredKey, Rights), StoreError> {
        let (path, bytes) = Self::checked(self.key_path(&row.file), &row.file)?;
        let key = key::parse(&bytes).map_err(|fault| fault.of(path.clone()))?;
        if KeyContainer::of(&key.0.key) != row.container {
            let problem = FileDamage::OtherKey;
            return Err(StoreError::Damaged { path, problem });
        }
        Ok(key)
    }

    /// The key in a container, to be used.
    fn key(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<StoredKey, KeyUseError> {
        let _lock = self.lock(Lock::shared)?;
        let index = self.index()?;
        let container = container.clone();
        match index.key(&self.owner(location), &container) {
            None => Err(KeyUseError::Missing { container }),
            Some(row) => match self.stored_key(row)? {
                (key, rights) if rights.allows(Some(&self.user)) => Ok(key),
                _ => Err(KeyUseError::AccessDenied { container }),
            },
        }
    }

    /// The entries of one store that can be read.
    fn own_entries(&self, index: &Index, store: StoreId) -> Vec<Entry> {
        let owner = self.owner(store.location);
        let rows = index.entries_of(&owner, store.name);
        rows.filter_map(|row| self.entry(row).ok()).collect()
    }

    /// Whether a change can meet this certificate in a store. What is damaged in the computer's
    /// does not count; in the user's own it is repaired.
    fn holds(&self, index: &Index, files: &Files, store: StoreId, thumbprint: Thumbprint) -> bool {
        let owner = self.owner(store.location);
        let at = index.position(&owner, store.name, thumbprint);
        let is_good = |at: usize| files.entry(self, &index.entries[at]).is_ok();
        at.is_some_and(|at| owner != Owner::Machine || is_good(at))
    }

    /// Applies one change to an index; the files that it needs go into `files`.
    fn apply(
        &self,
        index: &mut Index,
        files: &mut Files,
        change: Change,
    ) -> Result<(), StoreError> {
        let holds = |store, thumbprint| self.holds(index, files, store, thumbprint);
        let owner = self.owner(change.acts_on(holds));
        match change {
            Change::AddCertificate {
                store,
                entry,
                disposition,
            } => {
                let thumbprint = entry.certificate.thumbprint();
                index.forget_damaged(&owner, store.name, thumbprint, |row| {
                    files.entry(self, row).is_err()
                });
                let at = index.position(&owner, store.name, thumbprint);
                let existing = match at {
                    Some(at) => Some(files.entry(self, &index.entries[at])?),
                    None => None,
                };
                let properties = existing.as_ref().map(|entry| entry.properties.clone());
                match disposition.resolve(properties, entry) {
                    Resolution::Refuse => {
                        let store = store.name;
                        return Err(StoreError::AlreadyExists { store, thumbprint });
                    }
                    Resolution::Add(entry) => {
                        let file = files.put_entry(&entry);
                        index.add(owner, store.name, thumbprint, file);
                    }
                    Resolution::Keep(properties) => {
                        let certificate = existing.expect("what is kept exists").certificate;
                        let entry = Entry {
                            certificate,
                            properties,
                        };
                        let at = at.expect("what is kept has a place");
                        index.entries[at].file = files.put_entry(&entry);
                    }
                }
            }
            Change::DeleteCertificate { store, thumbprint } => {
                let at = index.position(&owner, store.name, thumbprint);
                let store = store.name;
                let at = at.ok_or(StoreError::NotFound { store, thumbprint })?;
                index.entries.remove(at);
            }
            Change::SetKey { key, .. } => {
                let container = KeyContainer::of(&key.key);
                let maker = (owner == Owner::Machine).then_some(&self.user);
                let file = files.put_key(&container, &key, &Rights::of(maker));
                index.set_key(owner, container, file);
            }
            Change::GrantKey { container, user } => {
                let Some(row) = index.key(&owner, &container) else {
                    return Err(StoreError::NoContainer { container });
                };
                let (key, mut rights) = files.key(self, row)?;
                rights.granted.insert(user);
                let file = files.put_key(&container, &key, &rights);
                index.set_key(owner, container, file);
            }
            Change::DeleteKey { container, .. } => index.delete_key(&owner, &container),
        }
        Ok(())
    }

    /// Writes the files that an index needs and the folder lacks.
    fn write_files(&self, index: &Index, files: &Files) -> Result<(), StoreError> {
        let listed = index.files();
        for (folder, files, access) in [
            (CERTIFICATES, &files.certificates, Access::Default),
            (KEYS, &files.keys, Access::OwnerOnly),
        ] {
            let folder = self.root.join(folder);
            let needed = files.iter();
            let mut needed = needed
                .filter(|(name, _)| listed.contains(name.as_str()))
                .peekable();
            if needed.peek().is_none() {
                continue;
            }
            file::create_folder(&folder, access)?;
            for (name, bytes) in needed {
                let existing = ExistingFile::Replace; // equal, or damaged
                let path = folder.join(name);
                file::write_unsynced(&path, bytes, existing, access, self.durability)?;
            }
            file::sync_folder(&folder, self.durability)?;
        }
        Ok(())
    }

    /// Deletes the files that no index needs: those of the previous state, and those left by a
    /// process that was killed or ran out of room.
    fn sweep(&self, index: &Index) {
        let listed = index.files();
        let sweep = |folder: &Path, needed: &dyn Fn(&str) -> bool| {
            let files = fs::read_dir(folder).into_iter().flatten().flatten();
            for file in files {
                if !file.file_name().to_str().is_some_and(needed) {
                    // It is not listed, so it does no harm, and the next commit tries again.
                    let _ = fs::remove_file(file.path());
                }
            }
        };
        sweep(&self.root, &|name| !file::is_temporary(name));
        for folder in [CERTIFICATES, KEYS] {
            sweep(&self.root.join(folder), &|name| listed.contains(name));
        }
    }
}

impl CertificateStore for DirectoryStore {
    /// The certificates that can be read; [`damage`](DirectoryStore::damage) lists the others.
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        let mut entries = self.entries_with_archived(store)?;
        entries.retain(|entry| !entry.properties.is_archived());
        Ok(entries)
    }

    fn entries_with_archived(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        let _lock = self.lock(Lock::shared)?;
        let index = self.index()?;
        let mut entries = self.own_entries(&index, store);
        let inherited = store.inherits();
        entries.extend(inherited.map_or(vec![], |store| self.own_entries(&index, store)));
        Ok(entries)
    }

    fn containers(&self, location: StoreLocation) -> Result<Vec<KeyContainer>, StoreError> {
        let _lock = self.lock(Lock::shared)?;
        let index = self.index()?;
        let owner = self.owner(location);
        let keys = index.keys_of(&owner);
        Ok(keys.map(|row| row.container.clone()).collect())
    }

    fn key_info(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<KeyInfo>, StoreError> {
        match self.key(location, container) {
            Ok(stored) => Ok(Some(stored.info())),
            Err(KeyUseError::Store(error)) => Err(error),
            Err(_) => Ok(None),
        }
    }

    fn sign(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
        message: &[u8],
    ) -> Result<Vec<u8>, KeyUseError> {
        self.key(location, container)?.sign(prompt, message)
    }

    fn export(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
    ) -> Result<PrivateKey, KeyUseError> {
        self.key(location, container)?.export(prompt)
    }

    /// As the trait says, with one exception: if the disk itself fails after the switch, while the
    /// new state is being flushed, that is an error although the new state is in force.
    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        let _lock = self.lock(Lock::exclusive)?;
        let before = self.index()?;
        let mut index = before.clone();
        let mut files = Files::default();
        for change in changes {
            self.apply(&mut index, &mut files, change)?;
        }
        let written = self
            .write_files(&index, &files)
            .and_then(|()| match index == before {
                true => Ok(()),
                false => self.write_index(&index),
            });
        match &written {
            Ok(()) => self.sweep(&index),
            // After a failure, only the folder can say which state is in force.
            Err(_) => {
                if let Ok(in_force) = self.index() {
                    self.sweep(&in_force);
                }
            }
        }
        written
    }
}
