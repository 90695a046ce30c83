//! What was played.

pub(super) mod text;

use schemars::JsonSchema;
use serde::Serialize;

use super::event::Event;
use super::format::{Report, document};
use super::measures::Measures;
use super::value::{Moment, SchemaNumber};
use crate::digest::Digest;
use crate::label::Label;
use crate::outcome::Outcome;
use crate::scenario::{
    self, BrokenScenario, PlayedStep, ScenarioError, ScenarioName, ScenarioRun, StepResult,
};
use crate::trace;
use crate::words::Voice;

/// What was played, as `kigen run` says it: `report.json`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Run {
    /// The number of the format.
    pub schema: SchemaNumber,
    /// Each scenario, in the order in which they were named.
    pub scenarios: Vec<Scenario>,
    /// The files that are no scenarios; absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub broken: Vec<Broken>,
}

/// A scenario file that could not be read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "BrokenScenario")]
#[non_exhaustive]
pub struct Broken {
    /// The name that it would have.
    pub name: ScenarioName,
    /// The line of the mistake; absent if the file is not text that could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The character in the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// What is wrong, in English.
    pub message: String,
}

/// A scenario and how it went.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Scenario {
    /// Its name: the path of its file below the folder that was given, without `.toml`.
    pub name: ScenarioName,
    /// What it is called.
    pub title: Title,
    /// The rows of the manual that it plays, such as S11.
    pub rows: Vec<String>,
    /// The seed it was played with.
    pub seed: u64,
    /// When its world begins.
    pub start: Moment,
    /// When the last thing happened.
    pub end: Moment,
    /// Whether every step ended as it was expected to.
    pub outcome: Passed,
    /// How many steps it has.
    pub step_count: usize,
    /// The steps that were played: all, or up to the first that ended otherwise than expected.
    pub steps: Vec<Step>,
    /// What happened, in order of time.
    pub events: Vec<Event>,
    /// What it cost.
    pub measures: Measures,
    /// The files that were made, in the order in which they were made.
    pub artefacts: Vec<Artefact>,
}

/// A title in both languages.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "TitleOfScenario")]
#[non_exhaustive]
pub struct Title {
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

/// Whether a scenario ended as it was expected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Passed {
    /// It did.
    Pass,
    /// A step ended otherwise.
    Fail,
}

/// A step that was played.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Step {
    /// Its place in the scenario, counted from 1.
    pub number: usize,
    /// The line of the file on which it begins.
    pub line: usize,
    /// When it happened.
    pub at: Moment,
    /// What was done, or broke, as scenario files call it; `wait` for nothing.
    pub action: &'static str,
    /// The PC that it is about; absent where it is about none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pc: Option<Label>,
    /// How it was expected to end.
    pub expected: Outcome,
    /// How it ended; absent where it was not played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Why it was not played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_played: Option<NotPlayed>,
    /// The rule that the world broke after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub violation: Option<Violation>,
}

/// Why a step was not played.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "why", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum NotPlayed {
    /// Its moment was over.
    TooLate {
        /// Its moment.
        moment: Moment,
        /// The time that it was.
        now: Moment,
    },
    /// Its moment never comes.
    NoMoment {
        /// Why.
        reason: Outcome,
    },
}

/// A rule that has to hold always, and did not.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Violation {
    /// The checker that found it.
    pub checker: &'static str,
    /// What is wrong, in English.
    pub message: String,
}

/// A file that was made.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Artefact {
    /// Its name.
    pub name: String,
    /// How many bytes it has.
    pub size: usize,
    /// SHA-256 over its bytes, in hexadecimal.
    pub sha256: Digest,
}

/// The report on scenarios that were played.
#[derive(Clone, Copy, Debug)]
pub struct RunReport<'a> {
    /// The scenarios.
    pub runs: &'a [ScenarioRun],
    /// The files that are no scenarios.
    pub broken: &'a [BrokenScenario],
    /// Whether the text tells what happened in scenarios that passed. It tells it of those that
    /// failed, and of one that was played alone.
    pub verbose: bool,
}

