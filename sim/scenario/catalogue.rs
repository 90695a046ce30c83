//! The scenarios that come with the crate: the manual's procedures, and stories of the field.

use super::Scenario;

/// A scenario file of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, which is its file name without `.toml`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// The files that it carries along.
    pub files: &'static [&'static [u8]],
}

impl Entry {
    /// Reads the scenario, with the files that it carries along.
    ///
    /// ```
    /// let entry = kigen::scenario::catalogue::CATALOGUE[0];
    /// assert_eq!(entry.scenario().title.en, "First set-up");
    /// ```
    pub fn scenario(&self) -> Scenario {
        let mut scenario = Scenario::parse(self.text).expect("the catalogue is tested");
        for file in self.files {
            scenario.world.facility.files.insert(file.to_vec());
        }
        scenario
    }
}

macro_rules! entries {
    ($($name:literal $([$($file:literal),+])?),* $(,)?) => {
        &[$(Entry {
            name: $name,
            text: include_str!(concat!("../../fixtures/scenarios/", $name, ".toml")),
            files: &[$($(
                include_bytes!(concat!("../../fixtures/scenarios/", $name, ".files/", $file, ".p12")),
            )+)?],
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
    "reissued-with-an-earlier-date",
    "authority-expires-first",
    "authority-renewal",
    "notices-in-office-hours",
    "notices-and-a-clock-step",
    "unread-notices",
    "back-from-holidays",
    "before-renewing",
    "renewal",
    "key-prompt",
    "renewal-cut-off",
    "old-certificate-chosen",
    "browser-remembers",
    "expired-and-no-prompt",
    "pinned-thumbprint",
    "vpn-certificate-offered"["24f9fc1f8cd50db9b2882d03da3059e7d3c250bf478f5643ffabcf47791ae58b"],
    "same-key-renewal"["85908527d6f702bc1b656e09792cc98b2c0372db347c76ca847f77d9786c2e12"],
    "month-ends",
    "dead-battery",
    "wrong-clock",
    "fee-by-deduction",
    "fee-by-invoice",
    "backup-and-restore",
    "backup-interrupted",
    "backup-waits-for-space",
    "stale-backup",
    "borrowed-backup",
    "pc-dies",
    "careful-clerk",
    "careless-clerk",
    "own-rules",
    "ninety-days",
    "renewed-every-day",
    "renewed-twice-in-a-second",
    "notices-longer-than-a-life",
    "refused-as-it-ends",
    "broke-as-it-came-back",
    "forty-seven-days",
    "vpn-by-mail",
    "devices-without-expiry",
    "bank-login",
    "ten-years",
];
