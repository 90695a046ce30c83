//! The SHA-256 of a file, which identifies it wherever it is.

mod files;

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

pub use files::Files;

/// How many bytes a SHA-256 has.
const BYTES: usize = 32;

/// The SHA-256 of a file. Written as 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; BYTES]);

impl Digest {
    /// The digest of these bytes.
    ///
    /// ```
    /// use kigen_pkcs12::digest::Digest;
    ///
    /// let digest = Digest::of(b"abc"); // the first example of FIPS 180-2
    /// assert!(digest.to_string().starts_with("ba7816bf8f01cfea"));
    /// assert_eq!(digest.to_string().parse(), Ok(digest));
    /// ```
    pub fn of(bytes: &[u8]) -> Self {
        Digest(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A text that is not a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 has {} hexadecimal digits in lower case", 2 * BYTES)]
pub struct DigestError;

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digit = |byte: &u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(DigestError),
        };
        let digits = text.as_bytes().iter().map(digit);
        let digits = digits.collect::<Result<Vec<u8>, DigestError>>()?;
        let bytes = digits.chunks(2).map(|pair| match pair {
            [high, low] => Ok(high << 4 | low),
            _ => Err(DigestError),
        });
        let bytes = bytes.collect::<Result<Vec<u8>, DigestError>>()?;
        bytes.try_into().map(Digest).map_err(|_| DigestError)
    }
}

crate::written_as_string!(
    Digest,
    "Digest",
    write: |digest| digest.to_string(),
    pattern: "^[0-9a-f]{64}$",
    description: "The SHA-256 of a file, as 64 hexadecimal digits in lower case"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_64_digits_in_lower_case_are_a_digest() {
        let digest = Digest::of(b"abc").to_string();
        for text in [
            &digest[1..],
            &digest[2..],
            &digest.to_uppercase(),
            &digest.replacen('b', "g", 1),
            &format!("{digest}00"),
            "",
        ] {
            assert_eq!(text.parse::<Digest>(), Err(DigestError), "{text}");
        }
    }
}
