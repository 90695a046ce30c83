//! TripleDES in CBC mode, decrypted in lanes.
//!
//! CBC is encrypted block after block, but every block can be decrypted by itself. Here a vector
//! holds one bit of many blocks, 512 of them with AVX-512, 128 with SSE2, and DES is worked off as
//! the logic it is (Biham, "A Fast New DES Implementation in Software", 1997). No step depends on a
//! secret but by its value, so time tells nothing, other than with S-boxes in tables.
//!
//! With RustCrypto's cipher, decrypting a file would take three times as long as deriving all of its
//! keys in lanes. It still does what has few blocks, and all encryption.
//!
//! Tables and their names are those of FIPS 46-3, which counts bits from 1, the most significant.

use fearless_simd::prelude::*;
use fearless_simd::{Level, Simd};
use zeroize::Zeroizing;

use super::widest::widest;

/// Bytes of a block.
const BLOCK_BYTES: usize = 8;
/// With fewer blocks, one after another is faster than vectors that are mostly empty: 0.63 µs a
/// block against 18 µs for any number of them (on Zen 4).
pub(super) const BLOCKS_MIN: usize = 32;
/// Lanes of 32 bits in the widest vectors.
const LANES_MAX: usize = 16;

/// The initial permutation; the final one is its inverse.
#[rustfmt::skip]
const IP: [u8; 64] = [
    58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4,
    62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48, 40, 32, 24, 16, 8,
    57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3,
    61, 53, 45, 37, 29, 21, 13, 5, 63, 55, 47, 39, 31, 23, 15, 7,
];
/// The permutation behind the S-boxes.
#[rustfmt::skip]
const P: [u8; 32] = [
    16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10,
    2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
];
/// The bits of a key that are used.
#[rustfmt::skip]
const PC1: [u8; 56] = [
    57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
    63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];
/// The bits of both halves of a key that a round uses.
#[rustfmt::skip]
const PC2: [u8; 48] = [
    14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
    41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];
/// How far both halves of a key turn before each round.
const SHIFTS: [u32; 16] = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];
/// The S-boxes, row by row.
#[rustfmt::skip]
const S: [[u8; 64]; 8] = [
    [
        14, 4, 13, 1, 2, 15, 11, 8, 3, 10, 6, 12, 5, 9, 0, 7,
        0, 15, 7, 4, 14, 2, 13, 1, 10, 6, 12, 11, 9, 5, 3, 8,
        4, 1, 14, 8, 13, 6, 2, 11, 15, 12, 9, 7, 3, 10, 5, 0,
        15, 12, 8, 2, 4, 9, 1, 7, 5, 11, 3, 14, 10, 0, 6, 13,
    ],
    [
        15, 1, 8, 14, 6, 11, 3, 4, 9, 7, 2, 13, 12, 0, 5, 10,
        3, 13, 4, 7, 15, 2, 8, 14, 12, 0, 1, 10, 6, 9, 11, 5,
        0, 14, 7, 11, 10, 4, 13, 1, 5, 8, 12, 6, 9, 3, 2, 15,
        13, 8, 10, 1, 3, 15, 4, 2, 11, 6, 7, 12, 0, 5, 14, 9,
    ],
    [
        10, 0, 9, 14, 6, 3, 15, 5, 1, 13, 12, 7, 11, 4, 2, 8,
        13, 7, 0, 9, 3, 4, 6, 10, 2, 8, 5, 14, 12, 11, 15, 1,
        13, 6, 4, 9, 8, 15, 3, 0, 11, 1, 2, 12, 5, 10, 14, 7,
        1, 10, 13, 0, 6, 9, 8, 7, 4, 15, 14, 3, 11, 5, 2, 12,
    ],
    [
        7, 13, 14, 3, 0, 6, 9, 10, 1, 2, 8, 5, 11, 12, 4, 15,
        13, 8, 11, 5, 6, 15, 0, 3, 4, 7, 2, 12, 1, 10, 14, 9,
        10, 6, 9, 0, 12, 11, 7, 13, 15, 1, 3, 14, 5, 2, 8, 4,
        3, 15, 0, 6, 10, 1, 13, 8, 9, 4, 5, 11, 12, 7, 2, 14,
    ],
    [
        2, 12, 4, 1, 7, 10, 11, 6, 8, 5, 3, 15, 13, 0, 14, 9,
        14, 11, 2, 12, 4, 7, 13, 1, 5, 0, 15, 10, 3, 9, 8, 6,
        4, 2, 1, 11, 10, 13, 7, 8, 15, 9, 12, 5, 6, 3, 0, 14,
        11, 8, 12, 7, 1, 14, 2, 13, 6, 15, 0, 9, 10, 4, 5, 3,
    ],
    [
        12, 1, 10, 15, 9, 2, 6, 8, 0, 13, 3, 4, 14, 7, 5, 11,
        10, 15, 4, 2, 7, 12, 9, 5, 6, 1, 13, 14, 0, 11, 3, 8,
        9, 14, 15, 5, 2, 8, 12, 3, 7, 0, 4, 10, 1, 13, 11, 6,
        4, 3, 2, 12, 9, 5, 15, 10, 11, 14, 1, 7, 6, 0, 8, 13,
    ],
    [
        4, 11, 2, 14, 15, 0, 8, 13, 3, 12, 9, 7, 5, 10, 6, 1,
        13, 0, 11, 7, 4, 9, 1, 10, 14, 3, 5, 12, 2, 15, 8, 6,
        1, 4, 11, 13, 12, 3, 7, 14, 10, 15, 6, 8, 0, 5, 9, 2,
        6, 11, 13, 8, 1, 4, 10, 7, 9, 5, 0, 15, 14, 2, 3, 12,
    ],
    [
        13, 2, 8, 4, 6, 15, 11, 1, 10, 9, 3, 14, 5, 0, 12, 7,
        1, 15, 13, 8, 10, 3, 7, 4, 12, 5, 6, 11, 0, 14, 9, 2,
        7, 11, 4, 1, 9, 12, 14, 2, 0, 6, 10, 13, 15, 3, 5, 8,
        2, 1, 14, 7, 4, 10, 8, 13, 15, 12, 9, 0, 3, 5, 6, 11,
    ],
];

