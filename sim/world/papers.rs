//! What there is on paper: certificates that were made, letters that came, the authority's files.

use chrono::{DateTime, Utc};

use super::World;
use crate::certificate::Certificate;
use crate::file::Access;
#[cfg(feature = "serve")]
use crate::key::PrivateKey;
use crate::label::Label;
use crate::trace::Artefact;

impl World {
    /// Returns every certificate that the authority made for a PC, with its number, counted from 1.
    pub fn issued(&self, pc: &Label) -> Vec<(u32, Certificate)> {
        let issued = self.authority.issued(pc);
        issued
            .map(|(ordinal, certificate)| (ordinal, certificate.clone()))
            .collect()
    }

    /// Returns every certificate that the authority made for a PC with its key, as
    /// [`issued`](Self::issued) does.
    #[cfg(feature = "serve")]
    pub(crate) fn identities(
        &self,
        pc: &Label,
    ) -> impl Iterator<Item = (u32, &PrivateKey, &Certificate)> {
        self.authority.identities(pc)
    }

    /// Returns when the last letter for a PC arrived.
    pub fn last_letter(&self, pc: &Label) -> Option<DateTime<Utc>> {
        self.operator.last_letter(pc)
    }

    /// The certificates and the revocation list of the authority, as files.
    pub fn authority_artefacts(&self) -> Vec<Artefact> {
        let authority = self.authority();
        let file = |name: &str, bytes: &[u8]| Artefact {
            name: name.to_owned(),
            bytes: bytes.into(),
            access: Access::Default,
        };
        vec![
            file("root.cer", authority.root().der()),
            file("issuing.cer", authority.issuing().der()),
            file("issuing.crl", &authority.crl(self.now)),
        ]
    }
}
