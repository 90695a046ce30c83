//! Addresses in certificates.

use std::fmt;
use std::str::FromStr;

use super::PkiError;

/// An address where a certificate says that something is. Nobody looks there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(String);

impl Url {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Url {
    type Err = PkiError;

    fn from_str(text: &str) -> Result<Self, PkiError> {
        let schemes = ["http://", "https://", "ldap://"];
        let rest = schemes.iter().find_map(|scheme| text.strip_prefix(scheme));
        // A blank, or what is not ASCII, is escaped in a URI (RFC 3986 section 2.1).
        let is_rest = |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_graphic());
        match rest.is_some_and(is_rest) {
            true => Ok(Url(text.to_owned())),
            false => Err(PkiError::Url {
                given: text.to_owned(),
            }),
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

kigen_pkcs12::written_as_string! {
    Url, "Url",
    write: |url| url.to_string(),
    pattern: "^(https?|ldap)://",
    description: "An address that begins with http://, https:// or ldap://"
}
