//! A certificate: its DER and the facts people ask for.
//!
//! The facts are read once, by x509-parser, when the certificate is made; names are kept as ranges
//! of the DER and written out when somebody looks at them. Key identifiers are read again where
//! they are needed, which is rare.
//!
//! **Architecture invariant:** nothing here decides whether a certificate is good. kigen's
//! `path` does, at a given time.

pub(crate) mod dates;
mod extensions;
pub(crate) mod name;
mod serial;
pub(crate) mod structure;
mod thumbprint;
mod usages;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use x509_parser::asn1_rs::Oid;
use x509_parser::nom::Parser;
use x509_parser::oid_registry::{
    OID_X509_EXT_AUTHORITY_KEY_IDENTIFIER, OID_X509_EXT_BASIC_CONSTRAINTS,
    OID_X509_EXT_NAME_CONSTRAINTS, OID_X509_EXT_SUBJECT_KEY_IDENTIFIER,
};
use x509_parser::prelude::{
    AuthorityKeyIdentifier, BasicConstraints, FromDer, GeneralName, KeyIdentifier, NameConstraints,
    X509CertificateParser,
};

use crate::key::PrivateKey;
pub use extensions::{AlternativeName, AlternativeNameKind, Extensions};

pub use serial::SerialNumber;
pub use thumbprint::{Thumbprint, ThumbprintError};

/// Why bytes are not a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// Not the DER of a `Certificate` (RFC 5280 section 4.1).
    #[error("not a well-formed X.509 certificate")]
    Malformed,
    /// A certificate followed by other bytes.
    #[error("{count} bytes follow the certificate")]
    TrailingBytes {
        /// How many bytes follow.
        count: usize,
    },
    /// A date in a form that RFC 5280 does not allow.
    #[error(
        "{field} `{date}` is in a form that RFC 5280 forbids: YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ"
    )]
    ForbiddenDate {
        /// The field, as RFC 5280 names it.
        field: &'static str,
        /// What is in it.
        date: String,
    },
    /// A date that no calendar has, such as the 30th of February, or a leap second.
    #[error("{field} `{date}` is an impossible date")]
    ImpossibleDate {
        /// The field, as RFC 5280 names it.
        field: &'static str,
        /// What is in it.
        date: String,
    },
    /// Its names and extensions are more than is read; no certificate in use comes near.
    #[error("{count} parts of names and extensions, the limit is {allowed}")]
    TooManyParts {
        /// How many it has.
        count: usize,
        /// How many are read.
        allowed: usize,
    },
}

/// 99991231235959Z, the end date of certificates that never expire.
pub const NO_EXPIRY: DateTime<Utc> =
    DateTime::from_timestamp(253_402_300_799, 0).expect("it is within what chrono counts");

/// An X.509 certificate. Cloning is cheap; two are equal when their DER is.
#[derive(Clone)]
pub struct Certificate {
    der: Arc<[u8]>,
    thumbprint: Thumbprint,
    serial: SerialNumber,
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
    issuer: Range<usize>,
    subject: Range<usize>,
    spki: Range<usize>,
    public_key: Range<usize>,
    kind: CertificateKind,
    parts: usize,
}

/// What the basic constraints say a certificate is for (RFC 5280 section 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateKind {
    /// It may sign certificates.
    Authority,
    /// It may not, or says nothing.
    EndEntity,
}

