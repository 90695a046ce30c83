//! Taking keys and certificates out of a file, safe by safe, as their keys are derived.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use zeroize::Zeroizing;

use super::{Next, Stage, admit_encrypted, visible};
use crate::certificate::Certificate;
use crate::cipher;
use crate::contents::{CertificateBag, Contents, KeyBag, UnreadableKey};
use crate::error::{Limit, OpenError, Part};
use crate::kdf::Key;
use crate::key::{self, PrivateKey};
use crate::limits::within;
use crate::password::Password;
use crate::pfx::{self, Bag, BagValue, Encrypted, Pfx, Reading, Safe};

/// Something that was decrypted, wiped when dropped; or why it could not be.
type Decrypted = Result<Plaintext, OpenError>;
type Plaintext = Zeroizing<Vec<u8>>;

/// Decrypts things that were admitted, in their order, under keys derived for them, as far as their
/// scheme is known.
fn decrypt<'a>(
    pfx: &Pfx,
    reading: &Reading,
    encrypted: impl Iterator<Item = &'a Encrypted> + Clone,
    mut keys: &[Key],
) -> Result<VecDeque<Decrypted>, OpenError> {
    let mut ciphertexts = vec![];
    for encrypted in encrypted.clone() {
        let Ok(scheme) = encrypted.scheme() else {
            continue;
        };
        let (own, others) = keys.split_at(scheme.derivation_count());
        keys = others;
        ciphertexts.push(scheme.ciphertext(own, &encrypted.ciphertext));
    }
    let mut plaintexts = cipher::decrypt(ciphertexts).into_iter();
    let plaintexts = encrypted.map(|encrypted| {
        if let Err(unknown) = encrypted.scheme() {
            return Ok(Err(unknown));
        }
        let (part, plaintext) = (encrypted.part, plaintexts.next().flatten());
        // A wrong key gives bytes with wrong padding, or that do not begin as every plaintext does.
        let decrypted = plaintext.filter(|plaintext| plaintext.first() == Some(&SEQUENCE));
        match (decrypted, &pfx.mac) {
            (Some(plaintext), mac) => match sensible(plaintext, part, reading) {
                // One byte is little proof where no padding proves anything.
                Err(_) if mac.is_none() && !encrypted.is_padded() => Err(OpenError::WrongPassword),
                decrypted => Ok(decrypted),
            },
            // Without a MAC, only the decryption can prove the password.
            (None, None) => Err(OpenError::WrongPassword),
            (None, Some(_)) => Ok(Err(OpenError::OtherPassword { part })),
        }
    });
    plaintexts.collect()
}

/// The tag that every plaintext begins with: that of a SEQUENCE.
const SEQUENCE: u8 = 0x30;

/// Returns the plaintext if it has a structure.
fn sensible(plaintext: Plaintext, part: Part, reading: &Reading) -> Decrypted {
    let definite = pfx::definite(&plaintext, part, reading.limits())?;
    Ok(definite.unwrap_or(plaintext))
}

/// What has been taken out of a file, under one password, and what is still to be.
pub(super) struct Unpacking {
    reading: Reading,
    contents: Contents,
    /// The parts of the certificates among them.
    parts: usize,
    /// How many safes are done.
    safes_done: usize,
    /// Whether one of them was encrypted as a whole, and was decrypted.
    decrypted_a_safe: bool,
    /// Of what is in sight in the others.
    plaintexts: VecDeque<Decrypted>,
}

impl Unpacking {
    /// Nothing, so far.
    pub(super) fn new(reading: Reading) -> Self {
        Unpacking {
            reading,
            contents: Contents::default(),
            parts: 0,
            safes_done: 0,
            decrypted_a_safe: false,
            plaintexts: VecDeque::new(),
        }
    }

    /// Decrypts what is in sight.
    pub(super) fn begin(pfx: &Pfx, reading: Reading, keys: &[Key]) -> Result<Box<Self>, OpenError> {
        Ok(Box::new(Unpacking {
            plaintexts: decrypt(pfx, &reading, visible(pfx), keys)?,
            ..Unpacking::new(reading)
        }))
    }

