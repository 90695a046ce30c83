//! What is found in one file. Whatever is wrong with it stays with it.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::files::{self, Candidate};
use kigen::bundle;
use kigen::certificate::Certificate;
use kigen::format::Format;
use kigen::importer::{Importer, Verdict};
use kigen::jks::{self, Entry, JksError};
use kigen::pkcs12::{self, Contents, Limits, OpenError, OtherBags};
use kigen::reason::Reason;
use kigen::revocation_list::RevocationList;

/// What was found in one file.
pub(super) struct Finding {
    pub(super) path: String,
    /// The kind of file, where it is known.
    pub(super) format: Option<Format>,
    pub(super) outcome: Result<(), Reason>,
    /// More about the outcome than its sentence says.
    pub(super) detail: Option<String>,
    /// Whether the contents were looked at; without a password they need not be for `--for`.
    pub(super) opened: bool,
    /// What the importer would make of it, when one was named.
    pub(super) verdict: Option<(Importer, Verdict)>,
    pub(super) certificates: Vec<Certificate>,
    pub(super) revocation_lists: Vec<RevocationList>,
    pub(super) private_keys: usize,
    /// What else a PKCS#12 file holds.
    pub(super) other_bags: OtherBags,
}

/// A file that was read and not yet understood.
pub(super) struct Raw {
    finding: Finding,
    /// The bytes, as long as there is something to be found in them.
    bytes: Option<Arc<[u8]>>,
}

impl Raw {
    /// Reads a file; none for one that was met in a folder and is something else.
    pub(super) fn read(
        candidate: &Candidate,
        opens: bool,
        importer: Option<Importer>,
        limits: &Limits,
    ) -> Option<Self> {
        let Candidate {
            path,
            named,
            refusal,
        } = candidate;
        let expected = *named || files::is_named_like_one(path);
        let mut finding = Finding {
            path: path.display().to_string(),
            format: None,
            outcome: Ok(()),
            detail: None,
            opened: true,
            verdict: None,
            certificates: vec![],
            revocation_lists: vec![],
            private_keys: 0,
            other_bags: OtherBags::default(),
        };
        let read = match refusal {
            Some(reason) => Err(*reason),
            None => read(path, expected, limits.file_bytes),
        };
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(reason) => {
                finding.outcome = Err(reason);
                return expected.then_some(Raw {
                    finding,
                    bytes: None,
                });
            }
        };
        finding.format = Format::of(&bytes);
        if finding.format.is_none() && !expected {
            return None;
        }
        finding.outcome = match finding.format.is_none_or(Format::is_readable) {
            true => Ok(()),
            false => Err(Reason::UnsupportedFormat),
        };
        if finding.format == Some(Format::Pkcs12) && importer.is_some() {
            match pkcs12::describe(&bytes, limits) {
                Ok(description) => {
                    let verdict = importer.map(|one| (one, one.verdict(&description)));
                    finding.verdict = verdict;
                }
                Err(error) => finding.refuse(&error),
            }
            finding.opened = opens;
        }
        let done = finding.outcome.is_err() || !finding.opened;
        Some(Raw {
            finding,
            bytes: (!done).then(|| bytes.into()),
        })
    }

    /// What is to be opened as PKCS#12, if anything: of other files nothing comes of it.
    pub(super) fn bytes(&self) -> Arc<[u8]> {
        self.bytes.clone().unwrap_or_default()
    }

    /// Understands the file, which was opened in case it is PKCS#12.
    pub(super) fn understand(self, opened: Result<Contents, OpenError>, password: &str) -> Finding {
        let Raw { mut finding, bytes } = self;
        let Some(bytes) = bytes else {
            return finding;
        };
        match (finding.format, opened) {
            (Some(Format::Pkcs12), Ok(contents)) => {
                // A trust store is a bundle of certificates, in this format too.
                if !contents.is_trust_store() {
                    finding.outcome = contents.identity().map(|_| ()).map_err(Reason::from);
                }
                finding.other_bags = contents.others;
                finding.private_keys = contents.keys.len();
                let bags = contents.certificates.into_iter();
                finding.certificates = bags.map(|bag| bag.certificate).collect();
            }
            (Some(Format::Pkcs12), Err(error)) => finding.refuse(&error),
            (Some(Format::Jks), _) => finding.take_key_store(&bytes, password),
            _ => finding.take_bundle(&bytes),
        }
        finding
    }
}

impl Finding {
    fn refuse(&mut self, error: &OpenError) {
        self.outcome = Err(error.into());
        self.detail = match error {
            OpenError::WrongPassword => None,
            error => Some(error.to_string()),
        };
    }

    fn take_key_store(&mut self, bytes: &[u8], password: &str) {
        let entries = match jks::open(bytes, password) {
            Ok(entries) => entries,
            Err(error) => {
                self.outcome = Err(error.into());
                self.detail = match error {
                    JksError::WrongPassword => None,
                    error => Some(error.to_string()),
                };
                // What is wrong with a key is no reason to hide the certificates.
                self.certificates = jks::certificates(bytes, password).unwrap_or_default();
                return;
            }
        };
        for entry in entries {
            match entry {
                Entry::PrivateKey { chain, .. } => {
                    self.private_keys += 1;
                    self.certificates.extend(chain);
                }
                Entry::Trusted { certificate, .. } => self.certificates.push(certificate),
            }
        }
    }

    fn take_bundle(&mut self, bytes: &[u8]) {
        let others = bundle::others(bytes);
        self.private_keys = others.private_keys;
        for list in others.revocation_lists {
            match list {
                Ok(list) => self.revocation_lists.push(list),
                Err(_) => self.outcome = Err(Reason::Malformed),
            }
        }
        let is_other = self.private_keys > 0 || !self.revocation_lists.is_empty();
        if self.format == Some(Format::Der) && is_other {
            return;
        }
        for certificate in bundle::read(bytes) {
            match certificate {
                Ok(certificate) => self.certificates.push(certificate),
                Err(error) => {
                    self.outcome = Err(Reason::Malformed);
                    self.detail.get_or_insert_with(|| error.to_string());
                }
            }
        }
        if self.certificates.is_empty()
            && self.revocation_lists.is_empty()
            && self.private_keys == 0
        {
            self.outcome = Err(Reason::Malformed);
        }
    }
}

/// How much of a file that is perhaps no certificate is looked at, to see whether it is one.
const HEAD_BYTES: usize = 4096;

/// Reads a file, but not more of it than the limit allows, and of one that is not expected to be of
/// a known kind no more than its head, unless it is of one.
fn read(path: &Path, expected: bool, bytes_max: usize) -> Result<Vec<u8>, Reason> {
    let unreadable = |error| files::reason(&error);
    let mut bytes = Vec::new();
    let mut file = File::open(path).map_err(unreadable)?;
    if !expected {
        let mut head = file.by_ref().take(HEAD_BYTES as u64);
        head.read_to_end(&mut bytes).map_err(unreadable)?;
        if Format::of(&bytes).is_none() {
            return Ok(vec![]);
        }
    }
    let left = (bytes_max + 1).saturating_sub(bytes.len());
    file.take(left as u64)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() > bytes_max {
        return Err(Reason::LimitExceeded);
    }
    Ok(bytes)
}
