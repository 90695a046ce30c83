//! Names that people give to PCs and files, and that end up in file names on any system.

use std::fmt;
use std::str::FromStr;

/// How many characters a label may have: enough for the manual's longest example, short enough for
/// every file system once a suffix is added: 60 characters are at most 240 bytes.
pub const LABEL_CHARS: usize = 60;

/// A name such as `受付01` that is a valid file name on Windows, macOS and Linux.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(String);

impl Label {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A file name that begins with this label. The suffix is one of ours: ASCII, and short.
    pub(crate) fn with_suffix(&self, suffix: &str) -> Label {
        debug_assert!(suffix.is_ascii() && suffix.len() <= 15);
        Label(format!("{self}{suffix}"))
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// Why a text cannot be a label.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LabelError {
    /// No characters.
    #[error("a name cannot be empty")]
    Empty,
    /// Too many characters.
    #[error("a name has at most {LABEL_CHARS} characters, this one has {count}")]
    TooLong {
        /// How many there are.
        count: usize,
    },
    /// A character that some system forbids in file names.
    #[error("a name cannot contain {character:?}: it becomes part of file names")]
    Forbidden {
        /// The character.
        character: char,
    },
    /// A blank or full stop where Windows drops it.
    #[error("a name cannot begin with a blank or end with a blank or full stop")]
    Edge,
    /// A device name of Windows.
    #[error("`{name}` is a device on Windows and cannot be a file name")]
    Reserved {
        /// The name.
        name: String,
    },
}

impl FromStr for Label {
    type Err = LabelError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let count = text.chars().count();
        if count == 0 {
            return Err(LabelError::Empty);
        }
        if count > LABEL_CHARS {
            return Err(LabelError::TooLong { count });
        }
        let forbidden = |c: &char| c.is_control() || r#"\/:*?"<>|"#.contains(*c);
        if let Some(character) = text.chars().find(forbidden) {
            return Err(LabelError::Forbidden { character });
        }
        if text.starts_with(char::is_whitespace) || text.ends_with(['.', ' ', '\u{3000}']) {
            return Err(LabelError::Edge);
        }
        if is_device(text) {
            return Err(LabelError::Reserved { name: text.into() });
        }
        Ok(Label(text.to_owned()))
    }
}

/// Whether Windows takes the name, with any extension, for a device.
fn is_device(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or_default();
    let stem = stem.to_ascii_uppercase();
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || ["COM", "LPT"].iter().any(|port| {
            stem.strip_prefix(port)
                .is_some_and(|digit| matches!(digit.as_bytes(), [b'0'..=b'9']))
        })
}

kigen_pkcs12::written_as_string!(
    Label,
    "Label",
    write: |label| label.to_string(),
    pattern: r#"^[^\\\\/:*?"<>|]+$"#,
    description: "A name that is a valid file name on every system, such as 受付01"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_that_some_system_refuses_has_its_error() {
        let long = "あ".repeat(LABEL_CHARS + 1);
        for (text, error) in [
            ("", LabelError::Empty),
            (long.as_str(), LabelError::TooLong { count: 61 }),
            ("a/b", LabelError::Forbidden { character: '/' }),
            ("a\nb", LabelError::Forbidden { character: '\n' }),
            (" a", LabelError::Edge),
            ("a.", LabelError::Edge),
            (
                "nul.p12",
                LabelError::Reserved {
                    name: "nul.p12".into(),
                },
            ),
            (
                "COM1",
                LabelError::Reserved {
                    name: "COM1".into(),
                },
            ),
        ] {
            assert_eq!(text.parse::<Label>(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn the_manuals_names_are_fine() {
        for text in [
            "受付01",
            "オン資PC_更新後の電子証明書_受付01",
            "com",
            "null",
        ] {
            assert_eq!(text.parse::<Label>().unwrap().as_str(), text);
        }
    }
}
