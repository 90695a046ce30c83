//! Sequences that are drawn, and shrunk to the shortest that fails.

use std::cell::{Cell, RefCell};

use proptest::collection;
use proptest::prelude::{BoxedStrategy, Just, Strategy, prop_oneof};
use proptest::sample;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use super::adapter_error::AdapterError;
use super::case::Walk;
use super::corpus::act::{Act, script};
use super::corpus::wallet::{FIRST, KEPT, NAMES, RENEWED, Wallet};
use super::corpus::{Corpus, SEED};
use super::pool::Pool;
use super::protocol::Op;
use super::result::CaseResult;
use super::rule;
use super::scenario;
use super::script::Script;
use super::trace;
use super::verdict::Verdict;
use crate::conformance::{Conformance, Walk as Sequences};

/// How many changes each short sequence has at most, and how many long ones there are: a program
/// behind a pipe is asked thousands of times for them.
const DEPTH: usize = 2;
const RUNS: u32 = 16;

/// How many sequences about files there are, how long they are at most, and how often a failing one
/// is made simpler.
const SEQUENCES: u32 = 24;
const ACTS: usize = 10;
const SHRINKS: u32 = 200;

/// What comes of drawn sequences.
pub(super) fn on(walk: Walk, pool: &Pool<'_>, corpus: &Corpus) -> Result<CaseResult, AdapterError> {
    let sequences = |origin, sequences| {
        let mut result = rule::on_stores(pool, origin, |make| {
            let suite = Conformance::new(make).depth(DEPTH).runs(RUNS);
            suite.by(origin).walk(sequences)
        })?;
        result.trace = trace::without_looking(result.trace);
        Ok(result)
    };
    let drawn = |name, acts: BoxedStrategy<Act>| match corpus.wallet() {
        Some(wallet) => Drawn::new(pool, wallet, name).draw(acts),
        None => Ok(CaseResult::skipped(name.to_owned())),
    };
    match walk {
        Walk::EveryShortSequence(origin) => sequences(origin, Sequences::EveryShort),
        Walk::RandomSequences(origin) => sequences(origin, Sequences::Random),
        Walk::Files => drawn("store", files().boxed()),
        Walk::Life => drawn("life", life().boxed()),
    }
}

fn files() -> impl Strategy<Value = Act> {
    let name = || sample::select(NAMES.as_slice());
    prop_oneof![
        4 => name().prop_map(Act::Import),
        2 => name().prop_map(Act::Delete),
        1 => name().prop_map(Act::Export),
        1 => name().prop_map(Act::Restore),
    ]
}

fn life() -> impl Strategy<Value = Act> {
    let renewal = || sample::select([RENEWED, KEPT].as_slice());
    prop_oneof![
        2 => Just(Act::Import(FIRST)),
        2 => files(),
        2 => renewal().prop_map(Act::Renew),
        4 => Just(Act::Later),
        3 => Just(Act::Connect),
    ]
}

/// Sequences that are drawn until one fails.
struct Drawn<'a> {
    pool: &'a Pool<'a>,
    wallet: &'a Wallet,
    /// Of what, and what files are called that are written.
    name: &'static str,
    file: String,
    /// Whoever hangs, crashes, does not do this or needs to be mended is not asked again.
    over: RefCell<Option<Result<CaseResult, AdapterError>>>,
    /// How often the sequence that fails was made simpler.
    shrinks: Cell<Option<u32>>,
}

impl<'a> Drawn<'a> {
    fn new(pool: &'a Pool<'a>, wallet: &'a Wallet, name: &'static str) -> Self {
        Drawn {
            pool,
            wallet,
            name,
            file: format!("{name}-{}", pool.number()),
            over: RefCell::default(),
            shrinks: Cell::default(),
        }
    }

    fn script(&self, acts: &[Act]) -> Script {
        script(self.wallet, &self.file, acts)
    }

    /// Draws, and makes what fails as short as it can be.
    fn draw(self, act: BoxedStrategy<Act>) -> Result<CaseResult, AdapterError> {
        let config = Config {
            cases: SEQUENCES,
            failure_persistence: None,
            max_shrink_iters: u32::MAX,
            ..Config::default()
        };
        let label = format!("check/drawn/{}", self.name);
        let seed = SEED.stream(&label).bytes::<32>();
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let mut runner = TestRunner::new_with_rng(config, rng);
        let outcome = runner.run(&collection::vec(act, 1..=ACTS), |acts| self.one(&acts));
        if let Some(over) = self.over.take() {
            return over;
        }
        match outcome {
            Ok(()) => self.pool.play(&self.script(&[])),
            Err(TestError::Fail(_, acts)) => self.shortest(acts),
            Err(TestError::Abort(reason)) => unreachable!("nothing is rejected: {reason}"),
        }
    }

    /// What proptest is told of a sequence.
    fn one(&self, acts: &[Act]) -> Result<(), TestCaseError> {
        if self.over.borrow().is_some() || self.shrinks.get() == Some(SHRINKS) {
            return Ok(());
        }
        self.shrinks.set(self.shrinks.get().map(|count| count + 1));
        match self.pool.play(&self.script(acts)) {
            Ok(result) if result.verdict == Verdict::Pass => Ok(()),
            Ok(result) if is_final(result.verdict) => {
                self.over.replace(Some(Ok(result)));
                Ok(())
            }
            Ok(result) => {
                self.shrinks.set(self.shrinks.get().or(Some(0)));
                Err(TestCaseError::fail(result.verdict.name()))
            }
            Err(error) => {
                self.over.replace(Some(Err(error)));
                Ok(())
            }
        }
    }

    /// Leaves out one act after another, and then what is only looked at on the way.
    fn shortest(&self, mut acts: Vec<Act>) -> Result<CaseResult, AdapterError> {
        let mut whole = self.script(&acts);
        let mut result = self.pool.play(&whole)?;
        let verdict = result.verdict;
        if verdict == Verdict::Pass || is_final(verdict) {
            return Ok(result);
        }
        for at in (0..acts.len()).rev() {
            let mut fewer = acts.clone();
            fewer.remove(at);
            let shorter = self.script(&fewer);
            let found = self.pool.play(&shorter)?;
            if found.verdict == verdict {
                (acts, whole, result) = (fewer, shorter, found);
            }
        }
        let result = without_looking(self.pool, whole, verdict, result)?;
        let scenario = scenario::of(self.wallet, &acts);
        Ok(CaseResult { scenario, ..result })
    }
}

/// Whether nothing more is to be learned by asking again.
fn is_final(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Hang | Verdict::Crash | Verdict::Skipped)
}

/// Leaves out what is only looked at on the way.
fn without_looking(
    pool: &Pool<'_>,
    mut script: Script,
    verdict: Verdict,
    mut result: CaseResult,
) -> Result<CaseResult, AdapterError> {
    // What comes after the trouble is not needed.
    let step = result.trouble.as_ref().and_then(|trouble| trouble.step);
    script.steps.truncate(step.unwrap_or(usize::MAX));
    for at in (1..script.steps.len().saturating_sub(1)).rev() {
        if !matches!(script.steps[at].request.op, Op::List | Op::Connect) {
            continue;
        }
        let mut shorter = script.clone();
        shorter.steps.remove(at);
        let found = pool.play(&shorter)?;
        if found.verdict == verdict {
            (script, result) = (shorter, found);
        }
    }
    Ok(result)
}
