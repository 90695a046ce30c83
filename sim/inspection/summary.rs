//! What many files add up to: outcomes, states, and what expires first.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Deadline, Finding, Judge, Judgement};
use crate::certificate::Thumbprint;
use crate::lifecycle::expiry::State;
use crate::outcome::Outcome;
use crate::path::PathError;
use crate::reason::Reason;

/// What many files add up to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Summary {
    /// Who judged the certificates.
    pub judge: Judge,
    /// How many files were looked at.
    pub files: usize,
    /// How many files in folders were something else.
    pub passed_over: usize,
    /// How many files have each outcome.
    pub outcomes: BTreeMap<Outcome, usize>,
    /// How many certificates are in each state, counted in every file that holds them.
    pub states: BTreeMap<State, usize>,
    /// How many certificates the relying party refuses for reasons that are no state of their life,
    /// counted in every file that holds them.
    pub refused: BTreeMap<Reason, usize>,
    /// The time before which nothing should expire.
    pub deadline: Option<Deadline>,
    /// How many certificates will have expired by the deadline, or an authority of theirs where a
    /// relying party is asked, counted in every file that holds them.
    pub late: usize,
    /// How many revocation lists will be out of date by then: a verifier that requires a current
    /// list refuses everybody.
    pub late_lists: usize,
    soonest: BTreeMap<(DateTime<Utc>, Thumbprint), (String, String)>,
}

/// One of the certificates that expire first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Soonest<'a> {
    /// Its last second.
    pub not_after: DateTime<Utc>,
    /// Its thumbprint.
    pub thumbprint: &'a Thumbprint,
    /// Whose it is.
    pub subject: &'a str,
    /// The first file that holds it.
    pub file: &'a str,
}

impl Summary {
    /// How many certificates are named as the first to expire.
    pub const SOONEST_MAX: usize = 10;

    /// The summary of no files.
    pub fn new(judge: Judge, deadline: Option<Deadline>) -> Self {
        Summary {
            judge,
            files: 0,
            passed_over: 0,
            outcomes: BTreeMap::new(),
            states: BTreeMap::new(),
            refused: BTreeMap::new(),
            deadline,
            late: 0,
            late_lists: 0,
            soonest: BTreeMap::new(),
        }
    }

    /// Adds what was found in one file.
    pub fn add(&mut self, finding: &Finding) {
        let judgements = self.judge.judge(&finding.certificates);
        self.add_judged(finding, &judgements);
    }

    /// Adds what was found in one file whose certificates have been judged, in their order.
    pub fn add_judged(&mut self, finding: &Finding, judgements: &[Judgement]) {
        self.files += 1;
        *self.outcomes.entry(finding.outcome).or_default() += 1;
        for judgement in judgements {
            self.count(judgement);
        }
        if let Some(deadline) = self.deadline {
            let lists = finding.revocation_lists.iter();
            self.late_lists += lists.filter(|list| list.is_stale(deadline.until)).count();
            let late = self.judge.late(&finding.certificates, deadline);
            self.late += late.into_iter().filter(|late| *late).count();
        }
        for certificate in &finding.certificates {
            let not_after = certificate.not_after();
            // What is never valid has run out, whatever its dates.
            let never = self.judge.state(certificate) == State::NeverValid;
            let key = (not_after, certificate.thumbprint());
            let is_over = never || not_after < self.judge.time();
            if is_over || self.is_too_late_to_name(&key) {
                continue;
            }
            self.soonest
                .entry(key)
                .or_insert_with(|| (certificate.holder(), finding.name.clone()));
            if self.soonest.len() > Self::SOONEST_MAX {
                self.soonest.pop_last();
            }
        }
    }

    /// Counts a certificate under its state, or under why it is refused.
    fn count(&mut self, judgement: &Judgement) {
        let state = match judgement {
            Ok(state) => *state,
            Err(PathError::NotYetValid { .. }) => State::NotYetValid,
            Err(PathError::Expired { .. }) => State::Expired,
            Err(PathError::NeverValid { .. }) => State::NeverValid,
            Err(PathError::Revoked) => State::Revoked,
            Err(error) => {
                *self.refused.entry(error.into()).or_default() += 1;
                return;
            }
        };
        *self.states.entry(state).or_default() += 1;
    }

    /// Returns whether as many certificates as are named expire earlier.
    fn is_too_late_to_name(&self, key: &(DateTime<Utc>, Thumbprint)) -> bool {
        let last = self.soonest.last_key_value();
        self.soonest.len() == Self::SOONEST_MAX && last.is_some_and(|(last, _)| key > last)
    }

    /// The certificates that expire first, each once, at most [`SOONEST_MAX`](Self::SOONEST_MAX),
    /// from the judge's time on.
    pub fn soonest(&self) -> impl Iterator<Item = Soonest<'_>> {
        let soonest = self.soonest.iter();
        soonest.map(|((not_after, thumbprint), (subject, file))| Soonest {
            not_after: *not_after,
            thumbprint,
            subject,
            file,
        })
    }

    /// Returns whether a certificate or a revocation list expires before the deadline.
    pub fn misses_its_deadline(&self) -> bool {
        self.late + self.late_lists > 0
    }
}
