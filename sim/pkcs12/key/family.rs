//! The kinds of key, and what each has to provide.
//!
//! A new kind is a file in this folder that implements [`Kind`] and a variant here, and, for each
//! size of it that can be made, a variant of [`KeyAlgorithm`](super::KeyAlgorithm). A new curve of
//! ECDSA is a [`Curve`](curve::Curve) instead of a file.

mod base_point;
mod curve;
pub(super) mod ec;
pub(super) mod ed25519;
mod fermat;
mod kind;
pub(super) mod other;
mod prime;
pub(super) mod rsa;
pub(super) mod stand_in;

use ::p256::NistP256;
use ::p256::pkcs8::spki::AlgorithmIdentifierRef;
use ::p384::NistP384;
use ::p521::NistP521;

use self::ec::Ec;
use self::ed25519::Ed25519;
use self::kind::Kind;
use self::other::Other;
use self::rsa::Rsa;
use self::stand_in::StandIn;
use super::SignatureHash;

pub(super) use self::kind::{ReadKey, Signer};
pub(crate) use self::other::name_of_oid as algorithm_of_curve;

/// The family a key belongs to, whatever its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyFamily {
    /// ECDSA on P-256.
    P256,
    /// ECDSA on P-384.
    P384,
    /// ECDSA on P-521.
    P521,
    /// Ed25519.
    Ed25519,
    /// RSA of any size.
    Rsa,
    /// What stands in for a key: see [`KeyAlgorithm::StandIn`](super::KeyAlgorithm::StandIn).
    StandIn,
    /// Any other: such a key is kept and passed on, and nothing is signed with it.
    Other,
}

impl KeyFamily {
    /// The families that can be signed with.
    const SIGNING: [KeyFamily; 6] = [
        KeyFamily::P256,
        KeyFamily::P384,
        KeyFamily::P521,
        KeyFamily::Ed25519,
        KeyFamily::Rsa,
        KeyFamily::StandIn,
    ];

    /// The family that a file names.
    pub(super) fn of(algorithm: &AlgorithmIdentifierRef<'_>) -> Self {
        let mut families = KeyFamily::SIGNING.into_iter();
        let family = families.find(|family| family.kind().is(algorithm));
        family.unwrap_or(KeyFamily::Other)
    }

    pub(super) fn kind(self) -> &'static dyn Kind {
        match self {
            KeyFamily::P256 => const { &Ec::<NistP256>::new() },
            KeyFamily::P384 => const { &Ec::<NistP384>::new() },
            KeyFamily::P521 => const { &Ec::<NistP521>::new() },
            KeyFamily::Ed25519 => &Ed25519,
            KeyFamily::Rsa => &Rsa,
            KeyFamily::StandIn => &StandIn,
            KeyFamily::Other => &Other,
        }
    }

    /// The provider that holds a key of this family on Windows. Which one that is, is assumed.
    pub fn windows_provider(self) -> &'static str {
        self.kind().windows_provider()
    }

    /// Whether something can be encrypted to a key of this family, so that the key usage
    /// keyEncipherment has a meaning (RFC 3279 section 2.3.1, RFC 8813 section 3, RFC 8410
    /// section 5).
    pub fn can_encipher(self) -> bool {
        self.kind().can_encipher()
    }

    /// The hash with which [`sign`](super::PrivateKey::sign) signs. None for Ed25519, which hashes
    /// by itself, and for [`Other`](KeyFamily::Other).
    pub fn default_hash(self) -> Option<SignatureHash> {
        self.kind().default_hash()
    }

    /// The DER of the `AlgorithmIdentifier` of the signatures of
    /// [`sign`](super::PrivateKey::sign). None for [`Other`](KeyFamily::Other).
    pub fn signature_algorithm(self) -> Option<&'static [u8]> {
        self.kind().signature_algorithm(self.default_hash())
    }

    /// The DER of the `AlgorithmIdentifier` of the signatures of
    /// [`sign_with`](super::PrivateKey::sign_with). None where the family has no choice of hash.
    pub fn signature_algorithm_with(self, hash: SignatureHash) -> Option<&'static [u8]> {
        self.kind().signature_algorithm(Some(hash))
    }
}

/// Whether a key can be signed with, as far as the [name](other::name) of its algorithm tells.
pub(crate) fn can_sign(algorithm: &str) -> bool {
    let mut families = KeyFamily::SIGNING.into_iter();
    families.any(|family| other::name(&family.kind().algorithm()) == algorithm)
}
