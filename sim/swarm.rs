//! Swarms: random worlds, one after another, until one breaks a rule.
//!
//! First the options of a world are drawn, then its settings and steps, so that worlds differ in
//! kind and not only in detail. It is played with every checker after every step; then everything
//! is repaired, and service has to come back within a time that follows from its rules. Most worlds
//! have hashes in the place of keys. Now and then one has real keys, and is also played again,
//! written and read, continued as a session, and with hashes. Whatever is found shrinks to a
//! scenario file that shows it.
//!
//! World *k* of a seed follows from the seed and *k* alone, whoever plays it, and with however many
//! threads.
//!
//! **Architecture invariant:** nothing here reads a clock or writes a file.

mod application;
mod canary;
mod coverage;
mod deeds;
mod draw;
mod elsewhere;
mod feature;
mod flaw;
mod hunt;
mod options;
mod pki;
mod play;
mod recovery;
mod seed;
mod settings;
mod shrink;
mod tally;
mod twin;
mod typing;

use std::collections::BTreeSet;

use crate::checker::Checkers;
use crate::scenario::{Scenario, Title};
use crate::seed::Seed;
use canary::Canary;
use draw::Draw;
use play::{Then, trial};

pub use coverage::{Coverage, Row, RowKind, never};
pub use feature::Feature;
pub use flaw::{Class, Flaw};
pub use hunt::hunt;
pub use options::Options;
pub use play::is_catching_panics;
pub use seed::{SwarmSeed, SwarmSeedError};
pub use tally::{CORPUS, FINDINGS, Finding, KeptScenario, Tally};

/// Every so many worlds, one has real keys and is played in every other way, too.
const PLAYED_AGAIN_EVERY: u64 = 16;

const fn is_played_again(number: u64) -> bool {
    number.is_multiple_of(PLAYED_AGAIN_EVERY)
}

/// How often a scenario is played until it is as small as it gets, for a finding.
const FINDING_PLAYS_MAX: usize = 400;

/// The same for one in which time does not go on, which takes long to find out.
const HANG_PLAYS_MAX: usize = 100;

/// The same for a scenario that reached something first.
const CORPUS_PLAYS_MAX: usize = 12;

/// Random worlds that follow from a seed.
///
/// ```
/// use kigen::{seed::Seed, swarm::{Swarm, Tally}};
///
/// let swarm = Swarm::new(Seed::new(7));
/// let mut tally = Tally::new(swarm);
/// for number in 0..3 {
///     tally.take(swarm.play(number), false);
/// }
/// assert_eq!((tally.worlds, tally.findings), (3, Vec::new()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swarm {
    seed: Seed,
    canary: bool,
}

/// A world that was played.
#[derive(Clone, Debug)]
pub struct WorldPlayed {
    /// Its number.
    pub number: u64,
    /// Its options.
    pub options: Options,
    /// Its scenario, in which each step expects what came, but for the one that shows the flaw.
    pub scenario: Scenario,
    /// What it reached.
    pub rows: BTreeSet<Row>,
    /// Whether service had to come back.
    pub owed: bool,
    /// Whether it was played in every other way, too.
    pub again: bool,
    /// What is wrong with it.
    pub flaw: Option<Flaw>,
    /// How many steps are before the repairs.
    before_repairs: usize,
}

impl Swarm {
    /// The worlds of a seed.
    pub fn new(seed: Seed) -> Self {
        Swarm {
            seed,
            canary: false,
        }
    }

    /// The same, with a checker that is wrong on purpose: what it objects to has to be found.
    #[must_use]
    pub fn with_canary(self) -> Self {
        Swarm {
            canary: true,
            ..self
        }
    }

    /// The seed.
    pub fn seed(&self) -> Seed {
        self.seed
    }

    /// Whether there is a checker that is wrong on purpose.
    pub fn has_canary(&self) -> bool {
        self.canary
    }

    /// The seed of a world, which everything in it follows from.
    pub fn world_seed(&self, number: u64) -> Seed {
        let mut stream = self.seed.stream(&format!("swarm/world/{number}"));
        // TOML has no numbers beyond 63 bits.
        Seed::new(u64::from_be_bytes(stream.bytes()) >> 1)
    }

    /// The options of a world.
    pub fn options(&self, number: u64) -> Options {
        Options::draw(self.world_seed(number))
    }

    fn checkers(&self) -> Checkers {
        match self.canary {
            true => Checkers::default().with(Canary::default()),
            false => Checkers::default(),
        }
    }

    /// Draws a world. Which of its steps can be played shows when they are.
    pub fn draw(&self, number: u64) -> Scenario {
        let seed = self.world_seed(number);
        let options = Options::draw(seed);
        let draw = Draw {
            seed,
            options: &options,
        };
        let world = settings::settings(&draw);
        let world = match is_played_again(number) {
            true => world,
            false => world.with_stand_ins(),
        };
        let steps = deeds::deeds(&draw, &world);
        Scenario {
            title: Title {
                ja: "ランダムな世界".into(),
                en: "A random world".into(),
            },
            rows: Vec::new(),
            world,
            steps,
        }
    }

