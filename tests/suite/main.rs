//! The tests that see the crate from outside, as one binary: one file per verb.
//!
//! A single binary links once and runs its tests in parallel. Run one file's tests with
//! `cargo test --test suite <file>`.

// An authority with its clients, PEM, the real binary: what several files build on.
mod support;

// The command as a person meets it: output, messages with line and column, exit codes.
#[cfg(feature = "cli")]
mod cli;

// The same files from other processes, folders, time zones and languages; JUnit against JSON.
#[cfg(feature = "cli")]
mod determinism;

// `kigen inspect`: what is in files good and bad, and the state at each bound.
#[cfg(feature = "cli")]
mod inspect;

// Judging a client certificate: both ends of its validity, trust, purpose, revocation; OpenSSL too.
mod path;

// The source text itself: floors, file names, lengths, lints that need a reason.
mod tidy;
