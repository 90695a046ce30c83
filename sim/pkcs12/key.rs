//! Private keys that come from a stream, and keys that came out of a file.
//!
//! A key is kept as its PKCS#8 encoding (RFC 5208) with the public half beside it; the parsed form
//! is made when something has to be signed, so that reading many files costs no arithmetic.
//! Signatures are deterministic: RFC 6979 for P-256, PKCS#1 v1.5 for RSA.
//!
//! **Architecture invariant:** how a key follows from its stream is written down here and nowhere
//! else, down to the order of the primes; no library's key generation is called.

mod algorithm;
mod base_point;

use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

use crypto_bigint::{Encoding, Odd, U1024};
use crypto_primes::hazmat::{
    LucasCheck, MillerRabin, Primality, SelfridgeBase, SmallPrimesSieve, lucas_test,
};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::spki::AlgorithmIdentifierRef;
use p256::pkcs8::{
    AssociatedOid, DecodePrivateKey, EncodePrivateKey, ObjectIdentifier, PrivateKeyInfo,
};
use rsa::BigUint;
use rsa::pkcs1::RsaPublicKey as Pkcs1PublicKey;
use rsa::pkcs1::der::{Decode, Encode};
use rsa::signature::hazmat::PrehashSigner;
use rsa::signature::{SignatureEncoding, Signer};
use sec1::EcPrivateKey;
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use crate::seed::Stream;

pub use algorithm::KeyAlgorithm;

/// rsaEncryption, RFC 8017 appendix A.1.
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// id-ecPublicKey, RFC 5480 section 2.1.1.
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");

/// The public exponent of every RSA key made here.
const RSA_EXPONENT: u32 = 65_537;

/// The family a key belongs to, whatever its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFamily {
    /// ECDSA on P-256.
    P256,
    /// RSA of any size.
    Rsa,
}

/// Why bytes are not a private key that can be used here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Not the DER of a `PrivateKeyInfo`, or its inner key is damaged.
    #[error("the private key is not well-formed PKCS#8")]
    Malformed,
    /// A kind of key other than RSA and P-256.
    #[error("the private key's algorithm {oid} is not supported (RSA and P-256 are)")]
    UnsupportedAlgorithm {
        /// The algorithm's object identifier.
        oid: String,
    },
}

/// A private key. Cloning is cheap; `Debug` shows the public half only.
#[derive(Clone)]
pub struct PrivateKey(Arc<Inner>);

struct Inner {
    pkcs8: Zeroizing<Vec<u8>>,
    family: KeyFamily,
    public: PublicKey,
    signer: OnceLock<Signing>,
}

enum Signing {
    P256(Box<p256::ecdsa::SigningKey>),
    Rsa(Box<rsa::pkcs1v15::SigningKey<sha2::Sha256>>),
}

impl PrivateKey {
    /// Makes the key that `stream` leads to.
    ///
    /// P-256: the first 32 bytes drawn that are a scalar in range. RSA-2048: p then q, each the
    /// first prime at or above 128 drawn bytes with the two top bits and the lowest bit set, such
    /// that the exponent is coprime to it less one.
    pub fn generate(algorithm: KeyAlgorithm, stream: &mut Stream) -> Self {
        match algorithm {
            KeyAlgorithm::P256 => Self::generate_p256(stream),
            KeyAlgorithm::Rsa2048 => Self::generate_rsa(stream),
        }
    }

    fn generate_p256(stream: &mut Stream) -> Self {
        loop {
            let scalar = Zeroizing::new(stream.bytes::<32>());
            if let Some(public) = base_point::times(&scalar) {
                let pkcs8 = p256_pkcs8(scalar.as_slice(), &public)
                    .expect("a P-256 key always has a PKCS#8 encoding");
                return Self::new(pkcs8, KeyFamily::P256, PublicKey::p256(public));
            }
        }
    }