impl Certificate {
    /// Reads one certificate that nothing follows.
    ///
    /// # Errors
    ///
    /// [`CertificateError`] says whether the structure, its end or its dates are wrong.
    pub fn from_der(der: impl Into<Arc<[u8]>>) -> Result<Self, CertificateError> {
        let der = der.into();
        dates::check_certificate(&der)?;
        let parts = structure::check(&der)?;
        // Only one extension matters here, so the parser need not read them all.
        let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
        let (rest, parsed) = parser
            .parse(&der)
            .map_err(|_| CertificateError::Malformed)?;
        if !rest.is_empty() {
            return Err(CertificateError::TrailingBytes { count: rest.len() });
        }
        let time = |time: x509_parser::time::ASN1Time| {
            DateTime::from_timestamp(time.timestamp(), 0).ok_or(CertificateError::Malformed)
        };
        let constraints = parsed
            .get_extension_unique(&OID_X509_EXT_BASIC_CONSTRAINTS)
            .map_err(|_| CertificateError::Malformed)?
            .map(|extension| BasicConstraints::from_der(extension.value));
        let kind = match constraints {
            Some(Ok((_, constraints))) if constraints.ca => CertificateKind::Authority,
            _ => CertificateKind::EndEntity,
        };
        let tbs = &parsed.tbs_certificate;
        let public_key = &tbs.subject_pki.subject_public_key.data;
        Ok(Certificate {
            thumbprint: Thumbprint::of(&der),
            serial: SerialNumber::from_bytes(tbs.raw_serial()),
            not_before: time(tbs.validity.not_before)?,
            not_after: time(tbs.validity.not_after)?,
            issuer: range_in(&der, name::whole(&tbs.issuer)?),
            subject: range_in(&der, name::whole(&tbs.subject)?),
            spki: range_in(&der, tbs.subject_pki.raw),
            public_key: range_in(&der, public_key),
            kind,
            parts,
            der: der.clone(),
        })
    }

    /// The certificate's DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-1 over the DER.
    pub fn thumbprint(&self) -> Thumbprint {
        self.thumbprint
    }

    /// The serial number, unique for its issuer.
    pub fn serial(&self) -> &SerialNumber {
        &self.serial
    }

    /// The first second at which the certificate is valid.
    pub fn not_before(&self) -> DateTime<Utc> {
        self.not_before
    }

    /// The last second at which the certificate is valid (RFC 5280 section 4.1.2.5: inclusive).
    pub fn not_after(&self) -> DateTime<Utc> {
        self.not_after
    }

    /// The subject's name as RFC 4514 writes it, most specific part first.
    pub fn subject(&self) -> String {
        name::display(&self.der[self.subject.clone()])
    }

    /// The issuer's name as RFC 4514 writes it, most specific part first.
    pub fn issuer(&self) -> String {
        name::display(&self.der[self.issuer.clone()])
    }

    /// What Windows shows under 「発行先」: the subject's common name, or what there is in its place
    /// (`CertGetNameString` with `CERT_NAME_SIMPLE_DISPLAY_TYPE`). It may hold any character.
    pub fn issued_to(&self) -> String {
        name::simple(&self.der[self.subject.clone()])
    }

    /// The same of the issuer, 「発行者」.
    pub fn issued_by(&self) -> String {
        name::simple(&self.der[self.issuer.clone()])
    }

    /// The subject's name in DER, by which names are compared.
    pub fn subject_der(&self) -> &[u8] {
        &self.der[self.subject.clone()]
    }

    /// The issuer's name in DER.
    pub fn issuer_der(&self) -> &[u8] {
        &self.der[self.issuer.clone()]
    }

    /// The content of `subjectPublicKey`, comparable with
    /// [`PublicKey::bits`](crate::key::PublicKey::bits).
    pub fn public_key_bits(&self) -> &[u8] {
        &self.der[self.public_key.clone()]
    }

    /// The name of the public key's algorithm or curve, as
    /// [`PrivateKey::algorithm`](crate::key::PrivateKey::algorithm) has it.
    pub fn public_key_algorithm(&self) -> String {
        crate::key::algorithm_of_spki(&self.der[self.spki.clone()])
            .unwrap_or_else(|| "unknown".to_owned())
    }

    /// Returns whether it certifies this key: the algorithm is the key's, and so is the public
    /// half, where it can be derived from the private one.
    pub fn holds(&self, key: &PrivateKey) -> bool {
        let public = key.public().bits();
        if !public.is_empty() && self.public_key_bits() != public {
            return false;
        }
        self.is_of(&key.algorithm())
    }

    /// Whether its public key is of the algorithm with this name, as far as that can be seen.
    pub(crate) fn is_of(&self, algorithm: &str) -> bool {
        let own = self.public_key_algorithm();
        // The parameters of a curve may be written out, and are then not looked at.
        own == algorithm || own == "ec" || algorithm == "ec"
    }

    /// The object identifier of the algorithm that it is signed with.
    pub fn signature_algorithm(&self) -> String {
        let parsed = X509CertificateParser::new()
            .with_deep_parse_extensions(false)
            .parse(&self.der);
        let (_, parsed) = parsed.expect("it was read before");
        parsed.signature_algorithm.algorithm.to_id_string()
    }

