//! What every kind of key has to provide.

use std::panic::{RefUnwindSafe, UnwindSafe};

use p256::pkcs8::spki::AlgorithmIdentifierRef;

use crate::key::{KeyError, SignatureHash};

/// A kind of key.
pub(in crate::key) trait Kind: Sync {
    /// The `privateKeyAlgorithm` of PKCS#8, and the algorithm of a `SubjectPublicKeyInfo`.
    fn algorithm(&self) -> AlgorithmIdentifierRef<'static>;

    /// Returns whether a file names this kind.
    fn is(&self, algorithm: &AlgorithmIdentifierRef<'_>) -> bool {
        *algorithm == self.algorithm()
    }

    /// Reads the content of `privateKey` in PKCS#8, and checks whether a [`signer`](Kind::signer)
    /// can be made of it.
    fn read(&self, key: &[u8]) -> Result<ReadKey, KeyError>;

    /// Reads the content of `subjectPublicKey`, and gives it in the form in which certificates here
    /// have it.
    fn read_public(&self, bits: &[u8]) -> Result<Vec<u8>, KeyError>;

    /// What signs with a key that was [read](Kind::read) as [`ReadKey::Signs`].
    fn signer(&self, key: &[u8]) -> Option<Box<dyn Signer>>;

    /// The provider under which Windows holds the key.
    fn windows_provider(&self) -> &'static str {
        "Microsoft Software Key Storage Provider" // MS_KEY_STORAGE_PROVIDER, which holds the most
    }

    /// Whether something can be encrypted to the key.
    fn can_encipher(&self) -> bool {
        false
    }

    /// The hash that signatures are made with unless another is asked for.
    fn default_hash(&self) -> Option<SignatureHash> {
        None
    }

    /// The DER of the `AlgorithmIdentifier` of signatures with this hash, or of those of a kind
    /// that takes none.
    fn signature_algorithm(&self, hash: Option<SignatureHash>) -> Option<&'static [u8]>;

    /// What rcgen calls the signatures with the default hash, where it knows them.
    #[cfg(feature = "rcgen")]
    fn rcgen(&self) -> Option<&'static rcgen::SignatureAlgorithm>;
}

/// A private key that was read, by the content of its `subjectPublicKey`.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::key) enum ReadKey {
    /// A signer can be made of it.
    Signs(Vec<u8>),
    /// It may be sound, but nothing here computes with it.
    Held(Vec<u8>),
}

/// Signs with one key, always the same for the same message.
pub(in crate::key) trait Signer: Send + Sync + UnwindSafe + RefUnwindSafe {
    /// With a hash, or as a kind that takes none. `None` where the key cannot do that.
    fn sign(&self, hash: Option<SignatureHash>, message: &[u8]) -> Option<Vec<u8>>;
}
