//! ECDSA keys on NIST P-256 (FIPS 186-5): made, read and checked, and signed with.

use p256::ecdsa::{DerSignature, SigningKey};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::spki::{AlgorithmIdentifierRef, ObjectIdentifier};
use p256::pkcs8::{AssociatedOid, PrivateKeyInfo};
use p256::{EncodedPoint, NistP256, SecretKey};
use rsa::pkcs1::der::{Decode, Encode, Error};
use rsa::signature::hazmat::PrehashSigner;
use sec1::EcPrivateKey;
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use super::base_point;
use super::kind::{Kind, ReadKey, Signer};
use crate::key::{KeyError, KeyFamily, PrivateKey};
use crate::seed::Stream;

/// ecdsa-with-SHA1, RFC 3279 section 2.2.3.
const ECDSA_WITH_SHA1: &[u8] = &[
    0x30, 0x09, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01,
];

/// The curve's object identifier, secp256r1.
const CURVE: ObjectIdentifier = <NistP256 as AssociatedOid>::OID;

/// The kind of key.
pub(in crate::key) struct P256;

/// Makes a key: the first 32 bytes drawn that are a scalar in range.
pub(in crate::key) fn generate(stream: &mut Stream) -> PrivateKey {
    loop {
        let scalar = Zeroizing::new(stream.bytes::<32>());
        if let Some(public) = base_point::times(&scalar) {
            let pkcs8 = pkcs8(scalar.as_slice(), &public)
                .expect("a P-256 key always has a PKCS#8 encoding");
            return PrivateKey::new(pkcs8, KeyFamily::P256, public);
        }
    }
}

impl Kind for P256 {
    fn algorithm(&self) -> AlgorithmIdentifierRef<'static> {
        AlgorithmIdentifierRef {
            // id-ecPublicKey, RFC 5480 section 2.1.1.
            oid: ObjectIdentifier::new_unwrap("1.2.840.10045.2.1"),
            parameters: Some((&CURVE).into()),
        }
    }

    fn read(&self, key: &[u8]) -> Result<ReadKey, KeyError> {
        let key = EcPrivateKey::from_der(key).map_err(|_| KeyError::Malformed)?;
        let secret = SecretKey::from_slice(key.private_key).map_err(|_| KeyError::Malformed)?;
        // The one multiplication that reading a key costs.
        let point = secret.public_key().to_encoded_point(false);
        if let Some(stated) = key.public_key {
            let stated = EncodedPoint::from_bytes(stated).map_err(|_| KeyError::Malformed)?;
            let is_stated = match stated.is_compressed() {
                true => point.compress() == stated,
                false => point == stated,
            };
            if !is_stated {
                return Err(KeyError::Inconsistent);
            }
        }
        Ok(ReadKey::Signs(point.as_bytes().to_vec()))
    }

    fn read_public(&self, bits: &[u8]) -> Result<Vec<u8>, KeyError> {
        let key = p256::PublicKey::from_sec1_bytes(bits).map_err(|_| KeyError::Malformed)?;
        Ok(key.to_encoded_point(false).as_bytes().to_vec())
    }

    fn signer(&self, key: &[u8]) -> Option<Box<dyn Signer>> {
        let key = EcPrivateKey::from_der(key).expect("the key was read before");
        let key = SigningKey::from_slice(key.private_key);
        Some(Box::new(
            key.expect("the scalar was checked when the key was read"),
        ))
    }

    /// Only the newer providers hold such keys.
    fn windows_provider(&self) -> &'static str {
        "Microsoft Software Key Storage Provider" // MS_KEY_STORAGE_PROVIDER
    }

    fn can_encipher(&self) -> bool {
        false
    }

    fn sha1_signature(&self) -> &'static [u8] {
        ECDSA_WITH_SHA1
    }

    #[cfg(feature = "rcgen")]
    fn rcgen(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

impl Signer for SigningKey {
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: DerSignature = rsa::signature::Signer::sign(self, message);
        signature.as_bytes().to_vec()
    }

    fn sign_with_sha1(&self, message: &[u8]) -> Vec<u8> {
        let signature: DerSignature = self
            .sign_prehash(&Sha1::digest(message))
            .expect("a hash of 20 bytes is long enough for P-256");
        signature.as_bytes().to_vec()
    }
}

/// The PKCS#8 encoding around an `ECPrivateKey` (RFC 5915) with its public half.
fn pkcs8(scalar: &[u8], public: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let key = EcPrivateKey {
        private_key: scalar,
        parameters: None,
        public_key: Some(public),
    };
    let key = Zeroizing::new(key.to_der()?);
    let info = PrivateKeyInfo::new(P256.algorithm(), &key);
    Ok(Zeroizing::new(info.to_der()?))
}
