//! Distinguished names (RFC 5280 section 4.1.2.4) with places for names, in the string form of
//! RFC 4514: `CN={pc},OU={institution},O=Example,C=JP`.

use std::fmt;
use std::str::FromStr;

use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::der::asn1::{Any, Ia5StringRef, ObjectIdentifier, PrintableStringRef, SetOfVec};
use x509_cert::der::{Encode, Tag};
use x509_cert::name::{RdnSequence, RelativeDistinguishedName};

use super::template::Template;
use super::{PkiError, Subject};
use crate::named::nearest;

/// The attribute types that people write, for suggestions.
const TYPES: [&str; 11] = [
    "CN",
    "O",
    "OU",
    "C",
    "L",
    "ST",
    "DC",
    "UID",
    "STREET",
    "serialNumber",
    "emailAddress",
];

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");
const DN_QUALIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.46");
const DOMAIN_COMPONENT: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.25");
const EMAIL_ADDRESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");

/// A distinguished name with places for names.
///
/// It is written as RFC 4514 has it, the most specific part first; blanks after commas and plus
/// signs are passed over. A type is a name that RFC 4519 knows, in capitals or not, or a number.
///
/// ```
/// use kigen::pki::NameTemplate;
///
/// let name: NameTemplate = "CN={pc}, O=Example+OU=Tests, 2.5.4.65=x, C=JP".parse()?;
/// assert_eq!(name.to_string(), "CN={pc}, O=Example+OU=Tests, 2.5.4.65=x, C=JP");
/// let error = "CN={pc},OO=Example".parse::<NameTemplate>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "a name has no part `OO`; did you mean `O`? A part is a type, an equals sign and a value"
/// );
/// # Ok::<(), kigen::pki::PkiError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameTemplate {
    /// As it was written.
    text: String,
    /// From the widest part to the most specific one, as in a certificate.
    parts: Vec<Vec<Attribute>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Attribute {
    kind: ObjectIdentifier,
    value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Text(Template),
    /// Given as `#` and its DER.
    Der(Any),
}

impl NameTemplate {
    /// Whether it has no parts.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether it is the same for every subject.
    pub fn is_fixed(&self) -> bool {
        let mut attributes = self.parts.iter().flatten();
        attributes.all(|attribute| match &attribute.value {
            Value::Text(template) => template.is_fixed(),
            Value::Der(_) => true,
        })
    }

    /// Returns the name of an authority's certificate with this number, counted from 1: from the
    /// second on, its common name ends in `G2`, `G3` and so on.
    pub(crate) fn of_generation(&self, number: usize) -> Self {
        let mut name = self.clone();
        if number < 2 {
            return name;
        }
        let mut attributes = name.parts.iter_mut().rev().flatten();
        let named = attributes.find(|attribute| attribute.kind == COMMON_NAME);
        if let Some(Attribute {
            value: Value::Text(template),
            ..
        }) = named
        {
            *template = template.followed_by(&format!(" G{number}"));
        }
        name
    }

    /// Whether it has a common name.
    pub(crate) fn has_common_name(&self) -> bool {
        let mut attributes = self.parts.iter().flatten();
        attributes.any(|attribute| {
            attribute.kind == COMMON_NAME && matches!(attribute.value, Value::Text(_))
        })
    }

    /// Returns the name of a subject, in DER.
    ///
    /// # Errors
    ///
    /// [`PkiError`] where a name that takes its place has characters that its part cannot have.
    pub fn fill(&self, subject: &Subject) -> Result<Vec<u8>, PkiError> {
        let parts = self.parts.iter().map(|part| {
            let attributes = part.iter().map(|attribute| attribute.fill(subject));
            let attributes: Vec<_> = attributes.collect::<Result<_, _>>()?;
            let set = SetOfVec::try_from(attributes).map_err(|_| PkiError::NamePart {
                part: self.text.clone(),
            })?;
            Ok(RelativeDistinguishedName(set))
        });
        let name = RdnSequence(parts.collect::<Result<_, PkiError>>()?);
        name.to_der().map_err(|_| PkiError::NamePart {
            part: self.text.clone(),
        })
    }
}

