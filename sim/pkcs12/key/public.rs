//! The public half of a key.

use std::fmt;

use sha1::{Digest, Sha1};

use super::KeyFamily;

/// A public key: the content of `subjectPublicKey` (RFC 5280 section 4.1) and its family.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    family: KeyFamily,
    bits: Vec<u8>,
}

impl PublicKey {
    pub(super) fn new(family: KeyFamily, bits: Vec<u8>) -> Self {
        PublicKey { family, bits }
    }

    /// The family the key belongs to.
    pub fn family(&self) -> KeyFamily {
        self.family
    }

    /// The content of the BIT STRING: an uncompressed point, or a PKCS#1 `RSAPublicKey`.
    pub fn bits(&self) -> &[u8] {
        &self.bits
    }

    /// The key identifier of RFC 5280 section 4.2.1.2, method 1: SHA-1 over [`bits`](Self::bits).
    pub fn identifier(&self) -> [u8; 20] {
        Sha1::digest(&self.bits).into()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({:?}, ", self.family)?;
        for byte in self.identifier() {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

#[cfg(feature = "rcgen")]
impl rcgen::PublicKeyData for PublicKey {
    fn der_bytes(&self) -> &[u8] {
        &self.bits
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        self.family.kind().rcgen()
    }
}
