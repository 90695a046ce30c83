//! What certificates are judged by.

use chrono::{DateTime, Utc};

use crate::certificate::Certificate;
use crate::lifecycle::expiry::{self, Revocation, State};
use crate::lifecycle::rules::Rules;

/// A time and the rules that hold then. It judges nothing that does not depend on the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judge {
    at: DateTime<Utc>,
    rules: Rules,
}

impl Judge {
    /// A judge that looks at that second, by the default rules.
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

    /// Returns the state of a certificate that no revocation list mentions.
    pub fn state(&self, certificate: &Certificate) -> State {
        expiry::state(certificate, Revocation::Good, self.at, &self.rules)
    }
}
