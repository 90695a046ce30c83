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
    party: RelyingParty,
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
        let roots = world.trusted_roots().iter().chain(&settings.trust);
        let roots: Vec<Certificate> = roots.cloned().collect();
        let authority = world.authority();
        let own = [authority.crl(at), authority.root_crl(at)];
        let lists = own.iter().chain(&settings.revocation_lists);
        let party = RelyingParty::new(&roots, lists.map(Vec::as_slice))?;
        Ok(Judge {
            at,
            party: party.with_intermediates(&settings.intermediates),
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

    /// Judges a certificate with the authorities that came with it. Those that cannot be read help
    /// nobody.
    pub(super) fn verdict(
        &self,
        end_entity: &Certificate,
        intermediates: &[CertificateDer<'_>],
    ) -> Result<(), PathError> {
        let read = intermediates.iter().map(|der| self.read(der));
        let read: Vec<Certificate> = read.filter_map(Result::ok).collect();
        self.party
            .verify(end_entity, &read, self.at, StaleLists::Refuse)
    }
}
