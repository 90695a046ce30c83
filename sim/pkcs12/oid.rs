//! The object identifiers of PKCS#12 files.

use yasna::models::ObjectIdentifier;

// Content types, RFC 5652.
pub(super) const DATA: &[u64] = &[1, 2, 840, 113_549, 1, 7, 1];
pub(super) const ENCRYPTED_DATA: &[u64] = &[1, 2, 840, 113_549, 1, 7, 6];

// Bags, RFC 7292 section 4.2.
pub(super) const KEY_BAG: &[u64] = &[1, 2, 840, 113_549, 1, 12, 10, 1, 1];
pub(super) const SHROUDED_KEY_BAG: &[u64] = &[1, 2, 840, 113_549, 1, 12, 10, 1, 2];
pub(super) const CERT_BAG: &[u64] = &[1, 2, 840, 113_549, 1, 12, 10, 1, 3];
pub(super) const CRL_BAG: &[u64] = &[1, 2, 840, 113_549, 1, 12, 10, 1, 4];
pub(super) const SECRET_BAG: &[u64] = &[1, 2, 840, 113_549, 1, 12, 10, 1, 5];
pub(super) const SAFE_CONTENTS_BAG: &[u64] = &[1, 2, 840, 113_549, 1, 12, 10, 1, 6];
pub(super) const X509_CERTIFICATE: &[u64] = &[1, 2, 840, 113_549, 1, 9, 22, 1];

// Attributes, RFC 2985 section 5.5, Microsoft's and Oracle's.
pub(super) const FRIENDLY_NAME: &[u64] = &[1, 2, 840, 113_549, 1, 9, 20];
pub(super) const LOCAL_KEY_ID: &[u64] = &[1, 2, 840, 113_549, 1, 9, 21];
pub(super) const CSP_NAME: &[u64] = &[1, 3, 6, 1, 4, 1, 311, 17, 1];
pub(super) const LOCAL_MACHINE_KEYSET: &[u64] = &[1, 3, 6, 1, 4, 1, 311, 17, 2];
pub(super) const TRUSTED_KEY_USAGE: &[u64] = &[2, 16, 840, 1, 113_894, 746_875, 1, 1];

/// anyExtendedKeyUsage: trusted for everything (RFC 5280 section 4.2.1.12).
pub(super) const ANY_EXTENDED_KEY_USAGE: &[u64] = &[2, 5, 29, 37, 0];

/// The arc of Microsoft's certificate properties; the property's number follows.
pub(super) const PROPERTIES: &[u64] = &[1, 3, 6, 1, 4, 1, 311, 17, 3];

// Hashes and encryption, RFC 7292 appendix C and RFC 8018 appendix A: those that the code names.
// The others are in the rows of `Hash`, `Cipher` and `Pbes1`.
pub(super) const SHA1: &[u64] = &[1, 3, 14, 3, 2, 26];
pub(super) const PKCS12_TRIPLE_DES: &[u64] = &[1, 2, 840, 113_549, 1, 12, 1, 3];
pub(super) const PKCS12_RC2_40: &[u64] = &[1, 2, 840, 113_549, 1, 12, 1, 6];
pub(super) const PKCS5: &[u64] = &[1, 2, 840, 113_549, 1, 5];
pub(super) const PBES2: &[u64] = &[1, 2, 840, 113_549, 1, 5, 13];
pub(super) const PBKDF2: &[u64] = &[1, 2, 840, 113_549, 1, 5, 12];
pub(super) const PBMAC1: &[u64] = &[1, 2, 840, 113_549, 1, 5, 14];
pub(super) const RC2_CBC: &[u64] = &[1, 2, 840, 113_549, 3, 2];

/// Names of algorithms that files are met with and that are not supported here.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("1.2.643.2.2.9", "GOST R 34.11-94"),
    ("1.2.643.2.2.10", "HMAC-GOST R 34.11-94"),
    ("1.2.643.2.2.21", "GOST 28147-89"),
    ("1.2.643.7.1.1.2.2", "GOST R 34.11-2012 of 256 bits"),
    ("1.2.643.7.1.1.2.3", "GOST R 34.11-2012 of 512 bits"),
    ("1.2.643.7.1.1.4.1", "HMAC-GOST R 34.11-2012 of 256 bits"),
    ("1.2.643.7.1.1.4.2", "HMAC-GOST R 34.11-2012 of 512 bits"),
    ("1.2.840.113533.7.66.10", "CAST5-CBC"),
    ("1.2.840.113549.1.7.2", "signedData"),
    ("1.2.840.113549.1.7.3", "envelopedData"),
    ("1.2.840.113549.3.2", "RC2-CBC"),
    ("1.2.840.113549.3.4", "RC4"),
    ("1.2.840.113549.3.9", "RC5-CBC"),
    ("1.3.6.1.4.1.188.7.1.1.2", "IDEA-CBC"),
    ("1.3.6.1.4.1.3029.1.2", "BF-CBC"),
    ("1.3.6.1.4.1.11591.4.11", "scrypt"),
    ("2.16.840.1.101.3.4.1.6", "AES-128-GCM"),
    ("2.16.840.1.101.3.4.1.26", "AES-192-GCM"),
    ("2.16.840.1.101.3.4.1.46", "AES-256-GCM"),
];

/// Whether `id` is the identifier `known`.
pub(super) fn is(id: &ObjectIdentifier, known: &[u64]) -> bool {
    id.components().as_slice() == known
}

/// The number of the certificate property that `id` stands for.
pub(super) fn property(id: &ObjectIdentifier) -> Option<u16> {
    let number = id.components().strip_prefix(PROPERTIES)?;
    match number {
        [number] => u16::try_from(*number).ok(),
        _ => None,
    }
}

/// The identifier in p12's form.
pub(super) fn of(known: &[u64]) -> ObjectIdentifier {
    ObjectIdentifier::from_slice(known)
}

/// The name of an algorithm that is not supported, with its identifier; the identifier alone for
/// one that is not known at all.
pub(super) fn name(id: &str) -> String {
    let row = UNSUPPORTED.iter().find(|(known, _)| *known == id);
    row.map_or_else(|| id.to_owned(), |(_, name)| format!("{name} ({id})"))
}
