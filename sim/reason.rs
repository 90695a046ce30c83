//! The closed list of reasons why something was refused.
//!
//! A reason has one stable kebab-case code, which scenarios, reports and exit messages share, one
//! sentence in each language, and the Win32 or HRESULT value Windows reports where it has one.
//! Where Windows reports the same value for different causes, we do not.

pub(crate) mod from;
mod list;

use std::fmt;
use std::str::FromStr;

use crate::named::nearest;

pub use list::Reason;

/// What Windows calls a failure: the name of the constant, and its value as an HRESULT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Win32 {
    /// The constant in Windows' headers.
    pub name: &'static str,
    /// Its value; plain Win32 errors are given as HRESULTs (`0x8007….`).
    pub hresult: u32,
}

impl Reason {
    /// Every reason, in a fixed order.
    pub fn all() -> impl Iterator<Item = Reason> {
        list::ALL.iter().copied()
    }

    /// The stable code: what scenario files expect and reports say.
    pub const fn code(self) -> &'static str {
        self.row().code
    }

    /// The sentence for people, in English and without a full stop.
    pub const fn sentence(self) -> &'static str {
        self.row().sentence
    }

    /// A sentence more about it, in English.
    pub const fn explanation(self) -> &'static str {
        self.row().explanation.trim_ascii()
    }

    /// What Windows reports in this case, where it has a code for it.
    pub const fn win32(self) -> Option<Win32> {
        self.row().win32
    }
}

/// Lets `?` turn an error into its reason, if a reference to it can be turned.
macro_rules! by_value {
    ($error:ty) => {
        impl From<$error> for $crate::reason::Reason {
            fn from(error: $error) -> Self {
                Self::from(&error)
            }
        }
    };
}

pub(crate) use by_value;

impl fmt::Display for Reason {
    /// The code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Reason {}

/// A text that is not a reason code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no reason code `{code}`{}", near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
pub struct UnknownReason {
    /// What was given.
    pub code: String,
    /// The code it may have been meant to be.
    pub near: Option<Reason>,
}

impl FromStr for Reason {
    type Err = UnknownReason;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Reason::all()
            .find(|reason| reason.code() == code)
            .ok_or_else(|| UnknownReason {
                code: code.to_owned(),
                near: near(code),
            })
    }
}

/// Returns the reason whose code was probably meant.
fn near(given: &str) -> Option<Reason> {
    let codes: Vec<&str> = Reason::all().map(Reason::code).collect();
    let code = nearest(given, &codes);
    Reason::all()
        .find(|reason| Some(reason.code()) == code)
        .or_else(|| Reason::all().find(|reason| is_near(reason.code(), given)))
}

/// Returns whether the given text was probably meant to be `code`: the same letters spelled
/// differently, or the same beginning.
fn is_near(code: &str, given: &str) -> bool {
    let letters = |text: &str| -> Vec<char> {
        let plain = text.chars().filter(char::is_ascii_alphabetic);
        plain.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let (code, given) = (letters(code), letters(given));
    let shared = code.iter().zip(&given).take_while(|(a, b)| a == b).count();
    shared >= 4 && shared + 3 >= code.len().min(given.len())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_kebab_case_differ_and_read_back() {
        let mut seen = BTreeSet::new();
        for reason in Reason::all() {
            let code = reason.code();
            assert!(
                code.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
                "{code}"
            );
            assert!(seen.insert(code), "{code} stands twice");
            assert_eq!(code.parse(), Ok(reason));
        }
    }

    #[test]
    fn every_reason_has_a_sentence_of_its_own() {
        let mut seen = BTreeSet::new();
        for reason in Reason::all() {
            let sentence = reason.sentence();
            assert!(!sentence.ends_with('.'), "{sentence}");
            assert!(seen.insert(sentence), "{sentence} stands twice");
        }
    }

    #[test]
    fn an_unknown_code_is_told_its_neighbour() {
        let error = "wrong_password".parse::<Reason>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no reason code `wrong_password`; did you mean `wrong-password`?"
        );
        let error = "expird".parse::<Reason>().unwrap_err();
        assert_eq!(error.near, Some(Reason::Expired));
        let error = "nonsense".parse::<Reason>().unwrap_err();
        assert_eq!(error.to_string(), "there is no reason code `nonsense`");
    }
}
