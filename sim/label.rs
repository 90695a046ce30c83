//! Names that people give to PCs and files, and that end up in file names on any system.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use unicode_normalization::UnicodeNormalization;

/// The most characters in a label: enough for the manual's longest example, short enough for every
/// file system once a suffix is added (60 characters are at most 240 bytes).
pub const LABEL_CHARS: usize = 60;

/// A name such as `受付01` that is a valid file name on Windows, macOS and Linux.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(String);

impl Label {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns a form that is the same for all labels that are one file name on some system:
    /// Windows and macOS ignore case, and macOS also whether `が` is written as one character or as
    /// two.
    ///
    /// ```
    /// use kigen::label::Label;
    ///
    /// let folded = |name: &str| name.parse().map(|label: Label| label.folded());
    /// assert_eq!(folded("PC-ガ")?, folded("pc-カ\u{3099}")?);
    /// assert_ne!(folded("受付01")?, folded("受付１")?);
    /// # Ok::<(), kigen::label::LabelError>(())
    /// ```
    pub fn folded(&self) -> String {
        folded(&self.0)
    }

    /// Returns a file name that begins with this label. The suffix is one of ours: ASCII, and
    /// short.
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
    /// An invisible character: two names that look alike would be two files, or a name would read
    /// differently from what it is.
    #[error("a name cannot contain the invisible character {}; type it again without it", character.escape_unicode())]
    Invisible {
        /// The character.
        character: char,
    },
    /// A space or full stop where Windows drops it.
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
        if let Some(character) = text.chars().find(|c| is_invisible(*c)) {
            return Err(LabelError::Invisible { character });
        }
        let is_dropped = |c: char| c == '.' || c.is_whitespace();
        if text.starts_with(char::is_whitespace) || text.ends_with(is_dropped) {
            return Err(LabelError::Edge);
        }
        if is_device(text) {
            return Err(LabelError::Reserved { name: text.into() });
        }
        Ok(Label(text.to_owned()))
    }
}

/// Invisible characters: `Default_Ignorable_Code_Point` of Unicode 16 (DerivedCoreProperties.txt),
/// which includes the marks for the direction of text, and the separators and annotations of lines.
/// The variation selectors, with which Japanese names choose the form of a character, are not
/// refused.
const INVISIBLE: [RangeInclusive<char>; 16] = [
    '\u{AD}'..='\u{AD}',
    '\u{34F}'..='\u{34F}',
    '\u{61C}'..='\u{61C}',
    '\u{115F}'..='\u{1160}',
    '\u{17B4}'..='\u{17B5}',
    '\u{180B}'..='\u{180F}',
    '\u{200B}'..='\u{200F}',
    '\u{2028}'..='\u{202E}',
    '\u{2060}'..='\u{206F}',
    '\u{3164}'..='\u{3164}',
    '\u{FEFF}'..='\u{FEFF}',
    '\u{FFA0}'..='\u{FFA0}',
    '\u{FFF0}'..='\u{FFFB}',
    '\u{1BCA0}'..='\u{1BCA3}',
    '\u{1D173}'..='\u{1D17A}',
    '\u{E0000}'..='\u{E0FFF}',
];

/// The variation selectors among them.
const SELECTORS: RangeInclusive<char> = '\u{E0100}'..='\u{E01EF}';

fn is_invisible(character: char) -> bool {
    let ranges = INVISIBLE.iter();
    !SELECTORS.contains(&character) && ranges.into_iter().any(|range| range.contains(&character))
}

/// See [`Label::folded`]; this takes any file name. Decomposed, as macOS compares names, and upper
/// case first, because some letters have two small forms.
pub(crate) fn folded(name: &str) -> String {
    name.nfd()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfd()
        .collect()
}

/// Returns whether Windows takes the name, with any extension, for a device: see "Naming Files,
/// Paths, and Namespaces" (also for the digits `¹²³`) and "Console Handles" in its documentation.
fn is_device(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_ascii_uppercase();
    let port = |name: &str| {
        let mut number = stem.strip_prefix(name).unwrap_or_default().chars();
        let digit = number.next();
        digit.is_some_and(|digit| "0123456789¹²³".contains(digit)) && number.next().is_none()
    };
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str())
        || ["COM", "LPT"].into_iter().any(port)
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
            (
                "a\u{85}b",
                LabelError::Forbidden {
                    character: '\u{85}',
                },
            ),
            (
                "a\u{202E}b",
                LabelError::Invisible {
                    character: '\u{202E}',
                },
            ),
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
    fn devices_of_windows_are_refused_however_they_are_written() {
        for name in [
            "COM¹",
            "lpt³",
            "COM0.txt",
            "CONIN$",
            "conout$.p12",
            "nul .p12",
        ] {
            let error = LabelError::Reserved { name: name.into() };
            assert_eq!(name.parse::<Label>(), Err(error));
        }
        for name in ["COM", "COM10", "COM⁴", "CONIN", "console", "受付COM1"] {
            assert!(name.parse::<Label>().is_ok(), "{name}");
        }
    }

    #[test]
    fn what_nobody_sees_is_refused_and_a_variant_of_a_character_is_fine() {
        for character in "\u{200B}\u{202E}\u{2066}\u{FEFF}\u{AD}\u{2028}\u{FFF9}\u{E0041}".chars() {
            let error = LabelError::Invisible { character };
            assert_eq!(format!("受付{character}01").parse::<Label>(), Err(error));
        }
        assert!("葛\u{E0100}城".parse::<Label>().is_ok());
    }

    #[test]
    fn names_that_are_one_file_somewhere_fold_to_the_same() {
        for (one, other) in [
            ("a", "A"),
            ("ａ", "Ａ"),
            ("ガ", "カ\u{3099}"),
            ("straße", "STRASSE"),
            ("ς", "σ"),
            ("É", "e\u{301}"),
            ("\u{212A}", "k"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        for (one, other) in [
            ("a", "b"),
            ("a", "ａ"),
            ("ｶﾞ", "ガ"),
            ("か", "が"),
            ("1", "¹"),
        ] {
            assert_ne!(folded(one), folded(other), "{one} {other}");
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
