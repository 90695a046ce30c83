//! The public half of a key.

use std::fmt;

use p256::pkcs8::spki::AlgorithmIdentifierRef;
use rsa::pkcs1::der::Encode;
use sha1::{Digest, Sha1};

use super::{KeyError, KeyFamily};

/// A public key: the content of `subjectPublicKey` (RFC 5280 section 4.1) and its family. Two are
/// equal when these are.
#[derive(Clone)]
pub struct PublicKey {
    family: KeyFamily,
    /// The DER of the `AlgorithmIdentifier`, where the family does not tell it.
    algorithm: Option<Box<[u8]>>,
    bits: Vec<u8>,
}

impl PublicKey {
    pub(super) fn new(family: KeyFamily, bits: Vec<u8>) -> Self {
        PublicKey {
            family,
            algorithm: None,
            bits,
        }
    }

    /// A key of [`KeyFamily::Other`].
    pub(super) fn other(
        algorithm: &AlgorithmIdentifierRef<'_>,
        bits: Vec<u8>,
    ) -> Result<Self, KeyError> {
        let algorithm = algorithm.to_der().map_err(|_| KeyError::Malformed)?;
        Ok(PublicKey {
            family: KeyFamily::Other,
            algorithm: Some(algorithm.into()),
            bits,
        })
    }

    /// The family the key belongs to.
    pub fn family(&self) -> KeyFamily {
        self.family
    }

    /// The content of the BIT STRING: an uncompressed point, a PKCS#1 `RSAPublicKey`, or the 32
    /// bytes of Ed25519. Of a key of another family it is what a file says, and empty where none
    /// does.
    pub fn bits(&self) -> &[u8] {
        &self.bits
    }

    /// The key identifier of RFC 5280 section 4.2.1.2, method 1: SHA-1 over [`bits`](Self::bits).
    pub fn identifier(&self) -> [u8; 20] {
        Sha1::digest(&self.bits).into()
    }

    /// The `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7) in DER.
    pub fn spki_der(&self) -> Vec<u8> {
        let of_family = || {
            let algorithm = self.family.kind().algorithm().to_der();
            algorithm.expect("the identifier of a family always has an encoding")
        };
        let stated = self.algorithm.as_deref().map(<[u8]>::to_vec);
        let algorithm = stated.unwrap_or_else(of_family);
        yasna::construct_der(|w| {
            w.write_sequence(|w| {
                w.next().write_der(&algorithm);
                w.next().write_bitvec_bytes(&self.bits, self.bits.len() * 8);
            });
        })
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        (self.family, &self.bits) == (other.family, &other.bits)
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({:?}, ", self.family)?;
        for byte in self.identifier() {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}
