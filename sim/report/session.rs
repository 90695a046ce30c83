//! What a session answers.

mod text;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::certificate::Certificate;
use super::event::Event;
use super::format::Report;
use super::measures::Measures;
use super::run;
use super::value::{Moment, SchemaNumber};
use crate::inspection::Judge;
use crate::label::Label;
use crate::measure;
use crate::outcome::Outcome;
use crate::scenario::{PlayedStep, Replay, Step};
use crate::store::{CertificateStore, KeyExport, KeyState, StoreId, StoreLocation, StoreName};
use crate::words::Voice;
use crate::{store, trace};

/// What `kigen session` answers; `answer` says what it is about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "answer", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Session {
    /// A session has begun.
    Begun {
        /// The number of the format.
        schema: SchemaNumber,
        /// What time it is.
        now: Moment,
    },
    /// A step was played.
    Step {
        /// The number of the format.
        schema: SchemaNumber,
        /// What time it is.
        now: Moment,
        /// The step.
        step: run::Step,
        /// What happened in it, in order of time.
        events: Vec<Event>,
    },
    /// The last step was taken back.
    Undone {
        /// The number of the format.
        schema: SchemaNumber,
        /// What the step was about.
        undone: String,
    },
    /// What is in the stores.
    List {
        /// The number of the format.
        schema: SchemaNumber,
        /// What time it is.
        now: Moment,
        /// Every certificate in every store of every Windows user.
        entries: Vec<Entry>,
    },
    /// What the services would make of each PC.
    Verify {
        /// The number of the format.
        schema: SchemaNumber,
        /// What time it is.
        now: Moment,
        /// The outcome by PC.
        pcs: BTreeMap<Label, Outcome>,
    },
    /// The clock, how each PC stands, and what it has cost.
    Status {
        /// The number of the format.
        schema: SchemaNumber,
        /// What time it is.
        now: Moment,
        /// How many steps were played.
        step_count: usize,
        /// By PC.
        pcs: BTreeMap<Label, Pc>,
        /// What it has cost.
        measures: Measures,
    },
}

/// A certificate in a store.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Entry {
    /// The PC.
    pub pc: Label,
    /// The Windows user.
    pub user: Label,
    /// The store.
    pub store: StoreName,
    /// The name that people see; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// Its private key; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_key: Option<KeyState>,
    /// That it is archived: Windows shows it only to those who ask for archived certificates, and
    /// no client chooses it. Absent where it is not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
    /// The certificate.
    pub certificate: Certificate,
}

/// How a PC stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Pc {
    /// The certificate that it uses; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Certificate>,
    /// What the services would make of it.
    pub services: Outcome,
}

/// The report on a session that has begun.
#[derive(Clone, Copy, Debug)]
pub struct BegunReport<'a> {
    /// Its file. Only the text for people mentions it.
    pub file: &'a Path,
    /// The time at which its world begins.
    pub start: DateTime<Utc>,
}

/// The report on a step.
#[derive(Clone, Copy, Debug)]
pub struct StepReport<'a> {
    /// The step.
    pub step: &'a PlayedStep,
    /// What happened in it.
    pub events: &'a [trace::Event],
    /// The time after it.
    pub now: DateTime<Utc>,
}

/// The report on a step that was taken back.
#[derive(Clone, Copy, Debug)]
pub struct UndoneReport<'a>(pub &'a Step);

/// The report on what is in the stores of these PCs.
#[derive(Clone, Debug)]
pub struct ListReport<'a> {
    /// The session.
    pub replay: &'a Replay,
    /// The PCs.
    pub pcs: Vec<&'a Label>,
}

/// The report on what the services would make of these PCs.
#[derive(Clone, Debug)]
pub struct VerifyReport<'a> {
    /// The session.
    pub replay: &'a Replay,
    /// The PCs.
    pub pcs: Vec<&'a Label>,
}

/// The report on the clock, how each PC stands, and what it has cost.
#[derive(Clone, Copy, Debug)]
pub struct StatusReport<'a> {
    /// The session.
    pub replay: &'a Replay,
    /// Its file. Only the text for people mentions it.
    pub file: &'a Path,
}

impl Pc {
    /// How a PC of a session stands.
    pub(super) fn of(pc: &Label, replay: &Replay) -> Self {
        let world = replay.world();
        let judge = judge(replay);
        Pc {
            certificate: world
                .certificate(pc)
                .map(|one| Certificate::judged(&one, &judge)),
            services: world.verdict(pc).into(),
        }
    }
}

