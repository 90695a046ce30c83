//! The roots that services trust beside the world's own.

use std::fmt;
use std::str::FromStr;

use crate::bundle::{self, BundleError, Encoding};
use crate::certificate::Certificate;
use crate::pem;

/// Certificates of authorities, written as PEM, one block after another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedRoots(Vec<Certificate>);

/// Why bytes are not the certificates of roots.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustedRootsError {
    /// There is none in it.
    #[error("there is no certificate to trust in it; give the root's certificate as PEM")]
    None,
    /// One cannot be read.
    #[error("a certificate to trust cannot be read: {0}")]
    Unreadable(#[from] BundleError),
}

impl TrustedRoots {
    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Certificate> {
        self.0.iter()
    }

    /// Reads the certificates in PEM or DER.
    ///
    /// # Errors
    ///
    /// [`TrustedRootsError`] where there is none, or one cannot be read.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TrustedRootsError> {
        let roots: Vec<Certificate> = bundle::read(bytes).collect::<Result<_, _>>()?;
        match roots.is_empty() {
            true => Err(TrustedRootsError::None),
            false => Ok(TrustedRoots(roots)),
        }
    }
}

impl FromIterator<Certificate> for TrustedRoots {
    fn from_iter<I: IntoIterator<Item = Certificate>>(roots: I) -> Self {
        TrustedRoots(roots.into_iter().collect())
    }
}

impl FromStr for TrustedRoots {
    type Err = TrustedRootsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match Encoding::of(text.as_bytes()) {
            Encoding::Pem => Self::from_bytes(text.as_bytes()),
            Encoding::Der => Err(TrustedRootsError::None),
        }
    }
}

impl fmt::Display for TrustedRoots {
    /// Writes the PEM that is read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut blocks = self
            .0
            .iter()
            .map(|root| pem::encode("CERTIFICATE", root.der()));
        blocks.try_for_each(|block| f.write_str(&block))
    }
}

kigen_pkcs12::written_as_string! {
    TrustedRoots, "TrustedRoots",
    write: |roots| roots.to_string(),
    pattern: "-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----",
    description: "Certificates of roots as PEM, one block after another."
}
