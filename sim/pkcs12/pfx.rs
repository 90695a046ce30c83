//! The structures of a file, as far as they can be read at one time: `PFX` and what is in the
//! clear, and later each `SafeContents` that was decrypted.
//!
//! p12 is the codec of RFC 7292: what is written is written by its types, and
//! `AlgorithmIdentifier`, `DigestInfo` and `EncryptedPrivateKeyInfo` are read by them. The rest is
//! read here, with the reader under p12 (yasna): p12 asserts on unexpected versions and content
//! types in `EncryptedData`, insists on `MacData.iterations`, gives up the whole file for a
//! certificate of another type or an attribute in another string type, takes the last of several
//! values, and has no notion of limits.

mod attributes;

use p12::{AlgorithmIdentifier, EncryptedPrivateKeyInfo};
use yasna::models::ObjectIdentifier;
use yasna::tags::TAG_BMPSTRING;
use yasna::{ASN1Error, ASN1ErrorKind, ASN1Result, BERReader, Tag};
use zeroize::Zeroizing;

use super::algorithm::{Algorithm, UnknownAlgorithm};
use super::ber::{self, Fault};
use super::contents::{BagAttributes, Form, OtherBags};
use super::encryption;
use super::error::{Limit, OpenError, Part};
use super::kdf::KeyDerivation;
use super::limits::{Demands, Limits, within};
use super::mac::Mac;
use super::oid;
use super::scheme::Scheme;
use super::wrapped;
use attributes::attributes;

/// The version of `PFX`, RFC 7292 section 4.
pub(super) const PFX_VERSION: u8 = 3;
/// The version of `EncryptedData`, RFC 2315 section 13.
const ENCRYPTED_DATA_VERSION: u8 = 0;

/// A file, as far as it can be read without a password.
pub(super) struct Pfx {
    /// What the MAC covers: the `AuthenticatedSafe`.
    pub(super) content: Vec<u8>,
    /// The MAC, which a file may lack.
    pub(super) mac: Option<Mac>,
    /// The `AuthenticatedSafe`, taken apart.
    pub(super) safes: Vec<Safe>,
    /// How many bytes stand behind the file.
    pub(super) trailing_bytes: usize,
}

/// One `ContentInfo` of the `AuthenticatedSafe`.
pub(super) enum Safe {
    /// Bags in the clear, although keys among them may be encrypted.
    Plain(Vec<Bag>),
    /// Bags that are encrypted together.
    Encrypted(Encrypted),
}

/// A ciphertext and how to decrypt it.
pub(super) struct Encrypted {
    pub(super) part: Part,
    /// How it is encrypted, where that is known here.
    pub(super) scheme: Result<Scheme, UnknownAlgorithm>,
    pub(super) ciphertext: Vec<u8>,
}

/// A bag of a kind that is read here.
pub(super) struct Bag {
    pub(super) value: BagValue,
    pub(super) attributes: BagAttributes,
}

/// What is in a bag.
pub(super) enum BagValue {
    /// A `PrivateKeyInfo`.
    Key(Zeroizing<Vec<u8>>),
    /// An `EncryptedPrivateKeyInfo`.
    ShroudedKey(Encrypted),
    /// An X.509 certificate.
    Certificate(Vec<u8>),
}

impl Bag {
    /// What is encrypted in the bag.
    pub(super) fn encrypted(&self) -> Option<&Encrypted> {
        match &self.value {
            BagValue::ShroudedKey(encrypted) => Some(encrypted),
            BagValue::Key(_) | BagValue::Certificate(_) => None,
        }
    }
}

/// Reads the structures of one file, and keeps the account of its bags and of the keys that have to
/// be derived for it.
#[derive(Clone)]
pub(super) struct Reading {
    limits: Limits,
    bags: usize,
    safes: usize,
    /// The bags of other kinds.
    others: OtherBags,
    /// What is unusual about the bags.
    form: Form,
    /// The keys that have to be derived.
    demands: Demands,
    /// Why reading was given up, when there is more to say than that the bytes are malformed:
    /// yasna's own error cannot carry it.
    refusal: Option<OpenError>,
}

impl Reading {
    pub(super) fn new(limits: &Limits) -> Self {
        Reading {
            limits: *limits,
            bags: 0,
            safes: 0,
            others: OtherBags::default(),
            form: Form::default(),
            demands: Demands::default(),
            refusal: None,
        }
    }