    fn generate_rsa(stream: &mut Stream) -> Self {
        let p = prime(stream);
        let q = loop {
            let q = prime(stream);
            if q != p {
                break q;
            }
        };
        let [p, q] = [p, q].map(|prime| BigUint::from_bytes_be(&prime.to_be_bytes()));
        let key = rsa::RsaPrivateKey::from_p_q(p, q, BigUint::from(RSA_EXPONENT))
            .expect("two different primes, each coprime to the exponent, make a key");
        let pkcs8 = key
            .to_pkcs8_der()
            .expect("an RSA key always has a PKCS#8 encoding");
        Self::from_pkcs8(pkcs8.as_bytes()).expect("it was encoded a line above")
    }

    /// Reads a `PrivateKeyInfo` (RFC 5208).
    ///
    /// # Errors
    ///
    /// [`KeyError::Malformed`] for bytes that are no such structure,
    /// [`KeyError::UnsupportedAlgorithm`] for a key that is neither RSA nor P-256.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let info = PrivateKeyInfo::from_der(der).map_err(|_| KeyError::Malformed)?;
        let (family, public) = match info.algorithm.oid {
            RSA_ENCRYPTION => {
                let key = rsa::pkcs1::RsaPrivateKey::from_der(info.private_key)
                    .map_err(|_| KeyError::Malformed)?;
                let public = rsa_public(&key).ok_or(KeyError::Malformed)?;
                (KeyFamily::Rsa, PublicKey::rsa(public))
            }
            EC_PUBLIC_KEY => {
                let curve = info.algorithm.parameters_oid().ok();
                if curve != Some(<p256::NistP256 as AssociatedOid>::OID) {
                    return Err(unsupported(curve.unwrap_or(info.algorithm.oid)));
                }
                let key = EcPrivateKey::from_der(info.private_key);
                let key = key.map_err(|_| KeyError::Malformed)?;
                let point = p256_public(key.private_key).ok_or(KeyError::Malformed)?;
                let states_another = |stated| compressed(stated) != compressed(&point);
                if key.public_key.is_some_and(states_another) {
                    return Err(KeyError::Malformed);
                }
                (KeyFamily::P256, PublicKey::p256(point))
            }
            other => return Err(unsupported(other)),
        };
        Ok(Self::new(Zeroizing::new(der.to_vec()), family, public))
    }

    fn new(pkcs8: Zeroizing<Vec<u8>>, family: KeyFamily, public: PublicKey) -> Self {
        PrivateKey(Arc::new(Inner {
            pkcs8,
            family,
            public,
            signer: OnceLock::new(),
        }))
    }

    /// The PKCS#8 encoding, unencrypted. Wiped from memory when the last clone is dropped.
    pub fn pkcs8(&self) -> &[u8] {
        &self.0.pkcs8
    }

    /// The family the key belongs to.
    pub fn family(&self) -> KeyFamily {
        self.0.family
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.0.public
    }

    /// Signs `message` with SHA-256: an ECDSA signature in DER, or an RSA signature.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self.0.signer.get_or_init(|| self.signing()) {
            Signing::P256(key) => {
                let signature: p256::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
            Signing::Rsa(key) => key.sign(message).to_vec(),
        }
    }

    /// Signs `message` with SHA-1, which nobody should accept any more.
    pub fn sign_with_sha1(&self, message: &[u8]) -> Vec<u8> {
        let digest = Sha1::digest(message);
        match self.0.signer.get_or_init(|| self.signing()) {
            Signing::P256(key) => {
                let signature: p256::ecdsa::DerSignature = key
                    .sign_prehash(&digest)
                    .expect("a hash of 20 bytes is long enough for P-256");
                signature.as_bytes().to_vec()
            }
            Signing::Rsa(key) => {
                let key: &rsa::RsaPrivateKey = (**key).as_ref();
                key.sign(rsa::Pkcs1v15Sign::new::<Sha1>(), &digest)
                    .expect("a hash of 20 bytes is short enough for RSA")
            }
        }
    }

    fn signing(&self) -> Signing {
        let pkcs8 = &self.0.pkcs8;
        match self.0.family {
            KeyFamily::P256 => Signing::P256(Box::new(
                p256::ecdsa::SigningKey::from_pkcs8_der(pkcs8)
                    .expect("the key was read when it was made"),
            )),
            KeyFamily::Rsa => Signing::Rsa(Box::new(rsa::pkcs1v15::SigningKey::new(
                rsa::RsaPrivateKey::from_pkcs8_der(pkcs8)
                    .expect("the key was read when it was made"),
            ))),
        }
    }
}

