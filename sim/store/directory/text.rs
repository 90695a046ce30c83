//! What the text files of a store share: a first line with a version, and lines with a name and a
//! value.

use std::path::PathBuf;

use crate::store::{FileDamage, StoreError};

/// The version of every file that is written here.
const VERSION: &str = "1";

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Not what was written.
    Damaged(FileDamage),
    /// Written by another version.
    Version(String),
}

impl Fault {
    /// The error, once it is known which file it is about.
    pub(super) fn of(self, path: PathBuf) -> StoreError {
        match self {
            Fault::Damaged(problem) => StoreError::Damaged { path, problem },
            Fault::Version(version) => StoreError::UnknownVersion { path, version },
        }
    }
}

/// The first line of a file.
pub(super) fn title(kind: &str) -> String {
    format!("{kind} {VERSION}\n")
}

/// Returns what follows the first line.
pub(super) fn body<'a>(bytes: &'a [u8], kind: &str) -> Result<&'a str, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::Damaged(FileDamage::NotText))?;
    let (title, body) = text
        .split_once('\n')
        .ok_or(Fault::Damaged(FileDamage::CutOff))?;
    let version = title
        .strip_prefix(kind)
        .and_then(|rest| rest.strip_prefix(' '))
        .ok_or(Fault::Damaged(FileDamage::NoTitle))?;
    match version {
        VERSION => Ok(body),
        other => Err(Fault::Version(other.to_owned())),
    }
}

/// A value on one line: backslashes and control characters are written as `\u{…}`.
pub(super) fn escape(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        if character == '\\' || character.is_control() {
            escaped.extend(character.escape_unicode());
        } else {
            escaped.push(character);
        }
    }
    escaped
}

/// The value that was escaped.
pub(super) fn unescape(text: &str) -> Option<String> {
    let mut value = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escape)) = rest.split_once('\\') {
        value.push_str(plain);
        let (hex, after) = escape.strip_prefix("u{")?.split_once('}')?;
        value.push(char::from_u32(u32::from_str_radix(hex, 16).ok()?)?);
        rest = after;
    }
    value.push_str(rest);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_value_fits_on_a_line_and_comes_back() {
        for value in [
            "",
            "受付01",
            "a\nb",
            "\\",
            "\\u{41}",
            "\u{0}\u{7f}\u{85}",
            "a: b ",
        ] {
            let escaped = escape(value);
            assert!(!escaped.contains(char::is_control), "{escaped}");
            assert_eq!(unescape(&escaped).as_deref(), Some(value));
        }
        for broken in ["\\", "\\n", "\\u{", "\\u{110000}", "\\u{zz}"] {
            assert_eq!(unescape(broken), None, "{broken}");
        }
    }
}