    /// What the file may ask for.
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The account of the keys that have to be derived.
    pub(super) fn demands(&mut self) -> (&mut Demands, &Limits) {
        (&mut self.demands, &self.limits)
    }

    /// Admits a derivation of `part`, or says why not.
    pub(super) fn admit(
        &mut self,
        derivation: &KeyDerivation<'_>,
        part: Part,
    ) -> Result<(), OpenError> {
        self.demands.admit(derivation, part, &self.limits)
    }

    /// The bags of other kinds so far.
    pub(super) fn others(&self) -> OtherBags {
        self.others
    }

    /// What was unusual about the bags so far.
    pub(super) fn form(&self) -> Form {
        self.form
    }

    /// Reads all of a file that is not encrypted.
    pub(super) fn pfx(&mut self, bytes: &[u8]) -> Result<Pfx, OpenError> {
        within(Limit::FileBytes, bytes.len(), self.limits.file_bytes)?;
        let bytes = &*wrapped::unwrapped(bytes);
        // What follows the file is passed over, as OpenSSL, Java and Windows do.
        let end = ber::first(bytes).unwrap_or(bytes.len());
        let (bytes, trailing) = bytes.split_at(end);
        let trailing_bytes = trailing.len();
        let (content, mac) = self.parse(bytes, Part::File, |reading, r| {
            r.read_sequence(|fields| {
                if fields.next().read_u8()? != PFX_VERSION {
                    return Err(malformed());
                }
                let content = reading.authenticated(fields.next())?;
                Ok((content, fields.read_optional(Mac::read)?))
            })
        })?;
        let mut safes = vec![];
        self.parse(&content, Part::AuthenticatedSafe, |reading, r| {
            r.read_sequence_of(|r| reading.content_info_into(&mut safes, r))
        })?;
        within(Limit::Safes, self.safes, self.limits.bags)?;
        let safes = safes.into_iter().map(|safe| match safe {
            RawSafe::Plain(bytes) => {
                Ok(Safe::Plain(self.safe_contents(&bytes, Part::SafeContents)?))
            }
            RawSafe::Encrypted(encrypted) => Ok(Safe::Encrypted(encrypted)),
        });
        let safes = safes.collect::<Result<_, OpenError>>()?;
        Ok(Pfx {
            content,
            mac,
            safes,
            trailing_bytes,
        })
    }

    /// Reads `SafeContents`, and those nested in them as though they were not nested.
    pub(super) fn safe_contents(
        &mut self,
        bytes: &[u8],
        part: Part,
    ) -> Result<Vec<Bag>, OpenError> {
        let mut bags = vec![];
        self.parse(bytes, part, |reading, r| reading.bags_into(&mut bags, 0, r))?;
        within(Limit::Bags, self.bags, self.limits.bags)?;
        Ok(bags)
    }

    /// Checks `bytes` and reads them.
    fn parse<T>(
        &mut self,
        bytes: &[u8],
        part: Part,
        read: impl for<'r> FnOnce(&mut Self, BERReader<'_, 'r>) -> ASN1Result<T>,
    ) -> Result<T, OpenError> {
        let definite = definite(bytes, part, &self.limits)?;
        let bytes = definite.as_deref().map_or(bytes, Vec::as_slice);
        let read = yasna::parse_ber(bytes, |reader| read(self, reader));
        read.map_err(|_| self.refusal.take().unwrap_or(OpenError::Malformed { part }))
    }

    /// Gives up, and keeps the reason.
    fn refuse(&mut self, reason: OpenError) -> ASN1Error {
        self.refusal = Some(reason);
        malformed()
    }

    /// The `ContentInfo` that holds the `AuthenticatedSafe`: data, with or without a MAC.
    fn authenticated(&mut self, reader: BERReader<'_, '_>) -> ASN1Result<Vec<u8>> {
        reader.read_sequence(|fields| {
            let id = fields.next().read_oid()?;
            if !oid::is(&id, oid::DATA) {
                // Signed data: the integrity mode of RFC 7292 section 3.1 that takes a certificate.
                return Err(self.refuse(OpenError::unsupported(Part::File, &UnknownAlgorithm(id))));
            }
            let content = fields.next();
            content.read_tagged(Tag::context(0), |r| r.read_bytes())
        })
    }

