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
use crate::certificate::Certificate;
use crate::consumer::{Consumer, Structure};
use crate::format::Format;
use crate::jks::{self, Entry, JksError};
use crate::outcome::Outcome;
use crate::password::Password;
use crate::pkcs12::{self, Contents, IdentityError, InTheClear, OpenError};
use crate::reason::Reason;
use crate::wrapped;

/// A file that was read and not yet understood.
pub(super) struct Raw {
    finding: Finding,
    /// The bytes, as long as there is something to be found in them.
    bytes: Option<Arc<[u8]>>,
    /// Who is asked about a PKCS#12 file, and what can be seen of it from outside.
    asked: Option<(Consumer, Structure)>,
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
            Place::Unreadable(path, reason) => (path, Err((reason, None))),
            Place::NotAFile(path) => (path, Err((Reason::Unreadable, Some(Problem::NotAFile)))),
        };
        let expected = named || walk::is_named_like_one(&path);
        let name = path.to_string_lossy().into_owned();
        match read {
            Ok(bytes) if Format::of(&wrapped::unwrapped(&bytes)).is_none() && !expected => None,
            Ok(bytes) => Some(Raw::of_bytes(name, bytes.into(), inspector)),
            // One that is too long is of a known kind; otherwise it was not read to its end.
            Err((reason, problem)) => (expected || problem.is_some()).then(|| Raw {
                finding: Finding {
                    outcome: reason.into(),
                    problem,
                    ..Finding::new(name)
                },
                bytes: None,
                asked: None,
            }),
        }
    }

    /// The file with these bytes.
    pub(super) fn of_bytes(name: String, bytes: Arc<[u8]>, inspector: &Inspector) -> Self {
        let mut finding = Finding::new(name);
        let too_long = bytes.len() > inspector.limits.container.file_bytes;
        let (bytes, is_wrapped) = match wrapped::unwrapped(&bytes) {
            Cow::Owned(within) if !too_long => (within.into(), true),
            _ => (bytes, false),
        };
        finding.format = Format::of(&bytes);
        let (mut opens, mut asked) = (true, None);
        if too_long {
            let allowed = inspector.limits.container.file_bytes;
            finding.problem = Some(too_long_by(bytes.len() as u64, allowed));
            finding.outcome = Outcome::Refused(Reason::LimitExceeded);
        } else if !finding.format.is_none_or(Format::is_readable) {
            finding.outcome = Outcome::Refused(Reason::UnsupportedFormat);
        } else if let (Some(Format::Pkcs12), Some(consumer)) = (finding.format, inspector.consumer)
        {
            asked = finding.ask(consumer, &bytes, is_wrapped, &inspector.limits);
            opens = inspector.opens();
        }
        let opens = opens && finding.outcome.is_ok();
        Raw {
            finding,
            bytes: opens.then_some(bytes),
            asked,
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
        let Raw {
            mut finding,
            bytes,
            asked,
        } = self;
        let Some(bytes) = bytes else {
            return finding;
        };
        match (finding.format, opened) {
            (Some(Format::Pkcs12), Ok(contents)) => {
                if pkcs12::trailing_bytes(&bytes) > 0 {
                    finding.remarks.insert(Remark::TrailingBytes);
                }
                if let Some((consumer, structure)) = asked {
                    let structure = structure.opened(&contents, inspector.typed());
                    finding.verdict = Some((consumer, consumer.verdict(&structure)));
                }
                finding.take_contents(contents);
            }
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
        finding.remark_on_keys();
        finding
    }
}

impl Finding {
    /// Has the consumer judge what can be seen of the file from outside.
    fn ask(
        &mut self,
        consumer: Consumer,
        bytes: &[u8],
        is_wrapped: bool,
        limits: &Limits,
    ) -> Option<(Consumer, Structure)> {
        let description = match pkcs12::describe(bytes, &limits.container) {
            Ok(description) => description,
            Err(error) => {
                self.refuse(error);
                return None;
            }
        };
        let mut structure = Structure::outside(&description);
        if is_wrapped {
            structure = structure.wrapped();
        }
        self.verdict = Some((consumer, consumer.verdict(&structure)));
        Some((consumer, structure))
    }

    fn refuse(&mut self, error: OpenError) {
        self.outcome = Outcome::Refused(Reason::from(&error));
        // Its protection says nothing about a file that is damaged within it.
        if self.outcome == Outcome::Refused(Reason::Malformed) {
            self.verdict = None;
        }
        self.problem = match error {
            OpenError::WrongPassword => None,
            error => Some(Problem::Pkcs12(error)),
        };
    }

    fn take_contents(&mut self, contents: Contents) {
        self.opened = true;
        // A trust store is a bundle of certificates, in this format too.
        if !contents.is_trust_store() {
            match contents.identity() {
                Err(IdentityError::UnreadableKey(error) | IdentityError::UnreadableSafe(error)) => {
                    self.refuse(error);
                }
                identity => self.outcome = identity.map(|_| ()).into(),
            }
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
        for key in &contents.unreadable_keys {
            let at = key.position.saturating_sub(1).min(self.private_keys.len());
            self.private_keys.insert(at, FoundKey::from(key));
        }
        let bags = contents.certificates.into_iter();
        self.certificates = bags.map(|bag| bag.certificate).collect();
    }

    fn take_key_store(&mut self, bytes: &[u8], inspector: &Inspector) {
        let limits = inspector.limits.key_store();
        let entries = match jks::open_within(bytes, inspector.typed(), limits) {
            Ok(entries) => entries,
            Err(JksError::WrongPassword) if inspector.password.is_none() => {
                return self.take_closed_key_store(bytes, limits);
            }
            Err(error) => {
                self.outcome = Outcome::Refused(error.into());
                self.problem = match error {
                    JksError::WrongPassword => None,
                    error => Some(Problem::KeyStore(error)),
                };
                // A key that cannot be read is no reason to hide the certificates.
                let clear = jks::in_the_clear(bytes, limits).unwrap_or_default();
                self.certificates = clear.certificates;
                return;
            }
        };
        self.opened = true;
        for entry in entries {
            match entry {
                Entry::PrivateKey { key, chain, .. } => {
                    let public = key.public().bits();
                    let own = chain.first().map(Certificate::public_key_bits);
                    // Of some algorithms the public half cannot be derived.
                    if !public.is_empty() && own.is_some_and(|own| own != public) {
                        self.outcome = Outcome::Refused(Reason::KeyMismatch);
                    }
                    self.private_keys.push(FoundKey::from(&key));
                    self.certificates.extend(chain);
                }
                Entry::Trusted { certificate, .. } => self.certificates.push(certificate),
            }
        }
    }

    /// Takes what a key store shows without a password.
    fn take_closed_key_store(&mut self, bytes: &[u8], limits: jks::Limits) {
        match jks::in_the_clear(bytes, limits) {
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
        let limits = &inspector.limits;
        let password = inspector.password.as_ref().map(Password::as_str);
        let mut opener = password.map(|password| KeyOpener::new(password, &limits.container));
        self.opened = true;
        let mut items = bundle::items(bytes);
        let mut parts = 0;
        while let Some(item) = items.next() {
            match item {
                Ok(Item::Certificate(certificate)) => {
                    parts += certificate.parts();
                    self.certificates.push(certificate);
                }
                Ok(Item::RevocationList(list)) => self.revocation_lists.push(list),
                Ok(Item::PrivateKey(key)) => self.private_keys.push(key),
                Ok(Item::EncryptedKey(key)) => self.take_encrypted_key(&key, opener.as_mut()),
                Ok(Item::Other(label)) => *self.passed_over.entry(label).or_default() += 1,
                Ok(_) => {}
                // The first of several says what is wrong.
                Err(_) if self.problem.is_some() => {}
                Err(error) => {
                    self.outcome = Outcome::Refused(Reason::from(&error));
                    self.problem = Some(Problem::Bundle(error));
                }
            }
            let problem = if self.entries() > limits.entries {
                self.certificates.truncate(limits.entries);
                Problem::TooManyEntries {
                    found: limits.entries + 1 + items.count_unread(),
                    allowed: limits.entries,
                }
            } else if parts > limits.container.certificate_parts {
                self.certificates.pop();
                Problem::TooManyParts {
                    count: parts,
                    allowed: limits.container.certificate_parts,
                }
            } else {
                continue;
            };
            self.outcome = Outcome::Refused(Reason::LimitExceeded);
            self.problem = Some(problem);
            return;
        }
        if self.entries() == 0 && self.outcome.is_ok() {
            self.outcome = Outcome::Refused(Reason::Malformed);
        }
    }

    /// How many things were found in a bundle.
    fn entries(&self) -> usize {
        self.certificates.len()
            + self.revocation_lists.len()
            + self.private_keys.len()
            + self.passed_over.len()
    }
}

fn too_long_by(bytes: u64, allowed: usize) -> Problem {
    Problem::TooLong {
        bytes,
        allowed: allowed as u64,
    }
}

/// Why a file could not be read, with more to say where there is more.
type Unread = (Reason, Option<Problem>);

/// How many bytes of an unlikely file are sniffed.
const HEAD_BYTES: usize = 4096;

/// Reads at most one byte more than `bytes_max`; an unlikely file met in a folder is sniffed first,
/// and read further only if its head is of a known format.
fn read(path: &Path, expected: bool, bytes_max: usize) -> Result<Vec<u8>, Unread> {
    let unreadable = |error| (walk::reason(&error), None);
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
    let length = file.metadata().map_err(unreadable)?.len();
    if length <= bytes_max as u64 {
        file.take(left as u64)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
    }
    // It may grow meanwhile, and some files of the system say that they are empty.
    let length = length.max(bytes.len() as u64);
    if length > bytes_max as u64 {
        let problem = too_long_by(length, bytes_max);
        return Err((Reason::LimitExceeded, Some(problem)));
    }
    Ok(bytes)
}
