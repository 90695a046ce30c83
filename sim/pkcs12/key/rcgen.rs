//! Our keys as rcgen's, for signing with it.

use super::PrivateKey;

/// A private key in the form in which rcgen takes it.
#[derive(Clone, Debug)]
pub struct RcgenKey {
    key: PrivateKey,
    algorithm: &'static rcgen::SignatureAlgorithm,
}

impl PrivateKey {
    /// The key for rcgen, which then signs with the hash of the family. `None` where rcgen does not
    /// know such signatures: without its feature `aws_lc_rs` those of P-521, and those of a key
    /// that [cannot sign](Self::can_sign).
    pub fn for_rcgen(&self) -> Option<RcgenKey> {
        let algorithm = self.family().kind().rcgen()?;
        Some(RcgenKey {
            key: self.clone(),
            algorithm,
        })
    }
}

impl rcgen::PublicKeyData for RcgenKey {
    fn der_bytes(&self) -> &[u8] {
        self.key.public().bits()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        self.algorithm
    }
}

impl rcgen::SigningKey for RcgenKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(self.key.sign(message))
    }
}