    /// Reads a `ContentInfo` of the `AuthenticatedSafe`. What is beyond the limit is only counted.
    fn content_info_into(
        &mut self,
        safes: &mut Vec<RawSafe>,
        reader: BERReader<'_, '_>,
    ) -> ASN1Result<()> {
        if self.safes < self.limits.bags {
            safes.push(self.content_info(reader)?);
        } else {
            reader.read_der()?;
        }
        // Not earlier: yasna also looks for a safe after the last one.
        self.safes += 1;
        Ok(())
    }

    /// A `ContentInfo` of the `AuthenticatedSafe`.
    fn content_info(&mut self, reader: BERReader<'_, '_>) -> ASN1Result<RawSafe> {
        reader.read_sequence(|fields| {
            let id = fields.next().read_oid()?;
            let content = fields.next();
            content.read_tagged(Tag::context(0), |r| {
                if oid::is(&id, oid::DATA) {
                    // A key in the clear may be inside.
                    Ok(RawSafe::Plain(Zeroizing::new(r.read_bytes()?)))
                } else if oid::is(&id, oid::ENCRYPTED_DATA) {
                    encrypted_data(r).map(RawSafe::Encrypted)
                } else {
                    // Enveloped data: the privacy mode of RFC 7292 section 3.1 that takes a key.
                    Err(self.refuse(OpenError::unsupported(
                        Part::AuthenticatedSafe,
                        &UnknownAlgorithm(id),
                    )))
                }
            })
        })
    }

    fn bags_into(
        &mut self,
        bags: &mut Vec<Bag>,
        depth: usize,
        reader: BERReader<'_, '_>,
    ) -> ASN1Result<()> {
        within(Limit::NestingDepth, depth, self.limits.nesting_depth)
            .map_err(|reason| self.refuse(reason))?;
        reader.read_sequence_of(|r| {
            if self.bags < self.limits.bags {
                return self.bag_into(bags, depth, r);
            }
            // What is beyond the limit is only counted.
            r.read_der()?;
            self.bags += 1;
            Ok(())
        })
    }

    /// Reads a `SafeBag`; those of other kinds are counted and passed over.
    fn bag_into(
        &mut self,
        bags: &mut Vec<Bag>,
        depth: usize,
        reader: BERReader<'_, '_>,
    ) -> ASN1Result<()> {
        reader.read_sequence(|fields| {
            // Not earlier: yasna also looks for a bag after the last one.
            self.bags += 1;
            let id = fields.next().read_oid()?;
            let value = fields.next().read_tagged(Tag::context(0), |r| {
                Ok(if oid::is(&id, oid::SHROUDED_KEY_BAG) {
                    Some(BagValue::ShroudedKey(shrouded_key(r, Part::ShroudedKey)?))
                } else if oid::is(&id, oid::CERT_BAG) {
                    let certificate = certificate(r)?;
                    self.others.certificates += usize::from(certificate.is_none());
                    certificate.map(BagValue::Certificate)
                } else if oid::is(&id, oid::KEY_BAG) {
                    self.form.clear_keys += 1;
                    Some(BagValue::Key(Zeroizing::new(r.read_der()?)))
                } else if oid::is(&id, oid::SAFE_CONTENTS_BAG) {
                    self.form.nested_safes += 1;
                    self.bags_into(bags, depth + 1, r)?;
                    None
                } else {
                    r.read_der()?;
                    *self.others.of(&id) += 1;
                    None
                })
            })?;
            let attributes = fields.read_optional(|r| attributes(r, &mut self.form))?;
            let attributes = attributes.unwrap_or_default();
            bags.extend(value.map(|value| Bag { value, attributes }));
            Ok(())
        })
    }
}

impl OtherBags {
    /// The count of the bags of this kind.
    fn of(&mut self, id: &ObjectIdentifier) -> &mut usize {
        if oid::is(id, oid::CRL_BAG) {
            &mut self.revocation_lists
        } else if oid::is(id, oid::SECRET_BAG) {
            &mut self.secrets
        } else {
            &mut self.unknown
        }
    }
}

impl Form {
    /// Counts what is unusual about the value of a `friendlyName`.
    fn add_name(&mut self, value: Option<&[u8]>) {
        let Some(value) = value else {
            self.valueless_names += 1;
            return;
        };
        let Ok(string) = yasna::parse_ber(value, |r| r.read_tagged_der()) else {
            return;
        };
        let (units, rest) = string.value().as_chunks::<2>();
        let units = units.iter().copied().map(u16::from_be_bytes);
        if string.tag() != TAG_BMPSTRING {
            self.other_names += 1;
        } else if !rest.is_empty() {
            self.odd_names += 1;
        } else if char::decode_utf16(units).any(|unit| unit.is_err()) {
            self.half_names += 1;
        }
    }
}

