//! How much of a file is looked at.

use crate::{jks, pkcs12};

/// What a file may ask for before it is refused with
/// [`LimitExceeded`](crate::reason::Reason::LimitExceeded).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Those of PKCS#12 files; their `file_bytes` is that of all files.
    pub container: pkcs12::Limits,
    /// Certificates, revocation lists, keys and kinds of other blocks of one PEM or DER file, and
    /// certificates and keys of a Java key store, which may have as many keys as PKCS#12 files
    /// have bags; [`ENTRIES`](Limits::ENTRIES) by default.
    pub entries: usize,
}

impl Limits {
    /// 20,000. The trust store of an operating system has 150; a file of the largest size that is
    /// full of real certificates has about 10,000.
    pub const ENTRIES: usize = 20_000;

    /// The most that limits can be raised by: at a hundred times, a file may take minutes, and
    /// gigabytes.
    pub const FACTOR_MAX: u32 = 100;

    /// Limits that allow so many times as much work and memory.
    pub fn times(self, factor: u32) -> Self {
        Limits {
            container: self.container.times(factor),
            entries: self.entries.saturating_mul(factor as usize),
        }
    }

    /// Those of key stores.
    pub(super) fn key_store(&self) -> jks::Limits {
        jks::Limits {
            entries: self.entries,
            keys: self.container.bags,
            parts: self.container.certificate_parts,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            container: pkcs12::Limits::default(),
            entries: Limits::ENTRIES,
        }
    }
}
