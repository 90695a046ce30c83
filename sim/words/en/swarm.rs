//! Random worlds, in English.

use super::English;
use super::plural::count;
use crate::seed::Seed;
use crate::swarm::{Finding, Flaw, Options, Tally};
use crate::words::SwarmWords;
use crate::words::with_commas;

impl SwarmWords for English {
    fn seed(&self, seed: Seed) -> String {
        format!("seed {seed}")
    }

    fn world(&self, number: u64, options: &Options) -> String {
        format!("world {number}: {options}")
    }

    fn carries(&self) -> &'static str {
        "It imports files from elsewhere: to play it, have it written with them by --out DIR"
    }

    fn finding(&self, finding: &Finding) -> String {
        let Finding {
            flaw,
            world,
            worlds,
            steps_before,
            steps,
            ..
        } = finding;
        let worlds = count(*worlds, "world");
        let left = count(*steps as u64, "step");
        format!(
            "FOUND {}: {}, in {worlds}, first in world {world}; {left} left of {steps_before}",
            finding.file(),
            self.flaw(flaw)
        )
    }

    fn flaw(&self, flaw: &Flaw) -> String {
        format!("{} ({})", flaw.class, flaw.kind)
    }

    fn columns(&self) -> [&'static str; 4] {
        ["finding", "what is wrong", "worlds", "steps"]
    }

    fn options(&self) -> &'static str {
        "options"
    }

    fn drawn(&self) -> &'static str {
        "as drawn"
    }

    fn kind(&self) -> &'static str {
        "kind"
    }

    fn reached(&self) -> &'static str {
        "reached"
    }

    fn never_reached(&self) -> &'static str {
        "never reached"
    }

    fn swarm(&self, tally: &Tally) -> String {
        let worlds = match tally.worlds {
            1 => "1 world".to_owned(),
            worlds => format!("{} worlds", with_commas(worlds)),
        };
        let owed = with_commas(tally.worlds - tally.not_owed);
        let again = with_commas(tally.played_again);
        format!(
            "{worlds} of seed {}: {}; service had to come back in {owed}, {again} were played in every other way, too",
            tally.swarm.seed(),
            count(tally.findings.len() as u64, "finding"),
        )
    }
}
