//! What a world is made of.

use chrono::{DateTime, Duration, Utc};

use super::World;
use crate::actor::pc::Pc;
use crate::actor::{FacilitySettings, PcSettings, Policy, ServiceSettings};
use crate::authority::AuthoritySettings;
use crate::key::KeyAlgorithm;
use crate::label::Label;
use crate::lifecycle::rules::Rules;
use crate::pki::{Pki, PkiError, Validity};
use crate::seed::Seed;
use crate::time::SPAN_DAYS_MAX;

/// The last second of a world: certificates that begin by then, and the authorities above them, end
/// in the years that dates in certificates have (RFC 5280 section 4.1.2.5 ends in 9999).
pub const LAST: DateTime<Utc> =
    DateTime::from_timestamp(251_824_463_999, 0).expect("9949 is in chrono's range");

/// For so many days a world lasts at most: as long as the longest [`Span`](crate::time::Span).
/// Where something happens every day, more of them would take hours.
pub const WORLD_DAYS_MAX: i64 = SPAN_DAYS_MAX;

/// The last second of a world that begins at `start`.
pub fn last_of(start: DateTime<Utc>) -> DateTime<Utc> {
    LAST.min(start + Duration::days(WORLD_DAYS_MAX))
}

impl World {
    /// Whether the facility had an account on the portal from the beginning.
    pub(crate) fn began_with_account(&self) -> bool {
        self.began_with_account
    }

    /// What a PC is like.
    pub(crate) fn settings_of(&self, pc: &Label) -> Option<&PcSettings> {
        self.pcs.get(pc).map(Pc::settings)
    }

    /// What the operator does unasked.
    pub(crate) fn policy(&self) -> &Policy {
        self.operator.policy()
    }
}

/// What a world is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldSettings {
    /// What all randomness comes from.
    pub seed: Seed,
    /// When it begins, at [`LAST`] at the latest.
    pub start: DateTime<Utc>,
    /// The kind of every key in it, unless the PKI says otherwise.
    pub key: KeyAlgorithm,
    /// What its certificates say, and who issues them.
    pub pki: Pki,
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
            pki: Pki::default(),
            issuing_ends: None,
            facility: FacilitySettings::default(),
            services: ServiceSettings::default(),
            pcs: Vec::new(),
            rules: Rules::default(),
        }
    }

    /// The same world with hashes that stand in for its keys: everything happens as with real ones,
    /// in a fraction of the time, and nothing of it may
    /// [leave](Pki::check_may_leave).
    #[must_use]
    pub fn with_stand_ins(self) -> Self {
        WorldSettings {
            key: KeyAlgorithm::StandIn,
            pki: self.pki.with_one_key(),
            ..self
        }
    }

    /// Finds out whether files of it may be written, and servers be asked with them.
    ///
    /// # Errors
    ///
    /// [`PkiError::StandInLeaves`] where hashes stand in for its keys.
    pub fn check_may_leave(&self) -> Result<(), PkiError> {
        self.pki.check_may_leave(self.key)
    }

    /// Finds what keeps a world from being made of these settings.
    ///
    /// # Errors
    ///
    /// [`PkiError`]: what verifiers would refuse of its PKI, a PC whose name does not fit into its
    /// place in a certificate, or an operator's PIN that its files do not have.
    pub fn check(&self) -> Result<(), PkiError> {
        self.pki.check(self.key)?;
        self.authority()?;
        if let Some(pin) = &self.facility.policy.pin {
            self.pki.check_password(pin.as_str())?;
        }
        let subjects = self.pcs.iter();
        let mut subjects = subjects.map(|pc| pc.subject(&self.facility.institution));
        subjects.try_for_each(|subject| self.pki.check_subject(&subject))
    }

    /// Returns settings by which the authorities' own certificates begin before the world and
    /// outlast any scenario, unless the PKI says otherwise: the root by 25 years, the issuing
    /// authority by 15, those between by 20 (assumed; the real ones were not found).
    pub(super) fn authority(&self) -> Result<AuthoritySettings, PkiError> {
        let years = |from: i64, to: i64| Validity {
            not_before: self.start - Duration::days(from * 365),
            not_after: self.start + Duration::days(to * 365),
        };
        let count = self.pki.authorities.len();
        let authorities = self.pki.authorities.iter().enumerate();
        let validities = authorities.map(|(at, authority)| {
            let mut unless_said = match at {
                0 => years(5, 25),
                _ if at == count - 1 => years(1, 15),
                _ => years(3, 20),
            };
            if at == count - 1 {
                unless_said.not_after = self.issuing_ends.unwrap_or(unless_said.not_after);
            }
            authority.validity(self.start, unless_said)
        });
        Ok(AuthoritySettings {
            pki: self.pki.clone(),
            key: self.key,
            validities: validities.collect::<Result<_, _>>()?,
        })
    }
}
