//! A case: one rule, its source, and the check whether a store follows it.

use std::fmt;

use super::{Make, Outcome, Problem};
use crate::store::{CertificateStore, StoreId, StoreName};

/// The store that most cases are about.
pub(super) const MY: StoreId = StoreId::current_user(StoreName::My);

/// A rule, and the check whether a store follows it.
#[derive(Clone, Copy)]
pub struct Case {
    name: &'static str,
    source: &'static str,
    run: fn(Make<'_>) -> Outcome,
}

impl Case {
    pub(super) const fn new(
        name: &'static str,
        source: &'static str,
        run: fn(Make<'_>) -> Outcome,
    ) -> Self {
        Case { name, source, run }
    }

    /// The rule, in a few words joined by hyphens.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The source of the rule.
    pub fn source(&self) -> &'static str {
        self.source
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
