//! The world: one clock, the actors, and one queue of messages ordered by time and sequence.
//!
//! Time does not tick; it jumps to the next message, so three quiet years cost nothing. What
//! happens follows from the settings, the actions and the moments they happen at.
//!
//! The world also watches, from outside, whether each PC can use its services: it asks the services
//! again whenever something may have changed, and on the second after a validity ends. It looks
//! only at what has changed, so that a PC costs the same however many others there are.

mod asking;
mod certificates;
mod pace;
mod settings;
mod watch;

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::actor::authority::AuthorityActor;
use crate::actor::billing::Billing;
use crate::actor::message::{
    AuthorityMessage, OperatorMessage, PcMessage, PortalMessage, PostMessage, ServicesMessage,
};
use crate::actor::operator::Operator;
use crate::actor::pc::Pc;
use crate::actor::portal::Portal;
use crate::actor::post::Post;
use crate::actor::services::Services;
use crate::actor::{Action, Message, Outbox, PcSettings};
use crate::authority::Authority;
use crate::certificate::Certificate;
use crate::digest::Digest;
use crate::label::Label;
use crate::lifecycle::fault::{Fault, WorldFault};
use crate::lifecycle::rules::Rules;
use crate::outcome::Outcome;
use crate::pki::{RenewalWindow, Subject};
use crate::reason::Reason;
use crate::seed::Seed;
use crate::store::{CertificateStore, Stores};
use crate::time::{Span, format_jst};
use crate::trace::{EventKind, Trace};
use pace::Pace;
use watch::Watch;

pub use settings::{LAST, WORLD_DAYS_MAX, WorldSettings, last_of};

/// A moment in the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is over: it is {}", format_jst(*at), format_jst(*now))]
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
    rules: Arc<Rules>,
    renewal_window: RenewalWindow,
    /// How long the programs that renew by themselves wait at most, where there are any.
    jitter: Option<Span>,
    /// The facility's institution code.
    institution: String,
    began_with_account: bool,
    now: DateTime<Utc>,
    sequence: u64,
    queue: BTreeMap<(DateTime<Utc>, u64), Message>,
    /// How many messages under way may bring an issuance letter, by PC.
    letters_under_way: BTreeMap<Label, usize>,
    trace: Trace,
    portal: Portal,
    authority: AuthorityActor,
    billing: Billing,
    post: Post,
    operator: Operator,
    services: Services,
    /// The names of the authorities that the services accept, if they name them.
    authorities: Arc<[Vec<u8>]>,
    stores: Stores,
    pcs: BTreeMap<Label, Pc>,
    watch: Watch,
    pace: Pace,
}

impl World {
    /// Returns a world at its start: an authority, and a facility without certificates. An operator
    /// whose policy is to recover from outages begins by setting up every PC. The certificate
    /// stores are in memory.
    ///
    /// # Panics
    ///
    /// Where [`WorldSettings::check`] finds something wrong with the settings.
    pub fn new(settings: WorldSettings) -> Self {
        World::with_stores(settings, Stores::default())
    }

