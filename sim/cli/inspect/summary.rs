//! What many files come to: outcomes, states, and what runs out first.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::finding::Finding;
use crate::life::state_of;
use kigen::certificate::Thumbprint;
use kigen::reason::Reason;
use kigen::time::Span;

/// How many certificates are named among those that run out first.
const SOONEST_MAX: usize = 10;

/// What all files came to.
pub(super) struct Summary {
    pub(super) at: DateTime<Utc>,
    pub(super) files: usize,
    /// Files in folders that are something else.
    pub(super) passed_over: usize,
    /// How many files have each outcome, `ok` or a reason code.
    pub(super) outcomes: BTreeMap<&'static str, usize>,
    /// How many certificates are in each state, counted in every file that holds them.
    pub(super) states: BTreeMap<&'static str, usize>,
    /// The certificates that run out first from now on, each once: subject, and the first file.
    pub(super) soonest: BTreeMap<(DateTime<Utc>, Thumbprint), (String, String)>,
    pub(super) deadline: Option<Deadline>,
}

/// A time by which nothing should have run out.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    pub(super) span: Span,
    pub(super) until: DateTime<Utc>,
    /// How many certificates will have run out by then, counted in every file that holds them.
    pub(super) certificates: usize,
}

impl Deadline {
    /// The time that lies `span` behind `at`, if there is one.
    pub(super) fn new(span: Span, at: DateTime<Utc>) -> Option<Self> {
        Some(Deadline {
            span,
            until: span.after(at)?,
            certificates: 0,
        })
    }
}

impl Summary {
    pub(super) fn new(at: DateTime<Utc>, deadline: Option<Deadline>) -> Self {
        Summary {
            at,
            files: 0,
            passed_over: 0,
            outcomes: BTreeMap::new(),
            states: BTreeMap::new(),
            soonest: BTreeMap::new(),
            deadline,
        }
    }

    pub(super) fn add(&mut self, finding: &Finding) {
        self.files += 1;
        let outcome = finding.outcome.map_or_else(Reason::code, |()| "ok");
        *self.outcomes.entry(outcome).or_default() += 1;
        for certificate in &finding.certificates {
            let not_after = certificate.not_after();
            let state = state_of(certificate, self.at).name();
            *self.states.entry(state).or_default() += 1;
            if let Some(deadline) = &mut self.deadline {
                deadline.certificates += usize::from(not_after < deadline.until);
            }
            let key = (not_after, certificate.thumbprint());
            let late = self.soonest.len() == SOONEST_MAX
                && self
                    .soonest
                    .last_key_value()
                    .is_some_and(|(last, _)| key > *last);
            if not_after < self.at || late {
                continue;
            }
            self.soonest
                .entry(key)
                .or_insert_with(|| (certificate.subject(), finding.path.clone()));
            if self.soonest.len() > SOONEST_MAX {
                self.soonest.pop_last();
            }
        }
    }

    /// Whether a certificate runs out before it should.
    pub(super) fn misses_its_deadline(&self) -> bool {
        self.deadline
            .is_some_and(|deadline| deadline.certificates > 0)
    }
}
