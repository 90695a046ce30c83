//! Files that are written as a whole or not at all.
//!
//! Everything that is written to a disk goes through here. A new file is written beside its
//! destination, under a name at which nobody can have placed a link, flushed to the disk, and
//! renamed. Whoever looks, and whatever fails in between, finds either the old file or the new one.
//!
//! **Architecture invariant:** nothing here knows what is in a file.

pub(crate) mod lock;
mod output;
mod record;
mod temporary;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::reason::Reason;
use crate::shown::Shown;
use temporary::TempFile;

pub use output::{OutputFile, OutputFolder};
pub(crate) use temporary::is_temporary;

/// Why a file could not be read or written. A file that could not be written leaves nothing behind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// `E_ACCESSDENIED`: the rights on a file or folder do not allow it.
    #[error("access to {} was denied", Shown::path(path))]
    AccessDenied {
        /// What was to be read or written.
        path: PathBuf,
    },
    /// Another program writes to the same folder, and did not finish.
    #[error("another program is writing to {}", Shown::path(path))]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// Two files of a folder would be one where upper and lower case are the same.
    #[error("{one} and {other} would be one file on Windows or macOS")]
    Clash {
        /// The name of one.
        one: String,
        /// The name of the other.
        other: String,
    },
    /// `ERROR_DISK_FULL`: no space, or no more than a quota allows.
    #[error("the disk is full; {} was not written", Shown::path(path))]
    DiskFull {
        /// What was to be written.
        path: PathBuf,
    },
    /// `ERROR_FILE_EXISTS`: there is such a file, and it is to be kept.
    #[error("{} exists and is kept", Shown::path(path))]
    Exists {
        /// What was to be written.
        path: PathBuf,
    },
    /// There is such a file, and we did not write it, or somebody has changed it since.
    #[error("{} is not what kigen wrote, and is kept", Shown::path(path))]
    Foreign {
        /// What was to be written.
        path: PathBuf,
    },
    /// A folder, a link or a pipe is where a file is to be written, or a link or a file is where a
    /// folder is needed.
    #[error(
        "something else is in the place of {}: a folder, a file, a link or a pipe",
        Shown::path(path)
    )]
    InTheWay {
        /// What was to be written.
        path: PathBuf,
    },
    /// It is a folder or a pipe, from which a read might never return.
    #[error("{} is no ordinary file", Shown::path(path))]
    NotAFile {
        /// What was to be read.
        path: PathBuf,
    },
    /// `ERROR_FILE_NOT_FOUND`: there is no such file.
    #[error("there is no {}", Shown::path(path))]
    NotFound {
        /// What was to be read.
        path: PathBuf,
    },
    /// The file is longer than it may be.
    #[error("{} has more than {bytes_max} bytes", Shown::path(path))]
    TooLong {
        /// What was to be read.
        path: PathBuf,
        /// What is allowed.
        bytes_max: u64,
    },
    /// The operating system could not read, for another reason.
    #[error("{} cannot be read ({kind})", Shown::path(path))]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        kind: io::ErrorKind,
    },
    /// The operating system could not write, for another reason.
    #[error("{} cannot be written ({kind})", Shown::path(path))]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        kind: io::ErrorKind,
    },
}

impl From<&FileError> for Reason {
    fn from(error: &FileError) -> Self {
        match error {
            FileError::AccessDenied { .. } => Reason::AccessDenied,
            FileError::DiskFull { .. } => Reason::DiskFull,
            FileError::Exists { .. } | FileError::Foreign { .. } | FileError::Clash { .. } => {
                Reason::FileExists
            }
            FileError::Busy { .. } | FileError::InTheWay { .. } => Reason::Unwritable,
            FileError::NotFound { .. } => Reason::FileNotFound,
            FileError::TooLong { .. } => Reason::LimitExceeded,
            FileError::NotAFile { .. } | FileError::Unreadable { .. } => Reason::Unreadable,
            FileError::Unwritable { .. } => Reason::Unwritable,
        }
    }
}

crate::reason::by_value!(FileError);

impl FileError {
    /// Returns what the operating system's refusal to read `path` means.
    pub fn reading(path: &Path, error: &io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::NotFound => FileError::NotFound { path },
            io::ErrorKind::PermissionDenied => FileError::AccessDenied { path },
            kind => FileError::Unreadable { path, kind },
        }
    }

    /// Returns what the operating system's refusal to write `path` means.
    pub fn writing(path: &Path, error: &io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::AlreadyExists => FileError::Exists { path },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                FileError::AccessDenied { path }
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                FileError::DiskFull { path }
            }
            kind => FileError::Unwritable { path, kind },
        }
    }
}

/// What to do with an existing file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExistingFile {
    /// Keep it, and write nothing.
    Keep,
    /// Put the new one in its place.
    Replace,
}

