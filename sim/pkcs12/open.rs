//! Opening a file.

use zeroize::Zeroizing;

use super::contents::{CertificateBag, Contents, KeyBag};
use super::encryption::Encryption;
use super::error::{OpenError, Part};
use super::kdf::derive;
use super::limits::{Demands, Limits};
use super::mac::{self, Mac};
use super::password::Password;
use super::pfx::{self, Bag, BagValue, Pfx, Reading, Safe, Sealed};
use super::scheme::Scheme;
use crate::certificate::Certificate;
use crate::key::PrivateKey;
use crate::reason::Reason;

/// Opens a PKCS#12 file.
///
/// Understood are MACs with HMAC-SHA-1, -256, -384 and -512 and files without a MAC;
/// pbeWithSHAAnd3-KeyTripleDES-CBC and PBES2 with PBKDF2 (the same four hashes) and AES-CBC; keys,
/// certificates and `SafeContents` in the clear. Bags and attributes of other kinds are passed over.
///
/// Keys that are read are wiped from memory when they are dropped, and so is everything on the way.
///
/// # Errors
///
/// [`OpenError`]; [`OpenError::reason`] gives the reason code. A file that is damaged where its MAC
/// does not reach is malformed; where the MAC reaches, damage that leaves the structure whole cannot
/// be told from a wrong password, by anybody.
pub fn open(bytes: &[u8], password: &str, limits: &Limits) -> Result<Contents, OpenError> {
    let mut reading = Reading::new(limits);
    let pfx = reading.pfx(bytes)?;
    let passwords = Password::candidates(password);
    let mut demands = Demands::new(limits);
    admit(&pfx, &passwords[0], &mut demands)?;

    let unsealing = |password, integrity| Unsealing {
        password,
        integrity,
        limits,
        reading: reading.clone(),
        demands: demands.clone(),
        contents: Contents::default(),
    };
    if let Some(mac) = &pfx.mac {
        let password = verified(mac, &pfx.content, &passwords)?;
        return unsealing(password, Integrity::Verified).contents(&pfx);
    }
    for password in &passwords {
        match unsealing(password, Integrity::Unprotected).contents(&pfx) {
            Err(OpenError::WrongPassword) => continue,
            outcome => return outcome,
        }
    }
    Err(OpenError::WrongPassword)
}

/// Admits everything that can be seen of a file, so that nothing is derived for one that will be
/// refused. The password does not matter to any demand.
fn admit(pfx: &Pfx, password: &Password<'_>, demands: &mut Demands<'_>) -> Result<(), OpenError> {
    if let Some(mac) = &pfx.mac {
        let chain = mac::chain(mac.hash()?, password, &mac.salt, mac.iterations);
        demands.admit(&chain, Part::Mac)?;
    }
    for sealed in visible(pfx) {
        admit_sealed(sealed, password, demands)?;
    }
    Ok(())
}

fn admit_sealed(
    sealed: &Sealed,
    password: &Password<'_>,
    demands: &mut Demands<'_>,
) -> Result<(), OpenError> {
    let scheme = scheme(sealed)?;
    let mut chains = scheme.chains(password).into_iter();
    chains.try_for_each(|chain| demands.admit(&chain, sealed.part))
}

