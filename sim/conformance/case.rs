//! A case: one rule, its source, and the check whether a store follows it.

use std::fmt;

use super::{Make, Outcome, Problem};
use crate::store::{CertificateStore, StoreId, StoreName};

/// The store that most cases are about.
pub(super) const MY: StoreId = StoreId::current_user(StoreName::My);

kigen_pkcs12::named! {
    /// Whose a rule is.
    pub enum Origin: "origin of a rule" {
        /// Windows': its documentation says so, a test that runs on Windows asserts it, or the
        /// manual shows it there.
        Windows = "windows",
        /// kigen's own: what the trait asks beyond Windows, what Windows leaves open, and what is
        /// assumed.
        Kigen = "kigen",
    }
}

/// Where a rule is from.
#[derive(Clone, Copy)]
pub(super) struct Source {
    origin: Origin,
    text: &'static str,
}

impl Source {
    pub(super) const fn windows(text: &'static str) -> Self {
        let origin = Origin::Windows;
        Source { origin, text }
    }

    pub(super) const fn kigen(text: &'static str) -> Self {
        let origin = Origin::Kigen;
        Source { origin, text }
    }
}

/// A rule, and the check whether a store follows it.
#[derive(Clone, Copy)]
pub struct Case {
    name: &'static str,
    source: Source,
    run: fn(Make<'_>) -> Outcome,
}

impl Case {
    pub(super) const fn new(
        name: &'static str,
        source: Source,
        run: fn(Make<'_>) -> Outcome,
    ) -> Self {
        Case { name, source, run }
    }

    /// The rule, in a few words joined by hyphens.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whose the rule is.
    pub fn origin(&self) -> Origin {
        self.source.origin
    }

    /// The source of the rule; for one of kigen's own, why it is so.
    pub fn source(&self) -> &'static str {
        self.source.text
    }

    /// Checks the stores that `make` makes.
    ///
    /// # Errors
    ///
    /// What was expected, and what was found.
    pub fn run<S: CertificateStore>(&self, make: impl Fn() -> S) -> Result<(), String> {
        let outcome = self.outcome(&|| Box::new(make()));
        outcome.map_err(|Problem(problem)| problem)
    }

    pub(super) fn outcome(&self, make: Make<'_>) -> Outcome {
        (self.run)(make)
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Case({})", self.name)
    }
}
