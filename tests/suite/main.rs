//! The tests that see the crate from outside, as one binary: one file per verb.
//!
//! A single binary links once and runs its tests in parallel. Run one file's tests with
//! `cargo test --test suite <file>`.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, also in its helpers"
)]

// Keys, certificates and tools for the others.
mod common;

// Seal, open, describe: what comes back and what is refused.
mod pkcs12;

// Files that others made, against fixtures/foreign/index.toml.
#[cfg(feature = "scenario")]
mod foreign;

// When notices are shown, against fixtures/notices/cases.toml and a judge that steps.
mod notices;

// Other people's programs look at our files, and we at theirs.
mod judges;

// The README: its commands print what it says they print.
#[cfg(feature = "cli")]
mod readme;

// The source text itself: floors, file names, lengths, lints that need a reason.
mod tidy;
