//! What is signed with keys that stand in for real ones, as webpki asks for it.
//!
//! It is a hash that anybody can compute, so it is accepted where the root that is trusted is of
//! that kind, which is in a simulated world, and nowhere else.

use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};
use sha2::{Digest, Sha256};

use crate::certificate::Certificate;
use crate::key::{KeyAlgorithm, SignatureHash};

/// The key's algorithm, 1.3.6.1.4.1.32473.1, without the SEQUENCE around it.
const KEY: AlgorithmIdentifier =
    AlgorithmIdentifier::from_slice(&[6, 9, 0x2b, 6, 1, 4, 1, 0x81, 0xfd, 0x59, 1]);

/// With each hash function that real signatures are accepted with.
pub(super) static STAND_IN: [&dyn SignatureVerificationAlgorithm; 3] = [
    &StandIn(
        SignatureHash::Sha256,
        AlgorithmIdentifier::from_slice(&SIGNATURES[0]),
    ),
    &StandIn(
        SignatureHash::Sha384,
        AlgorithmIdentifier::from_slice(&SIGNATURES[1]),
    ),
    &StandIn(
        SignatureHash::Sha512,
        AlgorithmIdentifier::from_slice(&SIGNATURES[2]),
    ),
];

/// The algorithms of signatures with SHA-256, SHA-384 and SHA-512.
static SIGNATURES: [[u8; 12]; 3] = [id(2), id(3), id(4)];

/// The algorithm of signatures with a hash function, by its number.
const fn id(hash: u8) -> [u8; 12] {
    [6, 10, 0x2b, 6, 1, 4, 1, 0x81, 0xfd, 0x59, 1, hash]
}

/// Signatures in the name of a hash function, with the identifier of their algorithm.
#[derive(Debug)]
struct StandIn(SignatureHash, AlgorithmIdentifier);

impl SignatureVerificationAlgorithm for StandIn {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let expected = Sha256::new()
            .chain_update(b"kigen/stand-in/signature/1\0")
            .chain_update(public_key)
            .chain_update(self.0.name())
            .chain_update(b"\0")
            .chain_update(message)
            .finalize();
        (expected.as_slice() == signature)
            .then_some(())
            .ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        KEY
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.1
    }
}

/// Whether the key of a certificate stands in for a real one.
pub(super) fn is_of(certificate: &Certificate) -> bool {
    certificate.public_key_algorithm() == KeyAlgorithm::StandIn.name()
}
