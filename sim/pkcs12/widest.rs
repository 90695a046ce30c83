//! Chooses the widest vectors available.

use fearless_simd::Level;

/// What the processor offers. Compiled with `--cfg kigen_without_avx512`, as `scripts/bench.sh`
/// does to measure what processors without it get, that is AVX2 at most.
pub(super) fn level() -> Level {
    let best = Level::new();
    #[cfg(all(kigen_without_avx512, target_arch = "x86_64"))]
    if let Some(avx2) = best.as_avx2() {
        return fearless_simd::Simd::level(avx2);
    }
    best
}

/// What the processor offers, and the narrower vectors that it has too.
#[cfg(test)]
pub(super) fn levels() -> Vec<Level> {
    let best = Level::new();
    #[cfg(target_arch = "x86_64")]
    let narrower = [
        best.as_avx2().map(fearless_simd::Simd::level),
        best.as_sse2().map(fearless_simd::Simd::level),
    ];
    #[cfg(not(target_arch = "x86_64"))]
    let narrower = [None];
    [Some(best)].into_iter().chain(narrower).flatten().collect()
}

/// Calls a function with the token of the widest vectors there are.
///
/// On x86-64 there is nothing between SSE2 and AVX2 that would help, and each copy of the
/// compression functions takes seconds to compile: so this, and not the crate's `dispatch!`.
macro_rules! widest {
    ($level:expr, $simd:ident => $call:expr) => {{
        let level: Level = $level;
        #[cfg(target_arch = "x86_64")]
        if let Some($simd) = level.as_avx512() {
            $call
        } else if let Some($simd) = level.as_avx2() {
            $call
        } else {
            let $simd = level.as_sse2().expect("SSE2 is part of x86-64");
            $call
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            fearless_simd::dispatch!(level, $simd => $call)
        }
    }};
}

pub(super) use widest;
