//! The two services: a certificate, its path and a signature come in, a verdict goes out.

use chrono::{DateTime, Utc};

use crate::actor::Outbox;
use crate::actor::message::{ClientAuth, ServicesMessage};
use crate::certificate::Certificate;
use crate::path::{Path, StaleLists};
use crate::reason::Reason;
use crate::trace::EventKind;

#[derive(Debug)]
pub(crate) struct Services {
    roots: Vec<Certificate>,
    crls: Vec<Vec<u8>>,
}

impl Services {
    pub(crate) fn new(root: Certificate) -> Self {
        Services {
            roots: vec![root],
            crls: Vec::new(),
        }
    }

    /// Returns whether a PC that shows this is let in at `at`.
    pub(crate) fn verdict(&self, auth: &ClientAuth, at: DateTime<Utc>) -> Result<(), Reason> {
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
                service,
                key_prompt,
                auth,
            } => {
                let outcome = self.verdict(&auth, out.now());
                let kind = EventKind::Connect {
                    service,
                    key_prompt,
                };
                out.finish(ticket, &pc, kind, outcome);
            }
        }
    }
}
