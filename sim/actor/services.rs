//! The two services: a certificate, its path and a signature come in, a verdict goes out.

use chrono::{DateTime, Utc};

use crate::actor::{Outbox, Ticket};
use crate::certificate::Certificate;
use crate::key::PublicKey;
use crate::label::Label;
use crate::lifecycle::service::Service;
use crate::path::{Path, PathError};
use crate::reason::Reason;
use crate::trace::{EventKind, PromptAnswer};

/// What a PC shows when it connects.
#[derive(Clone, Debug)]
pub(crate) struct ClientAuth {
    pub(crate) certificate: Certificate,
    pub(crate) intermediates: Vec<Certificate>,
    pub(crate) possession: Possession,
}

/// That a PC has the private key of a certificate.
#[derive(Clone, Debug)]
pub(crate) enum Possession {
    /// It signed something.
    Signed {
        challenge: Vec<u8>,
        signature: Vec<u8>,
    },
    /// It would sign if somebody were there to let it: this is the public half of the key. The
    /// world takes that for a proof, which looks on from outside.
    Stated(PublicKey),
}

impl Possession {
    /// Whether the key is the one at the end of the path.
    pub(crate) fn verify(&self, path: &Path<'_>) -> Result<(), PathError> {
        match self {
            Possession::Signed {
                challenge,
                signature,
            } => path.verify_possession(challenge, signature),
            Possession::Stated(key) if key.bits() == path.end_entity.public_key_bits() => Ok(()),
            Possession::Stated(_) => Err(PathError::KeyMismatch),
        }
    }
}

/// What the services are told.
#[derive(Debug)]
pub(crate) enum ServicesMessage {
    /// A PC connects.
    Connect {
        ticket: Ticket,
        pc: Label,
        service: Service,
        key_prompt: Option<PromptAnswer>,
        auth: Box<ClientAuth>,
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
    pub(crate) fn verdict(&self, auth: &ClientAuth, at: DateTime<Utc>) -> Result<(), Reason> {
        let path = Path {
            end_entity: &auth.certificate,
            intermediates: &auth.intermediates,
            roots: &self.roots,
            crls: &self.crls,
        };
        path.verify(at)?;
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
