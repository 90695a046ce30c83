//! Which scenarios there are.

use schemars::JsonSchema;
use serde::Serialize;

use super::format::Report;
use super::run::{Broken, Title};
use super::value::SchemaNumber;
use crate::scenario::{BrokenScenario, NamedScenario, ScenarioName};
use crate::shown::Shown;
use crate::words::Voice;

/// Which scenarios there are, as `kigen list` says it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "ListOfScenarios")]
#[non_exhaustive]
pub struct List {
    /// The number of the format.
    pub schema: SchemaNumber,
    /// Each scenario, in the order in which they were named.
    pub scenarios: Vec<ListedScenario>,
    /// The files that are no scenarios; absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub broken: Vec<Broken>,
}

/// A scenario that is not played.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ListedScenario {
    /// Its name: the path of its file below the folder that was given, without `.toml`.
    pub name: ScenarioName,
    /// What it is called.
    pub title: Title,
    /// The rows of the manual that it plays, such as S11.
    pub rows: Vec<String>,
    /// How many steps it has.
    pub step_count: usize,
}

/// The report on scenarios that are not played.
#[derive(Clone, Copy, Debug)]
pub struct ListReport<'a> {
    /// The scenarios.
    pub scenarios: &'a [NamedScenario],
    /// The files that are no scenarios.
    pub broken: &'a [BrokenScenario],
}

impl Report for ListReport<'_> {
    type Document = List;

    fn document(&self) -> List {
        let scenarios = self.scenarios.iter().map(|named| ListedScenario {
            name: named.name.clone(),
            title: Title::from(&named.scenario.title),
            rows: named.scenario.rows.clone(),
            step_count: named.scenario.steps.len(),
        });
        List {
            schema: SchemaNumber,
            scenarios: scenarios.collect(),
            broken: self.broken.iter().map(Broken::from).collect(),
        }
    }

    /// A line for each, as `kigen run` takes the names.
    fn text(&self, voice: Voice<'_>) -> String {
        let lines = self.scenarios.iter().map(|named| {
            let title = named.scenario.title.text(voice.lang);
            format!("{}: {}\n", named.name, Shown::text(title))
        });
        lines.collect()
    }
}
