//! The messages to the services.

use super::{ClientAuth, Ticket};
use crate::label::Label;
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
    /// A new revocation list, in DER; it takes the place of the one before.
    Crl(Vec<u8>),
}
