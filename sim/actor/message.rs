//! What actors tell one another: one type for each actor, in a file of its own.
//!
//! Actors know these types and not each other.

mod authority;
mod billing;
mod client_auth;
mod letter;
mod operator;
mod pc;
mod portal;
mod post;
mod services;

use crate::label::Label;

pub(crate) use authority::{AuthorityMessage, EnrollOn};
pub(crate) use billing::BillingMessage;
pub(crate) use client_auth::{ClientAuth, ClientOffer, Possession};
pub(crate) use letter::{Credentials, Letter};
pub(crate) use operator::OperatorMessage;
pub(crate) use pc::PcMessage;
pub(crate) use portal::PortalMessage;
pub(crate) use post::PostMessage;
pub(crate) use services::ServicesMessage;

/// A message, by the actor that it is for.
#[derive(Debug)]
pub(crate) enum Message {
    Portal(PortalMessage),
    Authority(AuthorityMessage),
    Billing(BillingMessage),
    Post(PostMessage),
    Operator(OperatorMessage),
    Pc(Label, PcMessage),
    Services(ServicesMessage),
}

impl Message {
    /// The PC that the message, or what follows from it, may bring a letter for.
    pub(crate) fn brings_letter_for(&self) -> Option<&Label> {
        match self {
            Message::Portal(PortalMessage::Dispatch { pc, .. })
            | Message::Authority(AuthorityMessage::IssueLetter { pc, .. }) => Some(pc),
            Message::Post(
                PostMessage::Carry(letter)
                | PostMessage::Deliver { letter, .. }
                | PostMessage::NobodyIn { letter, .. },
            )
            | Message::Operator(
                OperatorMessage::Ring { letter, .. } | OperatorMessage::Receive { letter },
            ) => Some(&letter.pc),
            _ => None,
        }
    }
}

/// What an answer is an answer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticket(pub(crate) u64);
