//! Opening a file.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use zeroize::Zeroizing;

use super::cipher;
use super::contents::{CertificateBag, Contents, KeyBag};
use super::encryption::Encryption;
use super::error::{OpenError, OpenErrorKind, Part};
use super::kdf::{Chain, Key};
use super::limits::{Demands, Limits};
use super::mac::Mac;
use super::password::Password;
use super::pfx::{self, Bag, BagValue, Pfx, Reading, Safe, Sealed};
use super::scheme::Scheme;
use super::work::{self, Progress, Work};
use crate::certificate::Certificate;
use crate::key::PrivateKey;

/// Opens a PKCS#12 file.
///
/// Understood are MACs with HMAC-SHA-1, -224, -256, -384 and -512, PBMAC1 with the same five hashes,
/// and files without a MAC; pbeWithSHAAnd3-KeyTripleDES-CBC, pbeWithSHAAnd40BitRC2-CBC and
/// pbeWithSHAAnd128BitRC2-CBC; PBES2 with PBKDF2 (the same five hashes) and AES-CBC, DES-EDE3-CBC or
/// RC2-CBC; keys, certificates and `SafeContents` in the clear. Bags of other kinds are counted,
/// attributes of other kinds passed over.
///
/// Keys that are read are wiped from memory when they are dropped, and so is everything on the way.
///
/// # Errors
///
/// [`OpenError`]; [`OpenError::kind`] says which of four kinds it is. A file that is damaged where its MAC
/// does not reach is malformed; where the MAC reaches, damage that leaves the structure whole cannot
/// be told from a wrong password, by anybody.
pub fn open(bytes: &[u8], password: &str, limits: &Limits) -> Result<Contents, OpenError> {
    work::finish(Opening::begin(bytes, password, limits))
}

/// A file that is being opened.
///
/// Each step waits for its keys, so that many files can have theirs derived together. The keys for
/// the MAC are not derived together with those for decryption: measured on single files, that would
/// save a seventh of the time where the password is right, and triple it where it is wrong.
pub(super) struct Opening {
    pfx: Pfx,
    limits: Limits,
    /// What is counted of the file, as far as it can be read without a password.
    reading: Reading,
    demands: Demands,
    /// What the password may have meant, and which meaning is being tried.
    passwords: Vec<Password>,
    trying: usize,
    stage: Stage,
}

/// What the next keys are for.
enum Stage {
    /// Verifying the MAC.
    Mac,
    /// Decrypting all that is in sight.
    Visible,
    /// Decrypting keys that lay in a safe which was encrypted itself.
    Within(Box<Unsealing>, Vec<Bag>),
}

impl Opening {
    /// Reads what can be read without a password, and refuses what can be refused.
    pub(super) fn begin(bytes: &[u8], password: &str, limits: &Limits) -> Progress<Self> {
        match Opening::read(bytes, password, limits) {
            Ok(opening) => Progress::Waiting(opening),
            Err(error) => Progress::Done(Err(error)),
        }
    }

    fn read(bytes: &[u8], password: &str, limits: &Limits) -> Result<Self, OpenError> {
        let mut reading = Reading::new(limits);
        let pfx = reading.pfx(bytes)?;
        let passwords = Password::candidates(password);
        let mut demands = Demands::new(limits);
        admit(&pfx, &passwords[0], &mut demands)?;
        Ok(Opening {
            stage: Stage::first(&pfx),
            pfx,
            limits: *limits,
            reading,
            demands,
            passwords,
            trying: 0,
        })
    }

    fn mac(&self) -> &Mac {
        let mac = self.pfx.mac.as_ref();
        mac.expect("this stage is that of files with a MAC")
    }

    fn password(&self) -> &Password {
        &self.passwords[self.trying]
    }

    /// The next stage, or what is in the file.
    fn next(&mut self, keys: &[Key]) -> Result<ControlFlow<Contents, Stage>, OpenError> {
        match std::mem::replace(&mut self.stage, Stage::Visible) {
            Stage::Mac => {
                let [key] = keys else {
                    unreachable!("a MAC has one chain");
                };
                if self.mac().verifies(key, &self.pfx.content) {
                    Ok(ControlFlow::Continue(Stage::Visible))
                } else {
                    Err(OpenError::WrongPassword)
                }
            }
            Stage::Visible => {
                let unsealing = Unsealing {
                    integrity: match self.pfx.mac {
                        Some(_) => Integrity::Verified,
                        None => Integrity::Unprotected,
                    },
                    limits: self.limits,
                    reading: self.reading.clone(),
                    demands: self.demands.clone(),
                    contents: Contents::default(),
                    unreadable: vec![],
                    safe: 0,
                    plaintexts: VecDeque::new(),
                };
                let sealed: Vec<_> = visible(&self.pfx).collect();
                let plaintexts = unsealing.decrypt(&sealed, keys)?;
                let unsealing = Unsealing {
                    plaintexts,
                    ..unsealing
                };
                unsealing.go_on(&self.pfx, self.password())
            }
            Stage::Within(mut unsealing, bags) => {
                let sealed: Vec<_> = bags.iter().filter_map(Bag::sealed).collect();
                let mut plaintexts = unsealing.decrypt(&sealed, keys)?;
                unsealing.add(&bags, &mut plaintexts)?;
                unsealing.go_on(&self.pfx, self.password())
            }
        }
    }
}

