//! The scenario file: TOML, in which every unknown key is an error at its own line and column.

use std::ops::Range;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use toml::Spanned;

use super::error::{ScenarioError, line_of};
use super::when::When;
use crate::actor::Action;
use crate::key::KeyAlgorithm;
use crate::label::Label;
use crate::lang::Lang;
use crate::lifecycle::rules::Rules;
use crate::reason::Reason;
use crate::seed::Seed;
use crate::time::{Span, parse_instant};
use crate::world::WorldSettings;

/// How many steps a scenario may have; a generated file that has more has run away.
pub const STEPS_MAX: usize = 10_000;

/// A scenario that has been read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What it is called.
    pub title: Title,
    /// The rows of the manual it plays, such as `S11`.
    pub rows: Vec<String>,
    /// The seed it is played with when nobody gives another.
    pub seed: Seed,
    /// When it begins.
    pub start: DateTime<Utc>,
    /// The kind of its keys.
    pub key: KeyAlgorithm,
    /// The facility's institution code.
    pub institution: String,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// A title in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
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
    /// When it happens; right after the step before, if nothing is said.
    pub when: StepTime,
    /// What is done.
    pub action: Action,
    /// How it is expected to end.
    pub expect: Expectation,
}

/// When a step happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepTime {
    /// At once.
    Now,
    /// At a moment of its own.
    At(When),
    /// So long after the step before.
    After(Span),
}

/// How a step is expected to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expectation(pub Result<(), Reason>);

impl Expectation {
    /// `ok` or a reason code.
    pub fn code(self) -> &'static str {
        match self.0 {
            Ok(()) => "ok",
            Err(reason) => reason.code(),
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
        let file: File = toml::from_str(text)
            .map_err(|error| ScenarioError::at(text, error.span(), error.message()))?;
        file.check(text)
    }

    /// The settings of the scenario's world.
    pub fn world(&self, seed: Seed) -> WorldSettings {
        WorldSettings {
            seed,
            start: self.start,
            key: self.key,
            institution: self.institution.clone(),
            rules: Rules::default(),
        }
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Title,
    #[serde(default)]
    rows: Vec<String>,
    #[serde(default = "seed_unless_given")]
    seed: u64,
    start: Spanned<String>,
    #[serde(default)]
    key: KeyName,
    #[serde(default = "institution_unless_given")]
    institution: String,
    pcs: Vec<Spanned<Label>>,
    #[serde(default)]
    step: Vec<Spanned<StepTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepTable {
    at: Option<Spanned<When>>,
    after: Option<Spanned<Span>>,
    r#do: Spanned<Action>,
    #[serde(default)]
    expect: Expectation,
}

/// The default is the quick one; files that other software shall read say `rsa-2048`.
#[derive(Clone, Copy, Default, Deserialize)]
enum KeyName {
    #[default]
    #[serde(rename = "p-256")]
    P256,
    #[serde(rename = "rsa-2048")]
    Rsa2048,
}

fn seed_unless_given() -> u64 {
    1
}

fn institution_unless_given() -> String {
    "0000000000".to_owned()
}

impl Default for Expectation {
    fn default() -> Self {
        Expectation(Ok(()))
    }
}

impl<'de> Deserialize<'de> for Expectation {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        match code.as_str() {
            "ok" => Ok(Expectation(Ok(()))),
            code => match code.parse() {
                Ok(reason) => Ok(Expectation(Err(reason))),
                Err(error) => Err(serde::de::Error::custom(error)),
            },
        }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl File {
    /// Checks what the types alone cannot.
    fn check(self, text: &str) -> Result<Scenario, ScenarioError> {
        let wrong =
            |span: Range<usize>, message: String| Err(ScenarioError::at(text, Some(span), message));
        let start = match parse_instant(self.start.get_ref()) {
            Ok(start) => start,
            Err(error) => return wrong(self.start.span(), error.to_string()),
        };
        let mut pcs: Vec<&Label> = Vec::with_capacity(self.pcs.len());
        for pc in &self.pcs {
            if pcs.contains(&pc.get_ref()) {
                return wrong(pc.span(), format!("`{}` stands twice", pc.get_ref()));
            }
            pcs.push(pc.get_ref());
        }
        let declared = || -> String {
            let names: Vec<String> = pcs.iter().map(|pc| format!("`{pc}`")).collect();
            names.join(", ")
        };
        if self.step.len() > STEPS_MAX {
            let message = format!("a scenario has at most {STEPS_MAX} steps");
            return wrong(self.step[STEPS_MAX].span(), message);
        }
        let mut steps = Vec::with_capacity(self.step.len());
        for step in self.step {
            let line = line_of(text, step.span().start);
            let table = step.into_inner();
            let action = table.r#do.get_ref();
            if !pcs.contains(&action.pc()) {
                let message = format!("there is no PC `{}`; pcs lists {}", action.pc(), declared());
                return wrong(table.r#do.span(), message);
            }
            if let Some(When::Around { pc, .. }) = table.at.as_ref().map(Spanned::get_ref)
                && !pcs.contains(&pc)
            {
                let span = table.at.as_ref().map_or(0..0, Spanned::span);
                return wrong(
                    span,
                    format!("there is no PC `{pc}`; pcs lists {}", declared()),
                );
            }
            let when = match (table.at, table.after) {
                (None, None) => StepTime::Now,
                (Some(at), None) => StepTime::At(at.into_inner()),
                (None, Some(after)) if after.get_ref().as_seconds() < 0 => {
                    return wrong(
                        after.span(),
                        "a step cannot come before the one above".into(),
                    );
                }
                (None, Some(after)) => StepTime::After(after.into_inner()),
                (Some(_), Some(after)) => {
                    return wrong(after.span(), "a step has `at` or `after`, not both".into());
                }
            };
            steps.push(Step {
                line,
                when,
                action: table.r#do.into_inner(),
                expect: table.expect,
            });
        }
        Ok(Scenario {
            title: self.title,
            rows: self.rows,
            seed: Seed::new(self.seed),
            start,
            key: match self.key {
                KeyName::P256 => KeyAlgorithm::P256,
                KeyName::Rsa2048 => KeyAlgorithm::Rsa2048,
            },
            institution: self.institution,
            steps,
        })
    }
}
