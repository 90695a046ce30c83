//! Japanese, in the words of the manual.

mod error;
mod fleet;
mod help;
#[cfg(feature = "serve")]
mod serve;

use kigen::time::Zone;

use super::{CliError, Headings, HelpTexts, Note, Placeholders, Words};

/// Japanese.
pub(super) struct Japanese;

impl Words for Japanese {
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
            Note::Default(value) => format!("[既定値: {value}]"),
            Note::Values(values) => format!("[値: {values}]"),
            Note::Environment(name) => format!("[環境変数: {name}]"),
            Note::Aliases(names) => format!("[別名: {names}]"),
        }
    }

    fn error(&self, error: &CliError, zone: &Zone) -> String {
        error::error(error, zone)
    }

    fn hint(&self, error: &CliError) -> Option<String> {
        error::hint(error)
    }
}
