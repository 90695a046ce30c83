//! The actors: state machines that exchange messages.
//!
//! An actor has one verb, `handle`: a message comes in, and what follows from it goes into an
//! `Outbox`. Actors share nothing and never call one another; only the [world](crate::world)
//! delivers, in chronological order. The recipient of a message is part of its type.
//!
//! **Architecture invariant:** the only clock an actor sees is the moment of the message.

mod action;
mod agent;
pub(crate) mod authority;
pub(crate) mod billing;
mod certificate_chain;
mod certification_request;
mod client;
mod key_use;
pub(crate) mod message;
mod names;
pub(crate) mod operator;
pub(crate) mod pc;
mod plan;
pub(crate) mod portal;
pub(crate) mod post;
#[cfg(feature = "serde")]
mod protection;
pub(crate) mod services;
mod settings;
mod trust;
mod wizard;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::file::Access;
use crate::label::Label;
use crate::outcome::Outcome;
use crate::trace::{Artefact, Event, EventKind, Trace};

use message::OperatorMessage;

pub use action::{Action, CertificateChoice, Enroll, Show};
pub use certificate_chain::{CHAIN_MAX, CertificateChain, ChainError};
pub use certification_request::{CertificationRequest, REQUEST_BYTES, RequestError};
pub use key_use::{Connect, KeyAnswer, Renew};
pub(crate) use message::{Message, Ticket};
pub use names::Names;
pub use settings::{FacilitySettings, PcSettings, Policy, RenewWhen, ServiceSettings};
pub use trust::{TrustedRoots, TrustedRootsError};
pub use wizard::{Import, ImportSource, Restore, WizardChoices, WizardEncryption};

/// Takes what an actor does in answer to one message.
#[derive(Debug)]
pub(crate) struct Outbox<'a> {
    now: DateTime<Utc>,
    sent: Vec<(DateTime<Utc>, Message)>,
    trace: &'a mut Trace,
}

impl<'a> Outbox<'a> {
    pub(crate) fn new(now: DateTime<Utc>, trace: &'a mut Trace) -> Self {
        Outbox {
            now,
            sent: Vec::new(),
            trace,
        }
    }

    /// Returns the moment at which the message arrived.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Sends a message that arrives at once, after those already under way.
    pub(crate) fn send(&mut self, message: Message) {
        self.send_at(self.now, message);
    }

    /// Sends a message that arrives at `at`.
    pub(crate) fn send_at(&mut self, at: DateTime<Utc>, message: Message) {
        debug_assert!(at >= self.now, "nothing arrives in the past");
        self.sent.push((at, message));
    }

    /// Writes a line of the trace.
    pub(crate) fn record(&mut self, pc: &Label, kind: EventKind, outcome: impl Into<Outcome>) {
        self.trace.events.push(Event {
            at: self.now,
            pc: pc.clone(),
            kind,
            outcome: outcome.into(),
        });
    }

    /// Writes a line of the trace and tells the operator how the request ended.
    pub(crate) fn finish(
        &mut self,
        ticket: Ticket,
        pc: &Label,
        kind: EventKind,
        outcome: impl Into<Outcome>,
    ) {
        let outcome = outcome.into();
        self.record(pc, kind, outcome);
        self.answer(ticket, outcome);
    }

    /// Tells the operator how the request ended.
    pub(crate) fn answer(&mut self, ticket: Ticket, outcome: impl Into<Outcome>) {
        let outcome = outcome.into();
        let done = OperatorMessage::Done { ticket, outcome };
        self.send(Message::Operator(done));
    }

    /// Keeps a file for other software to look at. A second file of the same name gets a number, as
    /// in browsers, because the name would mean both.
    pub(crate) fn keep(&mut self, name: String, bytes: Arc<[u8]>, access: Access) {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let artefacts = &self.trace.artefacts;
        let is_free = |name: &String| {
            let mut same = artefacts.iter().filter(|artefact| artefact.name == *name);
            same.all(|artefact| artefact.bytes == bytes)
        };
        let mut names = (2..).map(|number| format!("{stem} ({number}).{ending}"));
        let name = match is_free(&name) {
            true => name,
            false => names
                .find(is_free)
                .expect("there are more numbers than files"),
        };
        let artefact = Artefact {
            name,
            bytes,
            access,
        };
        self.trace.artefacts.push(artefact);
    }

    pub(crate) fn into_sent(self) -> Vec<(DateTime<Utc>, Message)> {
        self.sent
    }
}
