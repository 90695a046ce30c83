//! Singular and plural.

use std::fmt::Display;

/// `1 day` or `2 days`.
pub(super) fn count<N: Display + PartialEq + From<u8>>(number: N, unit: &str) -> String {
    format!("{number} {}", units(number == N::from(1), unit))
}

/// Returns `minute` or `minutes`, to follow a number that is already written.
pub(super) fn units(is_one: bool, unit: &str) -> String {
    match is_one {
        true => unit.to_owned(),
        false => format!("{unit}s"),
    }
}
