//! The kinds of key that can be made, their names, and who makes them.

use super::PrivateKey;
use super::family::{p256, rsa};
use crate::seed::Stream;

crate::named! {
    /// The kinds of key that can be made.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum KeyAlgorithm: "kind of key" {
        /// ECDSA on NIST P-256 with SHA-256. Quick to make; the default of a world.
        #[default]
        P256 = "p-256",
        /// RSA with a modulus of 2048 bits and exponent 65537, SHA-256. What old software reads.
        Rsa2048 = "rsa-2048",
    }
}

impl KeyAlgorithm {
    /// Makes the key that `stream` leads to.
    pub(super) fn generate(self, stream: &mut Stream) -> PrivateKey {
        match self {
            KeyAlgorithm::P256 => p256::generate(stream),
            KeyAlgorithm::Rsa2048 => rsa::generate_2048(stream),
        }
    }
}
