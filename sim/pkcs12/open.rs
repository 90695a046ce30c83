//! Opening a file.

mod in_the_clear;
mod unpacking;

use std::collections::VecDeque;
use std::ops::ControlFlow;

use super::contents::Contents;
use super::error::{OpenError, Part};
use super::job::{self, Job, Poll};
use super::kdf::{Key, KeyDerivation};
use super::limits::Limits;
use super::password::Password;
use super::pfx::{Bag, Encrypted, Pfx, Reading, Safe};
use unpacking::Unpacking;

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
