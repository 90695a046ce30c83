//! The two services: a certificate, its path and a signature come in, a verdict goes out.

use chrono::{DateTime, Utc};

use crate::actor::message::{ClientAuth, PcMessage, ServicesMessage};
use crate::actor::{Message, Outbox};
use crate::certificate::Certificate;
use crate::path::{Path, StaleLists};
use crate::reason::Reason;

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
        let path = Path {
            end_entity: &auth.certificate,
            intermediates: &auth.intermediates,
            roots: &self.roots,
            crls: &self.crls,
        };
        // A list is sent when it changes; those that say the same again are not.
        path.verify_by(at, StaleLists::Accept)?;
        auth.possession.verify(&path)?;
        Ok(())
    }

    pub(crate) fn handle(&mut self, message: ServicesMessage, out: &mut Outbox<'_>) {
        match message {
            ServicesMessage::Crl(crl) => self.crls = vec![crl],
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
