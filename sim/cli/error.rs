//! What can go wrong with the command, as data; the exit code follows from it. The sentences are in
//! the book, [`words`](crate::words).

use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use super::usage::UsageError;
use kigen::actor::TrustedRootsError;
use kigen::check::AdapterError;
use kigen::conversion::ConversionError;
use kigen::file::FileError;
use kigen::fleet::FleetPolicyError;
use kigen::label::{Label, LabelError};
use kigen::named::UnknownName;
use kigen::path::PathError;
use kigen::pin::PinError;
use kigen::pki::PkiError;
use kigen::reason::Reason;
use kigen::scenario::{Mistake, ScenarioName, SessionError, SourceError, WhenError};
#[cfg(feature = "serve")]
use kigen::serve::{ClientError, ServeError};
use kigen::shown::Shown;
use kigen::specimen::SpecimenError;

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Everything went as expected.
    Success = 0,
    /// A scenario ended otherwise than expected, a file is not what it should be, a random world
    /// broke a rule, or a step of a session was refused.
    Unexpected = 1,
    /// The arguments or a scenario file are wrong. Nothing was played, or appended.
    Usage = 2,
    /// A file or folder could not be read or written, or a program could not be asked.
    File = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Something that went wrong. Whatever comes from outside and may hold anything is [`Shown`], or a
