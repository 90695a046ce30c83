//! A line from the adapter.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A line from the adapter. What it does not know is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Answer {
    /// The number of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,

    /// For `hello`: what the implementation is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// For `hello`: its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// For `hello`: the language it is written in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// For `hello`: the operations it can be asked for. Others are skipped without asking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ops: Option<Vec<String>>,
    /// For `hello`: what it can do besides: `crl`, `exportable`, `schedule`, `kigens-own` and the
    /// names of further kinds of file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<Vec<String>>,

    /// How it ended: `ok`, a reason code of kigen's, or `other` for a refusal whose code the
    /// adapter does not know; `native` can then be mapped by a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// What the implementation itself said, word for word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
    /// The certificates that it found in a file, or has in its store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificates: Option<Vec<SeenCertificate>>,
    /// How many private keys it found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<usize>,
    /// For `connect`: the certificate that was sent; for `commit`: the one that was refused.
    /// SHA-256 over its DER, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// For `tick`: what appears on the screen at this time, `before-30` or `expired`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notices: Option<Vec<String>>,

    /// For `entries`: what is in the store, in its order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<Vec<SeenEntry>>,
    /// For `containers`: their names, in any order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub containers: Option<Vec<String>>,
    /// For `key`: SHA-256 over the SubjectPublicKeyInfo, in hexadecimal. Absent if there is no such
    /// key, or none that may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public: Option<String>,
    /// For `key`: whether it may leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exportable: Option<bool>,
    /// For `key`: what its use asks, `none`, `confirm` or `password`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protection: Option<String>,
    /// For `sign`: the signature, in hexadecimal; with ECDSA in DER.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,

    /// Why it cannot do what was asked for. Then there is no outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip: Option<String>,
}

/// A certificate that an implementation found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SeenCertificate {
    /// SHA-256 over its DER, in hexadecimal.
    pub sha256: String,
    /// Whether the implementation says that it has the private key of this certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<bool>,
}

/// An entry of one of Windows' stores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SeenEntry {
    /// SHA-256 over the certificate's DER, in hexadecimal.
    pub sha256: String,
    /// `CERT_FRIENDLY_NAME_PROP_ID`, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<String>,
    /// The key container of `CERT_KEY_PROV_INFO_PROP_ID`, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// Where that container is, `current-user` or `local-machine`, if not where the store is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_location: Option<String>,
    /// The other properties: their identifiers in decimal, their values in hexadecimal.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extended: BTreeMap<u16, String>,
}