/// For each S-box, output bit and value of the first four inputs: its truth table over the last two.
const LEAVES: [[[u8; 16]; 4]; 8] = {
    let mut leaves = [[[0; 16]; 4]; 8];
    let mut at = 0;
    while at < 8 * 64 * 4 {
        let (s_box, input, output) = (at / 256, at / 4 % 64, at % 4);
        let row = (input >> 4 & 2) | (input & 1);
        let column = input >> 1 & 15;
        if S[s_box][16 * row + column] >> (3 - output) & 1 == 1 {
            leaves[s_box][output][input >> 2] |= 1 << (input & 3);
        }
        at += 1;
    }
    leaves
};

/// Where each output bit of the S-boxes goes: the inverse of `P`, counted from 0.
const P_INVERSE: [usize; 32] = {
    let mut inverse = [0; 32];
    let mut at = 0;
    while at < 32 {
        inverse[P[at] as usize - 1] = at;
        at += 1;
    }
    inverse
};

/// Decrypts whole blocks in CBC mode under a key of 24 bytes. The padding stays.
pub(super) fn decrypt(level: Level, key: &[u8; 24], iv: [u8; 8], ciphertext: &mut [u8]) {
    let keys = round_keys(key);
    let mut before = iv;
    let (blocks, rest) = ciphertext.as_chunks_mut::<BLOCK_BYTES>();
    assert!(
        rest.is_empty(),
        "a ciphertext is checked for whole blocks when it is read"
    );
    widest!(level, simd => {
        for blocks in blocks.chunks_mut(32 * lanes(simd)) {
            let encrypted = blocks.to_vec();
            decrypt_blocks(simd, &keys, blocks);
            for (block, encrypted) in blocks.iter_mut().zip(encrypted) {
                for (byte, before) in block.iter_mut().zip(before) {
                    *byte ^= before;
                }
                before = encrypted;
            }
        }
    });
}

#[inline(always)]
fn lanes<S: Simd>(_: S) -> usize {
    S::u32s::LEN
}

/// The keys of the 48 rounds of decryption: DES is undone, done and undone.
fn round_keys(key: &[u8; 24]) -> Zeroizing<[u64; 48]> {
    let mut keys = Zeroizing::new([0; 48]);
    let (parts, _) = key.as_chunks::<8>();
    for (part, keys) in parts.iter().rev().zip(keys.chunks_exact_mut(16)) {
        keys.copy_from_slice(&*schedule(*part));
    }
    keys[..16].reverse();
    keys[32..].reverse();
    keys
}

