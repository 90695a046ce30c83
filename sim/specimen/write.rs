//! Specimens on the disk.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::{path, slice};

use chrono::{DateTime, Utc};

use super::error::SpecimenError;
use super::files::{ContentKind, OutputOptions, SpecimenFile, names, pack, pack_shared};
use super::state::SpecimenState;
use super::{Authorities, Specimen};
use crate::bundle::{self, Item};
use crate::certificate::Certificate;
use crate::digest::Digest;
use crate::file::{self, Access, Durability, ExistingFile, FileError, OutputFolder};
use crate::key::KeyAlgorithm;
use crate::path::{RelyingParty, StaleLists};
use crate::pki::PkiError;
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
    /// When the revocation lists in it are out of date, apart from that of `stale-crl`.
    pub next_update: Option<DateTime<Utc>>,
}

impl Specimen {
    /// Writes the specimen's files into a folder, with the root to be trusted as `root.pem` and,
    /// for `revoked` and `stale-crl`, the list as `crl.pem`, and returns their names. Existing
    /// files are replaced.
    ///
    /// # Errors
    ///
    /// [`SpecimenError::File`] when the folder cannot be written to, and [`SpecimenError::Pki`]
    /// where hashes stand in for its keys.
    pub fn write_to(
        &self,
        folder: &path::Path,
        packing: &OutputOptions,
    ) -> Result<Vec<String>, SpecimenError> {
        if self.certificate.public_key_algorithm() == KeyAlgorithm::StandIn.name() {
            return Err(PkiError::StandInLeaves.into());
        }
        let specimens = std::slice::from_ref(self);
        let is_stale = self.state == SpecimenState::StaleCrl;
        let stale = self.crl.as_ref().filter(|_| is_stale);
        let shared = pack_shared(&self.root, self.crl.as_slice(), stale, packing, self)?;
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
    authorities.check_may_leave()?;
    let Some(first) = specimens.first() else {
        return Ok((Vec::new(), Vec::new()));
    };
    let lists = authorities.crls(specimens, first.now);
    prove_by(&lists, authorities.root(), specimens)?;
    let has_stale = specimens
        .iter()
        .any(|one| one.state == SpecimenState::StaleCrl);
    let stale = lists.last().filter(|_| has_stale);
    let shared = pack_shared(authorities.root(), &lists, stale, packing, first)?;
    let names = specimens.iter().flat_map(|one| names(one, packing));
    let names = names.map(|(name, ..)| name);
    let names: Vec<String> = names
        .chain(shared.iter().map(|file| file.name.clone()))
        .collect();
    folder.begin(&names, reports)?;
    let mut own = Vec::with_capacity(specimens.len());
    for specimens in specimens.chunks(AT_ONCE) {
        for files in pack(specimens, packing)? {
            let files = files.iter().map(|file| write(folder, file, first.now));
            own.push(files.collect::<Result<Vec<WrittenFile>, _>>()?);
            written();
        }
    }
    let shared = shared.iter().map(|file| write(folder, file, first.now));
    let shared: Result<Vec<WrittenFile>, _> = shared.collect();
    Ok((own, shared?))
}

/// Writes files that somebody else has made into a folder, whole or not at all.
///
/// # Errors
///
/// [`SpecimenError::File`] for the first file that could not be written. When files are to be kept
/// and one of them exists, nothing is written at all.
pub fn write_files(
    folder: &path::Path,
    files: &[SpecimenFile],
    existing: ExistingFile,
    now: DateTime<Utc>,
) -> Result<Vec<WrittenFile>, SpecimenError> {
    let mut folder = OutputFolder::open(folder, existing)?;
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    folder.begin(&names, &[])?;
    let files = files.iter().map(|file| write(&folder, file, now));
    Ok(files.collect::<Result<_, _>>()?)
}

/// Proves that the lists that are written say of the specimens what those said by which each was
/// judged: of each that has its own, and of the first of every other state.
fn prove_by(
    lists: &[Vec<u8>],
    root: &Certificate,
    specimens: &[Specimen],
) -> Result<(), SpecimenError> {
    let unproved = |specimen: &Specimen| SpecimenError::Unproved {
        name: specimen.name.to_string(),
    };
    let mut seen = BTreeSet::new();
    let mut party = None;
    for specimen in specimens {
        let role = specimen.holder.role();
        if !seen.insert((specimen.state, role)) && specimen.crl.is_none() {
            continue;
        }
        let party = match &party {
            Some(party) => party,
            None => {
                let lists = lists.iter().map(Vec::as_slice);
                let read = RelyingParty::new(slice::from_ref(root), lists);
                party.insert(read.map_err(|_| unproved(specimen))?)
            }
        };
        let (certificate, chain, now) = (&specimen.certificate, &specimen.chain, specimen.now);
        let verdict = party.verify_as(role, certificate, chain, now, StaleLists::Refuse);
        let expected = match specimen.state.outcome() {
            // These are about the key, which is not looked at here.
            Err(Reason::NoPrivateKey | Reason::KeyMismatch) => Ok(()),
            outcome => outcome,
        };
        if verdict.map_err(Reason::from) != expected {
            return Err(unproved(specimen));
        }
    }
    Ok(())
}

fn write(
    folder: &OutputFolder,
    file: &SpecimenFile,
    now: DateTime<Utc>,
) -> Result<WrittenFile, FileError> {
    folder.write(&file.name, &file.bytes, file.holds.access())?;
    Ok(WrittenFile {
        name: file.name.clone(),
        holds: file.holds,
        size: file.bytes.len(),
        sha256: Digest::of(&file.bytes),
        next_update: match file.holds {
            ContentKind::RevocationList => next_update(&file.bytes, now),
            _ => None,
        },
    })
}

/// When the first of some revocation lists that are not out of date at `now` will be; if all of
/// them are, when the first was.
fn next_update(lists: &[u8], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let updates = bundle::items(lists).filter_map(|item| match item {
        Ok(Item::RevocationList(list)) => list.next_update,
        _ => None,
    });
    let updates: BTreeSet<_> = updates.collect();
    let current = updates
        .range((Bound::Excluded(now), Bound::Unbounded))
        .next();
    current.or(updates.first()).copied()
}
