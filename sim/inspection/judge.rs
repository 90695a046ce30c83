//! By what certificates are judged.

use chrono::{DateTime, Utc};

use crate::certificate::Certificate;
use crate::lifecycle::expiry::{self, Revocation, State};
use crate::lifecycle::rules::Rules;

/// A time and the rules that hold then. What a file says of itself is not a matter of time, and
/// none of a judge's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judge {
    at: DateTime<Utc>,
    rules: Rules,
}

impl Judge {
    /// One who looks at that second, by the default rules.
    pub fn at(at: DateTime<Utc>) -> Self {
        let rules = Rules::default();
        Judge { at, rules }
    }

    /// Judges by other rules.
    pub fn by(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// The second that is looked at.
    pub fn time(&self) -> DateTime<Utc> {
        self.at
    }

    /// In which part of its life a certificate is, of which no revocation list speaks.
    pub fn state(&self, certificate: &Certificate) -> State {
        expiry::state(certificate, Revocation::Good, self.at, &self.rules)
    }
}
