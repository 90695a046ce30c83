//! Many certificates in one piece of memory: a PEM bundle, or DER one after another; with the
//! revocation lists and private keys among them, and the certificates of PKCS#7 messages.
//!
//! The reader is lazy and yields one `Result` per item, so a damaged item does not hide the others.
//! In PEM the next block is always found again, and blocks of other kinds are named; after damaged
//! DER nothing can be trusted, and the reader stops. Zero bytes and white space after the last DER
//! are skipped, as other readers do.

mod block;
mod encrypted_key;
mod found_key;
mod openssh;
mod pkcs7;

pub use pkcs7::certs_only;

use std::collections::VecDeque;

use rustls_pki_types::pem::{PemObject, SectionKind};
use sec1::EcPrivateKey;
use sec1::der::Decode;
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::prelude::FromDer;
use zeroize::Zeroizing;

use self::block::{Block, OPENING};
use self::found_key::KeyReader;
use crate::certificate::{Certificate, CertificateError};
use crate::revocation_list::RevocationList;

pub use self::encrypted_key::{EncryptedKey, KeyOpener};
pub use self::found_key::FoundKey;

/// What is wrong with one place of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// The block is not PEM.
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
    /// DER, one certificate after another.
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
    /// A private key in the clear.
    PrivateKey(FoundKey),
    /// A private key that is encrypted by itself. A [`KeyOpener`] opens it.
    EncryptedKey(EncryptedKey),
    /// A PEM block that is not one of these: a public key, a request, parameters. Its label says
    /// what; only ASCII letters, digits, spaces and `#` are kept of it.
    Other(String),
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
        further: VecDeque::new(),
        keys: KeyReader::new(),
    }
}

/// Reads the certificates of a bundle one by one, in their order; everything else is skipped.
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

/// The iterator that [`items`] returns.
#[derive(Clone, Debug)]
pub struct Items<'a> {
    rest: &'a [u8],
    encoding: Encoding,
    /// The DER of the other certificates of a message.
    further: VecDeque<Vec<u8>>,
    keys: KeyReader,
}

impl Items<'_> {
    /// Has it keep the private keys that it finds; see
    /// [`FoundKey::private_key`].
    pub fn keeping_keys(mut self) -> Self {
        self.keys = self.keys.keeping();
        self
    }

    /// Counts what is left, without reading it: places, whatever is in them.
    pub fn count_unread(mut self) -> usize {
        let mut count = self.further.len();
        while !self.rest.is_empty() {
            let start = match self.encoding {
                Encoding::Pem => find_opening(self.rest).map(|at| at + OPENING.len()),
                Encoding::Der => sequence_length(self.rest).filter(|end| *end <= self.rest.len()),
            };
            let Some(start) = start else {
                break;
            };
            self.rest = &self.rest[start..];
            count += 1;
        }
        count
    }
}

impl Iterator for Items<'_> {
    type Item = Result<Item, BundleError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(der) = self.further.pop_front() {
            return Some(certificate(der));
        }
        let content = match self.encoding {
            Encoding::Pem => self.next_block()?,
            Encoding::Der => self.next_der()?,
        };
        Some(match content {
            Ok(Content::Item(item)) => Ok(item),
            Ok(Content::Message(certificates)) => {
                self.further = certificates.into();
                let first = self.further.pop_front();
                first.map_or(Ok(Item::Other("PKCS7".into())), certificate)
            }
            Err(error) => Err(error),
        })
    }
}

fn certificate(der: Vec<u8>) -> Result<Item, BundleError> {
    Ok(Item::Certificate(Certificate::from_der(der)?))
}

/// What is in one place of a bundle.
enum Content {
    Item(Item),
    /// The DER of the certificates of a PKCS#7 message.
    Message(Vec<Vec<u8>>),
}

impl From<Item> for Content {
    fn from(item: Item) -> Self {
        Content::Item(item)
    }
}

impl Items<'_> {
    fn next_der(&mut self) -> Option<Result<Content, BundleError>> {
        if self
            .rest
            .iter()
            .all(|byte| matches!(byte, 0 | b'\n' | b'\r' | b' '))
        {
            return None;
        }
        let length = match sequence_length(self.rest) {
            Some(length) if length <= self.rest.len() => length,
            _ => self.rest.len(),
        };
        let (der, rest) = self.rest.split_at(length);
        let item = of_der(der, &mut self.keys);
        self.rest = if item.is_ok() { rest } else { &[] };
        Some(item)
    }

    /// Cuts the next PEM block off the front, and reads it. A block is cut out before it is read,
    /// so that one without its end line costs itself only.
    fn next_block(&mut self) -> Option<Result<Content, BundleError>> {
        let start = find_opening(self.rest)?;
        let end = find_opening(&self.rest[start + OPENING.len()..])
            .map_or(self.rest.len(), |next| start + OPENING.len() + next);
        let block = &self.rest[start..end];
        self.rest = &self.rest[end..];
        // The fast path, for the blocks that most bundles consist of.
        Some(match <(SectionKind, Vec<u8>)>::from_pem_slice(block) {
            Ok((SectionKind::Certificate, der)) => {
                let certificate = Certificate::from_der(der).map_err(BundleError::Certificate);
                certificate.map(|certificate| Item::Certificate(certificate).into())
            }
            _ => {
                let block = Block::of(block).ok_or(BundleError::Pem);
                block.and_then(|block| of_block(block, &mut self.keys))
            }
        })
    }
}

