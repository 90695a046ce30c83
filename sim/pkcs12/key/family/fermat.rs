//! Fermat's test of several numbers at once, one in each lane of a vector.
//!
//! A search for a prime is spent on numbers that are none, one modular power for each. This works
//! out eight such powers in the time of two by `crypto-bigint`, which has no vectors. What passes
//! is tested again, by a library, in [`prime`](super::prime): this only decides what is not.
//!
//! The numbers are in Montgomery form, their digits short enough for a column of products to fit
//! in a word without a carry. A power stays below twice its modulus and is never brought below it:
//! with at least four bits more in the digits than in the modulus, that holds even if it is doubled
//! before it is squared (C. D. Walter, "Montgomery exponentiation needs no final subtractions").

use crypto_bigint::{NonZero, Uint};
use fearless_simd::{Level, Simd};

use crate::widest::widest;

/// How many numbers are tested at once: as many as fit in a vector of AVX-512, or two of AVX2.
pub(super) const LANES: usize = 8;

/// Bits of a digit, one more where a power was doubled. With numbers of 2,048 bits, a column has
/// 76 products below 2^56, as many below 2^54, and a carry.
const DIGIT: u32 = 27;

const MASK: u64 = (1 << DIGIT) - 1;

/// A digit of each number.
type Digits = [u64; LANES];

/// Which of some odd numbers n above one divide 2^(n-1) - 1: [`LANES`] numbers at most. Every prime
/// does, and of numbers as long as the factors of a key, next to no others.
pub(super) fn pass<const LIMBS: usize>(level: Level, numbers: &[Uint<LIMBS>]) -> Vec<bool> {
    let lanes = std::array::from_fn(|lane| *numbers.get(lane).unwrap_or(&numbers[0]));
    let length = (Uint::<LIMBS>::BITS + 4).div_ceil(DIGIT);
    // Two to the power of all bits of the digits is one in Montgomery form.
    let ones = lanes.map(|number| {
        let modulus = NonZero::new(number).expect("an odd number is not zero");
        let one = number.wrapping_neg().rem_vartime(&modulus);
        let further = Uint::<LIMBS>::BITS..length * DIGIT;
        further.fold(one, |one, _| one.add_mod(&one, &number))
    });
    let powers = Powers {
        moduli: digits(&lanes, length),
        ones: digits(&ones, length),
        bits: Uint::<LIMBS>::BITS,
    };
    let last = widest!(level, simd => powers.of_two(simd));
    let tested = 0..numbers.len();
    tested.map(|lane| powers.is_one(&last, lane)).collect()
}

/// The digits of numbers, the least significant first.
fn digits<const LIMBS: usize>(numbers: &[Uint<LIMBS>; LANES], length: u32) -> Vec<Digits> {
    let bits = 0..length * DIGIT;
    let places = bits.step_by(DIGIT as usize);
    let digit = |number: &Uint<LIMBS>, place| {
        let [low, ..] = number.wrapping_shr_vartime(place).to_words()[..] else {
            unreachable!("a number has words");
        };
        wide(low) & MASK
    };
    places
        .map(|place| numbers.each_ref().map(|it| digit(it, place)))
        .collect()
}

/// A word has 32 bits on some machines.
fn wide(word: impl Into<u64>) -> u64 {
    word.into()
}

/// What the powers of a base are taken modulo, and where they begin.
struct Powers {
    moduli: Vec<Digits>,
    ones: Vec<Digits>,
    bits: u32,
}

impl Powers {
    /// Two to the power of each modulus less one, below twice the modulus.
    #[inline(always)]
    fn of_two<S: Simd>(&self, simd: S) -> Vec<Digits> {
        simd.vectorize(
            #[inline(always)]
            || {
                let negated = self.moduli[0].map(negated_inverse);
                let mut power = self.ones.clone();
                let mut square = power.clone();
                let mut multiples = power.clone();
                for bit in (0..self.bits).rev() {
                    let (place, shift) = ((bit / DIGIT) as usize, bit % DIGIT);
                    // The last bit of the exponent is not that of the modulus, which is odd.
                    let one = u64::from(bit > 0);
                    let doubled = self.moduli[place].map(|digit| (digit >> shift) & one);
                    self.square(&power, &negated, doubled, &mut multiples, &mut square);
                    std::mem::swap(&mut power, &mut square);
                }
                power
            },
        )
    }

