//! Deleting certificates: by hand in the store, or the old ones after a renewal.

use crate::certificate::Thumbprint;
use crate::store::{CertificateStore, Change, StoreError, StoreId, StoreName};

/// The current user's own certificates.
const MY: StoreId = StoreId::current_user(StoreName::My);

/// Deletes one certificate from the user's own store, as the certificate manager does. Its key
/// container stays behind, as it does on Windows.
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

/// Deletes every certificate of the user's own store but the one that expires last, which is what
/// answering 「はい」 to I006 does after a renewal. Returns what was deleted.
///
/// # Errors
///
/// Whatever the store refuses; it is then as it was.
pub fn delete_old<S: CertificateStore + ?Sized>(
    store: &mut S,
) -> Result<Vec<Thumbprint>, StoreError> {
    let entries = store.entries(MY)?;
    let newest = entries
        .iter()
        .max_by_key(|entry| entry.certificate.not_after())
        .map(|entry| entry.certificate.thumbprint());
    let old: Vec<Thumbprint> = entries
        .iter()
        .map(|entry| entry.certificate.thumbprint())
        .filter(|thumbprint| Some(*thumbprint) != newest)
        .collect();
    let delete = |thumbprint: &Thumbprint| Change::DeleteCertificate {
        store: MY,
        thumbprint: *thumbprint,
    };
    store.commit(old.iter().map(delete).collect())?;
    Ok(old)
}
