//! The command line. One file a subcommand; no rule of the world lives here.
//!
//! What a subcommand has to say goes to standard output in one piece, what went wrong to standard
//! error as `kigen: error: …` and `kigen: hint: …`. Exit codes are part of the interface: see
//! [`Exit`].

mod args;
mod inspect;
mod make;
mod names;
mod now;
mod output;
mod run;
mod secret;
mod session;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use kigen::file::FileError;
use kigen::lang::Lang;
use kigen::scenario::SourceError;

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
enum Exit {
    /// Everything went as expected.
    Success = 0,
    /// A scenario ended otherwise than expected, a file is not what it should be, or a step of a
    /// session was refused.
    Unexpected = 1,
    /// The arguments or a scenario file are wrong. Nothing was played, or appended.
    Usage = 2,
    /// A file or folder could not be read or written.
    File = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Something that went wrong, for standard error.
#[derive(Debug)]
struct Complaint {
    exit: Exit,
    error: String,
    hint: Option<String>,
}

impl Complaint {
    fn new(exit: Exit, error: impl Into<String>) -> Self {
        Complaint {
            exit,
            error: error.into(),
            hint: None,
        }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<FileError> for Complaint {
    fn from(error: FileError) -> Self {
        let complaint = Complaint::new(Exit::File, error.to_string());
        match error {
            FileError::NotFound { .. } => {
                complaint.hint("check the path; it is taken from the current folder")
            }
            _ => complaint,
        }
    }
}

/// Why a folder was not filled, and what to do.
fn not_written(error: FileError) -> Complaint {
    let hint = match &error {
        FileError::InTheWay { .. } => "move it away, or name another --out",
        FileError::Foreign { .. } => {
            "nothing was written; move it away, name another --out, or replace it with --force"
        }
        FileError::Busy { .. } => "wait until it has ended, or name another --out",
        _ => "name another --out, or make room there",
    };
    Complaint::new(Exit::File, error.to_string()).hint(hint)
}

impl From<SourceError> for Complaint {
    fn from(error: SourceError) -> Self {
        let usage = Complaint::new(Exit::Usage, error.to_string());
        match error {
            SourceError::File(FileError::TooLong { .. }) | SourceError::Wrong { .. } => usage,
            SourceError::File(error) => error.into(),
            SourceError::NotUtf8 { .. } => usage.hint("save the file as UTF-8"),
            SourceError::Carried { .. } => Complaint {
                exit: Exit::File,
                ..usage
            },
            _ => usage,
        }
    }
}

/// Reads the arguments, does what they say, and gives the exit code.
fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        // clap prints help and version itself, to the stream they belong to.
        Err(error) => {
            let exit = if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Success
            };
            // Whoever closed the stream does not want to read.
            let _ = error.print();
            return exit.into();
        }
    };
    let lang = args
        .lang
        .unwrap_or_else(|| Lang::of_locale(&sys_locale::get_locale().unwrap_or_default()));
    let result = match args.command {
        Command::Run(args) => run::run(&args, lang),
        Command::Make(args) => make::make(&args, lang),
        Command::Schema(args) => output::print(&args.of.schema()).map(|()| Exit::Success),
        Command::Inspect(args) => inspect::inspect(&args, lang),
        Command::Session(args) => session::session(args, lang),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(complaints) => {
            let exits = complaints.iter().map(|complaint| complaint.exit);
            let exit = exits.max().unwrap_or(Exit::Success);
            output::complain(&complaints);
            exit.into()
        }
    }
}
