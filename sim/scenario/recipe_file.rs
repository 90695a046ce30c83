//! Recipes on disk: what `kigen make` is to make together, in one folder with one manifest.

use std::path::Path;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use toml::Spanned;

use super::error::line_of;
use super::source::read_text;
use super::{Mistake, ScenarioError, SourceError};
use crate::key::KeyAlgorithm;
use crate::label::Label;
use crate::pki::{AlternativeName, Holder, HostName, NameTemplate, Pki};
use crate::seed::Seed;
use crate::specimen::{Batch, SpecimenState};
use crate::time::Moment;

/// Recipes of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipes {
    /// The time that they are made for, if the file says one.
    pub at: Option<DateTime<Utc>>,
    /// What keys and serial numbers follow from, if the file says it.
    pub seed: Option<Seed>,
    /// The kind of every key, if the file says it.
    pub key: Option<KeyAlgorithm>,
    /// Who issues them, if the file says it.
    pub pki: Option<Pki>,
    /// What is made, each with the line at which it is asked for.
    pub batches: Vec<(usize, Batch)>,
}

/// What kigen make --recipe is to make, in one folder with one manifest.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RecipeFile {
    /// The time that everything is made for, such as 2026-03-01T10:00:00+09:00; now, if not given.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    at: Option<At>,
    /// What keys and serial numbers follow from; 1, if not given.
    seed: Option<u64>,
    /// The kind of every key, unless the PKI says otherwise; rsa-2048, if not given.
    key: Option<KeyAlgorithm>,
    /// The certificates: what they say, how long they are valid, and who issues them, where that
    /// differs from the manual's.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Pki>"))]
    pki: Option<Spanned<Pki>>,
    /// What is made, in order.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<RecipeTable>"))]
    recipe: Vec<Spanned<RecipeTable>>,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct RecipeTable {
    /// What it is an example of; what its dates lead to, if not given.
    state: Option<SpecimenState>,
    /// What its files and its subject are called; the state's name, or server, if not given.
    name: Option<Label>,
    /// How many are made, with numbers behind their names.
    #[serde(
        default = "one",
        deserialize_with = "crate::notation::within::<_, _, 1, 1_000_000>"
    )]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000_000)))]
    count: u32,
    /// Whether each is two, before and after its renewal.
    #[serde(default)]
    pair: bool,
    /// Its first second: a date, a time of day, which is today's, or a length from now with its
    /// sign, such as -1d.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    begins: Option<Instant>,
    /// Its last second, likewise, such as +30d or -1s.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    ends: Option<Instant>,
    /// Makes it a server's, found by these names and addresses; by localhost, 127.0.0.1 and ::1, if
    /// the list is empty.
    server: Option<Vec<HostName>>,
    /// Its subject, if not the PKI's, with {pc} for its name; for a server, the first name that it
    /// is found by.
    subject: Option<NameTemplate>,
    /// Its alternative names, if not the PKI's; those of a server come on top of what it is found
    /// by.
    subject_alt_names: Option<Vec<AlternativeName>>,
}

fn one() -> u32 {
    1
}

/// A date, with quotes or without.
struct At(DateTime<Utc>);

impl std::str::FromStr for At {
    type Err = crate::time::InstantError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        crate::time::parse_instant(text).map(At)
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::notation::text_or_date(deserializer)
    }
}

/// A moment, likewise.
struct Instant(Moment);

impl std::str::FromStr for Instant {
    type Err = crate::time::MomentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Instant)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::notation::text_or_date(deserializer)
    }
}

impl RecipeTable {
    fn batch(self) -> Batch {
        Batch {
            state: self.state,
            name: self.name,
            count: self.count,
            pair: self.pair,
            begins: self.begins.map(|Instant(at)| at),
            ends: self.ends.map(|Instant(at)| at),
            holder: Holder {
                subject: self.subject,
                subject_alt_names: self.subject_alt_names,
                server: self.server.map(|hosts| match hosts.is_empty() {
                    true => HostName::of_this_computer(),
                    false => hosts,
                }),
            },
        }
    }
}

/// Reads recipes. All keys are of kind `key`, or else of the file's, unless its PKI says otherwise.
///
/// ```
/// use kigen::scenario::parse_recipes;
///
/// let text = "[[recipe]]\nname = 'dev-01'\nends = '+30d'\n\n[[recipe]]\nserver = ['localhost']";
/// let recipes = parse_recipes(text, None)?;
/// assert_eq!(recipes.batches.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`ScenarioError`] says where it is wrong, and what verifiers would refuse of its PKI.
pub fn parse_recipes(text: &str, key: Option<KeyAlgorithm>) -> Result<Recipes, ScenarioError> {
    let file: RecipeFile = toml::from_str(text)
        .map_err(|error| ScenarioError::at(text, error.span(), Mistake::read(text, &error)))?;
    let key = key.or(file.key);
    if let Some(pki) = &file.pki {
        let checked = pki.get_ref().check(key.unwrap_or(KeyAlgorithm::Rsa2048));
        checked.map_err(|error| ScenarioError::at(text, Some(pki.span()), error.into()))?;
    }
    let batches = file.recipe.into_iter().map(|table| {
        let line = line_of(text, table.span().start);
        (line, table.into_inner().batch())
    });
    Ok(Recipes {
        at: file.at.map(|At(at)| at),
        seed: file.seed.map(Seed::new),
        key: file.key,
        pki: file.pki.map(Spanned::into_inner),
        batches: batches.collect(),
    })
}

/// Reads the recipes of a file; see [`parse_recipes`].
///
/// # Errors
///
/// [`SourceError`] for the first thing that is wrong.
pub fn read_recipes(path: &Path, key: Option<KeyAlgorithm>) -> Result<Recipes, SourceError> {
    parse_recipes(&read_text(path)?, key).map_err(|error| SourceError::Wrong {
        path: path.to_owned(),
        error,
    })
}
