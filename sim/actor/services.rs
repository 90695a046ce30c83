//! The two services: a certificate, its path and a signature come in, a verdict goes out.

use chrono::{DateTime, Utc};

use crate::actor::message::{ClientAuth, PcMessage, ServicesMessage};
use crate::actor::{CertificateChain, Message, Outbox};
use crate::certificate::Certificate;
use crate::path::{Path, StaleLists};
use crate::reason::Reason;
use crate::trace::{EventKind, ShownCertificate};

#[derive(Debug)]
pub(crate) struct Services {
    roots: Vec<Certificate>,
    crls: Vec<Vec<u8>>,
}

impl Services {
    /// Services that trust these roots.
    pub(crate) fn new(roots: Vec<Certificate>) -> Self {
        Services {
            roots,
            crls: Vec::new(),
        }
    }

    /// The roots that they trust.
    pub(crate) fn roots(&self) -> &[Certificate] {
        &self.roots
    }

    /// Returns whether a PC that sends this, or no certificate, is let in at `at`.
    pub(crate) fn verdict(
        &self,
        auth: Option<&ClientAuth>,
        at: DateTime<Utc>,
    ) -> Result<(), Reason> {
        let auth = auth.ok_or(Reason::NoCertificateSent)?;
        let path = self.path(&auth.certificate, &auth.intermediates, at)?;
        auth.possession.verify(&path)?;
        Ok(())
    }

    /// Returns the path of a certificate, if it is good at `at`.
    fn path<'a>(
        &'a self,
        end_entity: &'a Certificate,
        intermediates: &'a [Certificate],
        at: DateTime<Utc>,
    ) -> Result<Path<'a>, Reason> {
        let path = Path {
            end_entity,
            intermediates,
            roots: &self.roots,
            crls: &self.crls,
        };
        // A list is sent when it changes; those that say the same again are not.
        path.verify_by(at, StaleLists::Accept)?;
        Ok(path)
    }

    /// Judges what somebody shows. Whether they have its key was found out elsewhere.
    fn look(&self, shown: Option<&CertificateChain>, at: DateTime<Utc>) -> Result<(), Reason> {
        let shown = shown.ok_or(Reason::NoCertificateSent)?;
        self.path(shown.end_entity(), shown.above(), at).map(drop)
    }

    pub(crate) fn handle(&mut self, message: ServicesMessage, out: &mut Outbox<'_>) {
        match message {
            ServicesMessage::Crls(crls) => self.crls = crls,
            ServicesMessage::Show {
                ticket,
                pc,
                service,
                certificates,
            } => {
                let outcome = self.look(certificates.as_ref(), out.now());
                let sent = certificates.map(|chain| ShownCertificate::from(chain.end_entity()));
                out.finish(ticket, &pc, EventKind::Show { service, sent }, outcome);
            }
            ServicesMessage::Connect {
                ticket,
                pc,
                kind,
                auth,
            } => {
                let outcome = self.verdict(auth.as_deref(), out.now());
                out.finish(ticket, &pc, *kind, outcome);
                if let (Err(_), Some(auth)) = (outcome, auth) {
                    let thumbprint = auth.certificate.thumbprint();
                    out.send(Message::Pc(pc, PcMessage::Refused { thumbprint }));
                }
            }
        }
    }
}
