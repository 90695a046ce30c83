//! What is said to an adapter and what it answers: a JSON object a line, in UTF-8, on its standard
//! input and output.
//!
//! A request has a number, and its answer the same. An adapter reports what its implementation saw,
//! and never compares.

mod answer;
mod change;
mod request;

use chrono::{DateTime, SecondsFormat, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use crate::certificate::Certificate;
use crate::digest::Digest;

pub use answer::{Answer, SeenCertificate, SeenEntry};
pub use change::{ChangeKind, WrittenChange};
pub use request::{PowerSwitch, Prompt, Request};

/// The version of the protocol.
pub const VERSION: u32 = 1;

kigen_pkcs12::named! {
    /// What an adapter is asked for. `entries` and what follows are a certificate store in Windows'
    /// words, for whoever has one.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum Op: "operation" {
        /// Who it is, and what it can do. The first request of all.
        #[default]
        Hello = "hello",
        /// To read a file of keys and certificates, and to say what is in it.
        Open = "open",
        /// To judge the client certificate in a file at a time, as a service would that trusts one
        /// root.
        Verify = "verify",
        /// To forget everything: the store is empty, and it is a certain time.
        Reset = "reset",
        /// To take the client certificate of a file into the store, with its key and chain. What is
        /// there already stays as it is.
        Import = "import",
        /// To say which client certificates are in the store.
        List = "list",
        /// To write a client certificate of the store with its key and chain to a PKCS#12 file.
        Export = "export",
        /// To take a client certificate out of the store.
        Delete = "delete",
        /// To choose a certificate of the store for a service that trusts one root, and to say
        /// whether the service takes it.
        Connect = "connect",
        /// To put a renewed certificate beside the one that it renews, if that can be renewed at
        /// this time.
        Renew = "renew",
        /// To say which notices appear at a time.
        Tick = "tick",
        /// To say what is in one of Windows' stores.
        Entries = "entries",
        /// To name the key containers.
        Containers = "containers",
        /// To say what may be known of a key without using it.
        Key = "key",
        /// To sign with a key in its container.
        Sign = "sign",
        /// To take a private key out of its container.
        Take = "take",
        /// To make all changes of a list, or none.
        Commit = "commit",
    }
}

/// Where adapters write files to, in the folder of the corpus.
pub(super) const WRITTEN: &str = "written/";

/// What requests and answers call a certificate: SHA-256 over its DER, in hexadecimal.
pub(super) fn digest(certificate: &Certificate) -> String {
    Digest::of(certificate.der()).to_string()
}

/// A time as requests give it: RFC 3339 in UTC, to the second.
pub(super) fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
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
