//! Files that are about to be renamed.
//!
//! The crate tempfile creates them: new or not at all, never through a link, under a random name,
//! for their owner alone, and deletes them if something fails. Ours is the sweep after killed
//! processes. Each file is locked by the process that writes it, and the system releases the locks
//! of dead processes, so whoever gets the lock of such a file knows that nobody needs it.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use super::{Access, Durability, ExistingFile};

/// Prefix and suffix of the name of a temporary file.
const PREFIX: &str = ".kigen-";
const SUFFIX: &str = ".tmp";

/// How often to create another one if a sweep takes one away before it is locked.
const ATTEMPTS: u32 = 8;

/// Returns whether a file of that name was about to be renamed when its process died.
pub(crate) fn is_temporary(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

/// A file beside the one that it will become. It is deleted unless it is renamed.
pub(super) struct TempFile(NamedTempFile);

impl TempFile {
    /// Creates one in a folder and fills it.
    pub(super) fn create(
        folder: &Path,
        bytes: &[u8],
        access: Access,
        durability: Durability,
    ) -> io::Result<Self> {
        let mut file = Self::locked(folder, access)?;
        file.0.write_all(bytes)?;
        match durability {
            Durability::PowerFailure => file.0.as_file().sync_all()?,
            Durability::ProcessCrash => {}
        }
        Ok(file)
    }

    fn locked(folder: &Path, access: Access) -> io::Result<Self> {
        for _ in 0..ATTEMPTS {
            let file = builder(access).tempfile_in(folder)?;
            match file.as_file().try_lock() {
                Err(TryLockError::WouldBlock) => continue, // a sweep has it
                // Where nothing can be locked, nothing is swept.
                Ok(()) | Err(TryLockError::Error(_)) => {}
            }
            if file.path().symlink_metadata().is_ok() {
                return Ok(TempFile(file));
            }
        }
        Err(io::ErrorKind::ResourceBusy.into())
    }

    #[cfg(feature = "scenario")]
    pub(super) fn set_permissions(&self, permissions: fs::Permissions) -> io::Result<()> {
        self.0.as_file().set_permissions(permissions)
    }

    /// Gives the file its name.
    pub(super) fn rename(self, path: &Path, existing: ExistingFile) -> io::Result<()> {
        if existing == ExistingFile::Replace {
            return self.0.persist(path).map(drop).map_err(io::Error::from);
        }
        match self.0.persist_noclobber(path) {
            Err(failed) if failed.error.kind() != io::ErrorKind::AlreadyExists => {
                // Some file systems have neither links nor a rename that replaces nothing. The name
                // is taken first, then the file is filled.
                File::create_new(path)?;
                let renamed = failed.file.persist(path).map(drop);
                renamed.map_err(io::Error::from).inspect_err(|_| {
                    let _ = fs::remove_file(path);
                })
            }
            renamed => renamed.map(drop).map_err(io::Error::from),
        }
    }
}

fn builder(access: Access) -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(12);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(match access {
            Access::Default => 0o666, // less the process's umask
            Access::OwnerOnly => 0o600,
        }));
    }
    #[cfg(not(unix))]
    let _ = access;
    builder
}

/// Deletes the temporary files that killed processes have left in a folder. One that cannot be
/// deleted does no harm.
pub(super) fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_str().is_some_and(is_temporary);
        // Links and pipes are never ours.
        if !ours || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let path = entry.path();
        if let Ok(file) = File::open(&path)
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sweep_takes_what_the_dead_left_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path(".kigen-abcdefghijkl.tmp"), "half").unwrap();
        fs::write(path(".kigen-run.sha256"), "").unwrap();
        fs::write(path("other.tmp"), "").unwrap();
        fs::create_dir(path(".kigen-folder.tmp")).unwrap();
        let (access, durability) = (Access::OwnerOnly, Durability::ProcessCrash);
        let alive = TempFile::create(folder.path(), b"alive", access, durability).unwrap();
        sweep(folder.path());
        assert!(alive.0.path().exists());
        alive.rename(&path("done"), ExistingFile::Keep).unwrap();
        let names = fs::read_dir(folder.path()).unwrap();
        let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(
            names,
            [
                ".kigen-folder.tmp",
                ".kigen-run.sha256",
                "done",
                "other.tmp"
            ]
        );
    }
}
