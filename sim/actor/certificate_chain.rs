//! The certificates that a client sends: its own, and those of authorities above it.

use std::fmt;
use std::str::FromStr;

use crate::bundle::{self, BundleError, Encoding};
use crate::certificate::Certificate;
use crate::pem;

/// How many certificates a client may send: a longer path is a mistake.
pub const CHAIN_MAX: usize = 10;

/// Certificates as PEM, one block after another, the client's own first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateChain(Vec<Certificate>);

/// Why a text is no chain of certificates.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// There is no certificate in it.
    #[error("there is no certificate in it; give the client's own as PEM, and those above it")]
    None,
    /// There are too many.
    #[error("a client sends at most {CHAIN_MAX} certificates")]
    TooMany,
    /// One cannot be read.
    #[error("a certificate of the chain cannot be read: {0}")]
    Unreadable(#[from] BundleError),
}

impl CertificateChain {
    /// A chain of the client's own certificate and those above it.
    ///
    /// # Errors
    ///
    /// [`ChainError::None`] and [`ChainError::TooMany`].
    pub fn new(certificates: Vec<Certificate>) -> Result<Self, ChainError> {
        match certificates.len() {
            0 => Err(ChainError::None),
            1..=CHAIN_MAX => Ok(CertificateChain(certificates)),
            _ => Err(ChainError::TooMany),
        }
    }

    /// The client's own.
    pub fn end_entity(&self) -> &Certificate {
        &self.0[0]
    }

    /// Those above it, in the order in which they came.
    pub fn above(&self) -> &[Certificate] {
        &self.0[1..]
    }
}

impl FromStr for CertificateChain {
    type Err = ChainError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match Encoding::of(text.as_bytes()) {
            Encoding::Pem => {
                let read = bundle::read(text.as_bytes()).take(CHAIN_MAX + 1);
                CertificateChain::new(read.collect::<Result<_, _>>()?)
            }
            Encoding::Der => Err(ChainError::None),
        }
    }
}

impl fmt::Display for CertificateChain {
    /// Writes the PEM that is read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blocks = self
            .0
            .iter()
            .map(|one| pem::encode("CERTIFICATE", one.der()));
        blocks.into_iter().try_for_each(|block| f.write_str(&block))
    }
}

kigen_pkcs12::written_as_string! {
    CertificateChain, "CertificateChain",
    write: |chain| chain.to_string(),
    pattern: "-----BEGIN CERTIFICATE-----",
    description: "A client's certificate as PEM, and those above it, one block after another."
}