    /// Squares in Montgomery form, and doubles some.
    #[inline(always)]
    fn square(
        &self,
        power: &[Digits],
        negated: &Digits,
        doubled: Digits,
        multiples: &mut [Digits],
        square: &mut [Digits],
    ) {
        let length = power.len();
        let mut sum = [0; LANES];
        for column in 0..2 * length - 1 {
            let first = (column + 1).saturating_sub(length);
            let middle = column.div_ceil(2);
            let mut twice = [0; LANES];
            let backwards = power[column + 1 - middle..=column - first].iter().rev();
            for (left, right) in power[first..middle].iter().zip(backwards) {
                add_product(&mut twice, left, right);
            }
            for lane in 0..LANES {
                sum[lane] += 2 * twice[lane];
            }
            if column % 2 == 0 {
                add_product(&mut sum, &power[middle], &power[middle]);
            }
            let known = column.min(length);
            let backwards = self.moduli[column + 1 - known..=column - first]
                .iter()
                .rev();
            for (left, right) in multiples[first..known].iter().zip(backwards) {
                add_product(&mut sum, left, right);
            }
            if column < length {
                let mut multiple = [0; LANES];
                for lane in 0..LANES {
                    multiple[lane] = ((sum[lane] & MASK) * negated[lane]) & MASK;
                }
                multiples[column] = multiple;
                add_product(&mut sum, &multiple, &self.moduli[0]);
            } else {
                for lane in 0..LANES {
                    square[column - length][lane] = (sum[lane] & MASK) << doubled[lane];
                }
            }
            sum.iter_mut().for_each(|of_lane| *of_lane >>= DIGIT);
        }
        for lane in 0..LANES {
            square[length - 1][lane] = sum[lane] << doubled[lane];
        }
    }

    /// Whether a number below twice the modulus is one, in Montgomery form.
    fn is_one(&self, number: &[Digits], lane: usize) -> bool {
        let (mut equal, mut one_modulus_more, mut carry) = (true, true, 0);
        for ((digit, one), modulus) in number.iter().zip(&self.ones).zip(&self.moduli) {
            let difference = digit[lane].wrapping_sub(one[lane]).wrapping_add(carry);
            equal &= difference & MASK == 0;
            one_modulus_more &= difference & MASK == modulus[lane];
            carry = (difference.cast_signed() >> DIGIT).cast_unsigned();
        }
        equal || one_modulus_more
    }
}

/// Factors have 32 bits at most, and saying so is what has vectors multiply them.
#[inline(always)]
fn add_product(sum: &mut Digits, left: &Digits, right: &Digits) {
    for lane in 0..LANES {
        sum[lane] += (left[lane] & 0xffff_ffff) * (right[lane] & 0xffff_ffff);
    }
}

/// What times an odd digit is -1, but for multiples of a digit's range. Each turn doubles the bits
/// that are right, of which there are three to begin with.
fn negated_inverse(digit: u64) -> u64 {
    let inverse = (0..4).fold(digit, |inverse, _| {
        inverse.wrapping_mul(2_u64.wrapping_sub(digit.wrapping_mul(inverse)))
    });
    inverse.wrapping_neg() & MASK
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rsa::BigUint;

    use super::super::prime::big_endian;
    use super::*;
    use crate::widest::levels;

    /// Whether a number passes, by arithmetic that has no part in the test.
    fn by_the_library<const LIMBS: usize>(number: &Uint<LIMBS>) -> bool {
        let one = BigUint::from(1_u8);
        let number = BigUint::from_bytes_be(&big_endian(number));
        BigUint::from(2_u8).modpow(&(&number - &one), &number) == one
    }

    fn agrees<const LIMBS: usize>(numbers: &[Uint<LIMBS>]) {
        let expected: Vec<_> = numbers.iter().map(by_the_library).collect();
        for level in levels() {
            assert_eq!(pass(level, numbers), expected, "{level:?}: {numbers:?}");
        }
    }

    #[test]
    fn primes_pass_and_so_do_pseudoprimes() {
        let mersenne = |bits: u32| crypto_bigint::U2048::MAX.shr_vartime(2_048 - bits);
        let passing = [
            crypto_bigint::U2048::from_u64(3),
            crypto_bigint::U2048::from_u64(341),
            mersenne(521),
            mersenne(1_279),
        ];
        for level in levels() {
            assert_eq!(pass(level, &passing), [true; 4], "{level:?}");
        }
        agrees(&passing);
        agrees(&[523, 1_277, 2_048].map(mersenne));
    }

    /// Odd numbers above one.
    fn numbers<const LIMBS: usize>(bytes: &[u8]) -> Vec<Uint<LIMBS>> {
        let numbers = bytes.chunks(Uint::<LIMBS>::BYTES);
        let numbers = numbers.map(|bytes| Uint::from_be_slice(bytes) | Uint::from_u8(3));
        numbers.collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        #[test]
        fn every_number_passes_or_does_not_as_the_library_says(
            bytes in proptest::collection::vec(any::<u8>(), 256 * LANES),
            lanes in 1..=LANES,
        ) {
            agrees(&numbers::<{ crypto_bigint::U256::LIMBS }>(&bytes[..32 * lanes]));
            agrees(&numbers::<{ crypto_bigint::U1024::LIMBS }>(&bytes[..128 * lanes]));
            agrees(&numbers::<{ crypto_bigint::U1536::LIMBS }>(&bytes[..192 * lanes]));
            agrees(&numbers::<{ crypto_bigint::U2048::LIMBS }>(&bytes[..256 * lanes]));
        }
    }
}
