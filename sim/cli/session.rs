//! `kigen session`: plays a world step by step and keeps it in a scenario file.

mod act;
pub(super) mod args;

use std::path::Path;

use super::now::now;
use super::{Complaint, Exit, output, run};
use args::{NewArgs, SessionArgs, Verb};
use kigen::actor::PcSettings;
use kigen::file::FileError;
use kigen::label::Label;
use kigen::lang::Lang;
use kigen::outcome::Outcome;
use kigen::report::session::{
    BegunReport, ListReport, StatusReport, StepReport, UndoneReport, VerifyReport,
};
use kigen::scenario::{
    Deed, Replay, Scenario, Session, SessionError, SourceError, StepTime, Title,
};
use kigen::world::WorldSettings;

pub(super) fn session(args: SessionArgs, lang: Lang) -> Result<Exit, Vec<Complaint>> {
    let (text, exit) = play(args, lang).map_err(|complaint| vec![complaint])?;
    output::print(&text)?;
    Ok(exit)
}

/// What is to be printed, and how the command ends.
fn play(args: SessionArgs, lang: Lang) -> Result<(String, Exit), Complaint> {
    let (file, format) = (&args.file, args.format);
    let named = args.pc.as_ref();
    let look = || Replay::read(file).map_err(complaint);
    let open = || Session::open(file).map_err(complaint);
    let (mut session, when, deed) = match args.verb {
        Verb::New(new) => {
            let start = begin(file, new, named)?.world.start;
            let report = BegunReport { file, start };
            return Ok((format.render(&report, lang), Exit::Success));
        }
        Verb::List => {
            let replay = &look()?;
            let pcs = the_pcs(replay, named)?;
            let report = ListReport { replay, pcs };
            return Ok((format.render(&report, lang), Exit::Success));
        }
        Verb::Verify => {
            let replay = &look()?;
            let pcs = the_pcs(replay, named)?;
            let report = VerifyReport { replay, pcs };
            return Ok((format.render(&report, lang), exit_of(&report)));
        }
        Verb::Status => {
            let replay = &look()?;
            let report = StatusReport { replay, file };
            return Ok((format.render(&report, lang), Exit::Success));
        }
        Verb::Undo => {
            let undone = open()?.undo().map_err(complaint)?;
            return Ok((format.render(&UndoneReport(&undone), lang), Exit::Success));
        }
        Verb::Act(act) => {
            let mut session = open()?;
            let pc = the_pc(session.replay().scenario(), named)?;
            let deed = act::action(act, pc, &mut session, lang)?;
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
            (open()?, when, Deed::Wait)
        }
    };
    let (step, events) = session.step(when, deed).map_err(complaint)?;
    let exit = match step.expected {
        Outcome::Ok => Exit::Success,
        Outcome::Refused(_) => Exit::Unexpected,
    };
    let report = StepReport {
        step: &step,
        events: &events,
        now: session.replay().world().now(),
    };
    Ok((format.render(&report, lang), exit))
}

fn begin(file: &Path, args: NewArgs, named: Option<&Label>) -> Result<Scenario, Complaint> {
    run::name_of(file)?;
    // `--pc` is what every other subcommand takes, so it is understood here too.
    let pcs: Vec<Label> = args.pcs.into_iter().chain(named.cloned()).collect();
    if pcs.is_empty() {
        let complaint = Complaint::new(Exit::Usage, "a session needs a PC");
        return Err(complaint.hint("name it: kigen session new 受付01"));
    }
    let settings = WorldSettings::new(args.seed, args.start.unwrap_or_else(now));
    let scenario = Scenario {
        title: Title {
            ja: "セッション".into(),
            en: "A session".into(),
        },
        rows: Vec::new(),
        world: WorldSettings {
            key: args.key,
            pcs: pcs.into_iter().map(PcSettings::new).collect(),
            ..settings
        },
        steps: Vec::new(),
    };
    Session::create(file, &scenario).map_err(complaint)?;
    Ok(scenario)
}

/// The PC that was named, or the only one there is.
fn the_pc(scenario: &Scenario, named: Option<&Label>) -> Result<Label, Complaint> {
    let names: Vec<&Label> = scenario.world.pcs.iter().map(|pc| &pc.name).collect();
    match (named, &names[..]) {
        (Some(pc), _) => Ok(pc.clone()),
        (None, [only]) => Ok((*only).clone()),
        (None, []) => {
            let complaint = Complaint::new(Exit::Usage, "the scenario has no PC");
            Err(complaint.hint("name it in the file: pcs = [\"受付01\"]"))
        }
        (None, [first, ..]) => {
            let names: Vec<String> = names.iter().map(ToString::to_string).collect();
            let message = format!("there are several PCs: {}", names.join(", "));
            Err(Complaint::new(Exit::Usage, message).hint(format!("say which: --pc {first}")))
        }
    }
}

/// The PCs that were asked for: one, or all.
fn the_pcs<'a>(replay: &'a Replay, named: Option<&Label>) -> Result<Vec<&'a Label>, Complaint> {
    let all: Vec<&Label> = replay.world().pcs().collect();
    let Some(named) = named else { return Ok(all) };
    let found: Vec<&Label> = all.iter().copied().filter(|pc| *pc == named).collect();
    if found.is_empty() {
        let names: Vec<String> = all.iter().map(ToString::to_string).collect();
        let message = format!("there is no PC `{named}`; there are {}", names.join(", "));
        return Err(Complaint::new(Exit::Usage, message));
    }
    Ok(found)
}

/// How the command ends that asks the services.
fn exit_of(report: &VerifyReport<'_>) -> Exit {
    let world = report.replay.world();
    match report.pcs.iter().all(|pc| world.verdict(pc).is_ok()) {
        true => Exit::Success,
        false => Exit::Unexpected,
    }
}

fn complaint(error: SessionError) -> Complaint {
    let message = error.to_string();
    let new = |exit| Complaint::new(exit, message.clone());
    match error {
        SessionError::Source(SourceError::File(FileError::NotFound { .. })) => {
            new(Exit::File).hint("begin it: kigen session new 受付01; or name another: --file FILE")
        }
        SessionError::Source(error) => error.into(),
        SessionError::File(FileError::Exists { .. }) => {
            new(Exit::File).hint("go on with it, or name another file: --file FILE")
        }
        SessionError::File(error) => error.into(),
        SessionError::Busy { .. } => new(Exit::File).hint("wait until it has ended, or end it"),
        SessionError::Diverged { path, .. } => {
            let play = format!(
                "correct the file until `kigen run {}` passes",
                path.display()
            );
            new(Exit::Unexpected).hint(play)
        }
        SessionError::NotOurs => new(Exit::Usage).hint("take it out of the file by hand"),
        _ => new(Exit::Usage),
    }
}
