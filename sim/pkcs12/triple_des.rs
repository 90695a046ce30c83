//! TripleDES in CBC mode, in lanes.
//!
//! A vector holds one bit of many blocks, 512 of them with AVX-512, 128 with SSE2, and DES is
//! evaluated as a circuit of logic gates (Biham, "A Fast New DES Implementation in Software",
//! 1997). No branch or address depends on secret data, so it is constant-time, unlike table-driven
//! S-boxes.
//!
//! In CBC every block can be decrypted by itself, so the lanes hold the blocks of one text after
//! the other. Encryption goes block after block, so there they hold one block of each text.
//!
//! With RustCrypto's cipher, decrypting a file would take three times as long as deriving all of
//! its keys in lanes. It still handles inputs too small to fill a vector.

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::ops::Range;

use cbc::cipher::{BlockDecrypt, BlockEncryptMut, KeyInit, KeyIvInit};
use des::TdesEde3;
use fearless_simd::prelude::*;
use fearless_simd::{Level, Simd};
use zeroize::Zeroizing;

mod tables;

use self::tables::{IP, LEAVES, P_INVERSE, PC1, ROUND_BITS};
use super::widest::widest;

/// Bytes of a block.
const BLOCK_BYTES: usize = 8;
/// With fewer blocks, one after another is faster than vectors that are mostly empty: 0.63 µs a
/// block against 18 µs for any number of them (on Zen 4).
const BLOCKS_MIN: usize = 32;
/// Lanes of 32 bits in the widest vectors.
const LANES_MAX: usize = 16;

/// A text under a key and a vector of its own.
pub(super) struct TripleDesJob<'a> {
    pub(super) key: &'a [u8; 24],
    pub(super) iv: [u8; BLOCK_BYTES],
    /// Whole blocks: the padding is part of them.
    pub(super) blocks: &'a mut [[u8; BLOCK_BYTES]],
}

impl TripleDesJob<'_> {
    /// What block `at` is combined with, once all before it are encrypted.
    fn before(&self, at: usize) -> [u8; BLOCK_BYTES] {
        match at {
            0 => self.iv,
            _ => self.blocks[at - 1],
        }
    }
}

