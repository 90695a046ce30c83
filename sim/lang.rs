//! The languages people read.

kigen_pkcs12::named! {
    /// A language of sentences and reports. Codes, file formats and names are the same in both.
    #[derive(Default)]
    pub enum Lang: "language" {
        /// Japanese.
        Ja = "ja",
        /// English.
        #[default]
        En = "en",
    }
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
