//! What a file shows without a password.

use super::unpacking::Unpacking;
use crate::algorithm::Algorithm;
use crate::contents::Contents;
use crate::error::OpenError;
use crate::limits::Limits;
use crate::pfx::{BagValue, Reading, Safe};

/// What a file shows to everybody. Nothing says that it is whole: the MAC takes a password.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InTheClear {
    /// The keys and certificates that are not encrypted.
    pub contents: Contents,
    /// What each private key that is encrypted by itself is encrypted with.
    pub encrypted_keys: Vec<Algorithm>,
    /// How many safes are encrypted as a whole: there may be anything in them.
    pub encrypted_safes: usize,
}

/// Reads what a file shows without a password, and without any key derivation.
///
/// # Errors
///
/// [`OpenError::Malformed`] and those about single certificates and keys, and
/// [`OpenError::LimitExceeded`] for its size, bags or nesting.
pub fn in_the_clear(bytes: &[u8], limits: &Limits) -> Result<InTheClear, OpenError> {
    let mut reading = Reading::new(limits);
    let pfx = reading.pfx(bytes)?;
    let mut unpacking = Unpacking::new(reading);
    let mut encrypted_keys = vec![];
    let mut encrypted_safes = 0;
    for safe in &pfx.safes {
        let Safe::Plain(bags) = safe else {
            encrypted_safes += 1;
            continue;
        };
        for bag in bags {
            match &bag.value {
                BagValue::Key(pkcs8) => unpacking.add_key(Ok(pkcs8), bag)?,
                BagValue::ShroudedKey(encrypted) => encrypted_keys.push(encrypted.algorithm()),
                BagValue::Certificate(der) => unpacking.add_certificate(der, bag)?,
            }
        }
    }
    Ok(InTheClear {
        contents: unpacking.finish(),
        encrypted_keys,
        encrypted_safes,
    })
}
