//! What is found in one file.

use std::collections::{BTreeMap, BTreeSet};

use super::{Advice, Remark};
use crate::bundle::{BundleError, FoundKey};
use crate::certificate::Certificate;
use crate::consumer::{Consumer, Verdict};
use crate::format::Format;
use crate::jks::JksError;
use crate::outcome::Outcome;
use crate::pkcs12::{OpenError, OtherBags};
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
    #[error("more than {allowed} certificates and revocation lists")]
    TooManyEntries {
        /// How many are looked at.
        allowed: usize,
    },
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

    /// Returns what to do about the file; `None` if it is good, or if its outcome says it all.
    pub fn advice(&self) -> Option<Advice> {
        let reason = self.outcome.reason()?;
        Advice::of(reason, self.format)
    }
}
