//! Thumbprints, by which Windows identifies certificates.

use std::fmt;
use std::str::FromStr;

use sha1::{Digest, Sha1};

use super::write_hex;

/// SHA-1 over the whole DER, by which Windows identifies certificates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thumbprint([u8; 20]);

impl Thumbprint {
    /// The thumbprint of a certificate's DER.
    pub fn of(der: &[u8]) -> Self {
        Thumbprint(Sha1::digest(der).into())
    }

    /// The twenty bytes.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

impl fmt::Display for Thumbprint {
    /// Forty upper-case hexadecimal digits, as Windows shows it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Thumbprint({self})")
    }
}

/// Why a text is not a thumbprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a thumbprint is 40 hexadecimal digits")]
pub struct ThumbprintError;

impl FromStr for Thumbprint {
    type Err = ThumbprintError;

    /// Reads forty hexadecimal digits of either case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.as_bytes();
        if digits.len() != 40 {
            return Err(ThumbprintError);
        }
        let mut bytes = [0; 20];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |at: usize| char::from(pair[at]).to_digit(16).ok_or(ThumbprintError);
            *byte = (digit(0)? << 4 | digit(1)?) as u8;
        }
        Ok(Thumbprint(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thumbprints_read_what_they_write() {
        let thumbprint = Thumbprint::of(b"anything");
        assert_eq!(thumbprint.to_string().parse(), Ok(thumbprint));
        assert_eq!("12".parse::<Thumbprint>(), Err(ThumbprintError));
        assert_eq!("zz".repeat(20).parse::<Thumbprint>(), Err(ThumbprintError));
    }
}
