//! Reading the fields of a key store.

use super::{JksError, X509};
use crate::certificate::{Certificate, CertificateError};

/// What is left to read.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], JksError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(JksError::Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn number(&mut self) -> Result<u32, JksError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(JksError::Malformed)?;
        self.0 = rest;
        Ok(u32::from_be_bytes(*taken))
    }

    pub(super) fn bytes(&mut self) -> Result<&'a [u8], JksError> {
        let count = self.number()?;
        self.take(count as usize)
    }

    pub(super) fn text(&mut self) -> Result<String, JksError> {
        let length = self.take(2)?;
        let bytes = self.take(usize::from(u16::from_be_bytes([length[0], length[1]])))?;
        let mut units = Vec::with_capacity(bytes.len());
        let mut bytes = bytes.iter().map(|byte| u16::from(*byte));
        while let Some(first) = bytes.next() {
            let mut more = || {
                bytes
                    .next()
                    .map(|byte| byte & 0x3f)
                    .ok_or(JksError::Malformed)
            };
            units.push(match first {
                0..=0x7f => first,
                0xc0..=0xdf => (first & 0x1f) << 6 | more()?,
                0xe0..=0xef => (first & 0x0f) << 12 | more()? << 6 | more()?,
                _ => return Err(JksError::Malformed),
            });
        }
        String::from_utf16(&units).map_err(|_| JksError::Malformed)
    }

    pub(super) fn certificate(&mut self) -> Result<Certificate, JksError> {
        if self.text()? != X509 {
            return Err(JksError::UnsupportedAlgorithm);
        }
        Certificate::from_der(self.bytes()?).map_err(|error| match error {
            CertificateError::TooManyParts { count, allowed } => {
                JksError::TooManyParts { count, allowed }
            }
            _ => JksError::Malformed,
        })
    }

    pub(super) fn skip_certificate(&mut self) -> Result<(), JksError> {
        self.text()?;
        self.bytes().map(drop)
    }
}
