//! Who may use a store's folder now: many readers, or one writer.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use crate::file::FileError;
use crate::store::StoreError;

const NAME: &str = "lock";

/// How often a lock is asked for, and how long is waited in between: twenty seconds in all. A commit
/// takes milliseconds, so somebody who is waited for that long has been stopped.
const ATTEMPTS: u32 = 20_000;
const PAUSE: Duration = Duration::from_millis(1);

/// Held until it is dropped, or until the process dies.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

impl Lock {
    /// A lock that other readers may hold too.
    pub(super) fn shared(root: &Path) -> Result<Self, StoreError> {
        let path = root.join(NAME);
        // A store on a medium that cannot be written to can still be read.
        let file = File::open(&path).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => create(&path),
            _ => Err(error),
        });
        let file = file.map_err(|error| FileError::reading(&path, &error))?;
        wait(&path, || file.try_lock_shared())?;
        Ok(Lock(file))
    }

    /// A lock that nobody else may hold.
    pub(super) fn exclusive(root: &Path) -> Result<Self, StoreError> {
        let path = root.join(NAME);
        let file = create(&path).map_err(|error| FileError::writing(&path, &error))?;
        wait(&path, || file.try_lock())?;
        Ok(Lock(file))
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
) -> Result<(), StoreError> {
    for _ in 0..ATTEMPTS {
        match attempt() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) => sleep(PAUSE),
            Err(TryLockError::Error(error)) => {
                return Err(FileError::writing(path, &error).into());
            }
        }
    }
    let path = path.to_owned();
    Err(StoreError::Busy { path })
}
