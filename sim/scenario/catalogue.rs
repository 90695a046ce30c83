//! The scenarios that come with the crate: the manual's procedures.

/// A scenario file of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, which is its file name without `.toml`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! entries {
    ($($name:literal),* $(,)?) => {
        &[$(Entry {
            name: $name,
            text: include_str!(concat!("../../fixtures/scenarios/", $name, ".toml")),
        }),*]
    };
}

/// Every scenario of the catalogue, in the order of the manual.
pub const CATALOGUE: &[Entry] = entries![
    "first-setup",
    "expiry-and-recovery",
    "renewal",
    "backup-and-restore",
];
