//! Standard output and standard error.
//!
//! Both go through [`shown::lines`], so that nothing invisible reaches a terminal even where a text
//! from outside was not made [`Shown`](kigen::shown::Shown).

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;

use super::error::CliError;
use super::words::Words;
use kigen::file::{self, Access, ExistingFile, FileError};
use kigen::page::is_page;
use kigen::shown;
use kigen::time::Zone;

/// Writes to standard output. A reader that has gone away (`| head`) is not an error.
pub(super) fn print(text: &str) -> Result<(), CliError> {
    print_on(text).map(|_| ())
}

/// Writes to standard output, piece by piece, as long as somebody reads.
pub(super) fn print_on(text: &str) -> Result<ControlFlow<()>, CliError> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(shown::lines(text).as_bytes())
        .and_then(|()| stdout.flush())
    {
        Ok(()) => Ok(ControlFlow::Continue(())),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
        Err(error) => Err(CliError::Stdout(error)),
    }
}

/// A file longer than this is not taken for a page, but kept.
const PAGE_BYTES_MAX: u64 = 1 << 30;

/// Writes a page to a file. A page that was there is replaced, and anything else is kept.
pub(super) fn page(path: &Path, page: &str, existing: ExistingFile) -> Result<(), FileError> {
    let was_page = || file::read_ordinary(path, PAGE_BYTES_MAX).is_ok_and(|was| is_page(&was));
    let existing = match was_page() {
        true => ExistingFile::Replace,
        false => existing,
    };
    file::write(path, page.as_bytes(), existing, Access::Default).map_err(|error| match error {
        FileError::Exists { path } => FileError::Foreign { path },
        error => error,
    })
}

/// Writes what went wrong to standard error.
pub(super) fn complain(errors: &[CliError], words: &dyn Words, zone: &Zone) {
    let mut text = String::new();
    for error in errors {
        text += &message("error", &words.error(error, zone));
        if let Some(hint) = words.hint(error) {
            text += &message("hint", &hint);
        }
    }
    // There is nowhere left to report that this failed.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Returns a message. Its further lines are indented, so that none looks like a message of its own.
fn message(kind: &str, text: &str) -> String {
    let mut lines = text.trim_end().split('\n');
    let first = lines.next().unwrap_or_default();
    let mut message = format!("kigen: {kind}: {first}\n");
    for line in lines {
        let indent = if line.starts_with(' ') { "" } else { "  " };
        message += &format!("{indent}{line}\n");
    }
    shown::lines(&message).into_owned()
}
