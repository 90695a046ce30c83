//! What a file says about itself without a password.

use super::algorithm::Algorithm;
use super::ber;
use super::error::OpenError;
use super::limits::Limits;
use super::pfx::{BagValue, Encrypted, Reading, Safe};
use super::wrapped;

/// How a file is protected. All of it can be read without a password, and none of it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Description {
    /// The MAC, which a file may lack.
    pub mac: Option<MacDescription>,
    /// What the file holds, as far as it can be seen, in its order.
    pub protections: Vec<Protection>,
    /// How many bytes stand behind the file; they are passed over.
    pub trailing_bytes: usize,
}

/// How a file is authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MacDescription {
    /// What it is made with.
    pub algorithm: Algorithm,
    /// Iterations of the key derivation.
    pub iterations: u64,
    /// Bytes of the salt.
    pub salt_bytes: usize,
}

/// How one thing in a file is encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Protection {
    /// What it is.
    pub protected: Protected,
    /// What it is encrypted with; `None` for what is in the clear.
    pub algorithm: Option<Algorithm>,
    /// Iterations of the key derivation, where it is known to have any.
    pub iterations: Option<u64>,
}

/// What can be told apart without a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protected {
    /// A private key.
    Key,
    /// A certificate in the clear.
    Certificate,
    /// Bags that are encrypted together: certificates, as a rule.
    Safe,
}

/// Says how a file is protected, without a password and without any key derivation.
///
/// # Errors
///
/// [`OpenError::Malformed`] for bytes that are not a PKCS#12 file, and [`OpenError::LimitExceeded`]
/// for its size, bags or nesting. Iterations and salts of any size are described.
pub fn describe(bytes: &[u8], limits: &Limits) -> Result<Description, OpenError> {
    let pfx = Reading::new(limits).pfx(bytes)?;
    let mut protections = vec![];
    for safe in &pfx.safes {
        match safe {
            Safe::Encrypted(encrypted) => protections.push(Protection {
                protected: Protected::Safe,
                algorithm: Some(encrypted.algorithm()),
                iterations: encrypted.iterations(),
            }),
            Safe::Plain(bags) => protections.extend(bags.iter().map(|bag| {
                let encrypted = bag.encrypted();
                Protection {
                    protected: match bag.value {
                        BagValue::Key(_) | BagValue::ShroudedKey(_) => Protected::Key,
                        BagValue::Certificate(_) => Protected::Certificate,
                    },
                    algorithm: encrypted.map(Encrypted::algorithm),
                    iterations: encrypted.and_then(Encrypted::iterations),
                }
            })),
        }
    }
    Ok(Description {
        mac: pfx.mac.map(|mac| {
            let (salt, iterations) = mac.salt_and_iterations();
            MacDescription {
                algorithm: mac.algorithm(),
                iterations,
                salt_bytes: salt.len(),
            }
        }),
        protections,
        trailing_bytes: pfx.trailing_bytes,
    })
}

/// How many bytes stand behind the end of a file. [`open`](super::open()) passes them over: zeros
/// and newlines as a rule, but also a second file.
pub fn trailing_bytes(bytes: &[u8]) -> usize {
    let bytes = wrapped::unwrapped(bytes);
    let end = ber::first(&bytes).unwrap_or(bytes.len());
    bytes.len().saturating_sub(end)
}

/// Whether bytes begin as a PKCS#12 file does, with a SEQUENCE whose first element is version 3.
/// What follows may still be anything.
pub fn looks_like(bytes: &[u8]) -> bool {
    let header = match bytes {
        [0x30, 0x00..=0x80, ..] => 2,
        [0x30, long, ..] => 2 + usize::from(long & 0x7f),
        _ => return false,
    };
    bytes
        .get(header..)
        .is_some_and(|body| body.starts_with(&[0x02, 0x01, 0x03]))
}