impl Work for Opening {
    type Outcome = Result<Contents, OpenError>;

    fn chains(&self) -> Vec<Chain<'_>> {
        match &self.stage {
            Stage::Mac => {
                let scheme = self.mac().scheme();
                let scheme = scheme.expect("unknown MACs were refused at the beginning");
                vec![scheme.chain(self.password())]
            }
            Stage::Visible => chains_of(visible(&self.pfx), self.password()),
            Stage::Within(_, bags) => {
                chains_of(bags.iter().filter_map(Bag::sealed), self.password())
            }
        }
    }

    fn step(mut self, keys: &[Key]) -> Progress<Self> {
        match self.next(keys) {
            Ok(ControlFlow::Continue(stage)) => self.stage = stage,
            Ok(ControlFlow::Break(contents)) => return Progress::Done(Ok(contents)),
            // Behind a good MAC, nothing says any more that the password is wrong.
            Err(OpenError::WrongPassword) if self.trying + 1 < self.passwords.len() => {
                self.trying += 1;
                self.stage = Stage::first(&self.pfx);
            }
            Err(error) => return Progress::Done(Err(error)),
        }
        Progress::Waiting(self)
    }
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
fn admit(pfx: &Pfx, password: &Password, demands: &mut Demands) -> Result<(), OpenError> {
    if let Some(mac) = &pfx.mac {
        demands.admit(&mac.scheme()?.chain(password), Part::Mac)?;
    }
    for sealed in visible(pfx) {
        admit_sealed(sealed, password, demands)?;
    }
    Ok(())
}

fn admit_sealed(
    sealed: &Sealed,
    password: &Password,
    demands: &mut Demands,
) -> Result<(), OpenError> {
    let scheme = scheme(sealed)?;
    let mut chains = scheme.chains(password).into_iter();
    chains.try_for_each(|chain| demands.admit(&chain, sealed.part))
}

fn scheme(sealed: &Sealed) -> Result<&Scheme, OpenError> {
    match &sealed.encryption {
        Encryption::Known(scheme) => Ok(scheme),
        Encryption::Unknown(id) => Err(OpenError::UnsupportedAlgorithm {
            part: sealed.part,
            oid: id.to_string(),
        }),
    }
}

/// What is encrypted and in sight, in the order of the file.
fn visible(pfx: &Pfx) -> impl Iterator<Item = &Sealed> {
    pfx.safes.iter().flat_map(|safe| {
        let (whole, bags) = match safe {
            Safe::Encrypted(sealed) => (Some(sealed), &[][..]),
            Safe::Plain(bags) => (None, bags.as_slice()),
        };
        whole.into_iter().chain(bags.iter().filter_map(Bag::sealed))
    })
}

/// The derivations for things that were admitted.
fn chains_of<'a>(
    sealed: impl Iterator<Item = &'a Sealed>,
    password: &'a Password,
) -> Vec<Chain<'a>> {
    let schemes = sealed.filter_map(|sealed| scheme(sealed).ok());
    schemes.flat_map(|scheme| scheme.chains(password)).collect()
}

/// Whether the password is known to be right before anything is decrypted with it.
#[derive(Clone, Copy)]
enum Integrity {
    /// The MAC was good under the password.
    Verified,
    /// There is no MAC: what is decrypted has to prove the password.
    Unprotected,
}

/// What has been taken out of a file, under one password, and what is still to be.
struct Unsealing {
    integrity: Integrity,
    limits: Limits,
    reading: Reading,
    demands: Demands,
    contents: Contents,
    /// The keys that cannot be read: the `localKeyId` of each, and what is wrong with it.
    unreadable: Vec<(Option<Vec<u8>>, OpenError)>,
    /// How many safes are done.
    safe: usize,
    /// Of what is in sight in the others.
    plaintexts: VecDeque<Decrypted>,
}

/// Something that was decrypted, wiped when dropped; or why it could not be.
type Decrypted = Result<Plaintext, OpenError>;
type Plaintext = Zeroizing<Vec<u8>>;

