//! The programs that arguments name: an adapter's folder, a command, or kigen itself.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::args::check::CheckArgs;
use crate::error::CliError;
use kigen::check::{BuiltIn, Codes, CommandLine, Mutant, Program, Subject};
use kigen::file;
use kigen::named::UnknownName;
use kigen::shown::Shown;
use kigen::time::Span;

/// How the names of kigen itself, and of kigen with a mistake, begin among adapters.
const BUILT_IN: &str = "builtin:";
const OWN: &str = "kigen";
const MUTANT: &str = "mutant-";

/// In an adapter's folder: how it is started, and what its words mean.
const ADAPTER: &str = "adapter.toml";
const CODES: &str = "codes.toml";

/// How many seconds a case may take, if nothing else is said.
const TIMEOUT: i32 = 10;

/// The longest table.
const FILE_BYTES_MAX: u64 = 1 << 26;

/// A program, as it was named.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) subject: Subject,
    /// The command that asks again about a case, before and after the case.
    pub(super) again: [String; 2],
}

/// An adapter's own description.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    /// The program and its arguments. It runs in the adapter's folder.
    command: Vec<String>,
}

/// The programs that are meant.
pub(super) fn subjects(args: &CheckArgs) -> Result<Vec<Named>, CliError> {
    if args.command.is_empty() {
        let timeout = timeout(args);
        let named = args.adapters.iter().map(|name| adapter(name, &timeout));
        return named.collect();
    }
    let codes = match &args.codes {
        Some(path) => table(path, Codes::from_toml)?,
        None => Codes::default(),
    };
    let command = CommandLine {
        words: args.command.clone(),
        folder: None,
    };
    let (program, option) = match args.each {
        true => (Program::Each(command), " --each"),
        false => (Program::Adapter(command), ""),
    };
    let timeout = timeout(args);
    let words: Vec<String> = args.command.iter().map(|word| quoted(word)).collect();
    let table = args.codes.iter();
    let table: String = table
        .map(|path| format!(" --codes {}", quoted(&path.to_string_lossy())))
        .collect();
    Ok(vec![Named {
        name: args.command.first().cloned().unwrap_or_default(),
        subject: Subject { program, codes },
        again: [
            format!("kigen check{option}{table}{timeout}"),
            format!(" -- {}", words.join(" ")),
        ],
    }])
}

/// The option for how long a case may take, if it is not as usual.
fn timeout(args: &CheckArgs) -> String {
    match args.timeout == Span::seconds(TIMEOUT) {
        true => String::new(),
        false => format!(" --timeout {}", args.timeout),
    }
}

/// An adapter by the name of its folder.
fn adapter(name: &str, timeout: &str) -> Result<Named, CliError> {
    let again = [
        format!("kigen check {}{timeout}", quoted(name)),
        String::new(),
    ];
    let name = name.to_owned();
    if let Some(name) = name.strip_prefix(BUILT_IN) {
        let (program, codes) = (Program::BuiltIn(built_in(name)?), Codes::default());
        let subject = Subject { program, codes };
        let name = name.to_owned();
        return Ok(Named {
            name,
            subject,
            again,
        });
    }
    let folder = PathBuf::from(&name);
    let description: Description = table(&folder.join(ADAPTER), |text| {
        toml::from_str::<Description>(text)
    })?;
    let codes = folder.join(CODES);
    let codes = match codes.is_file() {
        true => table(&codes, Codes::from_toml)?,
        false => Codes::default(),
    };
    let command = CommandLine {
        words: description.command,
        folder: Some(folder),
    };
    let program = Program::Adapter(command);
    let subject = Subject { program, codes };
    Ok(Named {
        name,
        subject,
        again,
    })
}

/// kigen itself, or kigen with a mistake.
pub(super) fn built_in(name: &str) -> Result<BuiltIn, CliError> {
    let mutant = match name.strip_prefix(MUTANT) {
        Some(mutant) => mutant.parse().map(Some),
        None if name == OWN => Ok(None),
        None => Err(UnknownName::of::<Mutant>(name)),
    };
    mutant.map(BuiltIn).map_err(CliError::BuiltIn)
}

/// Reads a table in TOML, or a document in JSON.
pub(super) fn table<T, E: std::fmt::Display>(
    path: &Path,
    read: impl Fn(&str) -> Result<T, E>,
) -> Result<T, CliError> {
    let bytes = file::read(path, FILE_BYTES_MAX)?;
    let text = String::from_utf8(bytes).map_err(|_| CliError::NotUtf8 {
        path: path.to_owned(),
    })?;
    read(&text).map_err(|error| CliError::Table {
        path: path.to_owned(),
        detail: Shown::text(error.to_string()).into_owned(),
    })
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:=,+@%".contains(c);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}