    /// Whether it ends at 99991231235959Z, by which RFC 5280 section 4.1.2.5 means that it has no
    /// expiry.
    pub fn has_no_expiry(&self) -> bool {
        self.not_after == NO_EXPIRY
    }

    /// Whether the certificate may sign others.
    pub fn kind(&self) -> CertificateKind {
        self.kind
    }

    /// Whether its name constraints (RFC 5280 section 4.2.1.10) are about other names than those of
    /// the DNS and IP addresses, or cannot be read.
    pub fn has_unusual_name_constraints(&self) -> bool {
        let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
        let Ok((_, parsed)) = parser.parse(&self.der) else {
            unreachable!("a certificate was read before, and reads again");
        };
        let extension = parsed.get_extension_unique(&OID_X509_EXT_NAME_CONSTRAINTS);
        let Some(extension) = extension.ok().flatten() else {
            return false;
        };
        let Ok((_, constraints)) = NameConstraints::from_der(extension.value) else {
            return true;
        };
        let subtrees = [
            constraints.permitted_subtrees,
            constraints.excluded_subtrees,
        ];
        let mut names = subtrees.iter().flatten().flatten().map(|tree| &tree.base);
        names.any(|name| !matches!(name, GeneralName::DNSName(_) | GeneralName::IPAddress(_)))
    }

    /// How much work its names and extensions are: a part for each attribute of a name, each eight
    /// bytes of one, and each extension. Certificates have about thirty.
    pub fn parts(&self) -> usize {
        self.parts
    }

    /// Whether it names itself as its issuer. The signature is not looked at.
    pub fn is_self_issued(&self) -> bool {
        self.subject_der() == self.issuer_der()
    }

    /// Returns which of `others` is the issuer's, by name. An authority that changed its key has
    /// several certificates under one name: of those it is the one whose key identifier is that of
    /// the key that signed (RFC 5280 section 4.2.1.1), and the first if the identifiers do not
    /// tell. No signature is checked.
    pub fn issuer_among(&self, others: &[&Certificate]) -> Option<usize> {
        let is_named = |at: &usize| others[*at].subject_der() == self.issuer_der();
        let named: Vec<usize> = (0..others.len()).filter(is_named).collect();
        let signed = |at: &&usize| {
            let (_, signer) = self.key_identifiers();
            signer.is_some() && others[**at].key_identifiers().0 == signer
        };
        match named.as_slice() {
            [] | [_] => named.first().copied(),
            several => several.iter().find(signed).or(several.first()).copied(),
        }
    }

    /// The identifiers of its own key and of the key that signed it, where it has them.
    fn key_identifiers(&self) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
        let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
        let Ok((_, parsed)) = parser.parse(&self.der) else {
            unreachable!("a certificate was read before, and reads again");
        };
        let extension = |id: &Oid<'_>| {
            let extension = parsed.get_extension_unique(id).ok().flatten();
            extension.map(|extension| extension.value)
        };
        let own = extension(&OID_X509_EXT_SUBJECT_KEY_IDENTIFIER)
            .and_then(|value| KeyIdentifier::from_der(value).ok())
            .map(|(_, identifier)| identifier.0.to_vec());
        let signer = extension(&OID_X509_EXT_AUTHORITY_KEY_IDENTIFIER)
            .and_then(|value| AuthorityKeyIdentifier::from_der(value).ok())
            .and_then(|(_, identifier)| identifier.key_identifier)
            .map(|identifier| identifier.0.to_vec());
        (own, signer)
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject())
            .field("serial", &self.serial)
            .field("thumbprint", &self.thumbprint)
            .field("not_before", &self.not_before)
            .field("not_after", &self.not_after)
            .finish_non_exhaustive()
    }
}

/// Where `part`, a slice of `whole`, lies in it.
fn range_in(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = (part.as_ptr() as usize) - (whole.as_ptr() as usize);
    debug_assert!(start + part.len() <= whole.len());
    start..start + part.len()
}

fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_certificate_are_malformed() {
        for bytes in [&b""[..], b"not a certificate", &[0x30, 0x80, 0, 0]] {
            assert_eq!(
                Certificate::from_der(bytes),
                Err(CertificateError::Malformed)
            );
        }
    }
}
