//! Deleting certificates: by hand in the store, or the old ones after a renewal.

use chrono::{DateTime, Utc};

use super::age::newest;
use crate::certificate::{Certificate, Thumbprint};
use crate::store::{AddDisposition, CertificateStore, Change, StoreError, StoreId, StoreName};

/// The current user's own certificates.
const MY: StoreId = StoreId::current_user(StoreName::My);

kigen_pkcs12::named! {
    /// Which certificates to delete.
    #[non_exhaustive]
    pub enum DeleteWhich: "choice of certificates to delete" {
        /// All that have expired.
        Expired = "expired",
        /// All but the one that expires last; see [`delete_old`].
        Old = "old",
    }
}

/// Deletes one certificate from the user's own store, as the certificate manager does. Its key
/// container stays, as on Windows.
///
/// # Errors
///
/// [`StoreError::NotFound`] when there is no such certificate.
pub fn delete<S: CertificateStore + ?Sized>(
    store: &mut S,
    thumbprint: Thumbprint,
) -> Result<(), StoreError> {
    store.commit(vec![Change::DeleteCertificate {
        store: MY,
        thumbprint,
    }])
}

/// Deletes the private key of a certificate from the user's own store, including its container. The
/// certificate stays, without its key.
///
/// # Errors
///
/// [`StoreError::NotFound`] when there is no such certificate.
pub fn delete_key<S: CertificateStore + ?Sized>(
    store: &mut S,
    thumbprint: Thumbprint,
) -> Result<(), StoreError> {
    let found = store.find(MY, thumbprint)?;
    let mut entry = found.ok_or(StoreError::NotFound {
        store: MY.name,
        thumbprint,
    })?;
    let location = entry.properties.key_location(MY.location);
    let Some(container) = entry.properties.key_container.take() else {
        return Ok(());
    };
    store.commit(vec![
        Change::AddCertificate {
            store: MY,
            entry,
            disposition: AddDisposition::ReplaceExisting,
        },
        Change::DeleteKey {
            location,
            container,
        },
    ])
}

/// Deletes every certificate of the user's own store that has expired at `at`, as the manual says
/// to do before setting up the new one. Returns what was deleted.
///
/// # Errors
///
/// Whatever the store refuses; it is then as it was.
pub fn delete_expired<S: CertificateStore + ?Sized>(
    store: &mut S,
    at: DateTime<Utc>,
) -> Result<Vec<Thumbprint>, StoreError> {
    delete_where(store, |certificate| at > certificate.not_after())
}

/// Deletes every certificate of the user's own store except the one that expires last, as answering
/// 「はい」 to I006 does after a renewal. Which one stays is said at [`newest`].
/// Returns what was deleted.
///
/// # Errors
///
/// Whatever the store refuses; it is then as it was.
pub fn delete_old<S: CertificateStore + ?Sized>(
    store: &mut S,
) -> Result<Vec<Thumbprint>, StoreError> {
    let newest = newest(store.entries(MY)?).map(|entry| entry.certificate.thumbprint());
    delete_where(store, |certificate| {
        Some(certificate.thumbprint()) != newest
    })
}

fn delete_where<S: CertificateStore + ?Sized>(
    store: &mut S,
    doomed: impl Fn(&Certificate) -> bool,
) -> Result<Vec<Thumbprint>, StoreError> {
    let entries = store.entries(MY)?;
    let thumbprints: Vec<Thumbprint> = entries
        .iter()
        .filter(|entry| doomed(&entry.certificate))
        .map(|entry| entry.certificate.thumbprint())
        .collect();
    let delete = |thumbprint: &Thumbprint| Change::DeleteCertificate {
        store: MY,
        thumbprint: *thumbprint,
    };
    store.commit(thumbprints.iter().map(delete).collect())?;
    Ok(thumbprints)
}
