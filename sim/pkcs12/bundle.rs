//! Many certificates in one piece of memory: a PEM bundle, or DER one after another; with the
//! revocation lists and private keys among them.
//!
//! The reader is lazy and gives one `Result` an item, so a damaged one does not hide the
//! others. In PEM the next block is always found again; behind damaged DER nothing can be trusted,
//! and the reader stops.

use rustls_pki_types::pem::{PemObject, SectionKind};

use crate::certificate::{Certificate, CertificateError};
use crate::key::{KeyError, PrivateKey};
use crate::revocation_list::RevocationList;

/// What is wrong with one place of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The block is no PEM.
    #[error("damaged PEM")]
    Pem,
    /// The block or the bytes hold no certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The block holds no revocation list.
    #[error("a revocation list is damaged: {0}")]
    RevocationList(CertificateError),
}

/// How the certificates of a bundle are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Base 64 between `-----BEGIN CERTIFICATE-----` lines (RFC 7468); other blocks are passed
    /// over.
    Pem,
    /// DER, one certificate behind another.
    Der,
}

impl Encoding {
    /// The encoding of `bytes`: DER when they open with a SEQUENCE, PEM otherwise.
    pub fn of(bytes: &[u8]) -> Self {
        match bytes.first() {
            Some(0x30) => Encoding::Der,
            _ => Encoding::Pem,
        }
    }
}

/// One thing in a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Item {
    /// A certificate.
    Certificate(Certificate),
    /// A certificate revocation list.
    RevocationList(RevocationList),
    /// A private key in the clear. It may be of any algorithm, and nothing more is read of it.
    PrivateKey,
    /// A PEM block that is well-formed and none of these: a public key, a request.
    Other,
}

/// Reads everything in a bundle one by one, in its order, in one walk.
///
/// In DER a private key is `PrivateKeyInfo` (RFC 5208).
///
/// ```
/// let none: Vec<_> = kigen_pkcs12::bundle::items(b"").collect();
/// assert!(none.is_empty());
/// ```
pub fn items(bytes: &[u8]) -> Items<'_> {
    Items {
        rest: bytes,
        encoding: Encoding::of(bytes),
    }
}

/// Reads the certificates of a bundle one by one, in their order; whatever else there is is passed
/// over.
///
/// ```
/// let none: Vec<_> = kigen_pkcs12::bundle::read(b"").collect();
/// assert!(none.is_empty());
/// ```
pub fn read(bytes: &[u8]) -> impl Iterator<Item = Result<Certificate, BundleError>> + '_ {
    items(bytes).filter_map(|item| match item {
        Ok(Item::Certificate(certificate)) => Some(Ok(certificate)),
        Ok(_) | Err(BundleError::RevocationList(_)) => None,
        Err(error) => Some(Err(error)),
    })
}

/// The iterator [`items`] gives.
#[derive(Clone, Debug)]
pub struct Items<'a> {
    rest: &'a [u8],
    encoding: Encoding,
}

impl Iterator for Items<'_> {
    type Item = Result<Item, BundleError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.encoding {
            Encoding::Pem => next_block(&mut self.rest).map(|block| of_block(block?)),
            Encoding::Der => self.next_der(),
        }
    }
}

impl Items<'_> {
    fn next_der(&mut self) -> Option<Result<Item, BundleError>> {
        if self.rest.is_empty() {
            return None;
        }
        let length = match sequence_length(self.rest) {
            Some(length) if length <= self.rest.len() => length,
            _ => self.rest.len(),
        };
        let (der, rest) = self.rest.split_at(length);
        let item = of_der(der);
        self.rest = if item.is_ok() { rest } else { &[] };
        Some(item)
    }
}

/// What a PEM block holds.
fn of_block((kind, der): (SectionKind, Vec<u8>)) -> Result<Item, BundleError> {
    match kind {
        SectionKind::Certificate => Ok(Item::Certificate(Certificate::from_der(der)?)),
        SectionKind::Crl => RevocationList::from_der(&der)
            .map(Item::RevocationList)
            .map_err(BundleError::RevocationList),
        SectionKind::PrivateKey | SectionKind::RsaPrivateKey | SectionKind::EcPrivateKey => {
            Ok(Item::PrivateKey)
        }
        _ => Ok(Item::Other),
    }
}

/// What DER is that does not say so itself.
fn of_der(der: &[u8]) -> Result<Item, BundleError> {
    let error = match Certificate::from_der(der) {
        Ok(certificate) => return Ok(Item::Certificate(certificate)),
        Err(error) => error,
    };
    if let Ok(list) = RevocationList::from_der(der) {
        return Ok(Item::RevocationList(list));
    }
    match PrivateKey::from_pkcs8(der) {
        Err(KeyError::Malformed) => Err(error.into()),
        _ => Ok(Item::PrivateKey),
    }
}

/// Cuts the next PEM block off the front, and reads it. A block is cut out before it is read, so
/// that one without its end line costs itself only.
fn next_block(rest: &mut &[u8]) -> Option<Result<(SectionKind, Vec<u8>), BundleError>> {
    let start = find_opening(rest)?;
    let end = find_opening(&rest[start + OPENING.len()..])
        .map_or(rest.len(), |next| start + OPENING.len() + next);
    let block = &rest[start..end];
    *rest = &rest[end..];
    Some(<(SectionKind, Vec<u8>)>::from_pem_slice(block).map_err(|_| BundleError::Pem))
}

/// What a line that opens a PEM block begins with.
const OPENING: &[u8] = b"-----BEGIN ";

fn find_opening(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(OPENING.len())
        .position(|window| window == OPENING)
}

/// The length of the SEQUENCE that `bytes` open with, its header included.
fn sequence_length(bytes: &[u8]) -> Option<usize> {
    let (0x30, first) = (*bytes.first()?, *bytes.get(1)?) else {
        return None;
    };
    let octets = match first {
        0..=0x7f => return Some(2 + usize::from(first)),
        0x81..=0x84 => usize::from(first & 0x7f),
        _ => return None,
    };
    let length = bytes
        .get(2..2 + octets)?
        .iter()
        .fold(0u64, |length, byte| length << 8 | u64::from(*byte));
    usize::try_from(length).ok()?.checked_add(2 + octets)
}
