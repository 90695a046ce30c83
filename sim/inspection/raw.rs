//! A file that was read and not yet understood.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::finding::{Finding, Problem};
use super::walk::{self, Candidate, Place};
use super::{Inspector, Limits};
use crate::bundle::{self, FoundKey, Item};
use crate::consumer::Consumer;
use crate::format::Format;
use crate::jks::{self, Entry, JksError};
use crate::outcome::Outcome;
use crate::pkcs12::{self, Contents, OpenError};
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
            let allowed = inspector.limits.container.file_bytes;
            finding.problem = Some(too_long_by(bytes.len() as u64, allowed));
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
        password: &str,
        limits: &Limits,
    ) -> Finding {
        let Raw { mut finding, bytes } = self;
        let Some(bytes) = bytes else {
            return finding;
        };
        match (finding.format, opened) {
            (Some(Format::Pkcs12), Ok(contents)) => finding.take_contents(contents),
            (Some(Format::Pkcs12), Err(error)) => finding.refuse(error),
            (Some(Format::Jks), _) => finding.take_key_store(&bytes, password, limits.key_store()),
            _ => finding.take_bundle(&bytes, limits),
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
            self.outcome = contents.identity().map(|_| ()).into();
        }
        self.other_bags = contents.others;
        let keys = contents.keys.iter();
        self.private_keys = keys.map(|bag| FoundKey::from(&bag.key)).collect();
        let bags = contents.certificates.into_iter();
        self.certificates = bags.map(|bag| bag.certificate).collect();
    }

    fn take_key_store(&mut self, bytes: &[u8], password: &str, limits: jks::Limits) {
        let entries = match jks::open_within(bytes, password, limits) {
            Ok(entries) => entries,
            Err(error) => {
                self.outcome = Outcome::Refused(error.into());
                self.problem = match error {
                    JksError::WrongPassword => None,
                    error => Some(Problem::KeyStore(error)),
                };
                // A key that cannot be read is no reason to hide the certificates.
                let certificates = jks::certificates(bytes, password, limits);
                self.certificates = certificates.unwrap_or_default();
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

    fn take_bundle(&mut self, bytes: &[u8], limits: &Limits) {
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
