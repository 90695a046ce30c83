//! A certificate store of somebody's own under the PCs of a world, and what the world asks of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::Duration;

use kigen::actor::{Action, PcSettings, Policy, RenewWhen};
use kigen::key::PrivateKey;
use kigen::lab::Lab;
use kigen::label::Label;
use kigen::lifecycle::import::{ImportOptions, import};
use kigen::outcome::Outcome;
use kigen::reason::Reason;
use kigen::scenario::catalogue::CATALOGUE;
use kigen::scenario::{self, Scenario};
use kigen::seed::Seed;
use kigen::store::{
    CertificateStore, Change, Entry, FaultyStore, KeyContainer, KeyInfo, KeyPrompt, KeyUseError,
    MemoryStore, Operation, StoreError, StoreId, StoreLocation, StoreName, StoreOwner, Stores,
};
use kigen::time::parse_instant;
use kigen::trace::{Event, EventKind};
use kigen::world::{World, WorldSettings};

use crate::support::{P256, pin};

const MY: StoreId = StoreId::current_user(StoreName::My);

/// What a store was asked.
#[derive(Clone, Debug)]
pub(crate) enum Call {
    Entries,
    Containers,
    KeyInfo,
    Sign,
    Export,
    Commit(Vec<Change>),
}

/// What the stores of a world were asked, in order, each with its owner.
pub(crate) type Log = Arc<Mutex<Vec<(StoreOwner, Call)>>>;

/// A store that writes down what it is asked, and takes its time over it.
struct LoggingStore {
    inner: Box<dyn CertificateStore + Send>,
    owner: StoreOwner,
    log: Log,
    takes: Duration,
}

impl LoggingStore {
    fn note(&self, call: Call) {
        sleep(self.takes);
        self.log.lock().unwrap().push((self.owner.clone(), call));
    }
}

impl CertificateStore for LoggingStore {
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        self.note(Call::Entries);
        self.inner.entries(store)
    }

    fn entries_with_archived(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        self.note(Call::Entries);
        self.inner.entries_with_archived(store)
    }

    fn containers(&self, location: StoreLocation) -> Result<Vec<KeyContainer>, StoreError> {
        self.note(Call::Containers);
        self.inner.containers(location)
    }

    fn key_info(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<KeyInfo>, StoreError> {
        self.note(Call::KeyInfo);
        self.inner.key_info(location, container)
    }

    fn sign(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
        message: &[u8],
    ) -> Result<Vec<u8>, KeyUseError> {
        self.note(Call::Sign);
        self.inner.sign(location, container, prompt, message)
    }

    fn export(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
    ) -> Result<PrivateKey, KeyUseError> {
        self.note(Call::Export);
        self.inner.export(location, container, prompt)
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        self.note(Call::Commit(changes.clone()));
        self.inner.commit(changes)
    }
}

/// The usual stores, with a log of what they are asked.
pub(crate) fn logging(takes: Duration) -> (Stores, Log) {
    let (usual, log) = (Stores::default(), Log::default());
    let kept = log.clone();
    let stores = Stores::new(move |owner| LoggingStore {
        inner: usual.make(owner),
        owner: owner.clone(),
        log: log.clone(),
        takes,
    });
    (stores, kept)
}

fn scenario(name: &str) -> Scenario {
    let entry = CATALOGUE.iter().find(|entry| entry.name == name).unwrap();
    entry.scenario()
}

