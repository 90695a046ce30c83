//! What the library promises, seen from outside: one binary, one file a verb.

mod common; // keys and certificates for the others

#[cfg(feature = "scenario")] // the index is TOML
mod foreign; // files that others made, against fixtures/foreign/index.toml
mod judges; // other people's programs look at our files, and we at theirs
mod pkcs12; // seal, open, describe: what comes back and what is refused
