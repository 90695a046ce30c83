//! What random worlds have come to, as `kigen swarm` says it, keeps it and goes on from it.

mod junit;
pub(super) mod text;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::format::Report;
use super::value::SchemaNumber;
use crate::digest::Files;
use crate::seed::Seed;
use crate::swarm::{Class, Coverage, Finding, Flaw, Row, RowKind, Tally, never};
use crate::words::Voice;

/// What random worlds have come to, as `kigen swarm` says it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "RandomWorlds")]
#[non_exhaustive]
pub struct Swarm {
    /// The number of the format.
    pub schema: SchemaNumber,
    /// The version of kigen: another one may draw other worlds from the same seed.
    pub version: &'static str,
    /// The seed that all worlds follow from.
    pub seed: u64,
    /// Whether a checker was wrong on purpose; absent if none was.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub canary: bool,
    /// How many worlds were played.
    pub worlds: u64,
    /// How many of them could not expect service to come back.
    pub not_owed: u64,
    /// How many were played in every other way, too.
    pub played_again: u64,
    /// What was found.
    pub findings: Vec<SwarmFinding>,
    /// What was reached, with the number of worlds that did.
    pub reached: BTreeMap<RowKind, BTreeMap<String, u64>>,
    /// What should have been reached, and was not.
    pub never_reached: BTreeMap<RowKind, Vec<String>>,
    /// The worlds that reached something first.
    pub corpus: Vec<u64>,
}

/// Something that was found in random worlds.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct SwarmFinding {
    /// How the world ended.
    pub class: Class,
    /// What is wrong, without what differs from world to world.
    pub kind: String,
    /// What is wrong, in English.
    pub message: String,
    /// The first world with it.
    pub world: u64,
    /// How many worlds have it.
    pub worlds: u64,
    /// The options of the first one.
    pub options: String,
    /// How many steps it had.
    pub steps_before: usize,
    /// How many were left of them.
    pub steps: usize,
    /// The file with the smallest scenario that shows it, in the folder of --out.
    pub file: String,
}

/// What random worlds have come to, as it was kept, to go on from there.
#[derive(Clone, Debug, Deserialize)]
pub struct SavedSwarm {
    version: String,
    seed: u64,
    #[serde(default)]
    canary: bool,
    worlds: u64,
    not_owed: u64,
    played_again: u64,
    findings: Vec<SwarmFinding>,
    reached: BTreeMap<RowKind, BTreeMap<String, u64>>,
    corpus: Vec<u64>,
}

impl SavedSwarm {
    /// Reads what was kept.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and where.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Whether this version of kigen plays the same worlds.
    pub fn is_of_this_version(&self) -> bool {
        self.version == env!("CARGO_PKG_VERSION")
    }

    /// What had been come to, without the texts of the findings: they are in files of their own.
    pub fn into_tally(self) -> Tally {
        let swarm = crate::swarm::Swarm::new(Seed::new(self.seed));
        let findings = self.findings.into_iter().map(|finding| Finding {
            flaw: Flaw {
                class: finding.class,
                kind: finding.kind,
                said: finding.message,
            },
            world: finding.world,
            worlds: finding.worlds,
            options: finding.options,
            steps_before: finding.steps_before,
            steps: finding.steps,
            text: String::new(),
            carried: Files::default(),
        });
        let reached = self.reached.into_iter();
        let coverage: Coverage = reached
            .flat_map(|(kind, rows)| {
                let rows = rows.into_iter();
                rows.map(move |(what, worlds)| (Row { kind, what }, worlds))
            })
            .collect();
        Tally {
            swarm: match self.canary {
                true => swarm.with_canary(),
                false => swarm,
            },
            worlds: self.worlds,
            not_owed: self.not_owed,
            played_again: self.played_again,
            findings: findings.collect(),
            coverage,
            corpus: self.corpus,
        }
    }
}

/// The report on random worlds.
#[derive(Clone, Debug)]
pub struct SwarmReport<'a>(pub &'a Tally);

impl Report for SwarmReport<'_> {
    type Document = Swarm;

    fn document(&self) -> Swarm {
        let tally = self.0;
        let findings = tally.findings.iter().map(|finding| SwarmFinding {
            class: finding.flaw.class,
            kind: finding.flaw.kind.clone(),
            message: finding.flaw.said.clone(),
            world: finding.world,
            worlds: finding.worlds,
            options: finding.options.clone(),
            steps_before: finding.steps_before,
            steps: finding.steps,
            file: finding.file(),
        });
        let mut reached: BTreeMap<RowKind, BTreeMap<String, u64>> = BTreeMap::new();
        for (row, worlds) in &tally.coverage {
            let rows = reached.entry(row.kind).or_default();
            rows.insert(row.what.clone(), *worlds);
        }
        let mut never_reached: BTreeMap<RowKind, Vec<String>> = BTreeMap::new();
        for row in never(&tally.coverage) {
            never_reached.entry(row.kind).or_default().push(row.what);
        }
        Swarm {
            schema: SchemaNumber,
            version: env!("CARGO_PKG_VERSION"),
            seed: tally.swarm.seed().value(),
            canary: tally.swarm.has_canary(),
            worlds: tally.worlds,
            not_owed: tally.not_owed,
            played_again: tally.played_again,
            findings: findings.collect(),
            reached,
            never_reached,
            corpus: tally.corpus.clone(),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        text::text(self, voice)
    }
}
