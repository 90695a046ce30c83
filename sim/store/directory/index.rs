//! The index of a store: which files count, and where they belong.
//!
//! ```text
//! kigen store 1
//! CurrentUser My EEAC…6DA-0123456789abcdef.pem user
//! CurrentUser Keys cbf2…7ea-0123456789abcdef.pem user
//! LocalMachine Root 2EFA…F30-0123456789abcdef.pem
//! end 0123456789abcdef
//! ```
//!
//! The entries of one store are listed newest first. The last line proves that nothing is cut off.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::name::{check_of, container_of, thumbprint_of};
use super::text::{Fault, body, title};
use crate::certificate::Thumbprint;
use crate::label::Label;
use crate::store::{FileDamage, KeyContainer, StoreName};

pub(super) const NAME: &str = "index";

const KIND: &str = "kigen store";
const KEYS: &str = "Keys";

/// Whose an entry or a key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    User(Label),
    Machine,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct EntryRow {
    owner: Owner,
    name: StoreName,
    pub(super) thumbprint: Thumbprint,
    pub(super) file: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyRow {
    owner: Owner,
    pub(super) container: KeyContainer,
    pub(super) file: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    pub(super) entries: Vec<EntryRow>,
    pub(super) keys: Vec<KeyRow>,
}

impl Index {
    pub(super) fn entries_of<'a>(
        &'a self,
        owner: &Owner,
        name: StoreName,
    ) -> impl Iterator<Item = &'a EntryRow> {
        let rows = self.entries.iter();
        rows.filter(move |row| row.owner == *owner && row.name == name)
    }

    /// Returns the position of the newest entry of a certificate.
    pub(super) fn position(
        &self,
        owner: &Owner,
        name: StoreName,
        thumbprint: Thumbprint,
    ) -> Option<usize> {
        self.entries
            .iter()
            .position(|row| row.thumbprint == thumbprint && row.owner == *owner && row.name == name)
    }

    pub(super) fn add(
        &mut self,
        owner: Owner,
        name: StoreName,
        thumbprint: Thumbprint,
        file: String,
    ) {
        let row = EntryRow {
            owner,
            name,
            thumbprint,
            file,
        };
        self.entries.insert(0, row);
    }

    /// Removes the entries of a certificate that cannot be read: it is about to be added again.
    pub(super) fn forget_damaged(
        &mut self,
        owner: &Owner,
        name: StoreName,
        thumbprint: Thumbprint,
        is_damaged: impl Fn(&EntryRow) -> bool,
    ) {
        self.entries.retain(|row| {
            let meant = row.thumbprint == thumbprint && row.owner == *owner && row.name == name;
            !meant || !is_damaged(row)
        });
    }

    pub(super) fn keys_of<'a>(&'a self, owner: &Owner) -> impl Iterator<Item = &'a KeyRow> {
        self.keys.iter().filter(move |row| row.owner == *owner)
    }

    pub(super) fn key(&self, owner: &Owner, container: &KeyContainer) -> Option<&KeyRow> {
        let mut rows = self.keys.iter();
        rows.find(|row| row.container == *container && row.owner == *owner)
    }

    pub(super) fn set_key(&mut self, owner: Owner, container: KeyContainer, file: String) {
        let mut rows = self.keys.iter_mut();
        match rows.find(|row| row.container == container && row.owner == owner) {
            Some(row) => row.file = file,
            None => self.keys.push(KeyRow {
                owner,
                container,
                file,
            }),
        }
    }

    pub(super) fn delete_key(&mut self, owner: &Owner, container: &KeyContainer) {
        self.keys
            .retain(|row| row.container != *container || row.owner != *owner);
    }

    /// The files that count.
    pub(super) fn files(&self) -> BTreeSet<&str> {
        let entries = self.entries.iter().map(|row| row.file.as_str());
        let keys = self.keys.iter().map(|row| row.file.as_str());
        entries.chain(keys).collect()
    }

    pub(super) fn to_text(&self) -> String {
        let mut text = title(KIND);
        let mut line = |owner: &Owner, name: &str, file: &str| {
            // Writing to a String cannot fail.
            let _ = match owner {
                Owner::User(user) => writeln!(text, "CurrentUser {name} {file} {user}"),
                Owner::Machine => writeln!(text, "LocalMachine {name} {file}"),
            };
        };
        for row in &self.entries {
            line(&row.owner, row.name.name(), &row.file);
        }
        for row in &self.keys {
            line(&row.owner, KEYS, &row.file);
        }
        let end = check_of(text.as_bytes());
        text + &format!("end {end}\n")
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let body = body(bytes, KIND)?;
        let cut = Fault::Damaged(FileDamage::Changed);
        let (lines, end) = body
            .strip_suffix('\n')
            .map(|body| body.rsplit_once('\n').unwrap_or(("", body)))
            .ok_or(cut.clone())?;
        let check = end.strip_prefix("end ").ok_or(cut.clone())?;
        let covered = bytes.len() - end.len() - 1;
        if check != check_of(&bytes[..covered]) {
            return Err(cut);
        }
        let mut index = Index::default();
        for line in lines.lines() {
            let unknown = Fault::Damaged(FileDamage::Line);
            index.read_line(line).ok_or(unknown)?;
        }
        Ok(index)
    }

    fn read_line(&mut self, line: &str) -> Option<()> {
        let mut words = line.splitn(4, ' ');
        let (location, name, file) = (words.next()?, words.next()?, words.next()?);
        let owner = match (location, words.next()) {
            ("CurrentUser", Some(user)) => Owner::User(user.parse().ok()?),
            ("LocalMachine", None) => Owner::Machine,
            _ => return None,
        };
        let file = file.to_owned();
        if name == KEYS {
            let container = container_of(&file)?;
            self.keys.push(KeyRow {
                owner,
                container,
                file,
            });
        } else {
            let (name, thumbprint) = (name.parse().ok()?, thumbprint_of(&file)?);
            self.entries.push(EntryRow {
                owner,
                name,
                thumbprint,
                file,
            });
        }
        Some(())
    }
}
