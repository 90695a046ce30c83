//! The kinds of key that can be made, and their names.

use std::fmt;
use std::str::FromStr;

/// The kinds of key that can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyAlgorithm {
    /// ECDSA on NIST P-256 with SHA-256. Quick to make; the default of a world.
    P256,
    /// RSA with a modulus of 2048 bits and exponent 65537, SHA-256. What old software reads.
    Rsa2048,
}

impl KeyAlgorithm {
    /// Every kind.
    pub const ALL: [KeyAlgorithm; 2] = [KeyAlgorithm::P256, KeyAlgorithm::Rsa2048];

    /// The name that scenario files and reports use.
    pub const fn name(self) -> &'static str {
        match self {
            KeyAlgorithm::P256 => "p-256",
            KeyAlgorithm::Rsa2048 => "rsa-2048",
        }
    }
}

/// A text that names no kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the kinds of key are rsa-2048 and p-256")]
pub struct KeyAlgorithmError;

impl FromStr for KeyAlgorithm {
    type Err = KeyAlgorithmError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        KeyAlgorithm::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == text)
            .ok_or(KeyAlgorithmError)
    }
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
