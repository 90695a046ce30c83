//! Asks an implementation about every case, and again alone about those in which it failed.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::adapter_error::AdapterError;
use super::built_in::BuiltIn;
use super::case::Case;
use super::codes::Codes;
use super::corpus::Corpus;
use super::each::Each;
use super::piped::{Identity, Piped};
use super::process::CommandLine;
use super::reply::{Asked, Reply};
use super::stopwatch::Stopwatch;
use super::verdict::{Verdict, judge};

/// How many times as long a program may take that is asked again: whoever is busy is not hung.
const PATIENCE: u32 = 2;

/// How an implementation is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Program {
    /// By an adapter that answers line by line.
    Adapter(CommandLine),
    /// By a command that is run once a case.
    Each(CommandLine),
    /// It is kigen, or kigen with a mistake, in this process.
    BuiltIn(BuiltIn),
}

/// An implementation under test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// How it is reached.
    pub program: Program,
    /// What its words mean.
    pub codes: Codes,
}

/// How it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// How long it may take for a case.
    pub timeout: Duration,
    /// How many are asked at a time.
    pub jobs: usize,
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

/// What came of a case.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CaseResult {
    /// What the reply is worth.
    pub verdict: Verdict,
    /// The reply.
    pub reply: Reply,
    /// The reply to the same question alone, where it was worth something else.
    pub again: Option<Reply>,
    /// What the implementation said in its own words.
    pub native: Option<String>,
    /// How long it took.
    pub time: Duration,
    /// The most memory that its process ever had, in KiB, where the system tells.
    pub memory: Option<u64>,
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
    effort: Effort,
    is_known: impl Fn(&str, Verdict) -> bool,
) -> Result<Results, AdapterError> {
    let stopwatch = Stopwatch::start();
    let start = |timeout| Session::start(subject, folder, timeout);
    let first = start(effort.timeout)?;
    let identity = first.identity();
    let cases = corpus.cases();
    let next = AtomicUsize::new(0);
    let results: Vec<Mutex<Option<CaseResult>>> = cases.iter().map(|_| Mutex::default()).collect();
    let work = |session: Result<Session, AdapterError>| -> Result<(), AdapterError> {
        let mut session = session?;
        while let at = next.fetch_add(1, Ordering::Relaxed)
            && let Some(case) = cases.get(at)
        {
            match session.ask(case) {
                Ok(asked) => *locked(&results[at]) = Some(judged(case, corpus, asked)),
                Err(error) => {
                    next.store(cases.len(), Ordering::Relaxed); // the others may stop, too
                    return Err(error);
                }
            }
        }
        session.finish()
    };
    thread::scope(|scope| {
        let more = effort.jobs.min(cases.len());
        let others = (1..more).map(|_| scope.spawn(|| work(start(effort.timeout))));
        let others: Vec<_> = others.collect();
        let own = work(Ok(first));
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
    let mut session = start()?;
    for &at in failed {
        let case = &corpus.cases()[at];
        let asked = session.ask(case)?;
        let second = judged(case, corpus, asked);
        let first = &mut results[at];
        if first.verdict == Verdict::Hang {
            *first = second;
        } else if second.verdict != first.verdict {
            first.verdict = Verdict::Unsteady;
            first.again = Some(second.reply);
        }
    }
    session.finish()
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn judged(case: &Case, corpus: &Corpus, asked: Asked) -> CaseResult {
    let file = corpus.file(&case.question.file).unwrap_or_default();
    CaseResult {
        verdict: judge(case, file, &asked.reply),
        reply: asked.reply,
        again: None,
        native: asked.native,
        time: asked.time,
        memory: asked.memory,
    }
}

/// An implementation that is being asked.
enum Session {
    Piped(Box<Piped>),
    Each(Each),
    BuiltIn(BuiltIn, PathBuf),
}

impl Session {
    fn start(subject: &Subject, folder: &Path, timeout: Duration) -> Result<Self, AdapterError> {
        let codes = &subject.codes;
        Ok(match &subject.program {
            Program::Adapter(command) => {
                Session::Piped(Box::new(Piped::start(command, codes, folder, timeout)?))
            }
            Program::Each(command) => Session::Each(Each::new(command, codes, folder, timeout)),
            Program::BuiltIn(built_in) => Session::BuiltIn(*built_in, folder.to_owned()),
        })
    }

    fn identity(&self) -> Identity {
        match self {
            Session::Piped(piped) => piped.identity().clone(),
            Session::Each(each) => Identity {
                name: each.name().to_owned(),
                ..Identity::default()
            },
            Session::BuiltIn(built_in, _) => built_in.identity(),
        }
    }

    fn ask(&mut self, case: &Case) -> Result<Asked, AdapterError> {
        match self {
            Session::Piped(piped) => piped.ask(&case.question),
            Session::Each(each) => each.ask(&case.question),
            Session::BuiltIn(built_in, folder) => built_in.ask(&case.question, folder),
        }
    }

    fn finish(self) -> Result<(), AdapterError> {
        match self {
            Session::Piped(piped) => piped.finish(),
            Session::Each(_) | Session::BuiltIn(..) => Ok(()),
        }
    }
}