/// path, which has to become [`Shown`] to be written.
#[derive(Debug)]
pub(crate) enum CliError {
    /// The arguments cannot be understood.
    Usage(UsageError),
    /// A PIN that was given with an option is not valid.
    Pin {
        option: &'static str,
        error: PinError,
        /// Whether `--password-file` could be given instead.
        or_password: bool,
    },
    /// A password is not one that files of the PKI have.
    Password(PkiError),
    /// A password file is not text.
    NotUtf8 { path: PathBuf },
    /// A file needs a password, and none was given.
    NoPassword,
    /// There was nothing to look at.
    NothingFound,
    /// A file that was to be judged by, with its option, is of no use.
    Trust {
        option: &'static str,
        path: PathBuf,
        error: TrustError,
    },
    /// A time given with an option is outside the years that exist.
    OutOfYears { option: &'static str },
    /// A world would begin too late.
    StartTooLate,
    /// A file has no roots to trust.
    TrustedRoots {
        path: PathBuf,
        error: TrustedRootsError,
    },
    /// A file could not be read.
    File(FileError),
    /// Standard output could not be written to.
    Stdout(io::Error),
    /// Standard input could not be read.
    Stdin(io::Error),
    /// A folder could not be filled.
    Output(FileError),
    /// A scenario could not be read.
    Source(SourceError),
    /// Nothing that a scenario makes may be written.
    MayNotLeave { name: ScenarioName, error: PkiError },
    /// A scenario failed: where, and how.
    Failed(String),
    /// No scenario has a name like that.
    NothingSelected,
    /// A folder has no scenarios.
    NoScenarios { folder: PathBuf },
    /// The name of a scenario file is not one that scenarios can have.
    ScenarioName { path: PathBuf, error: LabelError },
    /// The name of a scenario file is not Unicode.
    NameNotUnicode { path: PathBuf },
    /// A scenario has the name of a report.
    NameOfReport { path: PathBuf, name: String },
    /// Two scenarios have one name, or names that are the same on Windows and macOS.
    SameName {
        name: Option<String>,
        paths: [PathBuf; 2],
    },
    /// The specimen that was asked for was not made.
    Specimen(SpecimenError),
    /// A file was not converted.
    Conversion {
        path: PathBuf,
        error: ConversionError,
    },
    /// A specimen that a file asks for at this line was not made.
    Recipe {
        path: PathBuf,
        line: usize,
        error: SpecimenError,
    },
    /// An adapter has to be mended.
    Adapter { name: String, error: AdapterError },
    /// No implementation of our own is called that.
    BuiltIn(UnknownName),
    /// A table for `check` is not in its form.
    Table {
        path: PathBuf,
        detail: Shown<'static>,
    },
    /// No program was named that could be tested.
    NoProgram,
    /// No case has a name like that.
    NoCase,
    /// A fleet was not played.
    Fleet(FleetRefusal),
    /// Random worlds were not gone on with.
    Swarm(SwarmMistake),
    /// A session did not continue.
    Session(SessionError),
    /// A session was to begin without any PC.
    NoPcGiven,
    /// A scenario has no PC.
    NoPc,
    /// A scenario has several PCs, and none was named.
    SeveralPcs { names: Vec<Label> },
    /// A scenario has no such PC.
    UnknownPc { given: Label, names: Vec<Label> },
    /// A file from elsewhere cannot be carried along under its name.
    ForeignName { path: PathBuf, error: LabelError },
    /// A file is not the PEM that it should be.
    Pem {
        path: PathBuf,
        error: Box<dyn Error + Send + Sync>,
    },
    /// A detail of a fault is not valid.
    FaultDetail { given: Shown<'static> },
    /// A fault is not valid.
    Fault {
        name: Shown<'static>,
        mistake: Mistake,
    },
    /// A time that a session was to advance to is not valid.
    Time {
        given: Shown<'static>,
        error: WhenError,
    },
    /// A server did not start, or was not asked.
    #[cfg(feature = "serve")]
    Serve(ServeMistake),
}

/// Why a fleet was not played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FleetRefusal {
    /// There is no policy of that name.
    Policy(FleetPolicyError),
    /// There is no facility with that number.
    NoFacility { facility: u32, all: u32 },
    /// The facility does not begin before the end.
    NotBegun { facility: u32 },
}

/// What can go wrong with random worlds.
#[derive(Debug)]
pub(crate) enum SwarmMistake {
    /// What was kept is of other worlds: of another seed, or another version.
    Other { path: PathBuf, what: &'static str },
}

/// What can go wrong with servers.
#[cfg(feature = "serve")]
#[derive(Debug)]
pub(crate) enum ServeMistake {
    /// It did not start.
    Start(ServeError),
    /// A time of an endpoint's own is not valid; without an error, it is not `NAME=TIME`.
    Time {
        given: Shown<'static>,
        error: Option<WhenError>,
    },
    /// It could not be asked, or did not do what it was asked for.
    Ask(ClientError),
}

#[cfg(feature = "serve")]
impl ServeMistake {
    fn exit(&self) -> Exit {
        match self {
            ServeMistake::Start(ServeError::Port { .. } | ServeError::NotRun { .. }) => Exit::File,
            ServeMistake::Start(_) | ServeMistake::Time { .. } => Exit::Usage,
            ServeMistake::Ask(ClientError::Refused { .. }) => Exit::Unexpected,
            ServeMistake::Ask(ClientError::NotReady) => Exit::Usage,
            ServeMistake::Ask(_) => Exit::File,
        }
    }
}

/// Why a file of one of the options is of no use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TrustError {
    /// It could not be read, or not to its end.
    Unread(Reason),
    /// It has no certificates.
    NoCertificates,
    /// It has no revocation lists.
    NoLists,
    /// Its certificates or lists cannot be judged by.
    Unusable(PathError),
}

impl CliError {
    /// Returns how the command ends with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            CliError::Usage(_)
            | CliError::Pin { .. }
            | CliError::Password(_)
            | CliError::NotUtf8 { .. }
            | CliError::TrustedRoots { .. }
            | CliError::OutOfYears { .. }
            | CliError::StartTooLate
            | CliError::ScenarioName { .. }
            | CliError::NameNotUnicode { .. }
            | CliError::NameOfReport { .. }
            | CliError::SameName { .. }
            | CliError::NothingSelected
            | CliError::MayNotLeave { .. }
            | CliError::Fleet(_)
            | CliError::Table { .. }
            | CliError::BuiltIn(_)
            | CliError::NoProgram
            | CliError::NoCase
            | CliError::Swarm(_)
            | CliError::NoPcGiven
            | CliError::NoPc
            | CliError::SeveralPcs { .. }
            | CliError::UnknownPc { .. }
            | CliError::ForeignName { .. }
            | CliError::Pem { .. }
            | CliError::FaultDetail { .. }
            | CliError::Fault { .. }
            | CliError::Time { .. } => Exit::Usage,
            CliError::NoPassword
            | CliError::NothingFound
            | CliError::Conversion { .. }
            | CliError::Failed(_) => Exit::Unexpected,
            CliError::File(_)
            | CliError::Stdout(_)
            | CliError::Stdin(_)
            | CliError::Output(_)
            | CliError::Trust { .. }
            | CliError::Adapter { .. }
            | CliError::NoScenarios { .. } => Exit::File,
            #[cfg(feature = "serve")]
            CliError::Serve(error) => error.exit(),
            CliError::Source(error) => of_source(error),
            CliError::Specimen(error) | CliError::Recipe { error, .. } => match error {
                SpecimenError::File(FileError::Clash { .. }) => Exit::Usage,
                SpecimenError::File(_) => Exit::File,
                SpecimenError::Unproved { .. } => Exit::Unexpected,
                _ => Exit::Usage,
            },
            CliError::Session(error) => match error {
                SessionError::Source(error) => of_source(error),
                SessionError::File(_) | SessionError::Busy { .. } => Exit::File,
                SessionError::Diverged { .. } => Exit::Unexpected,
                _ => Exit::Usage,
            },
        }
    }
}

fn of_source(error: &SourceError) -> Exit {
    match error {
        SourceError::File(FileError::TooLong { .. }) => Exit::Usage,
        SourceError::File(_) | SourceError::Carried { .. } => Exit::File,
        _ => Exit::Usage,
    }
}

impl From<FileError> for CliError {
    fn from(error: FileError) -> Self {
        CliError::File(error)
    }
}

impl From<SourceError> for CliError {
    fn from(error: SourceError) -> Self {
        CliError::Source(error)
    }
}

impl From<SpecimenError> for CliError {
    fn from(error: SpecimenError) -> Self {
        CliError::Specimen(error)
    }
}

impl From<SessionError> for CliError {
    fn from(error: SessionError) -> Self {
        CliError::Session(error)
    }
}

/// So that one error can be returned where several may be.
impl From<CliError> for Vec<CliError> {
    fn from(error: CliError) -> Self {
        vec![error]
    }
}
