//! Opening a file.

mod in_the_clear;

use std::collections::VecDeque;
use std::ops::ControlFlow;

use zeroize::Zeroizing;

use super::cipher;
use super::contents::{CertificateBag, Contents, KeyBag, UnreadableKey};
use super::error::{Limit, OpenError, Part};
use super::job::{self, Job, Poll};
use super::kdf::{Key, KeyDerivation};
use super::limits::{Limits, within};
use super::password::Password;
use super::pfx::{self, Bag, BagValue, Encrypted, Pfx, Reading, Safe};
use crate::certificate::Certificate;
use crate::key::{self, PrivateKey};

pub use in_the_clear::{InTheClear, in_the_clear};

/// Opens a PKCS#12 file.
///
/// Understood are MACs by RFC 7292 with any [`Hash`](super::Hash), PBMAC1 with those that have an
/// identifier for HMAC, and files without a MAC; the schemes of RFC 7292 appendix C, PBES1, and
/// PBES2 with PBKDF2 and any [`Cipher`](super::Cipher); keys, certificates and `SafeContents` in
/// the clear. Much of that is long broken, and is read and never written. Bags of other kinds are
/// counted, attributes of other kinds passed over. A key that cannot be read, or is encrypted in a
/// way that is not known here, is listed in [`Contents::unreadable_keys`]; a whole safe of which
/// that is true, beside another, in [`Contents::unreadable_safes`].
///
/// Keys that are read are wiped from memory when they are dropped, and so is everything on the way.
///
/// # Errors
///
/// [`OpenError`]; [`OpenError::kind`] says which kind it is. A file that is damaged outside what
/// its MAC covers is malformed; inside, damage that leaves the structure intact cannot be told from
/// a wrong password by anybody.
pub fn open(bytes: &[u8], password: &str, limits: &Limits) -> Result<Contents, OpenError> {
    job::finish(Opening::begin(bytes, password, limits))
}

/// A file that is being opened.
///
/// Each step waits for its keys, so that many files can have theirs derived together. The keys for
/// the MAC are not derived together with those for decryption: measured on single files, that would
/// save a seventh of the time where the password is right, and triple it where it is wrong.
pub(super) struct Opening {
    pfx: Pfx,
    /// The account of the file, as far as it can be read without a password.
    reading: Reading,
    /// What the password may have meant; the first is being tried.
    passwords: VecDeque<Password>,
    /// Whether the MAC was right: then the password is, and what it covers is no longer needed.
    verified: bool,
    /// What was found under the first meaning, if a key that is needed did not decrypt.
    found: Option<Contents>,
    stage: Stage,
}

/// What the next keys are for.
enum Stage {
    /// Verifying the MAC.
    Mac,
    /// Decrypting all that is in sight.
    Visible,
    /// Decrypting the keys among these bags, which are in a safe that was itself encrypted.
    Within(Box<Unpacking>, Vec<Bag>),
}

/// What comes next: a stage that needs keys, or the contents, when nothing is left.
type Next = ControlFlow<Contents, Stage>;

impl Opening {
    /// Reads what can be read without a password, and refuses what can be refused.
    pub(super) fn begin(bytes: &[u8], password: &str, limits: &Limits) -> Poll<Self> {
        match Opening::read(bytes, password, limits) {
            Ok(opening) => Poll::Pending(opening),
            Err(error) => Poll::Ready(Err(error)),
        }
    }

    fn read(bytes: &[u8], password: &str, limits: &Limits) -> Result<Self, OpenError> {
        let mut reading = Reading::new(limits);
        let pfx = reading.pfx(bytes)?;
        let passwords = VecDeque::from(Password::candidates(password));
        admit(&pfx, &passwords[0], &mut reading)?;
        Ok(Opening {
            verified: false,
            found: None,
            stage: Stage::first(&pfx),
            pfx,
            reading,
            passwords,
        })
    }
}

impl Job for Opening {
    type Outcome = Result<Contents, OpenError>;

    fn derivations(&self) -> Vec<KeyDerivation<'_>> {
        let password = &self.passwords[0];
        match &self.stage {
            Stage::Mac => {
                let schemes = self.pfx.mac.iter().filter_map(|mac| mac.scheme().ok());
                schemes.map(|scheme| scheme.derivation(password)).collect()
            }
            Stage::Visible => derivations_of(visible(&self.pfx), password),
            Stage::Within(_, bags) => {
                derivations_of(bags.iter().filter_map(Bag::encrypted), password)
            }
        }
    }

    fn step(mut self, keys: &[Key]) -> Poll<Self> {
        let cost = self.derivations().iter().map(KeyDerivation::cost).sum();
        self.reading.demands().0.meet(cost);
        let (pfx, password) = (&self.pfx, &self.passwords[0]);
        let next = match self.stage {
            Stage::Mac => verify(pfx, keys).map(|()| ControlFlow::Continue(Stage::Visible)),
            Stage::Visible => Unpacking::begin(pfx, self.reading.clone(), keys)
                .and_then(|unpacking| unpacking.go_on(pfx, password)),
            Stage::Within(unpacking, bags) => unpacking
                .add_encrypted(pfx, &bags, keys)
                .and_then(|unpacking| unpacking.go_on(pfx, password)),
        };
        let failure = match &next {
            Ok(ControlFlow::Continue(_)) => None,
            Ok(ControlFlow::Break(contents)) => contents.missed(),
            Err(error) => Some(error),
        };
        let again = self.passwords.len() > 1
            && failure.is_some_and(|error| may_be_meant_otherwise(error, pfx, password))
            && may_be_derived_again(&mut self.reading);
        self.stage = match next {
            Ok(ControlFlow::Continue(stage)) => {
                if !std::mem::replace(&mut self.verified, true) {
                    self.pfx.content = vec![];
                }
                stage
            }
            read if again => {
                if let Ok(ControlFlow::Break(contents)) = read {
                    self.found = Some(contents);
                }
                self.passwords.pop_front();
                match self.verified {
                    true => Stage::Visible,
                    false => Stage::first(&self.pfx),
                }
            }
            Ok(ControlFlow::Break(mut contents)) => {
                let is_second = self.passwords.len() == 1;
                contents.form.utf16_password = is_second && !self.passwords[0].utf8().is_empty();
                let earlier = self.found.filter(|_| contents.missed().is_some());
                return Poll::Ready(Ok(earlier.unwrap_or(contents)));
            }
            Err(error) => return Poll::Ready(self.found.ok_or(error)),
        };
        Poll::Pending(self)
    }
}

