//! A certificate revocation list (RFC 5280 section 5): the facts people ask for.
//!
//! **Architecture invariant:** nothing here decides whether a list is good, or what follows from
//! it. kigen's `path` does, at a given time.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use x509_parser::prelude::{CertificateRevocationList, FromDer};
use x509_parser::time::ASN1Time;

use crate::certificate::dates::{self, element};
use crate::certificate::{CertificateError, name, structure};

/// What a certificate revocation list says.
///
/// ```
/// use kigen_pkcs12::revocation_list::RevocationList;
///
/// assert!(RevocationList::from_der(b"not a list").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevocationList {
    /// Who issued it, as RFC 4514 writes names.
    pub issuer: String,
    /// When it was issued.
    pub this_update: DateTime<Utc>,
    /// When the next one is due, if it says so.
    pub next_update: Option<DateTime<Utc>>,
    /// How many certificates it revokes.
    pub revoked: usize,
    der: Arc<[u8]>,
}

impl RevocationList {
    /// Reads one list that nothing follows. The signature is not verified.
    ///
    /// # Errors
    ///
    /// [`CertificateError`] says whether the structure, its end or its dates are wrong.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        dates::check_list(der)?;
        let entries = Entries::find(der);
        if let Some(entries) = &entries {
            structure::check_name(entries.issuer)?;
        }
        let without = entries.as_ref().and_then(Entries::taken_out);
        let whole = der;
        let (der, revoked) = match (&without, &entries) {
            (Some(without), Some(entries)) => (without.as_slice(), entries.count()?),
            _ => (der, 0),
        };
        let (rest, list) =
            CertificateRevocationList::from_der(der).map_err(|_| CertificateError::Malformed)?;
        if !rest.is_empty() {
            return Err(CertificateError::TrailingBytes { count: rest.len() });
        }
        let time = |time: ASN1Time| {
            DateTime::from_timestamp(time.timestamp(), 0).ok_or(CertificateError::Malformed)
        };
        Ok(RevocationList {
            issuer: name::display(name::whole(list.issuer())?),
            this_update: time(list.last_update())?,
            next_update: list.next_update().map(time).transpose()?,
            revoked,
            der: whole.into(),
        })
    }

    /// The list's DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whether it is out of date at `at`: the next one was due by then, and a verifier that wants a
    /// current list refuses everybody. A list that does not say is never out of date.
    pub fn is_stale(&self, at: DateTime<Utc>) -> bool {
        self.next_update.is_some_and(|next| next <= at)
    }
}

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The entries of a list. There may be a million, which the parser would all keep in memory, so
/// they are only counted, and the parser gets the list without them.
struct Entries<'a> {
    /// The content of the issuer's name.
    issuer: &'a [u8],
    /// `TBSCertList` up to the entries, the entries, and what follows them.
    before: &'a [u8],
    entries: &'a [u8],
    behind: &'a [u8],
    /// What follows `TBSCertList`.
    signature: &'a [u8],
    /// What follows the list.
    rest: &'a [u8],
}

impl<'a> Entries<'a> {
    /// Finds the entries of what looks like a list; there may be none.
    fn find(der: &'a [u8]) -> Option<Self> {
        let (list, rest) = element(der)?;
        let (tbs, signature) = element(list.content)?;
        let mut left = tbs.content;
        if element(left)?.0.tag == INTEGER {
            left = element(left)?.1;
        }
        left = element(left)?.1; // signature
        let (issuer, mut left) = element(left)?;
        while let Some((next, after)) = element(left)
            && matches!(next.tag, UTC_TIME | GENERALIZED_TIME)
        {
            left = after; // thisUpdate, nextUpdate
        }
        let before = &tbs.content[..tbs.content.len() - left.len()];
        let (entries, behind) = match element(left) {
            Some((entries, behind)) if entries.tag == SEQUENCE => (entries.content, behind),
            _ => (&[][..], left),
        };
        let sequences = list.tag == SEQUENCE && tbs.tag == SEQUENCE;
        sequences.then_some(Entries {
            issuer: issuer.content,
            before,
            entries,
            behind,
            signature,
            rest,
        })
    }

    /// The list without its entries; `None` if it has none.
    fn taken_out(&self) -> Option<Vec<u8>> {
        if self.entries.is_empty() {
            return None;
        }
        let tbs = sequence(&[self.before, self.behind]);
        let list = sequence(&[&tbs, self.signature]);
        Some([list.as_slice(), self.rest].concat())
    }

    /// Counts the entries: each a serial number, a date and perhaps extensions (RFC 5280 section
    /// 5.1.2.6).
    fn count(&self) -> Result<usize, CertificateError> {
        let (mut left, mut count) = (self.entries, 0);
        while !left.is_empty() {
            left = after_entry(left).ok_or(CertificateError::Malformed)?;
            count += 1;
        }
        Ok(count)
    }
}

/// What follows the entry that `bytes` begin with.
fn after_entry(bytes: &[u8]) -> Option<&[u8]> {
    let (entry, rest) = element(bytes)?;
    let (serial, fields) = element(entry.content)?;
    let (date, fields) = element(fields)?;
    let extensions = fields.is_empty() || element(fields)?.0.tag == SEQUENCE;
    let sound = entry.tag == SEQUENCE
        && serial.tag == INTEGER
        && matches!(date.tag, UTC_TIME | GENERALIZED_TIME)
        && extensions;
    sound.then_some(rest)
}

/// A SEQUENCE of these parts, in DER.
fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let octets = content.len().to_be_bytes();
    let octets = &octets[octets.iter().take_while(|octet| **octet == 0).count()..];
    let header = match content.len() {
        short @ 0..=0x7f => vec![SEQUENCE, short as u8],
        _ => [&[SEQUENCE, 0x80 | octets.len() as u8], octets].concat(),
    };
    [header, content].concat()
}