/// Decrypts texts in CBC mode, in place.
pub(super) fn decrypt(level: Level, texts: &mut [TripleDesJob<'_>]) {
    let count = texts.iter().map(|text| text.blocks.len()).sum();
    let mut blocks = Zeroizing::new(Vec::with_capacity(count));
    for text in &*texts {
        blocks.extend_from_slice(text.blocks);
    }
    let rest = widest!(level, simd => decrypt_in_lanes(simd, texts, &mut blocks));
    for (text, own) in owners(texts, rest..count) {
        let cipher = TdesEde3::new(text.key.into());
        for block in &mut blocks[rest..][own] {
            cipher.decrypt_block(block.into());
        }
    }
    let mut decrypted = blocks.iter();
    for text in texts {
        let mut before = text.iv;
        for (block, decrypted) in text.blocks.iter_mut().zip(&mut decrypted) {
            let combined = u64::from_be_bytes(*decrypted) ^ u64::from_be_bytes(before);
            before = std::mem::replace(block, combined.to_be_bytes());
        }
    }
}

/// Decrypts the blocks of texts independently, except the last ones if they are few. Returns the
/// first block that is left.
fn decrypt_in_lanes<S: Simd>(
    simd: S,
    texts: &[TripleDesJob<'_>],
    blocks: &mut [[u8; BLOCK_BYTES]],
) -> usize {
    let width = 32 * lanes(simd);
    for first in (0..blocks.len()).step_by(width) {
        let end = blocks.len().min(first + width);
        if end - first < BLOCKS_MIN {
            return first;
        }
        let keys = Keys::of_blocks(texts, first..end);
        decrypt_blocks(simd, &keys, &mut blocks[first..end]);
    }
    blocks.len()
}

/// Returns which of some blocks, counted through all texts, belong to which text.
fn owners<'a, 'b>(
    texts: &'a [TripleDesJob<'b>],
    blocks: Range<usize>,
) -> impl Iterator<Item = (&'a TripleDesJob<'b>, Range<usize>)> {
    let mut end = 0;
    let own = texts.iter().map(move |text| {
        let first = end;
        end += text.blocks.len();
        let at = |block: usize| block.clamp(blocks.start, blocks.end) - blocks.start;
        (text, at(first)..at(end))
    });
    own.filter(|(_, own)| !own.is_empty())
}

/// Encrypts texts in CBC mode, in place.
pub(super) fn encrypt(level: Level, texts: &mut [TripleDesJob<'_>]) {
    // The longest first, so that those with blocks left are always in front, and texts of about the
    // same length share the lanes.
    texts.sort_by_key(|text| Reverse(text.blocks.len()));
    widest!(level, simd => {
        for texts in texts.chunks_mut(32 * lanes(simd)) {
            encrypt_texts(simd, texts);
        }
    });
}

#[inline(always)]
fn lanes<S: Simd>(_: S) -> usize {
    S::u32s::LEN
}

/// Encrypts texts, at most as many as there are bits in a vector.
fn encrypt_texts<S: Simd>(simd: S, texts: &mut [TripleDesJob<'_>]) {
    let keys = Keys::of_texts(texts);
    let mut at = 0;
    loop {
        let going = texts.partition_point(|text| text.blocks.len() > at);
        if going < BLOCKS_MIN {
            break;
        }
        encrypt_blocks(simd, &keys, &mut texts[..going], at);
        at += 1;
    }
    for text in texts.iter_mut().filter(|text| text.blocks.len() > at) {
        let before = text.before(at);
        let mut cipher = cbc::Encryptor::<TdesEde3>::new(text.key.into(), &before.into());
        for block in &mut text.blocks[at..] {
            cipher.encrypt_block_mut(block.into());
        }
    }
}

/// Encrypts block `at` of each text.
#[inline(always)]
fn encrypt_blocks<S: Simd>(simd: S, keys: &Keys, texts: &mut [TripleDesJob<'_>], at: usize) {
    simd.vectorize(
        #[inline(always)]
        || {
            let combined = texts.iter().map(|text| {
                let before = u64::from_be_bytes(text.before(at));
                (u64::from_be_bytes(text.blocks[at]) ^ before).to_be_bytes()
            });
            let mut words = Words::of(combined);
            words.cipher(
                simd,
                #[inline(always)]
                |round, bit| {
                    // Encrypted, decrypted and encrypted.
                    let part = round / 16;
                    keys.vector(simd, part, undone(part == 1, round), bit)
                },
            );
            for (number, text) in texts.iter_mut().enumerate() {
                text.blocks[at] = words.block(number);
            }
        },
    );
}

/// Decrypts blocks independently, at most as many as there are bits in a vector.
#[inline(always)]
fn decrypt_blocks<S: Simd>(simd: S, keys: &Keys, blocks: &mut [[u8; BLOCK_BYTES]]) {
    simd.vectorize(
        #[inline(always)]
        || {
            let mut words = Words::of(&*blocks);
            words.cipher(
                simd,
                #[inline(always)]
                |round, bit| {
                    // Decrypted, encrypted and decrypted, from the last part of the key to the
                    // first.
                    let part = 2 - round / 16;
                    keys.vector(simd, part, undone(part != 1, round), bit)
                },
            );
            for (at, block) in blocks.iter_mut().enumerate() {
                *block = words.block(at);
            }
        },
    );
}

/// The round of one DES, from a round of all three. Decryption begins with the last.
#[inline(always)]
fn undone(undone: bool, round: usize) -> usize {
    if undone { 15 - round % 16 } else { round % 16 }
}

/// Bit n of the key of each block, in vector n, for each of the three parts.
struct Keys(Zeroizing<[[[u32; LANES_MAX]; 56]; 3]>);

impl Keys {
    /// The keys of texts, a block of each.
    fn of_texts(texts: &[TripleDesJob<'_>]) -> Self {
        let mut keys = Keys::none();
        for (at, text) in texts.iter().enumerate() {
            keys.set(text.key, at..at + 1);
        }
        keys
    }

    /// The keys of some blocks, counted through all texts.
    fn of_blocks(texts: &[TripleDesJob<'_>], blocks: Range<usize>) -> Self {
        let mut keys = Keys::none();
        for (text, own) in owners(texts, blocks) {
            keys.set(text.key, own);
        }
        keys
    }

    fn none() -> Self {
        Keys(Zeroizing::new([[[0; LANES_MAX]; 56]; 3]))
    }

    /// Sets the key of some blocks.
    fn set(&mut self, key: &[u8; 24], blocks: Range<usize>) {
        let mut mask = [0_u32; LANES_MAX];
        for at in blocks {
            mask[at / 32] |= 1 << (31 - at % 32);
        }
        let (parts, _) = key.as_chunks::<8>();
        for (part, keys) in parts.iter().zip(self.0.iter_mut()) {
            let part = u64::from_be_bytes(*part);
            for (bit, key) in PC1.iter().zip(keys) {
                let bit = 0_u32.wrapping_sub((part >> (64 - bit) & 1) as u32);
                for (key, mask) in key.iter_mut().zip(mask) {
                    *key |= bit & mask;
                }
            }
        }
    }

    /// A bit of the key of a round, in all blocks.
    #[inline(always)]
    fn vector<S: Simd>(&self, simd: S, part: usize, round: usize, bit: usize) -> S::u32s {
        let key = &self.0[part][usize::from(ROUND_BITS[round][bit])];
        S::u32s::from_slice(simd, &key[..S::u32s::LEN])
    }
}

/// Both halves of many blocks, as words of 32 bits: that of block n is in lane n / 32 of vector
/// n % 32.
struct Words(Zeroizing<[[[u32; LANES_MAX]; 32]; 2]>);

impl Words {
    #[inline(always)]
    fn of(blocks: impl IntoIterator<Item = impl Borrow<[u8; BLOCK_BYTES]>>) -> Self {
        let mut words = Zeroizing::new([[[0; LANES_MAX]; 32]; 2]);
        for (at, block) in blocks.into_iter().enumerate() {
            let block = u64::from_be_bytes(*block.borrow());
            words[0][at % 32][at / 32] = (block >> 32) as u32;
            words[1][at % 32][at / 32] = block as u32;
        }
        Words(words)
    }

    #[inline(always)]
    fn block(&self, at: usize) -> [u8; BLOCK_BYTES] {
        let [left, right] = [0, 1].map(|half: usize| self.0[half][at % 32][at / 32]);
        (u64::from(left) << 32 | u64::from(right)).to_be_bytes()
    }

    /// Three times DES. `key` gives a bit of the key of a round, counted from 0, in all blocks.
    #[inline(always)]
    fn cipher<S: Simd>(&mut self, simd: S, key: impl Fn(usize, usize) -> S::u32s) {
        let zero = S::u32s::splat(simd, 0);
        // As words first, then as bits: bit n of all blocks in vector n.
        let mut bits = [[zero; 32]; 2];
        for (bits, words) in bits.iter_mut().zip(self.0.iter()) {
            for (vector, row) in bits.iter_mut().zip(words) {
                *vector = S::u32s::from_slice(simd, &row[..S::u32s::LEN]);
            }
            transpose(simd, bits);
        }

        let (mut left, mut right) = ([zero; 32], [zero; 32]);
        for at in 0..32 {
            let (l, r) = (usize::from(IP[at]) - 1, usize::from(IP[at + 32]) - 1);
            left[at] = bits[l / 32][l % 32];
            right[at] = bits[r / 32][r % 32];
        }
        // Each DES ends with the halves exchanged; between two of them, the final permutation and
        // the initial one cancel out.
        for first in (0..48).step_by(16) {
            for one in (first..first + 16).step_by(2) {
                round(simd, &mut left, &right, |bit| key(one, bit));
                round(simd, &mut right, &left, |bit| key(one + 1, bit));
            }
            std::mem::swap(&mut left, &mut right);
        }
        for at in 0..32 {
            let (l, r) = (usize::from(IP[at]) - 1, usize::from(IP[at + 32]) - 1);
            bits[l / 32][l % 32] = left[at];
            bits[r / 32][r % 32] = right[at];
        }

        for (bits, words) in bits.iter_mut().zip(self.0.iter_mut()) {
            transpose(simd, bits);
            for (vector, row) in bits.iter().zip(words) {
                vector.store_slice(&mut row[..S::u32s::LEN]);
            }
        }
    }
}

/// Turns 32 vectors of words into 32 of bits, in each lane, and back (Warren, "Hacker's Delight",
/// section 7-3).
#[inline(always)]
fn transpose<S: Simd>(simd: S, rows: &mut [S::u32s; 32]) {
    let mut mask = 0x0000_ffff_u32;
    let mut distance = 16;
    while distance != 0 {
        let vector = S::u32s::splat(simd, mask);
        let mut at = 0;
        while at < 32 {
            let swapped = (rows[at] ^ (rows[at + distance] >> distance as u32)) & vector;
            rows[at] ^= swapped;
            rows[at + distance] ^= swapped << distance as u32;
            at = (at + distance + 1) & !distance;
        }
        distance /= 2;
        mask ^= mask << distance;
    }
}

macro_rules! choose {
    ($by:expr, $zero:expr, $one:expr) => {{
        let zero = $zero;
        zero ^ ($by & (zero ^ $one))
    }};
}

/// A round of DES without the exchange: `left` ^= f(`right`).
#[inline(always)]
fn round<S: Simd>(
    simd: S,
    left: &mut [S::u32s; 32],
    right: &[S::u32s; 32],
    key: impl Fn(usize) -> S::u32s,
) {
    for s_box in 0..8 {
        let mut x = [S::u32s::splat(simd, 0); 6];
        for (at, x) in x.iter_mut().enumerate() {
            // The expansion E: neighbouring boxes share two bits.
            *x = right[(4 * s_box + at + 31) % 32] ^ key(6 * s_box + at);
        }
        // All functions of the last two inputs, by truth table.
        let mut functions = [S::u32s::splat(simd, 0); 16];
        functions[1] = !(x[4] | x[5]);
        functions[2] = !x[4] & x[5];
        functions[4] = x[4] & !x[5];
        functions[8] = x[4] & x[5];
        let mut table = 3_usize;
        while table < 16 {
            // All but the powers of two, which are there: the lowest bit, and the others.
            let others = table & (table - 1);
            if others != 0 {
                functions[table] = functions[others] | functions[table ^ others];
            }
            table += 1;
        }
        for output in 0..4 {
            let leaves = &LEAVES[s_box][output];
            macro_rules! two {
                ($at:expr) => {{
                    let [zero, one] = [leaves[$at], leaves[$at + 1]];
                    choose!(
                        x[3],
                        functions[usize::from(zero)],
                        functions[usize::from(one)]
                    )
                }};
            }
            macro_rules! four {
                ($at:expr) => {
                    choose!(x[2], two!($at), two!($at + 2))
                };
            }
            macro_rules! eight {
                ($at:expr) => {
                    choose!(x[1], four!($at), four!($at + 4))
                };
            }
            left[P_INVERSE[4 * s_box + output]] ^= choose!(x[0], eight!(0), eight!(8));
        }
    }
}

#[cfg(test)]
mod tests {
    use cbc::cipher::BlockDecryptMut;
    use cbc::cipher::block_padding::NoPadding;
    use proptest::prelude::*;

    use super::*;
    use crate::widest::levels;

    type Drawn = ([u8; 24], [u8; 8], Vec<[u8; 8]>);

    fn given<'a>(
        texts: impl IntoIterator<Item = &'a Drawn>,
        blocks: &'a mut [Vec<[u8; 8]>],
    ) -> Vec<TripleDesJob<'a>> {
        let texts = texts.into_iter().zip(blocks);
        let text = |((key, iv, _), blocks): (&'a Drawn, &'a mut Vec<_>)| TripleDesJob {
            key,
            iv: *iv,
            blocks,
        };
        texts.map(text).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn texts_of_any_length_are_encrypted_as_rust_crypto_does(
            texts in prop::collection::vec(
                (any::<[u8; 24]>(), any::<[u8; 8]>(), prop::collection::vec(any::<[u8; 8]>(), 0..12)),
                0..150,
            ),
            repeated in 1_usize..5,
        ) {
            // More than a vector holds, at least in the narrow ones.
            let texts: Vec<_> = texts.iter().cycle().take(texts.len() * repeated).collect();
            let expected: Vec<Vec<u8>> = texts
                .iter()
                .map(|(key, iv, blocks)| {
                    let cipher = cbc::Encryptor::<TdesEde3>::new(key.into(), iv.into());
                    cipher.encrypt_padded_vec_mut::<NoPadding>(&blocks.concat())
                })
                .collect();
            for level in levels() {
                let mut found: Vec<_> = texts.iter().map(|(_, _, blocks)| blocks.clone()).collect();
                encrypt(level, &mut given(texts.iter().copied(), &mut found));
                let found: Vec<_> = found.iter().map(|blocks| blocks.concat()).collect();
                prop_assert!(found == expected, "{:?}, {} texts", level, texts.len());
            }
        }

        #[test]
        fn texts_of_any_length_are_decrypted_as_rust_crypto_does(
            texts in prop::collection::vec(
                (
                    any::<[u8; 24]>(),
                    any::<[u8; 8]>(),
                    prop_oneof![
                        3 => prop::collection::vec(any::<[u8; 8]>(), 0..12),
                        1 => prop::collection::vec(any::<[u8; 8]>(), 0..1200),
                    ],
                ),
                0..6,
            ),
        ) {
            let expected: Vec<Vec<u8>> = texts
                .iter()
                .map(|(key, iv, blocks)| {
                    let cipher = cbc::Decryptor::<TdesEde3>::new(key.into(), iv.into());
                    cipher.decrypt_padded_vec_mut::<NoPadding>(&blocks.concat()).unwrap()
                })
                .collect();
            for level in levels() {
                let mut found: Vec<_> = texts.iter().map(|(_, _, blocks)| blocks.clone()).collect();
                decrypt(level, &mut given(&texts, &mut found));
                let found: Vec<_> = found.iter().map(|blocks| blocks.concat()).collect();
                prop_assert!(found == expected, "{:?}, {} texts", level, texts.len());
            }
        }
    }
}
