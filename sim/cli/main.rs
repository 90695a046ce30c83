//! The command line. One file per subcommand; no rule of the world is here.
//!
//! A subcommand writes its output to standard output in one piece, and errors to standard error as
//! `kigen: error: …` and `kigen: hint: …`. Exit codes are part of the interface: see
//! [`Exit`](error::Exit).

mod args;
mod chance;
mod check;
#[cfg(feature = "serve")]
mod clock;
mod error;
mod explain;
mod fleet;
mod generate;
mod help;
mod inspect;
mod list;
mod make;
mod names;
mod now;
mod output;
mod run;
mod secret;
mod selected;
#[cfg(feature = "serve")]
mod serve;
mod session;
mod swarm;
mod trust;
mod usage;
mod words;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use args::{Args, Command};
use error::{CliError, Exit};
use kigen::lang::Lang;
use kigen::time::Zone;
use kigen::words::Voice;
use usage::UsageError;
use words::{Words, words};

/// Reads the arguments, does what they say, and returns the exit code.
fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().collect();
    let lang = usage::asked_language(&arguments)
        .unwrap_or_else(|| Lang::of_locale(&sys_locale::get_locale().unwrap_or_default()));
    let words = words(lang);
    let mut zone = Zone::JST;
    let result = match understand(&arguments, words) {
        Ok(args) => {
            zone = args.zone;
            act(args.command, Voice::of(lang, &zone), words)
        }
        Err(NoArgs::Told(exit)) => return exit.into(),
        Err(NoArgs::Wrong(error)) => Err(vec![CliError::Usage(error)]),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(errors) => {
            output::complain(&errors, words, &zone);
            let exits = errors.iter().map(CliError::exit);
            exits.max().unwrap_or(Exit::Success).into()
        }
    }
}

/// Why there are no arguments to act on.
enum NoArgs {
    /// They asked for help or the version, which was printed; or there were none, and help was
    /// printed.
    Told(Exit),
    /// Something is wrong with them.
    Wrong(UsageError),
}

fn understand(arguments: &[OsString], words: &dyn Words) -> Result<Args, NoArgs> {
    let mut command = help::localise(Args::command(), words);
    let args = command
        .try_get_matches_from_mut(arguments)
        .and_then(|mut matches| Args::from_arg_matches_mut(&mut matches));
    args.map_err(|error| match usage::is_told(&error) {
        true => {
            // Whoever closed the stream does not want to read.
            let _ = error.print();
            NoArgs::Told(match error.use_stderr() {
                true => Exit::Usage,
                false => Exit::Success,
            })
        }
        false => NoArgs::Wrong(UsageError::new(error, &command, arguments)),
    })
}

fn act(command: Command, voice: Voice<'_>, words: &dyn Words) -> Result<Exit, Vec<CliError>> {
    match command {
        Command::Completions { shell } => generate::completions(shell, words),
        Command::Man { path } => generate::man(&path, words),
        Command::Run(args) => run::run(&args, voice),
        Command::List(args) => list::list(&args, voice),
        Command::Explain(args) => explain::explain(&args, voice),
        Command::Make(args) => make::make(&args, voice),
        Command::Schema(args) => {
            output::print(&args.of.schema())?;
            Ok(Exit::Success)
        }
        Command::Check(args) => check::check(&args, voice),
        Command::Fleet(args) => fleet::fleet(&args, voice),
        Command::Inspect(args) => inspect::inspect(&args, voice),
        Command::Session(args) => session::session(args, voice),
        Command::Swarm(args) => swarm::swarm(&args, voice),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::serve(&args, voice),
        #[cfg(feature = "serve")]
        Command::Clock(args) => clock::clock(&args, voice),
    }
}