#[test]
fn a_scenario_plays_on_a_slow_store_of_ones_own_as_it_does_on_ours() {
    let scenario = scenario("careful-clerk");
    let seed = scenario.world.seed;
    let (stores, log) = logging(Duration::from_micros(200));
    let played = scenario::run_with(&scenario, seed, stores);
    assert_eq!(played.failure(), None);
    let ours = scenario::run(&scenario, seed);
    assert_eq!(played.events, ours.events);
    assert_eq!(played.artefacts, ours.artefacts);

    let log = log.lock().unwrap();
    let count = |is: fn(&Call) -> bool| log.iter().filter(|(_, call)| is(call)).count();
    for (what, times) in [
        ("entries", count(|call| matches!(call, Call::Entries))),
        ("containers", count(|call| matches!(call, Call::Containers))),
        ("key_info", count(|call| matches!(call, Call::KeyInfo))),
        ("sign", count(|call| matches!(call, Call::Sign))),
        ("export", count(|call| matches!(call, Call::Export))),
    ] {
        assert!(times > 0, "nobody called {what}");
    }
    // An import, and the renewal with its new key.
    let keys: usize = log.iter().map(|(_, call)| keys_put_in(call).len()).sum();
    assert!(keys >= 2, "{keys} keys");
}

/// The private keys that a call puts into a store.
pub(crate) fn keys_put_in(call: &Call) -> Vec<PrivateKey> {
    let Call::Commit(changes) = call else {
        return Vec::new();
    };
    let keys = changes.iter().filter_map(|change| match change {
        Change::SetKey { key, .. } => Some(key.key.clone()),
        _ => None,
    });
    keys.collect()
}

#[test]
fn windows_users_and_replaced_pcs_have_stores_of_their_own() {
    let (stores, log) = logging(Duration::ZERO);
    let mut world = World::with_stores(settings(), stores);
    let (pc, office) = (label("受付01"), label("事務"));
    let sign_in = Action::SignIn {
        pc: pc.clone(),
        user: office.clone(),
    };
    world.perform(sign_in.clone()).unwrap();
    world.perform(Action::Replace { pc: pc.clone() }).unwrap();
    world.perform(sign_in).unwrap();
    let users = |world: &World| -> Vec<Label> {
        let stores = world.stores(&pc);
        stores.map(|(user, _)| user.clone()).collect()
    };
    let service = PcSettings::new(pc.clone()).user;
    assert_eq!(users(&world), [service.clone(), office.clone()]);
    for (_, store) in world.stores(&pc) {
        store.entries(MY).unwrap();
    }
    let log = log.lock().unwrap();
    let last: Vec<&StoreOwner> = log[log.len() - 2..]
        .iter()
        .map(|(owner, _)| owner)
        .collect();
    let owner = |windows_user: Label| StoreOwner {
        pc: pc.clone(),
        replacement: 1,
        windows_user,
    };
    assert_eq!(last, [&owner(service), &owner(office)]);
}

/// Windows: Local Machine and Current User Certificate Stores.
#[test]
fn windows_users_of_a_pc_share_the_computers_part_until_the_pc_is_replaced() {
    let stores = Stores::default();
    let owner = |replacement: u32, user: &str| StoreOwner {
        pc: label("受付01"),
        replacement,
        windows_user: label(user),
    };
    let mut reception = stores.make(&owner(0, "受付"));
    let office = stores.make(&owner(0, "事務"));
    let contents = P256.contents(&P256.client("受付01"), "");
    let machine = ImportOptions {
        location: StoreLocation::LocalMachine,
        ..ImportOptions::default()
    };
    import(&mut reception, &contents, machine).unwrap();
    import(&mut reception, &contents, ImportOptions::default()).unwrap();
    let computers = StoreId::local_machine(StoreName::My);
    let seen = |store: &dyn CertificateStore| {
        let entries = |id| store.entries(id).unwrap().len();
        (entries(computers), entries(MY))
    };
    assert_eq!(seen(&*reception), (1, 1));
    assert_eq!(seen(&*office), (1, 0));
    let other_pc = StoreOwner {
        pc: label("受付02"),
        ..owner(0, "受付")
    };
    assert_eq!(seen(&*stores.make(&other_pc)), (0, 0));
    assert_eq!(seen(&*stores.make(&owner(1, "受付"))), (0, 0));
}

