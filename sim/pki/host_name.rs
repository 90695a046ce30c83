//! What a server is found by.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use super::alternative_name::is_host;
use super::{AlternativeName, PkiError};

/// A host name, with a wildcard or without, or an IP address.
///
/// ```
/// use kigen::pki::HostName;
///
/// assert!("*.example.test".parse::<HostName>().is_ok());
/// assert!("2001:db8::7".parse::<HostName>().is_ok());
/// let error = "https://example.test".parse::<HostName>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`https://example.test` is neither a host name nor an IP address; write localhost, \
///      *.example.test or 127.0.0.1"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HostName(String);

impl HostName {
    /// What a server on the same computer is found by.
    pub fn of_this_computer() -> Vec<Self> {
        let names = ["localhost", "127.0.0.1", "::1"];
        names.map(|name| HostName(name.to_owned())).to_vec()
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a certificate says of it (RFC 9525 section 4).
    pub(crate) fn alternative_name(&self) -> AlternativeName {
        let kind = match self.0.parse::<IpAddr>() {
            Ok(_) => "ip",
            Err(_) => "dns",
        };
        let name = format!("{kind}:{}", self.0).parse();
        name.expect("it was looked at when it was read")
    }
}

impl FromStr for HostName {
    type Err = PkiError;

    fn from_str(text: &str) -> Result<Self, PkiError> {
        match text.parse::<IpAddr>().is_ok() || is_host(text) {
            true => Ok(HostName(text.to_owned())),
            false => Err(PkiError::HostName {
                given: text.to_owned(),
            }),
        }
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

kigen_pkcs12::written_as_string! {
    HostName, "HostName",
    write: |name| name.to_string(),
    pattern: "^[A-Za-z0-9*:][A-Za-z0-9.:-]*$",
    description: "A host name, such as localhost or *.example.test, or an IP address"
}
