//! Subject alternative names (RFC 5280 section 4.2.1.6) with places for names.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use rcgen::{OtherNameValue, SanType};
use rustls_pki_types::DnsName;

use super::template::Template;
use super::{PkiError, Subject};

/// Microsoft's user principal name, with which a certificate signs in to Windows.
const UPN: [u64; 10] = [1, 3, 6, 1, 4, 1, 311, 20, 2, 3];

kigen_pkcs12::named! {
    /// The kinds of alternative names that can be written.
    pub enum AlternativeNameKind: "kind of alternative name" {
        /// A host name.
        Dns = "dns",
        /// An e-mail address.
        Email = "email",
        /// A URI.
        Uri = "uri",
        /// An IP address, of version 4 or 6.
        Ip = "ip",
        /// Microsoft's user principal name.
        Upn = "upn",
    }
}

/// An alternative name: its kind, a colon and the name, such as `email:{pc}@example.test`.
///
/// ```
/// use kigen::pki::AlternativeName;
///
/// assert!("email:{pc}@example.test".parse::<AlternativeName>().is_ok());
/// let error = "mail:{pc}@example.test".parse::<AlternativeName>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "there is no kind of alternative name `mail`; did you mean `email`?"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlternativeName {
    kind: AlternativeNameKind,
    name: Template,
}

impl AlternativeName {
    /// Returns the name of a subject.
    ///
    /// # Errors
    ///
    /// [`PkiError::AlternativeName`] where it is none of its kind, which may be because of a name
    /// that took its place.
    pub(crate) fn fill(&self, subject: &Subject) -> Result<SanType, PkiError> {
        let name = self.name.fill(subject);
        let wrong = || PkiError::AlternativeName {
            kind: self.kind,
            name: name.clone(),
        };
        let written = |is_one: bool| {
            let text = name.as_str().try_into().ok();
            text.filter(|_| is_one).ok_or_else(wrong)
        };
        Ok(match self.kind {
            AlternativeNameKind::Dns => SanType::DnsName(written(is_host(&name))?),
            AlternativeNameKind::Email => SanType::Rfc822Name(written(is_address(&name))?),
            AlternativeNameKind::Uri => SanType::URI(written(is_uri(&name))?),
            AlternativeNameKind::Ip => {
                SanType::IpAddress(name.parse::<IpAddr>().map_err(|_| wrong())?)
            }
            AlternativeNameKind::Upn if name.contains('@') => {
                SanType::OtherName((UPN.to_vec(), OtherNameValue::Utf8String(name)))
            }
            AlternativeNameKind::Upn => return Err(wrong()),
        })
    }
}

pub(super) fn is_host(name: &str) -> bool {
    let host = name.strip_prefix("*.").unwrap_or(name);
    DnsName::try_from(host).is_ok()
}

fn is_address(name: &str) -> bool {
    name.rsplit_once('@')
        .is_some_and(|(local, host)| !local.is_empty() && is_host(host))
}

/// A scheme, a colon and something behind it, without blanks (RFC 3986).
fn is_uri(name: &str) -> bool {
    let is_of_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    name.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(is_of_scheme)
            && !rest.is_empty()
            && rest.chars().all(|c| c.is_ascii_graphic())
    })
}

impl FromStr for AlternativeName {
    type Err = PkiError;

    fn from_str(text: &str) -> Result<Self, PkiError> {
        let (kind, name) = text.split_once(':').unwrap_or((text, ""));
        let kind = kind.to_ascii_lowercase().parse().map_err(PkiError::Kind)?;
        let name = AlternativeName {
            kind,
            name: name.parse()?,
        };
        if name.name.is_fixed() {
            name.fill(&Subject::default())?;
        }
        Ok(name)
    }
}

impl fmt::Display for AlternativeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.name)
    }
}

kigen_pkcs12::written_as_string! {
    AlternativeName, "AlternativeName",
    write: |name| name.to_string(),
    pattern: "^(?i:dns|email|uri|ip|upn):",
    description: "A kind, a colon and a name: dns:{pc}.example.test, email:…, uri:…, ip:…, or upn:… for Microsoft's user principal name"
}
