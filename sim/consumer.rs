//! Who can read which PKCS#12 files, and what the others say instead.
//!
//! A sound file with the right password is refused by programs that do not know its encryption, and
//! some of them blame the password. What each program makes of each encryption is a table here,
//! with its sources; where no source says, the answer is "not known" and not a guess.
//!
//! ```
//! use kigen::consumer::{Consumer, Verdict};
//! use kigen::pkcs12::{Contents, EncryptionProfile, Limits, describe, seal};
//! use kigen::reason::Reason;
//! use kigen::seed::Seed;
//!
//! let aes = EncryptionProfile::WindowsAes256Sha256;
//! let file = seal(&Contents::default(), "0427", aes, &mut Seed::new(7).stream("file"));
//! let description = describe(&file, &Limits::default())?;
//!
//! let Verdict::Refuses(refusal) = Consumer::WindowsServer2016.verdict(&description) else {
//!     panic!("it cannot read AES-256");
//! };
//! assert_eq!(Reason::from(&refusal), Reason::WrongPassword);
//! assert_eq!(Consumer::Windows10From1709.verdict(&description), Verdict::Reads);
//! # Ok::<(), kigen::pkcs12::OpenError>(())
//! ```
//!
//! **Architecture invariant:** only what a file says about itself without its password is looked
//! at.

use crate::pkcs12::{Algorithm, Cipher, Description, Hash};
use crate::reason::Reason;

kigen_pkcs12::named! {
    /// A program that imports PKCS#12 files.
    #[non_exhaustive]
    pub enum Consumer: "consumer" {
        /// Windows Server 2016, and Windows 10 before 1709.
        WindowsServer2016 = "windows-server-2016",
        /// Windows 10 from 1709, Windows Server 2019 and all later ones.
        Windows10From1709 = "windows-10-1709",
        /// OpenSSL 3 as it is installed, without the legacy provider.
        OpenSsl3 = "openssl-3",
        /// Java 8 before its update 301.
        Java8 = "java-8",
        /// Java 17.
        Java17 = "java-17",
        /// Mozilla's NSS: Firefox, Thunderbird, `pk12util`.
        Nss = "nss",
        /// GnuTLS, `certtool`.
        GnuTls = "gnutls",
    }
}

const TRIPLE_DES: Algorithm = Algorithm::Pkcs12(Cipher::TripleDes);
const RC2_40: Algorithm = Algorithm::Pkcs12(Cipher::Rc2With40);
const AES_256: Algorithm = Algorithm::Pbes2 {
    prf: Hash::Sha256,
    cipher: Cipher::Aes256,
};
const MAC_SHA1: Algorithm = Algorithm::Hmac(Hash::Sha1);
const MAC_SHA256: Algorithm = Algorithm::Hmac(Hash::Sha256);

/// The algorithms that the sources cover. Of any other it is not known who reads it.
const ALL: [Algorithm; 5] = [TRIPLE_DES, RC2_40, AES_256, MAC_SHA1, MAC_SHA256];

/// The most iterations with which Windows derives a key.
const WINDOWS_ITERATIONS_MAX: u64 = 600_000;

/// What one program reads. What it does not read it refuses with `says`.
struct Row {
    consumer: Consumer,
    reads: &'static [Algorithm],
    /// The most iterations of a key derivation.
    iterations_max: Option<u64>,
    /// Whether it wants a MAC.
    wants_mac: bool,
    says: Reason,
    remedy: Remedy,
    sources: &'static [&'static str],
}

/// What to do when a program does not read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Export it again with TripleDES-SHA1, or convert it with OpenSSL 3.
    ExportAsTripleDes,
    /// Use Java 8u301 or later, or export it again with TripleDES-SHA1.
    UseNewerJava,
    /// Open it with the legacy provider, or export it again with AES256-SHA256.
    OpenAsLegacy,
}

