//! Errors and hints in English.

use super::fleet::{error as fleet, hint as fleet_hint};
use std::error::Error;
use std::path::Path;

use crate::error::{CliError, SwarmMistake, TrustError};
use crate::usage::{Mistake, UsageError};
use kigen::check::AdapterError;
use kigen::conversion::ConversionError;
use kigen::file::FileError;
use kigen::lang::Lang;
use kigen::named::Named;
use kigen::path::PathError;
use kigen::reason::Reason;
use kigen::scenario::{SessionError, SourceError};
use kigen::shown::Shown;
use kigen::specimen::{SpecimenError, SpecimenState};
use kigen::time::{YEAR_MAX, YEAR_MIN, Zone};
use kigen::words::{self, Voice};
use kigen::world::LAST;

/// An error of the library.
fn library(error: &(dyn Error + 'static), zone: &Zone) -> String {
    let lang = Lang::En;
    words::error(error, Voice::of(lang, zone))
}

fn at(path: &Path, error: &(dyn Error + 'static), zone: &Zone) -> String {
    format!("{}: {}", Shown::path(path), library(error, zone))
}

/// Why a file cannot be judged by, in webpki's word where it has one.
fn trust(error: &TrustError, zone: &Zone) -> String {
    match error {
        TrustError::Unread(reason) => format!("{} [{reason}]", reason.sentence()),
        TrustError::NoCertificates => "there is no certificate here".to_owned(),
        TrustError::NoLists => "there is no revocation list here".to_owned(),
        TrustError::Unusable(PathError::Malformed { detail }) => {
            format!("rustls-webpki cannot use it: {detail}")
        }
        TrustError::Unusable(error) => library(error, zone),
    }
}

fn trust_hint(error: &TrustError) -> Option<&'static str> {
    Some(match error {
        TrustError::Unread(Reason::FileNotFound) => {
            "check the path; it is taken from the current folder"
        }
        TrustError::Unread(Reason::WrongPassword) => {
            "give --trust-password-file F, or the same --pin as for the files to be judged"
        }
        TrustError::Unread(_) => return None,
        TrustError::NoCertificates => {
            "give the root's certificate in PEM or DER, or a trust store in PKCS#12 or JKS"
        }
        TrustError::NoLists => "give a revocation list in DER, or PEM blocks called X509 CRL",
        TrustError::Unusable(_) => {
            "a list has to be of version 2 (OpenSSL: crl_extensions), complete, and say when the next is due"
        }
    })
}

fn list<T: ToString>(names: &[T]) -> String {
    let names: Vec<String> = names.iter().map(T::to_string).collect();
    match &names[..] {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

fn quoted<T: ToString>(names: &[T]) -> String {
    let names = names.iter().map(|name| format!("`{}`", name.to_string()));
    list(&names.collect::<Vec<_>>())
}

pub(super) fn error(error: &CliError, zone: &Zone) -> String {
    match error {
        CliError::Usage(error) => usage(error, zone),
        CliError::Pin { option, error, .. } => format!("{option}: {}", library(error, zone)),
        CliError::Password(error) => library(error, zone),
        CliError::NotUtf8 { path } => format!("{}: not a text in UTF-8", Shown::path(path)),
        CliError::TrustedRoots { path, error } => {
            format!("{}: {}", Shown::path(path), library(error, zone))
        }
        CliError::NoPassword => "a file needs its password".to_owned(),
        CliError::NothingFound => {
            "there is no certificate, key, key store or revocation list here".to_owned()
        }
        CliError::Trust {
            option,
            path,
            error,
        } => format!("{option} {}: {}", Shown::path(path), trust(error, zone)),
        CliError::StartTooLate => "--start: a world cannot begin so late".to_owned(),
        CliError::OutOfYears { option } => format!("{option}: the time is too far away"),
        CliError::File(error) | CliError::Output(error) => library(error, zone),
        CliError::Stdin(error) => {
            format!("standard input cannot be read: {}", library(error, zone))
        }
        CliError::Stdout(error) => {
            format!("cannot write to standard output ({})", error.kind())
        }
        CliError::Source(error) => library(error, zone),
        CliError::MayNotLeave { name, error } => format!("{name}: {}", library(error, zone)),
        CliError::Failed(failure) => failure.clone(),
        CliError::NothingSelected => "no scenario has a name that contains the filter".to_owned(),
        CliError::NoScenarios { folder } => {
            let folder = Shown::path(folder);
            format!("{folder}: there are no scenarios in this folder")
        }
        CliError::ScenarioName { path, error } | CliError::ForeignName { path, error } => {
            at(path, error, zone)
        }
        CliError::Pem { path, error } => at(path, error.as_ref(), zone),
        CliError::NameNotUnicode { path } => {
            format!("{}: its name is not in UTF-8", Shown::path(path))
        }
        CliError::NameOfReport { path, name } => {
            format!("{}: `{name}` is the name of a report", Shown::path(path))
        }
        CliError::SameName { name, paths } => {
            let [one, other] = paths.each_ref().map(|path| Shown::path(path));
            match name {
                Some(name) => format!("{one} and {other} are both called {name}"),
                None => {
                    format!("the files of {one} and {other} would be the same on Windows or macOS")
                }
            }
        }
        CliError::Specimen(error) => library(error, zone),
        CliError::Conversion { path, error } => at(path, error, zone),
        CliError::Recipe { path, line, error } => {
            format!("{}:{line}:1: {}", Shown::path(path), library(error, zone))
        }
        CliError::Adapter { name, error } => {
            format!("{}: {}", Shown::text(name), library(error, zone))
        }
        CliError::Table { path, detail } => format!("{}: {detail}", Shown::path(path)),
        CliError::BuiltIn(error) => library(error, zone),
        CliError::NoProgram => "there is no program to check".to_owned(),
        CliError::NoCase => "no case is called that".to_owned(),
        CliError::Fleet(refusal) => fleet(refusal),
        CliError::Swarm(SwarmMistake::Other { path, what }) => {
            format!("{}: these worlds are of another {what}", Shown::path(path))
        }
        CliError::Session(error) => library(error, zone),
        #[cfg(feature = "serve")]
        CliError::Serve(error) => super::serve::error(error, zone),
        CliError::NoPcGiven => "a session needs a PC".to_owned(),
        CliError::NoPc => "the scenario has no PC".to_owned(),
        CliError::SeveralPcs { names } => format!("there are several PCs: {}", list(names)),
        CliError::UnknownPc { given, names } => {
            let are = if names.len() == 1 { "is" } else { "are" };
            format!("there is no PC `{given}`; there {are} {}", quoted(names))
        }
        CliError::FaultDetail { given } => format!("`{given}` is no detail of a fault"),
        CliError::Fault { name, mistake } => {
            format!("fault {name}: {}", library(mistake, zone))
        }
        CliError::Time { given, error } => format!("`{given}`: {}", library(error, zone)),
    }
}

/// What to mend in an adapter.
fn adapter_hint(error: &AdapterError) -> &'static str {
    match error {
        AdapterError::Stopped => "run it again; nothing that was found until then is kept",
        AdapterError::NotStarted { .. } => {
            "check the path; a command of an adapter's folder runs in that folder"
        }
        AdapterError::Mute { .. } => {
            "answer each line of standard input with a line, and flush it: did you flush?"
        }
        AdapterError::Unflushed { .. } => {
            "flush standard output after each answer: print(…, flush=True), fflush(stdout), autoflush"
        }
        AdapterError::EndedAtOnce { .. } => "run the command by hand; it has to wait for requests",
        AdapterError::Quit { .. } => {
            "answer requests in a loop until standard input ends, and say what went wrong in `native`"
        }
        AdapterError::NoAnswer { .. } => {
            "standard output is for answers alone, a JSON object a line (kigen schema check-protocol); write everything else to standard error"
        }
        AdapterError::NoNumber { .. } => "copy `seq` from the request into its answer",
        AdapterError::Twice { .. } | AdapterError::OutOfOrder { .. } => {
            "answer each request once, in the order in which they come, with its own `seq`"
        }
        AdapterError::Flood { .. } => {
            "an answer is one line; write everything else to standard error"
        }
        AdapterError::UnknownOutcome { .. } => {
            "say `ok`, a code of kigen explain, or `other` with the implementation's words in `native`"
        }
        AdapterError::NoOutcome { .. } => {
            "say how it ended in `outcome`, or in `skip` why the implementation cannot do this"
        }
        AdapterError::Incomplete { .. } => {
            "answer hello with `name` and with `ops`, a list such as [\"open\", \"verify\"]"
        }
        _ => "answer a request by hand: kigen check --show 'files::hostile/good.p12' prints it",
    }
}

fn swarm_hint(SwarmMistake::Other { what, .. }: &SwarmMistake) -> &'static str {
    match *what {
        "canary" => "give --canary if, and only if, it was given before",
        _ => "give another folder to --out",
    }
}

pub(super) fn hint(error: &CliError) -> Option<String> {
    let hint = match error {
        CliError::Usage(error) => return usage_hint(error),
        CliError::Pin {
            or_password: true, ..
        } => "for a password that is no PIN, give --password-file F",
        CliError::Password(_) => "give --password-file F, a file whose first line is the password",
        CliError::NotUtf8 { .. } => "save the file as UTF-8",
        CliError::TrustedRoots { .. } => "--trust takes the certificate of a root, in PEM or DER",
        CliError::NothingFound => "check the path: a gate that looks at nothing passes nothing",
        CliError::Trust { error, .. } => return trust_hint(error).map(str::to_owned),
        CliError::NoPassword => "give --pin NNNN or --password-file F",
        CliError::StartTooLate => {
            let last = LAST.date_naive();
            return Some(format!("begin by {last}, so that all can end by 9999"));
        }
        CliError::OutOfYears { .. } => {
            return Some(format!("times lie in the years {YEAR_MIN} to {YEAR_MAX}"));
        }
        CliError::Adapter { error, .. } => adapter_hint(error),
        CliError::Table { .. } => "the page of the guide on kigen check shows what is in it",
        CliError::NoProgram => {
            "give an adapter's folder, or a command: kigen check --each -- CMD {p12} {pin}"
        }
        CliError::Swarm(mistake) => swarm_hint(mistake),
        CliError::NoCase => "kigen check --list names them; * stands for any text",
        CliError::File(error) => return file_hint(error).map(str::to_owned),
        CliError::Output(error) => output_hint(error),
        CliError::Source(error) => return source_hint(error).map(str::to_owned),
        CliError::NothingSelected => "kigen list names them",
        CliError::NoScenarios { .. } => "scenario files end in .toml",
        CliError::NameOfReport { .. } | CliError::SameName { .. } => {
            "give each scenario file a name of its own"
        }
        CliError::ScenarioName { .. } | CliError::NameNotUnicode { .. } => {
            "give the file another name"
        }
        CliError::Specimen(error) => return specimen_hint(error),
        CliError::Fleet(refusal) => return fleet_hint(refusal),
        CliError::Conversion { error, .. } => conversion_hint(error),
        CliError::Recipe { error, .. } => return recipe_hint(error),
        CliError::Session(error) => return session_hint(error),
        #[cfg(feature = "serve")]
        CliError::Serve(error) => return super::serve::hint(error).map(str::to_owned),
        CliError::NoPcGiven => "name it: kigen session new 受付01",
        CliError::NoPc => "name it in the file: pcs = [\"受付01\"]",
        CliError::SeveralPcs { names } => {
            return Some(format!("say which: --pc {}", names.first()?));
        }
        CliError::ForeignName { .. } => "copy the file under another name",
        CliError::FaultDetail { .. } => "write it as at=import",
        CliError::Fault { .. } => "kigen session fault --help lists them",
        CliError::Time { .. } => {
            "write 3d, 2026-02-28T10:00:00+09:00, +31d for a time after the start, or \
             受付01.not_after + 1s"
        }
        CliError::Failed(_)
        | CliError::Pin { .. }
        | CliError::Stdin(_)
        | CliError::Stdout(_)
        | CliError::BuiltIn(_)
        | CliError::MayNotLeave { .. }
        | CliError::Pem { .. }
        | CliError::UnknownPc { .. } => return None,
    };
    Some(hint.to_owned())
}

fn file_hint(error: &FileError) -> Option<&'static str> {
    match error {
        FileError::NotFound { .. } => Some("check the path; it is taken from the current folder"),
        _ => None,
    }
}

