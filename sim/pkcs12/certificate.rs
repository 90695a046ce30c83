//! A certificate: its DER and the facts people ask for.
//!
//! The facts are read once, by x509-parser, when the certificate is made; names are kept as ranges
//! of the DER and written out when somebody looks at them. Key identifiers are read again where they
//! are needed, which is rare.
//!
//! **Architecture invariant:** nothing here decides whether a certificate is good. That is
//! [`path`](crate::path)'s, at a time.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sha1::{Digest, Sha1};
use x509_parser::asn1_rs::{Header, Oid};
use x509_parser::nom::Parser;
use x509_parser::oid_registry::{
    OID_X509_EXT_AUTHORITY_KEY_IDENTIFIER, OID_X509_EXT_BASIC_CONSTRAINTS,
    OID_X509_EXT_SUBJECT_KEY_IDENTIFIER,
};
use x509_parser::prelude::{
    AuthorityKeyIdentifier, BasicConstraints, FromDer, KeyIdentifier, X509CertificateParser,
    X509Name,
};

/// Why bytes are not a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// Not the DER of a `Certificate` (RFC 5280 section 4.1).
    #[error("not a well-formed X.509 certificate")]
    Malformed,
    /// A certificate, with other bytes behind it.
    #[error("{count} bytes follow the certificate")]
    TrailingBytes {
        /// How many bytes follow.
        count: usize,
    },
    /// `notBefore` or `notAfter` lies outside the years 0000 to 9999, or is no date at all.
    #[error("the certificate's validity holds an impossible date")]
    ImpossibleDate,
}

/// SHA-1 over the whole DER, which is what Windows tells certificates apart by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thumbprint([u8; 20]);

impl Thumbprint {
    /// The thumbprint of a certificate's DER.
    pub fn of(der: &[u8]) -> Self {
        Thumbprint(Sha1::digest(der).into())
    }

    /// The twenty bytes.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

impl fmt::Display for Thumbprint {
    /// Forty upper-case hexadecimal digits, as Windows shows it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Thumbprint({self})")
    }
}

/// Why a text is not a thumbprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a thumbprint is 40 hexadecimal digits")]
pub struct ThumbprintError;

impl FromStr for Thumbprint {
    type Err = ThumbprintError;

    /// Reads forty hexadecimal digits of either case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.as_bytes();
        if digits.len() != 40 {
            return Err(ThumbprintError);
        }
        let mut bytes = [0; 20];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |at: usize| char::from(pair[at]).to_digit(16).ok_or(ThumbprintError);
            *byte = (digit(0)? << 4 | digit(1)?) as u8;
        }
        Ok(Thumbprint(bytes))
    }
}

/// A certificate's serial number, without its sign octet.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(Vec<u8>);

impl Serial {
    /// A serial number from big-endian bytes; leading zeros do not count.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        Serial(bytes[zeros..].to_vec())
    }

    /// The number's bytes, big-endian, without leading zeros.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Serial {
    /// Upper-case hexadecimal, two digits a byte.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("00");
        }
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Serial({self})")
    }
}

/// An X.509 certificate. Cloning is cheap; two are equal when their DER is.
#[derive(Clone)]
pub struct Certificate {
    der: Arc<[u8]>,
    thumbprint: Thumbprint,
    serial: Serial,
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
    issuer: Range<usize>,
    subject: Range<usize>,
    public_key: Range<usize>,
    role: Role,
}

/// What the basic constraints say a certificate is for (RFC 5280 section 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It may sign certificates.
    Authority,
    /// It may not, or says nothing.
    EndEntity,
}

