//! Files that are there as a whole or not at all.
//!
//! A file is written beside its place under another name, brought to the disk, and moved. Whoever
//! looks, and whatever breaks down in between, finds the old file or the new one.
//!
//! **Architecture invariant:** nothing here knows what is in a file.

pub(crate) mod lock;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::reason::Reason;

/// How the name of a file begins and ends that is on its way to another.
const TEMPORARY: (&str, &str) = (".kigen-", ".tmp");

/// Why a file could not be read or written. Nothing is left of one that could not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// `E_ACCESSDENIED`: the rights on a file or folder do not allow it.
    #[error("access to {} was denied", path.display())]
    AccessDenied {
        /// What was to be read or written.
        path: PathBuf,
    },
    /// `ERROR_DISK_FULL`: no room, or no more than a quota allows.
    #[error("the disk is full; {} was not written", path.display())]
    DiskFull {
        /// What was to be written.
        path: PathBuf,
    },
    /// `ERROR_FILE_EXISTS`: there is such a file, and it is to be kept.
    #[error("{} exists and is kept", path.display())]
    Exists {
        /// What was to be written.
        path: PathBuf,
    },
    /// `ERROR_FILE_NOT_FOUND`: there is no such file.
    #[error("there is no {}", path.display())]
    NotFound {
        /// What was to be read.
        path: PathBuf,
    },
    /// The file is longer than it may be.
    #[error("{} has more than {bytes_max} bytes", path.display())]
    TooLong {
        /// What was to be read.
        path: PathBuf,
        /// What is allowed.
        bytes_max: u64,
    },
    /// The operating system could not read, for another reason.
    #[error("{} cannot be read ({kind})", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        kind: io::ErrorKind,
    },
    /// The operating system could not write, for another reason.
    #[error("{} cannot be written ({kind})", path.display())]
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
            FileError::Exists { .. } => Reason::FileExists,
            FileError::NotFound { .. } => Reason::FileNotFound,
            FileError::TooLong { .. } => Reason::LimitExceeded,
            FileError::Unreadable { .. } => Reason::Unreadable,
            FileError::Unwritable { .. } => Reason::Unwritable,
        }
    }
}

crate::reason::by_value!(FileError);

impl FileError {
    /// What the operating system's refusal to read `path` means.
    pub fn reading(path: &Path, error: &io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::NotFound => FileError::NotFound { path },
            io::ErrorKind::PermissionDenied => FileError::AccessDenied { path },
            kind => FileError::Unreadable { path, kind },
        }
    }

    /// What the operating system's refusal to write `path` means.
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

/// What to do with a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExistingFile {
    /// Keep it, and write nothing.
    Keep,
    /// Put the new one in its place.
    Replace,
}

/// Who may read a file. Windows gives it the rights of its folder, whichever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Whoever the system's defaults let.
    Anybody,
    /// Its owner alone (mode 0600).
    Owner,
}

/// What a file that has been written survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// The computer's power failing, the moment after.
    #[default]
    PowerFailure,
    /// The process being killed. Several times faster, and enough where the files are to be thrown
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

/// Writes a whole file. When it returns, the file is on the disk under its name.
///
/// # Errors
///
/// [`FileError`]; the place is then as it was, and nothing lies beside it.
pub fn write(
    path: &Path,
    bytes: &[u8],
    existing: ExistingFile,
    readers: Readers,
) -> Result<(), FileError> {
    place(path, bytes, existing, readers, Durability::PowerFailure)?;
    sync_folder(folder_of(path), Durability::PowerFailure)
}

/// Puts other bytes in the place of a file's, with its permissions. Since nobody but the holder of
/// its lock does so, a killed process leaves one file beside it at most, and the next one takes that.
#[cfg(feature = "scenario")]
pub(crate) fn rewrite(path: &Path, bytes: &[u8], _held: &lock::Lock) -> Result<(), FileError> {
    let failed = |error: io::Error| FileError::writing(path, &error);
    let permissions = path.metadata().map_err(failed)?.permissions();
    if permissions.readonly() {
        let path = path.to_owned();
        return Err(FileError::AccessDenied { path });
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (prefix, suffix) = TEMPORARY;
    let beside = Beside(folder_of(path).join(format!("{prefix}{name}{suffix}")));
    beside
        .fill(bytes, Readers::Owner, Durability::PowerFailure)
        .and_then(|()| fs::set_permissions(&beside.0, permissions))
        .and_then(|()| fs::rename(&beside.0, path))
        .map_err(failed)?;
    sync_folder(folder_of(path), Durability::PowerFailure)
}

/// Writes a whole file; its name is on the disk once [`sync_folder`] has been called.
pub(crate) fn place(
    path: &Path,
    bytes: &[u8],
    existing: ExistingFile,
    readers: Readers,
    durability: Durability,
) -> Result<(), FileError> {
    let failed = |error: io::Error| FileError::writing(path, &error);
    if existing == ExistingFile::Keep && path.symlink_metadata().is_ok() {
        let path = path.to_owned();
        return Err(FileError::Exists { path });
    }
    let beside = Beside::new(path);
    beside.fill(bytes, readers, durability).map_err(failed)?;
    match existing {
        ExistingFile::Replace => fs::rename(&beside.0, path),
        ExistingFile::Keep => beside.link(path),
    }
    .map_err(failed)
}

/// Brings the names in a folder to the disk. Windows has no such call; it keeps a journal.
pub(crate) fn sync_folder(folder: &Path, durability: Durability) -> Result<(), FileError> {
    if cfg!(unix) && durability == Durability::PowerFailure {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        return synced.map_err(|error| FileError::writing(folder, &error));
    }
    Ok(())
}

/// Whether a file of that name was on its way to another when its process died.
pub(crate) fn is_temporary(name: &str) -> bool {
    name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1)
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new("."))
}

/// A file beside the one that it is to become. It is deleted unless it has been moved.
struct Beside(PathBuf);

impl Beside {
    /// The name says nothing of the file's, which may be as long as names can be.
    fn new(path: &Path) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let (prefix, suffix) = TEMPORARY;
        let name = format!("{prefix}{}-{count}{suffix}", std::process::id());
        Beside(folder_of(path).join(name))
    }

    fn fill(&self, bytes: &[u8], readers: Readers, durability: Durability) -> io::Result<()> {
        let mut file = options(readers).open(&self.0)?;
        file.write_all(bytes)?;
        match durability {
            Durability::PowerFailure => file.sync_all(),
            Durability::ProcessCrash => Ok(()),
        }
    }

    /// Gives the file its name, unless another has it.
    fn link(&self, path: &Path) -> io::Result<()> {
        match fs::hard_link(&self.0, path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                // Some file systems know no links. The name is taken first, then filled.
                File::create_new(path)?;
                fs::rename(&self.0, path)
            }
            linked => linked,
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Once it is moved there is nothing to delete.
        let _ = fs::remove_file(&self.0);
    }
}

/// A file that is there already was left by a killed process of the same number.
fn options(readers: Readers) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = readers;
    options
}
