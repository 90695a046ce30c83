//! A derivation in progress: which runs it takes, and how their results become a key.

use hmac::{Mac, SimpleHmac};
use sha1::Sha1;
use sha1::digest::Digest;
use sha1::digest::core_api::BlockSizeUser;
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use super::run::{Kind, Run, WORDS_MAX, Words};
use super::{Function, Key, KeyDerivation, Purpose};
use crate::hash::Hash;

/// The bytes of a block of SHA-1 and SHA-256.
const BLOCK_BYTES: usize = 64;

/// A key that is being derived.
pub(super) struct PartialKey {
    kind: Kind,
    iterations: u32,
    function: Blocks,
    key: Key,
    /// Blocks of the key that have not arrived yet.
    missing: usize,
}

enum Blocks {
    /// The blocks follow from one another: `I` of RFC 7292 appendix B.2, and its `D`.
    Pkcs12 {
        diversifier: [u8; BLOCK_BYTES],
        i: Zeroizing<Vec<u8>>,
    },
    /// The blocks are independent and were all begun.
    Pbkdf2,
}

/// How a derivation begins.
pub(super) enum Begun {
    /// With these runs, each for one block of the key.
    Runs(PartialKey, Vec<(usize, Run)>),
    /// It is done, by a hash that is not run in lanes.
    Done(Key),
}

impl PartialKey {
    pub(super) fn begin(derivation: &KeyDerivation<'_>) -> Begun {
        let iterations = u32::try_from(derivation.iterations)
            .expect("more than 32 bits of iterations are not admitted");
        let kind = match (derivation.function, derivation.hash) {
            (Function::Pkcs12(_), Hash::Sha1) => Kind::Sha1Rehash,
            (Function::Pkcs12(_), Hash::Sha256) => Kind::Sha256Rehash,
            (Function::Pbkdf2, Hash::Sha1) => Kind::Sha1Hmac,
            (Function::Pbkdf2, Hash::Sha256) => Kind::Sha256Hmac,
            _ => return Begun::Done(derive_alone(derivation, iterations)),
        };
        if derivation.length == 0 {
            return Begun::Done(Key::default());
        }
        let mut partial = PartialKey {
            kind,
            iterations,
            function: Blocks::Pbkdf2,
            key: Zeroizing::new(vec![0; derivation.length]),
            missing: derivation.length.div_ceil(4 * kind.words()),
        };
        let runs = match derivation.function {
            Function::Pkcs12(purpose) => {
                partial.function = Blocks::Pkcs12 {
                    diversifier: [purpose as u8; BLOCK_BYTES],
                    i: salt_and_password(derivation.salt, derivation.password.utf16(), BLOCK_BYTES),
                };
                vec![(0, partial.next_run())]
            }
            Function::Pbkdf1 => unreachable!("it is not run in lanes"),
            Function::Pbkdf2 => {
                let begin = match kind {
                    Kind::Sha1Rehash | Kind::Sha1Hmac => begin_pbkdf2::<Sha1>,
                    Kind::Sha256Rehash | Kind::Sha256Hmac => begin_pbkdf2::<Sha256>,
                };
                let starts = hmac_starts(kind, derivation.password.utf8());
                let runs = (0..partial.missing).map(|block| {
                    let first = begin(derivation.password.utf8(), derivation.salt, block);
                    (block, Run::hmac(kind, *starts, first, iterations - 1))
                });
                runs.collect()
            }
        };
        Begun::Runs(partial, runs)
    }

    /// Takes the result of the run for a block of the key, and says how to continue.
    pub(super) fn take_in(&mut self, block: usize, result: &[u32]) -> Option<(usize, Run)> {
        let mut digest = Zeroizing::new([0; 4 * WORDS_MAX]);
        let digest = &mut digest[..4 * result.len()];
        for (bytes, word) in digest.chunks_exact_mut(4).zip(result) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        let start = block * digest.len();
        let end = self.key.len().min(start + digest.len());
        self.key[start..end].copy_from_slice(&digest[..end - start]);
        self.missing -= 1;
        match &mut self.function {
            // Most keys are one block long, and need no second I.
            Blocks::Pkcs12 { i, .. } if self.missing > 0 => {
                for part in i.chunks_exact_mut(BLOCK_BYTES) {
                    add_one_more(part, digest);
                }
                Some((block + 1, self.next_run()))
            }
            Blocks::Pkcs12 { .. } | Blocks::Pbkdf2 => None,
        }
    }

    /// The run for the next block of a key by RFC 7292.
    fn next_run(&self) -> Run {
        let Blocks::Pkcs12 { diversifier, i } = &self.function else {
            unreachable!("the blocks of PBKDF2 are begun together");
        };
        let first = match self.kind {
            Kind::Sha1Rehash | Kind::Sha1Hmac => words_of::<Sha1>(&[diversifier, i]),
            Kind::Sha256Rehash | Kind::Sha256Hmac => words_of::<Sha256>(&[diversifier, i]),
        };
        Run::rehash(self.kind, first, self.iterations - 1)
    }

