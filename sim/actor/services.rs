//! The two services: a certificate, its path and a signature come in, a verdict goes out.

use crate::actor::Outbox;
use crate::certificate::Certificate;
use crate::label::Label;
use crate::lifecycle::service::Service;
use crate::path::Path;
use crate::reason::Reason;
use crate::trace::Happening;

/// What a PC says when it connects.
#[derive(Debug)]
pub(crate) struct Hello {
    pub(crate) pc: Label,
    pub(crate) service: Service,
    pub(crate) certificate: Certificate,
    pub(crate) intermediates: Vec<Certificate>,
    pub(crate) challenge: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

/// What the services are told.
#[derive(Debug)]
pub(crate) enum ServicesMessage {
    /// A PC connects.
    Hello(Box<Hello>),
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

    pub(crate) fn handle(&mut self, message: ServicesMessage, out: &mut Outbox<'_>) {
        match message {
            ServicesMessage::Crl(crl) => self.crls = vec![crl],
            ServicesMessage::Hello(hello) => {
                let path = Path {
                    end_entity: &hello.certificate,
                    intermediates: &hello.intermediates,
                    roots: &self.roots,
                    crls: &self.crls,
                };
                let outcome: Result<(), Reason> = path
                    .verify(out.now())
                    .and_then(|()| path.verify_possession(&hello.challenge, &hello.signature))
                    .map_err(|error| error.reason());
                let service = hello.service;
                out.finish(&hello.pc, Happening::Connect { service }, outcome);
            }
        }
    }
}
