//! What happens when a certificate that is added is in the store already.

/// The add dispositions of `CertAddCertificateContextToStore`.
///
/// Two certificates match when the SHA-1 of their whole DER is equal; issuer and serial number, or
/// the subject, do not count. A renewed certificate therefore never collides with the old one.
/// Sources: Microsoft's documentation of the function, and the behaviour of Wine's implementation,
/// which is tested on Windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddDisposition {
    /// `CERT_STORE_ADD_NEW` (1): refuse.
    New,
    /// `CERT_STORE_ADD_USE_EXISTING` (2): keep the certificate, add the properties it lacks.
    UseExisting,
    /// `CERT_STORE_ADD_REPLACE_EXISTING` (3): replace it and its properties, in the same place.
    ReplaceExisting,
    /// `CERT_STORE_ADD_ALWAYS` (4): keep both.
    Always,
    /// `CERT_STORE_ADD_REPLACE_EXISTING_INHERIT_PROPERTIES` (5): replace it; the old properties
    /// win over the new ones.
    ReplaceExistingInherit,
    /// `CERT_STORE_ADD_NEWER` (6): replace an older one. Equal DER means equal dates, so a match
    /// is always refused.
    Newer,
}
