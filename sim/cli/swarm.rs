//! `kigen swarm`: random worlds, until one breaks a rule.

use std::io::{self, Write};
use std::num::NonZero;
use std::ops::ControlFlow;
use std::panic;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

use super::args::swarm::SwarmArgs;
use super::error::{CliError, Exit, SwarmMistake};
use super::now::Deadline;
use super::{chance, output};
use kigen::digest::Files;
use kigen::file::{self, Access, ExistingFile, OutputFolder};
use kigen::lang::Lang;
use kigen::report::Format;
use kigen::report::swarm::{SavedSwarm, SwarmReport};
use kigen::scenario::Source;
use kigen::shown::Shown;
use kigen::swarm::{FINDINGS, KeptScenario, Swarm, Tally, WorldPlayed, hunt, is_catching_panics};
use kigen::words::Voice;

/// How many worlds are played when nobody says how many, or for how long.
const WORLDS: u64 = 500;

/// After so many worlds, what they have come to is kept.
const KEPT_EVERY: u64 = 64;

/// The file that is gone on from, the one for CI, and the page.
const SWARM: &str = "swarm.json";
const JUNIT: &str = "junit.xml";
const PAGE: &str = "report.html";

/// A longer file is none of ours.
const SWARM_BYTES_MAX: u64 = 1 << 26;

pub(super) fn swarm(args: &SwarmArgs, voice: Voice<'_>) -> Result<Exit, Vec<CliError>> {
    if let Some(number) = args.show {
        return show(args, number, voice);
    }
    let mut tally = begin(args)?;
    let words = voice.swarm_words();
    let swarm = tally.swarm;
    let seed = format!("{}\n", words.seed(swarm.seed()));
    match args.format {
        Format::Text => output::print(&seed)?,
        // Standard output is one document, and a seed that nobody gave must not be lost.
        _ if args.seed.is_none() => {
            // There is nowhere left to report that this failed.
            let _ = io::stderr().lock().write_all(seed.as_bytes());
        }
        _ => {}
    }
    let folder = args.out.as_deref();
    let folder = folder.map(|path| Folder::open(path, tally.worlds == 0));
    let folder = folder.transpose()?;
    play(args, &mut tally, folder.as_ref(), voice)?;
    if folder.is_some() || args.html.is_some() {
        let page = quietly(|| SwarmReport(&tally).html(voice));
        if let Some(folder) = &folder {
            folder.write(PAGE, page.as_bytes(), Access::Default)?;
        }
        if let Some(file) = &args.html {
            output::page(file, &page, ExistingFile::Keep).map_err(CliError::Output)?;
        }
    }
    output::print(&args.format.render(&SwarmReport(&tally), voice))?;
    Ok(match tally.findings.is_empty() {
        true => Exit::Success,
        false => Exit::Unexpected,
    })
}

/// Prints a world, or writes it with the files that it carries along.
fn show(args: &SwarmArgs, number: u64, voice: Voice<'_>) -> Result<Exit, Vec<CliError>> {
    let words = voice.swarm_words();
    let swarm = new(args);
    let WorldPlayed {
        options, scenario, ..
    } = quietly(|| swarm.play(number));
    let text = format!(
        "# {}\n\n{}",
        words.world(number, &options),
        scenario.to_toml()
    );
    let Some(path) = &args.out else {
        output::print(&text)?;
        if scenario.carried() != Files::default() {
            output::print(&format!("\n# {}\n", words.carries()))?;
        }
        return Ok(Exit::Success);
    };
    let kept = KeptScenario::new(&number.to_string(), text, &scenario);
    let names = kept.files.iter().map(|(name, _)| name);
    let names: Vec<&String> = names.collect();
    let mut folder = OutputFolder::open(path, ExistingFile::Keep).map_err(CliError::Output)?;
    folder.begin(&names, &[]).map_err(CliError::Output)?;
    Folder(folder).lay_down(&kept)?;
    Ok(Exit::Success)
}

/// The worlds that were asked for.
fn new(args: &SwarmArgs) -> Swarm {
    let given = args.seed.map(|seed| seed.0);
    let swarm = Swarm::new(given.unwrap_or_else(chance::seed));
    match args.canary {
        true => swarm.with_canary(),
        false => swarm,
    }
}

/// Nothing yet, or what the folder says.
fn begin(args: &SwarmArgs) -> Result<Tally, CliError> {
    if let Some(folder) = &args.out
        && let Some(mut tally) = saved(&folder.join(SWARM), args)?
    {
        for finding in &mut tally.findings {
            let path = folder.join(FINDINGS).join(finding.file());
            // Without its file, a finding is told all the same.
            if let Ok(Source { text, scenario }) = Source::read(&path) {
                finding.carried = scenario.carried();
                finding.text = text;
            }
        }
        return Ok(tally);
    }
    Ok(Tally::new(new(args)))
}