impl Unsealing {
    /// Takes out what is in the safes, until keys are needed again.
    fn go_on(
        mut self,
        pfx: &Pfx,
        password: &Password,
    ) -> Result<ControlFlow<Contents, Stage>, OpenError> {
        let mut plaintexts = std::mem::take(&mut self.plaintexts);
        while let Some(safe) = pfx.safes.get(self.safe) {
            self.safe += 1;
            match safe {
                Safe::Plain(bags) => self.add(bags, &mut plaintexts)?,
                Safe::Encrypted(sealed) => {
                    let plaintext = next(&mut plaintexts)?;
                    let bags = self.reading.safe_contents(&plaintext, sealed.part)?;
                    let mut keys = bags.iter().filter_map(Bag::sealed).peekable();
                    if keys.peek().is_none() {
                        self.add(&bags, &mut VecDeque::new())?;
                        continue;
                    }
                    keys.try_for_each(|key| admit_sealed(key, password, &mut self.demands))?;
                    self.plaintexts = plaintexts;
                    return Ok(ControlFlow::Continue(Stage::Within(Box::new(self), bags)));
                }
            }
        }
        self.finish().map(ControlFlow::Break)
    }

    /// What is in the file. A key that cannot be read is passed over, as on Windows, when no
    /// certificate can belong to it and there is another key.
    fn finish(self) -> Result<Contents, OpenError> {
        let Contents {
            keys, certificates, ..
        } = &self.contents;
        let claimed = |id: &Vec<u8>| {
            let mut ids = certificates.iter();
            ids.any(|bag| bag.attributes.local_key_id.as_ref() == Some(id))
        };
        let needed = |id: &Option<Vec<u8>>| keys.is_empty() || id.as_ref().is_none_or(claimed);
        let mut unreadable = self.unreadable.into_iter();
        match unreadable.find(|(id, _)| needed(id)) {
            Some((_, error)) => Err(error),
            None => Ok(Contents {
                others: self.reading.others(),
                ..self.contents
            }),
        }
    }

    /// Decrypts things that were admitted, under keys derived from their chains.
    fn decrypt(
        &self,
        sealed: &[&Sealed],
        mut keys: &[Key],
    ) -> Result<VecDeque<Decrypted>, OpenError> {
        let mut ciphertexts = Vec::with_capacity(sealed.len());
        for sealed in sealed {
            let scheme = scheme(sealed)?;
            let (own, others) = keys.split_at(scheme.chain_count());
            keys = others;
            ciphertexts.push(scheme.ciphertext(own, &sealed.ciphertext));
        }
        let mut plaintexts = VecDeque::with_capacity(sealed.len());
        for (sealed, plaintext) in sealed.iter().zip(cipher::decrypt(ciphertexts)) {
            let plaintext = self.sensible(plaintext, sealed);
            if plaintext == Err(OpenError::WrongPassword) {
                return Err(OpenError::WrongPassword);
            }
            plaintexts.push_back(plaintext);
        }
        Ok(plaintexts)
    }

    /// The plaintext, when it has a structure. Without one, the password is wrong unless a MAC has
    /// shown that it is right.
    fn sensible(
        &self,
        plaintext: Option<Plaintext>,
        sealed: &Sealed,
    ) -> Result<Plaintext, OpenError> {
        let part = sealed.part;
        let checked = plaintext
            .ok_or(OpenError::Malformed { part })
            .and_then(|plaintext| {
                let definite = pfx::definite(&plaintext, part, &self.limits)?;
                Ok(definite.unwrap_or(plaintext))
            });
        checked.map_err(|error| match (self.integrity, error.kind()) {
            (Integrity::Unprotected, OpenErrorKind::Malformed) => OpenError::WrongPassword,
            _ => error,
        })
    }

    /// Adds what is in the bags; each that is encrypted takes its plaintext.
    fn add(&mut self, bags: &[Bag], plaintexts: &mut VecDeque<Decrypted>) -> Result<(), OpenError> {
        for bag in bags {
            match &bag.value {
                BagValue::Key(pkcs8) => self.add_key(Ok(pkcs8), bag),
                BagValue::ShroudedKey(_) => {
                    let plaintext = next(plaintexts);
                    self.add_key(plaintext.as_ref().map_err(Clone::clone), bag);
                }
                BagValue::Certificate(der) => self.add_certificate(der, bag)?,
            }
        }
        Ok(())
    }

    fn add_key(&mut self, pkcs8: Result<&Plaintext, OpenError>, bag: &Bag) {
        let attributes = bag.attributes.clone();
        let position = self.contents.keys.len() + self.unreadable.len() + 1;
        let key = pkcs8.and_then(|pkcs8| {
            PrivateKey::from_pkcs8(pkcs8).map_err(|error| OpenError::Key { position, error })
        });
        match key {
            Ok(key) => self.contents.keys.push(KeyBag { key, attributes }),
            Err(error) => self.unreadable.push((attributes.local_key_id, error)),
        }
    }

    fn add_certificate(&mut self, der: &[u8], bag: &Bag) -> Result<(), OpenError> {
        let position = self.contents.certificates.len() + 1;
        let certificate = Certificate::from_der(der)
            .map_err(|error| OpenError::Certificate { position, error })?;
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
