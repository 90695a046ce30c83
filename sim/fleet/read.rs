//! Reading a roll-out: TOML, in which every unknown key is an error at its own line and column.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Deserialize;
use toml::Spanned;

use super::rollout::{
    FACILITIES_MAX, FleetPolicy, Hours, Kind, Operating, PCS_MAX, People, Rollout,
};
use crate::key::KeyAlgorithm;
use crate::lifecycle::power::PowerCalendar;
use crate::lifecycle::rules::Rules;
use crate::notation::text_or_date;
use crate::pki::Pki;
use crate::scenario::{Mistake, RolloutMistake, ScenarioError, SourceError, read_text};
use crate::seed::Seed;
use crate::time::{DateRange, Span, Zone, parse_instant};

/// The largest sum of weights.
const WEIGHTS_MAX: u64 = 1_000_000;
/// The longest time ahead, in weeks.
const WEEKS_MAX: u32 = 260;
/// The most worlds.
const WORLDS_MAX: u32 = 1_000_000;
/// The most entries of a list: places have a byte.
const LIST_MAX: usize = 200;
/// The last year in which anything happens.
const YEAR_MAX: i32 = 2_200;

/// A roll-out: who has to get certificates, since when, and what they do about them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default = "one")]
    seed: u64,
    end: Spanned<Instant>,
    worlds: Spanned<u32>,
    weeks_ahead: Option<Spanned<Vec<(u32, u32)>>>,
    #[serde(default)]
    kind: Vec<Spanned<KindTable>>,
    #[serde(default)]
    operating: Vec<Spanned<OperatingTable>>,
    #[serde(default)]
    people: Vec<Spanned<PeopleTable>>,
    #[serde(default)]
    policy: Vec<Spanned<PolicyTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindTable {
    name: Spanned<String>,
    facilities: u32,
    pcs: Spanned<Vec<(u8, u32)>>,
    hours: Vec<HoursTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursTable {
    weight: u32,
    power: PowerCalendar,
    #[serde(default)]
    closed: Vec<DateRange>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OperatingTable {
    #[serde(deserialize_with = "text_or_date")]
    on: NaiveDate,
    permille: BTreeMap<String, u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleTable {
    name: Spanned<String>,
    weight: u32,
    #[serde(default)]
    reads_notices: bool,
    #[serde(default = "yes")]
    recovers: bool,
    #[serde(default)]
    backs_up: bool,
    #[serde(default)]
    wrong_pins: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyTable {
    name: Spanned<String>,
    renews_at_days_left: Option<i64>,
    #[serde(default)]
    renews_automatically: bool,
    #[serde(default)]
    renewal_jitter: Span,
    #[serde(default)]
    pki: Pki,
    #[serde(default)]
    rules: Rules,
}

/// A moment, as scenario files write it.
struct Instant(DateTime<Utc>);

impl std::str::FromStr for Instant {
    type Err = crate::time::InstantError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_instant(text).map(Instant)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_or_date(deserializer)
    }
}

fn one() -> u64 {
    1
}

fn yes() -> bool {
    true
}

impl Rollout {
    /// The roll-out that comes with the crate: オンライン資格確認, with its sources and assumptions.
    pub fn built_in() -> Self {
        let text = include_str!("../../fixtures/fleet/rollout.toml");
        Rollout::parse(text).expect("the roll-out is tested")
    }

    /// Reads the text of a roll-out.
    ///
    /// # Errors
    ///
    /// The first mistake, with its line and column.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let file: File = toml::from_str(text)
            .map_err(|error| ScenarioError::at(text, error.span(), Mistake::read(text, &error)))?;
        let checked = file.check();
        checked.map_err(|(span, mistake)| ScenarioError::at(text, Some(span), mistake))
    }

    /// Reads a roll-out.
    ///
    /// # Errors
    ///
    /// [`SourceError`] for the first thing that is wrong.
    pub fn read(path: &Path) -> Result<Self, SourceError> {
        let text = read_text(path)?;
        Rollout::parse(&text).map_err(|error| SourceError::Wrong {
            path: path.to_owned(),
            error,
        })
    }
}

/// A mistake and where it is, in bytes.
type Misplaced = (Range<usize>, Mistake);

fn at(span: Range<usize>, mistake: RolloutMistake) -> Misplaced {
    (span, Mistake::Rollout(mistake))
}

impl File {
    fn check(self) -> Result<Rollout, Misplaced> {
        let end = self.end.get_ref().0;
        let worlds = *self.worlds.get_ref();
        if !(1..=WORLDS_MAX).contains(&worlds) {
            let most = WORLDS_MAX;
            return Err(at(self.worlds.span(), RolloutMistake::Worlds { most }));
        }
        let (ahead, weeks_ahead) = match self.weeks_ahead {
            None => (0..0, vec![(0, 1)]),
            Some(weeks) => (weeks.span(), weeks.into_inner()),
        };
        weights("weeks_ahead", weeks_ahead.iter().map(|(_, weight)| *weight))
            .map_err(|mistake| at(ahead.clone(), mistake))?;
        if weeks_ahead.iter().any(|(weeks, _)| *weeks > WEEKS_MAX) {
            let most = WEEKS_MAX;
            return Err(at(ahead, RolloutMistake::WeeksAhead { most }));
        }
        let kinds = list("kind", self.kind, |_, table: KindTable| table.check())?;
        names(kinds.iter().map(|(span, kind)| (span, &kind.name)))?;
        let first = kinds[0].0.clone();
        let kinds: Vec<Kind> = kinds.into_iter().map(|(_, kind)| kind).collect();
        let all: u64 = kinds.iter().map(|kind| u64::from(kind.facilities)).sum();
        if !(1..=u64::from(FACILITIES_MAX)).contains(&all) {
            let most = FACILITIES_MAX;
            return Err(at(first, RolloutMistake::Facilities { most }));
        }
        let operating = operating(self.operating, &kinds)?;
        let people = list("people", self.people, |_, table: PeopleTable| {
            Ok(table.people())
        })?;
        names(people.iter().map(|(span, one)| (span, &one.name)))?;
        let place = people[0].0.clone();
        let people: Vec<People> = people.into_iter().map(|(_, one)| one).collect();
        weights("people", people.iter().map(|one| one.weight)).map_err(|it| at(place, it))?;
        let policies = list("policy", self.policy, |_, table: PolicyTable| table.check())?;
        names(policies.iter().map(|(span, one)| (span, &one.name)))?;
        let last = operating.last().map(|row| row.on);
        let date = Zone::JST.date(end);
        if last.is_none_or(|last| date <= last) || date.year() > YEAR_MAX {
            return Err(at(self.end.span(), RolloutMistake::End));
        }
        Ok(Rollout {
            seed: Seed::new(self.seed),
            end,
            worlds,
            kinds,
            operating,
            weeks_ahead,
            people,
            policies: policies.into_iter().map(|(_, policy)| policy).collect(),
        })
    }
}

/// Reads a list that is neither empty nor too long, each table with its place.
fn list<T, U>(
    list: &'static str,
    tables: Vec<Spanned<T>>,
    read: impl Fn(Range<usize>, T) -> Result<U, Misplaced>,
) -> Result<Vec<U>, Misplaced> {
    if tables.is_empty() {
        return Err(at(0..0, RolloutMistake::Empty { list }));
    }
    if let Some(first_too_many) = tables.get(LIST_MAX) {
        let most = LIST_MAX;
        let mistake = RolloutMistake::TooMany { list, most };
        return Err(at(first_too_many.span(), mistake));
    }
    let tables = tables.into_iter();
    tables
        .map(|table| read(table.span(), table.into_inner()))
        .collect()
}

/// Checks names: each is one that a table can have, and there once.
fn names<'a>(all: impl Iterator<Item = (&'a Range<usize>, &'a String)>) -> Result<(), Misplaced> {
    let plain =
        |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-';
    let mut seen = BTreeSet::new();
    for (span, name) in all {
        if name.is_empty() || name.len() > 40 || !name.bytes().all(plain) {
            return Err(at(span.clone(), RolloutMistake::Name));
        }
        if !seen.insert(name) {
            let name = name.clone();
            return Err(at(span.clone(), RolloutMistake::SameName { name }));
        }
    }
    Ok(())
}

fn weights(of: &'static str, weights: impl Iterator<Item = u32>) -> Result<(), RolloutMistake> {
    let all: u64 = weights.map(u64::from).sum();
    let can_be_drawn = (1..=WEIGHTS_MAX).contains(&all);
    can_be_drawn
        .then_some(())
        .ok_or(RolloutMistake::Weights { of })
}

fn operating(
    tables: Vec<Spanned<OperatingTable>>,
    kinds: &[Kind],
) -> Result<Vec<Operating>, Misplaced> {
    let tables = list("operating", tables, |span, table| Ok((span, table)))?;
    let mut rows: Vec<Operating> = Vec::new();
    for (span, OperatingTable { on, permille }) in tables {
        let before = rows.last();
        let in_order = before.is_none_or(|before| before.on < on);
        if !in_order || !(1970..=YEAR_MAX).contains(&on.year()) {
            return Err(at(span, RolloutMistake::Date { on }));
        }
        if let Some(kind) = permille
            .keys()
            .find(|name| kinds.iter().all(|kind| kind.name != **name))
        {
            let kind = kind.clone();
            return Err(at(span, RolloutMistake::UnknownKind { kind }));
        }
        for kind in kinds {
            let reached = permille.get(&kind.name).copied();
            let before = before.map_or(0, |before| before.permille[&kind.name]);
            if !reached.is_some_and(|reached| (before..=1_000).contains(&reached)) {
                let kind = kind.name.clone();
                return Err(at(span, RolloutMistake::Operating { kind }));
            }
        }
        rows.push(Operating { on, permille });
    }
    Ok(rows)
}

impl KindTable {
    fn check(self) -> Result<(Range<usize>, Kind), Misplaced> {
        let pcs = self.pcs.get_ref();
        weights("pcs", pcs.iter().map(|(_, weight)| *weight))
            .map_err(|mistake| at(self.pcs.span(), mistake))?;
        if pcs.iter().any(|(pcs, _)| !(1..=PCS_MAX).contains(pcs)) {
            let most = PCS_MAX;
            return Err(at(self.pcs.span(), RolloutMistake::Pcs { most }));
        }
        let hours = self.hours.iter().map(|hours| hours.weight);
        weights("hours", hours).map_err(|mistake| at(self.name.span(), mistake))?;
        if self.hours.len() > LIST_MAX {
            let (list, most) = ("kind.hours", LIST_MAX);
            let mistake = RolloutMistake::TooMany { list, most };
            return Err(at(self.name.span(), mistake));
        }
        let hours = self.hours.into_iter().map(|table| Hours {
            weight: table.weight,
            power: table.power,
            closed: table.closed,
        });
        let kind = Kind {
            facilities: self.facilities,
            pcs: self.pcs.into_inner(),
            hours: hours.collect(),
            name: self.name.get_ref().clone(),
        };
        Ok((self.name.span(), kind))
    }
}

impl PeopleTable {
    fn people(self) -> (Range<usize>, People) {
        let people = People {
            weight: self.weight,
            reads_notices: self.reads_notices,
            recovers: self.recovers,
            backs_up: self.backs_up,
            wrong_pins: self.wrong_pins,
            name: self.name.get_ref().clone(),
        };
        (self.name.span(), people)
    }
}

impl PolicyTable {
    fn check(self) -> Result<(Range<usize>, FleetPolicy), Misplaced> {
        let pki = self.pki.with_one_key();
        let sound = pki.check(KeyAlgorithm::StandIn);
        let sound = sound.and_then(|()| pki.check(KeyAlgorithm::P256));
        sound.map_err(|error| (self.name.span(), Mistake::Pki(error)))?;
        let policy = FleetPolicy {
            renews_at_days_left: self.renews_at_days_left,
            renews_automatically: self.renews_automatically,
            renewal_jitter: self.renewal_jitter,
            pki,
            rules: self.rules,
            name: self.name.get_ref().clone(),
        };
        Ok((self.name.span(), policy))
    }
}
