//! Long random sequences of commits, shrunk when they fail. The space is small, so that the same
//! certificate comes up again and again.

use std::cell::Cell;
use std::sync::atomic::Ordering;

use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use proptest::{collection, option, sample};
use proptest_state_machine::ReferenceStateMachine;

use super::act::{Act, Beside, shown};
use super::material::{CERTIFICATES, KEYS, pin};
use super::model::Model;
use super::observe::{commit, compare};
use super::{Make, Origin, Outcome, Problem};
use crate::seed::Seed;
use crate::store::{AddDisposition, KeyExport, KeyProtection, StoreId, StoreLocation, StoreName};

/// The most commits in a sequence, and the most changes in a commit.
const COMMITS: usize = 24;
const CHANGES: usize = 4;

/// How often a sequence that fails is made simpler. Whoever is behind a pipe is not asked for ever.
const SHRINKS: u32 = 1024;

/// Friendly names, some of them hard to write down.
const NAMES: [&str; 4] = ["", "受付01", "a: b", " \\ \n"];

impl ReferenceStateMachine for Model {
    type State = Model;
    type Transition = Vec<Act>;

    fn init_state() -> BoxedStrategy<Model> {
        Just(Model::default()).boxed()
    }

    fn transitions(_: &Model) -> BoxedStrategy<Vec<Act>> {
        collection::vec(act(), 1..=CHANGES).boxed()
    }

    fn apply(state: Model, acts: &Vec<Act>) -> Model {
        state.after(acts).unwrap_or(state)
    }
}

fn act() -> impl Strategy<Value = Act> {
    let store = || {
        (location(), sample::select(StoreName::ALL))
            .prop_map(|(location, name)| StoreId { location, name })
    };
    let certificate = || 0..CERTIFICATES.len();
    let add = (
        store(),
        certificate(),
        sample::select(AddDisposition::ALL.as_slice()),
        beside(),
    );
    let protection = prop_oneof![
        Just(KeyProtection::None),
        Just(KeyProtection::Confirm),
        Just(KeyProtection::Password(pin())),
    ];
    let export = sample::select([KeyExport::Allow, KeyExport::Deny].as_slice());
    let key = || 0..KEYS.len();
    prop_oneof![
        4 => add.prop_map(|(store, certificate, disposition, beside)| Act::Add {
            store,
            certificate,
            disposition,
            beside,
        }),
        2 => (store(), certificate())
            .prop_map(|(store, certificate)| Act::Delete { store, certificate }),
        2 => (location(), key(), export, protection).prop_map(
            |(location, key, export, protection)| Act::SetKey {
                location,
                key,
                export,
                protection,
            }
        ),
        1 => (location(), key()).prop_map(|(location, key)| Act::DeleteKey { location, key }),
    ]
}

fn location() -> impl Strategy<Value = StoreLocation> {
    sample::select([StoreLocation::CurrentUser, StoreLocation::LocalMachine].as_slice())
}

fn beside() -> impl Strategy<Value = Beside> {
    (
        option::of(sample::select(NAMES.as_slice())),
        option::of(0..KEYS.len()),
        option::of((70_u16..73, any::<u8>())),
    )
        .prop_map(|(name, key, extended)| Beside {
            name,
            key,
            extended,
        })
}

/// Does one sequence with a new store.
fn play(
    make: Make<'_>,
    rules: Origin,
    mut model: Model,
    commits: &[Vec<Act>],
    mut begun: impl FnMut(),
) -> Outcome {
    let mut store = make();
    for acts in commits {
        begun();
        // Windows promises nothing about several changes at once.
        let at_once = match rules {
            Origin::Windows => 1,
            Origin::Kigen => CHANGES,
        };
        acts.chunks(at_once)
            .try_for_each(|acts| commit(&mut *store, &mut model, rules, acts))?;
        compare(&*store, &model, rules)?;
    }
    Ok(())
}

pub(super) fn run(make: Make<'_>, runs: u32, seed: Seed, rules: Origin) -> Outcome {
    let config = Config {
        cases: runs,
        failure_persistence: None,
        max_shrink_iters: u32::MAX,
        ..Config::default()
    };
    let rng = TestRng::from_seed(
        RngAlgorithm::ChaCha,
        &seed.stream("store/conformance").bytes::<32>(),
    );
    let mut runner = TestRunner::new_with_rng(config, rng);
    let sequences = Model::sequential_strategy(1..COMMITS);
    let (has_failed, shrinks) = (Cell::new(false), Cell::new(0));
    let outcome = runner.run(&sequences, |(model, commits, seen)| {
        if has_failed.get() {
            shrinks.set(shrinks.get() + 1);
            if shrinks.get() > SHRINKS {
                return Ok(());
            }
        }
        let begun = || {
            if let Some(seen) = &seen {
                seen.fetch_add(1, Ordering::SeqCst); // what comes later is shrunk away first
            }
        };
        play(make, rules, model, &commits, begun).map_err(|Problem(problem)| {
            has_failed.set(true);
            TestCaseError::fail(problem)
        })
    });
    outcome.map_err(|error| match error {
        TestError::Fail(reason, (model, commits, _)) => {
            // Once more, so that the last that a store is told is the shortest way to fail.
            let _ = play(make, rules, model, &commits, || ());
            let commits: Vec<String> = commits.iter().map(shown).collect();
            Problem(format!(
                "{reason}; after the commits: [{}]",
                commits.join("], [")
            ))
        }
        TestError::Abort(reason) => Problem(format!("given up: {reason}")),
    })
}
