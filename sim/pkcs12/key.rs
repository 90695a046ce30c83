//! Private keys that come from a stream, and keys that came out of a file.
//!
//! A key is kept as its PKCS#8 encoding (RFC 5208) with the public half beside it; the parsed form
//! is made when something has to be signed, so that reading many files costs little arithmetic.
//! Signatures are deterministic: RFC 6979 for P-256, PKCS#1 v1.5 for RSA.
//!
//! **Architecture invariant:** how a key follows from its stream is written down here and nowhere
//! else, down to the order of the primes; no library's key generation is called. A key that can
//! sign here is checked when it is read from a file.

mod algorithm;
mod family;
mod public;
mod spki;

use std::fmt;
use std::sync::{Arc, OnceLock};

use ::p256::pkcs8::PrivateKeyInfo;
use ::rsa::pkcs1::der::Decode;
use zeroize::Zeroizing;

use self::family::{ReadKey, Signer, other};
use crate::seed::Stream;

pub use algorithm::KeyAlgorithm;
pub use family::KeyFamily;
pub(crate) use family::algorithm_of_curve;
pub use public::PublicKey;
pub(crate) use spki::algorithm_of_spki;

/// Why bytes are not a private key that can be used here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Not the DER of a `PrivateKeyInfo`, or its inner key is damaged.
    #[error("the private key is not well-formed PKCS#8")]
    Malformed,
    /// Well-formed, but the numbers in it do not make a key: the factors of an RSA key are not
    /// those of its modulus, its exponents do not undo each other, or a public half is another
    /// key's.
    #[error("the numbers of the private key contradict one another")]
    Inconsistent,
}

/// A private key. Cloning is cheap; `Debug` shows the public half only.
#[derive(Clone)]
pub struct PrivateKey(Arc<Inner>);

struct Inner {
    pkcs8: Zeroizing<Vec<u8>>,
    public: PublicKey,
    signer: OnceLock<Option<Box<dyn Signer>>>,
}

impl PrivateKey {
    /// Makes the key that `stream` leads to.
    ///
    /// P-256: the first 32 bytes drawn that are a scalar in range. RSA-2048: p then q, each the
    /// first prime at or above 128 drawn bytes with the two top bits and the lowest bit set, such
    /// that the exponent is coprime to the prime less one.
    pub fn generate(algorithm: KeyAlgorithm, stream: &mut Stream) -> Self {
        algorithm.generate(stream)
    }

