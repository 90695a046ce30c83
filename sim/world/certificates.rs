//! The certificates of a world: its PKI, its authorities, and what they issued.

use chrono::{DateTime, Utc};

use super::World;
use crate::actor::PcSettings;
use crate::authority::Authority;
use crate::certificate::Certificate;
use crate::file::Access;
#[cfg(feature = "serve")]
use crate::key::PrivateKey;
use crate::label::Label;
#[cfg(feature = "serve")]
use crate::lifecycle::notice::Notice;
use crate::pki::{Pki, PkiError};
use crate::trace::Artefact;

impl World {
    /// The PKI that its certificates are from.
    pub fn pki(&self) -> &Pki {
        self.authority().pki()
    }

    /// Finds out whether a PC's name fits into its place in a certificate.
    ///
    /// # Errors
    ///
    /// [`PkiError`] says why it does not; no certificate would be issued.
    pub fn check_pc(&self, settings: &PcSettings) -> Result<(), PkiError> {
        let subject = settings.subject(&self.institution);
        self.pki().check_subject(&subject)
    }

    /// The certification authority.
    pub fn authority(&self) -> &Authority {
        self.authority.authority()
    }

    /// The roots that the services trust: the world's own, and those of the settings.
    pub fn trusted_roots(&self) -> &[Certificate] {
        self.services.roots()
    }

    /// The names, in DER, of the authorities that the services accept, if they give any when they
    /// ask for a certificate.
    pub fn named_authorities(&self) -> &[Vec<u8>] {
        &self.authorities
    }

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

    /// Returns when the last letter for a PC arrived, with its ID and password.
    #[cfg(feature = "serve")]
    pub(crate) fn letter(&self, pc: &Label) -> Option<(DateTime<Utc>, &str, &str)> {
        let (arrived, letter) = self.operator.letter(pc)?;
        let (id, password) = letter.credentials.parts();
        Some((arrived, id, password))
    }

    /// The notice on a PC's screen.
    #[cfg(feature = "serve")]
    pub(crate) fn notice(&self, pc: &Label) -> Option<Notice> {
        self.pcs.get(pc)?.notice(self.now)
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
        let mut files = vec![file("root.cer", authority.root().der())];
        let chain = authority.chain();
        // From the root down; a root that issues by itself is both.
        let between = chain.get(1..chain.len() - 1).into_iter().flatten().rev();
        files.extend(
            between.enumerate().map(|(at, authority)| {
                file(&format!("intermediate-{}.cer", at + 1), authority.der())
            }),
        );
        files.push(file("issuing.cer", authority.issuing().der()));
        files.push(file("issuing.crl", &authority.crl(self.now)));
        let last = chain.len() - 1;
        for former in authority.former(self.now) {
            let of = match former.place {
                0 => "root".to_owned(),
                place if place == last => "issuing".to_owned(),
                place => format!("intermediate-{place}"),
            };
            let name = format!("{of}-g{}", former.number);
            files.push(file(&format!("{name}.cer"), former.certificate.der()));
            if let Some(list) = &former.list {
                files.push(file(&format!("{name}.crl"), list));
            }
        }
        files
    }
}
