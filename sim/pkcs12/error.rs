//! Why a file could not be opened.

use std::fmt;

use super::algorithm::UnknownAlgorithm;
use super::oid;
use crate::certificate::CertificateError;
use crate::key::KeyError;

/// Why a PKCS#12 file could not be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The bytes are not the structure they should be.
    #[error("{part} is not well-formed")]
    Malformed {
        /// What was being read.
        part: Part,
    },
    /// A certificate in the file cannot be read.
    #[error("certificate {position} of the file: {error}")]
    Certificate {
        /// Which certificate it is, counted from 1.
        position: usize,
        /// What is wrong with it.
        error: CertificateError,
    },
    /// A private key in the file cannot be read.
    #[error("key {position} of the file: {error}")]
    Key {
        /// Which key it is, counted from 1.
        position: usize,
        /// What is wrong with it.
        error: KeyError,
    },
    /// The MAC does not fit the password; or there is no MAC, and what was decrypted makes no
    /// sense.
    #[error("the password is wrong")]
    WrongPassword,
    /// The MAC is right under the password, so the file is whole; but this part was encrypted under
    /// another password, or under another encoding of it.
    #[error("the MAC fits the password, but {part} is encrypted under another one")]
    OtherPassword {
        /// What does not decrypt.
        part: Part,
    },
    /// Well-formed, but protected in a way that is not known here.
    #[error("{part} uses {}, which is not supported", oid::name(oid))]
    UnsupportedAlgorithm {
        /// What was being read.
        part: Part,
        /// The algorithm's object identifier.
        oid: String,
    },
    /// The file asks for more than [`Limits`](super::Limits) allow. The work was not done.
    #[error("{limit}: the file asks for {asked}, the limit is {allowed}")]
    LimitExceeded {
        /// Which limit it is.
        limit: Limit,
        /// What the file asks for, as far as can be seen without deriving a key; of depth, the
        /// first number above the limit.
        asked: u64,
        /// What is allowed.
        allowed: u64,
    },
}

impl OpenError {
    pub(super) fn unsupported(part: Part, UnknownAlgorithm(id): &UnknownAlgorithm) -> Self {
        OpenError::UnsupportedAlgorithm {
            part,
            oid: id.to_string(),
        }
    }

    /// Which kind it is.
    pub fn kind(&self) -> OpenErrorKind {
        match self {
            OpenError::Certificate {
                error: CertificateError::TooManyParts { .. },
                ..
            } => OpenErrorKind::LimitExceeded,
            OpenError::Malformed { .. } | OpenError::Certificate { .. } | OpenError::Key { .. } => {
                OpenErrorKind::Malformed
            }
            OpenError::UnsupportedAlgorithm { .. } => OpenErrorKind::UnsupportedAlgorithm,
            OpenError::WrongPassword => OpenErrorKind::WrongPassword,
            OpenError::OtherPassword { .. } => OpenErrorKind::OtherPassword,
            OpenError::LimitExceeded { .. } => OpenErrorKind::LimitExceeded,
        }
    }
}

/// The kinds of failure, which are never mistaken for one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OpenErrorKind {
    /// The file is damaged, or is not what it should be.
    Malformed,
    /// The password does not fit.
    WrongPassword,
    /// The password fits the MAC, and not all that is encrypted.
    OtherPassword,
    /// Well-formed, but encrypted, authenticated or keyed in a way not known here.
    UnsupportedAlgorithm,
    /// It asks for more than the limits allow, and was refused before the work was done.
    LimitExceeded,
}

/// A part of a PKCS#12 file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The `PFX` structure, which is the whole file.
    File,
    /// `MacData`: the MAC and how its key is derived.
    Mac,
    /// `AuthenticatedSafe`: the list of what is encrypted together.
    AuthenticatedSafe,
    /// `SafeContents` that are not encrypted.
    SafeContents,
    /// `SafeContents` that are encrypted.
    EncryptedSafeContents,
    /// A private key of the file that is encrypted by itself.
    ShroudedKey,
    /// A private key that is encrypted by itself, and in no PKCS#12 file.
    EncryptedKey,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::File => "the PKCS#12 file",
            Part::Mac => "the MAC of the PKCS#12 file",
            Part::AuthenticatedSafe => "the list of safes in the PKCS#12 file",
            Part::SafeContents => "an unencrypted safe in the PKCS#12 file",
            Part::EncryptedSafeContents => "an encrypted safe in the PKCS#12 file",
            Part::ShroudedKey => "an encrypted key in the PKCS#12 file",
            Part::EncryptedKey => "the encrypted private key",
        })
    }
}

/// One of the [`Limits`](super::Limits).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Limit {
    /// Bytes of the file.
    FileBytes,
    /// Bags in the file.
    Bags,
    /// Parts of names and extensions, of all certificates together.
    CertificateParts,
    /// Safes in the file, of which there may be as many as of bags.
    Safes,
    /// The cost of all key derivations together, in compressions of SHA-1.
    Work,
    /// `SafeContents` within `SafeContents`.
    NestingDepth,
    /// Bytes of one salt.
    SaltBytes,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Limit::FileBytes => "bytes of the PKCS#12 file",
            Limit::Bags => "bags in the PKCS#12 file",
            Limit::CertificateParts => "parts of names and extensions",
            Limit::Safes => "safes in the PKCS#12 file",
            Limit::Work => "work of all key derivations",
            Limit::NestingDepth => "nesting of safes",
            Limit::SaltBytes => "bytes of a salt",
        })
    }
}