fn output_hint(error: &FileError) -> &'static str {
    match error {
        FileError::InTheWay { .. } => "move it away, or name another --out",
        FileError::Foreign { .. } => {
            "nothing was written; move it away, name another --out, or replace it with --force"
        }
        FileError::Busy { .. } => "wait until it has ended, or name another --out",
        _ => "name another --out, or make room there",
    }
}

fn source_hint(error: &SourceError) -> Option<&'static str> {
    match error {
        SourceError::File(error) => file_hint(error),
        SourceError::NotUtf8 { .. } => Some("save the file as UTF-8"),
        _ => None,
    }
}

/// The options that give dates.
const DATES: &str = "--expires-in, --expires-at, --begins-in, --begins-at";

fn specimen_hint(error: &SpecimenError) -> Option<String> {
    let hint = match error {
        SpecimenError::File(FileError::Exists { .. }) => {
            "nothing was written; --force replaces files"
        }
        SpecimenError::File(FileError::Clash { .. }) => "choose another --name",
        SpecimenError::File(error) => output_hint(error),
        SpecimenError::Unproved { .. } => return None,
        SpecimenError::ListLength { .. } => {
            "give a length such as 7d; a list that is out of date comes with --state stale-crl"
        }
        SpecimenError::OtherState { found, .. } if SpecimenState::NAMES.contains(found) => {
            return Some(format!(
                "with these dates, ask for --state {found}; or change them with {DATES}"
            ));
        }
        SpecimenError::NoChoiceOfHash { .. } => {
            "choose another --key; --state all leaves out what a kind of key cannot have"
        }
        SpecimenError::PairOf { .. } => {
            "leave --state out, or give --state renewal-due; with an end, if any, in the renewal window (90 days, unless the PKI says otherwise)"
        }
        SpecimenError::Name { .. } | SpecimenError::Twice { .. } => "choose another --name",
        SpecimenError::NotRenewable(_) => "--pair --state renewal-due gives one that can",
        _ => "dates are given with --expires-in, --expires-at, --begins-in and --begins-at",
    };
    Some(hint.to_owned())
}