impl Report for BegunReport<'_> {
    type Document = Session;

    fn document(&self) -> Session {
        Session::Begun {
            schema: SchemaNumber,
            now: Moment(self.start),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        text::begun(self.file, self.start, voice)
    }
}

impl Report for StepReport<'_> {
    type Document = Session;

    fn document(&self) -> Session {
        Session::Step {
            schema: SchemaNumber,
            now: Moment(self.now),
            step: run::Step::from(self.step),
            events: self.events.iter().map(Event::from).collect(),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        text::step(self.step, self.events, self.now, voice)
    }
}

impl Report for UndoneReport<'_> {
    type Document = Session;

    fn document(&self) -> Session {
        Session::Undone {
            schema: SchemaNumber,
            undone: self.0.deed.title(),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        text::undone(self.0, voice)
    }
}

/// A certificate in a store, with all that leads to it.
pub(super) struct Found<'a> {
    pub(super) pc: &'a Label,
    pub(super) user: &'a Label,
    pub(super) store: StoreName,
    pub(super) entry: store::Entry,
    pub(super) key: Option<KeyState>,
}

impl ListReport<'_> {
    pub(super) fn judge(&self) -> Judge {
        judge(self.replay)
    }

    pub(super) fn found(&self) -> Vec<Found<'_>> {
        let mut found = Vec::new();
        for pc in &self.pcs {
            for (user, store) in self.replay.world().stores(pc) {
                for &name in StoreName::ALL {
                    let entries = store.entries_with_archived(StoreId::current_user(name));
                    for entry in entries.unwrap_or_default() {
                        found.push(Found {
                            pc,
                            user,
                            store: name,
                            key: KeyState::of(store, &entry),
                            entry,
                        });
                    }
                }
            }
        }
        found
    }
}

impl KeyState {
    /// Returns whether a certificate has a private key, and whether the key may leave.
    fn of(store: &dyn CertificateStore, entry: &store::Entry) -> Option<Self> {
        entry.properties.key_container.as_ref()?;
        let key = store.key_info_of(StoreLocation::CurrentUser, entry);
        Some(match key.ok().flatten().map(|key| key.export) {
            Some(KeyExport::Allow) => KeyState::Exportable,
            Some(KeyExport::Deny) => KeyState::NotExportable,
            None => KeyState::Missing,
        })
    }
}

impl Report for ListReport<'_> {
    type Document = Session;

    fn document(&self) -> Session {
        let judge = self.judge();
        let entries = self.found().into_iter().map(|found| Entry {
            pc: found.pc.clone(),
            user: found.user.clone(),
            store: found.store,
            friendly_name: found.entry.properties.friendly_name.clone(),
            private_key: found.key,
            archived: found.entry.properties.is_archived(),
            certificate: Certificate::judged(&found.entry.certificate, &judge),
        });
        Session::List {
            schema: SchemaNumber,
            now: Moment(judge.time()),
            entries: entries.collect(),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        text::list(self, voice)
    }
}

impl Report for VerifyReport<'_> {
    type Document = Session;

    fn document(&self) -> Session {
        let world = self.replay.world();
        let pcs = self.pcs.iter();
        Session::Verify {
            schema: SchemaNumber,
            now: Moment(world.now()),
            pcs: pcs
                .map(|pc| ((*pc).clone(), Outcome::from(world.verdict(pc))))
                .collect(),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        text::verify(self.replay.world(), &self.pcs, voice)
    }
}

impl StatusReport<'_> {
    pub(super) fn judge(&self) -> Judge {
        judge(self.replay)
    }

    pub(super) fn measures(&self) -> measure::Measures {
        let world = self.replay.world();
        let pcs = &self.replay.scenario().world.pcs;
        measure::Measures::of(&world.trace().events, pcs, world.now())
    }
}

impl Report for StatusReport<'_> {
    type Document = Session;

    fn document(&self) -> Session {
        let world = self.replay.world();
        let pcs = world.pcs().map(|pc| (pc.clone(), Pc::of(pc, self.replay)));
        Session::Status {
            schema: SchemaNumber,
            now: Moment(world.now()),
            step_count: self.replay.scenario().steps.len(),
            pcs: pcs.collect(),
            measures: Measures::from(&self.measures()),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        text::status(self, voice)
    }
}

/// Returns the judge of a session's certificates: its clock, and its renewal window.
fn judge(replay: &Replay) -> Judge {
    let world = replay.world();
    Judge::at(world.now()).renewing(world.pki().renewal_window)
}
