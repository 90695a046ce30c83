//! Bulk parsing.
fn main() {}