/// What to do about a file that was not converted.
fn conversion_hint(error: &ConversionError) -> &'static str {
    match Reason::from(error) {
        Reason::WrongPassword | Reason::NoPassword => {
            "give --from-pin NNNN or --from-password-file F"
        }
        Reason::CertificateMissing => "choose other formats: --as p12,pem,der",
        _ => "kigen inspect says more about it",
    }
}

/// The same where a file of recipes asks for it.
fn recipe_hint(error: &SpecimenError) -> Option<String> {
    let hint = match error {
        SpecimenError::OtherState { found, .. } if SpecimenState::NAMES.contains(found) => {
            return Some(format!(
                "with these dates, write state = \"{found}\"; or change `begins` and `ends`"
            ));
        }
        SpecimenError::PairOf { .. } | SpecimenError::NotRenewable(_) => {
            "leave `state` and `ends` out, or let it end in the renewal window"
        }
        SpecimenError::Name { .. } | SpecimenError::Twice { .. } => "choose another `name`",
        SpecimenError::NoChoiceOfHash { .. } => "choose another `key`, or another state",
        SpecimenError::EndsBeforeItBegins(_) | SpecimenError::OutOfYears => {
            "dates are given with `begins` and `ends`"
        }
        _ => return None,
    };
    Some(hint.to_owned())
}

