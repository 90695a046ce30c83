//! What lies in a store, and the changes that a commit is made of.

use std::collections::BTreeMap;

use super::{AddDisposition, KeyContainer, StoreId, StoreLocation, StoredKey};
use crate::certificate::{Certificate, Thumbprint};

/// What a store keeps beside a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties {
    /// `CERT_FRIENDLY_NAME_PROP_ID`: フレンドリ名.
    pub friendly_name: Option<String>,
    /// `CERT_KEY_PROV_INFO_PROP_ID`: where the certificate's private key is.
    pub key_container: Option<KeyContainer>,
    /// The other extended properties (拡張プロパティ), by their identifiers, of which the last is
    /// `CERT_LAST_USER_PROP_ID`, 0xFFFF.
    pub extended: BTreeMap<u16, Vec<u8>>,
}

impl Properties {
    /// Returns these properties, completed with those of `other`.
    #[must_use]
    pub fn or(self, other: Properties) -> Properties {
        let Properties {
            friendly_name,
            key_container,
            extended,
        } = other;
        let mut all = extended;
        all.extend(self.extended);
        Properties {
            friendly_name: self.friendly_name.or(friendly_name),
            key_container: self.key_container.or(key_container),
            extended: all,
        }
    }
}

/// A certificate in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The certificate. Stores tell entries apart by its thumbprint.
    pub certificate: Certificate,
    /// What is kept beside it.
    pub properties: Properties,
}

/// One change of a [`commit`](super::CertificateStore::commit).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Puts a certificate into a store, `CertAddCertificateContextToStore`.
    ///
    /// Only the store itself is searched for a match, not the computer's store seen through it;
    /// assumed.
    AddCertificate {
        /// Where to.
        store: StoreId,
        /// What.
        entry: Entry,
        /// What to do when it is there already.
        disposition: AddDisposition,
    },
    /// Takes a certificate out of a store, `CertDeleteCertificateFromStore`; of several copies, the
    /// newest. Its key stays.
    DeleteCertificate {
        /// Where from; the computer's store seen through it is not touched.
        store: StoreId,
        /// Which.
        thumbprint: Thumbprint,
    },
    /// Puts a key into its container, in place of what was there.
    SetKey {
        /// Whose container.
        location: StoreLocation,
        /// The key; its container follows from it.
        key: StoredKey,
    },
    /// Deletes a container. Nothing happens if it does not exist.
    DeleteKey {
        /// Whose container.
        location: StoreLocation,
        /// Which.
        container: KeyContainer,
    },
}

impl Change {
    /// Whose certificates or keys it changes.
    pub fn location(&self) -> StoreLocation {
        match self {
            Change::AddCertificate { store, .. } | Change::DeleteCertificate { store, .. } => {
                store.location
            }
            Change::SetKey { location, .. } | Change::DeleteKey { location, .. } => *location,
        }
    }
}
