//! Any password: of a file that somebody else made, or of ours where a PKI has others than the four
//! digits of a [`Pin`].

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use zeroize::Zeroizing;

use crate::pin::Pin;

/// Any password. `Debug` hides it, and it is wiped when the value is dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// The password itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(****)")
    }
}

impl From<Pin> for Password {
    fn from(pin: Pin) -> Self {
        Password(Zeroizing::new(pin.as_str().to_owned()))
    }
}

impl From<Password> for Pin {
    fn from(password: Password) -> Self {
        Pin::other(password.as_str())
    }
}

impl FromStr for Password {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Password(Zeroizing::new(text.to_owned())))
    }
}

#[cfg(feature = "scenario")]
impl<'de> serde::Deserialize<'de> for Password {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (expected, bare) = (
            "a password in quotes",
            "a password is written in quotes, also when it is a number",
        );
        crate::notation::read_secret(deserializer, expected, bare)
    }
}

kigen_pkcs12::written_as_string!(
    write only Password,
    "Password",
    write: |password| password.as_str().to_owned(),
    pattern: "",
    description: "The password of a file, in quotes"
);
