//! How much of a file is looked at.

use crate::pkcs12;

/// What a file may ask for before it is refused with
/// [`LimitExceeded`](crate::reason::Reason::LimitExceeded).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Those of PKCS#12 files; their `file_bytes` is that of all files.
    pub container: pkcs12::Limits,
    /// Certificates and revocation lists of one PEM or DER file; [`ENTRIES`](Limits::ENTRIES) by
    /// default.
    pub entries: usize,
}

impl Limits {
    /// 20,000. The trust store of an operating system has 150; a file of the largest size that is
    /// full of real certificates has about 10,000.
    pub const ENTRIES: usize = 20_000;
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            container: pkcs12::Limits::default(),
            entries: Limits::ENTRIES,
        }
    }
}
