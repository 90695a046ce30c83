//! What a command wrote into a folder: the SHA-256 of each file, in `.kigen-run.sha256`.
//!
//! A file with another digest, or one that is not listed, is somebody else's. A file is listed
//! before it is written, so that a killed process leaves nothing that the next one would not know.
//! The format is that of `sha256sum --check`. While a folder is being filled, a name may appear
//! twice, with its old digest and its new one.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use super::{Access, Durability, ExistingFile, FileError, read_ordinary, write_unsynced};
use crate::digest::Digest;

/// The longest record that is read: a hundred bytes for each of a hundred thousand files.
const RECORD_BYTES_MAX: u64 = 10 << 20;

/// Names, with `/` between a folder and a file, and digests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record(pub(super) BTreeSet<(String, Digest)>);

impl Record {
    /// Reads a record. If there is none, nothing was written.
    pub(super) fn read(path: &Path) -> Result<Self, FileError> {
        let bytes = match read_ordinary(path, RECORD_BYTES_MAX) {
            Ok(bytes) => bytes,
            Err(FileError::NotFound { .. }) => return Ok(Record::default()),
            Err(error) => return Err(error),
        };
        let text = String::from_utf8_lossy(&bytes);
        // What cannot be read is not ours.
        Ok(Record(text.lines().filter_map(read_line).collect()))
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), FileError> {
        let mut text = String::new();
        for (name, digest) in &self.0 {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{digest}  {name}");
        }
        let (existing, access) = (ExistingFile::Replace, Access::Default);
        write_unsynced(
            path,
            text.as_bytes(),
            existing,
            access,
            Durability::ProcessCrash,
        )
    }

    pub(super) fn lists(&self, name: &str, digest: Digest) -> bool {
        self.0.contains(&(name.to_owned(), digest))
    }
}

fn read_line(line: &str) -> Option<(String, Digest)> {
    let (digest, name) = line.split_once("  ")?;
    let inside = |part: &str| !matches!(part, "" | "." | "..");
    let is_name = name.split('/').all(inside) && !name.contains(['\\', ':']);
    is_name.then_some((name.to_owned(), digest.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_again_and_never_leads_out_of_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("record");
        let digest = Digest::of(b"kigen");
        let names = ["junit.xml", "受付/受付01-1.p12"];
        let record = Record(names.map(|name| (name.to_owned(), digest)).into());
        record.write(&path).unwrap();
        assert_eq!(Record::read(&path), Ok(record.clone()));

        let mut text = std::fs::read_to_string(&path).unwrap();
        for name in [
            "/etc/passwd",
            "../a",
            "a/../../b",
            "a//b",
            "",
            "C:\\a",
            "a/.",
        ] {
            text += &format!("{digest}  {name}\n");
        }
        std::fs::write(&path, text + "no digest  a\n").unwrap();
        assert_eq!(Record::read(&path), Ok(record));
    }
}
