//! The world asks its services, from outside, about PCs for which their answer may have changed.

use chrono::Duration;

use super::World;
use super::watch::Answer;
use crate::actor::message::{ClientAuth, ClientOffer, OperatorMessage};
use crate::actor::pc::Pc;
use crate::actor::{Message, Outbox};
use crate::label::Label;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::trace::EventKind;

impl World {
    /// What a PC would send now, if it can prove that it has the key.
    pub(super) fn proved(
        &self,
        pc: &Pc,
        offer: Option<&ClientOffer>,
    ) -> Result<Option<ClientAuth>, Reason> {
        let prove = |offer: &ClientOffer| {
            let possession = pc.prove(offer, self.now)?;
            Ok(offer.clone().proved(possession))
        };
        offer.map(prove).transpose()
    }

    /// Asks the services about every PC for which their answer may have changed.
    pub(super) fn ask_again(&mut self) {
        for name in self.watch.take_doubts() {
            let answer = self.ask(&name);
            let was_up = self.watch.is_up(&name);
            let mut out = Outbox::new(self.now, &mut self.trace);
            match (was_up, answer.verdict) {
                (false, Ok(())) => out.record(&name, EventKind::ServiceUp, Outcome::Ok),
                (true, Err(reason)) => {
                    out.record(&name, EventKind::ServiceDown, reason);
                    let pc = name.clone();
                    let down = OperatorMessage::ServiceDown { pc, reason };
                    self.push(self.now, Message::Operator(down));
                }
                _ => {}
            }
            self.watch.note(name, answer);
        }
    }

    fn ask(&self, name: &Label) -> Answer {
        let pc = &self.pcs[name];
        let offer = pc.offer_of_service_user(self.now);
        // Nothing is signed, and nothing verified, to hear the same again.
        let known = offer.as_ref().ok().and_then(Option::as_ref);
        let known = known.and_then(|offer| self.watch.answer_to(name, offer, self.now));
        let judged = match (&offer, known) {
            (_, Some(verdict)) => Ok(verdict),
            (Ok(offer), None) => self
                .proved(pc, offer.as_ref())
                .map(|auth| self.services.verdict(auth.as_ref(), self.now)),
            (Err(reason), None) => Err(*reason),
        };
        let offer = offer.ok().flatten().filter(|_| judged.is_ok());
        let (verdict, sure) = match judged {
            Ok(verdict) => (verdict, true),
            Err(reason) => {
                // Any other answer is what the store says.
                let sure = matches!(
                    reason,
                    Reason::PcDead | Reason::NoCertificate | Reason::NoPrivateKey
                );
                (Err(reason), sure)
            }
        };
        // Never wait for a moment that has passed: time would stand still.
        let bounds = offer.iter().flat_map(ClientOffer::bounds);
        let bounds = bounds.filter(|at| self.now < *at);
        let next = bounds.chain(pc.next_selection(self.now)).min();
        Answer {
            verdict,
            holds_until: next.map(|at| at - Duration::seconds(1)),
            sure,
            offer,
        }
    }
}
