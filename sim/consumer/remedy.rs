//! What to do when a program does not read a file.

use super::{Consumer, Feature};

/// What to do when a program does not read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Export it again with TripleDES-SHA1, or convert it with OpenSSL 3.
    ExportAsTripleDes,
    /// Export it again with AES-256 and SHA-256.
    ExportAsAes,
    /// Use Java 8u301 or later, or export it again with TripleDES-SHA1.
    UseNewerJava,
    /// Open it with the legacy provider, or export it again with AES256-SHA256.
    OpenAsLegacy,
    /// Export it again with fewer iterations.
    IterateLess,
    /// Take it apart and put it together again with OpenSSL, which ties, names and protects anew.
    PutTogetherAgain,
    /// Copy it with keytool, because OpenSSL cannot read it either.
    CopyWithKeytool,
    /// Use another kind of key.
    UseRsaOrP256,
    /// Use RSA throughout.
    UseRsa,
    /// Choose a password of ASCII letters and digits.
    UseAsciiPassword,
    /// Import it with NSS, and export it from there.
    ExportFromNss,
    /// Decode it.
    Decode,
    /// Put each key with its certificate into a file of its own.
    Separate,
    /// Export it together with what is missing.
    ExportWithAll,
}

impl Remedy {
    /// What to do about a feature that this consumer does not expect.
    pub(super) fn of(feature: Feature, consumer: Consumer) -> Self {
        match feature {
            Feature::Wrapped => Remedy::Decode,
            Feature::Empty
            | Feature::NoKey
            | Feature::TrustStore
            | Feature::NoCertificate
            | Feature::Mismatch => Remedy::ExportWithAll,
            Feature::SeveralKeys
            | Feature::ExtraKey
            | Feature::UnreadableKey
            | Feature::SharedKey
            | Feature::SameNames
            | Feature::UnrelatedCertificate => Remedy::Separate,
            Feature::NameOfOddLength => Remedy::CopyWithKeytool,
            Feature::NistCurve
            | Feature::CurveP224
            | Feature::RareCurve
            | Feature::EdwardsKey
            | Feature::AgreementKey
            | Feature::PssKey
            | Feature::DsaKey
            | Feature::MultiPrimeKey
            | Feature::OtherKey
            | Feature::NotRsaCertificate => match consumer {
                Consumer::NodeForge => Remedy::UseRsa,
                _ => Remedy::UseRsaOrP256,
            },
            // OpenSSL does not read it, and keytool writes it as version 1.
            Feature::Pkcs8Version2 => Remedy::CopyWithKeytool,
            Feature::EmptyPassword | Feature::NotAsciiPassword => Remedy::UseAsciiPassword,
            Feature::Utf16Password => Remedy::ExportFromNss,
            Feature::TrailingBytes
            | Feature::NoMac
            | Feature::ClearKey
            | Feature::NestedSafes
            | Feature::UntiedKey
            | Feature::TiedToAnother
            | Feature::RevocationListBag
            | Feature::SecretBag
            | Feature::UnknownBag
            | Feature::OtherCertificateBag
            | Feature::NameOfHalfPair
            | Feature::NameOfOtherType
            | Feature::NameWithoutValue => Remedy::PutTogetherAgain,
        }
    }
}
