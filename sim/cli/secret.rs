//! Secrets that are typed: they are read here, so that no message repeats them.

use std::path::Path;

use super::{Complaint, Exit};
use kigen::file;
use kigen::lang::Lang;
use kigen::password::Password;
use kigen::pin::{Pin, PinError};

/// The longest file that a password is read from.
const FILE_BYTES_MAX: u64 = 1 << 16;

/// The PIN that was given with an option.
pub(super) fn pin(option: &str, text: &str, lang: Lang) -> Result<Pin, Complaint> {
    text.parse().map_err(|error: PinError| {
        Complaint::new(Exit::Usage, format!("{option}: {}", error.sentence(lang)))
    })
}

/// The first line of a file.
pub(super) fn password_in(path: &Path) -> Result<Password, Complaint> {
    let bytes = file::read(path, FILE_BYTES_MAX)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let message = format!("{}: not a text in UTF-8", path.display());
        Complaint::new(Exit::Usage, message).hint("save the file as UTF-8")
    })?;
    let Ok(password) = text.lines().next().unwrap_or_default().parse();
    Ok(password)
}
