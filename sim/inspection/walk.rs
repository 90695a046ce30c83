//! The files to look at: those that were named, and those in folders and their subfolders, in a
//! stable order.

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::vec;

use super::Source;
use crate::reason::Reason;

/// A file to look at.
pub(super) struct Candidate {
    pub(super) place: Place,
    /// Whether it was named itself. A file that was met in a folder may be something else.
    pub(super) named: bool,
}

/// Where the bytes of a candidate are.
pub(super) enum Place {
    File(PathBuf),
    Bytes {
        name: String,
        bytes: Arc<[u8]>,
    },
    Unreadable(PathBuf, Reason),
    /// A pipe, a socket or a device.
    NotAFile(PathBuf),
}

/// Walks through files and folders, one at a time. What lies in a folder comes in the order of its
/// names, byte by byte; no folder is entered twice, wherever symbolic links lead.
pub(super) struct Walk {
    named: vec::IntoIter<Source>,
    /// What is left of each open folder, the innermost last; of its names, the next one last.
    left: Vec<Vec<PathBuf>>,
    entered: BTreeSet<FolderId>,
}

/// What a folder is known by, whatever path led to it: its device and number there.
#[cfg(unix)]
type FolderId = (u64, u64);

#[cfg(unix)]
fn folder_id(_: &Path, metadata: &Metadata) -> io::Result<FolderId> {
    use std::os::unix::fs::MetadataExt;
    Ok((metadata.dev(), metadata.ino()))
}

/// Elsewhere it is the path without links, which takes a look at every folder above.
#[cfg(not(unix))]
type FolderId = PathBuf;

#[cfg(not(unix))]
fn folder_id(path: &Path, _: &Metadata) -> io::Result<FolderId> {
    fs::canonicalize(path)
}

impl Walk {
    pub(super) fn new(sources: Vec<Source>) -> Self {
        Walk {
            named: sources.into_iter(),
            left: vec![],
            entered: BTreeSet::new(),
        }
    }

    /// Enters a folder; gives back its path if it is not one or cannot be listed.
    fn visit(&mut self, path: PathBuf, named: bool) -> Option<Candidate> {
        let refused = |path: PathBuf, error: &io::Error, named| Candidate {
            place: Place::Unreadable(path, reason(error)),
            named,
        };
        let metadata = match fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) => {
                // What lies too deep to be named is reported: nobody knows what it is.
                let too_deep = error.kind() == io::ErrorKind::InvalidFilename;
                return Some(refused(path, &error, named || too_deep));
            }
        };
        if !metadata.is_dir() {
            // A pipe might never end. One that was met in a folder is passed over.
            let place = match metadata.is_file() {
                true => Place::File(path),
                false if named => Place::NotAFile(path),
                false => return None,
            };
            return Some(Candidate { place, named });
        }
        match self.enter(&path, &metadata) {
            Ok(()) => None,
            // A folder that cannot be listed is reported however it was found.
            Err(error) => Some(refused(path, &error, true)),
        }
    }

    fn enter(&mut self, folder: &Path, metadata: &Metadata) -> io::Result<()> {
        if !self.entered.insert(folder_id(folder, metadata)?) {
            return Ok(());
        }
        let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
        let mut paths = entries.collect::<io::Result<Vec<_>>>()?;
        paths.sort_unstable_by(|one, other| other.as_os_str().cmp(one.as_os_str()));
        self.left.push(paths);
        Ok(())
    }
}

impl Iterator for Walk {
    type Item = Candidate;

    fn next(&mut self) -> Option<Candidate> {
        loop {
            let (path, named) = match self.left.last_mut().map(Vec::pop) {
                Some(Some(path)) => (path, false),
                Some(None) => {
                    self.left.pop();
                    continue;
                }
                None => {
                    self.entered.clear();
                    match self.named.next()? {
                        Source::Path(path) => (path, true),
                        Source::Bytes { name, bytes } => {
                            let place = Place::Bytes { name, bytes };
                            return Some(Candidate { place, named: true });
                        }
                    }
                }
            };
            if let Some(candidate) = self.visit(path, named) {
                return Some(candidate);
            }
        }
    }
}

/// The reason code for a file that cannot be read.
pub(super) fn reason(error: &io::Error) -> Reason {
    match error.kind() {
        io::ErrorKind::NotFound => Reason::FileNotFound,
        _ => Reason::Unreadable,
    }
}

/// Returns whether a name suggests that the file holds certificates or keys.
pub(super) fn is_named_like_one(path: &Path) -> bool {
    const ENDINGS: [&str; 12] = [
        "p12", "pfx", "cer", "crt", "der", "pem", "crl", "jks", "jceks", "keystore", "p7b", "p7c",
    ];
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.iter().any(|one| ending.eq_ignore_ascii_case(one)))
}
