//! The two services: a certificate, its path and a signature come in, a verdict goes out.

use chrono::{DateTime, Utc};

use crate::actor::{Outbox, Ticket};
use crate::certificate::Certificate;
use crate::label::Label;
use crate::lifecycle::service::Service;
use crate::path::Path;
use crate::reason::Reason;
use crate::trace::Happening;

/// What a PC shows when it connects.
#[derive(Clone, Debug)]
pub(crate) struct Hello {
    pub(crate) certificate: Certificate,
    pub(crate) intermediates: Vec<Certificate>,
    pub(crate) challenge: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

/// What the services are told.
#[derive(Debug)]
pub(crate) enum ServicesMessage {
    /// A PC connects.
    Connect {
        ticket: Ticket,
        pc: Label,
        service: Service,
        hello: Box<Hello>,
    },
    /// A new revocation list, in DER; it takes the place of the one before.
    Crl(Vec<u8>),
}

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

    /// Whether a PC that says this is let in at `at`.
    pub(crate) fn verdict(&self, hello: &Hello, at: DateTime<Utc>) -> Result<(), Reason> {
        let path = Path {
            end_entity: &hello.certificate,
            intermediates: &hello.intermediates,
            roots: &self.roots,
            crls: &self.crls,
        };
        path.verify(at)?;
        path.verify_possession(&hello.challenge, &hello.signature)?;
        Ok(())
    }

    pub(crate) fn handle(&mut self, message: ServicesMessage, out: &mut Outbox<'_>) {
        match message {
            ServicesMessage::Crl(crl) => self.crls = vec![crl],
            ServicesMessage::Connect {
                ticket,
                pc,
                service,
                hello,
            } => {
                let outcome = self.verdict(&hello, out.now());
                out.finish(ticket, &pc, Happening::Connect { service }, outcome);
            }
        }
    }
}
