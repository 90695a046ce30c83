//! The hash functions that signatures are made with.

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

crate::named! {
    /// The hash function of a signature.
    #[non_exhaustive]
    pub enum SignatureHash: "hash function" {
        /// SHA-1, which nobody should accept any more (RFC 9155).
        Sha1 = "sha-1",
        /// SHA-256, as FIPS 180-4 has all of them.
        Sha256 = "sha-256",
        /// SHA-384.
        Sha384 = "sha-384",
        /// SHA-512.
        Sha512 = "sha-512",
    }
}

impl SignatureHash {
    /// Returns what goes with this function, of one for each in their order.
    pub(super) fn choose<T: Copy>(self, [sha1, sha256, sha384, sha512]: [T; 4]) -> T {
        match self {
            SignatureHash::Sha1 => sha1,
            SignatureHash::Sha256 => sha256,
            SignatureHash::Sha384 => sha384,
            SignatureHash::Sha512 => sha512,
        }
    }

    /// The hash of a message.
    pub(super) fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            SignatureHash::Sha1 => Sha1::digest(message).to_vec(),
            SignatureHash::Sha256 => Sha256::digest(message).to_vec(),
            SignatureHash::Sha384 => Sha384::digest(message).to_vec(),
            SignatureHash::Sha512 => Sha512::digest(message).to_vec(),
        }
    }
}
