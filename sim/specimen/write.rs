//! Specimens on the disk.

use std::path;

use chrono::{DateTime, Utc};

use super::error::SpecimenError;
use super::files::{ContentKind, OutputOptions, SpecimenFile, names, pack, pack_shared};
use super::{Authorities, Specimen};
use crate::bundle::{self, Item};
use crate::digest::Digest;
use crate::file::{self, Access, Durability, ExistingFile, FileError, OutputFolder};
use crate::path::Path;
use crate::reason::Reason;

/// How many specimens are packed at once: enough to fill the lanes of every core, a few megabytes.
const AT_ONCE: usize = 256;

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// Its name in the folder.
    pub name: String,
    /// What is in it.
    pub holds: ContentKind,
    /// How many bytes it has.
    pub size: usize,
    /// SHA-256 over its bytes.
    pub sha256: Digest,
    /// When the revocation lists in it are out of date.
    pub next_update: Option<DateTime<Utc>>,
}

impl Specimen {
    /// Writes the specimen's files into a folder, with the root to be trusted as `root.pem` and,
    /// for `revoked`, the list as `crl.pem`, and returns their names. Existing files are replaced.
    ///
    /// # Errors
    ///
    /// [`SpecimenError::File`] when the folder cannot be written to.
    pub fn write_to(
        &self,
        folder: &path::Path,
        packing: &OutputOptions,
    ) -> Result<Vec<String>, SpecimenError> {
        let specimens = std::slice::from_ref(self);
        let shared = pack_shared(&self.root, self.crl.as_slice(), packing, self)?;
        let files = pack(specimens, packing)?.into_iter().flatten();
        file::create_folder(folder, Access::Default)?;
        let files = files.chain(shared).map(|file| {
            let (path, access) = (folder.join(&file.name), file.holds.access());
            let (existing, durability) = (ExistingFile::Replace, Durability::ProcessCrash);
            file::write_unsynced(&path, &file.bytes, existing, access, durability)?;
            Ok(file.name)
        });
        files.collect()
    }
}

/// Writes the files of many specimens of the same authorities into a folder, with the root to be
/// trusted and one revocation list for all of them: first the files of each specimen, in their
/// order, then the shared ones. `written` is called after each specimen. The caller writes its
/// `reports` afterwards; existing files of those names are deleted first.
///
/// # Errors
///
/// [`SpecimenError::File`] for the first file that could not be written. When files are to be kept
/// and one of them exists, nothing is written at all.
pub fn write_all(
    authorities: &Authorities,
    specimens: &[Specimen],
    folder: &mut OutputFolder,
    packing: &OutputOptions,
    reports: &[&str],
    written: &dyn Fn(),
) -> Result<(Vec<Vec<WrittenFile>>, Vec<WrittenFile>), SpecimenError> {
    let Some(first) = specimens.first() else {
        return Ok((Vec::new(), Vec::new()));
    };
    let lists = authorities.crls(specimens, first.now);
    let crls = &lists[..1];
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
    let shared = pack_shared(authorities.root(), &lists, packing, first)?;
    let names = specimens.iter().flat_map(|one| names(one, packing));
    let names = names.map(|(name, ..)| name);
    let names: Vec<String> = names
        .chain(shared.iter().map(|file| file.name.clone()))
        .collect();
    folder.begin(&names, reports)?;
    let mut own = Vec::with_capacity(specimens.len());
    for specimens in specimens.chunks(AT_ONCE) {
        for files in pack(specimens, packing)? {
            let files = files.iter().map(|file| write(folder, file));
            own.push(files.collect::<Result<Vec<WrittenFile>, _>>()?);
            written();
        }
    }
    let shared = shared.iter().map(|file| write(folder, file));
    let shared: Result<Vec<WrittenFile>, _> = shared.collect();
    Ok((own, shared?))
}

fn write(folder: &OutputFolder, file: &SpecimenFile) -> Result<WrittenFile, FileError> {
    folder.write(&file.name, &file.bytes, file.holds.access())?;
    Ok(WrittenFile {
        name: file.name.clone(),
        holds: file.holds,
        size: file.bytes.len(),
        sha256: Digest::of(&file.bytes),
        next_update: match file.holds {
            ContentKind::RevocationList => next_update(&file.bytes),
            _ => None,
        },
    })
}

/// When the first of some revocation lists is out of date.
fn next_update(lists: &[u8]) -> Option<DateTime<Utc>> {
    let updates = bundle::items(lists).filter_map(|item| match item {
        Ok(Item::RevocationList(list)) => list.next_update,
        _ => None,
    });
    updates.min()
}
