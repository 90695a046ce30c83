//! The renewal with the client program, and what it installs.

use super::{MY, Pc};
use crate::actor::message::AuthorityMessage;
use crate::actor::{Message, Outbox, Ticket};
use crate::certificate::Certificate;
use crate::key::PrivateKey;
use crate::lifecycle::fault::CutPoint;
use crate::lifecycle::renewal;
use crate::reason::Reason;
use crate::store::{KeyExport, KeyPrompt, KeyProtection, ProtectionLevel, StoredKey};
use crate::trace::EventKind;

impl Pc {
    pub(super) fn renew(
        &mut self,
        ticket: Ticket,
        prompt: &KeyPrompt,
        alive: Result<(), Reason>,
        out: &mut Outbox<'_>,
    ) {
        let pc = self.settings.name.clone();
        let shown = self.clock.shows(out.now());
        let mut key_prompt = None;
        let ready = alive
            .and_then(|()| self.current_of_user())
            .and_then(|entry| {
                renewal::check(&entry.certificate, shown, self.renewal_window)?;
                key_prompt = self.prompt_answer(&entry, prompt);
                // The client proves with the old key that it may renew.
                let proof = self.sign(self.signed_in(), &entry, prompt, out.now())?;
                Ok((entry.certificate, proof))
            })
            .and_then(|ready| self.power_holds(CutPoint::RenewalRequest).map(|()| ready));
        match ready {
            Ok((certificate, proof)) => {
                self.renewal_prompt = prompt.clone();
                out.send(Message::Authority(AuthorityMessage::Renew {
                    ticket,
                    pc,
                    certificate,
                    proof,
                    key_prompt,
                }));
            }
            Err(reason) => {
                let kind = EventKind::Renew {
                    ordinal: None,
                    key_prompt,
                };
                out.finish(ticket, &pc, kind, reason);
            }
        }
    }

    /// The renewed key is protected as the old one is, and may be exported if the old one may.
    pub(super) fn install(
        &mut self,
        key: &PrivateKey,
        certificate: &Certificate,
        chain: &[Certificate],
    ) -> Result<(), Reason> {
        self.power_holds(CutPoint::RenewalStore)?;
        self.revision += 1;
        let old = self.current_in(self.signed_in())?;
        let old_key = match &old {
            Some(entry) => self.signed_in().key_info_of(MY.location, entry)?,
            None => None,
        };
        // A password cannot be read from the store; it is the one that was typed for the old key.
        let typed = std::mem::take(&mut self.renewal_prompt);
        let stored = match old_key {
            Some(old) => StoredKey {
                key: key.clone(),
                export: old.export,
                protection: match (old.protection, typed) {
                    (ProtectionLevel::None, _) => KeyProtection::None,
                    (ProtectionLevel::Password, KeyPrompt::Password(password)) => {
                        KeyProtection::Password(password)
                    }
                    (ProtectionLevel::Confirm | ProtectionLevel::Password, _) => {
                        KeyProtection::Confirm
                    }
                },
            },
            None => StoredKey::new(key.clone(), KeyExport::Allow),
        };
        let asked = old.is_some().then(|| self.user.clone());
        let friendly_name = old.and_then(|entry| entry.properties.friendly_name);
        let store = self.signed_in_mut();
        renewal::install_with(store, stored, certificate, friendly_name, chain)?;
        self.asks_to_delete = asked;
        Ok(())
    }
}
