//! What is drawn for a facility, and the scenario that follows from it.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Utc};

use super::rollout::{Kind, Rollout};
use crate::actor::{FacilitySettings, PcSettings, Policy, RenewWhen};
use crate::key::KeyAlgorithm;
use crate::scenario::{Scenario, Step, StepAction, StepTime, Title, When};
use crate::seed::{Seed, Stream};
use crate::time::Calendar;
use crate::world::WorldSettings;

/// The time of day at which facilities apply (assumed).
const APPLIED_AT: NaiveTime = NaiveTime::from_hms_opt(10, 0, 0).expect("it is a time of day");

/// What is drawn for a facility. Those that draw the same have the same numbers under each policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Draws {
    /// The place of its kind.
    pub kind: u8,
    /// How many PCs it has.
    pub pcs: u8,
    /// The place of their hours among those of the kind.
    pub hours: u8,
    /// The place of its people.
    pub people: u8,
    /// Which of the worlds it is in, counted from 0.
    pub world: u32,
    /// The day on which it applies for its certificates: the first business day of a week.
    pub start: NaiveDate,
}

impl Rollout {
    /// What is drawn for the facility with this number, counted from 0. It depends on the seed and
    /// the number alone. `None` for a facility that does not begin before the end, or that there is
    /// not.
    pub fn draws(&self, facility: u32) -> Option<Draws> {
        let (place, kind) = self.kind_of(facility)?;
        let draw = |what: &str| {
            let label = format!("fleet/facility/{facility}/{what}");
            self.seed.stream(&label)
        };
        let part = draw("operating").between(0, 999_999) as u32;
        let live = self.live_on(kind, part)?;
        let ahead = weighted(&mut draw("ahead"), self.weeks_ahead.iter().copied());
        let monday = live - Duration::days(live.weekday().num_days_from_monday().into());
        let start = first_business_day(monday - Duration::weeks(ahead.into()));
        let hours = kind.hours.iter().map(|hours| hours.weight);
        let people = self.people.iter().map(|people| people.weight);
        let draws = Draws {
            kind: place,
            pcs: weighted(&mut draw("pcs"), kind.pcs.iter().copied()),
            hours: weighted(&mut draw("hours"), (0..).zip(hours)),
            people: weighted(&mut draw("people"), (0..).zip(people)),
            world: draw("world").between(0, u64::from(self.worlds) - 1) as u32,
            start,
        };
        (begins(start) < self.end).then_some(draws)
    }

    /// The kind of a facility, with its place.
    pub(super) fn kind_of(&self, facility: u32) -> Option<(u8, &Kind)> {
        let mut before = facility;
        (0..).zip(&self.kinds).find(|(_, kind)| {
            let is_one = before < kind.facilities;
            before = before.wrapping_sub(kind.facilities);
            is_one
        })
    }

    /// The scenario of a facility under the policy at this place: what `kigen run` plays with the
    /// same numbers. Its keys [stand in](KeyAlgorithm::StandIn) for real ones. `None` for a
    /// facility that does not begin before the end.
    pub fn scenario(&self, facility: u32, policy: usize) -> Option<Scenario> {
        let scenario = self.played(&self.draws(facility)?, policy, KeyAlgorithm::StandIn);
        let name = &self.policies[policy].name;
        let title = Title {
            ja: format!("施設{facility}（方針 {name}）"),
            en: format!("Facility {facility} under the policy {name}"),
        };
        Some(Scenario { title, ..scenario })
    }

    /// What is played for these draws.
    pub(super) fn played(&self, draws: &Draws, policy: usize, key: KeyAlgorithm) -> Scenario {
        let policy = &self.policies[policy];
        let people = &self.people[usize::from(draws.people)];
        let kind = &self.kinds[usize::from(draws.kind)];
        let hours = &kind.hours[usize::from(draws.hours)];
        let pcs = (1..=draws.pcs).map(|number| {
            let name = format!("受付{number:02}").parse();
            PcSettings {
                power: hours.power.clone().with_closed(hours.closed.clone()),
                ..PcSettings::new(name.expect("it is a name of a PC"))
            }
        });
        let operator = Policy {
            reads_notices: people.reads_notices,
            renews: RenewWhen::from(policy.renews_at_days_left),
            renews_automatically: policy.renews_automatically,
            renewal_jitter: policy.renewal_jitter,
            recovers: people.recovers,
            backs_up: people.backs_up,
            wrong_pins: people.wrong_pins,
            ..Policy::default()
        };
        Scenario {
            title: Title {
                ja: String::new(),
                en: String::new(),
            },
            rows: Vec::new(),
            world: WorldSettings {
                key,
                pki: policy.pki.clone().with_one_key(),
                rules: policy.rules.clone(),
                facility: FacilitySettings {
                    policy: operator,
                    ..FacilitySettings::default()
                },
                pcs: pcs.collect(),
                ..WorldSettings::new(self.world_seed(draws.world), begins(draws.start))
            },
            steps: vec![Step::new(
                StepTime::At(When::At(self.end)),
                StepAction::Wait,
            )],
        }
    }

    /// The seed of a world: 32 bits, which every reader of TOML can hold.
    fn world_seed(&self, world: u32) -> Seed {
        let mut stream = self.seed.stream(&format!("fleet/world/{world}"));
        Seed::new(stream.between(0, u64::from(u32::MAX)))
    }
}

/// The moment at which a facility that begins on this day applies.
fn begins(day: NaiveDate) -> DateTime<Utc> {
    let calendar = Calendar::japan();
    let midnight = calendar.zone().midnight(day);
    let midnight = midnight.expect("the dates of a roll-out are those of worlds");
    midnight + (APPLIED_AT - NaiveTime::MIN)
}

/// The first business day from a Monday on. No closing of Japan's calendar is longer than two
/// weeks.
fn first_business_day(monday: NaiveDate) -> NaiveDate {
    let calendar = Calendar::japan();
    let mut days = monday.iter_days();
    let found = days.find(|day| calendar.is_business_day(*day));
    found.expect("the calendar has business days")
}

/// Draws one of several things by their weights, of which one at least is not zero.
fn weighted<T>(stream: &mut Stream, things: impl Iterator<Item = (T, u32)> + Clone) -> T {
    let all: u64 = things.clone().map(|(_, weight)| u64::from(weight)).sum();
    let mut drawn = stream.between(0, all - 1);
    for (thing, weight) in things {
        match drawn.checked_sub(weight.into()) {
            Some(left) => drawn = left,
            None => return thing,
        }
    }
    unreachable!("less was drawn than the sum of the weights")
}
