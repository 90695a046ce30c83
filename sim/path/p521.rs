//! Signatures of P-521, as webpki asks for them.
//!
//! ring verifies P-256, P-384, Ed25519 and RSA, and nothing on P-521; what does, aws-lc, is built
//! with a C compiler and takes longer than everything else here. So for this one curve the crate
//! that signs also verifies, and what keeps it honest are the programs of others in
//! `tests/suite/judges/`. Nothing else is verified here.

use std::fmt;

use p521::ecdsa::signature::hazmat::PrehashVerifier;
use p521::ecdsa::{Signature, VerifyingKey};
use rustls_pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};
use sha2::{Digest, Sha256, Sha384, Sha512};

/// The bytes of a number below the curve's order.
const NUMBER: usize = 66;

/// Every combination of the curve with a hash (RFC 5758 section 3.2).
pub(crate) static P521: [&dyn SignatureVerificationAlgorithm; 3] = [
    &WithHash {
        id: alg_id::ECDSA_SHA256,
        digest: |message| Sha256::digest(message).to_vec(),
    },
    &WithHash {
        id: alg_id::ECDSA_SHA384,
        digest: |message| Sha384::digest(message).to_vec(),
    },
    &WithHash {
        id: alg_id::ECDSA_SHA512,
        digest: |message| Sha512::digest(message).to_vec(),
    },
];

struct WithHash {
    id: AlgorithmIdentifier,
    digest: fn(&[u8]) -> Vec<u8>,
}

impl WithHash {
    fn verify(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
        let key = VerifyingKey::from_sec1_bytes(key).ok()?;
        let signature = Signature::from_der(signature).ok()?;
        // A number, with as many zeros before it as it has bytes less than the curve's numbers.
        let digest = (self.digest)(message);
        let mut number = [0; NUMBER];
        number[NUMBER - digest.len()..].copy_from_slice(&digest);
        key.verify_prehash(&number, &signature).ok()
    }
}

impl SignatureVerificationAlgorithm for WithHash {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let verified = self.verify(public_key, message, signature);
        verified.ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P521
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.id
    }
}

impl fmt::Debug for WithHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WithHash").finish_non_exhaustive()
    }
}
