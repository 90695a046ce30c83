//! Who may use something now: many readers, or one writer.
//!
//! The lock is an empty file beside what it guards, because that may itself be replaced by another
//! file. The lock file stays when nobody holds it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use super::FileError;

/// How often a lock is tried, and how long to wait in between: twenty seconds in all. Work under a
/// lock takes milliseconds, so a process that holds one for that long has been stopped.
const ATTEMPTS: u32 = 20_000;
const PAUSE: Duration = Duration::from_millis(1);

/// The lock of a folder that cannot be locked itself.
const IN_FOLDER: &str = ".kigen.lock";

/// Held until it is dropped, or until the process dies.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

/// Why there is no lock.
#[derive(Debug)]
pub(crate) enum LockError {
    /// Another process held it for too long.
    Busy,
    /// The operating system refused.
    File(FileError),
}

impl Lock {
    /// Takes a lock on a folder that is to be filled. On Unix the folder itself is locked, so
    /// nothing stays in it; elsewhere, and on file systems that cannot lock folders, a file in it
    /// is.
    pub(crate) fn folder(path: &Path) -> Result<Self, LockError> {
        #[cfg(unix)]
        if let Ok(folder) = File::open(path) {
            match wait(path, || folder.try_lock()) {
                Err(LockError::File(_)) => {}
                locked => return locked.map(|()| Lock(folder)),
            }
        }
        Self::exclusive(&path.join(IN_FOLDER))
    }

    /// Takes a lock that other readers may hold too.
    pub(crate) fn shared(path: &Path) -> Result<Self, LockError> {
        // Files on a read-only medium can still be read.
        let file = match is_there(path)? {
            true => File::open(path),
            false => create(path),
        };
        let file = file.map_err(|error| LockError::File(FileError::reading(path, &error)))?;
        wait(path, || file.try_lock_shared())?;
        Ok(Lock(file))
    }

    /// Takes a lock that nobody else may hold.
    pub(crate) fn exclusive(path: &Path) -> Result<Self, LockError> {
        is_there(path)?;
        let file =
            create(path).map_err(|error| LockError::File(FileError::writing(path, &error)))?;
        wait(path, || file.try_lock())?;
        Ok(Lock(file))
    }
}

/// A link in a lock's place would create a file elsewhere, and opening a pipe would block.
fn is_there(path: &Path) -> Result<bool, LockError> {
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_file() => Ok(true),
        Ok(_) => Err(LockError::File(FileError::InTheWay { path: path.into() })),
        Err(_) => Ok(false),
    }
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path)
}

fn wait(
    path: &Path,
    mut attempt: impl FnMut() -> Result<(), TryLockError>,
) -> Result<(), LockError> {
    for _ in 0..ATTEMPTS {
        match attempt() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => sleep(PAUSE),
            Err(TryLockError::Error(error)) => {
                return Err(LockError::File(FileError::writing(path, &error)));
            }
        }
    }
    Err(LockError::Busy)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    #[test]
    fn a_lock_that_somebody_holds_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = Lock::exclusive(&path).unwrap();
        let (sender, receiver) = mpsc::channel();
        thread::scope(|scope| {
            scope.spawn(|| {
                let lock = Lock::exclusive(&path).unwrap();
                sender.send(()).unwrap();
                drop(lock);
            });
            let early = receiver.recv_timeout(Duration::from_millis(50));
            assert!(early.is_err(), "both have the lock");
            drop(held);
            receiver.recv().unwrap();
        });
    }
}
