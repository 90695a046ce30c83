//! Asks an implementation about every case, and again alone about those in which it failed.

use std::path::Path;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::adapter_error::AdapterError;
use super::corpus::Corpus;
use super::examiner::examine;
use super::piped::Identity;
use super::pool::Pool;
use super::result::CaseResult;
use super::session::Session;
use super::stop::Stop;
use super::stopwatch::Stopwatch;
use super::subject::Subject;
use super::verdict::Verdict;

/// How many times as long a program may take that is asked again: whoever is busy is not hung.
const PATIENCE: u32 = 2;

/// How it is asked.
#[derive(Clone, Debug)]
pub struct Effort {
    /// How long it may take for a case.
    pub timeout: Duration,
    /// How many are asked at a time.
    pub jobs: usize,
    /// Whether to stop before the end, with [`AdapterError::Stopped`].
    pub stop: Stop,
}

/// What came of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Results {
    /// Who it says that it is.
    pub identity: Identity,
    /// What came of each case, in their order.
    pub results: Vec<CaseResult>,
    /// How long all of it took.
    pub time: Duration,
}

/// Asks about every case of the corpus, whose files are in the folder. A failure that `is_known`,
/// by its case and verdict, is not asked about again.
///
/// # Errors
///
/// [`AdapterError`] when the adapter has to be mended first; it is started before any case.
pub fn run(
    subject: &Subject,
    corpus: &Corpus,
    folder: &Path,
    effort: &Effort,
    is_known: impl Fn(&str, Verdict) -> bool,
) -> Result<Results, AdapterError> {
    let stopwatch = Stopwatch::start();
    let start = |timeout| Session::start(subject, folder, timeout, &effort.stop);
    let first = start(effort.timeout)?;
    let identity = first.identity();
    let cases = corpus.cases();
    let next = AtomicUsize::new(0);
    let results: Vec<Mutex<Option<CaseResult>>> = cases.iter().map(|_| Mutex::default()).collect();
    let work = |number, session: Result<Session, AdapterError>| -> Result<(), AdapterError> {
        let pool = Pool::new(number, || start(effort.timeout), session?);
        while let at = next.fetch_add(1, Ordering::Relaxed)
            && let Some(case) = cases.get(at)
        {
            match examine(&pool, case, corpus) {
                Ok(result) => *locked(&results[at]) = Some(result),
                Err(error) => {
                    next.store(cases.len(), Ordering::Relaxed); // the others may stop, too
                    return Err(error);
                }
            }
        }
        pool.finish()
    };
    thread::scope(|scope| {
        let more = effort.jobs.min(cases.len());
        let (work, start) = (&work, &start);
        let others = (1..more).map(|at| scope.spawn(move || work(at, start(effort.timeout))));
        let others: Vec<_> = others.collect();
        let own = work(0, Ok(first));
        let joined = others.into_iter().map(|thread| match thread.join() {
            Ok(outcome) => outcome,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.fold(own, Result::and)
    })?;
    let results = results.into_iter().map(|result| {
        let result = result.into_inner().unwrap_or_else(PoisonError::into_inner);
        result.expect("every case was asked about, or there was an error")
    });
    let mut results: Vec<CaseResult> = results.collect();
    let failed = corpus.cases().iter().zip(&results).enumerate();
    let failed = failed.filter(|(_, (case, result))| {
        result.verdict.is_failure() && !is_known(&case.id, result.verdict)
    });
    let failed: Vec<usize> = failed.map(|(at, _)| at).collect();
    let start = || start(effort.timeout * PATIENCE);
    again(&failed, &mut results, corpus, start)?;
    Ok(Results {
        identity,
        results,
        time: stopwatch.elapsed(),
    })
}

/// Asks alone about each case that failed: the computer may have been busy, and an implementation
/// may remember what it was asked before. Who did not answer in time has more of it now, and that
/// answer counts.
fn again(
    failed: &[usize],
    results: &mut [CaseResult],
    corpus: &Corpus,
    start: impl Fn() -> Result<Session, AdapterError>,
) -> Result<(), AdapterError> {
    if failed.is_empty() {
        return Ok(());
    }
    let pool = Pool::new(0, &start, start()?);
    for &at in failed {
        let case = &corpus.cases()[at];
        let second = examine(&pool, case, corpus)?;
        let first = &mut results[at];
        if first.verdict == Verdict::Hang {
            *first = second;
        } else if second.verdict != first.verdict {
            first.verdict = Verdict::Unsteady;
            first.again = Some(second.reply);
        }
    }
    pool.finish()
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
