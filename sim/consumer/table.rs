//! The table: what each program reads, what it says of the rest, and who says so.

use super::row::{Knowledge, Pbmac1, Row};
use super::{Answer, Consumer, Feature, Remedy};
use crate::pkcs12::{Algorithm, Cipher, Hash};
use crate::reason::Reason;

const fn pbes2(prf: Hash, cipher: Cipher) -> Algorithm {
    Algorithm::Pbes2 { prf, cipher }
}

const TRIPLE_DES: Algorithm = Algorithm::Pkcs12(Cipher::TripleDes);
const RC2_40: Algorithm = Algorithm::Pkcs12(Cipher::Rc2With40);
const RC2_128: Algorithm = Algorithm::Pkcs12(Cipher::Rc2With128);
const AES_128: Algorithm = pbes2(Hash::Sha256, Cipher::Aes128);
const AES_256: Algorithm = pbes2(Hash::Sha256, Cipher::Aes256);
const AES_192: Algorithm = pbes2(Hash::Sha256, Cipher::Aes192);
const AES_128_SHA224: Algorithm = pbes2(Hash::Sha224, Cipher::Aes128);
const AES_256_SHA224: Algorithm = pbes2(Hash::Sha224, Cipher::Aes256);
const PBES2_TRIPLE_DES: Algorithm = pbes2(Hash::Sha256, Cipher::TripleDes);
const PBES2_RC2_40: Algorithm = pbes2(Hash::Sha256, Cipher::Rc2With40);
const PBES2_RC2_64: Algorithm = pbes2(Hash::Sha256, Cipher::Rc2With64);
const PBES2_RC2_128: Algorithm = pbes2(Hash::Sha256, Cipher::Rc2With128);
const MAC_SHA1: Algorithm = Algorithm::Hmac(Hash::Sha1);
const MAC_SHA224: Algorithm = Algorithm::Hmac(Hash::Sha224);
const MAC_SHA256: Algorithm = Algorithm::Hmac(Hash::Sha256);
const MAC_SHA384: Algorithm = Algorithm::Hmac(Hash::Sha384);
const MAC_SHA512: Algorithm = Algorithm::Hmac(Hash::Sha512);

/// The most iterations with which Windows derives a key, and .NET one for a decryption.
const ITERATIONS_MAX: u64 = 600_000;

const BLAMES: Answer = Answer::Error(Reason::WrongPassword);
const DAMAGED: Answer = Answer::Error(Reason::Malformed);
const UNSUPPORTED: Answer = Answer::Error(Reason::UnsupportedAlgorithm);
const NO_KEY: Answer = Answer::Silence(Reason::NoPrivateKey);
const NO_CERTIFICATE: Answer = Answer::Silence(Reason::CertificateMissing);
const NOTHING: Answer = Answer::Silence(Reason::Empty);

/// What all that are tried read but for some; RC2 is apart.
const MODERN: &[Algorithm] = &[
    TRIPLE_DES,
    AES_128,
    AES_192,
    AES_256,
    AES_128_SHA224,
    AES_256_SHA224,
    PBES2_TRIPLE_DES,
    MAC_SHA1,
    MAC_SHA224,
    MAC_SHA256,
    MAC_SHA384,
    MAC_SHA512,
];
const RC2: &[Algorithm] = &[RC2_40, RC2_128, PBES2_RC2_40, PBES2_RC2_64, PBES2_RC2_128];
const RC2_OF_PBES2: &[Algorithm] = &[PBES2_RC2_40, PBES2_RC2_64, PBES2_RC2_128];

/// What Windows was seen to read by dotnet/runtime's tests, beside what every file has.
const TOLD_OF_WINDOWS: Knowledge = Knowledge::Told(&[
    Feature::NoMac,
    Feature::Empty,
    Feature::NoKey,
    Feature::ExtraKey,
    Feature::SharedKey,
    Feature::UnrelatedCertificate,
    Feature::NistCurve,
    Feature::NotRsaCertificate,
    Feature::EmptyPassword,
]);

/// OpenSSL's own command shows all that it can parse.
const TRIED_WITH_OPENSSL: Knowledge = Knowledge::Tried {
    answers: &[
        (Feature::Wrapped, DAMAGED),
        (Feature::NameOfOddLength, DAMAGED),
        (Feature::Pkcs8Version2, DAMAGED),
        (Feature::Utf16Password, DAMAGED),
    ],
    unclear: &[],
};

