//! A PC: its Windows users with their certificate stores, the files it downloaded, its clock, and
//! its MPKI client.

mod renewing;
mod screens;
mod sending;
mod stores;
mod wizards;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::actor::action::CertificateChoice;
use crate::actor::agent::{Agent, Alarm};
use crate::actor::client::Client;
use crate::actor::message::{OperatorMessage, PcMessage};
use crate::actor::{Message, Outbox, PcSettings};
use crate::label::Label;
use crate::lifecycle::age::{newest, oldest};
use crate::lifecycle::backup::ExportOptions;
use crate::lifecycle::clock::PcClock;
use crate::lifecycle::fault::{CutPoint, PcFault};
#[cfg(feature = "serve")]
use crate::lifecycle::notice::Notice;
use crate::lifecycle::rules::Rules;
use crate::outcome::Outcome;
use crate::pki::RenewalWindow;
use crate::reason::Reason;
use crate::seed::Seed;
use crate::store::{CertificateStore, Entry, KeyPrompt, StoreId, StoreName, Stores};
use crate::time::Span;
use crate::trace::EventKind;
use sending::Memory;
use stores::{OwnStore, UserStores};

/// The Windows user's own certificates.
const MY: StoreId = StoreId::current_user(StoreName::My);

#[derive(Debug)]
pub(crate) struct Pc {
    seed: Seed,
    rules: Arc<Rules>,
    renewal_window: RenewalWindow,
    /// The program that renews by itself, if there is one.
    agent: Option<Agent>,
    alarm: Alarm,
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
    /// What the client programs remember of the certificates that they sent.
    memory: Memory,
    /// The names of the authorities that the services accept, if they name them.
    authorities: Arc<[Vec<u8>]>,
    clock: PcClock,
    client: Client,
    cuts: BTreeSet<CutPoint>,
    disk_full: bool,
    dead: bool,
    /// Grows with everything that may change whether the services can be used.
    revision: u64,
}

impl Pc {
    /// Returns a PC without certificates, with a program that renews by itself if there is a jitter
    /// for it. The services name these authorities, in DER.
    pub(crate) fn new(
        seed: Seed,
        rules: Arc<Rules>,
        renewal_window: RenewalWindow,
        jitter: Option<Span>,
        settings: PcSettings,
        authorities: Arc<[Vec<u8>]>,
        stores: Stores,
    ) -> Self {
        let stores = UserStores::new(stores, settings.name.clone(), &settings.user);
        Pc::with(
            seed,
            rules,
            renewal_window,
            jitter,
            settings,
            authorities,
            stores,
        )
    }

