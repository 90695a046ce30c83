//! What every kind of key has to know about itself.

use std::panic::{RefUnwindSafe, UnwindSafe};

use p256::pkcs8::spki::AlgorithmIdentifierRef;

use crate::key::KeyError;

/// A kind of key.
pub(in crate::key) trait Kind: Sync {
    /// The `privateKeyAlgorithm` of PKCS#8, and the algorithm of a `SubjectPublicKeyInfo`.
    fn algorithm(&self) -> AlgorithmIdentifierRef<'static>;

    /// Whether a file means this kind.
    fn is(&self, algorithm: &AlgorithmIdentifierRef<'_>) -> bool {
        *algorithm == self.algorithm()
    }

    /// Reads the content of `privateKey` in PKCS#8, and checks that a [`signer`](Kind::signer) can
    /// be made of it. Gives the content of `subjectPublicKey`.
    fn read(&self, key: &[u8]) -> Result<Vec<u8>, KeyError>;

    /// Reads the content of `subjectPublicKey`, and gives it in the form in which certificates here
    /// have it.
    fn read_public(&self, bits: &[u8]) -> Result<Vec<u8>, KeyError>;

    /// What signs with a key that was [read](Kind::read) without an error.
    fn signer(&self, key: &[u8]) -> Box<dyn Signer>;

    /// The provider under which Windows holds the key.
    fn windows_provider(&self) -> &'static str;

    /// Whether something can be encrypted to the key.
    fn can_encipher(&self) -> bool;

    /// The DER of the `AlgorithmIdentifier` of signatures with SHA-1.
    fn sha1_signature(&self) -> &'static [u8];

    /// What rcgen calls the signatures that a [`Signer`] makes.
    #[cfg(feature = "rcgen")]
    fn rcgen(&self) -> &'static rcgen::SignatureAlgorithm;
}

/// Signs with one key, always the same for the same message.
pub(in crate::key) trait Signer: Send + Sync + UnwindSafe + RefUnwindSafe {
    /// With SHA-256.
    fn sign(&self, message: &[u8]) -> Vec<u8>;

    /// With SHA-1.
    fn sign_with_sha1(&self, message: &[u8]) -> Vec<u8>;
}