/// The keys of the rounds of DES, 48 bits each.
fn schedule(key: [u8; 8]) -> Zeroizing<[u64; 16]> {
    let halves = permute(u64::from_be_bytes(key), 64, &PC1);
    let (mut c, mut d) = (halves >> 28, halves & 0xfff_ffff);
    let turn = |half: u64, shift: u32| (half << shift | half >> (28 - shift)) & 0xfff_ffff;
    Zeroizing::new(SHIFTS.map(|shift| {
        (c, d) = (turn(c, shift), turn(d, shift));
        permute(c << 28 | d, 56, &PC2)
    }))
}

/// Picks bits of a value that has `width` of them.
fn permute(value: u64, width: u32, table: &[u8]) -> u64 {
    let pick = |out, number: &u8| out << 1 | value >> (width - u32::from(*number)) & 1;
    table.iter().fold(0, pick)
}

/// Decrypts blocks by themselves, no more than there are bits in a vector.
#[inline(always)]
fn decrypt_blocks<S: Simd>(simd: S, keys: &[u64; 48], blocks: &mut [[u8; BLOCK_BYTES]]) {
    simd.vectorize(
        #[inline(always)]
        || {
            let zero = S::u32s::splat(simd, 0);
            // Both halves of the blocks, as words first, then as bits: bit n of all blocks in vector n.
            let mut words = Zeroizing::new([[[0; LANES_MAX]; 32]; 2]);
            for (at, block) in blocks.iter().enumerate() {
                let block = u64::from_be_bytes(*block);
                words[0][at % 32][at / 32] = (block >> 32) as u32;
                words[1][at % 32][at / 32] = block as u32;
            }
            let mut bits = [[zero; 32]; 2];
            for (bits, words) in bits.iter_mut().zip(words.iter()) {
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
            // Each DES ends with the halves exchanged; between two of them, the final permutation
            // and the initial one cancel out.
            for keys in keys.chunks_exact(16) {
                for two in keys.chunks_exact(2) {
                    round(simd, &mut left, &right, two[0]);
                    round(simd, &mut right, &left, two[1]);
                }
                std::mem::swap(&mut left, &mut right);
            }
            for at in 0..32 {
                let (l, r) = (usize::from(IP[at]) - 1, usize::from(IP[at + 32]) - 1);
                bits[l / 32][l % 32] = left[at];
                bits[r / 32][r % 32] = right[at];
            }

            for (bits, words) in bits.iter_mut().zip(words.iter_mut()) {
                transpose(simd, bits);
                for (vector, row) in bits.iter().zip(words) {
                    vector.store_slice(&mut row[..S::u32s::LEN]);
                }
            }
            for (at, block) in blocks.iter_mut().enumerate() {
                let [left, right] = [0, 1].map(|half: usize| words[half][at % 32][at / 32]);
                *block = (u64::from(left) << 32 | u64::from(right)).to_be_bytes();
            }
        },
    );
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
fn round<S: Simd>(simd: S, left: &mut [S::u32s; 32], right: &[S::u32s; 32], key: u64) {
    for s_box in 0..8 {
        let mut x = [S::u32s::splat(simd, 0); 6];
        for (at, x) in x.iter_mut().enumerate() {
            let key = key >> (47 - 6 * s_box - at) & 1;
            let key = S::u32s::splat(simd, 0_u32.wrapping_sub(key as u32));
            // The expansion E: neighbouring boxes share two bits.
            *x = right[(4 * s_box + at + 31) % 32] ^ key;
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
    use cbc::cipher::block_padding::NoPadding;
    use cbc::cipher::{BlockDecryptMut, KeyIvInit};
    use des::TdesEde3;
    use proptest::prelude::*;

    use super::*;

    fn levels() -> Vec<Level> {
        let best = Level::new();
        #[cfg(target_arch = "x86_64")]
        let narrower = [
            best.as_avx2().map(Simd::level),
            best.as_sse2().map(Simd::level),
        ];
        #[cfg(not(target_arch = "x86_64"))]
        let narrower = [None];
        [Some(best)].into_iter().chain(narrower).flatten().collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn every_way_gives_what_rust_crypto_gives(
            key in any::<[u8; 24]>(),
            iv in any::<[u8; 8]>(),
            blocks in prop::collection::vec(any::<[u8; 8]>(), 0..1200),
        ) {
            let ciphertext = blocks.concat();
            let mut expected = ciphertext.clone();
            let cipher = cbc::Decryptor::<TdesEde3>::new(&key.into(), &iv.into());
            cipher.decrypt_padded_mut::<NoPadding>(&mut expected).unwrap();
            for level in levels() {
                let mut found = ciphertext.clone();
                decrypt(level, &key, iv, &mut found);
                prop_assert!(found == expected, "{:?}, {} blocks", level, blocks.len());
            }
        }
    }
}
