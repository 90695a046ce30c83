//! Many certificates in one piece of memory: a PEM bundle, or DER one after another.
//!
//! The reader is lazy and gives one `Result` a certificate, so a damaged one does not hide the
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
}

/// How the certificates of a bundle are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Base 64 between `-----BEGIN CERTIFICATE-----` lines (RFC 7468); other blocks are passed over.
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

/// Reads the certificates of a bundle one by one, in their order.
///
/// ```
/// let none: Vec<_> = kigen_pkcs12::bundle::read(b"").collect();
/// assert!(none.is_empty());
/// ```
pub fn read(bytes: &[u8]) -> Bundle<'_> {
    Bundle {
        rest: bytes,
        encoding: Encoding::of(bytes),
    }
}

/// The iterator [`read`] gives.
#[derive(Clone, Debug)]
pub struct Bundle<'a> {
    rest: &'a [u8],
    encoding: Encoding,
}

impl Iterator for Bundle<'_> {
    type Item = Result<Certificate, BundleError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.encoding {
            Encoding::Pem => self.next_pem(),
            Encoding::Der => self.next_der(),
        }
    }
}

impl Bundle<'_> {
    /// Each block is cut out before it is read, so that one without its end line costs itself only.
    fn next_pem(&mut self) -> Option<Result<Certificate, BundleError>> {
        loop {
            match next_block(&mut self.rest)? {
                Ok((SectionKind::Certificate, der)) => {
                    return Some(Certificate::from_der(der).map_err(BundleError::from));
                }
                Ok(_) => continue,
                Err(error) => return Some(Err(error)),
            }
        }
    }

    fn next_der(&mut self) -> Option<Result<Certificate, BundleError>> {
        if self.rest.is_empty() {
            return None;
        }
        let length = match sequence_length(self.rest) {
            Some(length) if length <= self.rest.len() => length,
            _ => self.rest.len(),
        };
        let (der, rest) = self.rest.split_at(length);
        let certificate = Certificate::from_der(der);
        self.rest = if certificate.is_ok() { rest } else { &[] };
        Some(certificate.map_err(BundleError::from))
    }
}

/// Cuts the next PEM block off the front, and reads it.
fn next_block(rest: &mut &[u8]) -> Option<Result<(SectionKind, Vec<u8>), BundleError>> {
    let start = find_opening(rest)?;
    let end = find_opening(&rest[start + OPENING.len()..])
        .map_or(rest.len(), |next| start + OPENING.len() + next);
    let block = &rest[start..end];
    *rest = &rest[end..];
    Some(<(SectionKind, Vec<u8>)>::from_pem_slice(block).map_err(|_| BundleError::Pem))
}

/// What a bundle holds beside certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Others {
    /// The certificate revocation lists, in their order; one that is damaged is an error.
    pub revocation_lists: Vec<Result<RevocationList, BundleError>>,
    /// How many private keys there are, in the clear. They may be of any algorithm.
    pub private_keys: usize,
}

/// Reads what a PEM bundle holds beside certificates; or a revocation list or a private key
/// (`PrivateKeyInfo`, RFC 5208) in DER.
///
/// ```
/// let others = kigen_pkcs12::bundle::others(b"");
/// assert_eq!(others.private_keys, 0);
/// ```
pub fn others(bytes: &[u8]) -> Others {
    let mut others = Others::default();
    let list = |der: &[u8]| RevocationList::from_der(der).map_err(BundleError::from);
    if Encoding::of(bytes) == Encoding::Der {
        others.revocation_lists.extend(list(bytes).ok().map(Ok));
        let is_key = PrivateKey::from_pkcs8(bytes) != Err(KeyError::Malformed);
        others.private_keys = usize::from(is_key);
        return others;
    }
    let mut rest = bytes;
    while let Some(block) = next_block(&mut rest) {
        match block {
            Ok((SectionKind::Crl, der)) => others.revocation_lists.push(list(&der)),
            Ok((
                SectionKind::PrivateKey | SectionKind::RsaPrivateKey | SectionKind::EcPrivateKey,
                _,
            )) => others.private_keys += 1,
            _ => {}
        }
    }
    others
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