impl Attribute {
    fn read(part: &str) -> Result<Self, PkiError> {
        let wrong = || PkiError::NamePart {
            part: part.to_owned(),
        };
        let (kind, value) = part.split_once('=').ok_or_else(wrong)?;
        let named = |value: &str| format!("{}={value}", kind.trim_end());
        let Ok(AttributeTypeAndValue { oid: kind, .. }) = named("x").parse() else {
            let given = kind.trim_end();
            let near = nearest(given, &TYPES);
            return Err(PkiError::AttributeType {
                given: given.to_owned(),
                near,
            });
        };
        let value = value.trim_start();
        if value.is_empty() {
            return Err(wrong());
        }
        let read: AttributeTypeAndValue = named(value).parse().map_err(|_| wrong())?;
        let value = match value.starts_with('#') {
            true => Value::Der(read.value),
            false => {
                let text = std::str::from_utf8(read.value.value()).map_err(|_| wrong())?;
                Value::Text(text.parse()?)
            }
        };
        Ok(Attribute { kind, value })
    }

    /// The value in the string type that RFC 5280 appendix A.1 asks for.
    fn fill(&self, subject: &Subject) -> Result<AttributeTypeAndValue, PkiError> {
        let value = match &self.value {
            Value::Der(value) => value.clone(),
            Value::Text(template) => self.string(template.fill(subject))?,
        };
        Ok(AttributeTypeAndValue {
            oid: self.kind,
            value,
        })
    }

    fn string(&self, text: String) -> Result<Any, PkiError> {
        let tag = match self.kind {
            COUNTRY | SERIAL_NUMBER | DN_QUALIFIER => Tag::PrintableString,
            DOMAIN_COMPONENT | EMAIL_ADDRESS => Tag::Ia5String,
            _ => Tag::Utf8String,
        };
        let fits = match tag {
            Tag::PrintableString => PrintableStringRef::new(&text).is_ok(),
            Tag::Ia5String => Ia5StringRef::new(&text).is_ok(),
            _ => true,
        };
        if text.is_empty() || !fits || (self.kind == COUNTRY && text.len() != 2) {
            return Err(PkiError::NameValue { text });
        }
        Any::new(tag, text.as_bytes()).map_err(|_| PkiError::NameValue { text: text.clone() })
    }
}

impl FromStr for NameTemplate {
    type Err = PkiError;

    fn from_str(text: &str) -> Result<Self, PkiError> {
        if text.trim().is_empty() {
            return Ok(NameTemplate::default());
        }
        let parts = split(text, ',').into_iter().map(|part| {
            let attributes = split(part, '+').into_iter();
            attributes
                .map(|attribute| Attribute::read(attribute.trim_start()))
                .collect::<Result<Vec<_>, _>>()
        });
        let mut parts = parts.collect::<Result<Vec<_>, _>>()?;
        parts.reverse();
        let name = NameTemplate {
            text: text.to_owned(),
            parts,
        };
        if name.is_fixed() {
            name.fill(&Subject::default())?;
        }
        Ok(name)
    }
}

/// The pieces between separators that no backslash stands before.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut escaped = false;
    text.split(|c: char| {
        let is_separator = c == separator && !escaped;
        escaped = c == '\\' && !escaped;
        is_separator
    })
    .collect()
}

impl fmt::Display for NameTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

kigen_pkcs12::written_as_string! {
    NameTemplate, "NameTemplate",
    write: |name| name.to_string(),
    pattern: "^$|=",
    description: "A distinguished name as RFC 4514 writes it, with {pc} and {institution} for the names of the PC and its institution, such as CN={pc},O=Example,C=JP"
}
