//! The state of a certificate at a time.

use chrono::{DateTime, Utc};

use super::renewal;
use crate::certificate::{Certificate, CertificateKind};
use crate::pki::RenewalWindow;

kigen_pkcs12::named! {
    /// The part of its life a certificate is in.
    #[non_exhaustive]
    pub enum State: "state" {
        /// Before `not_before`.
        NotYetValid = "not-yet-valid",
        /// Valid, and not to be renewed yet.
        Valid = "valid",
        /// Valid, and the renewal window is open. End-entity certificates only.
        RenewalDue = "renewal-due",
        /// After `not_after`.
        Expired = "expired",
        /// `not_after` is before `not_before`.
        NeverValid = "never-valid",
        /// On a revocation list.
        Revoked = "revoked",
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

/// Returns the state of `certificate` at `at`, by its dates and what is known of its revocation.
///
/// Both ends of the validity are inside it (RFC 5280 section 4.1.2.5), and a second is the smallest
/// step: with one second left a certificate is not expired. Whether anybody accepts it is for
/// [`Path::verify`](crate::path::Path::verify) to say.
pub fn state(
    certificate: &Certificate,
    revocation: Revocation,
    at: DateTime<Utc>,
    window: RenewalWindow,
) -> State {
    if revocation == Revocation::Revoked {
        State::Revoked
    } else if certificate.not_after() < certificate.not_before() {
        State::NeverValid
    } else if at < certificate.not_before() {
        State::NotYetValid
    } else if at > certificate.not_after() {
        State::Expired
    } else if certificate.kind() == CertificateKind::EndEntity
        && at >= renewal::opens(certificate, window)
    {
        State::RenewalDue
    } else {
        State::Valid
    }
}