/// Who may read a file. On Windows it always inherits the rights of its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever the system's defaults allow.
    Default,
    /// Its owner alone (mode 0600, and 0700 for a folder).
    OwnerOnly,
}

/// What a written file survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// A power failure right afterwards.
    #[default]
    PowerFailure,
    /// The process being killed. Several times faster, and enough for files that will be thrown
    /// away, as in tests.
    ProcessCrash,
}

/// Reads a file of at most `bytes_max` bytes.
///
/// # Errors
///
/// [`FileError`] for what the operating system says, and for a file that is too long.
pub fn read(path: &Path, bytes_max: u64) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(bytes_max + 1).read_to_end(&mut bytes))
        .map_err(|error| FileError::reading(path, &error))?;
    if bytes.len() as u64 > bytes_max {
        let path = path.to_owned();
        return Err(FileError::TooLong { path, bytes_max });
    }
    Ok(bytes)
}

/// Reads a file of at most `bytes_max` bytes that must be an ordinary one: a file that we wrote, in
/// whose place there may be something else by now.
///
/// # Errors
///
/// As for [`read`], and [`FileError::NotAFile`] instead of waiting for bytes that never come.
pub fn read_ordinary(path: &Path, bytes_max: u64) -> Result<Vec<u8>, FileError> {
    match path.metadata() {
        Ok(metadata) if !metadata.is_file() => Err(FileError::NotAFile { path: path.into() }),
        _ => read(path, bytes_max),
    }
}

/// Writes a whole file. When it returns, the file is on the disk under its name.
///
/// # Errors
///
/// [`FileError`]; the destination is then as it was, and nothing is left beside it.
pub fn write(
    path: &Path,
    bytes: &[u8],
    existing: ExistingFile,
    access: Access,
) -> Result<(), FileError> {
    write_unsynced(path, bytes, existing, access, Durability::PowerFailure)?;
    sync_folder(folder_of(path), Durability::PowerFailure)
}

/// Writes a whole file; its name is on the disk once [`sync_folder`] has been called.
pub(crate) fn write_unsynced(
    path: &Path,
    bytes: &[u8],
    existing: ExistingFile,
    access: Access,
    durability: Durability,
) -> Result<(), FileError> {
    if existing == ExistingFile::Keep && path.symlink_metadata().is_ok() {
        return Err(FileError::Exists { path: path.into() });
    }
    TempFile::create(folder_of(path), bytes, access, durability)
        .and_then(|file| file.rename(path, existing))
        .map_err(|error| FileError::writing(path, &error))
}

/// Replaces the bytes of a file, keeping its permissions, and deletes what killed processes have
/// left beside it.
#[cfg(feature = "scenario")]
pub(crate) fn rewrite(path: &Path, bytes: &[u8], _held: &lock::Lock) -> Result<(), FileError> {
    let failed = |error: io::Error| FileError::writing(path, &error);
    let permissions = path.metadata().map_err(failed)?.permissions();
    if permissions.readonly() {
        return Err(FileError::AccessDenied { path: path.into() });
    }
    temporary::sweep(folder_of(path));
    TempFile::create(
        folder_of(path),
        bytes,
        Access::OwnerOnly,
        Durability::PowerFailure,
    )
    .and_then(|file| {
        file.set_permissions(permissions)?;
        file.rename(path, ExistingFile::Replace)
    })
    .map_err(failed)?;
    sync_folder(folder_of(path), Durability::PowerFailure)
}

/// Flushes the names in a folder to the disk. Windows has no such call; it keeps a journal.
pub(crate) fn sync_folder(folder: &Path, durability: Durability) -> Result<(), FileError> {
    if cfg!(unix) && durability == Durability::PowerFailure {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        return synced.map_err(|error| FileError::writing(folder, &error));
    }
    Ok(())
}

/// Creates a folder and its parents, unless they exist.
///
/// # Errors
///
/// [`FileError`], if one of them cannot be created.
pub fn create_folder(path: &Path, access: Access) -> Result<(), FileError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    if access == Access::OwnerOnly {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    #[cfg(not(unix))]
    let _ = access;
    builder.create(path).map_err(|error| match error.kind() {
        // This is not a matter of `Keep` or `Replace`.
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            FileError::InTheWay { path: path.into() }
        }
        _ => FileError::writing(path, &error),
    })
}

/// Creates a folder in one of ours, unless it exists. A link is not followed: it would lead
/// outside.
pub(crate) fn create_own_folder(path: &Path) -> Result<(), FileError> {
    create_folder(path, Access::Default)?;
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(_) => Err(FileError::InTheWay { path: path.into() }),
        Err(error) => Err(FileError::writing(path, &error)),
    }
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new("."))
}