const ROWS: &[Row] = &[
    Row {
        consumer: Consumer::WindowsServer2016,
        reads: &[TRIPLE_DES, RC2_40, MAC_SHA1],
        iterations_max: Some(WINDOWS_ITERATIONS_MAX),
        wants_mac: false,
        says: Reason::WrongPassword,
        remedy: Remedy::ExportAsTripleDes,
        sources: &[
            "github.com/dotnet/runtime, PfxIterationCountTests: above 600,000 iterations Windows says that the password is wrong",
            "learn.microsoft.com, PKCS12_PBES2_EXPORT_PARAMS: AES256-SHA256 from Windows 10 1709 and Windows Server 2019",
            "github.com/acmesh-official/acme.sh/issues/6805: a wrong password on Windows Server 2016, none on 2019",
            "github.com/ansible-collections/ansible.windows/pull/582: \"The specified network password is not correct\"",
            "github.com/pyca/cryptography/pull/7217: nor does it read a MAC with SHA-256",
        ],
    },
    Row {
        consumer: Consumer::Windows10From1709,
        reads: &ALL,
        iterations_max: Some(WINDOWS_ITERATIONS_MAX),
        wants_mac: false,
        says: Reason::WrongPassword,
        remedy: Remedy::ExportAsTripleDes,
        sources: &[
            "github.com/dotnet/runtime, PfxIterationCountTests: above 600,000 iterations Windows says that the password is wrong",
            "learn.microsoft.com, PKCS12_PBES2_EXPORT_PARAMS: AES256-SHA256 from Windows 10 1709 and Windows Server 2019",
        ],
    },
    Row {
        consumer: Consumer::OpenSsl3,
        reads: &[TRIPLE_DES, AES_256, MAC_SHA1, MAC_SHA256],
        iterations_max: None,
        wants_mac: false,
        says: Reason::UnsupportedAlgorithm,
        remedy: Remedy::OpenAsLegacy,
        sources: &[
            "tried with OpenSSL 3.0.19: \"unsupported … RC2-40-CBC\"",
            "github.com/openssl/openssl/issues/14790",
        ],
    },
    Row {
        consumer: Consumer::Java8,
        reads: &[TRIPLE_DES, RC2_40, MAC_SHA1],
        iterations_max: None,
        wants_mac: false,
        says: Reason::WrongPassword,
        remedy: Remedy::UseNewerJava,
        sources: &[
            "github.com/kaikramer/keystore-explorer/issues/173: \"keystore password was incorrect\" for a file from Windows with AES256-SHA256",
            "bugs.java.com, JDK-8267701: HmacPBESHA256 is new in 8u301",
        ],
    },
    Row {
        consumer: Consumer::Java17,
        reads: &ALL,
        iterations_max: None,
        wants_mac: false,
        says: Reason::WrongPassword,
        remedy: Remedy::ExportAsTripleDes,
        sources: &["tried with keytool of OpenJDK 17.0.15"],
    },
    Row {
        consumer: Consumer::Nss,
        reads: &ALL,
        iterations_max: None,
        wants_mac: true,
        says: Reason::WrongPassword,
        remedy: Remedy::ExportAsTripleDes,
        sources: &[
            "tried with pk12util of NSS 3.87.1, which calls a file without a MAC improperly formatted",
        ],
    },
    Row {
        consumer: Consumer::GnuTls,
        reads: &ALL,
        iterations_max: None,
        wants_mac: false,
        says: Reason::UnsupportedAlgorithm,
        remedy: Remedy::ExportAsTripleDes,
        sources: &["tried with certtool of GnuTLS 3.7.9"],
    },
];

/// What a consumer makes of a file, given the right password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It reads it.
    Reads,
    /// It does not.
    Refuses(Refusal),
    /// No source says what it makes of this algorithm.
    NotKnown {
        /// The algorithm.
        algorithm: Algorithm,
    },
}

/// A sound file that a consumer does not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{consumer} does not read {obstacle} and reports `{}`",
    Reason::from(self)
)]
pub struct Refusal {
    /// Who refuses.
    pub consumer: Consumer,
    /// What it does not read.
    pub obstacle: Obstacle,
}

/// What keeps a consumer from reading a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Obstacle {
    /// An algorithm; the first one in the file.
    #[error("{0}")]
    Algorithm(Algorithm),
    /// More iterations than it derives a key with.
    #[error("{found} iterations (at most {most})")]
    Iterations {
        /// How many the file asks for.
        found: u64,
        /// How many it takes.
        most: u64,
    },
    /// There is no MAC.
    #[error("a file without a MAC")]
    NoMac,
}

impl From<&Refusal> for Reason {
    fn from(refusal: &Refusal) -> Self {
        match refusal.obstacle {
            Obstacle::NoMac => Reason::Malformed,
            Obstacle::Algorithm(_) | Obstacle::Iterations { .. } => refusal.consumer.row().says,
        }
    }
}

crate::reason::by_value!(Refusal);

impl Refusal {
    /// What to do.
    pub fn remedy(&self) -> Remedy {
        self.consumer.row().remedy
    }
}

