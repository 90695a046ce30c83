//! What to do about a file that is refused.

use crate::format::Format;
use crate::reason::Reason;

/// What to do about a file that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Advice {
    /// Check the name: there is no such file.
    CheckName,
    /// Check who may read it.
    CheckRights,
    /// Get it again: it is cut off, or changed.
    GetAgain,
    /// Give a file of a kind that is read.
    GiveKnownKind,
    /// Check the password with whoever made the file.
    CheckPassword,
    /// Have it exported again with algorithms that are read.
    ExportWithKnownAlgorithm,
    /// Convert a Java key store to PKCS#12.
    ConvertKeyStore,
    /// Leave it closed, unless it is known who made it.
    LeaveClosed,
    /// Raise the limits, if it is known who made it.
    RaiseLimit {
        /// The factor that is enough: see [`Limits::times`](super::Limits::times).
        factor: u32,
    },
    /// Split it, or raise the limits.
    SplitOrRaiseLimit {
        /// The factor that is enough.
        factor: u32,
    },
    /// Give an ordinary file, or standard input.
    GiveFile,
    /// Export it again together with its private key.
    ExportWithKey,
    /// Export it again with the private key that belongs to the certificate.
    ExportWithOwnKey,
    /// Export it again together with its certificate.
    ExportWithCertificate,
}

impl Advice {
    /// Returns what to do about a refused file, given the reason and, if known, the kind of file;
    /// `None` if the reason says it all.
    pub fn of(reason: Reason, format: Option<Format>) -> Option<Self> {
        Some(match (reason, format) {
            (Reason::FileNotFound, _) => Advice::CheckName,
            (Reason::Unreadable, _) => Advice::CheckRights,
            (Reason::Malformed, Some(Format::Pkcs12)) => Advice::GetAgain,
            (Reason::Malformed, _) => Advice::GiveKnownKind,
            (Reason::WrongPassword | Reason::OtherPassword, _) => Advice::CheckPassword,
            (Reason::UnsupportedAlgorithm, _) => Advice::ExportWithKnownAlgorithm,
            (Reason::UnsupportedFormat, _) => Advice::ConvertKeyStore,
            (Reason::LimitExceeded, _) => Advice::LeaveClosed,
            (Reason::NoPrivateKey, _) => Advice::ExportWithKey,
            (Reason::KeyMismatch, _) => Advice::ExportWithOwnKey,
            (Reason::CertificateMissing, _) => Advice::ExportWithCertificate,
            (Reason::Empty, _) => Advice::GetAgain,
            _ => return None,
        })
    }
}
