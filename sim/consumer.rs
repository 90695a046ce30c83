//! Who can read which PKCS#12 files, and what the others say instead.
//!
//! A sound file with the right password is refused by programs that do not know its encryption, or
//! that expect another structure, and some of them blame the password. What each program makes of
//! what is a table here, with its sources; where nobody tried, the answer is "not known" and not a
//! guess.
//!
//! ```
//! use kigen::consumer::{Consumer, Structure, Unknown, Verdict};
//! use kigen::pkcs12::{Contents, EncryptionProfile, Limits, describe, open, seal};
//! use kigen::reason::Reason;
//! use kigen::seed::Seed;
//!
//! let aes = EncryptionProfile::WindowsAes256Sha256;
//! let file = seal(&Contents::default(), "0427", aes, &mut Seed::new(7).stream("file"));
//! let outside = Structure::outside(&describe(&file, &Limits::default())?);
//!
//! let Verdict::Refuses(refusal) = Consumer::WindowsServer2016.verdict(&outside) else {
//!     panic!("it cannot read AES-256");
//! };
//! assert_eq!(Reason::from(&refusal), Reason::WrongPassword);
//!
//! // That a program reads a file is said only of one that was opened.
//! let later = Consumer::Windows10From1709;
//! assert_eq!(later.verdict(&outside), Verdict::NotKnown(Unknown::Contents));
//! let whole = outside.opened(&open(&file, "0427", &Limits::default())?, "0427");
//! assert_eq!(later.verdict(&whole), Verdict::Reads);
//! # Ok::<(), kigen::pkcs12::OpenError>(())
//! ```
//!
//! **Architecture invariant:** no program is asked here. The tests ask those that are there, about
//! files of every [`Feature`], and fail where one differs from this table.

mod feature;
mod remedy;
mod row;
mod table;

use crate::pkcs12::Algorithm;
use crate::reason::Reason;

pub use feature::{Feature, Structure};
pub use remedy::Remedy;

use row::Row;
use table::ROWS;

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
        /// OpenSSL 3 with the legacy provider: `openssl pkcs12 -legacy`.
        OpenSsl3Legacy = "openssl-3-legacy",
        /// Java 8 before its update 301.
        Java8 = "java-8",
        /// Java 17.
        Java17 = "java-17",
        /// Mozilla's NSS: Firefox, Thunderbird, `pk12util`.
        Nss = "nss",
        /// GnuTLS, `certtool`.
        GnuTls = "gnutls",
        /// .NET 8 on Linux: `X509Certificate2`.
        DotNet8 = "dotnet-8",
        /// Node 20: `tls.createSecureContext`.
        Node20 = "node-20",
        /// node-forge.
        NodeForge = "node-forge",
        /// Python's cryptography: `pkcs12.load_pkcs12`.
        PythonCryptography = "python-cryptography",
    }
}

/// What a consumer makes of a file, given the right password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It finds every key, with its certificate, and every other certificate.
    Reads,
    /// It does not.
    Refuses(Refusal),
    /// Nobody tried, or it cannot be told.
    NotKnown(Unknown),
}

/// Why it is not known what a consumer makes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unknown {
    /// No source speaks of this algorithm.
    Algorithm(Algorithm),
    /// It reads this algorithm from a version on, and not before.
    Version {
        /// The algorithm.
        algorithm: Algorithm,
        /// The first version that reads it.
        from: &'static str,
    },
    /// No source speaks of this.
    Feature(Feature),
    /// Nothing outside is in the way, and the file was not opened.
    Contents,
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
    /// Something about its structure.
    #[error("a file with the feature `{0}`")]
    Feature(Feature),
}

/// What a program says of a file that it does not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It ends with an error that means this.
    Error(Reason),
    /// It says nothing, and what it gives is as though this were so.
    Silence(Reason),
}

impl From<&Refusal> for Reason {
    fn from(refusal: &Refusal) -> Self {
        match refusal.answer() {
            Answer::Error(reason) | Answer::Silence(reason) => reason,
        }
    }
}

crate::reason::by_value!(Refusal);

impl Refusal {
    /// What the consumer says.
    pub fn answer(&self) -> Answer {
        let row = self.consumer.row();
        match &self.obstacle {
            Obstacle::Algorithm(algorithm) => Answer::Error(row.says_of(algorithm)),
            Obstacle::Iterations { .. } => Answer::Error(Reason::WrongPassword),
            Obstacle::Feature(feature) => row.answer(*feature),
        }
    }

    /// What to do.
    pub fn remedy(&self) -> Remedy {
        match &self.obstacle {
            Obstacle::Algorithm(algorithm) => self.consumer.row().remedy(algorithm),
            Obstacle::Iterations { .. } => Remedy::IterateLess,
            Obstacle::Feature(feature) => Remedy::of(*feature, self.consumer),
        }
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
    pub fn verdict(self, structure: &Structure) -> Verdict {
        let row = self.row();
        match row.obstacle(structure) {
            Some(obstacle) => Verdict::Refuses(Refusal {
                consumer: self,
                obstacle,
            }),
            None => row
                .unknown(structure)
                .map_or(Verdict::Reads, Verdict::NotKnown),
        }
    }
}

#[cfg(test)]
mod tests;
