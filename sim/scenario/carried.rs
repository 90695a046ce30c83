//! A file that a scenario carries along, while it is being written.

use std::fs;
use std::path::{Path, PathBuf};

use super::source::{carried_folder, carried_path};
use crate::digest::Digest;
use crate::file::{self, Access, ExistingFile, FileError};

/// A file beside a session. Deleted on drop unless a step refers to it.
pub(super) struct Carried {
    pub(super) path: PathBuf,
    pub(super) belongs: bool,
}

impl Carried {
    pub(super) fn lay_down(
        session: &Path,
        digest: &Digest,
        bytes: &[u8],
    ) -> Result<Self, FileError> {
        let (folder, path) = (carried_folder(session), carried_path(session, digest));
        let belongs = false;
        file::create_own_folder(&folder)?;
        let carried = Carried { path, belongs };
        // An existing one may have been changed.
        let (existing, access) = (ExistingFile::Replace, Access::OwnerOnly);
        file::write(&carried.path, bytes, existing, access)?;
        Ok(carried)
    }
}

impl Drop for Carried {
    fn drop(&mut self) {
        if self.belongs {
            return;
        }
        let _ = fs::remove_file(&self.path);
        // The folder stays if it holds others.
        let _ = self.path.parent().map(fs::remove_dir);
    }
}
