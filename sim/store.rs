//! The certificate store: where Windows keeps certificates and their keys.
//!
//! [`CertificateStore`] is the seam everything above uses: three methods an implementation writes,
//! and Windows' words for what passes through them. [`MemoryStore`] is the mock.
//!
//! A store changes by [`commit`](CertificateStore::commit) only: a list of changes that happens as
//! a whole or not at all. The rules of import, renewal and deletion work out such a list first, so
//! that nothing half done can be seen by anybody.
//!
//! **Architecture invariant:** a store knows no time. Expired certificates lie in it like others.

mod disposition;
mod memory;

use std::fmt;

use crate::certificate::{Certificate, Thumbprint};
use crate::key::PrivateKey;
use crate::reason::Reason;

pub use disposition::AddDisposition;
pub use memory::MemoryStore;

/// Whose store it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StoreLocation {
    /// The Windows user's own, `CERT_SYSTEM_STORE_CURRENT_USER`.
    CurrentUser,
    /// The computer's, `CERT_SYSTEM_STORE_LOCAL_MACHINE`.
    LocalMachine,
}

/// Which of the location's stores it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StoreName {
    /// 個人: certificates with a private key, `MY`.
    My,
    /// 信頼されたルート証明機関: trust anchors, `ROOT`.
    Root,
    /// 中間証明機関: other authorities, `CA`.
    Ca,
    /// ほかの人: end-entity certificates without a key, `ADDRESSBOOK`.
    AddressBook,
}

impl StoreName {
    /// Every name, in a fixed order.
    pub const ALL: [StoreName; 4] = [
        StoreName::My,
        StoreName::Root,
        StoreName::Ca,
        StoreName::AddressBook,
    ];
}

impl fmt::Display for StoreName {
    /// As `certutil -store` writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StoreName::My => "My",
            StoreName::Root => "Root",
            StoreName::Ca => "CA",
            StoreName::AddressBook => "AddressBook",
        })
    }
}

/// One store: a location and a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreId {
    /// Whose it is.
    pub location: StoreLocation,
    /// Which it is.
    pub name: StoreName,
}

impl StoreId {
    /// A store of the current user.
    pub const fn current_user(name: StoreName) -> Self {
        StoreId {
            location: StoreLocation::CurrentUser,
            name,
        }
    }

    /// A store of the computer.
    pub const fn local_machine(name: StoreName) -> Self {
        StoreId {
            location: StoreLocation::LocalMachine,
            name,
        }
    }
}

/// The name of a key container. Containers outlive the certificates that point at them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyContainer(String);

impl KeyContainer {
    /// The container a key is put into: named by its key identifier, so that importing the same key
    /// again finds the same container. Windows names containers by GUID; ours have to repeat.
    pub fn of(key: &PrivateKey) -> Self {
        let identifier = key.public().identifier();
        KeyContainer(
            identifier
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }
}

impl fmt::Display for KeyContainer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for KeyContainer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyContainer({self})")
    }
}

/// Whether a private key may leave the store again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyExport {
    /// 「このキーをエクスポート可能にする」 was ticked, `CRYPT_EXPORTABLE`.
    Allow,
    /// It was not.
    Deny,
}

/// A private key in its container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// The key.
    pub key: PrivateKey,
    /// Whether it may leave.
    pub export: KeyExport,
}

/// What a store keeps beside a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties {
    /// `CERT_FRIENDLY_NAME_PROP_ID`: フレンドリ名.
    pub friendly_name: Option<String>,
    /// `CERT_KEY_PROV_INFO_PROP_ID`: where the certificate's private key is.
    pub key_container: Option<KeyContainer>,
}

impl Properties {
    /// These properties, with those of `other` where there are none.
    #[must_use]
    pub fn or(self, other: Properties) -> Properties {
        Properties {
            friendly_name: self.friendly_name.or(other.friendly_name),
            key_container: self.key_container.or(other.key_container),
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

/// One change of a [`commit`](CertificateStore::commit).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Puts a certificate into a store, `CertAddCertificateContextToStore`.
    AddCertificate {
        /// Where to.
        store: StoreId,
        /// What.
        entry: Entry,
        /// What to do when it is there already.
        disposition: AddDisposition,
    },
    /// Takes a certificate out of a store, `CertDeleteCertificateFromStore`. Its key stays.
    DeleteCertificate {
        /// Where from.
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
    /// Deletes a container. Nothing happens when there is none.
    DeleteKey {
        /// Whose container.
        location: StoreLocation,
        /// Which.
        container: KeyContainer,
    },
}

/// Why a store refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// `CRYPT_E_EXISTS`: the disposition allows no second copy.
    #[error("certificate {thumbprint} is in the {store} store already")]
    AlreadyExists {
        /// Which store.
        store: StoreName,
        /// Which certificate.
        thumbprint: Thumbprint,
    },
    /// `CRYPT_E_NOT_FOUND`: there is no such certificate.
    #[error("certificate {thumbprint} is not in the {store} store")]
    NotFound {
        /// Which store.
        store: StoreName,
        /// Which certificate.
        thumbprint: Thumbprint,
    },
}

impl StoreError {
    /// The stable reason code.
    pub fn reason(&self) -> Reason {
        match self {
            StoreError::AlreadyExists { .. } => Reason::AlreadyExists,
            StoreError::NotFound { .. } => Reason::NotFound,
        }
    }
}

/// A place where certificates and keys are kept, with the rules of Windows.
pub trait CertificateStore {
    /// The certificates of a store, newest first.
    ///
    /// Every store of the current user but `My` shows the computer's certificates too, behind its
    /// own (Windows: "Local Machine and Current User Certificate Stores").
    ///
    /// # Errors
    ///
    /// Whatever keeps the implementation from reading.
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError>;

    /// The key in a container, if there is one.
    ///
    /// # Errors
    ///
    /// Whatever keeps the implementation from reading.
    fn key(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<StoredKey>, StoreError>;

    /// Makes all the changes in their order, or none of them.
    ///
    /// # Errors
    ///
    /// The first change that is refused; the store is then as it was.
    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError>;

    /// The entry of a store with this thumbprint.
    ///
    /// # Errors
    ///
    /// As [`entries`](Self::entries).
    fn find(&self, store: StoreId, thumbprint: Thumbprint) -> Result<Option<Entry>, StoreError> {
        let mut entries = self.entries(store)?.into_iter();
        Ok(entries.find(|entry| entry.certificate.thumbprint() == thumbprint))
    }

    /// The private key an entry points at.
    ///
    /// # Errors
    ///
    /// As [`key`](Self::key).
    fn key_of(
        &self,
        location: StoreLocation,
        entry: &Entry,
    ) -> Result<Option<StoredKey>, StoreError> {
        match &entry.properties.key_container {
            Some(container) => self.key(location, container),
            None => Ok(None),
        }
    }
}
