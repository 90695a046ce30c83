//! What a certificate's extensions say it is for, and who else it is for: the facts that people ask
//! for when a service refuses it.
//!
//! Extensions are rarely looked at, so they are read again where they are needed. What cannot be
//! read is left out: nothing here decides whether a certificate is good.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use x509_parser::asn1_rs::{Any, FromDer, Oid, Sequence, Utf8String};
use x509_parser::extensions::{GeneralName, KeyUsage};
use x509_parser::nom::Parser;
use x509_parser::oid_registry::{
    OID_X509_EXT_EXTENDED_KEY_USAGE, OID_X509_EXT_KEY_USAGE, OID_X509_EXT_SUBJECT_ALT_NAME,
};
use x509_parser::prelude::X509CertificateParser;

use super::{Certificate, name};

/// How many names or usages of a certificate are read; real ones have a hundred at most.
const ENTRIES_MAX: usize = 1_000;

/// What the extensions of a certificate say of its use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extensions {
    /// The subject's alternative names (RFC 5280 section 4.2.1.6), at most 1,000.
    pub subject_alternative_names: Vec<AlternativeName>,
    /// The key usage as RFC 5280 section 4.2.1.3 names its bits; `None` if any use is allowed.
    pub key_usage: Option<Vec<&'static str>>,
    /// The extended key usage (RFC 5280 section 4.2.1.12): names of that section, or object
    /// identifiers, at most 1,000; `None` if any purpose is allowed.
    pub extended_key_usage: Option<Vec<String>>,
}

crate::named! {
    /// A kind of alternative name.
    #[non_exhaustive]
    pub enum AlternativeNameKind: "kind of name" {
        /// An e-mail address.
        Email = "email",
        /// The name of a host.
        Dns = "dns",
        /// A uniform resource identifier.
        Uri = "uri",
        /// An IP address.
        Ip = "ip",
        /// A user principal name, by which Windows knows a user.
        Upn = "upn",
        /// A distinguished name, as RFC 4514 writes it.
        Directory = "directory",
        /// An object identifier.
        RegisteredId = "registered-id",
        /// Any other, by its object identifier or its tag.
        Other = "other",
    }
}

/// An alternative name of a subject. It may hold any character.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AlternativeName {
    /// Its kind.
    pub kind: AlternativeNameKind,
    /// The name.
    pub value: String,
}

impl fmt::Display for AlternativeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.value)
    }
}

impl Certificate {
    /// What its extensions say of its use.
    pub fn extensions(&self) -> Extensions {
        let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
        let Ok((_, parsed)) = parser.parse(&self.der) else {
            unreachable!("a certificate was read before, and reads again");
        };
        let value = |id: &Oid<'_>| {
            let extension = parsed.get_extension_unique(id).ok().flatten();
            extension.map(|extension| extension.value)
        };
        Extensions {
            subject_alternative_names: value(&OID_X509_EXT_SUBJECT_ALT_NAME)
                .map(alternative_names)
                .unwrap_or_default(),
            key_usage: value(&OID_X509_EXT_KEY_USAGE).and_then(key_usage),
            extended_key_usage: value(&OID_X509_EXT_EXTENDED_KEY_USAGE).map(extended_key_usage),
        }
    }

    /// Whose it is: the subject's name as RFC 4514 writes it; if that is empty, which RFC 5280
    /// section 4.1.2.6 allows, its alternative names. Empty if it has neither.
    pub fn holder(&self) -> String {
        let subject = self.subject();
        if !subject.is_empty() {
            return subject;
        }
        let names = self.extensions().subject_alternative_names;
        let names = names.iter().map(ToString::to_string);
        names.collect::<Vec<_>>().join(", ")
    }
}

/// The elements of a SEQUENCE, as far as they can be read.
fn elements<'a, T: FromDer<'a, E>, E>(value: &'a [u8]) -> Vec<T> {
    let mut rest = match Sequence::from_der(value) {
        Ok((_, sequence)) => match sequence.content {
            Cow::Borrowed(content) => content,
            Cow::Owned(_) => return Vec::new(),
        },
        Err(_) => return Vec::new(),
    };
    let next = || {
        let (after, element) = T::from_der(rest).ok()?;
        rest = after;
        Some(element)
    };
    std::iter::from_fn(next).take(ENTRIES_MAX).collect()
}

