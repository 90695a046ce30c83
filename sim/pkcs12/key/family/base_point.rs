//! Multiples of P-256's base point, by a table.
//!
//! A public key is its scalar times the base point, and so is the first half of a signature. p256
//! 0.13 works that out as for any other point; with a table of the base point's multiples it is a
//! quarter of the work, and making a certificate is mostly that.
//!
//! **Architecture invariant:** every entry of a place is looked at, whatever the scalar is, so that
//! neither time nor cache tells anything about it.

use std::sync::LazyLock;

use p256::elliptic_curve::PrimeField;
use p256::elliptic_curve::subtle::{ConditionallySelectable, ConstantTimeEq};
use p256::{ProjectivePoint, Scalar};

/// For each place of four bits, counted from the least significant, the multiple of the base point
/// that each digit means.
static MULTIPLES: LazyLock<Vec<[ProjectivePoint; 16]>> = LazyLock::new(|| {
    let mut unit = ProjectivePoint::GENERATOR;
    let places = (0..64).map(|_| {
        let mut digits = [ProjectivePoint::IDENTITY; 16];
        for digit in 1..16 {
            digits[digit] = digits[digit - 1] + unit;
        }
        unit += digits[15];
        digits
    });
    places.collect()
});

/// The base point, so many times.
pub(super) fn times(scalar: &Scalar) -> ProjectivePoint {
    let scalar = scalar.to_repr();
    let digits = scalar.iter().rev().flat_map(|byte| [byte & 15, byte >> 4]);
    let parts = digits.zip(MULTIPLES.iter());
    parts
        .map(|(digit, multiples)| chosen(multiples, digit))
        .sum()
}

/// The entry of a digit.
fn chosen(multiples: &[ProjectivePoint; 16], digit: u8) -> ProjectivePoint {
    let mut chosen = ProjectivePoint::IDENTITY;
    for (multiple, its_digit) in multiples.iter().zip(0_u8..) {
        chosen.conditional_assign(multiple, its_digit.ct_eq(&digit));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use p256::U256;
    use p256::elliptic_curve::ops::Reduce;
    use proptest::prelude::*;

    use super::*;

    fn agrees(scalar: Scalar) {
        assert_eq!(
            times(&scalar),
            ProjectivePoint::GENERATOR * scalar,
            "{scalar:?}"
        );
    }

    #[test]
    fn the_ends_of_the_range_have_the_points_that_the_library_gives() {
        for scalar in [Scalar::ZERO, Scalar::ONE, -Scalar::ONE] {
            agrees(scalar);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_scalar_has_the_point_that_the_library_gives(scalar in any::<[u8; 32]>()) {
            agrees(Scalar::reduce(U256::from_be_slice(&scalar)));
        }
    }
}
