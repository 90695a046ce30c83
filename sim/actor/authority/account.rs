//! What the authority knows of one PC: what it promised, and what it made.

use std::collections::BTreeMap;

use crate::certificate::{Certificate, Thumbprint};
use crate::key::PrivateKey;

/// A key and its certificate.
#[derive(Clone, Debug)]
pub(super) struct Issued {
    pub(super) key: PrivateKey,
    pub(super) certificate: Certificate,
}

/// What the authority knows of one PC.
#[derive(Debug, Default)]
pub(super) struct Account {
    /// The institution code its certificates carry.
    pub(super) institution: String,
    /// How many certificates were promised: by letters and by renewals.
    pub(super) promised: u32,
    /// The certificates that were made, by ordinal. A letter that nobody used has none.
    pub(super) issued: BTreeMap<u32, Issued>,
    /// For each certificate that was renewed, the ordinal of its successor.
    pub(super) renewed: BTreeMap<Thumbprint, u32>,
}

impl Account {
    /// The key of one of its certificates.
    pub(super) fn key_of(&self, certificate: &Certificate) -> Option<PrivateKey> {
        let mut issued = self.issued.values();
        let issued = issued.find(|issued| issued.certificate == *certificate);
        issued.map(|issued| issued.key.clone())
    }
}
