//! What lies in a store, and the changes that a commit is made of.

use std::collections::BTreeMap;

use super::{AddDisposition, KeyContainer, KeySet, StoreId, StoreLocation, StoredKey};
use crate::certificate::{Certificate, Thumbprint};
use crate::label::Label;

/// `CERT_ARCHIVED_PROP_ID`.
const ARCHIVED: u16 = 19;

/// What a store keeps beside a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties {
    /// `CERT_FRIENDLY_NAME_PROP_ID`: フレンドリ名.
    pub friendly_name: Option<String>,
    /// `CERT_KEY_PROV_INFO_PROP_ID`: where the certificate's private key is.
    pub key_container: Option<KeyContainer>,
    /// The key set of that container (`CRYPT_MACHINE_KEYSET` in the flags of the same property);
    /// without one, that of the store's location.
    pub key_set: Option<KeySet>,
    /// The other extended properties (拡張プロパティ), by their identifiers, of which the last is
    /// `CERT_LAST_USER_PROP_ID`, 0xFFFF.
    pub extended: BTreeMap<u16, Vec<u8>>,
}

impl Properties {
    /// Whether the certificate is archived, `CERT_ARCHIVED_PROP_ID` (19): it was replaced, is kept,
    /// and nobody chooses it any more. The property has no value; it is there or not.
    ///
    /// Sources: Microsoft, `CertSetCertificateContextProperty` and `ICertPropertyArchived` (the
    /// enrolment process sets it on the old certificate when a new one has been issued).
    pub fn is_archived(&self) -> bool {
        self.extended.contains_key(&ARCHIVED)
    }

    /// Where the container of a certificate in a store of `location` is.
    pub fn key_location(&self, location: StoreLocation) -> StoreLocation {
        self.key_set.map_or(location, KeySet::location)
    }

    /// Returns these properties, completed with those of `other`.
    #[must_use]
    pub fn or(self, other: Properties) -> Properties {
        let Properties {
            friendly_name,
            key_container,
            key_set,
            extended,
        } = other;
        let mut all = extended;
        all.extend(self.extended);
        Properties {
            friendly_name: self.friendly_name.or(friendly_name),
            // One property says both.
            key_set: match self.key_container {
                Some(_) => self.key_set,
                None => key_set,
            },
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
    /// A user's store that [shows the computer's](StoreId::inherits) is a collection of both: a
    /// match in either counts, and the disposition acts on the entry that matches, wherever it
    /// lies. What is new goes into the user's own part. Sources: Microsoft, "System Store
    /// Locations" and `CertAddStoreToCollection`; Wine, dlls/crypt32/tests/cert.c, `testAddCert`,
    /// which runs on Windows, with a store in memory as the member. That the user's own entry is
    /// found before the computer's follows the order of the physical stores in the first of these.
    /// Whether an account without an administrator's rights may change the computer's is not asked
    /// (assumed).
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
        /// Where from; the computer's store seen through it is not touched, as for an account
        /// without an administrator's rights (assumed).
        store: StoreId,
        /// Which.
        thumbprint: Thumbprint,
    },
    /// Puts a key into its container, in place of what was there. In the computer's key set, the
    /// container has the rights of a new one then: whoever makes the change may use the key, and
    /// nobody else.
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
    /// Allows a Windows user to use a key of the computer's, as 秘密キーの管理 in certlm.msc does.
    /// Whoever says so is taken for an administrator.
    GrantKey {
        /// Which container.
        container: KeyContainer,
        /// Whom.
        user: Label,
    },
}

impl Change {
    /// Archives a certificate: adds the property of [`Properties::is_archived`] to what is kept
    /// beside it. [`ReplaceExisting`](AddDisposition::ReplaceExisting) without that property takes
    /// it out of the archive.
    ///
    /// ```
    /// use kigen::store::{CertificateStore, Change, MemoryStore, StoreId, StoreName};
    /// # use kigen::key::KeyAlgorithm;
    /// # use kigen::seed::Seed;
    /// # use kigen::specimen::{Authorities, Recipe, SpecimenState};
    /// # let now = "2026-03-01T10:00:00+09:00".parse()?;
    /// # let authorities = Authorities::new(Seed::new(7), KeyAlgorithm::P256);
    /// # let specimen = authorities.make(&Recipe::new(SpecimenState::Valid, now))?;
    /// # let certificate = specimen.certificate().clone();
    ///
    /// let mut store = MemoryStore::new();
    /// let my = StoreId::current_user(StoreName::My);
    /// store.commit(vec![Change::archive(my, certificate)])?;
    /// assert!(store.entries(my)?.is_empty());
    /// assert_eq!(store.entries_with_archived(my)?.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn archive(store: StoreId, certificate: Certificate) -> Change {
        Change::AddCertificate {
            store,
            entry: Entry {
                certificate,
                properties: Properties {
                    extended: [(ARCHIVED, Vec::new())].into(),
                    ..Properties::default()
                },
            },
            disposition: AddDisposition::UseExisting,
        }
    }

    /// Whose certificates or keys it changes, in a store where `holds` says what is there: those of
    /// [`location`](Self::location), or the computer's if what a user adds matches a certificate
    /// there.
    pub fn acts_on(&self, holds: impl Fn(StoreId, Thumbprint) -> bool) -> StoreLocation {
        match self {
            Change::AddCertificate {
                store,
                entry,
                disposition,
            } if *disposition != AddDisposition::Always => {
                let thumbprint = entry.certificate.thumbprint();
                let computer = store.inherits();
                let matches = computer
                    .filter(|computer| !holds(*store, thumbprint) && holds(*computer, thumbprint));
                matches.map_or(store.location, |computer| computer.location)
            }
            _ => self.location(),
        }
    }

    /// The location it names.
    pub fn location(&self) -> StoreLocation {
        match self {
            Change::AddCertificate { store, .. } | Change::DeleteCertificate { store, .. } => {
                store.location
            }
            Change::SetKey { location, .. } | Change::DeleteKey { location, .. } => *location,
            Change::GrantKey { .. } => StoreLocation::LocalMachine,
        }
    }
}
