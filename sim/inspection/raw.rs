//! A file that was read and not yet understood.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::finding::{Finding, Problem};
use super::walk::{self, Candidate, Place};
use super::{Inspector, Limits, Remark};
use crate::bundle::{self, EncryptedKey, FoundKey, Item, KeyOpener};
use crate::consumer::Consumer;
use crate::format::Format;
use crate::jks::{self, Entry, JksError};
use crate::outcome::Outcome;
use crate::password::Password;
use crate::pkcs12::{self, Contents, InTheClear, OpenError};
use crate::reason::Reason;
use crate::wrapped;

/// A file that was read and not yet understood.
pub(super) struct Raw {
    finding: Finding,
    /// The bytes, as long as there is something to be found in them.
    bytes: Option<Arc<[u8]>>,
}

impl Raw {
    /// Reads a file; `None` for one that was met in a folder and is something else.
    pub(super) fn read(candidate: Candidate, inspector: &Inspector) -> Option<Self> {
        let Candidate { place, named } = candidate;
        let bytes_max = inspector.limits.container.file_bytes;
        let (path, read) = match place {
            Place::Bytes { name, bytes } => return Some(Raw::of_bytes(name, bytes, inspector)),
            Place::File(path) => {
                let expected = named || walk::is_named_like_one(&path);
                let read = read(&path, expected, bytes_max);
                (path, read)
            }
            Place::Unreadable(path, reason) => (path, Err(reason)),
        };
        let expected = named || walk::is_named_like_one(&path);
        let name = path.to_string_lossy().into_owned();
        match read {
            Ok(bytes) if Format::of(&wrapped::unwrapped(&bytes)).is_none() && !expected => None,
            Ok(bytes) => Some(Raw::of_bytes(name, bytes.into(), inspector)),
            Err(reason) => expected.then(|| Raw {
                finding: Finding {
                    outcome: reason.into(),
                    ..Finding::new(name)
                },
                bytes: None,
            }),
        }
    }

    /// The file with these bytes.
    pub(super) fn of_bytes(name: String, bytes: Arc<[u8]>, inspector: &Inspector) -> Self {
        let mut finding = Finding::new(name);
        let too_long = bytes.len() > inspector.limits.container.file_bytes;
        let bytes = match wrapped::unwrapped(&bytes) {
            Cow::Owned(within) if !too_long => within.into(),
            _ => bytes,
        };
        finding.format = Format::of(&bytes);
        let mut opens = true;
        if too_long {
            finding.outcome = Outcome::Refused(Reason::LimitExceeded);
        } else if !finding.format.is_none_or(Format::is_readable) {
            finding.outcome = Outcome::Refused(Reason::UnsupportedFormat);
        } else if let (Some(Format::Pkcs12), Some(consumer)) = (finding.format, inspector.consumer)
        {
            finding.ask(consumer, &bytes, &inspector.limits);
            opens = inspector.opens();
        }
        let opens = opens && finding.outcome.is_ok();
        Raw {
            finding,
            bytes: opens.then_some(bytes),
        }
    }

    /// The bytes to open in case they are PKCS#12; `None` if there is nothing to find.
    pub(super) fn bytes(&self) -> Option<&Arc<[u8]>> {
        self.bytes.as_ref()
    }

    /// Understands the file, which was opened in case it is PKCS#12.
    pub(super) fn understand(
        self,
        opened: Result<Contents, OpenError>,
        inspector: &Inspector,
    ) -> Finding {
        let Raw { mut finding, bytes } = self;
        let Some(bytes) = bytes else {
            return finding;
        };
        match (finding.format, opened) {
            (Some(Format::Pkcs12), Ok(contents)) => finding.take_contents(contents),
            (
                Some(Format::Pkcs12),
                Err(error @ (OpenError::Malformed { .. } | OpenError::LimitExceeded { .. })),
            ) => finding.refuse(error),
            (Some(Format::Pkcs12), Err(error)) => {
                let clear = pkcs12::in_the_clear(&bytes, &inspector.limits.container);
                finding.take_closed(error, clear.unwrap_or_default(), inspector);
            }
            (Some(Format::Jks), _) => finding.take_key_store(&bytes, inspector),
            _ => finding.take_bundle(&bytes, inspector),
        }
        finding
    }
}

impl Finding {
    /// Has the consumer judge how the file is protected.
    fn ask(&mut self, consumer: Consumer, bytes: &[u8], limits: &Limits) {
        match pkcs12::describe(bytes, &limits.container) {
            Ok(description) => self.verdict = Some((consumer, consumer.verdict(&description))),
            Err(error) => self.refuse(error),
        }
    }

    fn refuse(&mut self, error: OpenError) {
        self.outcome = Outcome::Refused(Reason::from(&error));
        self.problem = match error {
            OpenError::WrongPassword => None,
            error => Some(Problem::Pkcs12(error)),
        };
    }

    fn take_contents(&mut self, contents: Contents) {
        self.opened = true;
        // A trust store is a bundle of certificates, in this format too.
        if !contents.is_trust_store() {
            self.outcome = contents.identity().map(|_| ()).into();
        }
        self.show(contents);
    }

    /// Takes what a file shows that could not be opened.
    fn take_closed(&mut self, error: OpenError, clear: InTheClear, inspector: &Inspector) {
        let InTheClear {
            contents,
            encrypted_keys,
            encrypted_safes,
            ..
        } = clear;
        if inspector.password.is_some() || error != OpenError::WrongPassword {
            self.refuse(error);
            self.show(contents);
            self.private_keys.clear();
            return;
        }
        self.remarks.insert(Remark::NotVerified);
        if encrypted_keys.is_empty() && encrypted_safes == 0 {
            return self.take_contents(contents);
        }
        self.opened = encrypted_safes == 0;
        self.outcome = match self.opened {
            false => Outcome::Refused(Reason::NoPassword),
            true if contents.certificates.is_empty() => {
                Outcome::Refused(Reason::CertificateMissing)
            }
            true => Outcome::Ok,
        };
        self.show(contents);
        let encrypted = encrypted_keys.into_iter().map(Some);
        self.private_keys.extend(encrypted.map(FoundKey::encrypted));
    }

