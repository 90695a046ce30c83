//! A file in another format: PKCS#12, PEM, DER or a Java key store, with all certificates, keys and
//! names that both formats have a place for.
//!
//! ```
//! use kigen::conversion::Conversion;
//! use kigen::key::KeyAlgorithm;
//! use kigen::seed::Seed;
//! use kigen::specimen::{Authorities, FileFormat, OutputOptions, Recipe, SpecimenState};
//!
//! let now = "2026-02-28T10:00:00+09:00".parse()?;
//! let specimen = Authorities::new(Seed::new(7), KeyAlgorithm::P256)
//!     .make(&Recipe::new(SpecimenState::Valid, now))?;
//! let folder = tempfile::tempdir()?;
//! specimen.write_to(folder.path(), &OutputOptions::new("0427".parse()?))?;
//!
//! let file = std::fs::read(folder.path().join("valid.p12"))?;
//! let conversion = Conversion::read(&file, "0427")?;
//! let options = OutputOptions {
//!     formats: [FileFormat::Pem, FileFormat::Jks].into(),
//!     ..OutputOptions::new("0428".parse()?)
//! };
//! let files = conversion.files(&"converted".parse()?, &options, now, Seed::new(7))?;
//! let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
//! assert_eq!(names, ["converted.pem", "converted.key.pem", "converted.jks"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **Architecture invariant:** nothing here reads a file, a clock or the system's randomness: salts
//! follow from a seed and from what is converted.

mod error;
mod pem;
mod read;
mod write;

use crate::format::Format;
use crate::key::PrivateKey;
use crate::pkcs12::{CertificateBag, Contents, KeyBag};

pub use error::ConversionError;

/// What was in a file, and can be in others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// What the file was.
    pub format: Format,
    /// Its keys and certificates, with their names.
    pub contents: Contents,
    /// How much of it has no place in other formats: revocation lists, secrets, public keys,
    /// parameters, requests.
    pub left_out: usize,
}

/// A key with its certificate and those above it.
struct Holding<'a> {
    key: &'a KeyBag,
    /// Its own first, then the chain; none where the file has no certificate of the key.
    certificates: Vec<&'a CertificateBag>,
}

impl Conversion {
    /// How many private keys there are.
    pub fn keys(&self) -> usize {
        self.contents.keys.len()
    }

    /// How many certificates there are.
    pub fn certificates(&self) -> usize {
        self.contents.certificates.len()
    }

    /// Each key with what belongs to it, and then the certificates that belong to none.
    fn holdings(&self) -> (Vec<Holding<'_>>, Vec<&CertificateBag>) {
        let all = &self.contents.certificates;
        let mut free: Vec<bool> = vec![true; all.len()];
        let mut holdings = Vec::new();
        for key in &self.contents.keys {
            let mut certificates = Vec::new();
            let mut next = self.certificate_of(&key.key);
            while let Some(at) = next {
                let bag = &all[at];
                free[at] = false;
                certificates.push(bag);
                let above = |other: &CertificateBag| {
                    let is_new = !certificates.contains(&other);
                    is_new && bag.certificate.issuer_der() == other.certificate.subject_der()
                };
                next = all.iter().position(above);
            }
            holdings.push(Holding { key, certificates });
        }
        let rest = all.iter().zip(free).filter(|(_, free)| *free);
        (holdings, rest.map(|(bag, _)| bag).collect())
    }

    fn certificate_of(&self, key: &PrivateKey) -> Option<usize> {
        let mut certificates = self.contents.certificates.iter();
        certificates.position(|bag| bag.certificate.holds(key))
    }
}
