//! Typed secrets: they are read here, so that no message repeats them.

use std::path::Path;

use super::error::CliError;
use kigen::file;
use kigen::password::Password;
use kigen::pin::Pin;

/// The longest password file.
const FILE_BYTES_MAX: u64 = 1 << 16;

/// Reads the PIN that was given with an option.
pub(super) fn pin(option: &'static str, text: &str) -> Result<Pin, CliError> {
    text.parse().map_err(|error| CliError::Pin {
        option,
        error,
        or_password: false,
    })
}

/// Reads the password that was given as a PIN; a file could hold any other.
pub(super) fn pin_as_password(text: &str) -> Result<Password, CliError> {
    let pin: Result<Pin, _> = text.parse();
    pin.map(Password::from).map_err(|error| CliError::Pin {
        option: "--pin",
        error,
        or_password: true,
    })
}

/// Reads the first line of a file.
pub(super) fn password_in(path: &Path) -> Result<Password, CliError> {
    let bytes = file::read(path, FILE_BYTES_MAX)?;
    let text = String::from_utf8(bytes).map_err(|_| CliError::NotUtf8 {
        path: path.to_owned(),
    })?;
    // Windows' editor begins a file with a byte order mark that nobody typed.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let Ok(password) = text.lines().next().unwrap_or_default().parse();
    Ok(password)
}
