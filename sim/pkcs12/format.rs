//! Recognizes the kind of a file by its first bytes.
//!
//! **Architecture invariant:** nothing here reads a file; what follows the beginning may still
//! be anything.

crate::named! {
    /// A kind of file that certificates and keys come in.
    #[non_exhaustive]
    pub enum Format: "kind of file" {
        /// PKCS#12 (RFC 7292): `.p12`, `.pfx`.
        Pkcs12 = "pkcs12",
        /// PEM blocks (RFC 7468): `.pem`, `.crt`.
        Pem = "pem",
        /// The DER of certificates, of a revocation list or of a private key: `.cer`, `.der`,
        /// `.crl`.
        Der = "der",
        /// A Java key store: `.jks`. Java writes PKCS#12 since version 9.
        Jks = "jks",
        /// A Java key store with Java's own encryption: `.jceks`.
        Jceks = "jceks",
        /// A PKCS#7 or CMS message with certificates in it (RFC 5652): `.p7b`.
        Pkcs7 = "pkcs7",
        /// A key store of Bouncy Castle's own, BKS or UBER: `.bks`.
        Bks = "bks",
        /// Bouncy Castle's key store for FIPS: `.bcfks`.
        Bcfks = "bcfks",
    }
}

/// signedData (RFC 5652 section 5.1), an OBJECT IDENTIFIER in DER.
const SIGNED_DATA: &[u8] = &[
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02,
];

/// pbes2 (RFC 8018 appendix A.4), an OBJECT IDENTIFIER in DER.
const PBES2: &[u8] = &[
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d,
];

/// An `EncryptedObjectStoreData` is inside the store, whereas an encrypted PKCS#8 key is not inside
/// anything.
fn is_bcfks(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    for _ in 0..3 {
        let [0x30, length, after @ ..] = rest else {
            return false;
        };
        let octets = usize::from(length.saturating_sub(0x80).min(4));
        rest = after.get(octets..).unwrap_or_default();
    }
    rest.starts_with(PBES2)
}

impl Format {
    /// Returns the kind of file that begins with `bytes`; `None` if it is not a known kind.
    ///
    /// ```
    /// use kigen_pkcs12::format::Format;
    ///
    /// assert_eq!(Format::of(&[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]), Some(Format::Jks));
    /// assert_eq!(Format::of(b"-----BEGIN CERTIFICATE-----"), Some(Format::Pem));
    /// assert_eq!(Format::of(b"# a note"), None);
    /// ```
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let contains = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        Some(match bytes {
            [0xfe, 0xed, 0xfe, 0xed, ..] => Format::Jks,
            [0xce, 0xce, 0xce, 0xce, ..] => Format::Jceks,
            // Its version, then a salt of twenty bytes.
            [0, 0, 0, 1 | 2, 0, 0, 0, 20, ..] => Format::Bks,
            _ if crate::looks_like(bytes) => Format::Pkcs12,
            [0x30, rest @ ..]
                if rest[..rest.len().min(16)]
                    .windows(SIGNED_DATA.len())
                    .any(|w| w == SIGNED_DATA) =>
            {
                Format::Pkcs7
            }
            [0x30, ..] if is_bcfks(bytes) => Format::Bcfks,
            [0x30, ..] => Format::Der,
            _ if contains(b"-----BEGIN PKCS7-----") || contains(b"-----BEGIN CMS-----") => {
                Format::Pkcs7
            }
            _ if contains(b"-----BEGIN ") => Format::Pem,
            _ => return None,
        })
    }

    /// Whether files of this kind are read here; the others have to be converted first.
    pub fn is_readable(self) -> bool {
        match self {
            Format::Pkcs12 | Format::Pem | Format::Der | Format::Jks | Format::Pkcs7 => true,
            Format::Jceks | Format::Bks | Format::Bcfks => false,
        }
    }
}