    fn with(
        seed: Seed,
        rules: Arc<Rules>,
        renewal_window: RenewalWindow,
        jitter: Option<Span>,
        settings: PcSettings,
        authorities: Arc<[Vec<u8>]>,
        stores: UserStores,
    ) -> Self {
        let user = settings.user.clone();
        let power = settings.power.clone();
        let agent = jitter.map(|jitter| Agent {
            seed,
            pc: settings.name.clone(),
            window: renewal_window,
            jitter,
            power: power.clone(),
        });
        let client = Client::new(rules.notices.clone(), rules.notices_by, power);
        Pc {
            seed,
            rules,
            renewal_window,
            agent,
            alarm: Alarm::default(),
            stores,
            renewal_prompt: KeyPrompt::Silent,
            asks_to_delete: None,
            user,
            settings,
            download: None,
            choice: CertificateChoice::default(),
            memory: Memory::default(),
            authorities,
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

    /// What it is like.
    pub(crate) fn settings(&self) -> &PcSettings {
        &self.settings
    }

    /// A number that changes when what the services make of the PC may change.
    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    /// The certificate that is used from a store: of those with a key, the one that was chosen.
    fn current_in(&self, store: &OwnStore) -> Result<Option<Entry>, Reason> {
        let entries = store.entries(MY)?.into_iter();
        let with_key = entries.filter(|entry| entry.properties.key_container.is_some());
        Ok(match self.choice {
            CertificateChoice::New => newest(with_key),
            CertificateChoice::Old => oldest(with_key),
        })
    }

    /// The certificate the services see.
    pub(crate) fn current(&self) -> Result<Option<Entry>, Reason> {
        self.current_in(self.store())
    }

    /// The notice on its screen.
    #[cfg(feature = "serve")]
    pub(crate) fn notice(&self, now: DateTime<Utc>) -> Option<Notice> {
        self.client.on_screen(now).filter(|_| !self.dead)
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
            PcMessage::Wake { number } => {
                if self.alarm.goes_off(number, out.now()) && !self.dead {
                    out.send(Message::Operator(OperatorMessage::RenewalOpen { pc }));
                }
            }
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
                chain,
                key_prompt,
            } => {
                let outcome = self.install(&key, &certificate, &chain);
                let kind = EventKind::Renew {
                    ordinal: outcome.is_ok().then_some(ordinal),
                    key_prompt,
                };
                out.finish(ticket, &pc, kind, outcome);
            }
            PcMessage::Choose { ticket, which } => {
                let outcome = alive.and_then(|()| self.choose(which, out.now()));
                out.answer(ticket, outcome);
            }
            PcMessage::Refused { thumbprint } => self.forget(thumbprint),
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
                let alarm = self.alarm.successor();
                let user = self.settings.user.clone();
                let stores = self.stores.successor(&user);
                *self = Pc {
                    revision,
                    client,
                    alarm,
                    ..Pc::with(
                        self.seed,
                        self.rules.clone(),
                        self.renewal_window,
                        self.agent.as_ref().map(|agent| agent.jitter),
                        self.settings.clone(),
                        self.authorities.clone(),
                        stores,
                    )
                };
                out.finish(ticket, &pc, EventKind::Replace, Outcome::Ok);
            }
            PcMessage::SignIn { ticket, user } => {
                if alive.is_ok() {
                    self.stores.sign_in(&user);
                    self.user = user.clone();
                    self.end_browser();
                }
                out.finish(ticket, &pc, EventKind::SignIn { user }, alive);
            }
            PcMessage::Fault(fault) => self.fail(&fault, out.now()),
            PcMessage::Remind { number } => self.remind(number, out),
        }
        self.configure();
        self.set_alarms(out);
    }

    fn fail(&mut self, fault: &PcFault, at: DateTime<Utc>) {
        // A clock decides what a browser offers.
        self.revision += 1;
        match fault {
            PcFault::CutPower { at: point, .. } => {
                self.cuts.insert(*point);
            }
            PcFault::FillDisk { .. } => self.disk_full = true,
            PcFault::FreeDisk { .. } => self.disk_full = false,
            PcFault::Break { .. } => self.dead = true,
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
            self.end_browser();
            Err(Reason::PowerCut)
        } else {
            Ok(())
        }
    }

    /// Shows the notice that is due, unless something has changed since it was set.
    fn remind(&mut self, number: u64, out: &mut Outbox<'_>) {
        if let Some(notice) = self.client.show(number) {
            let pc = self.settings.name.clone();
            let by = self.rules.notices_by;
            out.record(&pc, EventKind::Notice { notice, by }, Outcome::Ok);
            out.send(Message::Operator(OperatorMessage::Reminded { pc, notice }));
        }
    }

    /// Works out when the next notice comes and when the program that renews by itself wakes, and
    /// sets their alarms.
    fn set_alarms(&mut self, out: &mut Outbox<'_>) {
        let current = self.current().ok().flatten().filter(|_| !self.dead);
        let certificate = current.as_ref().map(|entry| &entry.certificate);
        let set = self.client.set(certificate, &self.clock, out.now());
        if let Some((at, number)) = set {
            let pc = self.settings.name.clone();
            out.send_at(at, Message::Pc(pc, PcMessage::Remind { number }));
        }
        let agent = self.agent.as_ref();
        let set =
            agent.and_then(|agent| self.alarm.set(agent, certificate, &self.clock, out.now()));
        if let Some((at, number)) = set {
            let pc = self.settings.name.clone();
            out.send_at(at, Message::Pc(pc, PcMessage::Wake { number }));
        }
    }
}

/// What a clock without a battery shows when it starts (assumed; it differs by maker).
fn battery_epoch() -> DateTime<Utc> {
    DateTime::from_timestamp(1_262_271_600, 0).expect("2010-01-01 00:00 JST is a date")
}
