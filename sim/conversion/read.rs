//! What a file holds, whatever its format, in the terms of PKCS#12.

use super::{Conversion, ConversionError, pem};
use crate::bundle::{self, Encoding, FoundKey, Item, KeyOpener};
use crate::format::Format;
use crate::jks::{self, Entry};
use crate::key::PrivateKey;
use crate::pkcs12::{self, BagAttributes, CertificateBag, Contents, KeyBag, Limits};
use crate::wrapped;

impl Conversion {
    /// Reads a file. The password opens it, or the encrypted keys in it; it may be empty.
    ///
    /// # Errors
    ///
    /// [`ConversionError`] if it is not read, or not as a whole: nothing is left out unsaid.
    pub fn read(bytes: &[u8], password: &str) -> Result<Self, ConversionError> {
        let bytes = wrapped::unwrapped(bytes);
        let format = Format::of(&bytes).ok_or(ConversionError::Unknown)?;
        let (contents, left_out) = match format {
            Format::Pkcs12 => of_pkcs12(&bytes, password)?,
            Format::Jks => (of_key_store(jks::open(&bytes, password)?), 0),
            format if format.is_readable() => of_bundle(&bytes, password)?,
            format => return Err(ConversionError::Unread(format)),
        };
        match contents.keys.is_empty() && contents.certificates.is_empty() {
            true => Err(ConversionError::Nothing),
            false => Ok(Conversion {
                format,
                contents,
                left_out,
            }),
        }
    }
}

fn of_pkcs12(bytes: &[u8], password: &str) -> Result<(Contents, usize), ConversionError> {
    let contents = pkcs12::open(bytes, password, &Limits::default())?;
    let unreadable = contents.unreadable_keys.first().map(|key| &key.error);
    if let Some(error) = contents.missed().or(unreadable) {
        return Err(error.clone().into());
    }
    let left_out = contents.others.counts().map(|(_, count)| count).sum();
    Ok((contents, left_out))
}

fn of_key_store(entries: Vec<Entry>) -> Contents {
    let mut contents = Contents::default();
    for (number, entry) in (1..).zip(entries) {
        match entry {
            Entry::PrivateKey { alias, key, chain } => {
                let attributes = BagAttributes {
                    friendly_name: Some(alias),
                    local_key_id: Some(local_key_id(number)),
                    ..BagAttributes::default()
                };
                let mut own = Some(attributes.clone());
                for certificate in chain {
                    let attributes = own.take().unwrap_or_default();
                    contents.put(CertificateBag {
                        certificate,
                        attributes,
                    });
                }
                contents.keys.push(KeyBag { key, attributes });
            }
            Entry::Trusted { alias, certificate } => contents.put(CertificateBag {
                certificate,
                attributes: BagAttributes {
                    friendly_name: Some(alias),
                    trusted: true,
                    ..BagAttributes::default()
                },
            }),
        }
    }
    contents
}

fn of_bundle(bytes: &[u8], password: &str) -> Result<(Contents, usize), ConversionError> {
    let mut opener = KeyOpener::new(password, &Limits::default()).keeping_keys();
    let mut contents = Contents::default();
    let mut left_out = 0;
    let blocks = match Encoding::of(bytes) {
        Encoding::Der => vec![(bytes, None)],
        Encoding::Pem => pem::blocks(bytes),
    };
    for (block, name) in blocks {
        let attributes = BagAttributes {
            friendly_name: name,
            ..BagAttributes::default()
        };
        for item in bundle::items(block).keeping_keys() {
            match item? {
                Item::Certificate(certificate) => contents.put(CertificateBag {
                    certificate,
                    attributes: attributes.clone(),
                }),
                Item::PrivateKey(found) => contents.keys.push(KeyBag {
                    key: kept(&found)?,
                    attributes: attributes.clone(),
                }),
                Item::EncryptedKey(key) => contents.keys.push(KeyBag {
                    key: kept(&opener.open(&key)?)?,
                    attributes: attributes.clone(),
                }),
                _ => left_out += 1,
            }
        }
    }
    contents.tie();
    Ok((contents, left_out))
}

fn kept(found: &FoundKey) -> Result<PrivateKey, ConversionError> {
    found.private_key().cloned().ok_or(ConversionError::Key)
}

/// As Windows numbers them.
fn local_key_id(number: u32) -> Vec<u8> {
    number.to_le_bytes().to_vec()
}

/// What is only needed to put contents together.
trait Gathered {
    /// Takes a certificate, if it is not there yet: chains share their upper ends.
    fn put(&mut self, bag: CertificateBag);

    /// Ties each key to its certificate, as PKCS#12 does, and gives each the other's name.
    fn tie(&mut self);
}

impl Gathered for Contents {
    fn put(&mut self, bag: CertificateBag) {
        let mut there = self.certificates.iter();
        let is_there = there.any(|one| one.certificate == bag.certificate);
        if !is_there || bag.attributes.local_key_id.is_some() {
            self.certificates.push(bag);
        }
    }

    fn tie(&mut self) {
        for (number, key) in (1..).zip(&mut self.keys) {
            let mut certificates = self.certificates.iter_mut();
            let own = certificates.find(|bag| {
                bag.attributes.local_key_id.is_none() && bag.certificate.holds(&key.key)
            });
            let Some(own) = own else {
                continue;
            };
            let (one, other) = (&mut key.attributes, &mut own.attributes);
            let name = other.friendly_name.clone().or(one.friendly_name.clone());
            for attributes in [one, other] {
                attributes.friendly_name.clone_from(&name);
                attributes.local_key_id = Some(local_key_id(number));
            }
        }
    }
}
