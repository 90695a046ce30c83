//! In which part of its life a certificate is, at a time.

use std::fmt;

use chrono::{DateTime, Utc};

use super::renewal;
use super::rules::Rules;
use crate::certificate::{Certificate, Role};

/// The part of its life a certificate is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Before `not_before`.
    NotYetValid,
    /// Valid, and not to be renewed yet.
    Valid,
    /// Valid, and the renewal window is open. End-entity certificates only.
    RenewalDue,
    /// After `not_after`.
    Expired,
    /// On a revocation list.
    Revoked,
}

impl State {
    /// Every state.
    pub const ALL: [State; 5] = [
        State::NotYetValid,
        State::Valid,
        State::RenewalDue,
        State::Expired,
        State::Revoked,
    ];

    /// The name that reports use.
    pub const fn name(self) -> &'static str {
        match self {
            State::NotYetValid => "not-yet-valid",
            State::Valid => "valid",
            State::RenewalDue => "renewal-due",
            State::Expired => "expired",
            State::Revoked => "revoked",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether a certificate was withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// Nobody withdrew it, or nobody was asked.
    Good,
    /// It was withdrawn.
    Revoked,
}

/// The state of `certificate` at `at`, by its dates and what is known of its revocation.
///
/// Both ends of the validity are inside it (RFC 5280 section 4.1.2.5), and a second is the smallest
/// step: with one second left a certificate is not expired. Whether anybody accepts it is
/// [`Path::verify`](crate::path::Path::verify)'s to say.
pub fn state(
    certificate: &Certificate,
    revocation: Revocation,
    at: DateTime<Utc>,
    rules: &Rules,
) -> State {
    if revocation == Revocation::Revoked {
        State::Revoked
    } else if at < certificate.not_before() {
        State::NotYetValid
    } else if at > certificate.not_after() {
        State::Expired
    } else if certificate.role() == Role::EndEntity && at >= renewal::opens(certificate, rules) {
        State::RenewalDue
    } else {
        State::Valid
    }
}