    /// The same, with other certificate stores under its PCs.
    ///
    /// # Panics
    ///
    /// As [`new`](Self::new).
    ///
    /// ```
    /// use kigen::seed::Seed;
    /// use kigen::store::{MemoryStore, Stores};
    /// use kigen::world::{World, WorldSettings};
    ///
    /// let settings = WorldSettings::new(Seed::new(7), "2022-11-28T10:00:00+09:00".parse()?);
    /// let world = World::with_stores(settings, Stores::new(|_| MemoryStore::new())); // yours here
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_stores(settings: WorldSettings, stores: Stores) -> Self {
        let authority = settings.authority();
        let authority = authority.and_then(|of| Authority::new(settings.seed, &of));
        let mut authority = authority.expect("the settings pass `WorldSettings::check`");
        authority.renew(settings.start);
        let next_renewal = authority.next_renewal();
        let renewal_window = settings.pki.renewal_window;
        let policy = &settings.facility.policy;
        let jitter = policy.renews_automatically.then_some(policy.renewal_jitter);
        let client_key = settings.pki.client_key(settings.key);
        let passwords = settings.pki.password_rule();
        let roots = settings.services.roots(authority.root());
        let authorities = settings.services.names(&roots).into();
        let WorldSettings {
            seed,
            start,
            key: _,
            pki: _,
            issuing_ends: _,
            facility,
            services: _,
            mut pcs,
            rules,
        } = settings;
        let rules = Arc::new(rules);
        for pc in &mut pcs {
            pc.power = pc.power.clone().on_calendar(rules.calendar.clone());
        }
        let mut world = World {
            seed,
            institution: facility.institution.clone(),
            began_with_account: facility.portal_account,
            now: start,
            sequence: 0,
            queue: BTreeMap::new(),
            letters_under_way: BTreeMap::new(),
            trace: Trace::default(),
            portal: Portal::new(seed, rules.clone(), facility.portal_account),
            billing: Billing::new(rules.clone(), facility.payment),
            post: Post::new(seed, rules.clone()),
            operator: Operator::new(&facility, &pcs, &passwords, rules.calendar.zone().clone()),
            services: Services::new(roots),
            authorities,
            authority: AuthorityActor::new(seed, rules.clone(), client_key, authority),
            stores,
            pcs: BTreeMap::new(),
            watch: Watch::default(),
            pace: Pace::default(),
            renewal_window,
            jitter,
            rules,
        };
        for pc in pcs {
            world.add_pc(pc);
        }
        if let Some(next) = next_renewal {
            world.push(next, Message::Authority(AuthorityMessage::RenewAuthorities));
        }
        world
    }

    /// Adds a PC without a certificate. If there is one of that name, nothing changes.
    pub fn add_pc(&mut self, settings: PcSettings) {
        if self.pcs.contains_key(&settings.name) {
            return;
        }
        let name = settings.name.clone();
        let Subject { institution, .. } = settings.subject(&self.institution);
        self.authority.register(name.clone(), institution);
        let power = settings.power.on_calendar(self.rules.calendar.clone());
        let settings = PcSettings { power, ..settings };
        let stores = self.stores.clone();
        let authorities = self.authorities.clone();
        let pc = Pc::new(
            self.seed,
            self.rules.clone(),
            self.renewal_window,
            self.jitter,
            settings,
            authorities,
            stores,
        );
        self.pcs.insert(name.clone(), pc);
        self.watch.begin(name.clone());
        let down = OperatorMessage::ServiceDown {
            pc: name,
            reason: Reason::NoCertificate,
        };
        self.push(self.now, Message::Operator(down));
    }