    /// Draws a world and plays it.
    pub fn play(&self, number: u64) -> WorldPlayed {
        let options = self.options(number);
        let drawn = self.draw(number);
        let trial = trial(&drawn, Then::Recover, self.checkers());
        let again = is_played_again(number) && trial.flaw.is_none();
        let played = trial.played.as_ref();
        let differs = played.filter(|_| again);
        let differs = differs.and_then(|played| twin::difference(&trial.scenario, played));
        let reached = played.map(|played| coverage::reached(&trial.scenario, played));
        let features = coverage::features(options.features());
        WorldPlayed {
            number,
            rows: reached.into_iter().flatten().chain(features).collect(),
            options,
            scenario: trial.scenario,
            owed: trial.owed,
            again,
            flaw: trial.flaw.or(differs),
            before_repairs: trial.before_repairs,
        }
    }

    /// Returns the smallest scenario with the flaw of a world. Whoever plays it sees that, or can
    /// compare two ways of playing it.
    pub fn smallest_with(&self, played: &WorldPlayed, flaw: &Flaw) -> Scenario {
        let plays_max = match flaw.class {
            Class::Hang => HANG_PLAYS_MAX,
            _ => FINDING_PLAYS_MAX,
        };
        if flaw.class == Class::Stranded {
            let before = Scenario {
                steps: played.scenario.steps[..played.before_repairs].to_vec(),
                ..played.scenario.clone()
            };
            let small = shrink::shrink(before, plays_max, |smaller| {
                let mut trial = trial(smaller, Then::Recover, self.checkers());
                let alike = trial.flaw.is_some_and(|other| other.is_like(flaw));
                trial.scenario.steps.truncate(trial.before_repairs);
                alike.then_some(trial.scenario)
            });
            return trial(&small, Then::Recover, self.checkers()).scenario;
        }
        shrink::shrink(played.scenario.clone(), plays_max, |smaller| {
            let trial = trial(smaller, Then::End, self.checkers());
            let played = trial
                .played
                .as_ref()
                .filter(|_| flaw.class == Class::Difference);
            let differs = played.and_then(|played| twin::difference(&trial.scenario, played));
            let other = trial.flaw.or(differs);
            let alike = other.is_some_and(|other| other.is_like(flaw));
            alike.then_some(trial.scenario)
        })
    }

    /// Returns a small scenario that reaches what a world was the first to reach.
    fn smallest_reaching(&self, played: &WorldPlayed, rows: &[Row]) -> Scenario {
        // Features are not reached by what happens.
        let rows = rows.iter().filter(|row| row.kind != RowKind::Feature);
        let rows: Vec<&Row> = rows.collect();
        shrink::shrink(played.scenario.clone(), CORPUS_PLAYS_MAX, |smaller| {
            let trial = trial(smaller, Then::End, self.checkers());
            let played = trial.played.as_ref().filter(|_| trial.flaw.is_none())?;
            let reached = coverage::reached(&trial.scenario, played);
            let all = rows.iter().all(|row| reached.contains(row));
            all.then_some(trial.scenario)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The canary sings of a disk that is full when the certificate is revoked.
    const REVOKED: &str = r#"
title = { ja = "失効", en = "Revoked" }
start = "2023-04-03T09:00:00+09:00"
key = "stand-in"
pcs = ["受付01"]

[[step]]
do.apply = { pc = "受付01" }

[[step]]
at = "受付01.letter"
do.download = { pc = "受付01", pin = "0427" }

[[step]]
do.import = { pc = "受付01", pin = "0427" }

[[step]]
fault.fill-disk = { pc = "受付01" }

[[step]]
do.revoke = { pc = "受付01" }
"#;

    #[test]
    fn what_shrinks_does_not_slip_into_another_flaw() {
        let swarm = Swarm::new(Seed::new(1)).with_canary();
        let scenario = Scenario::parse(REVOKED).unwrap();
        let played = WorldPlayed {
            number: 0,
            options: Options::draw(swarm.seed),
            rows: BTreeSet::new(),
            owed: false,
            again: false,
            flaw: None,
            before_repairs: scenario.steps.len(),
            scenario,
        };
        let flaw = |kind: &str| Flaw {
            class: Class::Violation,
            kind: kind.into(),
            said: String::new(),
        };
        let sings = swarm.smallest_with(&played, &flaw("canary own"));
        assert!(sings.steps.len() < 5, "{:?}", sings.steps);
        // Whatever is smaller has the canary's flaw, and not this one.
        let other = swarm.smallest_with(&played, &flaw("other own"));
        assert_eq!(other, played.scenario);
    }

    #[test]
    fn a_panic_is_a_flaw_and_nothing_is_printed_of_it() {
        let caught = play::caught(|| {
            assert!(is_catching_panics());
            panic!("time 17 is over")
        });
        let flaw = caught.map(|(): ()| ()).expect_err("it panics");
        assert_eq!(
            (flaw.class, flaw.kind.as_str()),
            (Class::Panic, "time ## is over")
        );
        assert!(!is_catching_panics());
    }
}
