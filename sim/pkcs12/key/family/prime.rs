//! The search for the primes of an RSA key.

use std::num::NonZeroU32;

use crypto_bigint::{Odd, Uint};
use crypto_primes::hazmat::{
    LucasCheck, MillerRabin, Primality, SelfridgeBase, SmallPrimesSieve, lucas_test,
};
use zeroize::Zeroizing;

use crate::seed::Stream;

/// The public exponent of every RSA key made here.
pub(super) const EXPONENT: u32 = 65_537;

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
        let found = SmallPrimesSieve::new(number, bits, false)
            .find(|candidate| suits_rsa(candidate) && is_prime(candidate));
        if let Some(prime) = found {
            let words = prime.as_words().iter().rev();
            return Zeroizing::new(words.flat_map(|word| word.to_be_bytes()).collect());
        }
    }
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
