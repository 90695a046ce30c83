//! What a PC shows: the certificate manager, the prompt of a key, the MPKI client's questions.

use std::num::NonZeroUsize;

use super::{MY, Pc};
use crate::actor::{Outbox, Ticket};
use crate::lifecycle::deletion::{self, DeleteWhich};
use crate::lifecycle::expiry::{Revocation, State, state};
use crate::reason::Reason;
use crate::store::{Entry, KeyPrompt};
use crate::trace::{ClientScreen, EventKind, PromptAnswer, ShownCertificate};

impl Pc {
    /// Looks at the user's certificates in the certificate manager. It shows dates and keys, not
    /// what others think of the certificates; whether the dates are good is judged by the PC's
    /// clock.
    pub(super) fn check(&self, ticket: Ticket, alive: Result<(), Reason>, out: &mut Outbox<'_>) {
        let mut shown = Vec::new();
        let outcome = alive.and_then(|()| {
            let entries = self.signed_in().entries(MY)?;
            shown = entries.iter().map(ShownCertificate::of).collect();
            let certificate = self.current_of_user()?.certificate;
            let now = self.clock.shows(out.now());
            match state(&certificate, Revocation::Good, now, self.renewal_window) {
                State::NotYetValid => Err(Reason::NotYetValid),
                State::Expired => Err(Reason::Expired),
                State::NeverValid => Err(Reason::NeverValid),
                State::Revoked => Err(Reason::Revoked),
                State::Valid | State::RenewalDue => Ok(()),
            }
        });
        let pc = self.settings.name.clone();
        out.finish(ticket, &pc, EventKind::Check { shown }, outcome);
    }

    /// How the prompt was answered when the signed-in user's key was used, if one appeared.
    pub(super) fn prompt_answer(&self, entry: &Entry, prompt: &KeyPrompt) -> Option<PromptAnswer> {
        let key = self.signed_in().key_info_of(MY.location, entry);
        PromptAnswer::to(key.ok().flatten()?.protection, prompt)
    }

    pub(super) fn delete(
        &mut self,
        ticket: Ticket,
        which: DeleteWhich,
        alive: Result<(), Reason>,
        out: &mut Outbox<'_>,
    ) {
        let pc = self.settings.name.clone();
        let now = self.clock.shows(out.now());
        self.revision += 1;
        // The MPKI client asks its user after a renewal, and says when it is done. What other
        // programs say after deleting certificates is not known.
        let asked = which == DeleteWhich::Old && self.asks_to_delete.as_ref() == Some(&self.user);
        let mut messages = Vec::new();
        let deleted = alive.and_then(|()| {
            let store = self.signed_in_mut();
            let deleted = match which {
                DeleteWhich::Old => deletion::delete_old(store),
                DeleteWhich::Expired => deletion::delete_expired(store, now),
            };
            let count = deleted.map(|deleted| NonZeroUsize::new(deleted.len()));
            if asked && count != Ok(None) {
                messages.push(ClientScreen::ASKED);
            }
            count?.ok_or(Reason::NotFound)
        });
        if asked && deleted.is_ok() {
            messages.push(ClientScreen::DELETED);
            self.asks_to_delete = None;
        }
        let kind = EventKind::Delete {
            which,
            count: deleted.ok(),
            messages,
        };
        out.finish(ticket, &pc, kind, deleted.map(drop));
    }
}
