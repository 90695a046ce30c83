//! What is wrong with the arguments: clap's errors as data, for the book to put into words.
//!
//! Nothing that may be a secret is kept. Options that take a secret never fail to parse (their
//! values are texts here), and an argument in a wrong place is not repeated if it looks like a PIN.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

use kigen::lang::Lang;
use kigen::named::nearest;
use kigen::shown::Shown;

/// Why the arguments could not be understood.
#[derive(Debug)]
pub(crate) struct UsageError {
    /// The command that was meant, such as `kigen session import`.
    pub(crate) command: String,
    pub(crate) mistake: Mistake,
}

/// One thing that is wrong with arguments. Arguments are named as in help, with the name of their
/// value: `--out <DIR>`.
#[derive(Debug)]
pub(crate) enum Mistake {
    /// There is no such option.
    UnknownOption {
        given: Shown<'static>,
        near: Option<String>,
    },
    /// A value is where none belongs. It is left out if it may be a PIN.
    Unexpected { given: Option<Shown<'static>> },
    /// There is no such command.
    UnknownCommand {
        given: Shown<'static>,
        near: Vec<String>,
    },
    /// The command has subcommands, and none was given.
    NoCommand,
    /// An option has no value.
    NoValue {
        argument: String,
        known: Vec<String>,
    },
    /// A value is not one of the known names.
    UnknownValue {
        argument: String,
        given: Shown<'static>,
        known: Vec<String>,
        near: Option<String>,
    },
    /// A value cannot be read. clap's error holds the reason.
    Malformed {
        argument: String,
        given: Shown<'static>,
        error: Box<Error>,
    },
    /// Required arguments are missing.
    Missing { arguments: Vec<String> },
    /// Arguments exclude one another.
    Conflict {
        argument: String,
        others: Vec<String>,
    },
    /// An argument that can be given only once was repeated.
    Twice { argument: String },
    /// An argument has too many values, or too few.
    ValueCount { argument: String },
    /// An argument is not Unicode.
    NotUnicode,
    /// clap reports a mistake that is not known here.
    Other,
}

impl UsageError {
    /// Returns what clap found wrong with `arguments`.
    pub(crate) fn new(error: Error, command: &Command, arguments: &[OsString]) -> Self {
        UsageError {
            command: meant(command, arguments),
            mistake: mistake(error),
        }
    }
}

impl Mistake {
    /// Returns why the value could not be read.
    pub(crate) fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Mistake::Malformed { error, .. } => error.source(),
            _ => None,
        }
    }
}

/// Returns whether clap has something to print: help, or the version.
pub(crate) fn is_told(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            | ErrorKind::DisplayVersion
    )
}

fn mistake(error: Error) -> Mistake {
    let argument = one(&error, ContextKind::InvalidArg).unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument => match argument.strip_prefix('-') {
            Some(_) => Mistake::UnknownOption {
                // After an equals sign comes a value.
                given: Shown::text(argument.split('=').next().unwrap_or_default().to_owned()),
                near: one(&error, ContextKind::SuggestedArg),
            },
            None => Mistake::Unexpected {
                given: (!may_be_pin(&argument)).then_some(Shown::text(argument)),
            },
        },
        ErrorKind::InvalidSubcommand => {
            let given = one(&error, ContextKind::InvalidSubcommand).unwrap_or_default();
            match may_be_pin(&given) {
                true => Mistake::Unexpected { given: None },
                false => Mistake::UnknownCommand {
                    given: Shown::text(given),
                    near: all(&error, ContextKind::SuggestedSubcommand),
                },
            }
        }
        ErrorKind::MissingSubcommand => Mistake::NoCommand,
        ErrorKind::InvalidValue => wrong_value(&error, argument),
        ErrorKind::ValueValidation => Mistake::Malformed {
            given: given(&error, &argument),
            argument,
            error: Box::new(error),
        },
        ErrorKind::MissingRequiredArgument => Mistake::Missing {
            arguments: all(&error, ContextKind::InvalidArg),
        },
        ErrorKind::ArgumentConflict => match all(&error, ContextKind::PriorArg) {
            others if others == [argument.as_str()] => Mistake::Twice { argument },
            others => Mistake::Conflict { argument, others },
        },
        ErrorKind::NoEquals
        | ErrorKind::TooManyValues
        | ErrorKind::TooFewValues
        | ErrorKind::WrongNumberOfValues => Mistake::ValueCount { argument },
        ErrorKind::InvalidUtf8 => Mistake::NotUnicode,
        _ => Mistake::Other,
    }
}