#[test]
fn a_store_that_fails_under_a_pc_gives_its_reason_and_works_the_next_time() {
    let busy = || StoreError::Other {
        reason: Reason::StoreBusy,
        detail: "0x80070021".to_owned(),
    };
    let stores = Stores::new(move |_| {
        let mut store = FaultyStore::new(MemoryStore::new());
        store.fail(Operation::Commit, 1, busy());
        store.fail(Operation::Export, 1, busy());
        store
    });
    let mut lab = Lab::with_stores(Seed::new(7), start(), stores);
    let refused = lab.enroll("受付01", pin("0427")).unwrap_err();
    assert_eq!(refused, Reason::StoreBusy.into());
    let pc = lab.enroll("受付01", pin("0427")).unwrap();
    assert_eq!(lab.connect(&pc), Ok(()));
    let backup = |lab: &mut Lab, name: &str| lab.backup(&pc, &label(name), pin("0427"));
    assert_eq!(backup(&mut lab, "b").err(), Some(Reason::StoreBusy));
    assert!(backup(&mut lab, "b").is_ok());
    let events = &lab.world().trace().events;
    let busy = events
        .iter()
        .filter(|event| event.outcome == Outcome::Refused(Reason::StoreBusy));
    assert_eq!(busy.count(), 2, "{events:#?}");
}

/// Whoever looks from outside is told too, and asks again.
#[test]
fn service_is_down_while_a_store_cannot_be_read_and_up_again_after_it() {
    let damaged = StoreError::Other {
        reason: Reason::StoreDamaged,
        detail: "0x80070570".to_owned(),
    };
    let scenario = scenario("first-setup");
    let seed = scenario.world.seed;
    // How often the world looks before the first connection is not the point: any one look fails.
    for nth in 1..12 {
        let damaged = damaged.clone();
        let stores = Stores::new(move |_| {
            let mut store = FaultyStore::new(MemoryStore::new());
            store.fail(Operation::Sign, nth, damaged.clone());
            store
        });
        let played = scenario::run_with(&scenario, seed, stores);
        if let Some(step) = played.failure() {
            assert_eq!(step.outcome(), Reason::StoreDamaged.code(), "call {nth}");
        }
        let ups: Vec<&Event> = played
            .events
            .iter()
            .filter(|event| matches!(event.kind, EventKind::ServiceUp))
            .collect();
        assert!(!ups.is_empty(), "call {nth}");
    }
}

/// One world costs what its PCs cost, however many there are.
#[test]
fn a_pc_is_asked_as_often_among_many_as_it_is_alone() {
    let calls_of_the_first = |pcs: usize| -> usize {
        let (stores, log) = logging(Duration::ZERO);
        let mut settings = settings();
        settings.facility.policy = Policy {
            reads_notices: true,
            renews: RenewWhen::DaysLeft(90),
            recovers: true,
            backs_up: true,
            pin: Some(pin("0427")),
            ..Policy::default()
        };
        let names = (1..=pcs).map(|number| label(&format!("受付{number:02}")));
        settings.pcs = names.map(PcSettings::new).collect();
        let mut world = World::with_stores(settings, stores);
        world
            .advance_to(start() + chrono::Duration::days(1_250))
            .unwrap();
        let mut calls: BTreeMap<Label, usize> = BTreeMap::new();
        for (owner, _) in log.lock().unwrap().iter() {
            *calls.entry(owner.pc.clone()).or_default() += 1;
        }
        assert_eq!(calls.len(), pcs);
        calls[&label("受付01")]
    };
    let alone = calls_of_the_first(1);
    assert!(alone > 20, "{alone} calls");
    assert_eq!(calls_of_the_first(12), alone);
}

fn label(name: &str) -> Label {
    name.parse().unwrap()
}

fn start() -> chrono::DateTime<chrono::Utc> {
    parse_instant("2022-11-28T10:00:00+09:00").unwrap()
}

fn settings() -> WorldSettings {
    let mut settings = WorldSettings::new(Seed::new(7), start());
    settings.pcs.push(PcSettings::new(label("受付01")));
    settings
}
