//! What a swarm has come to so far: all that a report needs, and all that going on needs.

use std::path::PathBuf;

use super::{Coverage, Flaw, Swarm, WorldPlayed, coverage, play};
use crate::digest::{Digest, Files};
use crate::scenario::{Scenario, ScenarioRun, carried_name, run_checked};
use crate::store::Stores;

/// What was found, once: other worlds with the same flaw are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub flaw: Flaw,
    /// The number of the first world with it.
    pub world: u64,
    /// How many worlds have it.
    pub worlds: u64,
    /// The options of the first one.
    pub options: String,
    /// How many steps it had.
    pub steps_before: usize,
    /// How many are left after shrinking.
    pub steps: usize,
    /// The text of the smallest scenario that shows it; empty if that is not at hand.
    pub text: String,
    /// The files that it carries along.
    pub carried: Files,
}

impl Finding {
    /// The name of its scenario's file, such as `17-violation-service.toml`.
    pub fn file(&self) -> String {
        format!("{}.toml", self.name())
    }

    /// The name of its scenario.
    pub fn name(&self) -> String {
        let Flaw { class, kind, .. } = &self.flaw;
        let kind: String = kind
            .chars()
            .take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
            .take(40)
            .collect();
        let dash = if kind.is_empty() { "" } else { "-" };
        format!("{}-{class}{dash}{kind}", self.world)
    }

    /// Plays the smallest scenario that shows it once more; `None` if that ends in a panic, or is
    /// not at hand.
    pub fn replay(&self, swarm: Swarm) -> Option<ScenarioRun> {
        let mut scenario = Scenario::parse(&self.text).ok()?;
        scenario.world.facility.files = self.carried.clone();
        let (seed, stores) = (scenario.world.seed, Stores::default());
        let checkers = swarm.checkers();
        let played = play::caught(|| run_checked(&scenario, seed, stores, checkers));
        Some(ScenarioRun {
            name: self.name().parse().ok()?,
            path: Some(PathBuf::from(FINDINGS).join(self.file())),
            text: self.text.clone().into(),
            played: played.ok()?,
            scenario,
        })
    }
}

/// A scenario to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptScenario {
    /// Its files: where each belongs, and its bytes. First those that it carries along.
    pub files: Vec<(String, Vec<u8>)>,
}

impl KeptScenario {
    /// A scenario with this text, under a name that may have folders in front.
    pub fn new(name: &str, text: String, scenario: &Scenario) -> Self {
        let carried = scenario.carried();
        let carried = carried.iter().map(|bytes| {
            let name = carried_name(name, &Digest::of(bytes));
            (name, bytes.to_vec())
        });
        let own = (format!("{name}.toml"), text.into_bytes());
        KeptScenario {
            files: carried.chain([own]).collect(),
        }
    }
}

/// The folder of scenarios that show a finding.
pub const FINDINGS: &str = "findings";

/// The folder of scenarios that reached something first.
pub const CORPUS: &str = "corpus";

/// What a swarm has come to so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The swarm.
    pub swarm: Swarm,
    /// How many worlds were played: those from 0 on.
    pub worlds: u64,
    /// How many of them owed nobody that service comes back.
    pub not_owed: u64,
    /// How many were played in every other way, too.
    pub played_again: u64,
    /// What was found, in the order of the worlds.
    pub findings: Vec<Finding>,
    /// What was reached.
    pub coverage: Coverage,
    /// The worlds that reached something first.
    pub corpus: Vec<u64>,
}

impl Tally {
    /// Nothing yet.
    pub fn new(swarm: Swarm) -> Self {
        Tally {
            swarm,
            worlds: 0,
            not_owed: 0,
            played_again: 0,
            findings: Vec::new(),
            coverage: Coverage::new(),
            corpus: Vec::new(),
        }
    }

    /// Takes the next world in. Returns the scenarios of it that are to be kept, if any are.
    ///
    /// # Panics
    ///
    /// When it is not the next one.
    pub fn take(&mut self, played: WorldPlayed, keeps: bool) -> Vec<KeptScenario> {
        assert_eq!(
            played.number, self.worlds,
            "worlds are taken in their order"
        );
        self.worlds += 1;
        self.not_owed += u64::from(!played.owed);
        self.played_again += u64::from(played.again);
        let is_new = |row: &&coverage::Row| !self.coverage.contains_key(row);
        let new = played.rows.iter().filter(is_new).cloned();
        let new: Vec<coverage::Row> = new.collect();
        for row in &played.rows {
            *self.coverage.entry(row.clone()).or_default() += 1;
        }
        let mut kept = Vec::new();
        match &played.flaw {
            Some(flaw) => kept.extend(self.found(flaw, &played)),
            None if !new.is_empty() => {
                self.corpus.push(played.number);
                if !keeps {
                    return kept;
                }
                let scenario = self.swarm.smallest_reaching(&played, &new);
                let text = self.text(&scenario, &played, "reached something first");
                let name = format!("{CORPUS}/{}", played.number);
                kept.push(KeptScenario::new(&name, text, &scenario));
            }
            None => {}
        }
        kept
    }

    fn found(&mut self, flaw: &Flaw, played: &WorldPlayed) -> Option<KeptScenario> {
        let mut known = self.findings.iter_mut();
        if let Some(known) = known.find(|known| known.flaw.is_like(flaw)) {
            known.worlds += 1;
            return None;
        }
        let scenario = self.swarm.smallest_with(played, flaw);
        let text = self.text(&scenario, played, &flaw.said);
        let finding = Finding {
            flaw: flaw.clone(),
            world: played.number,
            worlds: 1,
            options: played.options.to_string(),
            steps_before: played.scenario.steps.len(),
            steps: scenario.steps.len(),
            text: text.clone(),
            carried: scenario.carried(),
        };
        let name = format!("{FINDINGS}/{}", finding.name());
        let kept = KeptScenario::new(&name, text, &scenario);
        self.findings.push(finding);
        Some(kept)
    }

    /// The file of a scenario, which says where it comes from.
    fn text(&self, scenario: &Scenario, played: &WorldPlayed, why: &str) -> String {
        let (seed, number) = (self.swarm.seed(), played.number);
        let version = env!("CARGO_PKG_VERSION");
        let why = why.replace(char::is_control, " ");
        format!(
            "# kigen {version} swarm --seed {seed}, world {number}: {why}\n# Options: {}\n\n{}",
            played.options,
            scenario.to_toml()
        )
    }
}
