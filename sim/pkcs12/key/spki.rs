//! Public keys as certificates and key stores write them: `SubjectPublicKeyInfo`.

use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::AssociatedOid;
use p256::pkcs8::spki::SubjectPublicKeyInfoRef;
use rsa::pkcs1::RsaPublicKey as Pkcs1PublicKey;
use rsa::pkcs1::der::Decode;

use super::{EC_PUBLIC_KEY, KeyError, PublicKey, RSA_ENCRYPTION, unsupported};

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
        let bits = info.subject_public_key.as_bytes();
        let bits = bits.ok_or(KeyError::Malformed)?;
        match info.algorithm.oid {
            RSA_ENCRYPTION => {
                Pkcs1PublicKey::from_der(bits).map_err(|_| KeyError::Malformed)?;
                Ok(PublicKey::rsa(bits.to_vec()))
            }
            EC_PUBLIC_KEY => {
                let curve = info.algorithm.parameters_oid().ok();
                if curve != Some(<p256::NistP256 as AssociatedOid>::OID) {
                    return Err(unsupported(curve.unwrap_or(info.algorithm.oid)));
                }
                let point = p256::PublicKey::from_sec1_bytes(bits);
                let point = point.map_err(|_| KeyError::Malformed)?;
                let point = point.to_encoded_point(false);
                Ok(PublicKey::p256(point.as_bytes().to_vec()))
            }
            other => Err(unsupported(other)),
        }
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
