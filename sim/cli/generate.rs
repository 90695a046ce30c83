//! Completions for shells and manual pages, made from the arguments themselves.

use std::ffi::OsString;
use std::io::{self, Write};

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::Args;
use super::error::{CliError, Exit};
use super::help;
use super::words::Words;

/// `kigen completions`: the script that a shell reads.
pub(super) fn completions(shell: Shell, words: &dyn Words) -> Result<Exit, Vec<CliError>> {
    let mut command = help::localise(Args::command(), words);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "kigen", &mut script);
    print(&script)
}

/// `kigen man`: the manual page of kigen, or of one of its commands.
pub(super) fn man(path: &[String], words: &dyn Words) -> Result<Exit, Vec<CliError>> {
    let mut command = help::localise(Args::command(), words);
    let mut name = command.get_name().to_owned();
    for part in path {
        let Some(inner) = command.find_subcommand(part) else {
            let given: Vec<OsString> = ["kigen".into(), "help".into()]
                .into_iter()
                .chain(path.iter().map(OsString::from))
                .collect();
            return Err(vec![unknown(given, words)]);
        };
        name = format!("{name}-{part}");
        command = inner.clone();
    }
    let mut page = Vec::new();
    let man = Man::new(command.disable_help_subcommand(true)).title(name);
    let rendered = man.render(&mut page);
    rendered.expect("a vector takes everything");
    print(&page)
}

/// What clap says of a command that does not exist.
fn unknown(arguments: Vec<OsString>, words: &dyn Words) -> CliError {
    let mut command: Command = help::localise(Args::command(), words);
    let error = command
        .try_get_matches_from_mut(&arguments)
        .expect_err("there is no help on what does not exist");
    CliError::Usage(super::usage::UsageError::new(error, &command, &arguments))
}

/// Writes to standard output as it is: all of it is ours.
fn print(bytes: &[u8]) -> Result<Exit, Vec<CliError>> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(vec![CliError::Stdout(error)])
        }
        _ => Ok(Exit::Success),
    }
}
