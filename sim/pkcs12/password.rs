//! A password in the two forms that key derivations take.

use zeroize::Zeroizing;

/// A password, ready for both key derivations.
pub(super) struct Password {
    utf16: Zeroizing<Vec<u8>>,
    utf8: Zeroizing<Vec<u8>>,
}

impl Password {
    /// The password with the zero terminator of RFC 7292 appendix B.1.
    pub(super) fn new(password: &str) -> Self {
        let units = password.encode_utf16().chain([0]);
        // Made in one piece: growing would leave copies of the password behind.
        let mut utf16 = Zeroizing::new(Vec::with_capacity(2 * password.len() + 2));
        utf16.extend(units.flat_map(u16::to_be_bytes));
        Password {
            utf16,
            utf8: Zeroizing::new(password.as_bytes().to_vec()),
        }
    }

    /// What may have been meant: for the empty password the terminator alone (`""`), or no bytes at
    /// all (a null pointer, on Windows); for any other the password as RFC 8018 has it under
    /// PBKDF2, or in the terminated UTF-16 that NSS once wrote there and still reads.
    pub(super) fn candidates(password: &str) -> Vec<Self> {
        let first = Password::new(password);
        let second = if password.is_empty() {
            Password {
                utf16: Zeroizing::default(),
                utf8: Zeroizing::default(),
            }
        } else {
            Password {
                utf16: first.utf16.clone(),
                utf8: first.utf16.clone(),
            }
        };
        vec![first, second]
    }

    /// UTF-16, big-endian, terminated: for the key derivation of RFC 7292 appendix B.
    pub(super) fn utf16(&self) -> &[u8] {
        &self.utf16
    }

    /// UTF-8: for PBKDF2.
    pub(super) fn utf8(&self) -> &[u8] {
        &self.utf8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first is the example of RFC 7292 appendix B.1.
    #[test]
    fn passwords_become_terminated_utf16_with_surrogate_pairs() {
        for (text, utf16) in [
            ("Beavis", "0042006500610076006900730000"),
            ("0427", "00300034003200370000"),
            ("鍵", "93750000"),
            ("🔑", "d83ddd110000"),
            ("", "0000"),
        ] {
            let password = Password::new(text);
            let hex: String = password
                .utf16()
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect();
            assert_eq!(hex, utf16, "{text}");
            assert_eq!(password.utf8(), text.as_bytes());
        }
    }

    #[test]
    fn every_password_has_two_meanings() {
        let pin = Password::candidates("0427");
        assert_eq!(pin[0].utf16(), pin[1].utf16());
        assert_eq!(pin[1].utf8(), pin[1].utf16());
        let empty = Password::candidates("");
        assert_eq!(empty.len(), 2);
        assert_eq!(empty[1].utf16(), b"");
    }
}
