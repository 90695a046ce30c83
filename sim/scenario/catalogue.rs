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
    "what-is-needed",
    "one-service-only",
    "two-institution-codes",
    "applied-twice",
    "application-status",
    "no-account",
    "portal-unreachable",
    "absence-slip",
    "letter-lost",
    "letter-returned",
    "letter-too-old",
    "root-declined",
    "import-power-cut",
    "second-windows-user",
    "expiry-and-recovery",
    "new-year-expiry",
    "deleting-expired",
    "revoked-certificate",
    "authority-expires-first",
    "notices-in-office-hours",
    "notices-and-a-clock-step",
    "unread-notices",
    "back-from-holidays",
    "before-renewing",
    "renewal",
    "key-prompt",
    "renewal-cut-off",
    "old-certificate-chosen",
    "month-ends",
    "dead-battery",
    "wrong-clock",
    "fee-by-deduction",
    "fee-by-invoice",
    "backup-and-restore",
    "backup-interrupted",
    "stale-backup",
    "borrowed-backup",
    "pc-dies",
    "careful-clerk",
    "careless-clerk",
    "own-rules",
    "ten-years",
];
