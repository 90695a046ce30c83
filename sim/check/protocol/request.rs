//! A line to the adapter.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::change::WrittenChange;
use super::{Op, VERSION, written};
use crate::format::Format;
use crate::lifecycle::notice::NoticeSchedule;
use crate::store::{StoreId, StoreLocation, StoreName};

/// A line to the adapter. What does not apply is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Request {
    /// The number, which the answer repeats. Each is greater than the one before.
    pub seq: u64,
    /// What is asked for.
    pub op: Op,
    /// For `hello`: the version of this protocol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<u32>,

    /// The path of the file; for `export` and `take`, of the one to write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What kind of file it is. Kinds other than `pkcs12` are asked for only if `features` names
    /// them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// What opens the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// For `verify` and `connect`: the path of the root (PEM) that is trusted, and no other is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// For `verify` and `connect`: the path of the issuer's revocation list (PEM), if one decides.
    /// Asked for only if `features` has `crl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crl: Option<String>,
    /// The time that it is, in UTC; for `tick`, by the PC's clock, which may have been set back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,

    /// For `import`: whether the key may leave the store again; it may, if this is absent. `false`
    /// is asked for only if `features` has `exportable`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exportable: Option<bool>,
    /// Which certificate: SHA-256 over its DER, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// For `renew`: since when the certificate can be renewed, in UTC. It can until its last
    /// second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens: Option<String>,
    /// For `reset`: when notices are due, where it is not as usual. Asked for only if `features`
    /// has `schedule`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<NoticeSchedule>,
    /// For `tick`: that the PC is switched off now, or on. Only then it says anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power: Option<PowerSwitch>,
    /// For `tick`: that somebody closes the notice on the screen, when what appears now has
    /// appeared. What appears behind it then counts, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dismiss: Option<bool>,

    /// Whose store or containers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<StoreLocation>,
    /// Which store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<StoreName>,
    /// For `entries`: whether those that are archived are asked for, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
    /// Which key container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// How the prompt of a protected key is answered; `password` has what is typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<Prompt>,
    /// For `sign`: the message, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// For `commit`: the changes, in their order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<WrittenChange>>,
}

kigen_pkcs12::named! {
    /// Whether a PC is switched on or off.
    pub enum PowerSwitch: "way to switch" {
        /// It is on from now on, with nothing on its screen.
        On = "on",
        /// It is off from now on.
        Off = "off",
    }
}

kigen_pkcs12::named! {
    /// How the prompt of a protected key is answered.
    pub enum Prompt: "answer to a prompt" {
        /// There is nobody to answer (`NCRYPT_SILENT_FLAG`).
        Silent = "silent",
        /// 許可, without a password.
        Confirm = "confirm",
        /// A password is typed.
        Password = "password",
        /// 許可しない.
        Deny = "deny",
    }
}

impl Request {
    /// A request without a number yet.
    pub(in crate::check) fn of(op: Op) -> Self {
        Request {
            op,
            ..Request::default()
        }
    }

    /// The first request.
    pub(in crate::check) fn hello() -> Self {
        Request {
            protocol: Some(VERSION),
            ..Request::of(Op::Hello)
        }
    }

    /// The same at a time.
    pub(in crate::check) fn at(mut self, now: DateTime<Utc>) -> Self {
        self.now = Some(written(now));
        self
    }

    /// The same about a file under a password.
    pub(in crate::check) fn about(mut self, file: &str, password: &str) -> Self {
        self.file = Some(file.to_owned());
        self.password = Some(password.to_owned());
        self
    }

    /// The same about a certificate.
    pub(in crate::check) fn which(mut self, sha256: &str) -> Self {
        self.certificate = Some(sha256.to_owned());
        self
    }

    /// The same about a store.
    pub(in crate::check) fn within(mut self, store: StoreId) -> Self {
        (self.location, self.store) = (Some(store.location), Some(store.name));
        self
    }

    /// The same with every path as `path_of` gives it.
    pub(in crate::check) fn located(mut self, path_of: impl Fn(&str) -> String) -> Self {
        let paths = [&mut self.file, &mut self.root, &mut self.crl];
        for path in paths.into_iter().flatten() {
            *path = path_of(path);
        }
        for change in self.changes.iter_mut().flatten() {
            change.file = change.file.as_deref().map(&path_of);
        }
        self
    }

    /// What an adapter must be able to do besides `op`, where that is needed.
    pub fn features(&self) -> impl Iterator<Item = &'static str> {
        let format = self.format.filter(|format| *format != Format::Pkcs12);
        let exportable = self.exportable.filter(|may| !may).map(|_| "exportable");
        let crl = self.crl.as_ref().map(|_| "crl");
        let schedule = self.schedule.as_ref().map(|_| "schedule");
        let all = [format.map(Format::name), crl, exportable, schedule];
        all.into_iter().flatten()
    }

    /// The line, without its end.
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("a request of texts and numbers always serializes")
    }
}
