//! Keys that stand in for real ones in worlds that nobody connects to: a hash in the place of the
//! arithmetic.
//!
//! A private key is 32 bytes, its public half a hash of them, and a signature a hash of the public
//! half and the message. So a wrong key or a changed message is noticed as with any other kind, and
//! whoever has the public half can sign: it proves nothing to an adversary. There is none in a
//! simulation, whose rules stay the same while it takes a fraction of the time.
//!
//! The object identifiers are under 1.3.6.1.4.1.32473, the arc for examples (RFC 5612), so that no
//! program takes such a key for one that it knows.

use p256::pkcs8::PrivateKeyInfo;
use p256::pkcs8::spki::{AlgorithmIdentifierRef, ObjectIdentifier};
use rsa::pkcs1::der::{Encode, Error};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::kind::{Kind, ReadKey, Signer};
use crate::key::{KeyError, KeyFamily, PrivateKey, SignatureHash};
use crate::seed::Stream;

/// The length of both halves.
const BYTES: usize = 32;

/// What is hashed before a private key.
const PUBLIC: &[u8] = b"kigen/stand-in/public/1\0";

/// What is hashed before a public key, the name of a hash function, and a message.
const SIGNATURE: &[u8] = b"kigen/stand-in/signature/1\0";

/// The algorithms of signatures, by hash function: SHA-1, SHA-256, SHA-384 and SHA-512.
const SIGNATURES: [&[u8]; 4] = [&signature(1), &signature(2), &signature(3), &signature(4)];

/// The algorithm of signatures with a hash function, by its number: 1.3.6.1.4.1.32473.1.N in a
/// SEQUENCE.
const fn signature(hash: u8) -> [u8; 14] {
    [0x30, 12, 6, 10, 0x2b, 6, 1, 4, 1, 0x81, 0xfd, 0x59, 1, hash]
}

/// The kind of key.
pub(in crate::key) struct StandIn;

/// Makes a key: 32 bytes drawn.
pub(in crate::key) fn generate(stream: &mut Stream) -> PrivateKey {
    let key = Zeroizing::new(stream.bytes::<BYTES>());
    let pkcs8 = pkcs8(&*key).expect("32 bytes always have a PKCS#8 encoding");
    PrivateKey::new(pkcs8, KeyFamily::StandIn, public_half(&*key))
}

impl Kind for StandIn {
    fn algorithm(&self) -> AlgorithmIdentifierRef<'static> {
        AlgorithmIdentifierRef {
            oid: ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.1"),
            parameters: None,
        }
    }

    fn read(&self, key: &[u8]) -> Result<ReadKey, KeyError> {
        match key.len() {
            BYTES => Ok(ReadKey::Signs(public_half(key))),
            _ => Err(KeyError::Malformed),
        }
    }

    fn read_public(&self, bits: &[u8]) -> Result<Vec<u8>, KeyError> {
        match bits.len() {
            BYTES => Ok(bits.to_vec()),
            _ => Err(KeyError::Malformed),
        }
    }

    fn signer(&self, key: &[u8]) -> Option<Box<dyn Signer>> {
        Some(Box::new(Public(public_half(key))))
    }

    fn default_hash(&self) -> Option<SignatureHash> {
        Some(SignatureHash::Sha256)
    }

    /// 1.3.6.1.4.1.32473.1.1 to .4, one for each hash function that real signatures have.
    fn signature_algorithm(&self, hash: Option<SignatureHash>) -> Option<&'static [u8]> {
        Some(hash?.choose(SIGNATURES))
    }

    #[cfg(feature = "rcgen")]
    fn rcgen(&self) -> Option<&'static rcgen::SignatureAlgorithm> {
        None
    }
}

/// Signs for the owner of this public half.
struct Public(Vec<u8>);

impl Signer for Public {
    fn sign(&self, hash: Option<SignatureHash>, message: &[u8]) -> Option<Vec<u8>> {
        let signature = Sha256::new()
            .chain_update(SIGNATURE)
            .chain_update(&self.0)
            .chain_update(hash?.name())
            .chain_update(b"\0")
            .chain_update(message);
        Some(signature.finalize().to_vec())
    }
}

fn public_half(key: &[u8]) -> Vec<u8> {
    Sha256::new()
        .chain_update(PUBLIC)
        .chain_update(key)
        .finalize()
        .to_vec()
}

fn pkcs8(key: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let info = PrivateKeyInfo::new(StandIn.algorithm(), key);
    Ok(Zeroizing::new(info.to_der()?))
}
