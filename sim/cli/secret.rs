//! Typed secrets: they are read here, so that no message repeats them.

use std::path::Path;

use super::args::ChosenSecretArgs;
use super::error::CliError;
use kigen::file;
use kigen::password::Password;
use kigen::pin::Pin;
use kigen::pki::Pki;

/// The longest password file.
const FILE_BYTES_MAX: u64 = 1 << 16;

/// The PIN of files, if nobody chooses another.
const PIN: &str = "0427";

/// Reads what is to protect files of a PKI. Whoever says nothing about passwords may choose any.
pub(super) fn chosen(args: &ChosenSecretArgs, pki: &Pki) -> Result<Pin, CliError> {
    let rule = pki.password_rule();
    let chosen: Pin = match (&args.pin, &args.password_file) {
        (_, Some(file)) => password_in(file)?.into(),
        (Some(text), None) => pin("--pin", text)?,
        (None, None) if rule.is_none() => Password::default().into(),
        (None, None) => pin("--pin", PIN)?,
    };
    if pki.file_passwords.is_some() {
        pki.check_password(chosen.as_str())
            .map_err(CliError::Password)?;
    }
    Ok(chosen)
}

/// Reads what a user of a session typed, which the world will check.
pub(super) fn typed(text: Option<&str>, file: Option<&Path>) -> Result<Pin, CliError> {
    match file {
        Some(file) => Ok(password_in(file)?.into()),
        None => pin("--pin", text.unwrap_or_default()),
    }
}

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
