//! The number by which an authority tells its certificates apart.

use std::fmt;

use super::write_hex;

/// A certificate's serial number, without its sign octet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SerialNumber(Vec<u8>);

impl SerialNumber {
    /// A serial number from big-endian bytes; leading zeros do not count.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        SerialNumber(bytes[zeros..].to_vec())
    }

    /// The number's bytes, big-endian, without leading zeros.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for SerialNumber {
    /// Upper-case hexadecimal, two digits a byte.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("00");
        }
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SerialNumber({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_forget_leading_zeros_and_nothing_else() {
        assert_eq!(SerialNumber::from_bytes(&[0, 0x80, 0]).to_string(), "8000");
        assert_eq!(SerialNumber::from_bytes(&[0]).to_string(), "00");
        assert_eq!(
            SerialNumber::from_bytes(&[0]),
            SerialNumber::from_bytes(&[])
        );
    }
}