/// Returns whether the password may still be right in its other encoding. PBKDF2's encoding does
/// not affect the MAC of RFC 7292.
fn may_be_meant_otherwise(error: &OpenError, pfx: &Pfx, password: &Password) -> bool {
    match error {
        OpenError::WrongPassword => pfx.mac.is_none() || password.utf8().is_empty(),
        OpenError::OtherPassword { .. } => true,
        _ => false,
    }
}

/// Returns whether the limits leave room for another meaning of the password.
fn may_be_derived_again(reading: &mut Reading) -> bool {
    let (demands, limits) = reading.demands();
    demands.begin_again(limits)
}

impl Stage {
    fn first(pfx: &Pfx) -> Self {
        match pfx.mac {
            Some(_) => Stage::Mac,
            None => Stage::Visible,
        }
    }
}

/// Admits everything that can be seen of a file, so that nothing is derived for one that will be
/// refused. The password does not matter to any demand.
fn admit(pfx: &Pfx, password: &Password, reading: &mut Reading) -> Result<(), OpenError> {
    if let Some(mac) = &pfx.mac {
        reading.admit(&mac.scheme()?.derivation(password), Part::Mac)?;
    }
    admit_encrypted(visible(pfx), password, reading)
}

/// Admits things that are in sight at once, and refuses them together.
fn admit_encrypted<'a>(
    encrypted: impl Iterator<Item = &'a Encrypted> + Clone,
    password: &Password,
    reading: &mut Reading,
) -> Result<(), OpenError> {
    let is_safe = |encrypted: &&Encrypted| encrypted.part == Part::EncryptedSafeContents;
    let mut safes = encrypted.clone().filter(is_safe);
    let another_is_readable = safes.any(|safe| safe.scheme().is_ok());
    for encrypted in encrypted {
        match encrypted.scheme() {
            Ok(scheme) => {
                for derivation in scheme.derivations(password) {
                    reading.admit(&derivation, encrypted.part)?;
                }
            }
            // It is listed, and everything else is read.
            Err(_) if encrypted.part == Part::ShroudedKey || another_is_readable => {}
            Err(error) => return Err(error),
        }
    }
    let (demands, limits) = reading.demands();
    demands.check(limits)
}

/// What is encrypted and in sight, in the order of the file.
fn visible(pfx: &Pfx) -> impl Iterator<Item = &Encrypted> + Clone {
    pfx.safes.iter().flat_map(|safe| {
        let (whole, bags) = match safe {
            Safe::Encrypted(encrypted) => (Some(encrypted), &[][..]),
            Safe::Plain(bags) => (None, bags.as_slice()),
        };
        let keys = bags.iter().filter_map(Bag::encrypted);
        whole.into_iter().chain(keys)
    })
}

/// The derivations for things that were admitted.
fn derivations_of<'a>(
    encrypted: impl Iterator<Item = &'a Encrypted>,
    password: &'a Password,
) -> Vec<KeyDerivation<'a>> {
    let schemes = encrypted.filter_map(|encrypted| encrypted.scheme().ok());
    let derivations = schemes.flat_map(|scheme| scheme.derivations(password));
    derivations.collect()
}

/// Whether the MAC is right under the key that was derived for it.
fn verify(pfx: &Pfx, keys: &[Key]) -> Result<(), OpenError> {
    let is_good = match (&pfx.mac, keys) {
        (Some(mac), [key]) => mac.verifies(key, &pfx.content),
        _ => unreachable!("a file with a MAC has one key derived for it"),
    };
    is_good.then_some(()).ok_or(OpenError::WrongPassword)
}

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
struct Unpacking {
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
    fn new(reading: Reading) -> Self {
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
    fn begin(pfx: &Pfx, reading: Reading, keys: &[Key]) -> Result<Box<Self>, OpenError> {
        Ok(Box::new(Unpacking {
            plaintexts: decrypt(pfx, &reading, visible(pfx), keys)?,
            ..Unpacking::new(reading)
        }))
    }

    /// Takes out what is in the safes, until keys are needed again.
    fn go_on(mut self: Box<Self>, pfx: &Pfx, password: &Password) -> Result<Next, OpenError> {
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
    fn add_encrypted(
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
    fn finish(self) -> Contents {
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

    fn add_key(
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

    fn add_certificate(&mut self, der: &[u8], bag: &Bag) -> Result<(), OpenError> {
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
