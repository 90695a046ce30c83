//! A folder that a command fills: first the files, then the reports that list them.
//!
//! A report that an earlier command left is deleted before anything that it lists is replaced, and
//! the new one is written last: if a report exists, so does everything that it lists.
//!
//! Links within the folder are not followed, because they would lead out of it. Whoever may write
//! to the folder at the same time could still put one there between the check and the write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::lock::{Lock, LockError};
use super::record::Record;
use super::{
    Access, Durability, ExistingFile, FileError, create_folder, create_own_folder, read_ordinary,
    temporary, write_unsynced,
};
use crate::digest::Digest;
use crate::label::folded;

/// A file longer than this is not compared with what we wrote, but kept.
const FILE_BYTES_MAX: u64 = 1 << 30;

/// A file to be written into a folder.
#[derive(Clone, Copy, Debug)]
pub struct OutputFile<'a> {
    /// Its name, preceded by the name of its folder and `/` if it goes to one.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Who may read it.
    pub access: Access,
}

/// A folder that nobody else fills in the meantime.
///
/// ```
/// use kigen::file::{Access, ExistingFile, OutputFolder};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("out");
/// let mut out = OutputFolder::open(&path, ExistingFile::Keep)?;
/// out.begin(&["a.pem"], &["manifest.json"])?;
/// out.write("a.pem", b"-----BEGIN", Access::OwnerOnly)?;
/// out.write("manifest.json", br#"["a.pem"]"#, Access::Default)?;
/// assert!(out.begin(&["a.pem"], &["manifest.json"]).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct OutputFolder {
    path: PathBuf,
    existing: ExistingFile,
    _lock: Lock,
}

impl OutputFolder {
    /// Creates the folder unless it exists, waits until it has it to itself, and deletes what
    /// killed processes have left half written.
    ///
    /// # Errors
    ///
    /// [`FileError::Busy`], and whatever the operating system refuses.
    pub fn open(path: &Path, existing: ExistingFile) -> Result<Self, FileError> {
        create_folder(path, Access::Default)?;
        let lock = Lock::folder(path).map_err(|error| match error {
            LockError::Busy => FileError::Busy { path: path.into() },
            LockError::File(error) => error,
        })?;
        temporary::sweep(path);
        Ok(OutputFolder {
            path: path.to_owned(),
            existing,
            _lock: lock,
        })
    }

    /// Announces what will be written. Reports of an earlier command are deleted, so that none
    /// lists what is about to change.
    ///
    /// # Errors
    ///
    /// [`FileError::Exists`], [`FileError::InTheWay`] and [`FileError::Clash`] for the first name
    /// that cannot be written; nothing has been deleted then.
    pub fn begin(&mut self, names: &[impl AsRef<str>], reports: &[&str]) -> Result<(), FileError> {
        let all = reports.iter().copied();
        let all: Vec<&str> = all.chain(names.iter().map(AsRef::as_ref)).collect();
        no_clash(&all)?;
        for name in all {
            let is_there = self.is_there(name)?;
            if is_there && self.existing == ExistingFile::Keep {
                let path = self.path.join(name);
                return Err(FileError::Exists { path });
            }
        }
        self.withdraw(reports)
    }

    /// Writes a file whose name was announced.
    ///
    /// # Errors
    ///
    /// [`FileError`]; an existing file of that name is as it was.
    pub fn write(&self, name: &str, bytes: &[u8], access: Access) -> Result<(), FileError> {
        self.put(name, bytes, access, self.existing)
    }

    /// Fills a folder with these files, and with nothing else of ours: what the same command wrote
    /// before, and nobody has changed since, is replaced or deleted. The file `record` tells what
    /// it wrote.
    ///
    /// # Errors
    ///
    /// [`FileError::Foreign`] if somebody else's file is to be kept and has the name of one of
    /// these, and otherwise as for [`begin`](Self::begin); nothing has been written then.
    pub fn refill(
        self,
        record: &str,
        files: &[OutputFile],
        reports: &[OutputFile],
    ) -> Result<(), FileError> {
        let both = || files.iter().chain(reports);
        let names: Vec<&str> = both().map(|file| file.name).chain([record]).collect();
        no_clash(&names)?;
        self.is_there(record)?;
        let record = self.path.join(record);
        let before = Record::read(&record)?;
        for file in both() {
            if self.is_there(file.name)?
                && self.existing == ExistingFile::Keep
                && !self.is_ours(&before, file)
            {
                let path = self.path.join(file.name);
                return Err(FileError::Foreign { path });
            }
        }

        let listed = both().map(|file| (file.name.to_owned(), Digest::of(file.bytes)));
        let after = Record(listed.collect());
        let mut either = before.clone();
        either.0.extend(after.0.iter().cloned());
        either.write(&record)?;
        // What is written last says that all the rest is there, so it goes first.
        let last_first = reports.iter().rev().map(|report| report.name);
        self.withdraw(&last_first.collect::<Vec<&str>>())?;
        let names: BTreeSet<&str> = names.into_iter().collect();
        for (name, digest) in &before.0 {
            if !names.contains(name.as_str()) {
                self.delete_ours(name, *digest)?;
            }
        }
        self.tidy(&either);
        for file in both() {
            self.put(file.name, file.bytes, file.access, ExistingFile::Replace)?;
        }
        after.write(&record)
    }

