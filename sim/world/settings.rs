//! What a world is made of.

use chrono::{DateTime, Duration, Utc};

use crate::actor::{FacilitySettings, PcSettings, ServiceSettings};
use crate::authority::{AuthoritySettings, Validity};
use crate::key::KeyAlgorithm;
use crate::lifecycle::rules::Rules;
use crate::seed::Seed;

/// The last second of a world: certificates that begin by then, and the authorities above them, end
/// in the years that dates in certificates have (RFC 5280 section 4.1.2.5 ends in 9999).
pub const LAST: DateTime<Utc> =
    DateTime::from_timestamp(251_824_463_999, 0).expect("9949 is in chrono's range");

/// What a world is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldSettings {
    /// What all randomness comes from.
    pub seed: Seed,
    /// When it begins, at [`LAST`] at the latest.
    pub start: DateTime<Utc>,
    /// The kind of every key in it.
    pub key: KeyAlgorithm,
    /// When the issuing authority's certificate ends, if not long after everything else.
    pub issuing_ends: Option<DateTime<Utc>>,
    /// The facility.
    pub facility: FacilitySettings,
    /// The services that its PCs use.
    pub services: ServiceSettings,
    /// Its PCs.
    pub pcs: Vec<PcSettings>,
    /// Its numbers.
    pub rules: Rules,
}

impl WorldSettings {
    /// A facility without PCs, with P-256 keys and the manual's numbers.
    pub fn new(seed: Seed, start: DateTime<Utc>) -> Self {
        WorldSettings {
            seed,
            start,
            key: KeyAlgorithm::P256,
            issuing_ends: None,
            facility: FacilitySettings::default(),
            services: ServiceSettings::default(),
            pcs: Vec::new(),
            rules: Rules::default(),
        }
    }

    /// Returns settings by which the authority's own certificates begin before the world and
    /// outlast any scenario: the root by 25 years, the issuing authority by 15 (assumed; the real
    /// ones were not found).
    pub(super) fn authority(&self) -> AuthoritySettings {
        let years = |count: i64| Duration::days(count * 365);
        AuthoritySettings {
            key: self.key,
            root: Validity {
                not_before: self.start - years(5),
                not_after: self.start + years(25),
            },
            issuing: Validity {
                not_before: self.start - years(1),
                not_after: self.issuing_ends.unwrap_or(self.start + years(15)),
            },
        }
    }
}
