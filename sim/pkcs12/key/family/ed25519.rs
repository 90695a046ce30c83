//! Ed25519 keys (RFC 8032, RFC 8410): made, read and checked, and signed with.

use ed25519_compact::{KeyPair, Seed};
use p256::pkcs8::PrivateKeyInfo;
use p256::pkcs8::spki::{AlgorithmIdentifierRef, ObjectIdentifier};
use rsa::pkcs1::der::asn1::OctetStringRef;
use rsa::pkcs1::der::{Decode, Encode, Error};
use zeroize::Zeroizing;

use super::kind::{Kind, ReadKey, Signer};
use crate::key::{KeyError, KeyFamily, PrivateKey, SignatureHash};
use crate::seed::Stream;

/// id-Ed25519 without parameters, RFC 8410 section 3: of keys and of signatures.
const ED25519: &[u8] = &[0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];

/// The kind of key.
pub(in crate::key) struct Ed25519;

/// Makes a key: 32 bytes drawn. Every number of that length is a key.
pub(in crate::key) fn generate(stream: &mut Stream) -> PrivateKey {
    let key = Zeroizing::new(stream.bytes::<32>());
    let pkcs8 = pkcs8(&*key).expect("an Ed25519 key always has a PKCS#8 encoding");
    let public = pair(&key).pk.to_vec();
    PrivateKey::new(pkcs8, KeyFamily::Ed25519, public)
}

impl Kind for Ed25519 {
    fn algorithm(&self) -> AlgorithmIdentifierRef<'static> {
        AlgorithmIdentifierRef {
            oid: ObjectIdentifier::new_unwrap("1.3.101.112"),
            parameters: None,
        }
    }

    fn read(&self, key: &[u8]) -> Result<ReadKey, KeyError> {
        Ok(ReadKey::Signs(pair(&*private(key)?).pk.to_vec()))
    }

    fn read_public(&self, bits: &[u8]) -> Result<Vec<u8>, KeyError> {
        match bits.len() {
            32 => Ok(bits.to_vec()),
            _ => Err(KeyError::Malformed),
        }
    }

    fn signer(&self, key: &[u8]) -> Option<Box<dyn Signer>> {
        let key = private(key).expect("the key was read before");
        Some(Box::new(pair(&key)))
    }

    fn signature_algorithm(&self, hash: Option<SignatureHash>) -> Option<&'static [u8]> {
        hash.is_none().then_some(ED25519)
    }

    #[cfg(feature = "rcgen")]
    fn rcgen(&self) -> Option<&'static rcgen::SignatureAlgorithm> {
        Some(&rcgen::PKCS_ED25519)
    }
}

impl Signer for KeyPair {
    fn sign(&self, hash: Option<SignatureHash>, message: &[u8]) -> Option<Vec<u8>> {
        hash.is_none().then(|| self.sk.sign(message, None).to_vec())
    }
}

/// The key in a `CurvePrivateKey`, RFC 8410 section 7.
fn private(key: &[u8]) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let key = OctetStringRef::from_der(key).map_err(|_| KeyError::Malformed)?;
    let key = key.as_bytes().try_into().map_err(|_| KeyError::Malformed)?;
    Ok(Zeroizing::new(key))
}

fn pair(key: &[u8; 32]) -> KeyPair {
    KeyPair::from_seed(Seed::new(*key))
}

fn pkcs8(key: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let key = Zeroizing::new(OctetStringRef::new(key)?.to_der()?);
    let info = PrivateKeyInfo::new(Ed25519.algorithm(), &key);
    Ok(Zeroizing::new(info.to_der()?))
}
