//! The search for the primes of an RSA key.

use std::num::NonZeroU32;

use crypto_bigint::{Encoding, Odd, U1024};
use crypto_primes::hazmat::{
    LucasCheck, MillerRabin, Primality, SelfridgeBase, SmallPrimesSieve, lucas_test,
};
use zeroize::Zeroizing;

use crate::seed::Stream;

/// The public exponent of every RSA key made here.
pub(super) const EXPONENT: u32 = 65_537;

/// The first prime at or above a drawn 1024-bit number that suits RSA, big-endian.
pub(super) fn prime(stream: &mut Stream) -> Zeroizing<[u8; 128]> {
    const BITS: NonZeroU32 = NonZeroU32::new(U1024::BITS).expect("1024 is not zero");
    loop {
        let mut start = stream.bytes::<128>();
        // Two top bits in both factors make the product exactly 2048 bits long.
        start[0] |= 0b1100_0000;
        start[127] |= 1;
        let start = U1024::from_be_bytes(start);
        let found = SmallPrimesSieve::new(start, BITS, false)
            .find(|candidate| suits_rsa(candidate) && is_prime(candidate));
        if let Some(prime) = found {
            return Zeroizing::new(prime.to_be_bytes());
        }
    }
}

/// Whether the exponent, itself a prime, does not divide `candidate` less one.
fn suits_rsa(candidate: &U1024) -> bool {
    let exponent = crypto_bigint::NonZero::new(crypto_bigint::Limb::from_u32(EXPONENT))
        .expect("the exponent is not zero");
    candidate.rem_limb(exponent).0 != 1
}

/// The Baillie-PSW test: no composite that passes it is known, and it draws nothing.
fn is_prime(candidate: &U1024) -> bool {
    let odd = Odd::new(*candidate).expect("the sieve gives odd numbers");
    MillerRabin::new(odd).test_base_two() != Primality::Composite
        && lucas_test(odd, SelfridgeBase, LucasCheck::Strong) != Primality::Composite
}