impl RunReport<'_> {
    /// Renders every run as one JSON document, ending with a newline.
    pub fn json(&self) -> String {
        document(&self.document())
    }
}

impl Report for RunReport<'_> {
    type Document = Run;

    fn document(&self) -> Run {
        Run {
            schema: SchemaNumber,
            scenarios: self.runs.iter().map(Scenario::from).collect(),
            broken: self.broken.iter().map(Broken::from).collect(),
        }
    }

    /// What failed comes last, where people look first.
    fn text(&self, voice: Voice<'_>) -> String {
        let verbose = self.verbose || self.runs.len() == 1;
        let (passed, failed): (Vec<&ScenarioRun>, Vec<&ScenarioRun>) = self
            .runs
            .iter()
            .partition(|run| run.played.failure().is_none());
        let mut out = String::new();
        for run in &passed {
            out += &match verbose {
                true => text::text(run, voice) + "\n",
                false => text::line(run, voice) + "\n",
            };
        }
        if !verbose && !passed.is_empty() {
            out += "\n";
        }
        for run in &failed {
            out += &(text::text(run, voice) + "\n");
        }
        out += &text::summary(self.runs, self.broken.len(), voice);
        out + "\n"
    }
}

impl From<&BrokenScenario> for Broken {
    fn from(broken: &BrokenScenario) -> Self {
        let error = broken.error.in_the_file();
        Broken {
            name: broken.name.clone(),
            line: error.map(ScenarioError::line),
            column: error.map(ScenarioError::column),
            message: match error {
                Some(error) => error.mistake().to_string(),
                None => broken.error.to_string(),
            },
        }
    }
}

impl From<&ScenarioRun> for Scenario {
    fn from(run: &ScenarioRun) -> Self {
        let ScenarioRun {
            name,
            path: _,
            text: _,
            scenario,
            played,
        } = run;
        Scenario {
            name: name.clone(),
            title: Title::from(&scenario.title),
            rows: scenario.rows.clone(),
            seed: played.seed.value(),
            start: Moment(scenario.world.start),
            end: Moment(played.end),
            outcome: match played.failure() {
                None => Passed::Pass,
                Some(_) => Passed::Fail,
            },
            step_count: played.step_count,
            steps: played.steps.iter().map(Step::from).collect(),
            events: played.events.iter().map(Event::from).collect(),
            measures: Measures::from(&played.measures),
            artefacts: played.artefacts.iter().map(Artefact::from).collect(),
        }
    }
}

impl From<&scenario::Title> for Title {
    fn from(title: &scenario::Title) -> Self {
        let scenario::Title { ja, en } = title.clone();
        Title { ja, en }
    }
}

impl From<&PlayedStep> for Step {
    fn from(step: &PlayedStep) -> Self {
        let mut outcome = None;
        let mut not_played = None;
        let mut violation = None;
        match &step.result {
            StepResult::Done(done) => outcome = Some(*done),
            StepResult::TooLate(error) => {
                not_played = Some(NotPlayed::TooLate {
                    moment: Moment(error.at),
                    now: Moment(error.now),
                });
            }
            StepResult::NoMoment(reason) => {
                let reason = Outcome::from(*reason);
                not_played = Some(NotPlayed::NoMoment { reason });
            }
            StepResult::Violation(broken) => {
                violation = Some(Violation {
                    checker: broken.checker,
                    message: broken.breach.to_string(),
                });
            }
        }
        Step {
            number: step.number,
            line: step.line,
            at: Moment(step.at),
            action: step.deed.name(),
            pc: step.deed.pc().cloned(),
            expected: step.expected,
            outcome,
            not_played,
            violation,
        }
    }
}

impl From<&trace::Artefact> for Artefact {
    fn from(artefact: &trace::Artefact) -> Self {
        Artefact {
            name: artefact.name.clone(),
            size: artefact.bytes.len(),
            sha256: Digest::of(&artefact.bytes),
        }
    }
}
