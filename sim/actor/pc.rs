//! A PC: its Windows users with their certificate stores, the files it downloaded, its clock, and
//! its MPKI client.

mod screens;
mod stores;
mod wizards;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::actor::action::CertificateChoice;
use crate::actor::client::Client;
use crate::actor::message::{
    AuthorityMessage, ClientAuth, OperatorMessage, PcMessage, Possession, ServicesMessage,
};
use crate::actor::{Message, Outbox, PcSettings, Ticket};
use crate::certificate::Certificate;
use crate::key::PrivateKey;
use crate::label::Label;
use crate::lifecycle::backup::{ExportOptions, chain_above};
use crate::lifecycle::clock::PcClock;
use crate::lifecycle::fault::{CutPoint, PcFault};
use crate::lifecycle::renewal;
use crate::lifecycle::rules::Rules;
use crate::lifecycle::service::Service;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::seed::Seed;
use crate::store::{
    CertificateStore, Entry, KeyExport, KeyPrompt, KeyProtection, ProtectionLevel, StoreId,
    StoreName, StoredKey, Stores,
};
use crate::trace::EventKind;
use stores::{OwnStore, UserStores};

/// The Windows user's own certificates.
const MY: StoreId = StoreId::current_user(StoreName::My);

#[derive(Debug)]
pub(crate) struct Pc {
    seed: Seed,
    rules: Arc<Rules>,
    settings: PcSettings,
    /// Who is signed in.
    user: Label,
    stores: UserStores,
    /// What was answered when the client asked to use the old key at the last renewal.
    renewal_prompt: KeyPrompt,
    /// The Windows user whom the client has asked, since the last renewal, whether to delete the
    /// previous certificate (I006).
    asks_to_delete: Option<Label>,
    download: Option<(Label, Arc<[u8]>)>,
    choice: CertificateChoice,
    clock: PcClock,
    client: Client,
    cuts: BTreeSet<CutPoint>,
    disk_full: bool,
    dead: bool,
    /// Grows with everything that may change whether the services can be used.
    revision: u64,
}

impl Pc {
    pub(crate) fn new(seed: Seed, rules: Arc<Rules>, settings: PcSettings, stores: Stores) -> Self {
        let stores = UserStores::new(stores, settings.name.clone(), &settings.user);
        Pc::with(seed, rules, settings, stores)
    }

    fn with(seed: Seed, rules: Arc<Rules>, settings: PcSettings, stores: UserStores) -> Self {
        let user = settings.user.clone();
        let client = Client::new(rules.notices.clone(), settings.power.clone());
        Pc {
            seed,
            rules,
            stores,
            renewal_prompt: KeyPrompt::Silent,
            asks_to_delete: None,
            user,
            settings,
            download: None,
            choice: CertificateChoice::default(),
            clock: PcClock::right(),
            client,
            cuts: BTreeSet::new(),
            disk_full: false,
            dead: false,
            revision: 0,
        }
    }

    /// The store of the Windows user under whom the services run.
    pub(crate) fn store(&self) -> &OwnStore {
        self.stores.of(&self.settings.user)
    }

    /// Every Windows user's store.
    pub(crate) fn stores(&self) -> impl Iterator<Item = (&Label, &dyn CertificateStore)> {
        self.stores.iter()
    }

    /// A number that changes when what the services make of the PC may change.
    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    /// The certificate that is used from a store: of those with a key, the one that was chosen.
    fn current_in(&self, store: &OwnStore) -> Result<Option<Entry>, Reason> {
        let entries = store.entries(MY)?.into_iter();
        let with_key = entries.filter(|entry| entry.properties.key_container.is_some());
        // Two issued at the end of a month may expire together; the one that began later is newer.
        let age = |entry: &Entry| {
            (
                entry.certificate.not_after(),
                entry.certificate.not_before(),
            )
        };
        Ok(match self.choice {
            CertificateChoice::New => with_key.max_by_key(age),
            CertificateChoice::Old => with_key.min_by_key(age),
        })
    }

    /// The certificate the services see.
    pub(crate) fn current(&self) -> Result<Option<Entry>, Reason> {
        self.current_in(self.store())
    }

    fn signed_in(&self) -> &OwnStore {
        self.stores.of(&self.user)
    }

    fn signed_in_mut(&mut self) -> &mut OwnStore {
        self.stores.of_mut(&self.user)
    }

