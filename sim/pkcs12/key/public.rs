//! The public half of a key.

use std::fmt;

use p256::pkcs8::spki::SubjectPublicKeyInfoRef;
use rsa::pkcs1::der::Decode;
use sha1::{Digest, Sha1};

use super::{KeyError, KeyFamily};

/// A public key: the content of `subjectPublicKey` (RFC 5280 section 4.1) and its family.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    family: KeyFamily,
    bits: Vec<u8>,
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7), which is how programs that hold a
    /// private key say which one it is.
    ///
    /// # Errors
    ///
    /// [`KeyError::Malformed`] for bytes that are no such structure,
    /// [`KeyError::UnsupportedAlgorithm`] for a key that is neither RSA nor P-256.
    pub fn from_spki(der: &[u8]) -> Result<Self, KeyError> {
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| KeyError::Malformed)?;
        let family = KeyFamily::of(&info.algorithm)?;
        let bits = info.subject_public_key.as_bytes();
        let bits = family
            .kind()
            .read_public(bits.ok_or(KeyError::Malformed)?)?;
        Ok(PublicKey::new(family, bits))
    }

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

#[cfg(test)]
mod tests {
    use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey};

    use super::*;
    use crate::key::{KeyAlgorithm, PrivateKey};
    use crate::seed::Seed;

    #[test]
    fn what_other_programs_write_is_read_as_the_same_key() {
        let make = |algorithm| PrivateKey::generate(algorithm, &mut Seed::new(7).stream("key"));
        let p256 = make(KeyAlgorithm::P256);
        let theirs = p256::SecretKey::from_pkcs8_der(p256.pkcs8()).unwrap();
        let written = theirs.public_key().to_public_key_der().unwrap();
        assert_eq!(
            PublicKey::from_spki(written.as_bytes()),
            Ok(p256.public().clone())
        );

        let rsa = make(KeyAlgorithm::Rsa2048);
        let theirs = rsa::RsaPrivateKey::from_pkcs8_der(rsa.pkcs8()).unwrap();
        let written = theirs.to_public_key().to_public_key_der().unwrap();
        let der = written.as_bytes();
        assert_eq!(PublicKey::from_spki(der), Ok(rsa.public().clone()));
        for length in 0..der.len() {
            assert_eq!(
                PublicKey::from_spki(&der[..length]),
                Err(KeyError::Malformed)
            );
        }
    }
}