    /// What all its randomness comes from.
    pub fn seed(&self) -> Seed {
        self.seed
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

    /// Returns the trace, once nothing more is to happen.
    pub fn into_trace(self) -> Trace {
        self.trace
    }

    /// The PCs' names.
    pub fn pcs(&self) -> impl Iterator<Item = &Label> {
        self.pcs.keys()
    }

    /// Returns the PC after another one in the order of names, and the first after the last.
    pub(crate) fn pc_after(&self, pc: Option<&Label>) -> Option<&Label> {
        let after = pc.and_then(|pc| {
            let after = (Bound::Excluded(pc), Bound::Unbounded);
            self.pcs.range::<Label, _>(after).next()
        });
        let next = after.or_else(|| self.pcs.first_key_value());
        next.map(|(name, _)| name)
    }

    /// The certificate store of the Windows user under whom a PC's services run.
    pub fn store(&self, pc: &Label) -> Option<&dyn CertificateStore> {
        self.pcs.get(pc).map(|pc| pc.store() as _)
    }

    /// The stores of all Windows users of a PC, in the order of their names.
    pub fn stores(&self, pc: &Label) -> impl Iterator<Item = (&Label, &dyn CertificateStore)> {
        self.pcs.get(pc).into_iter().flat_map(Pc::stores)
    }

    /// The certificate a PC uses: of those in its store with a key, the one that was chosen.
    pub fn certificate(&self, pc: &Label) -> Option<Certificate> {
        let entry = self.pcs.get(pc)?.current().ok()??;
        Some(entry.certificate)
    }

    /// Returns whether a PC can use its services, as far as anybody has noticed.
    pub fn is_up(&self, pc: &Label) -> bool {
        self.watch.is_up(pc)
    }

    /// Returns whether the last look at a PC failed, so that [`is_up`](Self::is_up) may be wrong
    /// until the next one.
    pub(crate) fn is_unsure(&self, pc: &Label) -> bool {
        self.watch.is_unsure(pc)
    }

    /// Checks what the services would make of a PC now.
    ///
    /// # Errors
    ///
    /// Why they would refuse it.
    pub fn verdict(&self, pc: &Label) -> Result<(), Reason> {
        let pc = self.pcs.get(pc).ok_or(Reason::NoCertificate)?;
        let offer = pc.offer_of_service_user(self.now)?;
        let auth = self.proved(pc, offer.as_ref())?;
        self.services.verdict(auth.as_ref(), self.now)
    }

    /// Lets time pass until `at`, with everything that happens by then.
    ///
    /// # Errors
    ///
    /// [`InThePast`] if `at` is before the world's time; nothing happens then.
    pub fn advance_to(&mut self, at: DateTime<Utc>) -> Result<(), InThePast> {
        if at < self.now {
            return Err(InThePast { at, now: self.now });
        }
        self.pace.begin();
        self.deliver_until(at);
        if self.pace.stands_still().is_none() {
            self.now = at;
        }
        Ok(())
    }

    /// Lets the operator do something now, and returns how it ended.
    ///
    /// # Errors
    ///
    /// Why it was refused. Nothing has changed then, except that the trace says so; and not even
    /// that for [`Reason::UnknownPc`]. [`Reason::LimitExceeded`] in a world that stands still.
    pub fn perform(&mut self, action: Action) -> Result<(), Reason> {
        self.expect_pc(action.pc())?;
        self.pace.begin();
        self.push(self.now, Message::Operator(OperatorMessage::Do(action)));
        self.deliver_until(self.now);
        match self.operator.take_outcome() {
            Some(outcome) => outcome.result(),
            None => {
                let stands_still = self.stands_still().is_some();
                assert!(
                    stands_still,
                    "an action is answered at the moment it happens"
                );
                Err(Reason::LimitExceeded)
            }
        }
    }

    /// Puts a file from elsewhere on the operator's shelf, for [`Action::Import`].
    pub fn bring(&mut self, bytes: Vec<u8>) -> Digest {
        self.operator.bring(bytes)
    }

    /// Breaks something now.
    ///
    /// # Errors
    ///
    /// [`Reason::UnknownPc`] for a PC that does not exist; nothing happens then.
    pub fn inject(&mut self, fault: impl Into<Fault>) -> Result<(), Reason> {
        let fault = fault.into();
        self.expect_pc(fault.pc())?;
        let mut out = Outbox::new(self.now, &mut self.trace);
        out.record(fault.pc(), EventKind::Fault(fault.clone()), Outcome::Ok);
        let until = |lasts: Span| lasts.after(self.now).unwrap_or(self.now);
        let message = match fault {
            Fault::Pc(fault) => Message::Pc(fault.pc().clone(), PcMessage::Fault(fault)),
            Fault::World(WorldFault::LoseLetter { pc }) => Message::Post(PostMessage::Lose { pc }),
            Fault::World(WorldFault::PortalDown { pc: _, lasts }) => {
                let until = until(lasts);
                Message::Portal(PortalMessage::Down { until })
            }
            Fault::World(WorldFault::AuthorityDown { pc: _, lasts }) => {
                let until = until(lasts);
                Message::Authority(AuthorityMessage::Down { until })
            }
        };
        self.push(self.now, message);
        self.pace.begin();
        self.deliver_until(self.now);
        Ok(())
    }

    fn expect_pc(&self, name: &Label) -> Result<(), Reason> {
        let known = self.pcs.contains_key(name);
        known.then_some(()).ok_or(Reason::UnknownPc)
    }

    /// Returns when the last letter for a PC arrives. While one may be on its way, time passes
    /// until it comes; otherwise nothing happens, and the answer is the arrival of the last one
    /// that came, or `None`.
    pub fn await_letter(&mut self, pc: &Label) -> Option<DateTime<Utc>> {
        let before = self.operator.last_letter(pc);
        self.pace.begin();
        while self.operator.last_letter(pc) == before
            && self.letters_under_way.contains_key(pc)
            && self.stands_still().is_none()
        {
            self.deliver_next();
        }
        self.operator.last_letter(pc)
    }

    /// The moment at which the world stands still: so much happened within a day of it, and nothing
    /// that anybody did, that it would never end. Nothing more happens.
    pub fn stands_still(&self) -> Option<DateTime<Utc>> {
        self.pace.stands_still()
    }

    /// Makes an impossible world, to check that a checker says so: a trace that lies.
    #[cfg(test)]
    pub(crate) fn trace_mut(&mut self) -> &mut Trace {
        &mut self.trace
    }

    /// Makes an impossible world: one that is wrong about the services.
    #[cfg(test)]
    pub(crate) fn pretend(&mut self, pc: &Label, up: bool) {
        self.watch.pretend(pc, up);
    }

    fn push(&mut self, at: DateTime<Utc>, message: Message) {
        debug_assert!(at >= self.now, "nothing arrives in the past");
        if let Some(pc) = message.brings_letter_for() {
            *self.letters_under_way.entry(pc.clone()).or_default() += 1;
        }
        self.sequence += 1;
        self.queue.insert((at, self.sequence), message);
    }

    /// Takes the next message out of the queue.
    fn pop(&mut self) -> Option<(DateTime<Utc>, Message)> {
        let ((at, _), message) = self.queue.pop_first()?;
        if let Some(pc) = message.brings_letter_for() {
            let under_way = self.letters_under_way.get_mut(pc);
            let under_way = under_way.expect("it was counted when it was pushed");
            *under_way -= 1;
            if *under_way == 0 {
                self.letters_under_way.remove(pc);
            }
        }
        Some((at, message))
    }

    fn deliver_until(&mut self, end: DateTime<Utc>) {
        while self.next_moment().is_some_and(|at| at <= end) && self.stands_still().is_none() {
            self.deliver_next();
        }
    }

    /// Returns when the next thing happens: a message arrives, or an answer of the services lapses.
    fn next_moment(&self) -> Option<DateTime<Utc>> {
        let message = self.queue.first_key_value().map(|((at, _), _)| *at);
        let lapse = self.watch.next_lapse();
        [message, lapse].into_iter().flatten().min()
    }

    /// Lets the next thing happen, whenever that is.
    fn deliver_next(&mut self) {
        let lapse = self.watch.next_lapse();
        match self.queue.first_key_value() {
            Some(((at, _), _)) if lapse.is_none_or(|lapse| *at < lapse) => {}
            _ => {
                // Validities end before anything else happens in the second after them.
                if let Some(lapse) = lapse {
                    self.now = lapse;
                    self.watch.lapse(lapse);
                    self.ask_again();
                }
                return;
            }
        }
        let Some((at, message)) = self.pop() else {
            return;
        };
        self.now = at;
        self.pace.delivered(at, self.pcs.len());
        let mut out = Outbox::new(at, &mut self.trace);
        match message {
            Message::Portal(message) => self.portal.handle(message, &mut out),
            Message::Authority(message) => self.authority.handle(message, &mut out),
            Message::Billing(message) => self.billing.handle(message, &mut out),
            Message::Post(message) => self.post.handle(message, &mut out),
            Message::Operator(message) => self.operator.handle(message, &mut out),
            Message::Services(message) => {
                if matches!(message, ServicesMessage::Crls(_)) {
                    self.watch.forget_answers();
                }
                self.services.handle(message, &mut out);
            }
            Message::Pc(name, message) => {
                let pc = self.pcs.get_mut(&name);
                let pc = pc.expect("a PC is added before anything is sent to it");
                let revision = pc.revision();
                pc.handle(message, &mut out);
                if pc.revision() != revision {
                    self.watch.doubt(name);
                }
            }
        }
        for (at, message) in out.into_sent() {
            self.push(at, message);
        }
        self.ask_again();
    }
}
