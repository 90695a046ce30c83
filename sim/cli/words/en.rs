//! English.

mod error;
mod fleet;
mod help;
#[cfg(feature = "serve")]
mod serve;

use kigen::time::Zone;

use super::{CliError, Headings, HelpTexts, Note, Placeholders, Words};

/// English.
pub(super) struct English;

impl Words for English {
    fn help(&self) -> &'static HelpTexts {
        &help::HELP
    }

    fn placeholders(&self) -> &'static Placeholders {
        &help::PLACEHOLDERS
    }

    fn headings(&self) -> &'static Headings {
        &help::HEADINGS
    }

    fn note(&self, note: Note<'_>) -> String {
        match note {
            Note::Default(value) => format!("[default: {value}]"),
            Note::Values(values) => format!("[possible values: {values}]"),
            Note::Environment(name) => format!("[env: {name}]"),
            Note::Aliases(names) => format!("[also: {names}]"),
        }
    }

    fn error(&self, error: &CliError, zone: &Zone) -> String {
        error::error(error, zone)
    }

    fn hint(&self, error: &CliError) -> Option<String> {
        error::hint(error)
    }
}
