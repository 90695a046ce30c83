//! A run: one compression function, applied again and again to what it gave.
//!
//! Both key derivations come down to runs. RFC 7292 appendix B.2 hashes a digest over and over;
//! PBKDF2 does the same under an inner and an outer start, and adds up what comes out. Each step
//! fits one block whose padding never changes, so nothing is buffered, and runs of a kind can be
//! advanced side by side.

use sha1::digest::generic_array::GenericArray;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Words of the larger state, that of SHA-256. SHA-1 leaves the last three alone.
pub(super) const WORDS_MAX: usize = 8;
/// The words of a state or a digest.
pub(super) type Words = [u32; WORDS_MAX];

/// The words that SHA-1 starts with (FIPS 180-4 section 5.3.1).
pub(super) const SHA1_INITIAL: [u32; 5] = [
    0x6745_2301,
    0xefcd_ab89,
    0x98ba_dcfe,
    0x1032_5476,
    0xc3d2_e1f0,
];
/// The words that SHA-256 starts with (FIPS 180-4 section 5.3.3).
pub(super) const SHA256_INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// The bit that padding opens with, as the first word after a message of whole words.
pub(super) const PADDING: u32 = 0x8000_0000;
/// Bits of the block that HMAC puts before what it hashes.
const BLOCK_BITS: u32 = 512;

/// What a step of a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// SHA-1 of the last digest.
    Sha1Rehash,
    /// HMAC-SHA-1 of the last digest, two compressions, and adding it to the sum.
    Sha1Hmac,
    /// SHA-256 of the last digest.
    Sha256Rehash,
    /// HMAC-SHA-256 of the last digest, two compressions, and adding it to the sum.
    Sha256Hmac,
}

impl Kind {
    pub(super) const ALL: [Kind; 4] = [
        Kind::Sha1Rehash,
        Kind::Sha1Hmac,
        Kind::Sha256Rehash,
        Kind::Sha256Hmac,
    ];

    /// Words of the digest.
    pub(super) fn words(self) -> usize {
        match self {
            Kind::Sha1Rehash | Kind::Sha1Hmac => SHA1_INITIAL.len(),
            Kind::Sha256Rehash | Kind::Sha256Hmac => SHA256_INITIAL.len(),
        }
    }

    /// Compressions in a step.
    pub(super) fn compressions(self) -> usize {
        match self {
            Kind::Sha1Rehash | Kind::Sha256Rehash => 1,
            Kind::Sha1Hmac | Kind::Sha256Hmac => 2,
        }
    }

    /// The last word of every block: the bits of the message it ends.
    pub(super) fn message_bits(self) -> u32 {
        let digest = 32 * self.words() as u32;
        match self {
            Kind::Sha1Rehash | Kind::Sha256Rehash => digest,
            Kind::Sha1Hmac | Kind::Sha256Hmac => BLOCK_BITS + digest,
        }
    }

    /// One compression by RustCrypto, which uses the processor's own instructions for it where it
    /// has some.
    pub(super) fn compress(self, state: &mut Words, block: &[u8; 64]) {
        let block: &GenericArray<u8, _> = block.into();
        let block = std::slice::from_ref(block);
        match self {
            Kind::Sha1Rehash | Kind::Sha1Hmac => {
                let [a, b, c, d, e, ..] = *state;
                let mut five = [a, b, c, d, e];
                sha1::compress(&mut five, block);
                state[..5].copy_from_slice(&five);
            }
            Kind::Sha256Rehash | Kind::Sha256Hmac => sha2::compress256(state, block),
        }
    }

    /// The words that the hash starts with.
    pub(super) fn initial(self) -> Words {
        let mut words = [0; WORDS_MAX];
        match self {
            Kind::Sha1Rehash | Kind::Sha1Hmac => words[..5].copy_from_slice(&SHA1_INITIAL),
            Kind::Sha256Rehash | Kind::Sha256Hmac => words.copy_from_slice(&SHA256_INITIAL),
        }
        words
    }
}

/// A digest on its way through many compressions. Wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Run {
    #[zeroize(skip)]
    pub(super) kind: Kind,
    /// What a compression starts with: for HMAC the inner and the outer key, otherwise the initial
    /// words of the hash, twice.
    pub(super) starts: [Words; 2],
    pub(super) digest: Words,
    /// The exclusive or of all digests so far, which only HMAC needs.
    pub(super) sum: Words,
    /// Steps still to do.
    pub(super) steps: u32,
}

impl Run {
    /// Hashes `digest` `steps` times.
    pub(super) fn rehash(kind: Kind, digest: Words, steps: u32) -> Self {
        Run {
            kind,
            starts: [kind.initial(); 2],
            digest,
            sum: [0; WORDS_MAX],
            steps,
        }
    }

    /// Applies HMAC under the key whose inner and outer starts these are, and adds to `digest`.
    pub(super) fn hmac(kind: Kind, starts: [Words; 2], digest: Words, steps: u32) -> Self {
        Run {
            kind,
            starts,
            digest,
            sum: digest,
            steps,
        }
    }

    /// The result, once no steps are left.
    pub(super) fn result(&self) -> &[u32] {
        let words = match self.kind {
            Kind::Sha1Rehash | Kind::Sha256Rehash => &self.digest,
            Kind::Sha1Hmac | Kind::Sha256Hmac => &self.sum,
        };
        &words[..self.kind.words()]
    }

    /// Does some steps, one after another.
    pub(super) fn advance(&mut self, steps: u32) {
        let words = self.kind.words();
        let mut block = [0; 64];
        block[4 * words..][..4].copy_from_slice(&PADDING.to_be_bytes());
        block[60..].copy_from_slice(&self.kind.message_bits().to_be_bytes());
        for _ in 0..steps {
            for start in 0..self.kind.compressions() {
                self.compress(start, &mut block);
            }
            for (sum, word) in self.sum.iter_mut().zip(self.digest) {
                *sum ^= word;
            }
        }
        self.steps -= steps;
        block.zeroize();
    }

    fn compress(&mut self, start: usize, block: &mut [u8; 64]) {
        let words = &self.digest[..self.kind.words()];
        for (bytes, word) in block.chunks_exact_mut(4).zip(words) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        self.digest = self.starts[start];
        self.kind.compress(&mut self.digest, block);
    }
}
