//! `kigen check`: somebody else's implementation under test.

mod out;
mod subject;

use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::args::check::CheckArgs;
use super::error::{CliError, Exit};
use super::now::now;
use super::output;
use kigen::check::{
    Corpus, Effort, Excuse, KnownFailures, Results, Stop, Suite, list_of, run, serve,
};
use kigen::file::{self, Access, ExistingFile, FileError};
use kigen::report::Format;
use kigen::report::check::{
    CaseListReport, CheckReport, ComparisonReport, ProgramReport, SavedCheck,
};
use kigen::words::Voice;
use tempfile::TempDir;

use subject::{Named, built_in, subjects, table};

/// The file of the cases in a folder of `--export`.
const CASES: &str = "cases.json";

pub(super) fn check(args: &CheckArgs, voice: Voice<'_>) -> Result<Exit, Vec<CliError>> {
    if let Some(name) = &args.as_adapter {
        let built_in = built_in(name)?;
        serve(built_in, io::stdin().lock(), io::stdout().lock()).map_err(CliError::Stdin)?;
        return Ok(Exit::Success);
    }
    if let [before, after] = &args.compare[..] {
        return compare(before, after, args.format, voice);
    }
    let patterns = [&args.only[..], &args.show].concat();
    let corpus = Corpus::of(&suites(args, &patterns)).only(&patterns);
    if corpus.cases().is_empty() {
        return Err(vec![CliError::NoCase]);
    }
    let is_listed = args.list || !args.show.is_empty();
    let cases = CaseListReport {
        corpus: &corpus,
        in_full: !args.show.is_empty(),
    };
    if let Some(folder) = &args.export {
        export(&corpus, folder, &cases, voice)?;
    }
    if is_listed {
        output::print(&args.format.render(&cases, voice))?;
        return Ok(Exit::Success);
    }
    let subjects = subjects(args)?;
    if subjects.is_empty() {
        return match args.export {
            Some(_) => Ok(Exit::Success),
            None => Err(vec![CliError::NoProgram]),
        };
    }
    let known = match &args.expect {
        Some(path) => table(path, KnownFailures::from_toml)?,
        None => KnownFailures::default(),
    };
    let place = Place::new(args, &corpus)?;
    let results = ask(args, &corpus, &place.folder, &subjects, &known)?;
    if let Some(out) = &args.out {
        for (subject, results) in subjects.iter().zip(&results) {
            out::write(out, &subject.name, &corpus, results, &place.folder)
                .map_err(CliError::Output)?;
        }
    }
    let programs = subjects.iter().zip(&results);
    let programs = programs.map(|(subject, results)| report(subject, &corpus, results, &known));
    let programs: Vec<ProgramReport<'_>> = programs.collect();
    if let Some(path) = &args.write_known {
        let failures = programs.iter().flat_map(ProgramReport::failures);
        let list = list_of(failures);
        let written = file::write(path, list.as_bytes(), ExistingFile::Keep, Access::Default);
        written.map_err(CliError::Output)?;
    }
    let is_good = programs.iter().all(ProgramReport::is_good);
    let as_table = args.matrix || programs.len() > 1;
    let report = CheckReport { programs, as_table };
    if let Some(file) = &args.html {
        let written = output::page(file, &report.html(voice), ExistingFile::Keep);
        written.map_err(CliError::Output)?;
    }
    output::print(&args.format.render(&report, voice))?;
    Ok(match is_good {
        true => Exit::Success,
        false => Exit::Unexpected,
    })
}

/// Says what changed between two results.
fn compare(
    before: &Path,
    after: &Path,
    format: Format,
    voice: Voice<'_>,
) -> Result<Exit, Vec<CliError>> {
    let [before, after] = [before, after].map(|path| table(path, SavedCheck::from_json));
    let report = ComparisonReport::of(&before?, &after?);
    output::print(&format.render(&report, voice))?;
    Ok(match report.is_worse() {
        true => Exit::Unexpected,
        false => Exit::Success,
    })
}

