//! What a PC sends when a service asks for a certificate: which certificate, its chain, and a
//! signature with its key.

use chrono::{DateTime, Utc};

use super::{MY, OwnStore, Pc};
use crate::actor::action::CertificateChoice;
use crate::actor::message::{ClientOffer, Possession, ServicesMessage};
use crate::actor::{Message, Outbox, Ticket};
use crate::certificate::Thumbprint;
use crate::lifecycle::backup::chain_above;
use crate::lifecycle::selection::{CertificateSelection, SelectionContext};
use crate::lifecycle::service::Service;
use crate::reason::Reason;
use crate::store::{Entry, KeyPrompt, ProtectionLevel};
use crate::trace::{EventKind, ShownCertificate};

/// What client programs remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The certificate that was configured.
    pinned: Option<Thumbprint>,
    /// The certificate that was picked in the browser, and since when it is remembered.
    picked: Option<(Thumbprint, DateTime<Utc>)>,
}

impl Pc {
    pub(super) fn connect(
        &mut self,
        ticket: Ticket,
        service: Service,
        prompt: &KeyPrompt,
        out: &mut Outbox<'_>,
    ) {
        let pc = self.settings.name.clone();
        let selection = self.settings.selection;
        let entry = self.selected(self.signed_in(), out.now());
        let auth = entry.clone().and_then(|entry| {
            let auth = |entry| {
                let store = self.signed_in();
                let offer = offer(store, entry)?;
                let possession = self.sign(store, &offer.entry, prompt, out.now())?;
                Ok(offer.proved(possession))
            };
            entry.map(auth).transpose()
        });
        let used = entry.ok().flatten();
        let key_prompt = used.as_ref();
        let key_prompt = key_prompt.and_then(|entry| self.prompt_answer(entry, prompt));
        // Elsewhere there is nothing to tell: what is sent is what the certificate manager shows.
        let sent = used
            .as_ref()
            .filter(|_| selection != CertificateSelection::Latest);
        let kind = EventKind::Connect {
            service,
            key_prompt,
            sent: sent.map(ShownCertificate::of),
        };
        match auth {
            Ok(auth) => {
                if let (CertificateSelection::Browser, Some(auth)) = (selection, &auth) {
                    self.remember(auth.certificate.thumbprint(), out.now());
                }
                out.send(Message::Services(ServicesMessage::Connect {
                    ticket,
                    pc,
                    kind: Box::new(kind),
                    auth: auth.map(Box::new),
                }));
            }
            Err(reason) => out.finish(ticket, &pc, kind, reason),
        }
    }

    /// Returns what the PC would show a service now, under the Windows user it is used with;
    /// nothing, if the program finds no certificate to send.
    pub(crate) fn offer_of_service_user(
        &self,
        at: DateTime<Utc>,
    ) -> Result<Option<ClientOffer>, Reason> {
        let store = self.store();
        let entry = self.selected(store, at)?;
        entry.map(|entry| offer(store, entry)).transpose()
    }

    /// Proves that the PC has the key of what it would show now. Nobody is there to be asked: what
    /// the store says about a protected key has to do.
    pub(crate) fn prove(
        &self,
        offer: &ClientOffer,
        at: DateTime<Utc>,
    ) -> Result<Possession, Reason> {
        match offer.key.protection {
            ProtectionLevel::None => self.sign(self.store(), &offer.entry, &KeyPrompt::Silent, at),
            _ => Ok(Possession::Stated(offer.key.public.clone())),
        }
    }

    /// Returns the first second after `at` at which the PC may send something else although
    /// nothing happens to it.
    pub(crate) fn next_selection(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let selection = self.settings.selection;
        let change = selection.next_change(self.store(), &self.clock, at);
        let browser_ends = self.picked(at).and_then(|_| {
            let on = self.settings.power.next_on(at)?;
            Some(on.end)
        });
        let change = change.ok().flatten();
        change.into_iter().chain(browser_ends).min()
    }

    /// The certificate that a client program sends from a store, if it finds one to its liking.
    fn selected(&self, store: &OwnStore, at: DateTime<Utc>) -> Result<Option<Entry>, Reason> {
        if self.dead {
            return Err(Reason::PcDead);
        }
        let latest = self.current_in(store)?.ok_or(Reason::NoCertificate)?;
        if self.settings.selection == CertificateSelection::Latest {
            return Ok(Some(latest));
        }
        if let Some(thumbprint) = self.picked(at)
            && let Some(entry) = store.find(MY, thumbprint)?
            && entry.properties.key_container.is_some()
        {
            return Ok(Some(entry));
        }
        Ok(self.offered(store, at)?.into_iter().next())
    }

