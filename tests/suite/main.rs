//! The tests that see the crate from outside, as one binary: one file per verb.
//!
//! A single binary links once and runs its tests in parallel. Run one file's tests with
//! `cargo test --test suite <file>`.

// The source text itself: floors, file names, lengths, lints that need a reason.
mod tidy;

// The README: its commands print what it says they print.
mod readme;
