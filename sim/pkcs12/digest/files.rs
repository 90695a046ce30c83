//! Files that are found by their content.

use std::collections::BTreeMap;
use std::fmt;

use super::Digest;

/// Files by their digest. What is found under a digest is what was put there.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<Digest, Vec<u8>>);

impl Files {
    /// Adds a file and returns its digest.
    pub fn insert(&mut self, bytes: Vec<u8>) -> Digest {
        let digest = Digest::of(&bytes);
        self.0.insert(digest, bytes);
        digest
    }

    /// All of them, in the order of their digests.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.0.values().map(Vec::as_slice)
    }

    /// Returns the file with this digest.
    pub fn get(&self, digest: &Digest) -> Option<&[u8]> {
        self.0.get(digest).map(Vec::as_slice)
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes = self.0.iter().map(|(digest, bytes)| (digest, bytes.len()));
        f.debug_map().entries(sizes).finish()
    }
}
