//! The world: one clock, the actors, and one queue of messages ordered by time and sequence.
//!
//! Time does not tick; it jumps to the next message, so three quiet years cost nothing. What
//! happens follows from the settings, the actions and the moments they happen at.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use crate::actor::authority::AuthorityActor;
use crate::actor::operator::{Operator, OperatorMessage};
use crate::actor::pc::Pc;
use crate::actor::portal::Portal;
use crate::actor::post::Post;
use crate::actor::services::Services;
use crate::actor::{Action, Message, Outbox};
use crate::authority::{Authority, AuthoritySettings, Validity};
use crate::certificate::Certificate;
use crate::key::KeyAlgorithm;
use crate::label::Label;
use crate::lifecycle::rules::Rules;
use crate::reason::Reason;
use crate::seed::Seed;
use crate::store::MemoryStore;
use crate::trace::{Artefact, Trace};

/// What a world is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldSettings {
    /// What all randomness comes from.
    pub seed: Seed,
    /// When it begins.
    pub start: DateTime<Utc>,
    /// The kind of every key in it.
    pub key: KeyAlgorithm,
    /// The facility's institution code (医療機関コード).
    pub institution: String,
    /// Its numbers.
    pub rules: Rules,
}

impl WorldSettings {
    /// A world of P-256 keys with the manual's numbers.
    pub fn new(seed: Seed, start: DateTime<Utc>) -> Self {
        WorldSettings {
            seed,
            start,
            key: KeyAlgorithm::P256,
            institution: "0000000000".to_owned(),
            rules: Rules::default(),
        }
    }

    /// The authority's own certificates begin before the world and outlast any scenario: the root
    /// by 25 years, the issuing authority by 15 (assumed; the real ones were not found).
    fn authority(&self) -> AuthoritySettings {
        let years = |count: i64| Duration::days(count * 365);
        AuthoritySettings {
            key: self.key,
            root: Validity {
                not_before: self.start - years(5),
                not_after: self.start + years(25),
            },
            issuing: Validity {
                not_before: self.start - years(1),
                not_after: self.start + years(15),
            },
        }
    }
}

/// A moment that is already over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at} is over: it is {now}")]
pub struct InThePast {
    /// The moment that was asked for.
    pub at: DateTime<Utc>,
    /// The world's time.
    pub now: DateTime<Utc>,
}

/// A facility with its PCs, and everybody it deals with, on one virtual timeline.
#[derive(Debug)]
pub struct World {
    seed: Seed,
    rules: Rules,
    now: DateTime<Utc>,
    sequence: u64,
    queue: BTreeMap<(DateTime<Utc>, u64), Message>,
    trace: Trace,
    portal: Portal,
    authority: AuthorityActor,
    post: Post,
    operator: Operator,
    services: Services,
    pcs: BTreeMap<Label, Pc>,
}

impl World {
    /// A world at its start: an authority, and a facility without certificates.
    pub fn new(settings: WorldSettings) -> Self {
        let authority = Authority::new(settings.seed, &settings.authority());
        let WorldSettings {
            seed,
            start,
            key,
            institution,
            rules,
        } = settings;
        World {
            seed,
            now: start,
            sequence: 0,
            queue: BTreeMap::new(),
            trace: Trace::default(),
            portal: Portal::new(seed, rules.clone()),
            post: Post::new(seed, rules.clone()),
            operator: Operator::default(),
            services: Services::new(authority.root().clone()),
            authority: AuthorityActor::new(seed, rules.clone(), key, institution, authority),
            pcs: BTreeMap::new(),
            rules,
        }
    }

    /// The world's time.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The world's numbers.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// What has happened so far.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The certification authority.
    pub fn authority(&self) -> &Authority {
        self.authority.authority()
    }

    /// The certificate store of a PC's Windows user, once the PC has done anything.
    pub fn store(&self, pc: &Label) -> Option<&MemoryStore> {
        self.pcs.get(pc).map(Pc::store)
    }

    /// The certificate a PC uses: of those in its store with a key, the one that expires last, and
    /// of two that expire together the one that began later.
    pub fn certificate(&self, pc: &Label) -> Option<Certificate> {
        let entry = self.pcs.get(pc)?.current().ok()??;
        Some(entry.certificate)
    }

    /// Lets time pass until `at`, and everything happen that happens by then.
    ///
    /// # Errors
    ///
    /// [`InThePast`] when `at` is before the world's time; nothing happens then.
    pub fn advance_to(&mut self, at: DateTime<Utc>) -> Result<(), InThePast> {
        if at < self.now {
            return Err(InThePast { at, now: self.now });
        }
        self.deliver_until(at);
        self.now = at;
        Ok(())
    }

    /// Lets the operator do something now, and says how it ended.
    ///
    /// # Errors
    ///
    /// Why it was refused. Nothing has changed then, except that the trace says so.
    pub fn perform(&mut self, action: Action) -> Result<(), Reason> {
        self.push(self.now, Message::Operator(OperatorMessage::Do(action)));
        self.deliver_until(self.now);
        self.operator
            .take_outcome()
            .expect("every action is answered at the moment it happens")
    }

    /// When the last notice for a PC arrives. While one is on its way, time passes until it comes;
    /// otherwise nothing happens, and the answer is the arrival of the last one that came, or
    /// `None`.
    pub fn await_letter(&mut self, pc: &Label) -> Option<DateTime<Utc>> {
        while self
            .queue
            .values()
            .any(|message| message.brings_letter_for(pc))
        {
            self.deliver_next();
        }
        self.operator.last_letter(pc)
    }

    /// The certificates and the revocation list of the authority, as files.
    pub fn authority_artefacts(&self) -> Vec<Artefact> {
        let authority = self.authority();
        let file = |name: &str, bytes: &[u8]| Artefact {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        };
        vec![
            file("root.cer", authority.root().der()),
            file("issuing.cer", authority.issuing().der()),
            file("issuing.crl", &authority.crl(self.now)),
        ]
    }

    fn push(&mut self, at: DateTime<Utc>, message: Message) {
        self.sequence += 1;
        self.queue.insert((at, self.sequence), message);
    }

    fn deliver_until(&mut self, end: DateTime<Utc>) {
        while let Some(((at, _), _)) = self.queue.first_key_value() {
            if *at > end {
                break;
            }
            self.deliver_next();
        }
    }

    /// Delivers the next message, whenever that is.
    fn deliver_next(&mut self) -> Option<()> {
        let ((at, _), message) = self.queue.pop_first()?;
        self.now = at;
        let mut out = Outbox::new(at, &mut self.trace);
        match message {
            Message::Portal(message) => self.portal.handle(message, &mut out),
            Message::Authority(message) => self.authority.handle(message, &mut out),
            Message::Post(message) => self.post.handle(message, &mut out),
            Message::Operator(message) => self.operator.handle(message, &mut out),
            Message::Services(message) => self.services.handle(message, &mut out),
            Message::Pc(name, message) => self
                .pcs
                .entry(name.clone())
                .or_insert_with(|| Pc::new(self.seed, self.rules.clone(), name))
                .handle(message, &mut out),
        }
        for (at, message) in out.into_sent() {
            self.push(at, message);
        }
        Some(())
    }
}
