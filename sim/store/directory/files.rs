//! What a commit has to write before it can happen.

use std::collections::BTreeMap;

use super::name::name_of;
use super::{DirectoryStore, entry, index, key};
use crate::store::access::Rights;
use crate::store::{Entry, KeyContainer, StoreError, StoredKey};

/// The files that a commit may have to write, by name.
#[derive(Default)]
pub(super) struct Files {
    pub(super) certificates: BTreeMap<String, Vec<u8>>,
    pub(super) keys: BTreeMap<String, Vec<u8>>,
}

impl Files {
    pub(super) fn put_entry(&mut self, entry: &Entry) -> String {
        let bytes = entry::to_text(entry).into_bytes();
        let name = name_of(&entry.certificate.thumbprint(), &bytes);
        self.certificates.insert(name.clone(), bytes);
        name
    }

    pub(super) fn put_key(
        &mut self,
        container: &KeyContainer,
        key: &StoredKey,
        rights: &Rights,
    ) -> String {
        let bytes = key::to_text(key, rights).into_bytes();
        let name = name_of(container, &bytes);
        self.keys.insert(name.clone(), bytes);
        name
    }

    /// A key that an earlier change of the same commit set, or one on disk.
    pub(super) fn key(
        &self,
        store: &DirectoryStore,
        row: &index::KeyRow,
    ) -> Result<(StoredKey, Rights), StoreError> {
        match self.keys.get(&row.file) {
            Some(bytes) => {
                Ok(key::parse(bytes).expect("what was written a moment ago can be read"))
            }
            None => store.stored_key(row),
        }
    }

    /// An entry that an earlier change of the same commit made, or one on disk.
    pub(super) fn entry(
        &self,
        store: &DirectoryStore,
        row: &index::EntryRow,
    ) -> Result<Entry, StoreError> {
        match self.certificates.get(&row.file) {
            Some(bytes) => {
                Ok(entry::parse(bytes).expect("what was written a moment ago can be read"))
            }
            None => store.entry(row),
        }
    }
}
