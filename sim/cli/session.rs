//! `kigen session`: plays a world step by step and keeps it in a scenario file.

mod act;
pub(super) mod args;
mod show;

use std::path::Path;

use super::now::now;
use super::{Complaint, Exit, output, run};
use args::{NewArgs, SessionArgs, Verb};
use kigen::actor::PcSettings;
use kigen::file::FileError;
use kigen::label::Label;
use kigen::lang::Lang;
use kigen::outcome::Outcome;
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
    let file = &args.file;
    let named = args.pc.as_ref();
    let look = || Replay::read(file).map_err(complaint);
    let open = || Session::open(file).map_err(complaint);
    let (mut session, when, deed) = match args.verb {
        Verb::New(new) => {
            let scenario = begin(file, new, named)?;
            return Ok((
                show::begun(&scenario, file, args.format, lang),
                Exit::Success,
            ));
        }
        Verb::List => {
            let text = show::list(&look()?, named, args.format, lang)?;
            return Ok((text, Exit::Success));
        }
        Verb::Verify => return show::verify(&look()?, named, args.format, lang),
        Verb::Status => {
            let text = show::status(&look()?, file, args.format, lang);
            return Ok((text, Exit::Success));
        }
        Verb::Undo => {
            let undone = open()?.undo().map_err(complaint)?;
            return Ok((show::undone(&undone, args.format, lang), Exit::Success));
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
    let now = session.replay().world().now();
    Ok((show::step(&step, &events, now, args.format, lang), exit))
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