/// Reads DER whose kind is told by its structure alone.
fn of_der(der: &[u8], keys: &mut KeyReader) -> Result<Content, BundleError> {
    let error = match Certificate::from_der(der) {
        Ok(certificate) => return Ok(Item::Certificate(certificate).into()),
        Err(error) => error,
    };
    if let Ok(list) = RevocationList::from_der(der) {
        return Ok(Item::RevocationList(list).into());
    }
    if matches!(error, CertificateError::TooManyParts { .. }) {
        return Err(error.into());
    }
    if let Some(certificates) = pkcs7::certificates(der) {
        return Ok(Content::Message(certificates));
    }
    if let Some(key) = keys.pkcs8(der).filter(|key| !key.unreadable) {
        return Ok(Item::PrivateKey(key).into());
    }
    if is_encrypted_key(der) {
        return Ok(Item::EncryptedKey(EncryptedKey::of_pkcs8(der.to_vec())).into());
    }
    if X509CertificationRequest::from_der(der).is_ok() {
        return Ok(Item::Other("CERTIFICATE REQUEST".into()).into());
    }
    Err(error.into())
}

/// Whether DER is an `EncryptedPrivateKeyInfo` (RFC 5208 section 6).
fn is_encrypted_key(der: &[u8]) -> bool {
    let read = yasna::parse_der(der, |reader| {
        reader.read_sequence(|fields| {
            fields.next().read_sequence(|algorithm| {
                algorithm.next().read_oid()?;
                algorithm.read_optional(|parameters| parameters.read_der())
            })?;
            fields.next().read_bytes()
        })
    });
    read.is_ok()
}

/// Reads what a block of any kind holds. A block of a kind that is not read here is not decoded.
fn of_block(block: Block<'_>, keys: &mut KeyReader) -> Result<Content, BundleError> {
    let der = || block.der().ok_or(BundleError::Pem);
    // What is encrypted is not looked at before it is opened, not even its base64.
    let ciphertext = || block.der().unwrap_or_default();
    let key = match block.label {
        "ENCRYPTED PRIVATE KEY" => {
            return Ok(Item::EncryptedKey(EncryptedKey::of_pkcs8(ciphertext())).into());
        }
        label if block.encrypted && label.ends_with("PRIVATE KEY") => {
            let key = EncryptedKey::of_pem(label, block.info, ciphertext());
            return Ok(Item::EncryptedKey(key).into());
        }
        "CERTIFICATE" | "X509 CERTIFICATE" => {
            return Ok(Item::Certificate(Certificate::from_der(der()?)?).into());
        }
        "TRUSTED CERTIFICATE" => {
            // After the certificate, OpenSSL writes what it is trusted for.
            let mut der = der()?;
            der.truncate(sequence_length(&der).unwrap_or(der.len()));
            return Ok(Item::Certificate(Certificate::from_der(der)?).into());
        }
        "X509 CRL" => {
            let list = RevocationList::from_der(&der()?).map_err(BundleError::RevocationList);
            return list.map(|list| Item::RevocationList(list).into());
        }
        "PKCS7" | "PKCS #7 SIGNED DATA" | "CMS" => {
            let other = Ok(Item::Other(block.label.to_owned()).into());
            let certificates = pkcs7::certificates(&der()?);
            return certificates.map_or(other, |them| Ok(Content::Message(them)));
        }
        "PRIVATE KEY" | "RSA PRIVATE KEY" | "DSA PRIVATE KEY" | "EC PRIVATE KEY" => {
            keys.labelled(block.label, &Zeroizing::new(der()?))
        }
        "OPENSSH PRIVATE KEY" => {
            let key = openssh::key(&Zeroizing::new(der()?));
            key.unwrap_or_else(|| FoundKey::unreadable(None))
        }
        label => {
            let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '#' | '-');
            return Ok(Item::Other(label.chars().filter(plain).collect()).into());
        }
    };
    Ok(Item::PrivateKey(key).into())
}

/// The curve that a key in the form of RFC 5915 names.
fn curve_in(der: &[u8]) -> Option<String> {
    let key = EcPrivateKey::from_der(der).ok()?;
    let curve = key.parameters?.named_curve()?;
    Some(crate::key::algorithm_of_curve(&curve.to_string()))
}

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
