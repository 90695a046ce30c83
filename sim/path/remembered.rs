//! Signatures that were verified before.
//!
//! A world shows the same few certificates and lists to the same services day after day, and under
//! each are the same signatures. Whether one verifies follows from the key, the message and the
//! signature alone, so each is verified once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};
use sha2::{Digest, Sha256};

/// The most verdicts that are remembered of an algorithm: less than half a megabyte.
const VERDICTS_MAX: usize = 8_192;

/// An algorithm that looks at no signature twice.
#[derive(Debug)]
pub(super) struct Remembered {
    algorithm: &'static dyn SignatureVerificationAlgorithm,
    verdicts: Mutex<BTreeMap<[u8; 32], Result<(), InvalidSignature>>>,
}

impl Remembered {
    pub(super) fn new(algorithm: &'static dyn SignatureVerificationAlgorithm) -> Self {
        Remembered {
            algorithm,
            verdicts: Mutex::default(),
        }
    }

    /// Gives what was found for this question, or finds it.
    fn recall(
        &self,
        question: [u8; 32],
        find: impl FnOnce() -> Result<(), InvalidSignature>,
    ) -> Result<(), InvalidSignature> {
        let verdicts = || self.verdicts.lock().unwrap_or_else(PoisonError::into_inner);
        let known = verdicts().get(&question).copied();
        known.unwrap_or_else(|| {
            let found = find();
            let mut verdicts = verdicts();
            if verdicts.len() == VERDICTS_MAX {
                verdicts.clear();
            }
            verdicts.insert(question, found);
            found
        })
    }
}

impl SignatureVerificationAlgorithm for Remembered {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let mut question = Sha256::new();
        for part in [public_key, message, signature] {
            question.update(part.len().to_be_bytes());
            question.update(part);
        }
        self.recall(question.finalize().into(), || {
            self.algorithm
                .verify_signature(public_key, message, signature)
        })
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.signature_alg_id()
    }

    fn fips(&self) -> bool {
        self.algorithm.fips()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use rustls_pki_types::alg_id;

    use super::*;

    /// Accepts a signature that is the message, of one key, and counts how often it is asked.
    #[derive(Debug)]
    struct Counting(AtomicUsize);

    impl SignatureVerificationAlgorithm for Counting {
        fn verify_signature(
            &self,
            public_key: &[u8],
            message: &[u8],
            signature: &[u8],
        ) -> Result<(), InvalidSignature> {
            self.0.fetch_add(1, Ordering::Relaxed);
            let verifies = public_key == b"key" && message == signature;
            verifies.then_some(()).ok_or(InvalidSignature)
        }

        fn public_key_alg_id(&self) -> AlgorithmIdentifier {
            alg_id::ECDSA_P256
        }

        fn signature_alg_id(&self) -> AlgorithmIdentifier {
            alg_id::ECDSA_SHA256
        }
    }

    #[test]
    fn a_question_is_asked_once_and_its_parts_keep_their_places() {
        static COUNTING: Counting = Counting(AtomicUsize::new(0));
        let remembered = Remembered::new(&COUNTING);
        let questions: [([&[u8]; 3], bool); 5] = [
            ([b"key", b"ab", b"ab"], true),
            ([b"another", b"ab", b"ab"], false),
            ([b"key", b"ab", b"abab"], false),
            ([b"keya", b"b", b"ab"], false),
            ([b"keyab", b"ab", b""], false),
        ];
        for _ in 0..3 {
            for ([key, message, signature], verifies) in questions {
                let verdict = remembered.verify_signature(key, message, signature);
                assert_eq!(verdict.is_ok(), verifies, "{message:?} {signature:?}");
            }
        }
        assert_eq!(COUNTING.0.load(Ordering::Relaxed), questions.len());
    }

    #[test]
    fn no_more_is_remembered_than_there_is_room_for() {
        static COUNTING: Counting = Counting(AtomicUsize::new(0));
        let remembered = Remembered::new(&COUNTING);
        for number in 0..=VERDICTS_MAX {
            let message = number.to_be_bytes();
            remembered
                .verify_signature(b"key", &message, &message)
                .unwrap();
        }
        let verdicts = remembered.verdicts.into_inner().unwrap();
        assert_eq!(verdicts.len(), 1);
    }
}
