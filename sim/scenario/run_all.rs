//! Playing many scenarios at once.

use std::path::PathBuf;

use super::catalogue::CATALOGUE;
use super::mistake::blotted_line;
use super::{Played, PlayedStep, Scenario, ScenarioName, SourceError, SourceText, run};
use crate::parallel;
use crate::seed::Seed;

/// The most lines of a step that are shown.
pub const STEP_LINES_MAX: usize = 20;

/// A scenario, with its name and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedScenario {
    /// Its name.
    pub name: ScenarioName,
    /// The file it was read from; `None` for the catalogue. Only the text for people and JUnit
    /// mention it.
    pub path: Option<PathBuf>,
    /// The text of its file.
    pub text: SourceText,
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
    /// The text of its file.
    pub text: SourceText,
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
            text: entry.text.into(),
            scenario: entry.scenario(),
        });
        named.collect()
    }
}

impl ScenarioRun {
    /// Returns the lines of a step as its file has them, with their numbers and with PINs blotted
    /// out: at most [`STEP_LINES_MAX`].
    pub fn lines(&self, step: &PlayedStep) -> Vec<(usize, String)> {
        let text = self.text.as_str();
        let next = self.scenario.steps.get(step.number);
        let end = next.map_or(usize::MAX, |next| next.line);
        let mut lines = Vec::new();
        let mut start = 0;
        for (number, line) in (1..end).zip(text.split_inclusive('\n')) {
            if number >= step.line && lines.len() < STEP_LINES_MAX {
                lines.push((number, blotted_line(text, start)));
            }
            start += line.len();
        }
        // Comments and blank lines before the next step are about that one.
        let is_content =
            |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        let kept = lines.iter().rposition(|(_, line)| is_content(line));
        lines.truncate(kept.map_or(0, |last| last + 1));
        lines
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
            text: named.text,
            scenario: named.scenario,
            played,
        })
        .collect()
}
