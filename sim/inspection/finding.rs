//! What is found in one file.

use std::collections::{BTreeMap, BTreeSet};

use super::{Advice, Limits, Remark};
use crate::bundle::{BundleError, FoundKey};
use crate::certificate::Certificate;
use crate::consumer::{Consumer, Verdict};
use crate::format::Format;
use crate::jks::JksError;
use crate::outcome::Outcome;
use crate::pkcs12::{Limit, OpenError, OtherBags};
use crate::revocation_list::RevocationList;

/// What was found in one file. Whatever is wrong with the file is part of its finding: what could
/// be read is there all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What the file is called: its path as it was given, or as it was met in a folder.
    pub name: String,
    /// The kind of file, where it is known.
    pub format: Option<Format>,
    /// Whether the file is what it should be. The state of its certificates is no part of it.
    pub outcome: Outcome,
    /// What is wrong with it in particular, where there is more to say than the outcome does.
    pub problem: Option<Problem>,
    /// Whether the contents were looked at. They are not without the right password, and need not
    /// be for the opinion of a consumer.
    pub opened: bool,
    /// What the consumer would make of it, when one was named and the file is PKCS#12.
    pub verdict: Option<(Consumer, Verdict)>,
    /// The certificates, in their order.
    pub certificates: Vec<Certificate>,
    /// The revocation lists, in their order.
    pub revocation_lists: Vec<RevocationList>,
    /// The private keys, in their order.
    pub private_keys: Vec<FoundKey>,
    /// The labels of PEM blocks of other kinds, which were skipped, each with its count.
    pub passed_over: BTreeMap<String, usize>,
    /// What else a PKCS#12 file holds.
    pub other_bags: OtherBags,
    /// What else there is to say of it.
    pub remarks: BTreeSet<Remark>,
}

/// What is wrong with a file in particular.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// A PKCS#12 file, or a private key that is encrypted by itself, could not be opened.
    #[error(transparent)]
    Pkcs12(OpenError),
    /// A key store could not be opened.
    #[error(transparent)]
    KeyStore(JksError),
    /// Something in a PEM or DER file could not be read; the first of several.
    #[error(transparent)]
    Bundle(BundleError),
    /// A PEM or DER file holds more than is looked at.
    #[error("{found} certificates, lists, keys and other blocks, the limit is {allowed}")]
    TooManyEntries {
        /// How many things it holds.
        found: usize,
        /// How many are looked at.
        allowed: usize,
    },
    /// Names and extensions of its certificates are more than is looked at.
    #[error("{count} parts of names and extensions, the limit is {allowed}")]
    TooManyParts {
        /// How many there are, up to the certificate that exceeds the limit.
        count: usize,
        /// How many are looked at.
        allowed: usize,
    },
    /// The file is longer than what is read.
    #[error("{bytes} bytes, the limit is {allowed}")]
    TooLong {
        /// How many bytes it has.
        bytes: u64,
        /// How many are read.
        allowed: u64,
    },
    /// It is a pipe, a socket or a device, from which a read might never return.
    #[error("not an ordinary file but a pipe, a socket or a device")]
    NotAFile,
}

impl Problem {
    /// What to do about a limit that was reached, if raising it helps.
    fn advice(&self) -> Option<Advice> {
        let factor = |asked: u64, allowed: u64| {
            let factor = u32::try_from(asked.div_ceil(allowed.max(1))).ok()?;
            (factor <= Limits::FACTOR_MAX).then_some(factor)
        };
        let split = |asked, allowed| {
            let factor = factor(asked, allowed)?;
            Some(Advice::SplitOrRaiseLimit { factor })
        };
        match *self {
            Problem::NotAFile => Some(Advice::GiveFile),
            Problem::TooLong { bytes, allowed } => split(bytes, allowed),
            Problem::TooManyEntries { found, allowed }
            | Problem::KeyStore(
                JksError::TooManyEntries { found, allowed }
                | JksError::TooManyKeys { found, allowed },
            ) => split(found as u64, allowed as u64),
            Problem::TooManyParts { count, allowed }
            | Problem::KeyStore(JksError::TooManyParts { count, allowed }) => {
                split(count as u64, allowed as u64)
            }
            Problem::Pkcs12(OpenError::LimitExceeded {
                limit,
                asked,
                allowed,
            }) => match limit {
                Limit::Bags | Limit::Safes | Limit::FileBytes | Limit::CertificateParts => {
                    split(asked, allowed)
                }
                Limit::Work => factor(asked, allowed).map(|factor| Advice::RaiseLimit { factor }),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Finding {
    /// A file of which nothing is known yet.
    pub(super) fn new(name: String) -> Self {
        Finding {
            name,
            format: None,
            outcome: Outcome::Ok,
            problem: None,
            opened: false,
            verdict: None,
            certificates: vec![],
            revocation_lists: vec![],
            private_keys: vec![],
            passed_over: BTreeMap::new(),
            other_bags: OtherBags::default(),
            remarks: BTreeSet::new(),
        }
    }

    /// Which private key each certificate belongs to, as its number in
    /// [`private_keys`](Self::private_keys), where that is certain.
    pub fn keys_of_certificates(&self) -> Vec<Option<usize>> {
        let mut keys = BTreeMap::new();
        for (number, key) in self.private_keys.iter().enumerate() {
            if let Some(public) = key.public_key_bits() {
                keys.entry(public).or_insert(number);
            }
        }
        let certificates = self.certificates.iter();
        certificates
            .map(|certificate| {
                let number = keys.get(certificate.public_key_bits());
                number
                    .copied()
                    .filter(|number| self.private_keys[*number].belongs_to(certificate))
            })
            .collect()
    }

    /// Remarks that a key belongs to no certificate beside it.
    pub(super) fn remark_on_keys(&mut self) {
        if self.certificates.is_empty() || !self.outcome.is_ok() {
            return;
        }
        let keys = self.keys_of_certificates();
        let own: BTreeSet<_> = keys
            .into_iter()
            .flatten()
            .map(|number| self.private_keys[number].public_key_bits())
            .collect();
        let mut keys = self.private_keys.iter().map(FoundKey::public_key_bits);
        if keys.any(|public| public.is_some() && !own.contains(&public)) {
            self.remarks.insert(Remark::KeyWithoutCertificate);
        }
    }

    /// Returns what to do about the file; `None` if it is good, or if its outcome says it all.
    pub fn advice(&self) -> Option<Advice> {
        let reason = self.outcome.reason()?;
        let advice = self.problem.as_ref().and_then(Problem::advice);
        advice.or_else(|| Advice::of(reason, self.format))
    }
}
