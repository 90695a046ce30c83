//! The languages people read.

use std::fmt;
use std::str::FromStr;

/// A language of sentences and reports. Codes, file formats and names are the same in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// Japanese.
    Ja,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// The language of a locale such as `ja_JP.UTF-8` or `en-US`: Japanese for `ja`, else English.
    pub fn of_locale(locale: &str) -> Self {
        match locale.split(['_', '-', '.']).next() {
            Some("ja") => Lang::Ja,
            _ => Lang::En,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Lang::Ja => "ja",
            Lang::En => "en",
        })
    }
}

/// A text that is neither `ja` nor `en`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the languages are ja and en")]
pub struct LangError;

impl FromStr for Lang {
    type Err = LangError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "ja" => Ok(Lang::Ja),
            "en" => Ok(Lang::En),
            _ => Err(LangError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_japanese_locale_is_japanese() {
        for (locale, lang) in [
            ("ja_JP.UTF-8", Lang::Ja),
            ("ja-JP", Lang::Ja),
            ("ja", Lang::Ja),
            ("en_US", Lang::En),
            ("jam", Lang::En),
            ("C.UTF-8", Lang::En),
            ("", Lang::En),
        ] {
            assert_eq!(Lang::of_locale(locale), lang, "{locale}");
        }
    }
}
