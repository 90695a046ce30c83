//! A roll-out: who has to get certificates, since when, and what they do about them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::lifecycle::power::PowerCalendar;
use crate::lifecycle::rules::Rules;
use crate::pki::Pki;
use crate::seed::Seed;
use crate::time::{DateRange, Span};

/// The most facilities of a roll-out.
pub const FACILITIES_MAX: u32 = 10_000_000;

/// The most PCs of a facility.
pub const PCS_MAX: u8 = 20;

/// A roll-out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rollout {
    /// What all its draws come from.
    pub seed: Seed,
    /// Until when every facility is played.
    pub end: DateTime<Utc>,
    /// How many worlds there are that letters and waits are drawn in. Each facility lives in one.
    pub worlds: u32,
    /// The kinds of facilities. The facilities are numbered through, kind after kind.
    pub kinds: Vec<Kind>,
    /// What part of each kind was in operation by a date, in order of the dates.
    pub operating: Vec<Operating>,
    /// How many weeks before it goes into operation a facility applies, with weights.
    pub weeks_ahead: Vec<(u32, u32)>,
    /// Who works at facilities, with weights.
    pub people: Vec<People>,
    /// What is compared.
    pub policies: Vec<FleetPolicy>,
}

/// A kind of facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// What tables call it.
    pub name: String,
    /// How many there are.
    pub facilities: u32,
    /// How many PCs one has, with weights.
    pub pcs: Vec<(u8, u32)>,
    /// When its PCs are on.
    pub hours: Vec<Hours>,
}

/// When the PCs of a facility are on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// How many facilities have them, beside others.
    pub weight: u32,
    /// The hours, without the days on which they are closed.
    pub power: PowerCalendar,
    /// The days on which nobody is there and everything is off.
    pub closed: Vec<DateRange>,
}

/// What part of each kind was in operation by a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operating {
    /// The date.
    pub on: NaiveDate,
    /// Thousandths of the facilities, by kind.
    pub permille: BTreeMap<String, u32>,
}

/// Who works at a facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// What tables call them.
    pub name: String,
    /// How many facilities have them, beside others.
    pub weight: u32,
    /// Whether they read notices, and do what the policy says about them.
    pub reads_notices: bool,
    /// Whether they apply again when the services stop.
    pub recovers: bool,
    /// Whether they make backups.
    pub backs_up: bool,
    /// How many wrong PINs they type at each import.
    pub wrong_pins: u32,
}

/// What facilities do about the end of their certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetPolicy {
    /// What tables call it.
    pub name: String,
    /// At a notice with this many days left, or fewer, whoever reads notices renews.
    pub renews_at_days_left: Option<i64>,
    /// A program on each PC renews as soon as that is possible.
    pub renews_automatically: bool,
    /// How long that program waits at most, by chance.
    pub renewal_jitter: Span,
    /// The certificates. Their keys are what the fleet is played with.
    pub pki: Pki,
    /// The world's numbers.
    pub rules: Rules,
}

/// The name of a policy that a roll-out does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no policy `{given}`; there are {}", known.join(", "))]
pub struct FleetPolicyError {
    /// The name.
    pub given: String,
    /// Those that there are.
    pub known: Vec<String>,
}

impl Rollout {
    /// How many facilities there are.
    pub fn facilities(&self) -> u32 {
        self.kinds.iter().map(|kind| kind.facilities).sum()
    }

    /// The place of the policy of this name.
    ///
    /// # Errors
    ///
    /// [`FleetPolicyError`] names those that there are.
    pub fn policy(&self, name: &str) -> Result<usize, FleetPolicyError> {
        let mut policies = self.policies.iter();
        let found = policies.position(|policy| policy.name == name);
        found.ok_or_else(|| FleetPolicyError {
            given: name.to_owned(),
            known: self.policies.iter().map(|one| one.name.clone()).collect(),
        })
    }

    /// The date by which this part of a kind, in millionths, was in operation; dates between two
    /// that are known follow a straight line. `None` for a part that never was.
    pub(super) fn live_on(&self, kind: &Kind, part: u32) -> Option<NaiveDate> {
        let known = self.operating.iter();
        let mut known = known.map(|row| (row.on, 1_000 * row.permille[&kind.name]));
        let (mut on, mut share) = known.next()?;
        if part < share {
            return Some(on);
        }
        for (next, reached) in known {
            if part < reached {
                let days = (next - on).num_days() * i64::from(part - share);
                let days = days / i64::from(reached - share);
                return Some(on + chrono::Duration::days(days));
            }
            (on, share) = (next, reached);
        }
        None
    }
}
