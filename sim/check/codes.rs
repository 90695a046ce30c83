//! What the words of an implementation mean: a table from its texts to reason codes, so that nobody
//! has to translate errors in an adapter.

use serde::Deserialize;

use crate::outcome::Outcome;
use crate::reason::Reason;

/// How programs say that the password is wrong; asked after a table of one's own.
const USUAL: [&str; 10] = [
    "invalid password",
    "wrong password",
    "bad password",
    "incorrect password",
    "password was incorrect",
    "password may be incorrect",
    "password entered is incorrect",
    "password is not correct",
    "mac verify",
    "mac could not be verified",
];

/// The table. The first text that occurs in what was said, whatever its capitals, decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    #[serde(default)]
    code: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// What the implementation says.
    text: String,
    /// What that means.
    code: Outcome,
}

impl Codes {
    /// Reads a table: `[[code]]`, each with `text` and `code`.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and where.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// What these words mean; `None` if nobody knows.
    pub fn reason(&self, native: &str) -> Option<Reason> {
        let native = native.to_lowercase();
        let own = self.code.iter();
        let own = own.filter_map(|row| Some((row.text.as_str(), row.code.reason()?)));
        let usual = USUAL.map(|text| (text, Reason::WrongPassword));
        own.chain(usual)
            .find(|(text, _)| native.contains(&text.to_lowercase()))
            .map(|(_, reason)| reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_text_that_occurs_decides_and_the_usual_ones_come_last() {
        let codes = "[[code]]\ntext = 'Mac Verify error (trailing'\ncode = 'malformed'\n";
        let codes = Codes::from_toml(codes).unwrap();
        for (said, code) in [
            ("mac verify error (trailing bytes)", Some(Reason::Malformed)),
            (
                "Mac verify error: invalid password?",
                Some(Reason::WrongPassword),
            ),
            ("asn1 encoding routines", None),
        ] {
            assert_eq!(codes.reason(said), code, "{said}");
        }
        assert!(Codes::from_toml("[[code]]\ntext = 'x'\ncode = 'malfromed'\n").is_err());
    }
}
