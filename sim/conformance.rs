//! Does a [`CertificateStore`] behave like Windows'? This suite tells, for our stores and for
//! yours.
//!
//! It runs a table of [`cases`], every sequence of a few operations on three certificates,
//! and long random sequences against a model, shrunk to the shortest that fails. All of it is
//! deterministic: a store that passes passes again.
//!
//! Each rule has its source and says [whose it is](Origin): Windows', or kigen's own. [`check`]
//! asks for Windows' alone, so a store that enumerates in another order than ours passes.
//! [`Conformance::with_kigens_own`] asks for the rest too, which is what a store needs to take the
//! place of ours in a world: commits that happen as a whole, and the newest first.
//!
//! ```no_run
//! use kigen::conformance;
//! use kigen::store::MemoryStore;
//!
//! fn my_store_is_like_windows() { // with #[test]
//!     conformance::check(MemoryStore::new); // your store here
//! }
//! ```
//!
//! A store that needs a folder or a server of its own keeps it alive itself: what the function
//! returns is dropped when its sequence is over, and each call must return an empty store.
//!
//! **Architecture invariant:** stores are seen through the trait alone. What is expected is written
//! down here a second time, and never taken from one of our stores.

mod act;
mod case;
mod certificates;
mod changes;
mod exhaustive;
mod keys;
mod locations;
mod material;
mod model;
mod observe;
mod random;
mod wizard;

use std::fmt;

use crate::seed::Seed;
use crate::store::CertificateStore;

pub use case::{Case, Origin};

/// Makes an empty store.
pub(crate) type Make<'a> = &'a dyn Fn() -> Box<dyn CertificateStore + 'a>;

/// The most operations in a sequence when all sequences are tried.
const DEPTH: usize = 4;
/// How many random sequences are tried.
const RUNS: u32 = 256;

/// Checks that the stores that `make` makes keep all of Windows' rules.
///
/// # Panics
///
/// With the name of each check that failed, and how.
pub fn check<S: CertificateStore>(make: impl Fn() -> S) {
    Conformance::new(make).check();
}

/// The suite, with as much effort as asked for.
#[derive(Clone, Copy, Debug)]
pub struct Conformance<F> {
    make: F,
    depth: usize,
    runs: u32,
    seed: Seed,
    rules: Origin,
}

/// A check that a store did not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The name of a case, `every-short-sequence` or `random-sequences`.
    pub check: String,
    /// Whose rule is broken.
    pub origin: Origin,
    /// The source of the rule.
    pub source: String,
    /// What was expected and what was found.
    pub problem: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure {
            check,
            origin,
            source,
            problem,
        } = self;
        write!(f, "{check} [{origin}: {source}]: {problem}")
    }
}

/// Every case.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    [
        certificates::CASES,
        locations::CASES,
        keys::CASES,
        wizard::CASES,
    ]
    .into_iter()
    .flatten()
}

/// What is wrong with a store.
#[derive(Debug)]
pub(crate) struct Problem(String);

impl<E: std::error::Error> From<E> for Problem {
    /// An error where none was expected.
    fn from(error: E) -> Self {
        Problem(format!("refused: {error}"))
    }
}

type Outcome = Result<(), Problem>;

/// Sequences of operations, judged by the rules of Windows alone or by kigen's own too.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Walk {
    /// Every sequence of a few operations.
    EveryShort,
    /// Long random ones.
    Random,
}

impl Walk {
    fn name(self) -> &'static str {
        match self {
            Walk::EveryShort => "every-short-sequence",
            Walk::Random => "random-sequences",
        }
    }
}

impl<S: CertificateStore, F: Fn() -> S> Conformance<F> {
    /// The suite with its usual effort: sequences of four operations, 256 random ones.
    pub fn new(make: F) -> Self {
        Conformance {
            make,
            depth: DEPTH,
            runs: RUNS,
            seed: Seed::new(0),
            rules: Origin::Windows,
        }
    }

    /// Asks for kigen's own rules too.
    #[must_use]
    pub fn with_kigens_own(mut self) -> Self {
        self.rules = Origin::Kigen;
        self
    }

    /// Sets the most operations in a sequence when all sequences are tried. Each one more takes
    /// eleven times as long.
    #[must_use]
    pub fn depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// How many random sequences are tried.
    #[must_use]
    pub fn runs(mut self, runs: u32) -> Self {
        self.runs = runs;
        self
    }

    /// Which random sequences are tried.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = seed;
        self
    }

    /// Asks for these rules.
    #[cfg(feature = "check")]
    pub(crate) fn by(mut self, rules: Origin) -> Self {
        self.rules = rules;
        self
    }

    /// Runs the sequences of a kind and says what was expected and found. The last store that is
    /// made is the one with the shortest way to that.
    #[cfg(feature = "check")]
    pub(crate) fn walk(&self, walk: Walk) -> Result<(), String> {
        let make = || -> Box<dyn CertificateStore + '_> { Box::new((self.make)()) };
        let outcome = self.walked(&make, walk, self.rules);
        outcome.map_err(|Problem(problem)| problem)
    }

    fn walked(&self, make: Make<'_>, walk: Walk, rules: Origin) -> Outcome {
        match walk {
            Walk::EveryShort => exhaustive::run(make, self.depth, rules),
            Walk::Random => random::run(make, self.runs, self.seed, rules),
        }
    }

    /// Runs the suite and says what failed.
    pub fn failures(&self) -> Vec<Failure> {
        let make = || -> Box<dyn CertificateStore + '_> { Box::new((self.make)()) };
        let mut failures = Vec::new();
        let mut note = |check: &str, origin: Origin, source: &str, outcome: Outcome| {
            failures.extend(outcome.err().map(|Problem(problem)| Failure {
                check: check.to_owned(),
                origin,
                source: source.to_owned(),
                problem,
            }));
        };
        for case in cases().filter(|case| case.origin() <= self.rules) {
            note(
                case.name(),
                case.origin(),
                case.source(),
                case.outcome(&make),
            );
        }
        for walk in [Walk::EveryShort, Walk::Random] {
            let Err(problem) = self.walked(&make, walk, self.rules) else {
                continue;
            };
            // Whoever breaks one of Windows' rules learns that first.
            let (origin, outcome) = match self.walked(&make, walk, Origin::Windows) {
                Ok(()) => (Origin::Kigen, Err(problem)),
                broken => (Origin::Windows, broken),
            };
            note(walk.name(), origin, "the cases, taken together", outcome);
        }
        failures
    }

    /// Runs the suite.
    ///
    /// # Panics
    ///
    /// With the name of each check that failed, and how.
    pub fn check(&self) {
        let failures = self.failures();
        let shown: Vec<String> = failures
            .iter()
            .map(|failure| format!("- {failure}"))
            .collect();
        assert!(
            failures.is_empty(),
            "the store does not keep these rules:\n{}",
            shown.join("\n")
        );
    }
}

/// Fails a check unless two values are equal.
fn equal<T: PartialEq + fmt::Debug>(what: &str, found: T, expected: T) -> Outcome {
    if found == expected {
        return Ok(());
    }
    Err(Problem(format!(
        "{what}: expected {expected:?}, found {found:?}"
    )))
}
