//! What the authority knows of one PC: what it promised, and what it made.

use std::collections::BTreeMap;

use crate::certificate::{Certificate, Thumbprint};
use crate::key::PrivateKey;
use crate::reason::Reason;

/// A certificate, with its key where the authority made that too.
#[derive(Clone, Debug)]
pub(super) struct Issued {
    pub(super) key: Option<PrivateKey>,
    pub(super) certificate: Certificate,
}

impl Issued {
    /// The key, for who is given both.
    pub(super) fn with_key(self) -> Result<(PrivateKey, Certificate), Reason> {
        let key = self.key.ok_or(Reason::OtherKey)?;
        Ok((key, self.certificate))
    }
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
        issued.and_then(|issued| issued.key.clone())
    }
}