fn scheme(sealed: &Sealed) -> Result<&Scheme, OpenError> {
    match &sealed.encryption {
        Encryption::Known(scheme) => Ok(scheme),
        Encryption::Unknown { oid, .. } => Err(OpenError::UnsupportedAlgorithm {
            part: sealed.part,
            oid: oid.clone(),
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

/// The password under which the MAC is that of the content.
fn verified<'p, 'a>(
    mac: &Mac,
    content: &[u8],
    passwords: &'p [Password<'a>],
) -> Result<&'p Password<'a>, OpenError> {
    let hash = mac.hash()?;
    for password in passwords {
        let chain = mac::chain(hash, password, &mac.salt, mac.iterations);
        let keys = derive(&[chain]);
        if keys.iter().all(|key| mac.verifies(hash, key, content)) {
            return Ok(password);
        }
    }
    Err(OpenError::WrongPassword)
}

/// Whether the password is known to be right before anything is decrypted with it.
#[derive(Clone, Copy)]
enum Integrity {
    /// The MAC was good under the password.
    Verified,
    /// There is no MAC: what is decrypted has to prove the password.
    Unprotected,
}

/// Takes out what is in a file, under one password.
struct Unsealing<'a> {
    password: &'a Password<'a>,
    integrity: Integrity,
    limits: &'a Limits,
    reading: Reading<'a>,
    demands: Demands<'a>,
    contents: Contents,
}

impl Unsealing<'_> {
    /// Everything in the file.
    fn contents(mut self, pfx: &Pfx) -> Result<Contents, OpenError> {
        let mut plaintexts = self.decrypt(&visible(pfx).collect::<Vec<_>>())?.into_iter();
        for safe in &pfx.safes {
            match safe {
                Safe::Plain(bags) => self.add(bags, &mut plaintexts)?,
                Safe::Encrypted(sealed) => {
                    let plaintext = next(&mut plaintexts);
                    let bags = self.reading.safe_contents(&plaintext, sealed.part)?;
                    let keys: Vec<_> = bags.iter().filter_map(Bag::sealed).collect();
                    for key in &keys {
                        admit_sealed(key, self.password, &mut self.demands)?;
                    }
                    self.add(&bags, &mut self.decrypt(&keys)?.into_iter())?;
                }
            }
        }
        Ok(self.contents)
    }

    /// Decrypts things that were admitted. All their keys are derived first, together.
    fn decrypt(&self, sealed: &[&Sealed]) -> Result<Vec<Zeroizing<Vec<u8>>>, OpenError> {
        let schemes = sealed.iter().map(|sealed| scheme(sealed));
        let schemes = schemes.collect::<Result<Vec<_>, _>>()?;
        let chains = schemes
            .iter()
            .flat_map(|scheme| scheme.chains(self.password));
        let keys = derive(&chains.collect::<Vec<_>>());
        let mut keys = keys.as_slice();
        let mut plaintexts = Vec::with_capacity(sealed.len());
        for (scheme, sealed) in schemes.into_iter().zip(sealed) {
            let (own, others) = keys.split_at(scheme.chain_count());
            keys = others;
            let plaintext = scheme.decrypt(own, &sealed.ciphertext);
            plaintexts.push(self.sensible(plaintext, sealed)?);
        }
        Ok(plaintexts)
    }

    /// The plaintext, when it has a structure. Without one, the password is wrong unless a MAC has
    /// shown that it is right.
    fn sensible(
        &self,
        plaintext: Option<Zeroizing<Vec<u8>>>,
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let part = sealed.part;
        let checked = plaintext
            .ok_or(OpenError::Malformed { part })
            .and_then(|plaintext| {
                pfx::check(&plaintext, part, self.limits)?;
                Ok(plaintext)
            });
        checked.map_err(|error| match (self.integrity, error.reason()) {
            (Integrity::Unprotected, Reason::Malformed) => OpenError::WrongPassword,
            _ => error,
        })
    }

    /// Adds what is in the bags; each that is encrypted takes its plaintext.
    fn add(
        &mut self,
        bags: &[Bag],
        plaintexts: &mut impl Iterator<Item = Zeroizing<Vec<u8>>>,
    ) -> Result<(), OpenError> {
        for bag in bags {
            match &bag.value {
                BagValue::Key(pkcs8) => self.add_key(pkcs8, bag)?,
                BagValue::ShroudedKey(_) => self.add_key(&next(plaintexts), bag)?,
                BagValue::Certificate(der) => self.add_certificate(der, bag)?,
            }
        }
        Ok(())
    }

    fn add_key(&mut self, pkcs8: &[u8], bag: &Bag) -> Result<(), OpenError> {
        let position = self.contents.keys.len() + 1;
        let key =
            PrivateKey::from_pkcs8(pkcs8).map_err(|error| OpenError::Key { position, error })?;
        self.contents.keys.push(KeyBag {
            key,
            attributes: bag.attributes.clone(),
        });
        Ok(())
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

fn next(plaintexts: &mut impl Iterator<Item = Zeroizing<Vec<u8>>>) -> Zeroizing<Vec<u8>> {
    plaintexts
        .next()
        .expect("everything encrypted has been decrypted, in the same order")
}
