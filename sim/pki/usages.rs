//! What a certificate's key is for.

use std::fmt;
use std::str::FromStr;

use rcgen::{ExtendedKeyUsagePurpose, KeyUsagePurpose};
use x509_cert::der::asn1::ObjectIdentifier;

use super::PkiError;
use super::oid::Oid;

kigen_pkcs12::named! {
    /// The uses of a key that RFC 5280 section 4.2.1.3 knows.
    pub enum KeyUsage: "key usage" {
        /// Signs what is neither a certificate nor a revocation list, such as a TLS handshake.
        DigitalSignature = "digital-signature",
        /// Signs what its owner is bound by; once nonRepudiation.
        ContentCommitment = "content-commitment",
        /// Encrypts keys.
        KeyEncipherment = "key-encipherment",
        /// Encrypts data.
        DataEncipherment = "data-encipherment",
        /// Agrees on keys.
        KeyAgreement = "key-agreement",
        /// Signs certificates.
        KeyCertSign = "key-cert-sign",
        /// Signs revocation lists.
        CrlSign = "crl-sign",
        /// Only encrypts, where it agrees on keys.
        EncipherOnly = "encipher-only",
        /// Only decrypts, where it agrees on keys.
        DecipherOnly = "decipher-only",
    }
}

impl KeyUsage {
    pub(crate) fn purpose(self) -> KeyUsagePurpose {
        match self {
            KeyUsage::DigitalSignature => KeyUsagePurpose::DigitalSignature,
            KeyUsage::ContentCommitment => KeyUsagePurpose::ContentCommitment,
            KeyUsage::KeyEncipherment => KeyUsagePurpose::KeyEncipherment,
            KeyUsage::DataEncipherment => KeyUsagePurpose::DataEncipherment,
            KeyUsage::KeyAgreement => KeyUsagePurpose::KeyAgreement,
            KeyUsage::KeyCertSign => KeyUsagePurpose::KeyCertSign,
            KeyUsage::CrlSign => KeyUsagePurpose::CrlSign,
            KeyUsage::EncipherOnly => KeyUsagePurpose::EncipherOnly,
            KeyUsage::DecipherOnly => KeyUsagePurpose::DecipherOnly,
        }
    }
}

/// The purposes that have a name here. The first six are RFC 5280's (section 4.2.1.12).
const PURPOSES: [(&str, &str); 8] = [
    ("server-auth", "1.3.6.1.5.5.7.3.1"),
    ("client-auth", "1.3.6.1.5.5.7.3.2"),
    ("code-signing", "1.3.6.1.5.5.7.3.3"),
    ("email-protection", "1.3.6.1.5.5.7.3.4"),
    ("time-stamping", "1.3.6.1.5.5.7.3.8"),
    ("ocsp-signing", "1.3.6.1.5.5.7.3.9"),
    ("any", "2.5.29.37.0"),
    ("smart-card-logon", "1.3.6.1.4.1.311.20.2.2"),
];

/// A purpose of a certificate: one of the names, or an object identifier.
///
/// ```
/// use kigen::pki::ExtendedKeyUsage;
///
/// assert_eq!("1.3.6.1.5.5.7.3.2".parse(), Ok(ExtendedKeyUsage::CLIENT_AUTH));
/// assert_eq!(ExtendedKeyUsage::CLIENT_AUTH.to_string(), "client-auth");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtendedKeyUsage(Oid);

impl ExtendedKeyUsage {
    /// Proves to a server who the client is.
    pub const CLIENT_AUTH: Self = Self(Oid::new(PURPOSES[1].1));
    /// Proves to a client who the server is.
    pub const SERVER_AUTH: Self = Self(Oid::new(PURPOSES[0].1));
    /// Any purpose.
    pub const ANY: Self = Self(Oid::new(PURPOSES[6].1));

    pub(crate) fn purpose(self) -> ExtendedKeyUsagePurpose {
        ExtendedKeyUsagePurpose::Other(self.0.arcs())
    }
}

impl FromStr for ExtendedKeyUsage {
    type Err = PkiError;

    fn from_str(text: &str) -> Result<Self, PkiError> {
        if let Some((_, oid)) = PURPOSES.iter().find(|(name, _)| *name == text) {
            return Ok(ExtendedKeyUsage(Oid::new(oid)));
        }
        match ObjectIdentifier::new(text) {
            Ok(oid) => Ok(ExtendedKeyUsage(Oid::from(oid))),
            Err(_) => {
                let names = PURPOSES.map(|(name, _)| name);
                Err(PkiError::Purpose {
                    given: text.to_owned(),
                    near: crate::named::nearest(text, &names),
                })
            }
        }
    }
}

impl fmt::Display for ExtendedKeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let oid = self.0.to_string();
        match PURPOSES.iter().find(|(_, known)| *known == oid) {
            Some((name, _)) => f.write_str(name),
            None => f.write_str(&oid),
        }
    }
}

kigen_pkcs12::written_as_string! {
    ExtendedKeyUsage, "ExtendedKeyUsage",
    write: |purpose| purpose.to_string(),
    pattern: "^(server-auth|client-auth|code-signing|email-protection|time-stamping|ocsp-signing|any|smart-card-logon|[0-2](\\.[0-9]+)+)$",
    description: "A purpose by its name, such as client-auth, or by its object identifier"
}