    /// Takes out what is in the safes, until keys are needed again.
    pub(super) fn go_on(
        mut self: Box<Self>,
        pfx: &Pfx,
        password: &Password,
    ) -> Result<Next, OpenError> {
        let mut plaintexts = std::mem::take(&mut self.plaintexts);
        while let Some(safe) = pfx.safes.get(self.safes_done) {
            self.safes_done += 1;
            match safe {
                Safe::Plain(bags) => self.add(bags, &mut plaintexts)?,
                Safe::Encrypted(encrypted) => {
                    let plaintext = match next(&mut plaintexts) {
                        Ok(plaintext) => plaintext,
                        Err(error) => {
                            self.contents.unreadable_safes.push(error);
                            continue;
                        }
                    };
                    self.decrypted_a_safe = true;
                    let bags = self.reading.safe_contents(&plaintext, encrypted.part)?;
                    let mut keys = bags.iter().filter_map(Bag::encrypted).peekable();
                    if keys.peek().is_none() {
                        self.add(&bags, &mut VecDeque::new())?;
                        continue;
                    }
                    admit_encrypted(keys, password, &mut self.reading)?;
                    self.plaintexts = plaintexts;
                    return Ok(ControlFlow::Continue(Stage::Within(self, bags)));
                }
            }
        }
        match self.contents.unreadable_safes.first() {
            // There is nothing beside it that a password would show.
            Some(error) if !self.decrypted_a_safe => Err(error.clone()),
            _ => Ok(ControlFlow::Break(self.finish())),
        }
    }

    /// Decrypts the keys among the bags of a safe, and adds them all.
    pub(super) fn add_encrypted(
        mut self: Box<Self>,
        pfx: &Pfx,
        bags: &[Bag],
        keys: &[Key],
    ) -> Result<Box<Self>, OpenError> {
        let encrypted = bags.iter().filter_map(Bag::encrypted);
        let mut plaintexts = decrypt(pfx, &self.reading, encrypted, keys)?;
        self.add(bags, &mut plaintexts)?;
        Ok(self)
    }

    /// What is in the file.
    pub(super) fn finish(self) -> Contents {
        Contents {
            others: self.reading.others(),
            form: self.reading.form(),
            ..self.contents
        }
    }

    /// Adds what is in the bags; each that is encrypted takes its plaintext.
    fn add(&mut self, bags: &[Bag], plaintexts: &mut VecDeque<Decrypted>) -> Result<(), OpenError> {
        for bag in bags {
            match &bag.value {
                BagValue::Key(pkcs8) => self.add_key(Ok(pkcs8), bag)?,
                BagValue::ShroudedKey(_) => {
                    let plaintext = next(plaintexts);
                    self.add_key(plaintext.as_ref().map_err(Clone::clone), bag)?;
                }
                BagValue::Certificate(der) => self.add_certificate(der, bag)?,
            }
        }
        Ok(())
    }

    pub(super) fn add_key(
        &mut self,
        pkcs8: Result<&Plaintext, OpenError>,
        bag: &Bag,
    ) -> Result<(), OpenError> {
        let attributes = bag.attributes.clone();
        let (keys, unreadable) = (&mut self.contents.keys, &mut self.contents.unreadable_keys);
        let position = keys.len() + unreadable.len() + 1;
        let algorithm = |pkcs8: &&Plaintext| key::algorithm_of_pkcs8(pkcs8);
        let algorithm = pkcs8.as_ref().ok().and_then(algorithm);
        let encryption = bag.encrypted().filter(|_| pkcs8.is_err());
        // The arithmetic is done once for a key that stands there again and again.
        let same = |pkcs8: &Plaintext| keys.iter().find(|bag| bag.key.pkcs8() == &***pkcs8);
        let (demands, limits) = self.reading.demands();
        let key = match pkcs8.map(|pkcs8| (pkcs8, same(pkcs8))) {
            Ok((_, Some(read))) => Ok(read.key.clone()),
            Ok((pkcs8, None)) => {
                demands.admit_key(algorithm.as_deref(), limits)?;
                PrivateKey::from_pkcs8(pkcs8).map_err(|error| OpenError::Key { position, error })
            }
            Err(error) => Err(error),
        };
        match key {
            Ok(key) => keys.push(KeyBag { key, attributes }),
            Err(error) => unreadable.push(UnreadableKey {
                position,
                error,
                algorithm,
                encryption: encryption.map(Encrypted::algorithm),
                attributes,
            }),
        }
        Ok(())
    }

    pub(super) fn add_certificate(&mut self, der: &[u8], bag: &Bag) -> Result<(), OpenError> {
        let position = self.contents.certificates.len() + 1;
        let certificate = Certificate::from_der(der)
            .map_err(|error| OpenError::Certificate { position, error })?;
        self.parts += certificate.parts();
        let parts_max = self.reading.limits().certificate_parts;
        within(Limit::CertificateParts, self.parts, parts_max)?;
        self.contents.certificates.push(CertificateBag {
            certificate,
            attributes: bag.attributes.clone(),
        });
        Ok(())
    }
}

fn next(plaintexts: &mut VecDeque<Decrypted>) -> Decrypted {
    plaintexts
        .pop_front()
        .expect("everything encrypted has been decrypted, in the same order")
}
