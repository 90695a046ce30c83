//! SEED, the block cipher of RFC 4269, which Korean certificate files are encrypted with.
//!
//! The only crate for it that fits the others, kisaseed 0.1, writes its blocks through misaligned
//! pointers, which is undefined behaviour and makes debug builds panic. S-boxes are computed from
//! their definition in section 2.2 of the RFC. Its lookups take a time that depends on the key, as
//! those of every other cipher for old files do.

use cbc::cipher::consts::U16;
use cbc::cipher::generic_array::GenericArray;
use cbc::cipher::{BlockCipher, Key, KeyInit, KeySizeUser, impl_simple_block_encdec};
use zeroize::Zeroize;

const ROUNDS: usize = 16;

/// What G mixes its first byte with, each of the others with this turned by one byte more.
const MIX: u32 = 0x3fcf_f3fc;

/// The golden ratio, from which the constants of the key schedule follow.
const GOLDEN: u32 = 0x9e37_79b9;

const BOXES: [[u8; 256]; 2] = [
    substitution(247, [0x8a, 0xfe, 0x85, 0x42, 0x45, 0x21, 0x88, 0x14], 169),
    substitution(251, [0x45, 0x85, 0xfe, 0x21, 0x8a, 0x88, 0x42, 0x14], 56),
];

/// An S-box: a power in GF(2⁸), a matrix by its rows, and an addend.
const fn substitution(power: u32, matrix: [u8; 8], addend: u8) -> [u8; 256] {
    let mut values = [0; 256];
    let mut x = 0;
    while x < 256 {
        let (mut y, mut square, mut rest) = (1, x as u8, power);
        while rest > 0 {
            if rest & 1 == 1 {
                y = product(y, square);
            }
            square = product(square, square);
            rest >>= 1;
        }
        let (mut value, mut row) = (0, 0);
        while row < 8 {
            let bit = (matrix[row] & y).count_ones() as u8 & 1;
            value = value << 1 | bit;
            row += 1;
        }
        values[x] = value ^ addend;
        x += 1;
    }
    values
}

/// The product in GF(2⁸) modulo x⁸ + x⁶ + x⁵ + x + 1.
const fn product(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b > 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a = a << 1 ^ if a & 0x80 == 0 { 0 } else { 0x63 };
        b >>= 1;
    }
    product
}

/// The cipher with its key.
pub(super) struct Seed {
    rounds: [[u32; 2]; ROUNDS],
}

impl KeySizeUser for Seed {
    type KeySize = U16;
}

impl BlockCipher for Seed {}

impl KeyInit for Seed {
    /// The key schedule, section 2.4.
    fn new(key: &Key<Self>) -> Self {
        let [mut a, mut b, mut c, mut d] = words(key);
        let mut rounds = [[0; 2]; ROUNDS];
        for (number, round) in (0..).zip(&mut rounds) {
            let constant = GOLDEN.rotate_left(number);
            *round = [
                g(a.wrapping_add(c).wrapping_sub(constant)),
                g(b.wrapping_sub(d).wrapping_add(constant)),
            ];
            if number % 2 == 0 {
                [a, b] = [a >> 8 | b << 24, b >> 8 | a << 24];
            } else {
                [c, d] = [c << 8 | d >> 24, d << 8 | c >> 24];
            }
        }
        Seed { rounds }
    }
}

impl Drop for Seed {
    fn drop(&mut self) {
        self.rounds.zeroize();
    }
}

impl_simple_block_encdec!(
    Seed, U16, cipher, block,
    encrypt: {
        let rounds = cipher.rounds.iter();
        let out = run(rounds, block.get_in());
        *block.get_out() = out;
    }
    decrypt: {
        let rounds = cipher.rounds.iter().rev();
        let out = run(rounds, block.get_in());
        *block.get_out() = out;
    }
);

/// The rounds of a Feistel network, section 2.1; the halves change places after each but the last.
fn run<'a>(
    rounds: impl Iterator<Item = &'a [u32; 2]>,
    block: &GenericArray<u8, U16>,
) -> GenericArray<u8, U16> {
    let [mut l0, mut l1, mut r0, mut r1] = words(block);
    for round in rounds {
        let [f0, f1] = f([r0, r1], round);
        [l0, l1, r0, r1] = [r0, r1, l0 ^ f0, l1 ^ f1];
    }
    let mut out = GenericArray::default();
    for (bytes, word) in out.chunks_exact_mut(4).zip([r0, r1, l0, l1]) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    out
}

/// The round function, section 2.2.
fn f([r0, r1]: [u32; 2], [k0, k1]: &[u32; 2]) -> [u32; 2] {
    let c = r0 ^ k0;
    let d = g(c ^ r1 ^ k1);
    let c = g(c.wrapping_add(d));
    let d = g(d.wrapping_add(c));
    [c.wrapping_add(d), d]
}

/// The function G, section 2.3.
fn g(word: u32) -> u32 {
    let bytes = (0..).zip(word.to_le_bytes());
    bytes.fold(0, |mixed, (number, byte)| {
        let value = BOXES[number % 2][usize::from(byte)];
        let mix = MIX.rotate_right(8 * number as u32);
        mixed ^ (u32::from_ne_bytes([value; 4]) & mix)
    })
}

fn words(bytes: &GenericArray<u8, U16>) -> [u32; 4] {
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    words
}

#[cfg(test)]
mod tests {
    use cbc::cipher::{BlockDecrypt, BlockEncrypt};

    use super::*;

    fn bytes(number: u128) -> GenericArray<u8, U16> {
        number.to_be_bytes().into()
    }

    /// RFC 4269 appendix B.
    #[test]
    fn the_examples_of_the_standard_come_out() {
        for (key, plaintext, ciphertext) in [
            (
                0,
                0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f,
                0x5eba_c6e0_054e_1668_19af_f1cc_6d34_6cdb,
            ),
            (
                0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f,
                0,
                0xc11f_22f2_0140_5050_8448_3597_e437_0f43,
            ),
            (
                0x4706_4808_51e6_1be8_5d74_bfb3_fd95_6185,
                0x83a2_f8a2_8864_1fb9_a4e9_a5cc_2f13_1c7d,
                0xee54_d13e_bcae_706d_226b_c314_2cd4_0d4a,
            ),
            (
                0x28db_c3bc_49ff_d87d_cfa5_09b1_1d42_2be7,
                0xb41e_6be2_eba8_4a14_8e2e_ed84_593c_5ec7,
                0x9b9b_7bfc_d181_3cb9_5d0b_3618_f40f_5122,
            ),
        ] {
            let cipher = Seed::new(&bytes(key));
            let mut block = bytes(plaintext);
            cipher.encrypt_block(&mut block);
            assert_eq!(block, bytes(ciphertext));
            cipher.decrypt_block(&mut block);
            assert_eq!(block, bytes(plaintext));
        }
    }
}