    /// Takes what can be seen of the contents of a PKCS#12 file.
    fn show(&mut self, contents: Contents) {
        let names = contents.keys.iter().map(|bag| &bag.attributes);
        let mut names = names.chain(contents.certificates.iter().map(|bag| &bag.attributes));
        if names.any(|attributes| attributes.unreadable_name) {
            self.remarks.insert(Remark::UnreadableName);
        }
        self.other_bags = contents.others;
        let keys = contents.keys.iter();
        self.private_keys = keys.map(|bag| FoundKey::from(&bag.key)).collect();
        let bags = contents.certificates.into_iter();
        self.certificates = bags.map(|bag| bag.certificate).collect();
    }

    fn take_key_store(&mut self, bytes: &[u8], inspector: &Inspector) {
        let entries = match jks::open(bytes, inspector.typed()) {
            Ok(entries) => entries,
            Err(JksError::WrongPassword) if inspector.password.is_none() => {
                return self.take_closed_key_store(bytes);
            }
            Err(error) => {
                self.outcome = Outcome::Refused(error.into());
                self.problem = match error {
                    JksError::WrongPassword => None,
                    error => Some(Problem::KeyStore(error)),
                };
                // A key that cannot be read is no reason to hide the certificates.
                let clear = jks::in_the_clear(bytes).unwrap_or_default();
                self.certificates = clear.certificates;
                return;
            }
        };
        self.opened = true;
        for entry in entries {
            match entry {
                Entry::PrivateKey { key, chain, .. } => {
                    self.private_keys.push(FoundKey::from(&key));
                    self.certificates.extend(chain);
                }
                Entry::Trusted { certificate, .. } => self.certificates.push(certificate),
            }
        }
    }

    /// Takes what a key store shows without a password.
    fn take_closed_key_store(&mut self, bytes: &[u8]) {
        match jks::in_the_clear(bytes) {
            Ok(clear) => {
                self.opened = true;
                self.remarks.insert(Remark::NotVerified);
                self.certificates = clear.certificates;
                self.private_keys = vec![FoundKey::encrypted(None); clear.encrypted_keys];
            }
            Err(error) => {
                self.outcome = Outcome::Refused(error.into());
                self.problem = Some(Problem::KeyStore(error));
            }
        }
    }

    /// Counts an encrypted key, and opens it if there is a password.
    fn take_encrypted_key(&mut self, key: &EncryptedKey, opener: Option<&mut KeyOpener>) {
        let opened = opener.map(|opener| opener.open(key)).transpose();
        let found = opened.unwrap_or_else(|error| {
            if self.outcome.is_ok() {
                self.refuse(error);
            }
            None
        });
        let closed = || FoundKey::encrypted(key.encryption());
        self.private_keys.push(found.unwrap_or_else(closed));
    }

    fn take_bundle(&mut self, bytes: &[u8], inspector: &Inspector) {
        let entries_max = inspector.limits.entries;
        let password = inspector.password.as_ref().map(Password::as_str);
        let limits = &inspector.limits.container;
        let mut opener = password.map(|password| KeyOpener::new(password, limits));
        self.opened = true;
        for item in bundle::items(bytes) {
            match item {
                Ok(Item::Certificate(certificate)) => self.certificates.push(certificate),
                Ok(Item::RevocationList(list)) => self.revocation_lists.push(list),
                Ok(Item::PrivateKey(key)) => self.private_keys.push(key),
                Ok(Item::EncryptedKey(key)) => self.take_encrypted_key(&key, opener.as_mut()),
                Ok(Item::Other(label)) => *self.passed_over.entry(label).or_default() += 1,
                Ok(_) => {}
                Err(error) => {
                    self.outcome = Outcome::Refused(Reason::Malformed);
                    self.problem.get_or_insert(Problem::Bundle(error));
                }
            }
            if self.certificates.len() + self.revocation_lists.len() > entries_max {
                self.certificates.truncate(entries_max);
                self.outcome = Outcome::Refused(Reason::LimitExceeded);
                let allowed = entries_max;
                self.problem = Some(Problem::TooManyEntries { allowed });
                return;
            }
        }
        let nothing = self.certificates.is_empty()
            && self.revocation_lists.is_empty()
            && self.private_keys.is_empty()
            && self.passed_over.is_empty();
        if nothing {
            self.outcome = Outcome::Refused(Reason::Malformed);
        }
    }
}

/// How many bytes of an unlikely file are sniffed.
const HEAD_BYTES: usize = 4096;

/// Reads at most one byte more than `bytes_max`; an unlikely file met in a folder is sniffed first,
/// and read further only if its head is of a known format.
fn read(path: &Path, expected: bool, bytes_max: usize) -> Result<Vec<u8>, Reason> {
    let unreadable = |error| walk::reason(&error);
    let mut bytes = Vec::new();
    let mut file = File::open(path).map_err(unreadable)?;
    if !expected {
        let mut head = file.by_ref().take(HEAD_BYTES as u64);
        head.read_to_end(&mut bytes).map_err(unreadable)?;
        if Format::of(&wrapped::unwrapped(&bytes)).is_none() {
            return Ok(vec![]);
        }
    }
    let left = bytes_max.saturating_add(1).saturating_sub(bytes.len());
    file.take(left as u64)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() > bytes_max {
        return Err(Reason::LimitExceeded);
    }
    Ok(bytes)
}
