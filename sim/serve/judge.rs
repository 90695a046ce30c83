//! Who judges the clients of an endpoint: the world's trust and lists, as they are known at a time.

use chrono::{DateTime, Utc};
use rustls_pki_types::CertificateDer;

use super::Settings;
use crate::certificate::Certificate;
use crate::path::{PathError, RelyingParty, StaleLists};
use crate::world::World;

/// A relying party at a time.
#[derive(Debug)]
pub(super) struct Judge {
    at: DateTime<Utc>,
    own: RelyingParty,
    /// The trust of the settings, with its own lists: two authorities may have one name, and the
    /// lists of one say nothing about the other.
    other: Option<RelyingParty>,
}

impl Judge {
    /// One who knows what the world's authority had revoked by `at`, and no more.
    ///
    /// # Errors
    ///
    /// [`PathError`] for a root or a list of the settings that cannot be read.
    pub(super) fn new(
        world: &World,
        settings: &Settings,
        at: DateTime<Utc>,
    ) -> Result<Self, PathError> {
        let roots = world.trusted_roots();
        let authority = world.authority();
        let lists = authority.crls(at);
        let Settings {
            trust,
            intermediates,
            revocation_lists,
            ..
        } = settings;
        let other = match (trust.is_empty(), revocation_lists.is_empty()) {
            (true, true) => None,
            // Lists alone are about the authorities that are trusted anyway.
            (true, false) => Some(roots),
            (false, _) => Some(&trust[..]),
        };
        let other = other.map(|roots| {
            let lists = revocation_lists.iter().map(Vec::as_slice);
            let party = RelyingParty::new(roots, lists)?;
            Ok(party.with_intermediates(intermediates))
        });
        Ok(Judge {
            at,
            own: RelyingParty::new(roots, lists.iter().map(Vec::as_slice))?,
            other: other.transpose()?,
        })
    }

    /// The time at which it judges.
    pub(super) fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Reads a certificate as it was sent.
    pub(super) fn read(&self, der: &CertificateDer<'_>) -> Result<Certificate, PathError> {
        Certificate::from_der(der.as_ref()).map_err(|error| PathError::Malformed {
            detail: error.to_string(),
        })
    }

    /// Judges a certificate with the authorities that came with it.
    pub(super) fn verdict(
        &self,
        end_entity: &Certificate,
        intermediates: &[Certificate],
    ) -> Result<(), PathError> {
        let ask = |party: &RelyingParty| {
            party.verify(end_entity, intermediates, self.at, StaleLists::Refuse)
        };
        let own = ask(&self.own);
        match self.other.as_ref().map(ask) {
            None => own,
            Some(other) if is_of_another(&other) => match own {
                Err(_) if is_of_another(&own) => other,
                own => own,
            },
            Some(other) if is_of_another(&own) => other,
            // It is of both, and both have to agree.
            Some(other) => other.and(own),
        }
    }
}

/// Whether a certificate is not of those who are trusted. A signature does not verify with the key
/// of another authority of the same name.
fn is_of_another(verdict: &Result<(), PathError>) -> bool {
    matches!(
        verdict,
        Err(PathError::Untrusted | PathError::BadSignature | PathError::UnsupportedPath)
    )
}
