//! The seed of a world, and the independent streams that everything random is drawn from.
//!
//! A stream is named by a label such as `pc/受付01/key/1`. Its content depends on the seed and the
//! label alone, never on what was drawn before, so a new draw in one place moves nothing elsewhere.
//!
//! **Architecture invariant:** nothing in this crate draws randomness from anywhere else, and no
//! integer is drawn through a library's distribution, whose algorithm may change with a release.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};

/// What all randomness of a world comes from. Equal seeds give equal worlds, to the byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seed(u64);

impl Seed {
    /// A seed from a number.
    pub const fn new(value: u64) -> Self {
        Seed(value)
    }

    /// The number, as `--seed` takes it.
    pub const fn value(self) -> u64 {
        self.0
    }

    /// The stream that `label` names: ChaCha20 keyed with SHA-256 over a domain string, the seed
    /// (64 bits, big-endian) and the label's UTF-8 bytes.
    pub fn stream(self, label: &str) -> Stream {
        let key = Sha256::new()
            .chain_update(b"kigen/stream/1\0")
            .chain_update(self.0.to_be_bytes())
            .chain_update(label.as_bytes())
            .finalize();
        Stream(ChaCha20Rng::from_seed(key.into()))
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Seed {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Seed)
    }
}

/// A source of bytes and whole numbers that repeats exactly for its seed and label.
pub struct Stream(ChaCha20Rng);

impl Stream {
    /// The next `N` bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// Fills `bytes` with the next bytes.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }

    /// A number below `bound`, every one equally likely (rejection sampling on 64 bits).
    ///
    /// # Panics
    ///
    /// When `bound` is zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        assert!(bound > 0, "no number is below zero");
        // The largest multiple of `bound` that fits: draws at or above it would favour small
        // results.
        let limit = u64::MAX - u64::MAX % bound;
        loop {
            let draw = u64::from_be_bytes(self.bytes());
            if draw < limit {
                return draw % bound;
            }
        }
    }

    /// A number between `low` and `high`, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }
}

impl fmt::Debug for Stream {
    /// Hides the state: keys are drawn from it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stream(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The derivation is part of every artefact's bytes: this value may only change with the
    /// domain string, in a release that says so.
    #[test]
    fn a_stream_is_its_seed_and_label_for_ever() {
        let bytes: [u8; 8] = Seed::new(7).stream("pc/受付01/key/1").bytes();
        assert_eq!(bytes, Seed::new(7).stream("pc/受付01/key/1").bytes());
        insta::assert_snapshot!(u64::from_be_bytes(bytes), @"9632846608325880120");
    }

    #[test]
    fn streams_of_other_labels_and_seeds_differ() {
        let one: [u8; 16] = Seed::new(7).stream("a").bytes();
        assert_ne!(one, Seed::new(7).stream("b").bytes());
        assert_ne!(one, Seed::new(8).stream("a").bytes());
    }

    #[test]
    fn between_reaches_both_ends_and_nothing_else() {
        let mut stream = Seed::new(1).stream("between");
        let drawn: std::collections::BTreeSet<u64> =
            (0..200).map(|_| stream.between(2, 5)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [2, 3, 4, 5]);
    }

    #[test]
    fn debug_says_nothing_of_the_state() {
        assert_eq!(format!("{:?}", Seed::new(1).stream("x")), "Stream(..)");
    }
}