fn session_hint(error: &SessionError) -> Option<String> {
    let hint = match error {
        SessionError::Source(SourceError::File(FileError::NotFound { .. })) => {
            "begin it: kigen session new 受付01; or name another: --file FILE"
        }
        SessionError::Source(error) => source_hint(error)?,
        SessionError::File(FileError::Exists { .. }) => {
            "go on with it, or name another file: --file FILE"
        }
        SessionError::File(error) => file_hint(error)?,
        SessionError::Busy { .. } => "wait until it has ended, or end it",
        SessionError::Diverged { path, .. } => {
            let path = Shown::path(path);
            return Some(format!("correct the file until `kigen run {path}` passes"));
        }
        SessionError::NotOurs => "take it out of the file by hand",
        _ => return None,
    };
    Some(hint.to_owned())
}

fn usage(error: &UsageError, zone: &Zone) -> String {
    let command = &error.command;
    match &error.mistake {
        Mistake::UnknownOption { given, .. } => format!("{command} has no option `{given}`"),
        Mistake::Unexpected { given: Some(given) } => {
            format!("`{given}` is one argument too many for {command}")
        }
        Mistake::Unexpected { given: None } => {
            format!("there is one argument too many for {command}")
        }
        Mistake::UnknownCommand { given, .. } => format!("{command} has no command `{given}`"),
        Mistake::NoCommand => format!("{command} needs a command"),
        Mistake::NoValue { argument, .. } => format!("{argument} has no value"),
        Mistake::UnknownValue {
            argument, given, ..
        } => format!("{argument} cannot be `{given}`"),
        Mistake::Malformed {
            argument, given, ..
        } => match error.mistake.source() {
            Some(source) => format!("{argument} cannot be `{given}`: {}", library(source, zone)),
            None => format!("{argument} cannot be `{given}`"),
        },
        Mistake::Missing { arguments } => {
            let verb = if arguments.len() == 1 { "is" } else { "are" };
            format!("{} {verb} missing", list(arguments))
        }
        Mistake::Conflict { argument, others } => match &others[..] {
            [] => format!("{argument} cannot be given with something else that was given"),
            others => format!("{argument} cannot be given together with {}", list(others)),
        },
        Mistake::Twice { argument } => format!("{argument} was given twice"),
        Mistake::ValueCount { argument } => {
            format!("{argument} has too many values, or too few")
        }
        Mistake::NotUnicode => "an argument is no Unicode text".to_owned(),
        Mistake::Other => "the arguments cannot be understood".to_owned(),
    }
}

fn usage_hint(error: &UsageError) -> Option<String> {
    let meant = match &error.mistake {
        Mistake::UnknownOption { near, .. } => near.clone(),
        Mistake::UnknownCommand { near, .. } => near.first().cloned(),
        Mistake::UnknownValue { near, known, .. } => match near {
            None if !known.is_empty() => return Some(format!("there are {}", list(known))),
            near => near.clone(),
        },
        Mistake::NoValue { known, .. } if !known.is_empty() => {
            return Some(format!("there are {}", list(known)));
        }
        _ => None,
    };
    Some(match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("see {} --help", error.command),
    })
}
