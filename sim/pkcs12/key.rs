//! Private keys that come from a stream, and keys that came out of a file.
//!
//! A key is kept as its PKCS#8 encoding (RFC 5208) with the public half beside it; the parsed form
//! is made when something has to be signed, so that reading many files costs little arithmetic.
//! Signatures are deterministic: RFC 6979 for ECDSA, RFC 8032 for Ed25519, PKCS#1 v1.5 for RSA.
//!
//! **Architecture invariant:** how a key follows from its stream is written down here and nowhere
//! else, down to the order of the primes; no library's key generation is called. A key that can
//! sign here is checked when it is read from a file.

mod algorithm;
mod family;
mod public;
#[cfg(feature = "rcgen")]
mod rcgen;
mod signature_hash;
mod spki;
mod traditional;

use std::fmt;
use std::sync::{Arc, OnceLock};

use ::p256::pkcs8::PrivateKeyInfo;
use ::rsa::pkcs1::der::Decode;
use zeroize::Zeroizing;

use self::family::{ReadKey, Signer, other};
use crate::seed::Stream;

pub use algorithm::KeyAlgorithm;
pub use family::KeyFamily;
pub(crate) use family::{algorithm_of_curve, can_sign};
pub use public::PublicKey;
#[cfg(feature = "rcgen")]
pub use rcgen::RcgenKey;
pub use signature_hash::SignatureHash;
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
    /// - P-256, P-384: the first 32 or 48 bytes drawn that are a scalar in range.
    /// - P-521: the first 66 bytes drawn that are one when their seven top bits are cleared.
    /// - Ed25519, and what stands in for a key: 32 bytes drawn.
    /// - RSA: p then q, each the first prime at or above 128, 192 or 256 drawn bytes with the two
    ///   top bits and the lowest bit set, such that the exponent is coprime to the prime less one.
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
        let public = match family.kind().read(info.private_key)? {
            ReadKey::Signs(public) => {
                let stated = info.public_key;
                let stated = stated.map(|stated| family.kind().read_public(stated));
                if stated.is_some_and(|stated| stated.as_ref() != Ok(&public)) {
                    return Err(KeyError::Inconsistent);
                }
                return Ok(Self::new(pkcs8, family, public));
            }
            ReadKey::Held(public) if public.is_empty() => other::public(&info)?,
            ReadKey::Held(public) => public,
        };
        Ok(Self::of(pkcs8, PublicKey::other(&info.algorithm, public)?))
    }

    /// A key whose parts fit together.
    fn new(pkcs8: Zeroizing<Vec<u8>>, family: KeyFamily, public: Vec<u8>) -> Self {
        Self::of(pkcs8, PublicKey::new(family, public))
    }

    fn of(pkcs8: Zeroizing<Vec<u8>>, public: PublicKey) -> Self {
        PrivateKey(Arc::new(Inner {
            pkcs8,
            public,
            signer: OnceLock::new(),
        }))
    }

    /// The name of the key's algorithm or curve, such as `rsa` or `p-384`; an object identifier
    /// that has no name here is given as it is.
    pub fn algorithm(&self) -> String {
        let info = PrivateKeyInfo::from_der(&self.0.pkcs8).expect("it was read or made before");
        other::name(&info.algorithm)
    }

    /// Returns whether it can be signed with here: RSA keys of two primes can, and those of P-256,
    /// P-384, P-521 and Ed25519, and what stands in for
    /// one. Every other key is only held: it can be recognized by its public
    /// half, kept in a store and exported.
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

    /// Signs `message` with the [hash](KeyFamily::default_hash) of the family: an ECDSA signature
    /// in DER, or one of RSA (PKCS#1 v1.5) or Ed25519.
    ///
    /// An RSA key whose factors are not prime, which no program makes, gives a signature of zeros.
    /// The factors are not tested when a key is read, as that takes longer than all the rest.
    ///
    /// A key that [cannot sign](Self::can_sign) gives an empty signature.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let hash = self.family().default_hash();
        let signature = self.signer().and_then(|signer| signer.sign(hash, message));
        signature.unwrap_or_default()
    }

    /// Signs `message` with another hash. `None` where the family has no choice of hash (Ed25519),
    /// where the modulus of an RSA key is too short for one so long, and for a key that
    /// [cannot sign](Self::can_sign).
    ///
    /// With SHA-1, the number that RFC 6979 draws for a signature of ECDSA is drawn with SHA-256.
    pub fn sign_with(&self, hash: SignatureHash, message: &[u8]) -> Option<Vec<u8>> {
        self.signer()?.sign(Some(hash), message)
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

/// The name of the algorithm or curve of a `PrivateKeyInfo`, whether or not there is a sound key in
/// it; `None` for anything else.
pub(crate) fn algorithm_of_pkcs8(der: &[u8]) -> Option<String> {
    let info = PrivateKeyInfo::from_der(der).ok()?;
    Some(other::name(&info.algorithm))
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

#[cfg(test)]
mod tests;
