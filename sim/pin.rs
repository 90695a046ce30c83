//! The PIN that protects a PKCS#12 file: exactly four ASCII digits.
//!
//! The manual calls it 証明書パスワード「4桁半角数字」. Leading zeros count: `0042` is a PIN and 42 is not. What
//! was read as a PIN has been checked; where a PKI has other passwords, one takes its place
//! ([`Password`](crate::password::Password) becomes a [`Pin`]).

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroizing;

use crate::reason::Reason;

/// How many digits a PIN has.
pub const PIN_DIGITS: usize = 4;

/// Four ASCII digits, or what a PKI has instead. `Debug` hides it, and it is wiped when the value
/// is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// What takes the place of four digits.
    pub(crate) fn other(password: &str) -> Self {
        Pin(Zeroizing::new(password.to_owned()))
    }

    /// The digits, to be used as a password.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is one as the manual has it.
    pub fn is_four_digits(&self) -> bool {
        self.0.parse::<Pin>().is_ok()
    }
}

impl AsRef<str> for Pin {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(****)")
    }
}

/// Why a text is not a PIN. It never repeats the text, which may be a real secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PinError {
    /// No characters at all.
    #[error("the PIN is empty; type four digits")]
    Empty,
    /// Digits, but not four of them.
    #[error("the PIN has {count} digits; it takes exactly four")]
    Length {
        /// How many there are.
        count: usize,
    },
    /// Full-width digits (`０` to `９`), which Japanese input methods type.
    #[error("the PIN has full-width digits; switch the input method off and type it again")]
    FullWidth,
    /// A blank somewhere, often at the end of pasted text.
    #[error("character {position} of the PIN is a blank; type four digits only")]
    Blank {
        /// Which character it is, counted from 1.
        position: usize,
    },
    /// Something that is not a digit.
    #[error("character {position} of the PIN is not a digit; type four digits only")]
    NotDigit {
        /// Which character it is, counted from 1.
        position: usize,
    },
}

impl From<PinError> for Reason {
    /// Returns the code that all of these share, `invalid-pin`.
    fn from(_: PinError) -> Self {
        Reason::InvalidPin
    }
}

impl FromStr for Pin {
    type Err = PinError;

    /// Reads exactly four ASCII digits; nothing is trimmed.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut full_width = false;
        for (at, character) in text.chars().enumerate() {
            let position = at + 1;
            match character {
                '0'..='9' => {}
                '０'..='９' => full_width = true,
                blank if blank.is_whitespace() => return Err(PinError::Blank { position }),
                _ => return Err(PinError::NotDigit { position }),
            }
        }
        match text.chars().count() {
            0 => Err(PinError::Empty),
            _ if full_width => Err(PinError::FullWidth),
            PIN_DIGITS => Ok(Pin(Zeroizing::new(text.to_owned()))),
            count => Err(PinError::Length { count }),
        }
    }
}

#[cfg(feature = "scenario")]
impl<'de> serde::Deserialize<'de> for Pin {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (expected, bare) = (
            "a PIN in quotes, such as \"0042\"",
            "a PIN is written in quotes, or its leading zeros are lost",
        );
        crate::notation::read_secret(deserializer, expected, bare)
    }
}

kigen_pkcs12::written_as_string!(
    write only Pin,
    "Pin",
    write: |pin| pin.as_str().to_owned(),
    pattern: "^[0-9]{4}$",
    description: "Four half-width digits in quotes, such as \"0427\""
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mistake_has_an_error_of_its_own() {
        for (text, error) in [
            ("", PinError::Empty),
            ("123", PinError::Length { count: 3 }),
            ("12345", PinError::Length { count: 5 }),
            ("００４２", PinError::FullWidth),
            ("12３4", PinError::FullWidth),
            ("123 ", PinError::Blank { position: 4 }),
            (" 1234", PinError::Blank { position: 1 }),
            ("12\u{3000}4", PinError::Blank { position: 3 }),
            ("12a4", PinError::NotDigit { position: 3 }),
            ("-123", PinError::NotDigit { position: 1 }),
            ("١٢٣٤", PinError::NotDigit { position: 1 }),
        ] {
            assert_eq!(text.parse::<Pin>(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn leading_zeros_stay() {
        assert_eq!("0042".parse::<Pin>().unwrap().as_str(), "0042");
    }

    #[test]
    fn neither_the_pin_nor_its_errors_show_digits() {
        assert_eq!(format!("{:?}", "0427".parse::<Pin>().unwrap()), "Pin(****)");
        let error = "98765".parse::<Pin>().unwrap_err();
        assert!(!error.to_string().contains("987"));
    }
}
