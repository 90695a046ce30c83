//! What is said of random worlds.

use crate::seed::Seed;
use crate::swarm::{Finding, Flaw, Options, Tally};

/// The words about random worlds in a language. Nothing ends with a full stop.
pub trait SwarmWords {
    /// The seed that they follow from.
    fn seed(&self, seed: Seed) -> String;

    /// A world and its options.
    fn world(&self, number: u64, options: &Options) -> String;

    /// That a world needs files which are not in its text, and how to have them written.
    fn carries(&self) -> &'static str;

    /// What was found, in which world first and in how many, and how far it shrank.
    fn finding(&self, finding: &Finding) -> String;

    /// What is wrong, in a few words.
    fn flaw(&self, flaw: &Flaw) -> String;

    /// The headings of a table of findings: the finding, what is wrong, in how many worlds, and how
    /// many steps are left of how many.
    fn columns(&self) -> [&'static str; 4];

    /// The label of options.
    fn options(&self) -> &'static str;

    /// The label of the command that shows a world as it was drawn.
    fn drawn(&self) -> &'static str;

    /// The heading of the kinds of what can be reached.
    fn kind(&self) -> &'static str;

    /// The label of the numbers of what was reached.
    fn reached(&self) -> &'static str;

    /// The heading of what was not.
    fn never_reached(&self) -> &'static str;

    /// How many worlds were played, and what came of them.
    fn swarm(&self, tally: &Tally) -> String;
}
