//! A change of a store in Windows' words, as `commit` asks for it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::store::{StoreLocation, StoreName};

kigen_pkcs12::named! {
    /// What changes.
    pub enum ChangeKind: "kind of change" {
        /// A certificate (`file`, DER) is put into a store, with its properties.
        AddCertificate = "add-certificate",
        /// A certificate (`certificate`) is taken out of a store. Its key stays.
        DeleteCertificate = "delete-certificate",
        /// A key (`file`, PKCS#8 in DER) is put into `container`, in place of what was there.
        SetKey = "set-key",
        /// A container is deleted; if there is none, nothing happens.
        DeleteKey = "delete-key",
        /// A user may use a key of the computer's.
        GrantKey = "grant-key",
    }
}

/// A change of a store. What does not apply is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct WrittenChange {
    /// What changes.
    pub change: ChangeKind,
    /// Whose store or containers.
    pub location: StoreLocation,
    /// Which store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreName>,
    /// The path of a certificate or key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Which certificate: SHA-256 over its DER, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The number of the disposition, as `CertAddCertificateContextToStore` takes it: 1 to 7.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disposition: Option<u32>,
    /// `CERT_FRIENDLY_NAME_PROP_ID`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// The key container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// Where the certificate's container is, if not where the store is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_location: Option<StoreLocation>,
    /// The other properties: their identifiers in decimal, their values in hexadecimal.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extended: BTreeMap<u16, String>,
    /// Whether the key may leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exportable: Option<bool>,
    /// What the key's use asks: `none`, `confirm` or `password`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protection: Option<String>,
    /// The password that the key's use asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Who may use the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}
