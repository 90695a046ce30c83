//! What is said to an adapter and what it answers: a JSON object a line, in UTF-8, on its standard
//! input and output.
//!
//! A request has a number, and its answer the same. An adapter reports what its implementation saw,
//! and never compares.

use chrono::{DateTime, SecondsFormat, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::format::Format;

/// The version of the protocol.
pub const VERSION: u32 = 1;

kigen_pkcs12::named! {
    /// What an adapter is asked for.
    #[non_exhaustive]
    pub enum Op: "operation" {
        /// Who it is, and what it can do. The first request of all.
        Hello = "hello",
        /// To read a file of keys and certificates, and to say what is in it.
        Open = "open",
        /// To judge the client certificate in a file at a time, as a service would that trusts one
        /// root.
        Verify = "verify",
    }
}

/// A line to the adapter. What does not apply is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Request {
    /// The number, which the answer repeats. Each is greater than the one before.
    pub seq: u64,
    /// What is asked for.
    pub op: Op,
    /// For `hello`: the version of this protocol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<u32>,
    /// The path of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What kind of file it is. Kinds other than `pkcs12` are asked for only if `features` names
    /// them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// What opens the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// For `verify`: the path of the root (PEM) that is trusted, and no other is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// For `verify`: the path of the issuer's revocation list (PEM), if one decides. Asked for only
    /// if `features` has `crl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crl: Option<String>,
    /// For `verify`: the time that it is, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

impl Request {
    /// The first request.
    pub(super) fn hello(seq: u64) -> Self {
        Request {
            seq,
            op: Op::Hello,
            protocol: Some(VERSION),
            file: None,
            format: None,
            password: None,
            root: None,
            crl: None,
            now: None,
        }
    }

    /// The line, without its end.
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("a request of texts and numbers always serializes")
    }
}

/// A time as requests give it: RFC 3339 in UTC, to the second.
pub(super) fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A line from the adapter. What it does not know is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Answer {
    /// The number of the request.
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
    /// For `hello`: what it can do besides, `crl` and the names of further kinds of file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<Vec<String>>,

    /// How it ended: `ok`, a reason code of kigen's, or `other` for a refusal whose code the
    /// adapter does not know; `native` can then be mapped by a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// What the implementation itself said, word for word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
    /// The certificates that it found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificates: Option<Vec<SeenCertificate>>,
    /// How many private keys it found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<usize>,

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

/// A line of the conversation, for the schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "CheckProtocol")]
#[non_exhaustive]
pub enum ProtocolLine {
    /// To the adapter.
    Request(Request),
    /// From the adapter.
    Answer(Answer),
}
