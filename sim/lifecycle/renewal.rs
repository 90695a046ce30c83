//! When a certificate can be renewed, and what replaces it.

use chrono::{DateTime, Utc};

use crate::certificate::Certificate;
use crate::pki::RenewalWindow;
use crate::reason::Reason;
use crate::store::{
    AddDisposition, CertificateStore, Change, Entry, KeyContainer, Properties, StoreError, StoreId,
    StoreLocation, StoreName, StoredKey,
};
use crate::time::format_jst;

/// Why a certificate cannot be renewed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RenewalError {
    /// The window has not opened.
    #[error("renewal opens at {}, and it is {}", format_jst(*opens), format_jst(*at))]
    NotOpen {
        /// When renewal was asked for.
        at: DateTime<Utc>,
        /// The first second at which it is possible.
        opens: DateTime<Utc>,
    },
    /// The certificate has expired; a new one must be applied for.
    #[error("the certificate expired at {}, and it is {}", format_jst(*not_after), format_jst(*at))]
    Closed {
        /// When renewal was asked for.
        at: DateTime<Utc>,
        /// The last second at which it was possible.
        not_after: DateTime<Utc>,
    },
}

impl From<&RenewalError> for Reason {
    fn from(error: &RenewalError) -> Self {
        match error {
            RenewalError::NotOpen { .. } => Reason::RenewalNotOpen,
            RenewalError::Closed { .. } => Reason::RenewalClosed,
        }
    }
}

crate::reason::by_value!(RenewalError);

/// Returns the first second at which a certificate can be renewed: exactly 90 days before its last
/// one, in the manual's world.
pub fn opens(certificate: &Certificate, window: RenewalWindow) -> DateTime<Utc> {
    window.opens(certificate.not_before(), certificate.not_after())
}

/// Checks whether `certificate` can be renewed at `at`.
///
/// # Errors
///
/// [`RenewalError`] says which end of the window was missed.
pub fn check(
    certificate: &Certificate,
    at: DateTime<Utc>,
    window: RenewalWindow,
) -> Result<(), RenewalError> {
    let opens = opens(certificate, window);
    let not_after = certificate.not_after();
    if at < opens {
        Err(RenewalError::NotOpen { at, opens })
    } else if at > not_after {
        Err(RenewalError::Closed { at, not_after })
    } else {
        Ok(())
    }
}

/// Puts a renewed certificate and its new key beside the old one, in one commit.
///
/// The old certificate stays until somebody deletes it (the manual's message I006 asks).
///
/// # Errors
///
/// Whatever the store refuses; it is then as it was.
pub fn install<S: CertificateStore + ?Sized>(
    store: &mut S,
    key: StoredKey,
    certificate: &Certificate,
    friendly_name: Option<String>,
) -> Result<(), StoreError> {
    install_with(store, key, certificate, friendly_name, &[])
}

/// The same with the authorities above it that came along, as an authority may have been renewed
/// itself since: those that the store lacks are put there.
///
/// # Errors
///
/// As [`install`].
pub fn install_with<S: CertificateStore + ?Sized>(
    store: &mut S,
    key: StoredKey,
    certificate: &Certificate,
    friendly_name: Option<String>,
    authorities: &[Certificate],
) -> Result<(), StoreError> {
    let ca = StoreId::current_user(StoreName::Ca);
    let mut above = Vec::new();
    for authority in authorities.iter().filter(|one| !one.is_self_issued()) {
        if store.find(ca, authority.thumbprint())?.is_none() {
            above.push(Change::AddCertificate {
                store: ca,
                entry: Entry {
                    certificate: authority.clone(),
                    properties: Properties::default(),
                },
                disposition: AddDisposition::UseExisting,
            });
        }
    }
    let key_container = Some(KeyContainer::of(&key.key));
    let mut changes = vec![
        Change::SetKey {
            location: StoreLocation::CurrentUser,
            key,
        },
        Change::AddCertificate {
            store: StoreId::current_user(StoreName::My),
            entry: Entry {
                certificate: certificate.clone(),
                properties: Properties {
                    friendly_name,
                    key_container,
                    ..Properties::default()
                },
            },
            disposition: AddDisposition::ReplaceExisting,
        },
    ];
    changes.extend(above);
    store.commit(changes)
}
