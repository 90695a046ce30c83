//! The kinds of key, and what each has to provide.
//!
//! A new kind is a file in this folder that implements [`Kind`] and a variant here, and, for each
//! size of it that can be made, a variant of [`KeyAlgorithm`](super::KeyAlgorithm).

mod base_point;
mod kind;
pub(super) mod other;
pub(super) mod p256;
mod prime;
pub(super) mod rsa;

use ::p256::pkcs8::spki::AlgorithmIdentifierRef;

use self::kind::Kind;
use self::other::Other;
use self::p256::P256;
use self::rsa::Rsa;

pub(super) use self::kind::{ReadKey, Signer};
pub(crate) use self::other::name_of_oid as algorithm_of_curve;

/// The family a key belongs to, whatever its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyFamily {
    /// ECDSA on P-256.
    P256,
    /// RSA of any size.
    Rsa,
    /// Any other: such a key is kept and passed on, and nothing is signed with it.
    Other,
}

impl KeyFamily {
    const ALL: [KeyFamily; 3] = [KeyFamily::P256, KeyFamily::Rsa, KeyFamily::Other];

    /// The family that a file names.
    pub(super) fn of(algorithm: &AlgorithmIdentifierRef<'_>) -> Self {
        let mut families = KeyFamily::ALL.into_iter();
        let family = families.find(|family| family.kind().is(algorithm));
        family.unwrap_or(KeyFamily::Other)
    }

    pub(super) fn kind(self) -> &'static dyn Kind {
        match self {
            KeyFamily::P256 => &P256,
            KeyFamily::Rsa => &Rsa,
            KeyFamily::Other => &Other,
        }
    }

    /// The provider that holds a key of this family on Windows. Which one that is, is assumed.
    pub fn windows_provider(self) -> &'static str {
        self.kind().windows_provider()
    }

    /// Whether something can be encrypted to a key of this family, so that the key usage
    /// keyEncipherment has a meaning (RFC 3279 section 2.3.1, RFC 8813 section 3).
    pub fn can_encipher(self) -> bool {
        self.kind().can_encipher()
    }

    /// The DER of the `AlgorithmIdentifier` of the signatures of
    /// [`sign_with_sha1`](super::PrivateKey::sign_with_sha1).
    pub fn sha1_signature(self) -> &'static [u8] {
        self.kind().sha1_signature()
    }
}
