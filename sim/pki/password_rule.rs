//! Which passwords files may have.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::PkiError;

/// The longest password: PBES1 hashes it whole in every round.
pub const PASSWORD_MAX: u16 = 1000;

/// A rule of no passwords, as it is written.
const NONE: &str = "none";

kigen_pkcs12::named! {
    /// What passwords are made of.
    pub enum Alphabet: "alphabet of passwords" {
        /// `0` to `9`.
        Digits = "digits",
        /// Digits and `a` to `f`, in either case.
        Hexadecimal = "hexadecimal",
        /// ASCII digits and letters.
        LettersAndDigits = "letters-and-digits",
        /// What can be seen in ASCII.
        Ascii = "ascii",
        /// Anything but what cannot be seen.
        Characters = "characters",
    }
}

impl Alphabet {
    fn has(self, character: char) -> bool {
        match self {
            Alphabet::Digits => character.is_ascii_digit(),
            Alphabet::Hexadecimal => character.is_ascii_hexdigit(),
            Alphabet::LettersAndDigits => character.is_ascii_alphanumeric(),
            Alphabet::Ascii => character.is_ascii_graphic(),
            Alphabet::Characters => !character.is_control(),
        }
    }
}

/// Which passwords PKCS#12 files may have: how long, and of which characters; or none, which is an
/// empty one.
///
/// A file without a password still has a MAC, under the empty password. RFC 7292 section 4 knows no
/// file whose integrity rests on nothing, NSS refuses one without a MAC, and Windows'
/// `PFXImportCertStore` tries the empty password when it is given none.
///
/// ```
/// use kigen::pki::PasswordRule;
///
/// let rule: PasswordRule = "8-64 characters".parse()?;
/// assert!(rule.admits("correct horse"));
/// assert!(!rule.admits("0427"));
/// assert!("none".parse::<PasswordRule>()?.admits(""));
/// # Ok::<(), kigen::pki::PkiError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordRule {
    length: RangeInclusive<u16>,
    alphabet: Alphabet,
}

impl Default for PasswordRule {
    /// The manual's: 4 half-width digits.
    fn default() -> Self {
        PasswordRule {
            length: 4..=4,
            alphabet: Alphabet::Digits,
        }
    }
}

impl PasswordRule {
    /// Whether files may have this password.
    pub fn admits(&self, password: &str) -> bool {
        let length = u16::try_from(password.chars().count());
        length.is_ok_and(|length| self.length.contains(&length))
            && password.chars().all(|it| self.alphabet.has(it))
    }

    /// Whether files have no password.
    pub fn is_none(&self) -> bool {
        *self.length.end() == 0
    }

    /// One that nobody chose, the same for ever: as many zeros as it takes.
    pub(crate) fn example(&self) -> String {
        "0".repeat(usize::from(*self.length.start()))
    }
}

impl FromStr for PasswordRule {
    type Err = PkiError;

    fn from_str(text: &str) -> Result<Self, PkiError> {
        let wrong = || PkiError::PasswordRule {
            given: text.to_owned(),
        };
        if text == NONE {
            return Ok(PasswordRule {
                length: 0..=0,
                alphabet: Alphabet::Characters,
            });
        }
        let (length, alphabet) = text.split_once(' ').ok_or_else(wrong)?;
        let number = |text: &str| -> Result<u16, PkiError> {
            let number = text.parse().map_err(|_| wrong())?;
            match (1..=PASSWORD_MAX).contains(&number) {
                true => Ok(number),
                false => Err(wrong()),
            }
        };
        let length = match length.split_once('-') {
            None => number(length)?..=number(length)?,
            Some((least, most)) => number(least)?..=number(most)?,
        };
        match length.is_empty() {
            true => Err(wrong()),
            false => Ok(PasswordRule {
                length,
                alphabet: alphabet.parse().map_err(PkiError::Alphabet)?,
            }),
        }
    }
}

impl fmt::Display for PasswordRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PasswordRule { length, alphabet } = self;
        match (length.start(), length.end()) {
            (_, 0) => f.write_str(NONE),
            (least, most) if least == most => write!(f, "{least} {alphabet}"),
            (least, most) => write!(f, "{least}-{most} {alphabet}"),
        }
    }
}

kigen_pkcs12::written_as_string! {
    PasswordRule, "PasswordRule",
    write: |rule| rule.to_string(),
    pattern: "^(none|[0-9]+(-[0-9]+)? (digits|hexadecimal|letters-and-digits|ascii|characters))$",
    description: "How long passwords are and of what: 4 digits, 8-64 characters, 32 hexadecimal, 12 letters-and-digits, 16-40 ascii; none for an empty one"
}