/// A `ContentInfo` whose content has not been read yet.
enum RawSafe {
    Plain(Zeroizing<Vec<u8>>),
    Encrypted(Encrypted),
}

/// yasna's error for bytes that are not what they should be.
fn malformed() -> ASN1Error {
    ASN1Error::new(ASN1ErrorKind::Invalid)
}

/// Whether `bytes` can be read at all; and the same with definite lengths, where they are not.
pub(super) fn definite(
    bytes: &[u8],
    part: Part,
    limits: &Limits,
) -> Result<Option<Zeroizing<Vec<u8>>>, OpenError> {
    ber::definite(bytes).map_err(|fault| match fault {
        Fault::Broken => OpenError::Malformed { part },
        // Nothing else in a file can be nested that deeply.
        Fault::TooDeep => OpenError::LimitExceeded {
            limit: Limit::NestingDepth,
            asked: limits.nesting_depth as u64 + 1,
            allowed: limits.nesting_depth as u64,
        },
    })
}

/// An `EncryptedData` (RFC 2315 section 13) with `SafeContents` in it.
fn encrypted_data(reader: BERReader<'_, '_>) -> ASN1Result<Encrypted> {
    reader.read_sequence(|fields| {
        if fields.next().read_u8()? != ENCRYPTED_DATA_VERSION {
            return Err(malformed());
        }
        fields.next().read_sequence(|fields| {
            if !oid::is(&fields.next().read_oid()?, oid::DATA) {
                return Err(malformed());
            }
            let algorithm = AlgorithmIdentifier::parse(fields.next())?;
            let content = fields.next();
            let ciphertext = content.read_tagged_implicit(Tag::context(0), |r| r.read_bytes())?;
            Encrypted::new(Part::EncryptedSafeContents, algorithm, ciphertext)
        })
    })
}

fn shrouded_key(reader: BERReader<'_, '_>, part: Part) -> ASN1Result<Encrypted> {
    let info = EncryptedPrivateKeyInfo::parse(reader)?;
    Encrypted::new(part, info.encryption_algorithm, info.encrypted_data)
}

/// Reads an `EncryptedPrivateKeyInfo` that is in no file.
pub(super) fn encrypted_key(bytes: &[u8], limits: &Limits) -> Result<Encrypted, OpenError> {
    let part = Part::EncryptedKey;
    Reading::new(limits).parse(bytes, part, |_, reader| shrouded_key(reader, part))
}

impl Encrypted {
    fn new(part: Part, algorithm: AlgorithmIdentifier, ciphertext: Vec<u8>) -> ASN1Result<Self> {
        Ok(Encrypted {
            part,
            scheme: encryption::read(algorithm)?,
            ciphertext,
        })
    }

    /// How it is encrypted, or the error that this is not known, or that no password is to blame
    /// for: a broken block.
    pub(super) fn scheme(&self) -> Result<&Scheme, OpenError> {
        let scheme = self.scheme.as_ref();
        let scheme = scheme.map_err(|unknown| OpenError::unsupported(self.part, unknown))?;
        match scheme.fits(self.ciphertext.len()) {
            true => Ok(scheme),
            false => Err(OpenError::Malformed { part: self.part }),
        }
    }

    /// Whether the plaintext ends with a padding.
    pub(super) fn is_padded(&self) -> bool {
        let scheme = self.scheme.as_ref();
        scheme.is_ok_and(|scheme| scheme.cipher().block_bytes() > 1)
    }

    /// What it is encrypted with, without the parameters.
    pub(super) fn algorithm(&self) -> Algorithm {
        self.scheme
            .as_ref()
            .map_or_else(Algorithm::from, Scheme::algorithm)
    }

    /// How often a key derivation iterates, where that is known.
    pub(super) fn iterations(&self) -> Option<u64> {
        self.scheme.as_ref().ok().map(Scheme::iterations)
    }
}

/// The DER of a `CertBag`; `None` for one that is not X.509.
fn certificate(reader: BERReader<'_, '_>) -> ASN1Result<Option<Vec<u8>>> {
    reader.read_sequence(|fields| {
        let id = fields.next().read_oid()?;
        fields.next().read_tagged(Tag::context(0), |r| {
            if oid::is(&id, oid::X509_CERTIFICATE) {
                r.read_bytes().map(Some)
            } else {
                r.read_der().map(|_| None)
            }
        })
    })
}