/// Reads what was kept, if it is of the same worlds.
fn saved(path: &Path, args: &SwarmArgs) -> Result<Option<Tally>, CliError> {
    if !path.exists() {
        return Ok(None);
    }
    let bytes = file::read_ordinary(path, SWARM_BYTES_MAX)?;
    let text = String::from_utf8_lossy(&bytes);
    let path = || path.to_owned();
    let saved = SavedSwarm::from_json(&text).map_err(|error| CliError::Table {
        path: path(),
        detail: Shown::text(error.to_string()),
    })?;
    let other = |what| CliError::Swarm(SwarmMistake::Other { path: path(), what });
    if !saved.is_of_this_version() {
        return Err(other("version"));
    }
    let tally = saved.into_tally();
    if args.seed.is_some_and(|seed| seed.0 != tally.swarm.seed()) {
        return Err(other("seed"));
    }
    if args.canary != tally.swarm.has_canary() {
        return Err(other("canary"));
    }
    Ok(Some(tally))
}

/// Plays worlds until there are as many as were asked for, or time is up.
fn play(
    args: &SwarmArgs,
    tally: &mut Tally,
    folder: Option<&Folder>,
    voice: Voice<'_>,
) -> Result<(), CliError> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = args.jobs.map_or(cores, |jobs| jobs as usize);
    let deadline = args.length.map(Deadline::after);
    let may_begin = || deadline.as_ref().is_none_or(|deadline| !deadline.is_over());
    let end = match (args.worlds, &deadline) {
        (Some(worlds), _) => worlds,
        (None, Some(_)) => u64::MAX,
        (None, None) => WORLDS,
    };
    let progress = match deadline {
        None => ProgressBar::new(end),
        Some(_) => ProgressBar::new_spinner(),
    };
    let style = match deadline {
        None => ProgressStyle::with_template("{bar:40} {pos}/{len}  {eta}"),
        Some(_) => ProgressStyle::with_template("{spinner} {pos}  {elapsed}"),
    };
    progress.set_style(style.expect("the template is well-formed"));
    let progress = progress.with_finish(ProgressFinish::AndClear);
    progress.set_position(tally.worlds);
    let worlds = tally.worlds..end;
    let mut waiting = Vec::new();
    let hunted = quietly(|| {
        hunt(tally.swarm, worlds, threads, &may_begin, |played| {
            progress.inc(1);
            if args.verbose && args.format == Format::Text {
                let line = voice.swarm_words().world(played.number, &played.options);
                match output::print_on(&format!("{line}\n")) {
                    Ok(ControlFlow::Continue(())) => {}
                    Ok(ControlFlow::Break(())) => return ControlFlow::Break(Ok(())),
                    Err(error) => return ControlFlow::Break(Err(error)),
                }
            }
            let kept = tally.take(played, folder.is_some());
            let Some(folder) = folder else {
                return ControlFlow::Continue(());
            };
            waiting.extend(kept);
            match tally.worlds.is_multiple_of(KEPT_EVERY) {
                true => match folder.keep(tally, &mut waiting) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => ControlFlow::Break(Err(error)),
                },
                false => ControlFlow::Continue(()),
            }
        })
    });
    if let ControlFlow::Break(stopped) = hunted {
        stopped?;
    }
    match folder {
        Some(folder) => folder.keep(tally, &mut waiting),
        None => Ok(()),
    }
}

/// Does something whose panics, as far as they are caught, are findings: nothing is printed of
/// them.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    let hook = Arc::new(panic::take_hook());
    let before = hook.clone();
    panic::set_hook(Box::new(move |info| {
        if !is_catching_panics() {
            before(info);
        }
    }));
    let result = work();
    panic::set_hook(Box::new(move |info| hook(info)));
    result
}

/// Where what was found is kept.
struct Folder(OutputFolder);

impl Folder {
    /// Opens the folder, and replaces nothing in it that nobody could go on from.
    fn open(path: &Path, is_new: bool) -> Result<Self, CliError> {
        let open = |existing| OutputFolder::open(path, existing).map_err(CliError::Output);
        if is_new {
            let mut new = open(ExistingFile::Keep)?;
            new.begin(&[JUNIT, PAGE], &[]).map_err(CliError::Output)?;
        }
        open(ExistingFile::Replace).map(Folder)
    }

    /// Writes the scenarios that wait, and then what says that they are there.
    fn keep(&self, tally: &Tally, waiting: &mut Vec<KeptScenario>) -> Result<(), CliError> {
        for kept in waiting.drain(..) {
            self.lay_down(&kept)?;
        }
        let report = SwarmReport(tally);
        self.write(JUNIT, report.junit().as_bytes(), Access::Default)?;
        let json = Format::Json.render(&report, Voice::from(Lang::En));
        self.write(SWARM, json.as_bytes(), Access::Default)
    }

    fn lay_down(&self, kept: &KeptScenario) -> Result<(), CliError> {
        let mut files = kept.files.iter();
        // Scenarios have PINs, and what they carry has keys.
        files.try_for_each(|(name, bytes)| self.write(name, bytes, Access::OwnerOnly))
    }

    fn write(&self, name: &str, bytes: &[u8], access: Access) -> Result<(), CliError> {
        let written = self.0.write(name, bytes, access);
        written.map_err(CliError::Output)
    }
}