pub(super) const ROWS: &[Row] = &[
    Row {
        consumer: Consumer::WindowsServer2016,
        reads: &[&[TRIPLE_DES, RC2_40, MAC_SHA1]],
        refuses: &[&[AES_256, MAC_SHA256]],
        says: Reason::WrongPassword,
        remedy: Remedy::ExportAsTripleDes,
        pbmac1: Pbmac1::NotKnown,
        iterations_max: Some(ITERATIONS_MAX),
        mac_iterations_max: Some(ITERATIONS_MAX),
        structure: TOLD_OF_WINDOWS,
        sources: &[
            "github.com/dotnet/runtime, PfxIterationCountTests: above 600,000 iterations Windows says that the password is wrong",
            "github.com/dotnet/runtime, PfxFormatTests and PfxTests, which run on Windows: structure and keys",
            "learn.microsoft.com, PKCS12_PBES2_EXPORT_PARAMS: AES256-SHA256 from Windows 10 1709 and Windows Server 2019",
            "github.com/acmesh-official/acme.sh/issues/6805: a wrong password on Windows Server 2016, none on 2019",
            "github.com/ansible-collections/ansible.windows/pull/582: \"The specified network password is not correct\"",
            "github.com/pyca/cryptography/pull/7217: nor does it read a MAC with SHA-256",
        ],
    },
    Row {
        consumer: Consumer::Windows10From1709,
        reads: &[&[TRIPLE_DES, RC2_40, AES_256, MAC_SHA1, MAC_SHA256]],
        refuses: &[],
        says: Reason::WrongPassword,
        remedy: Remedy::ExportAsTripleDes,
        pbmac1: Pbmac1::NotKnown,
        iterations_max: Some(ITERATIONS_MAX),
        mac_iterations_max: Some(ITERATIONS_MAX),
        structure: TOLD_OF_WINDOWS,
        sources: &[
            "github.com/dotnet/runtime, PfxIterationCountTests: above 600,000 iterations Windows says that the password is wrong",
            "github.com/dotnet/runtime, PfxFormatTests and PfxTests, which run on Windows: structure and keys",
            "learn.microsoft.com, PKCS12_PBES2_EXPORT_PARAMS: AES256-SHA256 from Windows 10 1709 and Windows Server 2019",
        ],
    },
    Row {
        consumer: Consumer::OpenSsl3,
        reads: &[MODERN],
        refuses: &[RC2],
        says: Reason::UnsupportedAlgorithm,
        remedy: Remedy::OpenAsLegacy,
        pbmac1: Pbmac1::From("3.4"),
        iterations_max: None,
        mac_iterations_max: None,
        structure: TRIED_WITH_OPENSSL,
        sources: &[
            "tried with OpenSSL 3.0.19: \"unsupported … RC2-40-CBC\"",
            "github.com/openssl/openssl/issues/14790",
        ],
    },
    Row {
        consumer: Consumer::OpenSsl3Legacy,
        reads: &[MODERN, RC2],
        refuses: &[],
        says: Reason::UnsupportedAlgorithm,
        remedy: Remedy::ExportAsAes,
        pbmac1: Pbmac1::From("3.4"),
        iterations_max: None,
        mac_iterations_max: None,
        structure: TRIED_WITH_OPENSSL,
        sources: &["tried with OpenSSL 3.0.19: openssl pkcs12 -legacy"],
    },
    Row {
        consumer: Consumer::Java8,
        reads: &[&[TRIPLE_DES, RC2_40, MAC_SHA1]],
        refuses: &[&[AES_256, MAC_SHA256]],
        says: Reason::WrongPassword,
        remedy: Remedy::UseNewerJava,
        pbmac1: Pbmac1::NotKnown,
        iterations_max: None,
        mac_iterations_max: None,
        structure: Knowledge::Told(&[Feature::NistCurve, Feature::NotRsaCertificate]),
        sources: &[
            "github.com/kaikramer/keystore-explorer/issues/173: \"keystore password was incorrect\" for a file from Windows with AES256-SHA256",
            "bugs.java.com, JDK-8267701: HmacPBESHA256 is new in 8u301",
        ],
    },
    Row {
        consumer: Consumer::Java17,
        reads: &[&[
            TRIPLE_DES,
            RC2_40,
            RC2_128,
            AES_128,
            AES_256,
            AES_128_SHA224,
            AES_256_SHA224,
            MAC_SHA1,
            MAC_SHA224,
            MAC_SHA256,
            MAC_SHA384,
            MAC_SHA512,
        ]],
        refuses: &[&[AES_192, PBES2_TRIPLE_DES], RC2_OF_PBES2],
        says: Reason::UnsupportedAlgorithm,
        remedy: Remedy::ExportAsAes,
        pbmac1: Pbmac1::Refuses(Reason::UnsupportedAlgorithm),
        iterations_max: None,
        mac_iterations_max: None,
        structure: Knowledge::Tried {
            answers: &[
                (Feature::Wrapped, DAMAGED),
                (Feature::ClearKey, NO_KEY),
                (Feature::NestedSafes, NO_KEY),
                (Feature::NoKey, NO_CERTIFICATE),
                (Feature::NoCertificate, NO_KEY),
                (Feature::SharedKey, NO_CERTIFICATE),
                (Feature::SameNames, NO_KEY),
                (Feature::UnrelatedCertificate, NO_CERTIFICATE),
                (Feature::OtherCertificateBag, BLAMES),
                (Feature::NameOfOtherType, DAMAGED),
                (Feature::NameWithoutValue, DAMAGED),
                (Feature::MultiPrimeKey, UNSUPPORTED),
                (Feature::NotAsciiPassword, BLAMES),
                (Feature::Utf16Password, BLAMES),
            ],
            // It depends on the order of the bags, and on whether the secret is Java's own.
            unclear: &[Feature::UntiedKey, Feature::SecretBag],
        },
        sources: &["tried with the key stores of OpenJDK 17.0.15"],
    },
    Row {
        consumer: Consumer::Nss,
        reads: &[MODERN, RC2],
        refuses: &[],
        says: Reason::WrongPassword,
        remedy: Remedy::ExportAsAes,
        pbmac1: Pbmac1::From("3.110"),
        iterations_max: None,
        mac_iterations_max: None,
        structure: Knowledge::Tried {
            answers: &[
                (Feature::Wrapped, DAMAGED),
                (Feature::NoMac, DAMAGED),
                (Feature::Empty, DAMAGED),
                (
                    Feature::NoCertificate,
                    Answer::Error(Reason::CertificateMissing),
                ),
                (Feature::ExtraKey, DAMAGED),
                (Feature::SameNames, DAMAGED),
                (
                    Feature::UntiedKey,
                    Answer::Error(Reason::CertificateMissing),
                ),
                (Feature::TiedToAnother, DAMAGED),
                (Feature::RevocationListBag, DAMAGED),
                (Feature::UnknownBag, DAMAGED),
                (Feature::OtherCertificateBag, DAMAGED),
                (Feature::NameOfOddLength, DAMAGED),
                (Feature::NameOfHalfPair, DAMAGED),
                (Feature::NameOfOtherType, DAMAGED),
                (Feature::NameWithoutValue, DAMAGED),
                (Feature::EdwardsKey, UNSUPPORTED),
                (Feature::AgreementKey, UNSUPPORTED),
                (Feature::MultiPrimeKey, UNSUPPORTED),
                (Feature::Pkcs8Version2, UNSUPPORTED),
            ],
            unclear: &[],
        },
        sources: &[
            "tried with pk12util of NSS 3.87.1, which calls a file without a MAC improperly formatted",
        ],
    },
    Row {
        consumer: Consumer::GnuTls,
        reads: &[MODERN, &[RC2_40]],
        refuses: &[&[RC2_128], RC2_OF_PBES2],
        says: Reason::UnsupportedAlgorithm,
        remedy: Remedy::ExportAsAes,
        pbmac1: Pbmac1::From("3.8.9"),
        iterations_max: None,
        mac_iterations_max: None,
        structure: Knowledge::Tried {
            answers: &[
                (Feature::Wrapped, DAMAGED),
                (Feature::TrailingBytes, DAMAGED),
                (Feature::NoMac, DAMAGED),
                (Feature::NestedSafes, NOTHING),
                (Feature::OtherCertificateBag, DAMAGED),
                (Feature::RareCurve, NO_KEY),
                (Feature::Pkcs8Version2, NO_KEY),
                (Feature::Utf16Password, DAMAGED),
            ],
            // An empty password has two encodings, and a list without safes is not an empty safe.
            unclear: &[Feature::Empty, Feature::EmptyPassword],
        },
        sources: &["tried with certtool of GnuTLS 3.7.9"],
    },
    Row {
        consumer: Consumer::DotNet8,
        reads: &[
            RC2,
            &[
                TRIPLE_DES,
                AES_128,
                AES_192,
                AES_256,
                PBES2_TRIPLE_DES,
                MAC_SHA1,
                MAC_SHA256,
                MAC_SHA384,
                MAC_SHA512,
            ],
        ],
        refuses: &[&[MAC_SHA224]],
        says: Reason::WrongPassword,
        remedy: Remedy::ExportAsAes,
        pbmac1: Pbmac1::Refuses(Reason::WrongPassword),
        iterations_max: Some(ITERATIONS_MAX),
        mac_iterations_max: None,
        structure: Knowledge::Tried {
            answers: &[
                (Feature::Wrapped, DAMAGED),
                (Feature::NestedSafes, NOTHING),
                (Feature::NoCertificate, NOTHING),
                (Feature::TiedToAnother, Answer::Silence(Reason::KeyMismatch)),
                (Feature::EdwardsKey, BLAMES),
                (Feature::AgreementKey, BLAMES),
                (Feature::PssKey, BLAMES),
                (Feature::Pkcs8Version2, BLAMES),
                (Feature::Utf16Password, BLAMES),
            ],
            unclear: &[],
        },
        sources: &["tried with .NET 8.0.4 on Linux: \"the password may be incorrect\""],
    },
    Row {
        consumer: Consumer::Node20,
        reads: &[MODERN],
        refuses: &[RC2],
        says: Reason::UnsupportedAlgorithm,
        remedy: Remedy::ExportAsAes,
        pbmac1: Pbmac1::Refuses(Reason::UnsupportedAlgorithm),
        iterations_max: None,
        mac_iterations_max: None,
        structure: Knowledge::Tried {
            answers: &[
                (Feature::Wrapped, DAMAGED),
                (Feature::NoMac, DAMAGED),
                (Feature::Empty, Answer::Error(Reason::NoPrivateKey)),
                (Feature::NoKey, Answer::Error(Reason::NoPrivateKey)),
                (Feature::TrustStore, Answer::Error(Reason::NoPrivateKey)),
                (
                    Feature::NoCertificate,
                    Answer::Error(Reason::CertificateMissing),
                ),
                (Feature::SeveralKeys, NO_KEY),
                (Feature::NameOfOddLength, DAMAGED),
                (Feature::NameOfOtherType, DAMAGED),
                (Feature::AgreementKey, UNSUPPORTED),
                (Feature::Pkcs8Version2, DAMAGED),
                (Feature::Utf16Password, DAMAGED),
            ],
            // It takes the first key that there is.
            unclear: &[Feature::ExtraKey],
        },
        sources: &["tried with Node 20.20.2 and its OpenSSL 3.0"],
    },
    Row {
        consumer: Consumer::NodeForge,
        reads: &[&[
            TRIPLE_DES,
            RC2_40,
            AES_128,
            AES_192,
            AES_256,
            PBES2_TRIPLE_DES,
            MAC_SHA1,
            MAC_SHA256,
            MAC_SHA384,
            MAC_SHA512,
        ]],
        refuses: &[&[RC2_128, MAC_SHA224], RC2_OF_PBES2],
        says: Reason::UnsupportedAlgorithm,
        remedy: Remedy::ExportAsAes,
        pbmac1: Pbmac1::Refuses(Reason::UnsupportedAlgorithm),
        iterations_max: None,
        mac_iterations_max: None,
        structure: Knowledge::Tried {
            answers: &[
                (Feature::Wrapped, DAMAGED),
                (Feature::TrailingBytes, DAMAGED),
                (Feature::NestedSafes, DAMAGED),
                (Feature::RevocationListBag, DAMAGED),
                (Feature::SecretBag, DAMAGED),
                (Feature::UnknownBag, DAMAGED),
                (Feature::OtherCertificateBag, DAMAGED),
                (Feature::NameOfOddLength, DAMAGED),
                (Feature::NistCurve, NO_KEY),
                (Feature::CurveP224, NO_KEY),
                (Feature::RareCurve, NO_KEY),
                (Feature::EdwardsKey, NO_KEY),
                (Feature::AgreementKey, NO_KEY),
                (Feature::DsaKey, NO_KEY),
                (Feature::NotRsaCertificate, NO_CERTIFICATE),
                (Feature::Utf16Password, DAMAGED),
            ],
            // Each has two encodings, of which it knows one.
            unclear: &[Feature::EmptyPassword, Feature::NotAsciiPassword],
        },
        sources: &["tried with node-forge 1.4.3"],
    },
    Row {
        consumer: Consumer::PythonCryptography,
        reads: &[MODERN, RC2],
        refuses: &[],
        says: Reason::UnsupportedAlgorithm,
        remedy: Remedy::ExportAsAes,
        pbmac1: Pbmac1::Reads,
        iterations_max: None,
        mac_iterations_max: None,
        structure: Knowledge::Tried {
            answers: &[
                (Feature::Wrapped, DAMAGED),
                (Feature::SeveralKeys, NO_KEY),
                (Feature::NameOfOddLength, BLAMES),
                (Feature::NameOfOtherType, BLAMES),
                (Feature::AgreementKey, UNSUPPORTED),
                (Feature::MultiPrimeKey, DAMAGED),
                (Feature::Utf16Password, BLAMES),
            ],
            // It takes the first key that there is.
            unclear: &[Feature::ExtraKey],
        },
        sources: &["tried with cryptography 48.0.0 and its OpenSSL"],
    },
];