    /// The key, once every block has arrived.
    pub(super) fn finish(&mut self) -> Option<Key> {
        (self.missing == 0).then(|| std::mem::take(&mut self.key))
    }
}

/// `I` of RFC 7292 appendix B.2: salt and password, each repeated to whole blocks.
fn salt_and_password(salt: &[u8], password: &[u8], block_bytes: usize) -> Zeroizing<Vec<u8>> {
    let length = |text: &[u8]| text.len().next_multiple_of(block_bytes);
    let mut i = Zeroizing::new(Vec::with_capacity(length(salt) + length(password)));
    for text in [salt, password] {
        i.extend(text.iter().cycle().take(length(text)));
    }
    i
}

/// `part` := (`part` + B + 1) mod 2^(8v), big-endian, where B is `a` repeated to the part's length.
fn add_one_more(part: &mut [u8], a: &[u8]) {
    let mut carry = 1;
    for (at, byte) in part.iter_mut().enumerate().rev() {
        let sum = u16::from(*byte) + u16::from(a[at % a.len()]) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
}

/// The states in which the inner and the outer hash of HMAC are once they have taken the key.
fn hmac_starts(kind: Kind, password: &[u8]) -> Zeroizing<[Words; 2]> {
    let mut key = Zeroizing::new([0; BLOCK_BYTES]);
    if password.len() <= BLOCK_BYTES {
        key[..password.len()].copy_from_slice(password);
    } else {
        match kind {
            Kind::Sha1Rehash | Kind::Sha1Hmac => {
                key[..20].copy_from_slice(&Sha1::digest(password));
            }
            Kind::Sha256Rehash | Kind::Sha256Hmac => {
                key[..32].copy_from_slice(&Sha256::digest(password));
            }
        }
    }
    let mut starts = Zeroizing::new([kind.initial(); 2]);
    for (start, pad) in starts.iter_mut().zip([0x36, 0x5c]) {
        let padded = Zeroizing::new(key.map(|byte| byte ^ pad));
        kind.compress(start, &padded);
    }
    starts
}

/// The first step of a block of PBKDF2, which alone takes the salt.
fn begin_pbkdf2<D: Digest + BlockSizeUser>(password: &[u8], salt: &[u8], block: usize) -> Words {
    let number = u32::try_from(block + 1).expect("no key has that many blocks");
    let mac = SimpleHmac::<D>::new_from_slice(password)
        .expect("HMAC takes keys of any length")
        .chain_update(salt)
        .chain_update(number.to_be_bytes());
    words(mac.finalize().into_bytes().as_mut_slice())
}

fn words_of<D: Digest>(message: &[&[u8]]) -> Words {
    let mut hash = D::new();
    message.iter().for_each(|part| hash.update(part));
    words(&mut hash.finalize())
}

/// A digest as words; its bytes are wiped.
fn words(digest: &mut [u8]) -> Words {
    let mut words = [0; WORDS_MAX];
    for (word, bytes) in words.iter_mut().zip(digest.chunks_exact(4)) {
        *word = u32::from_be_bytes(bytes.try_into().expect("chunks of four bytes"));
    }
    digest.zeroize();
    words
}

/// Derives with RustCrypto alone, for the hashes that no common maker uses here.
fn derive_alone(derivation: &KeyDerivation<'_>, iterations: u32) -> Key {
    let mut key = Zeroizing::new(vec![0; derivation.length]);
    let (password, salt) = (derivation.password, derivation.salt);
    let hash = derivation.hash.compute();
    match derivation.function {
        Function::Pbkdf1 => {
            let digest = hash.iterated(&[password.utf8(), salt], iterations);
            key.copy_from_slice(&digest[..derivation.length]);
        }
        Function::Pbkdf2 => hash.pbkdf2(password.utf8(), salt, iterations, &mut key),
        Function::Pkcs12(purpose) => pkcs12(purpose, derivation, iterations, &mut key),
    }
    key
}

/// RFC 7292 appendix B.2, one step after another; the names are the RFC's.
fn pkcs12(purpose: Purpose, derivation: &KeyDerivation<'_>, r: u32, key: &mut [u8]) {
    let hash = derivation.hash.compute();
    let v = hash.block_bytes();
    let d = vec![purpose as u8; v];
    let mut i = salt_and_password(derivation.salt, derivation.password.utf16(), v);
    for block in key.chunks_mut(hash.length()) {
        let a = hash.iterated(&[&d, &i], r);
        block.copy_from_slice(&a[..block.len()]);
        for part in i.chunks_exact_mut(v) {
            add_one_more(part, &a);
        }
    }
}