impl PartialEq for PrivateKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.pkcs8 == other.0.pkcs8
    }
}

impl Eq for PrivateKey {}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            pkcs8: _,
            family,
            public,
            signer: _,
        } = &*self.0;
        f.debug_struct("PrivateKey")
            .field("family", family)
            .field("public", public)
            .finish_non_exhaustive()
    }
}

/// A public key: the content of `subjectPublicKey` (RFC 5280 section 4.1) and its family.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    family: KeyFamily,
    bits: Vec<u8>,
}

impl PublicKey {
    fn p256(bits: Vec<u8>) -> Self {
        PublicKey {
            family: KeyFamily::P256,
            bits,
        }
    }

    fn rsa(bits: Vec<u8>) -> Self {
        PublicKey {
            family: KeyFamily::Rsa,
            bits,
        }
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
        match self.family {
            KeyFamily::P256 => &rcgen::PKCS_ECDSA_P256_SHA256,
            KeyFamily::Rsa => &rcgen::PKCS_RSA_SHA256,
        }
    }
}

#[cfg(feature = "rcgen")]
impl rcgen::PublicKeyData for PrivateKey {
    fn der_bytes(&self) -> &[u8] {
        self.0.public.der_bytes()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        self.0.public.algorithm()
    }
}

#[cfg(feature = "rcgen")]
impl rcgen::SigningKey for PrivateKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(PrivateKey::sign(self, message))
    }
}

fn unsupported(oid: ObjectIdentifier) -> KeyError {
    KeyError::UnsupportedAlgorithm {
        oid: oid.to_string(),
    }
}

/// The uncompressed point of a scalar: the one multiplication that a key costs. `None` when the
/// scalar is out of range.
fn p256_public(scalar: &[u8]) -> Option<Vec<u8>> {
    let secret = p256::SecretKey::from_slice(scalar).ok()?;
    let point = secret.public_key().to_encoded_point(false);
    Some(point.as_bytes().to_vec())
}

/// A point in the shorter of its two encodings. `None` when it is none.
fn compressed(point: &[u8]) -> Option<p256::EncodedPoint> {
    let point = p256::EncodedPoint::from_bytes(point).ok()?;
    Some(point.compress())
}

/// The PKCS#8 encoding around an `ECPrivateKey` (RFC 5915) with its public half.
fn p256_pkcs8(scalar: &[u8], public: &[u8]) -> Result<Zeroizing<Vec<u8>>, rsa::pkcs1::der::Error> {
    let key = EcPrivateKey {
        private_key: scalar,
        parameters: None,
        public_key: Some(public),
    };
    let key = Zeroizing::new(key.to_der()?);
    let algorithm = AlgorithmIdentifierRef {
        oid: EC_PUBLIC_KEY,
        parameters: Some((&<p256::NistP256 as AssociatedOid>::OID).into()),
    };
    Ok(Zeroizing::new(
        PrivateKeyInfo::new(algorithm, &key).to_der()?,
    ))
}

fn rsa_public(key: &rsa::pkcs1::RsaPrivateKey<'_>) -> Option<Vec<u8>> {
    Pkcs1PublicKey {
        modulus: key.modulus,
        public_exponent: key.public_exponent,
    }
    .to_der()
    .ok()
}

