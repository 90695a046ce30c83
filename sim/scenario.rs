//! Scenarios: what happens in a world, when, and how each step is expected to end.
//!
//! A scenario is a TOML file. [`Scenario::parse`] reads it, [`Source::read`] reads it with the
//! files that it carries along, [`Scenario::to_toml`] writes it, [`run`] plays it, [`Session`]
//! continues it step by step, [`Rehearsal`] writes down how its steps end, and [`catalogue`] holds
//! those that come with the crate.

mod carried;
pub mod catalogue;
mod error;
mod format;
mod mistake;
mod name;
mod partition;
mod pki_file;
mod recipe_file;
mod rehearsal;
mod replay;
mod run;
mod run_all;
#[cfg(feature = "schema")]
mod schema;
mod session;
mod source;
mod when;
mod write;

use std::str::FromStr;

use crate::actor::{Action, Import, ImportSource, PcSettings};
use crate::digest::{Digest, Files};
use crate::label::Label;
use crate::lang::Lang;
use crate::lifecycle::fault::Fault;
use crate::outcome::Outcome;
use crate::time::Span;
use crate::world::WorldSettings;

pub use error::ScenarioError;
pub use mistake::{Kind, Mistake, RolloutMistake, StepActionKind, Syntax, ValueError};
pub use name::{ScenarioName, ScenarioNameError};
pub use partition::{Partition, PartitionError};
pub use pki_file::{parse_pki, read_pki};
pub use recipe_file::{Recipes, parse_recipes, read_recipes};
pub use rehearsal::{Rehearsal, Rehearsed};
pub use replay::Replay;
pub use run::{Played, PlayedStep, StepResult, run, run_checked, run_with};
pub use run_all::{BrokenScenario, NamedScenario, STEP_LINES_MAX, ScenarioRun, run_all};
#[cfg(feature = "schema")]
pub use schema::{recipe_schema, schema};
pub use session::{Session, SessionError};
pub use source::{FILE_BYTES_MAX, Source, SourceError, SourceText};
#[cfg(feature = "fleet")]
pub(crate) use source::{carried_name, read_text};
pub use when::{Anchor, When, WhenError};

/// The most steps in a scenario; a generated file that has more is a mistake.
pub const STEPS_MAX: usize = 10_000;

/// Reads a fault as scenario files write it after `fault`.
///
/// ```
/// let fault = kigen::scenario::read_fault("cut-power = { pc = '受付01', at = 'import' }")?;
/// assert_eq!(fault.name(), "cut-power");
/// # Ok::<(), kigen::scenario::Mistake>(())
/// ```
///
/// # Errors
///
/// What is wrong with it.
pub fn read_fault(text: &str) -> Result<Fault, Mistake> {
    toml::from_str(text).map_err(|error| Mistake::read(text, &error))
}

/// Reads a step as scenario files write it below `[[step]]`, for a scenario with these PCs.
///
/// ```
/// use kigen::actor::PcSettings;
/// use kigen::scenario::{StepTime, read_step};
///
/// let pcs = [PcSettings::new("受付01".parse()?)];
/// let step = read_step("do.renew = { pc = '受付01' }", &pcs)?;
/// assert_eq!((step.deed.name(), step.when), ("renew", StepTime::Now));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// The first mistake.
pub fn read_step(text: &str, pcs: &[PcSettings]) -> Result<Step, ScenarioError> {
    format::parse_step(text, pcs)
}

/// A scenario that has been read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What it is called.
    pub title: Title,
    /// The rows of the manual it plays, such as `S11`.
    pub rows: Vec<String>,
    /// Its world, with the seed that is used when no other is given.
    pub world: WorldSettings,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

impl Scenario {
    /// The files from elsewhere that its steps need, of those that are on the shelf.
    pub fn carried(&self) -> Files {
        let files = &self.world.facility.files;
        let mut carried = Files::default();
        let needed = self.steps.iter().filter_map(|step| step.deed.carried());
        for bytes in needed.filter_map(|sha256| files.get(sha256)) {
            carried.insert(bytes.to_vec());
        }
        carried
    }
}

/// A title in both languages.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

impl Title {
    /// The title in a language.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The line of the file it begins on.
    pub line: usize,
    /// When it happens; right after the previous step, if nothing is said.
    pub when: StepTime,
    /// What is done, or breaks.
    pub deed: StepAction,
    /// How it is expected to end.
    pub expect: Outcome,
}

impl Step {
    /// A step that is in no file yet, and is expected to be done.
    pub const fn new(when: StepTime, deed: StepAction) -> Self {
        Step {
            line: 0,
            when,
            deed,
            expect: Outcome::Ok,
        }
    }
}

/// What a step is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepAction {
    /// `do`: the operator does something.
    Do(Action),
    /// `fault`: something breaks.
    Fault(Fault),
    /// Neither: time passes.
    Wait,
}

impl StepAction {
    /// Returns the name of what is done or breaks; `wait` for neither.
    pub const fn name(&self) -> &'static str {
        match self {
            StepAction::Do(action) => action.name(),
            StepAction::Fault(fault) => fault.name(),
            StepAction::Wait => "wait",
        }
    }

    /// Returns what it is about, as `import 受付01`.
    pub fn title(&self) -> String {
        match self.pc() {
            Some(pc) => format!("{} {pc}", self.name()),
            None => self.name().to_owned(),
        }
    }

    /// The file from elsewhere that it needs, which the scenario carries along.
    pub const fn carried(&self) -> Option<&Digest> {
        match self {
            StepAction::Do(Action::Import(Import {
                source: ImportSource::Elsewhere { sha256, .. },
                ..
            })) => Some(sha256),
            _ => None,
        }
    }

    /// The PC it is about; `None` for a step that waits.
    pub const fn pc(&self) -> Option<&Label> {
        match self {
            StepAction::Do(action) => Some(action.pc()),
            StepAction::Fault(fault) => Some(fault.pc()),
            StepAction::Wait => None,
        }
    }
}

/// When a step happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepTime {
    /// At once.
    Now,
    /// At a moment of its own.
    At(When),
    /// This long after the previous step.
    After(Span),
}

impl FromStr for StepTime {
    type Err = WhenError;

    /// A length alone, such as `3d`, is counted from the previous step; everything else is a
    /// [`When`].
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // After a plus sign, it is a moment: that long after the start.
        let after = text.parse().ok().filter(|_| !text.starts_with('+'));
        match after {
            Some(span) => Ok(StepTime::After(span)),
            None => text.parse().map(StepTime::At),
        }
    }
}

impl Scenario {
    /// Reads a scenario file.
    ///
    /// # Errors
    ///
    /// The first mistake, with its line and column.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        format::parse(text)
    }

    /// Writes the scenario as a file. Reading it gives the same scenario, except for line numbers.
    pub fn to_toml(&self) -> String {
        write::to_toml(self)
    }
}
