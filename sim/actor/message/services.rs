//! The messages to the services.

use super::{ClientAuth, Ticket};
use crate::label::Label;
use crate::lifecycle::service::Service;
use crate::trace::PromptAnswer;

/// A message to the services.
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
