//! Public keys as certificates and key stores write them: `SubjectPublicKeyInfo`.

use p256::pkcs8::spki::SubjectPublicKeyInfoRef;
use rsa::pkcs1::der::asn1::AnyRef;
use rsa::pkcs1::der::{Decode, Tag, Tagged};

use super::family::other;
use super::{KeyError, KeyFamily, PublicKey};

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7), which is how programs that hold a
    /// private key say which one it is.
    ///
    /// # Errors
    ///
    /// [`KeyError::Malformed`] for bytes that are not such a structure.
    pub fn from_spki(der: &[u8]) -> Result<Self, KeyError> {
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| KeyError::Malformed)?;
        let bits = info.subject_public_key.as_bytes();
        let bits = bits.ok_or(KeyError::Malformed)?;
        match KeyFamily::of(&info.algorithm) {
            KeyFamily::Other => PublicKey::other(&info.algorithm, bits.to_vec()),
            family => Ok(PublicKey::new(family, family.kind().read_public(bits)?)),
        }
    }
}

/// The name of the algorithm in a `SubjectPublicKeyInfo`; `None` for a key on a curve that is
/// neither named nor written out, which nobody can decode (RFC 5480 section 2.1.1).
pub(crate) fn algorithm_of_spki(der: &[u8]) -> Option<String> {
    let info = SubjectPublicKeyInfoRef::from_der(der).ok()?;
    let curve = info.algorithm.parameters;
    let is_curve = |it: AnyRef<'_>| matches!(it.tag(), Tag::ObjectIdentifier | Tag::Sequence);
    let decodes = !other::is_ec(&info.algorithm) || curve.is_some_and(is_curve);
    decodes.then(|| other::name(&info.algorithm))
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
