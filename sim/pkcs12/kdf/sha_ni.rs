//! A few runs of SHA-1 by the processor's own instructions for it, up to four of them interleaved.
//!
//! Each of these instructions waits for the one before. Where there are fewer runs than would fill
//! half of the lanes, as in a single file, it is faster to fill the wait with other runs: one run
//! takes 33 ns a step, four take 64 ns together, sixteen lanes 126 ns (on Zen 4).
//!
//! The token for AVX-512 stands for all of Ice Lake's instructions, and these are among them. On
//! processors without AVX-512, single runs are left to RustCrypto.

use std::arch::x86_64::{
    _mm_add_epi32, _mm_extract_epi32, _mm_or_si128, _mm_set_epi32, _mm_setzero_si128,
    _mm_sha1msg1_epu32, _mm_sha1msg2_epu32, _mm_sha1nexte_epu32, _mm_sha1rnds4_epu32,
    _mm_xor_si128,
};

use fearless_simd::{Avx512, kernel};

use super::run::{Kind, PADDING, Run, SHA1_INITIAL};

/// With this many runs or fewer, it is faster than sixteen lanes.
pub(super) const FEW: usize = 7;

/// Does some steps of runs of the kind [`Kind::Sha1Rehash`].
pub(super) fn advance(avx512: Avx512, runs: &mut [Run], steps: u32) {
    debug_assert!(runs.iter().all(|run| run.kind == Kind::Sha1Rehash));
    for few in runs.chunks_mut(4) {
        match few {
            [a] => one(avx512, [a], steps),
            [a, b] => two(avx512, [a, b], steps),
            [a, b, c] => three(avx512, [a, b, c], steps),
            [a, b, c, d] => four(avx512, [a, b, c, d], steps),
            _ => unreachable!("chunks of one to four"),
        }
    }
    runs.iter_mut().for_each(|run| run.steps -= steps);
}

/// Four rounds of each run for each number, which counts them.
macro_rules! rounds {
    ($runs:literal, $w:ident, $state:ident, $before:ident, $function:literal, $($four:literal)*) => {
        $(
            for at in 0..$runs {
                let w = &mut $w[at];
                if $four >= 4 {
                    let part = _mm_sha1msg1_epu32(w[$four % 4], w[($four + 1) % 4]);
                    let part = _mm_xor_si128(part, w[($four + 2) % 4]);
                    w[$four % 4] = _mm_sha1msg2_epu32(part, w[($four + 3) % 4]);
                }
                let sum = _mm_sha1nexte_epu32($before[at], w[$four % 4]);
                $before[at] = $state[at];
                $state[at] = _mm_sha1rnds4_epu32::<$function>($state[at], sum);
            }
        )*
    };
}

macro_rules! interleaved {
    ($name:ident, $runs:literal) => {
        kernel!(
            fn $name(_avx512: Avx512, runs: [&mut Run; $runs], steps: u32) {
                let four = |a: u32, b: u32, c: u32, d: u32| {
                    _mm_set_epi32(a as i32, b as i32, c as i32, d as i32)
                };
                let [a, b, c, d, e] = SHA1_INITIAL;
                let initial_abcd = four(a, b, c, d);
                let initial_e = four(e, 0, 0, 0);
                let padding = four(0, PADDING, 0, 0);
                let message_bits = four(0, 0, 0, Kind::Sha1Rehash.message_bits());

                // The digests, the first words in the highest places.
                let mut abcd = [_mm_setzero_si128(); $runs];
                let mut e = [_mm_setzero_si128(); $runs];
                for at in 0..$runs {
                    let digest = &runs[at].digest;
                    abcd[at] = four(digest[0], digest[1], digest[2], digest[3]);
                    e[at] = four(digest[4], 0, 0, 0);
                }
                for _ in 0..steps {
                    // The message schedule, of which four times four words are kept.
                    let mut w = [[_mm_setzero_si128(); 4]; $runs];
                    let mut state = [initial_abcd; $runs];
                    let mut before = [initial_abcd; $runs];
                    for at in 0..$runs {
                        w[at] = [
                            abcd[at],
                            _mm_or_si128(e[at], padding),
                            _mm_setzero_si128(),
                            message_bits,
                        ];
                        let first = _mm_add_epi32(initial_e, w[at][0]);
                        state[at] = _mm_sha1rnds4_epu32::<0>(initial_abcd, first);
                    }
                    rounds!($runs, w, state, before, 0, 1 2 3 4);
                    rounds!($runs, w, state, before, 1, 5 6 7 8 9);
                    rounds!($runs, w, state, before, 2, 10 11 12 13 14);
                    rounds!($runs, w, state, before, 3, 15 16 17 18 19);
                    for at in 0..$runs {
                        abcd[at] = _mm_add_epi32(state[at], initial_abcd);
                        e[at] = _mm_sha1nexte_epu32(before[at], initial_e);
                    }
                }
                for (at, run) in runs.into_iter().enumerate() {
                    let words = [
                        _mm_extract_epi32::<3>(abcd[at]),
                        _mm_extract_epi32::<2>(abcd[at]),
                        _mm_extract_epi32::<1>(abcd[at]),
                        _mm_extract_epi32::<0>(abcd[at]),
                        _mm_extract_epi32::<3>(e[at]),
                    ];
                    for (word, lane) in run.digest.iter_mut().zip(words) {
                        *word = lane as u32;
                    }
                }
            }
        );
    };
}

interleaved!(one, 1);
interleaved!(two, 2);
interleaved!(three, 3);
interleaved!(four, 4);
