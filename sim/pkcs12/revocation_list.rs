//! A certificate revocation list (RFC 5280 section 5): the facts people ask for.
//!
//! **Architecture invariant:** nothing here decides whether a list is good, or what follows from
//! it. kigen's `path` does, at a given time.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use x509_parser::prelude::{CertificateRevocationList, FromDer};
use x509_parser::time::ASN1Time;

use crate::certificate::{CertificateError, dates, name};

/// What a certificate revocation list says.
///
/// ```
/// use kigen_pkcs12::revocation_list::RevocationList;
///
/// assert!(RevocationList::from_der(b"not a list").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevocationList {
    /// Who issued it, as RFC 4514 writes names.
    pub issuer: String,
    /// When it was issued.
    pub this_update: DateTime<Utc>,
    /// When the next one is due, if it says so.
    pub next_update: Option<DateTime<Utc>>,
    /// How many certificates it revokes.
    pub revoked: usize,
    der: Arc<[u8]>,
}

impl RevocationList {
    /// Reads one list that nothing follows. The signature is not verified.
    ///
    /// # Errors
    ///
    /// [`CertificateError`] says whether the structure, its end or its dates are wrong.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        dates::check_list(der)?;
        let (rest, list) =
            CertificateRevocationList::from_der(der).map_err(|_| CertificateError::Malformed)?;
        if !rest.is_empty() {
            return Err(CertificateError::TrailingBytes { count: rest.len() });
        }
        let time = |time: ASN1Time| {
            DateTime::from_timestamp(time.timestamp(), 0).ok_or(CertificateError::Malformed)
        };
        Ok(RevocationList {
            issuer: name::display(name::whole(list.issuer())?),
            this_update: time(list.last_update())?,
            next_update: list.next_update().map(time).transpose()?,
            revoked: list.iter_revoked_certificates().count(),
            der: der.into(),
        })
    }

    /// The list's DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whether it is out of date at `at`: the next one was due by then, and a verifier that wants a
    /// current list refuses everybody. A list that does not say is never out of date.
    pub fn is_stale(&self, at: DateTime<Utc>) -> bool {
        self.next_update.is_some_and(|next| next <= at)
    }
}
