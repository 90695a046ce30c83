//! The messages to the services.

use super::{ClientAuth, Ticket};
use crate::actor::CertificateChain;
use crate::label::Label;
use crate::lifecycle::service::Service;
use crate::trace::EventKind;

/// A message to the services.
#[derive(Debug)]
pub(crate) enum ServicesMessage {
    /// A PC connects.
    Connect {
        ticket: Ticket,
        pc: Label,
        /// What is recorded of it.
        kind: Box<EventKind>,
        /// What the PC sent, if anything.
        auth: Option<Box<ClientAuth>>,
    },
    /// Somebody who is no PC of the world connects.
    Show {
        ticket: Ticket,
        pc: Label,
        service: Service,
        certificates: Option<CertificateChain>,
    },
    /// New revocation lists, in DER; they take the place of those before.
    Crls(Vec<Vec<u8>>),
}