/// The first prime at or above a drawn 1024-bit number that suits RSA.
fn prime(stream: &mut Stream) -> U1024 {
    const BITS: NonZeroU32 = NonZeroU32::new(U1024::BITS).expect("1024 is not zero");
    loop {
        let mut start = stream.bytes::<128>();
        // Two top bits in both factors make the product exactly 2048 bits long.
        start[0] |= 0b1100_0000;
        start[127] |= 1;
        let start = U1024::from_be_bytes(start);
        let found = SmallPrimesSieve::new(start, BITS, false)
            .find(|candidate| suits_rsa(candidate) && is_prime(candidate));
        if let Some(prime) = found {
            return prime;
        }
    }
}

/// Whether the exponent, itself a prime, does not divide `candidate` less one.
fn suits_rsa(candidate: &U1024) -> bool {
    let exponent = crypto_bigint::NonZero::new(crypto_bigint::Limb::from_u32(RSA_EXPONENT))
        .expect("the exponent is not zero");
    candidate.rem_limb(exponent).0 != 1
}

/// The Baillie-PSW test: no composite that passes it is known, and it draws nothing.
fn is_prime(candidate: &U1024) -> bool {
    let odd = Odd::new(*candidate).expect("the sieve gives odd numbers");
    MillerRabin::new(odd).test_base_two() != Primality::Composite
        && lucas_test(odd, SelfridgeBase, LucasCheck::Strong) != Primality::Composite
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;

    fn key(algorithm: KeyAlgorithm, label: &str) -> PrivateKey {
        PrivateKey::generate(algorithm, &mut Seed::new(7).stream(label))
    }

    /// These identifiers are part of every artefact's bytes.
    #[test]
    fn a_key_is_its_seed_and_label_for_ever() {
        insta::assert_debug_snapshot!(key(KeyAlgorithm::P256, "a").public(), @"PublicKey(P256, cbf27c9dda8bf81872439461d3660bd3fc6b87ea)");
        insta::assert_debug_snapshot!(key(KeyAlgorithm::Rsa2048, "a").public(), @"PublicKey(Rsa, 869b0935cce6f22567b4149d78b72c88913ba566)");
    }

    #[test]
    fn signatures_repeat_and_verify() {
        use rsa::signature::Verifier;
        let message = b"the same message";
        let p256 = key(KeyAlgorithm::P256, "a");
        assert_eq!(p256.sign(message), p256.sign(message));
        let verifier = p256::ecdsa::VerifyingKey::from_sec1_bytes(p256.public().bits()).unwrap();
        let signature = p256::ecdsa::DerSignature::try_from(p256.sign(message).as_slice()).unwrap();
        verifier.verify(message, &signature).unwrap();

        let rsa = key(KeyAlgorithm::Rsa2048, "a");
        assert_eq!(rsa.sign(message), rsa.sign(message));
        assert_eq!(rsa.sign(message).len(), 256, "a 2048-bit modulus");
    }

    #[test]
    fn a_key_survives_its_encoding() {
        for algorithm in [KeyAlgorithm::P256, KeyAlgorithm::Rsa2048] {
            let made = key(algorithm, "a");
            let read = PrivateKey::from_pkcs8(made.pkcs8()).unwrap();
            assert_eq!(read, made);
            assert_eq!(read.public(), made.public());
        }
    }

    #[test]
    fn other_bytes_and_other_algorithms_have_errors_of_their_own() {
        assert_eq!(
            PrivateKey::from_pkcs8(b"not a key"),
            Err(KeyError::Malformed)
        );
        // An Ed25519 key (RFC 8410 section 10.3).
        let ed25519 = [
            &[
                0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20,
            ][..],
            &[7; 32],
        ]
        .concat();
        assert_eq!(
            PrivateKey::from_pkcs8(&ed25519),
            Err(KeyError::UnsupportedAlgorithm {
                oid: "1.3.101.112".into()
            })
        );
    }

    #[test]
    fn debug_shows_the_public_half_only() {
        let key = key(KeyAlgorithm::P256, "a");
        let shown = format!("{key:?}");
        let scalar: String = key.pkcs8()[36..68]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert!(!shown.contains(&scalar[..8]), "{shown}");
        assert!(shown.starts_with("PrivateKey"), "{shown}");
    }
}
