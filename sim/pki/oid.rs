//! Object identifiers, as `1.3.6.1.5.5.7.3.2`.

use std::fmt;
use std::str::FromStr;

use x509_cert::der::asn1::ObjectIdentifier;

use super::PkiError;

/// An object identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oid(ObjectIdentifier);

impl Oid {
    /// One of ours.
    pub(super) const fn new(text: &str) -> Self {
        Oid(ObjectIdentifier::new_unwrap(text))
    }

    pub(super) fn get(self) -> ObjectIdentifier {
        self.0
    }

    /// Its numbers.
    pub(super) fn arcs(self) -> Vec<u64> {
        self.0.arcs().map(u64::from).collect()
    }
}

impl From<ObjectIdentifier> for Oid {
    fn from(oid: ObjectIdentifier) -> Self {
        Oid(oid)
    }
}

impl FromStr for Oid {
    type Err = PkiError;

    fn from_str(text: &str) -> Result<Self, PkiError> {
        ObjectIdentifier::new(text)
            .map(Oid)
            .map_err(|_| PkiError::Oid {
                given: text.to_owned(),
            })
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

kigen_pkcs12::written_as_string! {
    Oid, "Oid",
    write: |oid| oid.to_string(),
    pattern: "^[0-2](\\.[0-9]+)+$",
    description: "An object identifier, such as 2.23.140.1.2.2"
}