impl Certificate {
    /// Reads one certificate and nothing behind it.
    ///
    /// # Errors
    ///
    /// [`CertificateError`] says whether the structure, its end or its dates are wrong.
    pub fn from_der(der: impl Into<Arc<[u8]>>) -> Result<Self, CertificateError> {
        let der = der.into();
        // Of the extensions only one matters here, so the parser is not to read them all.
        let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
        let (rest, parsed) = parser
            .parse(&der)
            .map_err(|_| CertificateError::Malformed)?;
        if !rest.is_empty() {
            return Err(CertificateError::TrailingBytes { count: rest.len() });
        }
        let time = |time: x509_parser::time::ASN1Time| {
            DateTime::from_timestamp(time.timestamp(), 0).ok_or(CertificateError::ImpossibleDate)
        };
        let constraints = parsed
            .get_extension_unique(&OID_X509_EXT_BASIC_CONSTRAINTS)
            .map_err(|_| CertificateError::Malformed)?
            .map(|extension| BasicConstraints::from_der(extension.value));
        let role = match constraints {
            Some(Ok((_, constraints))) if constraints.ca => Role::Authority,
            _ => Role::EndEntity,
        };
        let tbs = &parsed.tbs_certificate;
        let public_key = &tbs.subject_pki.subject_public_key.data;
        Ok(Certificate {
            thumbprint: Thumbprint::of(&der),
            serial: Serial::from_bytes(tbs.raw_serial()),
            not_before: time(tbs.validity.not_before)?,
            not_after: time(tbs.validity.not_after)?,
            issuer: range_in(&der, whole_name(&tbs.issuer)?),
            subject: range_in(&der, whole_name(&tbs.subject)?),
            public_key: range_in(&der, public_key),
            role,
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
    pub fn serial(&self) -> &Serial {
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
        display_name(&self.der[self.subject.clone()])
    }

    /// The issuer's name as RFC 4514 writes it, most specific part first.
    pub fn issuer(&self) -> String {
        display_name(&self.der[self.issuer.clone()])
    }

    /// The subject's name in DER, which is what names are compared by.
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

    /// Whether the certificate may sign others.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Whether it names itself as its issuer. The signature is not looked at.
    pub fn is_self_issued(&self) -> bool {
        self.subject_der() == self.issuer_der()
    }

    /// Which of some certificates is its issuer's, going by the name. An authority that changed its
    /// key has several under one name: of those it is the one with the key that signed, going by the
    /// key identifiers (RFC 5280 section 4.2.1.1), and the first where they do not tell. No signature
    /// is looked at.
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

    /// The identifiers of its own key and of the key that signed it, where it says them.
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

/// The DER of a name. x509-parser 0.18 stops reading at a part of a name that it cannot read, and
/// takes what stands before for the whole.
pub(crate) fn whole_name<'a>(name: &X509Name<'a>) -> Result<&'a [u8], CertificateError> {
    match Header::from_der(name.as_raw()) {
        Ok((content, header)) if header.length().definite() == Ok(content.len()) => {
            Ok(name.as_raw())
        }
        _ => Err(CertificateError::Malformed),
    }
}

/// A name in the string form of RFC 4514. Names are rarely looked at, so they are read again here.
pub(crate) fn display_name(der: &[u8]) -> String {
    let Ok((_, name)) = X509Name::from_der(der) else {
        // The certificate was read, and its name with it.
        unreachable!("a name inside a parsed certificate parses");
    };
    let mut parts: Vec<String> = name
        .iter_rdn()
        .map(|part| {
            let attributes: Vec<String> = part.iter().map(display_attribute).collect();
            attributes.join("+")
        })
        .collect();
    parts.reverse();
    parts.join(",")
}

fn display_attribute(attribute: &x509_parser::x509::AttributeTypeAndValue<'_>) -> String {
    let key = match short_name(attribute.attr_type()) {
        Some(name) => name.to_owned(),
        None => attribute.attr_type().to_id_string(),
    };
    let value = attribute.attr_value();
    let text = attribute.as_str().map(str::to_owned).or_else(|_| {
        value
            .as_bmpstring()
            .map(|text| text.string())
            .map_err(|_| ())
    });
    match text {
        Ok(text) => format!("{key}={}", escape(&text)),
        // RFC 4514 section 2.4: a value without a string form is a number sign and its DER.
        Err(()) => {
            let hex: String = value
                .data
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            format!("{key}=#{hex}")
        }
    }
}

/// The attribute names of RFC 4514 section 3, and the two others common in client certificates.
fn short_name(oid: &Oid<'_>) -> Option<&'static str> {
    Some(match oid.to_id_string().as_str() {
        "2.5.4.3" => "CN",
        "2.5.4.5" => "SERIALNUMBER",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "EMAILADDRESS",
        _ => return None,
    })
}

/// Escapes what RFC 4514 section 2.4 asks for, and control characters, which would spoil a terminal.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let last = text.chars().count().saturating_sub(1);
    for (at, character) in text.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => escaped.extend(['\\', character]),
            '#' if at == 0 => escaped.push_str("\\#"),
            ' ' if at == 0 || at == last => escaped.push_str("\\ "),
            control if control.is_control() => {
                let mut utf8 = [0; 4];
                for byte in control.encode_utf8(&mut utf8).bytes() {
                    escaped.push_str(&format!("\\{byte:02X}"));
                }
            }
            plain => escaped.push(plain),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_escape_what_a_name_or_a_terminal_would_stumble_over() {
        for (text, expected) in [
            ("受付01", "受付01"),
            ("a,b+c", "a\\,b\\+c"),
            ("#a#", "\\#a#"),
            (" a ", "\\ a\\ "),
            ("a\u{1b}[2J", "a\\1B[2J"),
            ("", ""),
        ] {
            assert_eq!(escape(text), expected);
        }
    }

    #[test]
    fn serials_forget_leading_zeros_and_nothing_else() {
        assert_eq!(Serial::from_bytes(&[0, 0x80, 0]).to_string(), "8000");
        assert_eq!(Serial::from_bytes(&[0]).to_string(), "00");
        assert_eq!(Serial::from_bytes(&[0]), Serial::from_bytes(&[]));
    }

    #[test]
    fn thumbprints_read_what_they_write() {
        let thumbprint = Thumbprint::of(b"anything");
        assert_eq!(thumbprint.to_string().parse(), Ok(thumbprint));
        assert_eq!("12".parse::<Thumbprint>(), Err(ThumbprintError));
        assert_eq!("zz".repeat(20).parse::<Thumbprint>(), Err(ThumbprintError));
    }

    /// The second part is a SET of a boolean, which x509-parser cannot read and passes over.
    #[test]
    fn a_name_that_cannot_be_read_to_its_end_is_malformed() {
        let good = [
            0x30, 13, 0x31, 11, 0x30, 9, 6, 3, 0x55, 4, 3, 0x0c, 2, b'a', b'b',
        ];
        let (_, name) = X509Name::from_der(&good).unwrap();
        assert_eq!(whole_name(&name), Ok(&good[..]));
        let mut cut = [&good[..], &[0x31, 3, 1, 1, 0]].concat();
        cut[1] += 5;
        let (_, name) = X509Name::from_der(&cut).unwrap();
        assert_eq!(whole_name(&name), Err(CertificateError::Malformed));
    }

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