fn alternative_names(value: &[u8]) -> Vec<AlternativeName> {
    let names = elements::<GeneralName<'_>, _>(value);
    names.iter().map(alternative_name).collect()
}

fn alternative_name(found: &GeneralName<'_>) -> AlternativeName {
    let (kind, value) = match found {
        GeneralName::RFC822Name(text) => (AlternativeNameKind::Email, (*text).to_owned()),
        GeneralName::DNSName(text) => (AlternativeNameKind::Dns, (*text).to_owned()),
        GeneralName::URI(text) => (AlternativeNameKind::Uri, (*text).to_owned()),
        GeneralName::IPAddress(octets) => (AlternativeNameKind::Ip, address(octets)),
        GeneralName::DirectoryName(found) => {
            let written = name::whole(found).map(name::display);
            (AlternativeNameKind::Directory, written.unwrap_or_default())
        }
        GeneralName::RegisteredID(id) => (AlternativeNameKind::RegisteredId, id.to_id_string()),
        GeneralName::OtherName(id, value) => match principal_name(id, value) {
            Some(text) => (AlternativeNameKind::Upn, text),
            None => (AlternativeNameKind::Other, id.to_id_string()),
        },
        GeneralName::X400Address(_) => (AlternativeNameKind::Other, "x400Address".to_owned()),
        GeneralName::EDIPartyName(_) => (AlternativeNameKind::Other, "ediPartyName".to_owned()),
        GeneralName::Invalid(tag, _) => (AlternativeNameKind::Other, format!("[{}]", tag.0)),
    };
    AlternativeName { kind, value }
}

/// An IP address of four or sixteen octets, or the octets.
fn address(octets: &[u8]) -> String {
    if let Ok(four) = <[u8; 4]>::try_from(octets) {
        IpAddr::from(four).to_string()
    } else if let Ok(sixteen) = <[u8; 16]>::try_from(octets) {
        IpAddr::from(sixteen).to_string()
    } else {
        octets.iter().map(|octet| format!("{octet:02x}")).collect()
    }
}

/// The text of an `otherName` that is a user principal name: a UTF8String in an explicit tag.
fn principal_name(id: &Oid<'_>, value: &[u8]) -> Option<String> {
    if id.to_id_string() != "1.3.6.1.4.1.311.20.2.3" {
        return None;
    }
    let (_, explicit) = Any::from_der(value).ok()?;
    let (_, text) = Utf8String::from_der(explicit.data).ok()?;
    Some(text.string())
}

/// The bits of a key usage, from the first on, as RFC 5280 section 4.2.1.3 names them.
const KEY_USAGES: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

fn key_usage(value: &[u8]) -> Option<Vec<&'static str>> {
    let (_, usage) = KeyUsage::from_der(value).ok()?;
    let bits = KEY_USAGES.iter().enumerate();
    let set = bits.filter(|(bit, _)| usage.flags >> bit & 1 == 1);
    Some(set.map(|(_, name)| *name).collect())
}

fn extended_key_usage(value: &[u8]) -> Vec<String> {
    let ids = elements::<Oid<'_>, _>(value);
    ids.iter().map(purpose).collect()
}

/// The name of a purpose: those of RFC 5280 section 4.2.1.12, and Windows' logon with a smart card.
fn purpose(id: &Oid<'_>) -> String {
    let id = id.to_id_string();
    let name = match id.as_str() {
        "2.5.29.37.0" => "anyExtendedKeyUsage",
        "1.3.6.1.5.5.7.3.1" => "serverAuth",
        "1.3.6.1.5.5.7.3.2" => "clientAuth",
        "1.3.6.1.5.5.7.3.3" => "codeSigning",
        "1.3.6.1.5.5.7.3.4" => "emailProtection",
        "1.3.6.1.5.5.7.3.8" => "timeStamping",
        "1.3.6.1.5.5.7.3.9" => "OCSPSigning",
        "1.3.6.1.4.1.311.20.2.2" => "smartcardLogon",
        _ => return id,
    };
    name.to_owned()
}
