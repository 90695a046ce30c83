//! Specimens on the disk.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path;

use super::error::SpecimenError;
use super::files::{Holds, Packing, SpecimenFile, names, pack, pack_shared};
use super::{Authorities, Specimen};
use crate::certificate::Certificate;
use crate::digest::Digest;
use crate::file::{Durability, ExistingFile, FileError, place};
use crate::path::Path;
use crate::reason::Reason;

/// How many specimens are packed at once: enough to fill the lanes of every core, a few megabytes.
const AT_ONCE: usize = 256;

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its name in the folder.
    pub name: String,
    /// What is in it.
    pub holds: Holds,
    /// How many bytes it has.
    pub size: usize,
    /// SHA-256 over its bytes.
    pub sha256: Digest,
}

impl Specimen {
    /// Writes the specimen's files into a folder, with the root to be trusted as `root.pem` and, for
    /// `revoked`, the list as `crl.pem`, and gives their names. What is there already is replaced.
    ///
    /// # Errors
    ///
    /// [`SpecimenError::File`] when the folder cannot be written to.
    pub fn write_to(
        &self,
        folder: &path::Path,
        packing: &Packing,
    ) -> Result<Vec<String>, SpecimenError> {
        let specimens = std::slice::from_ref(self);
        let shared = pack_shared(&self.root, self.crl.as_deref(), packing, self)?;
        let files = pack(specimens, packing)?.into_iter().flatten();
        let files = files.chain(shared).map(|file| {
            write(folder, &file, ExistingFile::Replace)?;
            Ok(file.name)
        });
        files.collect()
    }
}

/// Writes the files of many specimens of the same authorities into a folder, with the root to be
/// trusted and one revocation list for all of them: first the files of each specimen, in their
/// order, then the shared ones. `written` is called after each specimen.
///
/// # Errors
///
/// [`SpecimenError::File`] for the first file that could not be written. When files are to be kept
/// and one of them exists, nothing is written at all.
pub fn write_all(
    authorities: &Authorities,
    specimens: &[Specimen],
    folder: &path::Path,
    packing: &Packing,
    existing: ExistingFile,
    written: &dyn Fn(),
) -> Result<(Vec<Vec<Written>>, Vec<Written>), SpecimenError> {
    let Some(first) = specimens.first() else {
        return Ok((Vec::new(), Vec::new()));
    };
    let revoked: Vec<&Certificate> = specimens
        .iter()
        .filter(|specimen| specimen.crl.is_some())
        .map(|specimen| &specimen.certificate)
        .collect();
    let crl = (!revoked.is_empty()).then(|| authorities.crl(revoked, first.now));
    let crls = crl.as_slice();
    for specimen in specimens.iter().filter(|specimen| specimen.crl.is_some()) {
        // Each was judged by a list of its own; this is the one that is written.
        let path = Path {
            crls,
            ..specimen.path()
        };
        let verdict = path.verify(specimen.now).map_err(Reason::from);
        if verdict != specimen.state.outcome() {
            let name = specimen.name.to_string();
            return Err(SpecimenError::Unproved { name });
        }
    }
    let shared = pack_shared(authorities.root(), crl.as_deref(), packing, first)?;
    if existing == ExistingFile::Keep {
        let own = specimens.iter().flat_map(|one| names(one, packing));
        let own = own.map(|(name, ..)| name);
        let all: BTreeSet<String> = own
            .chain(shared.iter().map(|file| file.name.clone()))
            .collect();
        for name in all {
            let path = folder.join(name);
            if path.symlink_metadata().is_ok() {
                return Err(FileError::Exists { path }.into());
            }
        }
    }
    let mut own = Vec::with_capacity(specimens.len());
    for specimens in specimens.chunks(AT_ONCE) {
        for files in pack(specimens, packing)? {
            let files = files.iter().map(|file| write(folder, file, existing));
            own.push(files.collect::<Result<Vec<Written>, _>>()?);
            written();
        }
    }
    let shared = shared.iter().map(|file| write(folder, file, existing));
    let shared: Result<Vec<Written>, _> = shared.collect();
    Ok((own, shared?))
}

fn write(
    folder: &path::Path,
    file: &SpecimenFile,
    existing: ExistingFile,
) -> Result<Written, FileError> {
    let path = folder.join(&file.name);
    create(folder)?;
    // Whoever loses power makes them again.
    place(
        &path,
        &file.bytes,
        existing,
        file.holds.readers(),
        Durability::ProcessCrash,
    )?;
    Ok(Written {
        name: file.name.clone(),
        holds: file.holds,
        size: file.bytes.len(),
        sha256: Digest::of(&file.bytes),
    })
}

/// Makes the folder, unless it is there.
fn create(folder: &path::Path) -> Result<(), FileError> {
    fs::create_dir_all(folder).map_err(|error| match error.kind() {
        // A file is in the folder's place: nothing that `Keep` and `Replace` are about.
        io::ErrorKind::AlreadyExists => FileError::Unwritable {
            path: folder.to_owned(),
            kind: io::ErrorKind::NotADirectory,
        },
        _ => FileError::writing(folder, &error),
    })
}
