//! The values that all documents share: moments, outcomes and the names of closed lists.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use crate::format;
use crate::importer::Importer;
use crate::key::KeyAlgorithm;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::entrance::Entrance;
use crate::lifecycle::expiry::State;
use crate::lifecycle::fee::{FeeKind, PaymentMethod};
use crate::lifecycle::service::Service;
use crate::pkcs12::EncryptionProfile;
use crate::reason::Reason;
use crate::specimen::{Holds, SpecimenState};
use crate::time::jst;
use crate::trace::ApplicationStatus;

/// The number of the formats of all documents; it grows when something is renamed or removed.
const SCHEMA: u32 = 1;

/// The number of a document's format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SchemaNumber;

impl Serialize for SchemaNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(SCHEMA)
    }
}

impl JsonSchema for SchemaNumber {
    fn schema_name() -> Cow<'static, str> {
        "SchemaNumber".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "const": SCHEMA })
    }
}

/// A second, as RFC 3339 in Japanese time; in UTC where Japan's year has five digits, which RFC 3339
/// does not know: a certificate without an end (RFC 5280 section 4.1.2.5) says 9999-12-31T23:59:59Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub DateTime<Utc>);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let in_japan = jst(self.0);
        f.write_str(&match in_japan.year() {
            ..=9_999 => in_japan.to_rfc3339_opts(SecondsFormat::Secs, false),
            _ => self.0.to_rfc3339_opts(SecondsFormat::Secs, true),
        })
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string())
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date-time",
            "description": "A second, in Japanese time: 2026-02-28T10:00:00+09:00",
        })
    }
}

/// How something ended: `ok`, or a reason code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outcome(pub Result<(), Reason>);

impl Outcome {
    /// `ok`, or the reason code.
    pub fn code(self) -> &'static str {
        self.0.map_or_else(Reason::code, |()| "ok")
    }

    fn name(self) -> &'static str {
        self.code()
    }

    fn names() -> Vec<&'static str> {
        let codes = Reason::all().map(Reason::code);
        ["ok"].into_iter().chain(codes).collect()
    }
}

impl From<Result<(), Reason>> for Outcome {
    fn from(outcome: Result<(), Reason>) -> Self {
        Outcome(outcome)
    }
}

impl From<Reason> for Outcome {
    fn from(reason: Reason) -> Self {
        Outcome(Err(reason))
    }
}

/// Gives a value of a closed list its place in documents: as its name.
macro_rules! named {
    ($name:ident, $title:literal, $description:literal, $names:expr) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str((*self).name())
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                $title.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let names = $names;
                json_schema!({ "type": "string", "enum": names, "description": $description })
            }
        }
    };
    ($name:ident($type:ty), $title:literal, $description:literal, $all:expr) => {
        #[doc = concat!($description, ".")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name(pub $type);

        impl $name {
            /// The name that documents use.
            pub fn name(self) -> &'static str {
                self.0.name()
            }
        }

        named!($name, $title, $description, {
            let all = $all.into_iter();
            all.map(|value| value.name()).collect::<Vec<_>>()
        });
    };
}

named!(
    Outcome,
    "Outcome",
    "How it ended: ok, or a reason code",
    Outcome::names()
);
named!(
    Life(State),
    "Life",
    "The part of its life that a certificate is in",
    State::ALL
);
named!(
    FileKind(format::Format),
    "FileKind",
    "A kind of file that certificates and keys come in",
    format::Format::ALL
);
named!(
    ImporterName(Importer),
    "Importer",
    "A program that imports PKCS#12 files",
    Importer::all()
);
named!(
    KeyKind(KeyAlgorithm),
    "KeyKind",
    "A kind of key",
    KeyAlgorithm::ALL
);
named!(
    Profile(EncryptionProfile),
    "EncryptionProfile",
    "How a PKCS#12 file is encrypted",
    EncryptionProfile::ALL
);
named!(
    MadeState(SpecimenState),
    "SpecimenState",
    "What something is made as an example of",
    SpecimenState::ALL
);
named!(
    Content(Holds),
    "Holds",
    "What is in a file that was made",
    Holds::ALL
);
named!(
    EntranceName(Entrance),
    "Entrance",
    "Where an application is made",
    [Entrance::Portal, Entrance::ClosedNetwork]
);
named!(
    ApplicationStatusName(ApplicationStatus),
    "ApplicationStatus",
    "How an application stands",
    [
        ApplicationStatus::Received,
        ApplicationStatus::Cancelled,
        ApplicationStatus::NoticeIssued,
        ApplicationStatus::Downloaded,
    ]
);
named!(
    ServiceName(Service),
    "Service",
    "One of the two services",
    Service::ALL
);
named!(
    DeletionName(DeleteWhich),
    "DeleteWhich",
    "Which certificates are deleted",
    [DeleteWhich::Expired, DeleteWhich::Old]
);
named!(
    FeeName(FeeKind),
    "FeeKind",
    "What a fee is for",
    [FeeKind::Issue, FeeKind::Renewal, FeeKind::Letter]
);
named!(
    PaymentName(PaymentMethod),
    "PaymentMethod",
    "How a fee is collected",
    [PaymentMethod::Deduction, PaymentMethod::Invoice]
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_is_one_of_rfc_3339() {
        for (at, text) in [
            ("2026-02-28T01:00:00Z", "2026-02-28T10:00:00+09:00"),
            ("9999-12-31T14:59:59Z", "9999-12-31T23:59:59+09:00"),
            ("9999-12-31T15:00:00Z", "9999-12-31T15:00:00Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ] {
            let moment = Moment(at.parse().unwrap());
            assert_eq!(moment.to_string(), text);
        }
    }
}