    /// The certificate of whoever is signed in.
    fn current_of_user(&self) -> Result<Entry, Reason> {
        self.current_in(self.signed_in())?
            .ok_or(Reason::NoCertificate)
    }

    pub(crate) fn handle(&mut self, message: PcMessage, out: &mut Outbox<'_>) {
        let alive = if self.dead {
            Err(Reason::PcDead)
        } else {
            Ok(())
        };
        let pc = self.settings.name.clone();
        match message {
            PcMessage::Save {
                ticket,
                file,
                bytes,
            } => {
                if alive.is_ok() {
                    self.download = Some((file, bytes));
                }
                out.answer(ticket, alive);
            }
            PcMessage::Import {
                ticket,
                brought,
                password,
                options,
            } => self.import(ticket, brought, &password, options, alive, out),
            PcMessage::Check { ticket } => self.check(ticket, alive, out),
            PcMessage::Connect {
                ticket,
                service,
                prompt,
            } => self.connect(ticket, service, &prompt, out),
            PcMessage::Look => {
                let notice = self.client.on_screen(out.now()).filter(|_| !self.dead);
                if let Some(notice) = notice {
                    let reminded = OperatorMessage::Reminded { pc, notice };
                    out.send(Message::Operator(reminded));
                }
            }
            PcMessage::Dismiss { ticket } => {
                let outcome = alive.and_then(|()| {
                    let dismissed = self.client.dismiss(out.now());
                    dismissed.then_some(()).ok_or(Reason::NoNotice)
                });
                out.finish(ticket, &pc, EventKind::Dismiss, outcome);
            }
            PcMessage::Renew { ticket, prompt } => self.renew(ticket, &prompt, alive, out),
            PcMessage::Renewed {
                ticket,
                ordinal,
                key,
                certificate,
                key_prompt,
            } => {
                let outcome = self.install(&key, &certificate);
                let kind = EventKind::Renew {
                    ordinal: outcome.is_ok().then_some(ordinal),
                    key_prompt,
                };
                out.finish(ticket, &pc, kind, outcome);
            }
            PcMessage::Choose { ticket, which } => {
                self.choice = which;
                self.revision += 1;
                out.answer(ticket, alive);
            }
            PcMessage::Delete { ticket, which } => self.delete(ticket, which, alive, out),
            PcMessage::Backup {
                ticket,
                backup,
                pin,
                pin_again,
                encryption,
            } => {
                let options = ExportOptions {
                    pin_again: &pin_again,
                    encryption,
                    ..ExportOptions::new(&pin)
                };
                self.backup(ticket, backup, &options, alive, out);
            }
            PcMessage::Replace { ticket } => {
                let revision = self.revision + 1;
                let client = self.client.successor();
                let user = self.settings.user.clone();
                let stores = self.stores.successor(&user);
                *self = Pc {
                    revision,
                    client,
                    ..Pc::with(self.seed, self.rules.clone(), self.settings.clone(), stores)
                };
                out.finish(ticket, &pc, EventKind::Replace, Outcome::Ok);
            }
            PcMessage::SignIn { ticket, user } => {
                if alive.is_ok() {
                    self.stores.sign_in(&user);
                    self.user = user.clone();
                }
                out.finish(ticket, &pc, EventKind::SignIn { user }, alive);
            }
            PcMessage::Fault(fault) => self.fail(&fault, out.now()),
            PcMessage::Remind { number } => self.remind(number, out),
        }
        self.set_reminder(out);
    }

    fn fail(&mut self, fault: &PcFault, at: DateTime<Utc>) {
        match fault {
            PcFault::CutPower { at: point, .. } => {
                self.cuts.insert(*point);
            }
            PcFault::FillDisk { .. } => self.disk_full = true,
            PcFault::FreeDisk { .. } => self.disk_full = false,
            PcFault::Break { .. } => {
                self.dead = true;
                self.revision += 1;
            }
            PcFault::SetClock { by, .. } => self.clock = self.clock.clone().step(at, *by),
            PcFault::Drift {
                seconds_per_day, ..
            } => self.clock = self.clock.clone().with_drift(at, *seconds_per_day),
            PcFault::DrainBattery { .. } => {
                self.clock = self.clock.clone().reset_to(at, battery_epoch());
            }
            PcFault::RepairClock { .. } => self.clock = PcClock::right(),
        }
    }

    /// Refuses if the power fails here; it does so once.
    fn power_holds(&mut self, point: CutPoint) -> Result<(), Reason> {
        if self.cuts.remove(&point) {
            self.client.power_cut();
            Err(Reason::PowerCut)
        } else {
            Ok(())
        }
    }

