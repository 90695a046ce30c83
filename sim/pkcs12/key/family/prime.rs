//! The search for the primes of an RSA key.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};

use crypto_bigint::{Odd, Uint};
use crypto_primes::hazmat::{
    LucasCheck, MillerRabin, Primality, SelfridgeBase, SmallPrimesSieve, lucas_test,
};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::fermat;
use crate::seed::Stream;
use crate::widest;

/// The public exponent of every RSA key made here.
pub(super) const EXPONENT: u32 = 65_537;

/// How far the primes were that searches found, by the hash of where each began; `None` where there
/// was none. The same seed leads to the same searches again and again, and each takes longer than
/// all else that is done with a key. Neither hash nor distance tells the prime.
static FOUND: Mutex<BTreeMap<[u8; 32], Option<u32>>> = Mutex::new(BTreeMap::new());

/// The most searches that are remembered: less than a megabyte.
const FOUND_MAX: usize = 8_192;

/// The first prime at or above a drawn number of `LIMBS` words that suits RSA, big-endian.
pub(super) fn prime<const LIMBS: usize>(stream: &mut Stream) -> Zeroizing<Vec<u8>> {
    let bits = NonZeroU32::new(Uint::<LIMBS>::BITS).expect("a number has words");
    let mut start = Zeroizing::new(vec![0; Uint::<LIMBS>::BYTES]);
    loop {
        stream.fill(&mut start);
        // Two top bits in both factors make the product exactly twice as long.
        start[0] |= 0b1100_0000;
        start[Uint::<LIMBS>::BYTES - 1] |= 1;
        let number = Uint::<LIMBS>::from_be_slice(&start);
        let begins = Sha256::digest(&*start).into();
        let found = || FOUND.lock().unwrap_or_else(PoisonError::into_inner);
        let known = found().get(&begins).copied();
        let distance = known.unwrap_or_else(|| {
            let distance = distance(number, bits);
            let mut found = found();
            if found.len() < FOUND_MAX {
                found.insert(begins, distance);
            }
            distance
        });
        let found = distance.map(|distance| number.wrapping_add(&Uint::from_u32(distance)));
        if let Some(prime) = found {
            return Zeroizing::new(big_endian(&prime));
        }
    }
}

/// The bytes of a number.
pub(super) fn big_endian<const LIMBS: usize>(number: &Uint<LIMBS>) -> Vec<u8> {
    let words = number.as_words().iter().rev();
    words.flat_map(|word| word.to_be_bytes()).collect()
}

/// How far the first prime at or above a number is that suits RSA.
fn distance<const LIMBS: usize>(number: Uint<LIMBS>, bits: NonZeroU32) -> Option<u32> {
    let mut candidates = SmallPrimesSieve::new(number, bits, false).filter(suits_rsa);
    let prime = loop {
        let next: Vec<_> = candidates.by_ref().take(fermat::LANES).collect();
        if next.is_empty() {
            return None;
        }
        let passed = fermat::pass(widest::level(), &next);
        let mut passed = next.iter().zip(passed).filter(|(_, passed)| *passed);
        if let Some((prime, _)) = passed.find(|(candidate, _)| is_prime(candidate)) {
            break *prime;
        }
    };
    let [nearest, further @ ..] = &prime.wrapping_sub(&number).to_words()[..] else {
        unreachable!("a number has words");
    };
    assert!(further.iter().all(|word| *word == 0), "primes are close");
    Some(u32::try_from(*nearest).expect("primes are close"))
}

/// Whether the exponent, itself a prime, does not divide `candidate` less one.
fn suits_rsa<const LIMBS: usize>(candidate: &Uint<LIMBS>) -> bool {
    let exponent = crypto_bigint::NonZero::new(crypto_bigint::Limb::from_u32(EXPONENT))
        .expect("the exponent is not zero");
    candidate.rem_limb(exponent).0 != 1
}

/// The Baillie-PSW test: no composite that passes it is known, and it draws nothing.
fn is_prime<const LIMBS: usize>(candidate: &Uint<LIMBS>) -> bool {
    let odd = Odd::new(*candidate).expect("the sieve gives odd numbers");
    MillerRabin::new(odd).test_base_two() != Primality::Composite
        && lucas_test(odd, SelfridgeBase, LucasCheck::Strong) != Primality::Composite
}

#[cfg(test)]
mod tests {
    use crypto_bigint::U256;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_nearer_is_prime(bytes in any::<[u8; 32]>()) {
            let number = U256::from_be_slice(&bytes) | U256::ONE | (U256::ONE << 255_u32);
            let bits = NonZeroU32::new(U256::BITS).unwrap();
            let mut candidates = SmallPrimesSieve::new(number, bits, false);
            let nearest = candidates.find(|candidate| suits_rsa(candidate) && is_prime(candidate));
            let found = distance(number, bits);
            let found = found.map(|distance| number.wrapping_add(&U256::from_u32(distance)));
            prop_assert_eq!(found, nearest);
        }
    }

    #[test]
    fn above_the_last_prime_there_is_none() {
        let bits = NonZeroU32::new(U256::BITS).unwrap();
        assert_eq!(distance(U256::MAX, bits), None);
    }
}
