//! What happens when a certificate to be added is in the store already.

use super::{Entry, Properties};
use crate::reason::Reason;

/// The add dispositions of `CertAddCertificateContextToStore`.
///
/// Two certificates match when the SHA-1 of their whole DER is equal; issuer and serial number, or
/// the subject, do not count. A renewed certificate therefore never collides with the old one.
/// Without a match, every disposition adds. Sources: Microsoft's documentation of the function, and
/// the behaviour of Wine's implementation, whose tests run on Windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddDisposition {
    /// `CERT_STORE_ADD_NEW` (1): refuse.
    New,
    /// `CERT_STORE_ADD_USE_EXISTING` (2): keep the certificate, add the properties it lacks. (Wine
    /// copies all of them; the documentation of 1998 says only what is missing.)
    UseExisting,
    /// `CERT_STORE_ADD_REPLACE_EXISTING` (3): replace it and its properties, in the same place.
    ReplaceExisting,
    /// `CERT_STORE_ADD_ALWAYS` (4): keep both.
    Always,
    /// `CERT_STORE_ADD_REPLACE_EXISTING_INHERIT_PROPERTIES` (5): replace it; the old properties
    /// win over the new ones. (Wine and the documentation of 1998; today's says the reverse.)
    ReplaceExistingInherit,
    /// `CERT_STORE_ADD_NEWER` (6): replace an older one. Equal DER means equal dates, so a match
    /// is always refused.
    Newer,
    /// `CERT_STORE_ADD_NEWER_INHERIT_PROPERTIES` (7): as [`Newer`](Self::Newer), and the old
    /// properties would win.
    NewerInherit,
}

/// A number that is not an add disposition, `E_INVALIDARG`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{value} is no add disposition; they are 1 to 7")]
pub struct UnknownDisposition {
    /// The number.
    pub value: u32,
}

impl From<UnknownDisposition> for Reason {
    fn from(_: UnknownDisposition) -> Self {
        Reason::InvalidArgument
    }
}

/// The result of adding an entry.
pub(super) enum Resolution {
    /// `CRYPT_E_EXISTS`.
    Refuse,
    /// The entry becomes the newest of its store.
    Add(Entry),
    /// The entry that is there stays in its place, with these properties.
    Keep(Properties),
}

impl AddDisposition {
    /// Every disposition, in the order of their numbers.
    pub const ALL: [AddDisposition; 7] = [
        AddDisposition::New,
        AddDisposition::UseExisting,
        AddDisposition::ReplaceExisting,
        AddDisposition::Always,
        AddDisposition::ReplaceExistingInherit,
        AddDisposition::Newer,
        AddDisposition::NewerInherit,
    ];

    /// The number in Windows' headers.
    pub fn value(self) -> u32 {
        self as u32 + 1
    }

    /// Returns the result of adding `new` where `existing` are the properties of the entry it
    /// matches.
    pub(super) fn resolve(self, existing: Option<Properties>, new: Entry) -> Resolution {
        let Some(old) = existing else {
            return Resolution::Add(new);
        };
        match self {
            AddDisposition::Always => Resolution::Add(new),
            AddDisposition::New | AddDisposition::Newer | AddDisposition::NewerInherit => {
                Resolution::Refuse
            }
            AddDisposition::UseExisting | AddDisposition::ReplaceExistingInherit => {
                Resolution::Keep(old.or(new.properties))
            }
            AddDisposition::ReplaceExisting => Resolution::Keep(new.properties),
        }
    }
}

impl TryFrom<u32> for AddDisposition {
    type Error = UnknownDisposition;

    /// The disposition with this number in Windows' headers.
    fn try_from(value: u32) -> Result<Self, Self::Error> {
        AddDisposition::ALL
            .into_iter()
            .find(|disposition| disposition.value() == value)
            .ok_or(UnknownDisposition { value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_windows_and_no_others() {
        for (disposition, value) in AddDisposition::ALL.into_iter().zip(1..) {
            assert_eq!(disposition.value(), value);
            assert_eq!(AddDisposition::try_from(value), Ok(disposition));
        }
        for value in [0, 8, u32::MAX] {
            let error = AddDisposition::try_from(value).unwrap_err();
            assert_eq!(error, UnknownDisposition { value });
            assert_eq!(Reason::from(error).win32().unwrap().name, "E_INVALIDARG");
        }
    }
}