    /// Reads a `PrivateKeyInfo` (RFC 5208) or `OneAsymmetricKey` (RFC 5958). A key that can be
    /// signed with here is checked; any other is kept as it is: see [`can_sign`](Self::can_sign).
    ///
    /// # Errors
    ///
    /// [`KeyError::Malformed`] for bytes that are not such a structure, [`KeyError::Inconsistent`]
    /// for one whose numbers do not make a key.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let info = PrivateKeyInfo::from_der(der).map_err(|_| KeyError::Malformed)?;
        let family = KeyFamily::of(&info.algorithm);
        let pkcs8 = Zeroizing::new(der.to_vec());
        let (family, public) = match family.kind().read(info.private_key)? {
            ReadKey::Signs(public) => return Ok(Self::new(pkcs8, family, public)),
            ReadKey::Held(public) if public.is_empty() => (KeyFamily::Other, other::public(&info)?),
            ReadKey::Held(public) => (KeyFamily::Other, public),
        };
        Ok(Self::new(pkcs8, family, public))
    }

    /// A key whose parts fit together.
    fn new(pkcs8: Zeroizing<Vec<u8>>, family: KeyFamily, public: Vec<u8>) -> Self {
        PrivateKey(Arc::new(Inner {
            pkcs8,
            public: PublicKey::new(family, public),
            signer: OnceLock::new(),
        }))
    }

    /// The name of the key's algorithm or curve, such as `rsa` or `p-384`; an object identifier
    /// that has no name here is given as it is.
    pub fn algorithm(&self) -> String {
        let info = PrivateKeyInfo::from_der(&self.0.pkcs8).expect("it was read or made before");
        other::name(&info.algorithm)
    }

    /// Returns whether it can be signed with here: RSA keys of two primes and P-256 keys can. Every
    /// other key is only held: it can be recognized by its public half, kept in a store and
    /// exported.
    pub fn can_sign(&self) -> bool {
        self.family() != KeyFamily::Other
    }

    /// The PKCS#8 encoding, unencrypted. Wiped from memory when the last clone is dropped.
    pub fn pkcs8(&self) -> &[u8] {
        &self.0.pkcs8
    }

    /// The family the key belongs to.
    pub fn family(&self) -> KeyFamily {
        self.0.public.family()
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.0.public
    }

    /// Signs `message` with SHA-256: an ECDSA signature in DER, or an RSA signature.
    ///
    /// An RSA key whose factors are not prime, which no program makes, gives a signature of zeros.
    /// The factors are not tested when a key is read, as that takes longer than all the rest.
    ///
    /// A key that [cannot sign](Self::can_sign) gives an empty signature.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature = self.signer().map(|signer| signer.sign(message));
        signature.unwrap_or_default()
    }

    /// Signs `message` with SHA-1, which nobody should accept any more.
    pub fn sign_with_sha1(&self, message: &[u8]) -> Vec<u8> {
        let signature = self.signer().map(|signer| signer.sign_with_sha1(message));
        signature.unwrap_or_default()
    }

    fn signer(&self) -> Option<&dyn Signer> {
        let signer = self.0.signer.get_or_init(|| {
            let info = PrivateKeyInfo::from_der(&self.0.pkcs8)
                .expect("a key is made of its own encoding, or of one that was read");
            self.family().kind().signer(info.private_key)
        });
        signer.as_deref()
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
            public,
            signer: _,
        } = &*self.0;
        f.debug_struct("PrivateKey")
            .field("public", public)
            .finish_non_exhaustive()
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
        use ::rsa::signature::Verifier;
        let message = b"the same message";
        let p256 = key(KeyAlgorithm::P256, "a");
        assert_eq!(p256.sign(message), p256.sign(message));
        let verifier = ::p256::ecdsa::VerifyingKey::from_sec1_bytes(p256.public().bits()).unwrap();
        let signature =
            ::p256::ecdsa::DerSignature::try_from(p256.sign(message).as_slice()).unwrap();
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
    fn other_bytes_are_malformed_and_keys_of_other_algorithms_are_held() {
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
        let held = PrivateKey::from_pkcs8(&ed25519).unwrap();
        assert_eq!(
            (held.algorithm(), held.can_sign()),
            ("ed25519".into(), false)
        );
        assert_eq!(held.sign(b"a message"), b"");
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

    /// Both halves of the coordinate that is stated beside the scalar count, not just its sign.
    #[test]
    fn a_public_half_of_another_key_is_told_when_the_key_is_read() {
        let key = key(KeyAlgorithm::P256, "a");
        let point = key.public().bits();
        let at = key.pkcs8().windows(point.len()).position(|it| it == point);
        let mut changed = key.pkcs8().to_vec();
        changed[at.unwrap() + point.len() - 2] ^= 1;
        let error = PrivateKey::from_pkcs8(&changed).unwrap_err();
        assert_eq!(error, KeyError::Inconsistent);
    }

    #[test]
    fn rsa_keys_without_parameters_can_sign_too() {
        let key = key(KeyAlgorithm::Rsa2048, "a");
        let null = [&[0x01, 0x01, 0x01, 0x05, 0x00][..], &[0x04, 0x82]].concat();
        let at = key.pkcs8().windows(null.len()).position(|it| it == null);
        let at = at.unwrap();
        let mut without = key.pkcs8().to_vec();
        without.drain(at + 3..at + 5);
        without[3] -= 2; // of the whole, whose length has two bytes
        without[8] -= 2; // of the AlgorithmIdentifier
        let read = PrivateKey::from_pkcs8(&without).unwrap();
        assert_eq!(read.sign(b"a message"), key.sign(b"a message"));
    }
}