impl Consumer {
    fn row(self) -> &'static Row {
        let row = ROWS.iter().find(|row| row.consumer == self);
        row.expect("every consumer has a row: a test holds it")
    }

    /// Where it is said what this consumer reads.
    pub fn sources(self) -> &'static [&'static str] {
        self.row().sources
    }

    /// What this consumer makes of a file with the right password.
    pub fn verdict(self, description: &Description) -> Verdict {
        let row = self.row();
        let refuses = |obstacle| {
            Verdict::Refuses(Refusal {
                consumer: self,
                obstacle,
            })
        };
        let mac = description.mac.iter().map(|mac| &mac.algorithm);
        let protections = description.protections.iter();
        let encryptions = protections.filter_map(|protection| protection.algorithm.as_ref());
        // The MAC is checked before anything is decrypted, but people want to hear about the
        // cipher.
        let mut unknown = None;
        for algorithm in encryptions.chain(mac) {
            if row.reads.contains(algorithm) {
                continue;
            } else if ALL.contains(algorithm) {
                return refuses(Obstacle::Algorithm(algorithm.clone()));
            }
            unknown = unknown.or(Some(algorithm));
        }
        if row.wants_mac && description.mac.is_none() {
            return refuses(Obstacle::NoMac);
        }
        let of_mac = description.mac.iter().map(|mac| mac.iterations);
        let of_others = description
            .protections
            .iter()
            .filter_map(|it| it.iterations);
        if let (Some(found), Some(most)) = (of_mac.chain(of_others).max(), row.iterations_max)
            && found > most
        {
            return refuses(Obstacle::Iterations { found, most });
        }
        match unknown {
            Some(algorithm) => Verdict::NotKnown {
                algorithm: algorithm.clone(),
            },
            None => Verdict::Reads,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pkcs12::{Contents, EncryptionProfile, Limits, describe, seal};
    use crate::seed::Seed;

    #[test]
    fn every_consumer_has_a_row_and_sources() {
        for consumer in Consumer::ALL {
            assert!(!consumer.sources().is_empty(), "{consumer}");
        }
        let error = "windows-95".parse::<Consumer>().unwrap_err();
        assert!(error.to_string().contains("windows-server-2016"), "{error}");
    }

    #[test]
    fn everybody_reads_triple_des_and_two_do_not_read_aes() {
        for (profile, refusing) in [
            (EncryptionProfile::WindowsTripleDesSha1, vec![]),
            (
                EncryptionProfile::WindowsAes256Sha256,
                vec![Consumer::WindowsServer2016, Consumer::Java8],
            ),
        ] {
            let mut stream = Seed::new(7).stream("file");
            let file = seal(&Contents::default(), "0427", profile, &mut stream);
            let description = describe(&file, &Limits::default()).unwrap();
            let refuses =
                |consumer: &Consumer| matches!(consumer.verdict(&description), Verdict::Refuses(_));
            assert_eq!(
                Consumer::ALL
                    .iter()
                    .copied()
                    .filter(refuses)
                    .collect::<Vec<_>>(),
                refusing
            );
        }
    }

    #[test]
    fn windows_takes_600_000_iterations_and_calls_more_a_wrong_password() {
        let profile = EncryptionProfile::WindowsTripleDesSha1;
        let file = seal(
            &Contents::default(),
            "0427",
            profile,
            &mut Seed::new(7).stream("file"),
        );
        let mut description = describe(&file, &Limits::default()).unwrap();
        for (iterations, reads) in [(600_000, true), (600_001, false)] {
            description.mac.as_mut().unwrap().iterations = iterations;
            for &consumer in Consumer::ALL {
                let is_windows = consumer.to_string().starts_with("windows");
                let expected = if is_windows && !reads {
                    Verdict::Refuses(Refusal {
                        consumer,
                        obstacle: Obstacle::Iterations {
                            found: 600_001,
                            most: 600_000,
                        },
                    })
                } else {
                    Verdict::Reads
                };
                assert_eq!(consumer.verdict(&description), expected);
            }
        }
    }

    #[test]
    fn nss_alone_wants_a_mac() {
        let profile = EncryptionProfile::WindowsTripleDesSha1;
        let file = seal(
            &Contents::default(),
            "0427",
            profile,
            &mut Seed::new(7).stream("file"),
        );
        let mut description = describe(&file, &Limits::default()).unwrap();
        description.mac = None;
        for &consumer in Consumer::ALL {
            let refused = Verdict::Refuses(Refusal {
                consumer,
                obstacle: Obstacle::NoMac,
            });
            let refuses = consumer.verdict(&description) == refused;
            assert_eq!(refuses, consumer == Consumer::Nss);
        }
    }

    #[test]
    fn what_no_source_speaks_of_is_not_guessed() {
        let mut stream = Seed::new(7).stream("file");
        let profile = EncryptionProfile::WindowsTripleDesSha1;
        let file = seal(&Contents::default(), "0427", profile, &mut stream);
        let mut description = describe(&file, &Limits::default()).unwrap();
        let algorithm = Algorithm::Pbmac1 {
            prf: Hash::Sha256,
            hash: Hash::Sha256,
        };
        description.mac.as_mut().unwrap().algorithm = algorithm.clone();
        for &consumer in Consumer::ALL {
            let algorithm = algorithm.clone();
            assert_eq!(
                consumer.verdict(&description),
                Verdict::NotKnown { algorithm }
            );
        }
    }
}