    /// Returns whether an ordinary file has that name. Anything else is in the way.
    fn is_there(&self, name: &str) -> Result<bool, FileError> {
        let mut path = self.path.clone();
        let (folders, _) = name.rsplit_once('/').unwrap_or_default();
        for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
            path.push(folder);
            match path.symlink_metadata() {
                Ok(metadata) if metadata.is_dir() => {}
                Ok(_) => return Err(FileError::InTheWay { path }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
                Err(error) => return Err(FileError::writing(&path, &error)),
            }
        }
        let path = self.path.join(name);
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_file() => Ok(true),
            Ok(_) => Err(FileError::InTheWay { path }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(FileError::writing(&path, &error)),
        }
    }

    /// Returns whether a file is what we wrote, or what we are about to write.
    fn is_ours(&self, before: &Record, file: &OutputFile) -> bool {
        let found = read_ordinary(&self.path.join(file.name), FILE_BYTES_MAX);
        found.is_ok_and(|found| found == file.bytes || before.lists(file.name, Digest::of(&found)))
    }

    fn withdraw(&self, reports: &[&str]) -> Result<(), FileError> {
        for report in reports {
            let path = self.path.join(report);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(FileError::writing(&path, &error));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Deletes a file that nobody has changed.
    fn delete_ours(&self, name: &str, digest: Digest) -> Result<(), FileError> {
        if !self.is_there(name).unwrap_or(false) {
            return Ok(());
        }
        let path = self.path.join(name);
        let found = read_ordinary(&path, FILE_BYTES_MAX);
        if !found.is_ok_and(|found| Digest::of(&found) == digest) {
            return Ok(());
        }
        fs::remove_file(&path).map_err(|error| FileError::writing(&path, &error))
    }

    /// Deletes what killed processes left in our folders, and empty folders of ours.
    fn tidy(&self, record: &Record) {
        let names = record.0.iter();
        let folders =
            names.flat_map(|(name, _)| name.match_indices('/').map(|(end, _)| &name[..end]));
        // What is within a folder comes after it in this order.
        for folder in folders.collect::<BTreeSet<_>>().into_iter().rev() {
            let path = self.path.join(folder);
            if path
                .symlink_metadata()
                .is_ok_and(|metadata| metadata.is_dir())
            {
                temporary::sweep(&path);
                let _ = fs::remove_dir(path);
            }
        }
    }

    fn put(
        &self,
        name: &str,
        bytes: &[u8],
        access: Access,
        existing: ExistingFile,
    ) -> Result<(), FileError> {
        if let Some((folder, _)) = name.rsplit_once('/') {
            create_own_folder(&self.path.join(folder))?;
        }
        // After a power failure, the files can be made again.
        let durability = Durability::ProcessCrash;
        write_unsynced(&self.path.join(name), bytes, existing, access, durability)
    }
}

/// Refuses names that would be one file, or both a file and a folder, on some system.
fn no_clash(names: &[&str]) -> Result<(), FileError> {
    // Each folder and each file by its folded path, with its own path and whether it is a file.
    let mut seen: BTreeMap<String, (&str, bool)> = BTreeMap::new();
    for name in names {
        let ends = name.match_indices('/').map(|(end, _)| end);
        for end in ends.chain([name.len()]) {
            let part = (&name[..end], end == name.len());
            let first = *seen.entry(folded(part.0)).or_insert(part);
            if first != part {
                return Err(FileError::Clash {
                    one: first.0.to_owned(),
                    other: part.0.to_owned(),
                });
            }
        }
    }
    Ok(())
}
