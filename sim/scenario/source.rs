//! Scenario files on disk, with the files that they carry along.
//!
//! What `night.toml` imports from elsewhere is beside it in `night.files`, each file under its
//! SHA-256: nothing is overwritten, and changes are noticed.

use std::fmt;
use std::path::{Path, PathBuf};

use super::{Mistake, Scenario, ScenarioError};
use crate::digest::Digest;
use crate::file::{self, FileError};
use crate::pkcs12::Limits;
use crate::shown::Shown;

/// The largest scenario file that is read. The largest reasonable one is a few hundred kilobytes.
pub const FILE_BYTES_MAX: u64 = 8 << 20;

/// A scenario file that has been read.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its text.
    pub text: String,
    /// What it means.
    pub scenario: Scenario,
}

/// The text of a scenario file, which holds PINs: what is for programmers does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceText(String);

impl SourceText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for SourceText {
    fn from(text: T) -> Self {
        SourceText(text.into())
    }
}

impl fmt::Debug for SourceText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SourceText({} bytes)", self.0.len())
    }
}

/// Why a scenario file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The operating system could not read it, or it is too long.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is text in another encoding, or not text at all.
    #[error("{}: not a text in UTF-8", Shown::path(path))]
    NotUtf8 {
        /// The file.
        path: PathBuf,
    },
    /// It is not a scenario.
    #[error("{}:{error}", Shown::path(path))]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Where, and why.
        error: ScenarioError,
    },
    /// A file that it carries along is missing or has changed.
    #[error("{}:{error}", Shown::path(path))]
    Carried {
        /// The scenario file.
        path: PathBuf,
        /// Where it is named, and what is wrong with it.
        error: ScenarioError,
    },
}

impl SourceError {
    /// What is wrong, and where in the file, if it was read at all.
    pub fn in_the_file(&self) -> Option<&ScenarioError> {
        match self {
            SourceError::Wrong { error, .. } | SourceError::Carried { error, .. } => Some(error),
            SourceError::File(_) | SourceError::NotUtf8 { .. } => None,
        }
    }
}

impl Source {
    /// Reads a scenario file and the files that it carries along.
    ///
    /// # Errors
    ///
    /// [`SourceError`] for the first thing that is wrong.
    pub fn read(path: &Path) -> Result<Self, SourceError> {
        let text = read_text(path)?;
        let path = path.to_owned();
        let mut scenario = match Scenario::parse(&text) {
            Ok(scenario) => scenario,
            Err(error) => return Err(SourceError::Wrong { path, error }),
        };
        for step in &scenario.steps {
            let Some(sha256) = step.deed.carried() else {
                continue;
            };
            let files = &mut scenario.world.facility.files;
            match read_carried(&path, sha256) {
                Ok(bytes) => files.insert(bytes),
                Err(problem) => {
                    let error = ScenarioError::at(&text, place(&text, step.line, sha256), problem);
                    return Err(SourceError::Carried { path, error });
                }
            };
        }
        Ok(Source { text, scenario })
    }
}

/// Reads a file of text.
pub(crate) fn read_text(path: &Path) -> Result<String, SourceError> {
    let bytes = file::read(path, FILE_BYTES_MAX)?;
    String::from_utf8(bytes).map_err(|_| SourceError::NotUtf8 {
        path: path.to_owned(),
    })
}

/// Returns the path of a file that a scenario carries along.
pub(super) fn carried_path(scenario: &Path, digest: &Digest) -> PathBuf {
    carried_folder(scenario).join(format!("{digest}.p12"))
}

/// The same beside a scenario of this name, with `/` on every system.
pub(crate) fn carried_name(scenario: &str, digest: &Digest) -> String {
    format!("{scenario}.files/{digest}.p12")
}

/// Returns the folder of all of them.
pub(super) fn carried_folder(scenario: &Path) -> PathBuf {
    scenario.with_extension("files")
}

/// The largest file that is carried: the largest that is opened.
pub(super) fn carried_bytes_max() -> u64 {
    Limits::default().file_bytes as u64
}

fn read_carried(scenario: &Path, digest: &Digest) -> Result<Vec<u8>, Mistake> {
    let path = carried_path(scenario, digest);
    let bytes = file::read_ordinary(&path, carried_bytes_max()).map_err(|error| match error {
        FileError::NotFound { path } => Mistake::CarriedMissing {
            path,
            folder: carried_folder(scenario),
        },
        error => Mistake::Carried(error),
    })?;
    match Digest::of(&bytes) {
        found if found == *digest => Ok(bytes),
        found => Err(Mistake::CarriedChanged { path, found }),
    }
}

/// Returns where a step names a file; where the step begins, if it spells the digest in another
/// way.
fn place(text: &str, line: usize, digest: &Digest) -> Option<std::ops::Range<usize>> {
    let start: usize = text
        .split_inclusive('\n')
        .take(line - 1)
        .map(str::len)
        .sum();
    let at = start + text[start..].find(&digest.to_string()).unwrap_or_default();
    Some(at..at)
}
