//! The cases, and the files they are about.
//!
//! The files with one defect, and those that other programs made, are carried in this library as
//! they are committed: half a megabyte. To make them here would need the thousand lines that make
//! them in the tests, and those lines' own cryptography. What kigen itself writes, files under
//! every encryption and specimens in every state, follows from a seed and is made when it is asked
//! for.

pub(super) mod act;
mod foreign;
mod hostile;
mod life;
mod notices;
mod play;
mod profiles;
mod states;
mod store;
pub(super) mod wallet;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use include_dir::{Dir, include_dir};

pub(super) use states::NOW;

use super::case::{Case, Suite, Task};
use super::protocol::WRITTEN;
use crate::file::{self, Access, Durability, ExistingFile, FileError};
use crate::seed::Seed;
use wallet::Wallet;

/// What the made part of the corpus follows from. It never changes, so that results can be
/// compared.
pub(super) const SEED: Seed = Seed::new(7);

/// The password of everything that is made.
pub(super) const PIN: &str = "0427";

static HOSTILE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/hostile");
static FOREIGN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/foreign");

/// Cases and their files.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    cases: Vec<Case>,
    wallet: Option<Wallet>,
    files: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Corpus {
    /// The cases of these suites, in a fixed order. Making states takes a second.
    pub fn of(suites: &[Suite]) -> Self {
        let mut corpus = Corpus::default();
        if suites.contains(&Suite::Files) {
            hostile::add(&mut corpus);
            foreign::add(&mut corpus);
            profiles::add(&mut corpus);
        }
        if suites.contains(&Suite::States) {
            states::add(&mut corpus);
        }
        if suites.contains(&Suite::Store) || suites.contains(&Suite::Life) {
            let wallet = Wallet::new(&mut corpus);
            if suites.contains(&Suite::Store) {
                store::add(&mut corpus, &wallet);
            }
            if suites.contains(&Suite::Life) {
                life::add(&mut corpus, &wallet);
            }
            corpus.wallet = Some(wallet);
        }
        if suites.contains(&Suite::Notices) {
            notices::add(&mut corpus);
        }
        corpus
    }

    /// Every case, in order.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// Leaves only the cases that one of these patterns names, in which `*` stands for any text.
    /// Without patterns, all of them stay.
    #[must_use]
    pub fn only(mut self, patterns: &[String]) -> Self {
        let is_meant = |case: &Case| patterns.iter().any(|pattern| case.is_called(pattern));
        self.cases
            .retain(|case| patterns.is_empty() || is_meant(case));
        let needed: BTreeSet<&str> = self.cases.iter().flat_map(files).collect();
        self.files.retain(|name, _| needed.contains(name.as_str()));
        self
    }

    /// The bytes of a file that a case names.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(|bytes| &**bytes)
    }

    /// Writes the files of all its cases into a folder, in folders of their own there.
    ///
    /// # Errors
    ///
    /// [`FileError`] for the first file that could not be written.
    pub fn write_to(&self, folder: &Path) -> Result<(), FileError> {
        // Where programs write to that have a store.
        let written = folder.join(WRITTEN);
        file::create_folder(&written, Access::Default)?;
        for name in self.cases.iter().flat_map(files) {
            let path = folder.join(name);
            if let (Some(parent), Some(bytes)) = (path.parent(), self.file(name)) {
                file::create_folder(parent, Access::Default)?;
                let (existing, durability) = (ExistingFile::Replace, Durability::ProcessCrash);
                file::write_unsynced(&path, bytes, existing, Access::Default, durability)?;
            }
        }
        Ok(())
    }

    /// The certificates that sequences are about, where there are such cases.
    pub(super) fn wallet(&self) -> Option<&Wallet> {
        self.wallet.as_ref()
    }

    fn add(&mut self, case: Case) {
        self.cases.push(case);
    }

    fn add_file(&mut self, name: &str, bytes: impl Into<Cow<'static, [u8]>>) {
        self.files.insert(name.to_owned(), bytes.into());
    }
}

/// The files that a case needs.
fn files(case: &Case) -> Vec<&str> {
    match &case.task {
        Task::Walk(_) => wallet::FILES.to_vec(),
        _ => case.files(),
    }
}

/// The rows of a folder's index.
fn rows<T: serde::de::DeserializeOwned>(folder: &'static Dir<'_>) -> Vec<T> {
    #[derive(serde::Deserialize)]
    struct Index<T> {
        file: Vec<T>,
    }
    let index = folder.get_file("index.toml");
    let index = index.and_then(|file| file.contents_utf8());
    let index = toml::from_str::<Index<T>>(index.unwrap_or_default());
    index
        .expect("the index is in the form that the tests keep")
        .file
}

/// A file of a folder, whose index names it.
fn bytes(folder: &'static Dir<'_>, name: &str) -> &'static [u8] {
    let file = folder.get_file(name);
    file.expect("the tests keep the index and its files together")
        .contents()
}
