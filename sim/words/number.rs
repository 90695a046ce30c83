//! Numbers, as both languages write them.

/// Formats whole yen, with a comma before each three digits.
pub(super) fn yen(amount: u32) -> String {
    with_commas(amount.into())
}

/// A comma before each three digits.
pub(crate) fn with_commas(number: u64) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", with_commas(number / 1_000), number % 1_000),
    }
}
