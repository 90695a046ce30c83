//! The rules of stores, held against an implementation that has a store in Windows' words: the same
//! suite that any [`CertificateStore`](crate::store::CertificateStore) passes.

use super::adapter_error::AdapterError;
use super::pool::Pool;
use super::protocol::{Answer, Op, Request};
use super::remote::{RemoteStore, Remotes};
use super::reply::Reply;
use super::result::CaseResult;
use super::script::Trouble;
use super::stopwatch::Stopwatch;
use super::verdict::Verdict;
use crate::conformance::{self, Origin};

/// What a store in Windows' words is asked for.
const OPS: [Op; 7] = [
    Op::Reset,
    Op::Entries,
    Op::Containers,
    Op::Key,
    Op::Sign,
    Op::Take,
    Op::Commit,
];

/// What comes of a rule.
pub(super) fn keep(pool: &Pool<'_>, rule: &conformance::Case) -> Result<CaseResult, AdapterError> {
    on_stores(pool, rule.origin(), |make| rule.run(make))
}

/// What comes of a check that makes stores and says what is wrong with them.
pub(super) fn on_stores(
    pool: &Pool<'_>,
    origin: Origin,
    check: impl for<'r> FnOnce(&(dyn Fn() -> RemoteStore<'r> + 'r)) -> Result<(), String>,
) -> Result<CaseResult, AdapterError> {
    let stopwatch = Stopwatch::start();
    let session = pool.take()?;
    let mut needed = OPS.iter();
    let lacking = needed.find_map(|op| session.lacking(&Request::of(*op)));
    let lacks_own = origin == Origin::Kigen && !session.keeps_kigens_own();
    let lacking = lacking.or(lacks_own.then(|| "kigens-own".to_owned()));
    pool.give_back(session);
    if let Some(lacking) = lacking {
        return Ok(CaseResult::skipped(lacking));
    }
    let remotes = Remotes::new(pool);
    let outcome = check(&|| RemoteStore::new(&remotes));
    let interrupted = remotes.interrupted()?;
    let (verdict, reply) = match (interrupted, &outcome) {
        (Some(reply), _) => (interruption(&reply), reply),
        (None, Ok(())) => (Verdict::Pass, Reply::Accepted(Box::<Answer>::default())),
        (None, Err(_)) => (Verdict::BrokenRule, Reply::Accepted(Box::default())),
    };
    let trouble = outcome.err().filter(|_| verdict != Verdict::Skipped);
    Ok(CaseResult {
        trouble: trouble.map(|problem| Trouble {
            step: None,
            expected: String::new(),
            got: problem,
        }),
        trace: match verdict.is_failure() {
            true => remotes.trace(),
            false => vec![],
        },
        time: stopwatch.elapsed(),
        verdict,
        ..CaseResult::of(reply)
    })
}

/// The verdict on what was no answer.
fn interruption(reply: &Reply) -> Verdict {
    match reply {
        Reply::Hung => Verdict::Hang,
        Reply::Crashed(_) => Verdict::Crash,
        _ => Verdict::Skipped,
    }
}
