//! The kinds of key that can be made, their names, and who makes them.

use super::family::{ec, ed25519, rsa, stand_in};
use super::{KeyFamily, PrivateKey};
use crate::seed::Stream;

crate::named! {
    /// The kinds of key that can be made.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum KeyAlgorithm: "kind of key" {
        /// ECDSA on NIST P-256 with SHA-256. Quick to make; the default of a world.
        #[default]
        P256 = "p-256",
        /// ECDSA on NIST P-384 with SHA-384.
        P384 = "p-384",
        /// ECDSA on NIST P-521 with SHA-512. Not every program knows it.
        P521 = "p-521",
        /// Ed25519 (RFC 8032), which hashes by itself. Not every program knows it.
        Ed25519 = "ed25519",
        /// RSA with a modulus of 2048 bits and exponent 65537, SHA-256. What old software reads.
        Rsa2048 = "rsa-2048",
        /// The same with a modulus of 3072 bits.
        Rsa3072 = "rsa-3072",
        /// The same with a modulus of 4096 bits. Each takes about a second to make.
        Rsa4096 = "rsa-4096",
        /// A hash that stands in for a key, for worlds that are only played: the rules are the same
        /// and it takes a fraction of the time. No file with one is written, as anybody who has the
        /// public half can sign.
        StandIn = "stand-in",
    }
}

impl KeyAlgorithm {
    /// The kinds that other programs know, which are all but
    /// [`StandIn`](KeyAlgorithm::StandIn).
    pub const REAL: [KeyAlgorithm; 7] = [
        KeyAlgorithm::P256,
        KeyAlgorithm::P384,
        KeyAlgorithm::P521,
        KeyAlgorithm::Ed25519,
        KeyAlgorithm::Rsa2048,
        KeyAlgorithm::Rsa3072,
        KeyAlgorithm::Rsa4096,
    ];

    /// The family that keys of this kind belong to.
    pub fn family(self) -> KeyFamily {
        match self {
            KeyAlgorithm::P256 => KeyFamily::P256,
            KeyAlgorithm::P384 => KeyFamily::P384,
            KeyAlgorithm::P521 => KeyFamily::P521,
            KeyAlgorithm::Ed25519 => KeyFamily::Ed25519,
            KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096 => KeyFamily::Rsa,
            KeyAlgorithm::StandIn => KeyFamily::StandIn,
        }
    }

    /// Makes the key that `stream` leads to.
    pub(super) fn generate(self, stream: &mut Stream) -> PrivateKey {
        match self {
            KeyAlgorithm::P256 => ec::generate::<::p256::NistP256>(stream),
            KeyAlgorithm::P384 => ec::generate::<::p384::NistP384>(stream),
            KeyAlgorithm::P521 => ec::generate::<::p521::NistP521>(stream),
            KeyAlgorithm::Ed25519 => ed25519::generate(stream),
            KeyAlgorithm::Rsa2048 => rsa::generate_2048(stream),
            KeyAlgorithm::Rsa3072 => rsa::generate_3072(stream),
            KeyAlgorithm::Rsa4096 => rsa::generate_4096(stream),
            KeyAlgorithm::StandIn => stand_in::generate(stream),
        }
    }
}
