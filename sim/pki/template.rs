//! Texts with places for names, such as `{pc}@example.test`.

use std::fmt;
use std::str::FromStr;

use super::{PkiError, Subject};

kigen_pkcs12::named! {
    /// What a place in a text stands for.
    pub enum Placeholder: "placeholder" {
        /// The PC's name (端末名称).
        Pc = "pc",
        /// The institution code (医療機関コード).
        Institution = "institution",
    }
}

/// A text with places for names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(Placeholder),
}

impl Template {
    /// Returns the text with the names in their places.
    pub fn fill(&self, subject: &Subject) -> String {
        let parts = self.0.iter().map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Name(Placeholder::Pc) => &subject.terminal,
            Part::Name(Placeholder::Institution) => &subject.institution,
        });
        parts.collect()
    }

    /// The same text with this behind it.
    pub(super) fn followed_by(&self, text: &str) -> Self {
        let mut parts = self.0.clone();
        parts.push(Part::Text(text.to_owned()));
        Template(parts)
    }

    /// Whether it is the same text for every subject.
    pub fn is_fixed(&self) -> bool {
        !self.0.iter().any(|part| matches!(part, Part::Name(_)))
    }
}

impl FromStr for Template {
    type Err = PkiError;

    fn from_str(text: &str) -> Result<Self, PkiError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(brace) = rest.find(['{', '}']) {
            let (before, opened) = rest.split_at(brace);
            let inside = opened.strip_prefix('{').ok_or(PkiError::Brace)?;
            let (name, after) = inside.split_once('}').ok_or(PkiError::Brace)?;
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let placeholder: Placeholder = name.parse().map_err(PkiError::Placeholder)?;
            parts.push(Part::Name(placeholder));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Template(parts))
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Text(text) => f.write_str(text),
            Part::Name(placeholder) => write!(f, "{{{placeholder}}}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_take_their_places_and_nothing_else_does() {
        let subject = Subject {
            institution: "1310000001".into(),
            terminal: "pc{1}".into(),
        };
        for (text, filled) in [
            ("", ""),
            ("plain", "plain"),
            ("{pc}", "pc{1}"),
            ("a{institution}b{pc}c", "a1310000001bpc{1}c"),
        ] {
            let template: Template = text.parse().unwrap();
            assert_eq!(template.fill(&subject), filled, "{text}");
            assert_eq!(template.to_string(), text);
            assert_eq!(template.is_fixed(), !text.contains('{'));
        }
        for text in ["{pc", "pc}", "{pc}}", "{{pc}}"] {
            assert!(text.parse::<Template>().is_err(), "{text}");
        }
    }
}
