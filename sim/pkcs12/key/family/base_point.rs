//! Multiples of P-256's base point, by a table.
//!
//! A public key is its scalar times the base point. p256 0.13 works that out as for any other
//! point; with a table of the base point's multiples it is a quarter of the work, and making a
//! certificate is mostly that.
//!
//! **Architecture invariant:** which entries are looked at depends on the scalar, so this is for
//! keys that follow from a seed anyway, and not for keys that came out of a file.

use std::sync::LazyLock;

use p256::ProjectivePoint;
use p256::elliptic_curve::sec1::ToEncodedPoint;

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

/// The uncompressed point of a scalar, big-endian. `None` when it is out of range.
pub(super) fn times(scalar: &[u8; 32]) -> Option<Vec<u8>> {
    p256::SecretKey::from_slice(scalar).ok()?;
    let digits = scalar.iter().rev().flat_map(|byte| [byte & 15, byte >> 4]);
    let parts = digits.zip(MULTIPLES.iter());
    let point: ProjectivePoint = parts
        .map(|(digit, multiples)| multiples[usize::from(digit)])
        .sum();
    let encoded = point.to_affine().to_encoded_point(false);
    Some(encoded.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The order of the curve (SEC 2, section 2.4.2).
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63,
        0x25, 0x51,
    ];

    fn by_the_library(scalar: &[u8; 32]) -> Option<Vec<u8>> {
        let secret = p256::SecretKey::from_slice(scalar).ok()?;
        let point = secret.public_key().to_encoded_point(false);
        Some(point.as_bytes().to_vec())
    }

    #[test]
    fn the_ends_of_the_range_are_those_of_the_library() {
        let mut last = ORDER;
        last[31] -= 1;
        let mut first = [0; 32];
        first[31] = 1;
        for scalar in [[0; 32], first, last, ORDER, [0xff; 32]] {
            assert_eq!(times(&scalar), by_the_library(&scalar), "{scalar:02x?}");
        }
        assert_eq!(times(&ORDER), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_scalar_has_the_point_that_the_library_gives(scalar in any::<[u8; 32]>()) {
            prop_assert_eq!(times(&scalar), by_the_library(&scalar));
        }
    }
}
