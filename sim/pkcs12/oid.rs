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

// Hashes, and HMAC as a pseudo-random function (RFC 8018 appendix B.1).
pub(super) const SHA1: &[u64] = &[1, 3, 14, 3, 2, 26];
pub(super) const SHA224: &[u64] = &[2, 16, 840, 1, 101, 3, 4, 2, 4];
pub(super) const SHA256: &[u64] = &[2, 16, 840, 1, 101, 3, 4, 2, 1];
pub(super) const SHA384: &[u64] = &[2, 16, 840, 1, 101, 3, 4, 2, 2];
pub(super) const SHA512: &[u64] = &[2, 16, 840, 1, 101, 3, 4, 2, 3];
pub(super) const HMAC_SHA1: &[u64] = &[1, 2, 840, 113_549, 2, 7];
pub(super) const HMAC_SHA224: &[u64] = &[1, 2, 840, 113_549, 2, 8];
pub(super) const HMAC_SHA256: &[u64] = &[1, 2, 840, 113_549, 2, 9];
pub(super) const HMAC_SHA384: &[u64] = &[1, 2, 840, 113_549, 2, 10];
pub(super) const HMAC_SHA512: &[u64] = &[1, 2, 840, 113_549, 2, 11];

// Encryption, RFC 7292 appendix C and RFC 8018 appendix A.
pub(super) const PKCS12_TRIPLE_DES: &[u64] = &[1, 2, 840, 113_549, 1, 12, 1, 3];
pub(super) const PKCS12_RC2_128: &[u64] = &[1, 2, 840, 113_549, 1, 12, 1, 5];
pub(super) const PKCS12_RC2_40: &[u64] = &[1, 2, 840, 113_549, 1, 12, 1, 6];
pub(super) const PBES2: &[u64] = &[1, 2, 840, 113_549, 1, 5, 13];
pub(super) const PBKDF2: &[u64] = &[1, 2, 840, 113_549, 1, 5, 12];
pub(super) const PBMAC1: &[u64] = &[1, 2, 840, 113_549, 1, 5, 14];
pub(super) const RC2_CBC: &[u64] = &[1, 2, 840, 113_549, 3, 2];
pub(super) const DES_EDE3_CBC: &[u64] = &[1, 2, 840, 113_549, 3, 7];
pub(super) const AES_128_CBC: &[u64] = &[2, 16, 840, 1, 101, 3, 4, 1, 2];
pub(super) const AES_192_CBC: &[u64] = &[2, 16, 840, 1, 101, 3, 4, 1, 22];
pub(super) const AES_256_CBC: &[u64] = &[2, 16, 840, 1, 101, 3, 4, 1, 42];

/// Names of algorithms that files are met with and that are not supported here.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("1.2.840.113549.1.12.1.1", "pbeWithSHAAnd128BitRC4"),
    ("1.2.840.113549.1.12.1.2", "pbeWithSHAAnd40BitRC4"),
    ("1.2.840.113549.1.12.1.4", "pbeWithSHAAnd2-KeyTripleDES-CBC"),
    ("1.2.840.113549.1.7.2", "signedData"),
    ("1.2.840.113549.1.7.3", "envelopedData"),
    ("1.2.840.113549.2.5", "MD5"),
    ("1.2.840.113549.2.13", "HMAC-SHA-512-256"),
    ("1.2.840.113549.3.2", "RC2-CBC"),
    ("1.3.6.1.4.1.11591.4.11", "scrypt"),
    ("2.16.840.1.101.3.4.2.6", "SHA-512-256"),
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