/// Reads a value that is not one of the known names, or is missing.
fn wrong_value(error: &Error, argument: String) -> Mistake {
    let known = all(error, ContextKind::ValidValue);
    let text = one(error, ContextKind::InvalidValue).unwrap_or_default();
    if text.is_empty() {
        return Mistake::NoValue { argument, known };
    }
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    let near = nearest(&text, &names).map(str::to_owned);
    Mistake::UnknownValue {
        given: given(error, &argument),
        argument,
        known,
        near,
    }
}

/// Returns the value that was given for an argument. A positional one may be a PIN that lost its
/// option.
fn given(error: &Error, argument: &str) -> Shown<'static> {
    let text = one(error, ContextKind::InvalidValue).unwrap_or_default();
    match !argument.starts_with('-') && may_be_pin(&text) {
        true => Shown::text("****"),
        false => Shown::text(text),
    }
}

fn one(error: &Error, kind: ContextKind) -> Option<String> {
    all(error, kind).into_iter().next()
}

fn all(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

/// Returns whether a text may be a PIN, or a mistyped one: short, and mostly digits, half-width or
/// full-width.
fn may_be_pin(text: &str) -> bool {
    let is_digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
    let (letters, digits) = (text.chars().count(), text.chars().filter(is_digit).count());
    let is_name = text.starts_with(|c: char| c.is_alphabetic());
    !is_name && letters <= 8 && digits >= 3
}

/// Returns the names of the commands that `arguments` lead through.
fn meant(command: &Command, arguments: &[OsString]) -> String {
    let mut names = vec![command.get_name()];
    let mut at = command;
    for argument in arguments.iter().skip(1) {
        if argument == "--" {
            break;
        }
        if let Some(inner) = argument.to_str().and_then(|name| at.find_subcommand(name)) {
            names.push(inner.get_name());
            at = inner;
        }
    }
    names.join(" ")
}

/// Returns the language that `--lang` asks for, wherever it is. It has to be known before the
/// arguments are parsed, as they may be wrong, or ask for help.
pub(crate) fn asked_language(arguments: &[OsString]) -> Option<Lang> {
    let texts: Vec<&str> = arguments
        .iter()
        .map(|argument| argument.to_str().unwrap_or_default())
        .take_while(|argument| *argument != "--")
        .collect();
    texts.iter().enumerate().find_map(|(at, text)| {
        let value = match text.strip_prefix("--lang") {
            Some("") => texts.get(at + 1).copied(),
            Some(value) => value.strip_prefix('='),
            None => None,
        };
        value.and_then(|value| value.parse().ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_known_before_the_arguments_are_understood() {
        for (line, lang) in [
            ("kigen", None),
            ("kigen --lang ja", Some(Lang::Ja)),
            ("kigen run x --lang=en --oops", Some(Lang::En)),
            ("kigen --lang fr run --lang ja", Some(Lang::Ja)),
            ("kigen run --lang", None),
            ("kigen run -- --lang ja", None),
            ("kigen run --language ja", None),
        ] {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(asked_language(&arguments), lang, "{line}");
        }
    }

    #[test]
    fn what_may_be_a_pin_is_mostly_digits() {
        for text in [
            "8605",
            "８６０５",
            "86051",
            "8605x",
            "860",
            "8605 ",
            "86-05",
        ] {
            assert!(may_be_pin(text), "{text}");
        }
        for text in [
            "",
            "expired",
            "p-256",
            "rsa-2048",
            "night.toml",
            "受付01",
            "2026-02-28",
        ] {
            assert!(!may_be_pin(text), "{text}");
        }
    }
}