/// The suites that are meant, without those that no pattern leads to.
fn suites(args: &CheckArgs, patterns: &[String]) -> Vec<Suite> {
    let is_asked = |suite: &Suite| args.suites.is_empty() || args.suites.contains(suite);
    let is_led_to = |suite: &Suite| {
        let mut named = patterns.iter().map(|it| it.split_once("::"));
        let may_be = |pair| match pair {
            Some((name, _)) => name == suite.name() || str::contains(name, '*'),
            None => true,
        };
        patterns.is_empty() || named.any(may_be)
    };
    let suites = Suite::ALL.iter().copied();
    suites.filter(|it| is_asked(it) && is_led_to(it)).collect()
}

/// Writes the cases and their files.
fn export(
    corpus: &Corpus,
    folder: &Path,
    cases: &CaseListReport<'_>,
    voice: Voice<'_>,
) -> Result<(), CliError> {
    corpus.write_to(folder).map_err(CliError::Output)?;
    let list = Format::Json.render(cases, voice);
    let path = folder.join(CASES);
    let written = file::write(
        &path,
        list.as_bytes(),
        ExistingFile::Replace,
        Access::Default,
    );
    written.map_err(CliError::Output)
}

/// Where the files are that programs are asked about.
struct Place {
    folder: PathBuf,
    /// Removed with everything in it at the end.
    _temporary: Option<TempDir>,
}

impl Place {
    fn new(args: &CheckArgs, corpus: &Corpus) -> Result<Self, CliError> {
        let temporary = match args.export {
            Some(_) => None,
            None => Some(tempfile::tempdir().map_err(|error| {
                let path = std::env::temp_dir();
                CliError::Output(FileError::writing(&path, &error))
            })?),
        };
        let folder = match (&args.export, &temporary) {
            (Some(folder), _) => folder.as_path(),
            (None, Some(temporary)) => temporary.path(),
            (None, None) => Path::new("."), // one of them is there
        };
        // Programs may run elsewhere.
        let folder = folder.canonicalize().map_err(CliError::Stdin)?;
        if temporary.is_some() {
            corpus.write_to(&folder).map_err(CliError::Output)?;
        }
        Ok(Place {
            folder,
            _temporary: temporary,
        })
    }
}

/// The wish to stop that a signal is: Ctrl-C, or whoever ends this process. A second one ends it at
/// once, with the exit code of shells.
fn stop_on_signal() -> Stop {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag;

    let stop = Stop::default();
    for signal in [SIGINT, SIGTERM] {
        // Where a signal cannot be caught, it ends this process as ever.
        let _ = flag::register_conditional_shutdown(signal, 128 + signal, stop.flag())
            .and_then(|_| flag::register(signal, stop.flag()));
    }
    stop
}

/// Asks each program about every case.
fn ask(
    args: &CheckArgs,
    corpus: &Corpus,
    folder: &Path,
    subjects: &[Named],
    known: &KnownFailures,
) -> Result<Vec<Results>, Vec<CliError>> {
    let seconds = u64::try_from(args.timeout.as_seconds()).unwrap_or_default();
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let effort = Effort {
        timeout: Duration::from_secs(seconds.max(1)),
        jobs: args.jobs.map_or(cores, |jobs| jobs as usize),
        stop: stop_on_signal(),
    };
    let today = now().date_naive();
    let is_known = |id: &str, verdict| {
        let excuse = known.excuse(id, verdict, today);
        matches!(excuse, Excuse::Known(_))
    };
    let results = subjects.iter().map(|named| {
        let found = run(&named.subject, corpus, folder, &effort, is_known);
        found.map_err(|error| {
            let name = named.name.clone();
            vec![CliError::Adapter { name, error }]
        })
    });
    results.collect()
}

fn report<'a>(
    named: &Named,
    corpus: &'a Corpus,
    results: &'a Results,
    known: &'a KnownFailures,
) -> ProgramReport<'a> {
    let today = now().date_naive();
    let rows = corpus.cases().iter().zip(&results.results);
    let excuses = rows.map(|(case, result)| known.excuse(&case.id, result.verdict, today));
    let excuses: Vec<Excuse<'_>> = excuses.collect();
    ProgramReport {
        corpus,
        results,
        excuses,
        again: named.again.clone(),
    }
}
