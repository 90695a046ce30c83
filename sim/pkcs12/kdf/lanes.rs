//! Runs side by side: SHA-1 and SHA-256 with one run in each lane of a vector.
//!
//! The vectors are as wide as the processor's: sixteen lanes with AVX-512 (of Ice Lake or Zen 4 and
//! later), eight with AVX2, four with SSE2 and NEON. The crate fearless_simd finds out which, and
//! lets code that is compiled for them be called without `unsafe`. A vector costs the same however
//! many of its lanes are taken.
//!
//! Everything between [`Simd::vectorize`] and the last addition has to be inlined, or it would not
//! be compiled for the processor that was found: hence macros for rounds, and no closures in them.

use fearless_simd::prelude::*;
use fearless_simd::{Level, Simd};
use zeroize::Zeroizing;

use super::run::{Kind, PADDING, Run, Words};
use crate::widest::widest;

/// Lanes of the widest vectors.
const LANES_MAX: usize = 16;

/// How many runs [`advance`] takes at once.
pub(super) fn count(level: Level) -> usize {
    widest!(level, simd => lanes(simd))
}

#[inline(always)]
fn lanes<S: Simd>(_: S) -> usize {
    S::u32s::LEN
}

/// Does some steps of runs of one kind, [`count`] of them at most.
pub(super) fn advance(level: Level, kind: Kind, runs: &mut [Run], steps: u32) {
    debug_assert!(runs.iter().all(|run| run.kind == kind));
    match kind {
        Kind::Sha1Rehash | Kind::Sha1Hmac => {
            widest!(level, simd => advance_by::<_, Sha1, 5>(simd, kind, runs, steps));
        }
        Kind::Sha256Rehash | Kind::Sha256Hmac => {
            widest!(level, simd => advance_by::<_, Sha256, 8>(simd, kind, runs, steps));
        }
    }
    runs.iter_mut().for_each(|run| run.steps -= steps);
}

/// A compression function with a state of `WORDS` words.
trait Compression<const WORDS: usize> {
    /// Compresses a block in each lane, from the state `start`.
    fn compress<S: Simd>(
        simd: S,
        start: &[S::u32s; WORDS],
        block: [S::u32s; 16],
    ) -> [S::u32s; WORDS];
}

/// Plain rehashing is the HMAC loop with one initial state and an unused accumulator, so one loop,
/// with one copy of the compression function in it, serves both.
#[inline(always)]
fn advance_by<S: Simd, C: Compression<WORDS>, const WORDS: usize>(
    simd: S,
    kind: Kind,
    runs: &mut [Run],
    steps: u32,
) {
    simd.vectorize(
        #[inline(always)]
        || {
            let starts: [[S::u32s; WORDS]; 2] = [
                gather(simd, runs, |run| &run.starts[0]),
                gather(simd, runs, |run| &run.starts[1]),
            ];
            let starts = &starts[..kind.compressions()];
            let mut digest = gather(simd, runs, |run| &run.digest);
            let mut sum: [S::u32s; WORDS] = gather(simd, runs, |run| &run.sum);
            for _ in 0..steps {
                for start in starts {
                    let block = block(simd, &digest, kind.message_bits());
                    digest = C::compress(simd, start, block);
                }
                for (sum, word) in sum.iter_mut().zip(digest) {
                    *sum ^= word;
                }
            }
            scatter(simd, digest, runs, |run| &mut run.digest);
            scatter(simd, sum, runs, |run| &mut run.sum);
        },
    );
}

/// The block that holds a digest and its padding.
#[inline(always)]
fn block<S: Simd, const WORDS: usize>(
    simd: S,
    digest: &[S::u32s; WORDS],
    message_bits: u32,
) -> [S::u32s; 16] {
    let mut block = [S::u32s::splat(simd, 0); 16];
    block[..WORDS].copy_from_slice(digest);
    block[WORDS] = S::u32s::splat(simd, PADDING);
    block[15] = S::u32s::splat(simd, message_bits);
    block
}

/// Words of all runs, the first words in one vector, the second in another.
#[inline(always)]
fn gather<S: Simd, const WORDS: usize>(
    simd: S,
    runs: &[Run],
    of: impl Fn(&Run) -> &Words,
) -> [S::u32s; WORDS] {
    let mut rows = Zeroizing::new([[0; LANES_MAX]; WORDS]);
    for (lane, run) in runs.iter().enumerate() {
        for (row, word) in rows.iter_mut().zip(of(run)) {
            row[lane] = *word;
        }
    }
    let mut vectors = [S::u32s::splat(simd, 0); WORDS];
    for (vector, row) in vectors.iter_mut().zip(rows.iter()) {
        *vector = S::u32s::from_slice(simd, &row[..S::u32s::LEN]);
    }
    vectors
}