    /// The certificates that a client program would send, the one it prefers first.
    fn offered(&self, store: &OwnStore, at: DateTime<Utc>) -> Result<Vec<Entry>, Reason> {
        let context = SelectionContext {
            authorities: &self.authorities,
            pinned: self.memory.pinned,
            shown: self.clock.shows(at),
        };
        Ok(self.settings.selection.offered(store, context)?)
    }

    /// Somebody picks one of several certificates.
    pub(super) fn choose(
        &mut self,
        which: CertificateChoice,
        at: DateTime<Utc>,
    ) -> Result<(), Reason> {
        self.revision += 1;
        match self.settings.selection {
            CertificateSelection::Latest => self.choice = which,
            CertificateSelection::DotnetAutomatic => return Err(Reason::NoChoice),
            CertificateSelection::Browser => {
                let offered = self.offered(self.signed_in(), at)?;
                let picked = match which {
                    CertificateChoice::New => offered.first(),
                    CertificateChoice::Old => offered.last(),
                };
                let picked = picked.ok_or(Reason::NoCertificateSent)?;
                self.memory.picked = Some((picked.certificate.thumbprint(), at));
            }
            CertificateSelection::Pinned => {
                let with_key = CertificateSelection::Latest;
                let context = SelectionContext {
                    authorities: &[],
                    pinned: None,
                    shown: at,
                };
                let held = with_key.offered(self.signed_in(), context)?;
                let pinned = match which {
                    CertificateChoice::New => held.first(),
                    CertificateChoice::Old => held.last(),
                };
                let pinned = pinned.ok_or(Reason::NoCertificate)?;
                self.memory.pinned = Some(pinned.certificate.thumbprint());
            }
        }
        Ok(())
    }

    /// Configures the first certificate that there is, where one has to be configured.
    pub(super) fn configure(&mut self) {
        if self.settings.selection != CertificateSelection::Pinned || self.memory.pinned.is_some() {
            return;
        }
        if let Ok(Some(first)) = self.current() {
            self.memory.pinned = Some(first.certificate.thumbprint());
            self.revision += 1;
        }
    }

    fn remember(&mut self, thumbprint: Thumbprint, at: DateTime<Utc>) {
        if self.picked(at) != Some(thumbprint) {
            self.memory.picked = Some((thumbprint, at));
            self.revision += 1;
        }
    }

    /// A service refused a certificate: the browser asks again the next time.
    pub(super) fn forget(&mut self, thumbprint: Thumbprint) {
        if matches!(self.memory.picked, Some((picked, _)) if picked == thumbprint) {
            self.end_browser();
        }
    }

    /// The browser ends, and what was picked in it is forgotten.
    pub(super) fn end_browser(&mut self) {
        self.memory.picked = None;
        self.revision += 1;
    }

    /// What was picked in the browser that still runs at `at`: it ends when the PC goes off, and
    /// at once where somebody switched the PC on for that out of its hours.
    fn picked(&self, at: DateTime<Utc>) -> Option<Thumbprint> {
        let (thumbprint, since) = self.memory.picked?;
        let on = self.settings.power.next_on(since)?;
        (on.contains(since) && on.contains(at)).then_some(thumbprint)
    }

    /// Proves that the PC has the key of a certificate.
    pub(super) fn sign(
        &self,
        store: &OwnStore,
        entry: &Entry,
        prompt: &KeyPrompt,
        at: DateTime<Utc>,
    ) -> Result<Possession, Reason> {
        let container = entry.properties.key_container.as_ref();
        let container = container.ok_or(Reason::NoPrivateKey)?;
        let challenge = format!("{}/{}", self.settings.name, at.timestamp()).into_bytes();
        let location = entry.properties.key_location(MY.location);
        let signature = store.sign(location, container, prompt, &challenge);
        Ok(Possession::Signed {
            signature: signature?,
            challenge,
        })
    }
}

/// What can be shown of a certificate in a store.
fn offer(store: &OwnStore, entry: Entry) -> Result<ClientOffer, Reason> {
    let key = store.key_info_of(MY.location, &entry)?;
    Ok(ClientOffer {
        key: key.ok_or(Reason::NoPrivateKey)?,
        intermediates: chain_above(store, &entry.certificate)?,
        entry,
    })
}
