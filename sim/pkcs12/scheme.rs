//! The known ways of encrypting under a password.

use p12::{AlgorithmIdentifier, OtherAlgorithmIdentifier, Pkcs12PbeParams};
use zeroize::Zeroizing;

use super::algorithm::Algorithm;
use super::cipher::{Cipher, CipherJob};
use super::hash::Hash;
use super::kdf::{Function, Key, KeyDerivation, Purpose};
use super::oid;
use super::password::Password;
use super::pbes1::Pbes1;
use super::pbkdf2::Pbkdf2;

/// A way of encrypting that is known here, with its parameters.
pub(super) enum Scheme {
    /// Those of RFC 7292 appendix C: key and initialisation vector are both derived, with SHA-1.
    Pkcs12 {
        cipher: Cipher,
        /// The salt of both.
        salt: Vec<u8>,
        /// The iterations of both.
        iterations: u64,
    },
    /// PBES1, RFC 8018 section 6.1: key and initialisation vector are derived in one piece.
    Pbes1 {
        scheme: Pbes1,
        salt: Vec<u8>,
        iterations: u64,
    },
    /// PBES2 with PBKDF2, RFC 8018 section 6.2.
    Pbes2 {
        cipher: Cipher,
        /// The initialisation vector, as long as a block of the cipher.
        iv: Vec<u8>,
        /// How the key is derived.
        pbkdf2: Pbkdf2,
    },
}

impl Scheme {
    /// The cipher.
    pub(super) fn cipher(&self) -> Cipher {
        match self {
            Scheme::Pkcs12 { cipher, .. } | Scheme::Pbes2 { cipher, .. } => *cipher,
            Scheme::Pbes1 { scheme, .. } => scheme.cipher(),
        }
    }

    /// The iterations of each derivation.
    pub(super) fn iterations(&self) -> u64 {
        match self {
            Scheme::Pkcs12 { iterations, .. } | Scheme::Pbes1 { iterations, .. } => *iterations,
            Scheme::Pbes2 { pbkdf2, .. } => pbkdf2.iterations,
        }
    }

    /// What the scheme is, without its parameters.
    pub(super) fn algorithm(&self) -> Algorithm {
        match self {
            Scheme::Pkcs12 { cipher, .. } => Algorithm::Pkcs12(*cipher),
            Scheme::Pbes1 { scheme, .. } => Algorithm::Pbes1(*scheme),
            Scheme::Pbes2 { cipher, pbkdf2, .. } => Algorithm::Pbes2 {
                prf: pbkdf2.prf,
                cipher: *cipher,
            },
        }
    }

    /// Whether this many bytes can be a ciphertext: whole blocks, one at least.
    pub(super) fn fits(&self, length: usize) -> bool {
        length > 0 && length.is_multiple_of(self.cipher().block_bytes())
    }

    /// How many derivations [`derivations`](Scheme::derivations) gives.
    pub(super) fn derivation_count(&self) -> usize {
        match self {
            Scheme::Pkcs12 { .. } => 2,
            Scheme::Pbes1 { .. } | Scheme::Pbes2 { .. } => 1,
        }
    }

    /// The derivations of the key and, where it is derived too, the initialisation vector.
    pub(super) fn derivations<'a>(&'a self, password: &'a Password) -> Vec<KeyDerivation<'a>> {
        match self {
            Scheme::Pkcs12 {
                cipher,
                salt,
                iterations,
            } => [
                (Purpose::Key, cipher.key_bytes()),
                (Purpose::Iv, cipher.iv_bytes()),
            ]
            .map(|(purpose, length)| KeyDerivation {
                function: Function::Pkcs12(purpose),
                hash: Hash::Sha1,
                password,
                salt,
                iterations: *iterations,
                length,
            })
            .into(),
            Scheme::Pbes1 {
                scheme,
                salt,
                iterations,
            } => vec![KeyDerivation {
                function: Function::Pbkdf1,
                hash: scheme.hash(),
                password,
                salt,
                iterations: *iterations,
                length: scheme.cipher().key_bytes() + scheme.cipher().iv_bytes(),
            }],
            Scheme::Pbes2 { cipher, pbkdf2, .. } => {
                vec![pbkdf2.derivation(password, cipher.key_bytes())]
            }
        }
    }

    /// What to decrypt under keys derived by [`derivations`](Scheme::derivations).
    pub(super) fn ciphertext<'a>(&'a self, keys: &'a [Key], text: &[u8]) -> CipherJob<'a> {
        self.text(keys, Zeroizing::new(text.to_vec()))
    }

    /// What to encrypt under keys derived by [`derivations`](Scheme::derivations).
    pub(super) fn plaintext<'a>(&'a self, keys: &'a [Key], text: &[u8]) -> CipherJob<'a> {
        self.text(keys, self.cipher().pad(text))
    }

    fn text<'a>(&'a self, keys: &'a [Key], blocks: Zeroizing<Vec<u8>>) -> CipherJob<'a> {
        let (key, iv) = self.key_and_iv(keys);
        CipherJob {
            cipher: self.cipher(),
            key,
            iv,
            blocks,
        }
    }

    fn key_and_iv<'a>(&'a self, keys: &'a [Key]) -> (&'a [u8], &'a [u8]) {
        match (self, keys) {
            (Scheme::Pkcs12 { .. }, [key, iv]) => (key, iv),
            (Scheme::Pbes1 { scheme, .. }, [both]) => both.split_at(scheme.cipher().key_bytes()),
            (Scheme::Pbes2 { iv, .. }, [key]) => (key, iv),
            _ => unreachable!("the keys come from this scheme's own derivations"),
        }
    }

    /// The `AlgorithmIdentifier` of this scheme.
    pub(super) fn identifier(&self) -> AlgorithmIdentifier {
        let (id, parameters) = match self {
            Scheme::Pkcs12 {
                cipher,
                salt,
                iterations,
            } => (oid::of(cipher.pkcs12().1), salted(salt, *iterations)),
            Scheme::Pbes1 {
                scheme,
                salt,
                iterations,
            } => (oid::of(&scheme.oid()), salted(salt, *iterations)),
            Scheme::Pbes2 { cipher, iv, pbkdf2 } => {
                let der = yasna::construct_der(|w| {
                    w.write_sequence(|w| {
                        pbkdf2.write(w.next());
                        w.next().write_sequence(|w| {
                            w.next().write_oid(&oid::of(cipher.oid()));
                            match cipher.rc2_version() {
                                Some(version) => w.next().write_sequence(|w| {
                                    w.next().write_u64(version);
                                    w.next().write_bytes(iv);
                                }),
                                None => w.next().write_bytes(iv),
                            }
                        });
                    });
                });
                (oid::of(oid::PBES2), der)
            }
        };
        AlgorithmIdentifier::OtherAlg(OtherAlgorithmIdentifier {
            algorithm_type: id,
            params: Some(parameters),
        })
    }
}

/// The parameters of a scheme that knows one salt, as RFC 7292 appendix C and RFC 8018 appendix A.3
/// have them.
fn salted(salt: &[u8], iterations: u64) -> Vec<u8> {
    let parameters = Pkcs12PbeParams {
        salt: salt.to_vec(),
        iterations,
    };
    yasna::construct_der(|w| parameters.write(w))
}
