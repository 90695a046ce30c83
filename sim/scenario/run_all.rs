//! Playing many scenarios at once.

use std::path::PathBuf;

use super::catalogue::CATALOGUE;
use super::{Played, Scenario, ScenarioName, SourceError, run};
use crate::parallel;
use crate::seed::Seed;

/// A scenario, with its name and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedScenario {
    /// Its name.
    pub name: ScenarioName,
    /// The file it was read from; `None` for the catalogue. Only the text for people and JUnit
    /// mention it.
    pub path: Option<PathBuf>,
    /// The scenario.
    pub scenario: Scenario,
}

/// A scenario file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenScenario {
    /// The name that it would have.
    pub name: ScenarioName,
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub error: SourceError,
}

/// A scenario and how it went.
#[derive(Clone, Debug)]
pub struct ScenarioRun {
    /// Its name.
    pub name: ScenarioName,
    /// The file it was read from; `None` for the catalogue. Only the text for people and JUnit
    /// mention it.
    pub path: Option<PathBuf>,
    /// The scenario.
    pub scenario: Scenario,
    /// How it went.
    pub played: Played,
}

impl NamedScenario {
    /// Returns the scenarios that come with the crate, in the order of the manual.
    pub fn catalogue() -> Vec<Self> {
        let entries = CATALOGUE.iter();
        let named = entries.map(|entry| NamedScenario {
            name: entry.name.parse().expect("the catalogue is tested"),
            path: None,
            scenario: entry.scenario(),
        });
        named.collect()
    }
}

/// Plays scenarios on all cores, each with this seed or with its own. The runs are in the order of
/// the scenarios.
pub fn run_all(scenarios: Vec<NamedScenario>, seed: Option<Seed>) -> Vec<ScenarioRun> {
    let played = parallel::map(&scenarios, |named| {
        run(&named.scenario, seed.unwrap_or(named.scenario.world.seed))
    });
    let pairs = scenarios.into_iter().zip(played);
    pairs
        .map(|(named, played)| ScenarioRun {
            name: named.name,
            path: named.path,
            scenario: named.scenario,
            played,
        })
        .collect()
}