    fn connect(
        &mut self,
        ticket: Ticket,
        service: Service,
        prompt: &KeyPrompt,
        out: &mut Outbox<'_>,
    ) {
        let pc = self.settings.name.clone();
        let auth = self.auth(self.signed_in(), Some(prompt), out.now());
        let used = self.current_of_user().ok().filter(|_| !self.dead);
        let key_prompt = used.and_then(|entry| self.prompt_answer(&entry, prompt));
        match auth {
            Ok(auth) => out.send(Message::Services(ServicesMessage::Connect {
                ticket,
                pc,
                service,
                key_prompt,
                auth: Box::new(auth),
            })),
            Err(reason) => {
                let kind = EventKind::Connect {
                    service,
                    key_prompt,
                };
                out.finish(ticket, &pc, kind, reason);
            }
        }
    }

    /// Returns what the PC would show a service now, under the Windows user it is used with.
    pub(crate) fn auth_of_service_user(&self, at: DateTime<Utc>) -> Result<ClientAuth, Reason> {
        self.auth(self.store(), None, at)
    }

    /// Returns what the PC shows a service: a certificate, its path, and a signature with its key.
    /// With an answer to the prompt, the key may be refused. Without one, nobody is there to be
    /// asked, and what the store says about a protected key has to do.
    fn auth(
        &self,
        store: &OwnStore,
        prompt: Option<&KeyPrompt>,
        at: DateTime<Utc>,
    ) -> Result<ClientAuth, Reason> {
        if self.dead {
            return Err(Reason::PcDead);
        }
        let entry = self.current_in(store)?.ok_or(Reason::NoCertificate)?;
        let key = store.key_info_of(MY.location, &entry)?;
        let key = key.ok_or(Reason::NoPrivateKey)?;
        let possession = match (prompt, key.protection) {
            (Some(prompt), _) => self.sign(store, &entry, prompt, at)?,
            (None, ProtectionLevel::None) => self.sign(store, &entry, &KeyPrompt::Silent, at)?,
            (None, _) => Possession::Stated(key.public),
        };
        Ok(ClientAuth {
            intermediates: chain_above(store, &entry.certificate)?,
            certificate: entry.certificate,
            possession,
        })
    }

    /// Proves that the PC has the key of a certificate.
    fn sign(
        &self,
        store: &OwnStore,
        entry: &Entry,
        prompt: &KeyPrompt,
        at: DateTime<Utc>,
    ) -> Result<Possession, Reason> {
        let container = entry.properties.key_container.as_ref();
        let container = container.ok_or(Reason::NoPrivateKey)?;
        let challenge = format!("{}/{}", self.settings.name, at.timestamp()).into_bytes();
        let signature = store.sign(
            entry.properties.key_location(MY.location),
            container,
            prompt,
            &challenge,
        );
        Ok(Possession::Signed {
            signature: signature?,
            challenge,
        })
    }

    fn renew(
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
                renewal::check(&entry.certificate, shown, &self.rules)?;
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
    fn install(&mut self, key: &PrivateKey, certificate: &Certificate) -> Result<(), Reason> {
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
        renewal::install(store, stored, certificate, friendly_name)?;
        self.asks_to_delete = asked;
        Ok(())
    }

    /// Shows the notice that is due, unless something has changed since it was set.
    fn remind(&mut self, number: u64, out: &mut Outbox<'_>) {
        if let Some(notice) = self.client.show(number) {
            let pc = self.settings.name.clone();
            out.record(&pc, EventKind::Notice { notice }, Outcome::Ok);
            out.send(Message::Operator(OperatorMessage::Reminded { pc, notice }));
        }
    }

    /// Works out when the next notice comes, and sets its reminder.
    fn set_reminder(&mut self, out: &mut Outbox<'_>) {
        let current = self.current().ok().flatten().filter(|_| !self.dead);
        let certificate = current.as_ref().map(|entry| &entry.certificate);
        let set = self.client.set(certificate, &self.clock, out.now());
        if let Some((at, number)) = set {
            let pc = self.settings.name.clone();
            out.send_at(at, Message::Pc(pc, PcMessage::Remind { number }));
        }
    }
}

/// What a clock without a battery shows when it starts (assumed; it differs by maker).
fn battery_epoch() -> DateTime<Utc> {
    DateTime::from_timestamp(1_262_271_600, 0).expect("2010-01-01 00:00 JST is a date")
}
