//! What the authority writes to a facility.

use std::fmt;

use crate::label::Label;

/// An issuance letter (電子証明書発行通知書): what it takes to log in to the download site.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) pc: Label,
    pub(crate) credentials: Credentials,
}

/// The ID and the password of a letter, as many characters each, in one text. `Debug` hides them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Credentials(pub(crate) String);

#[cfg(feature = "serve")]
impl Credentials {
    /// The ID and the password.
    pub(crate) fn parts(&self) -> (&str, &str) {
        self.0.split_at(self.0.len() / 2)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(****)")
    }
}