/// The reverse of [`gather`].
#[inline(always)]
fn scatter<S: Simd, const WORDS: usize>(
    _: S,
    vectors: [S::u32s; WORDS],
    runs: &mut [Run],
    of: impl Fn(&mut Run) -> &mut Words,
) {
    let mut rows = Zeroizing::new([[0; LANES_MAX]; WORDS]);
    for (row, vector) in rows.iter_mut().zip(vectors) {
        vector.store_slice(&mut row[..S::u32s::LEN]);
    }
    for (lane, run) in runs.iter_mut().enumerate() {
        for (row, word) in rows.iter().zip(of(run)) {
            *word = row[lane];
        }
    }
}

macro_rules! rotate_left {
    ($words:expr, $bits:literal) => {{
        let words = $words;
        (words << $bits) | (words >> (32 - $bits))
    }};
}

/// FIPS 180-4 section 6.1.2; the names are the standard's.
struct Sha1;

impl Compression<5> for Sha1 {
    #[inline(always)]
    fn compress<S: Simd>(simd: S, start: &[S::u32s; 5], mut w: [S::u32s; 16]) -> [S::u32s; 5] {
        let [mut a, mut b, mut c, mut d, mut e] = *start;
        macro_rules! choose {
            () => {
                d ^ (b & (c ^ d))
            };
        }
        macro_rules! parity {
            () => {
                b ^ c ^ d
            };
        }
        macro_rules! majority {
            () => {
                (b & c) | (d & (b | c))
            };
        }
        macro_rules! round {
            ($f:ident, $k:literal, $t:expr) => {
                if $t >= 16 {
                    let sum = w[($t + 13) % 16] ^ w[($t + 8) % 16] ^ w[($t + 2) % 16] ^ w[$t % 16];
                    w[$t % 16] = rotate_left!(sum, 1);
                }
                // Added in this order, only one addition waits for the previous round.
                let other = e + (w[$t % 16] + S::u32s::splat(simd, $k));
                let next = rotate_left!(a, 5) + $f!() + other;
                e = d;
                d = c;
                c = rotate_left!(b, 30);
                b = a;
                a = next;
            };
        }
        macro_rules! rounds {
            ($f:ident, $k:literal, $($t:literal)*) => { $(round!($f, $k, $t);)* };
        }
        rounds!(choose, 0x5a82_7999, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19);
        rounds!(parity, 0x6ed9_eba1, 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39);
        rounds!(majority, 0x8f1b_bcdc, 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59);
        rounds!(parity, 0xca62_c1d6, 60 61 62 63 64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79);
        let [h0, h1, h2, h3, h4] = *start;
        [a + h0, b + h1, c + h2, d + h3, e + h4]
    }
}

/// FIPS 180-4 section 6.2.2; the names are the standard's.
struct Sha256;

impl Sha256 {
    #[rustfmt::skip]
    const K: [u32; 64] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ];
}

impl Compression<8> for Sha256 {
    #[inline(always)]
    fn compress<S: Simd>(simd: S, start: &[S::u32s; 8], mut w: [S::u32s; 16]) -> [S::u32s; 8] {
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *start;
        macro_rules! rotate_right {
            ($words:expr, $bits:literal) => {{
                let words = $words;
                (words >> $bits) | (words << (32 - $bits))
            }};
        }
        macro_rules! round {
            ($t:expr, $k:expr) => {
                let sum1 = rotate_right!(e, 6) ^ rotate_right!(e, 11) ^ rotate_right!(e, 25);
                let choose = g ^ (e & (f ^ g));
                let t1 = h + (w[$t] + S::u32s::splat(simd, $k)) + choose + sum1;
                let sum0 = rotate_right!(a, 2) ^ rotate_right!(a, 13) ^ rotate_right!(a, 22);
                let majority = (a & b) | (c & (a | b));
                h = g;
                g = f;
                f = e;
                e = d + t1;
                d = c;
                c = b;
                b = a;
                a = t1 + (sum0 + majority);
            };
        }
        macro_rules! schedule {
            ($t:literal) => {
                let (x, y) = (w[($t + 1) % 16], w[($t + 14) % 16]);
                let sigma0 = rotate_right!(x, 7) ^ rotate_right!(x, 18) ^ (x >> 3);
                let sigma1 = rotate_right!(y, 17) ^ rotate_right!(y, 19) ^ (y >> 10);
                w[$t] = w[$t] + sigma0 + w[($t + 9) % 16] + sigma1;
            };
        }
        macro_rules! all {
            ($($t:literal)*) => {
                // A loop compiles in a fraction of the time that 64 rounds written out take.
                for (at, k) in Sha256::K.as_chunks::<16>().0.iter().enumerate() {
                    if at > 0 {
                        $(schedule!($t);)*
                    }
                    $(round!($t, k[$t]);)*
                }
            };
        }
        all!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
        let [h0, h1, h2, h3, h4, h5, h6, h7] = *start;
        [
            a + h0,
            b + h1,
            c + h2,
            d + h3,
            e + h4,
            f + h5,
            g + h6,
            h + h7,
        ]
    }
}
