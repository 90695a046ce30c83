//! `kigen session`: plays a world step by step and keeps it in a scenario file.

mod act;

use std::path::{Path, PathBuf};

use super::args::session::{NewArgs, SessionArgs, Verb};
use super::error::{CliError, Exit};
use super::now::now;
use super::{output, selected};

use kigen::actor::{PcSettings, ServiceSettings, TrustedRoots};
use kigen::file;
use kigen::label::Label;
use kigen::outcome::Outcome;
use kigen::report::session::{
    BegunReport, ListReport, StatusReport, StepReport, UndoneReport, VerifyReport,
};
use kigen::scenario::{
    FILE_BYTES_MAX, Replay, Scenario, ScenarioNameError, Session, StepAction, StepTime, Title,
};
use kigen::words::Voice;
use kigen::world::{LAST, WorldSettings};

pub(super) fn session(args: SessionArgs, voice: Voice<'_>) -> Result<Exit, Vec<CliError>> {
    let (text, exit) = play(args, voice)?;
    output::print(&text)?;
    Ok(exit)
}

/// Returns what to print, and how the command ends.
fn play(args: SessionArgs, voice: Voice<'_>) -> Result<(String, Exit), CliError> {
    let (file, format) = (&args.file, args.format);
    let named = args.pc.as_ref();
    let look = || Replay::read(file).map_err(CliError::from);
    let open = || Session::open(file).map_err(CliError::from);
    let (mut session, when, deed) = match args.verb {
        Verb::New(new) => {
            let start = begin(file, new, named)?.world.start;
            let report = BegunReport { file, start };
            return Ok((format.render(&report, voice), Exit::Success));
        }
        Verb::List => {
            let replay = &look()?;
            let pcs = the_pcs(replay, named)?;
            let report = ListReport { replay, pcs };
            return Ok((format.render(&report, voice), Exit::Success));
        }
        Verb::Verify => {
            let replay = &look()?;
            let pcs = the_pcs(replay, named)?;
            let report = VerifyReport { replay, pcs };
            return Ok((format.render(&report, voice), exit_of(&report)));
        }
        Verb::Status => {
            let replay = &look()?;
            let report = StatusReport { replay, file };
            let voice = voice.naming(&replay.scenario().world.services.names);
            return Ok((format.render(&report, voice), Exit::Success));
        }
        Verb::Undo => {
            let undone = open()?.undo()?;
            return Ok((format.render(&UndoneReport(&undone), voice), Exit::Success));
        }
        Verb::Act(act) => {
            let mut session = open()?;
            let pc = the_pc(session.replay().scenario(), named)?;
            let deed = act::action(act, pc, &mut session)?;
            (session, StepTime::Now, deed)
        }
        Verb::Fault { name, details } => {
            let session = open()?;
            let pc = the_pc(session.replay().scenario(), named)?;
            let deed = act::fault(name, &details, &pc)?;
            (session, StepTime::Now, deed)
        }
        Verb::Advance { time } => {
            let when = act::time(&time)?;
            (open()?, when, StepAction::Wait)
        }
    };
    let (step, events) = session.step(when, deed)?;
    let exit = match step.expected {
        Outcome::Ok => Exit::Success,
        Outcome::Refused(_) => Exit::Unexpected,
    };
    let report = StepReport {
        step: &step,
        events: &events,
        now: session.replay().world().now(),
    };
    let voice = voice.naming(&session.replay().scenario().world.services.names);
    Ok((format.render(&report, voice), exit))
}

fn begin(file: &Path, args: NewArgs, named: Option<&Label>) -> Result<Scenario, CliError> {
    let name = file.file_name().map(Path::new).unwrap_or(file);
    let path = || file.to_owned();
    selected::name_of(name).map_err(|error| match error {
        ScenarioNameError::Label(error) => CliError::ScenarioName {
            path: path(),
            error,
        },
        _ => CliError::NameNotUnicode { path: path() },
    })?;
    // Every other subcommand takes `--pc`, so it is understood here too.
    let pcs: Vec<Label> = args.pcs.into_iter().chain(named.cloned()).collect();
    if pcs.is_empty() {
        return Err(CliError::NoPcGiven);
    }
    let settings = WorldSettings::new(args.seed, args.start.unwrap_or_else(now));
    let trust = trusted(&args.trust)?;
    let pc = |name| PcSettings {
        selection: args.selection,
        ..PcSettings::new(name)
    };
    if settings.start > LAST {
        return Err(CliError::StartTooLate);
    }
    let scenario = Scenario {
        title: Title {
            ja: "セッション".into(),
            en: "A session".into(),
        },
        rows: Vec::new(),
        world: WorldSettings {
            key: args.key,
            pcs: pcs.into_iter().map(pc).collect(),
            services: ServiceSettings {
                trust,
                ..ServiceSettings::default()
            },
            ..settings
        },
        steps: Vec::new(),
    };
    Session::create(file, &scenario)?;
    Ok(scenario)
}

/// Reads the roots that the services are to trust.
fn trusted(paths: &[PathBuf]) -> Result<TrustedRoots, CliError> {
    let mut roots = Vec::new();
    for path in paths {
        let bytes = file::read(path, FILE_BYTES_MAX)?;
        let read = TrustedRoots::from_bytes(&bytes).map_err(|error| CliError::TrustedRoots {
            path: path.clone(),
            error,
        })?;
        roots.extend(read.iter().cloned());
    }
    Ok(roots.into_iter().collect())
}

/// Returns the PC that was named, or the only one there is.
fn the_pc(scenario: &Scenario, named: Option<&Label>) -> Result<Label, CliError> {
    let names: Vec<&Label> = scenario.world.pcs.iter().map(|pc| &pc.name).collect();
    match (named, &names[..]) {
        (Some(pc), _) => Ok(pc.clone()),
        (None, [only]) => Ok((*only).clone()),
        (None, []) => Err(CliError::NoPc),
        (None, names) => Err(CliError::SeveralPcs {
            names: names.iter().copied().cloned().collect(),
        }),
    }
}

/// Returns the PCs that were asked for: one, or all.
fn the_pcs<'a>(replay: &'a Replay, named: Option<&Label>) -> Result<Vec<&'a Label>, CliError> {
    let all: Vec<&Label> = replay.world().pcs().collect();
    let Some(named) = named else { return Ok(all) };
    let found: Vec<&Label> = all.iter().copied().filter(|pc| *pc == named).collect();
    if found.is_empty() {
        return Err(CliError::UnknownPc {
            given: named.clone(),
            names: all.into_iter().cloned().collect(),
        });
    }
    Ok(found)
}

/// Returns how the command that asks the services ends.
fn exit_of(report: &VerifyReport<'_>) -> Exit {
    let world = report.replay.world();
    match report.pcs.iter().all(|pc| world.verdict(pc).is_ok()) {
        true => Exit::Success,
        false => Exit::Unexpected,
    }
}
