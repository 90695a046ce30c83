//! The values that all documents share: moments, and the number of the format.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use crate::inspection::Judgement;
use crate::lifecycle::expiry::State;
use crate::named::Named;
use crate::reason::Reason;
use crate::time::Zone;

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

/// A second, as RFC 3339 in Japanese time; in UTC where Japan's year has five digits, which RFC
/// 3339 does not know: a certificate without an end (RFC 5280 section 4.1.2.5) has
/// 9999-12-31T23:59:59Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub DateTime<Utc>);

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Zone::JST.rfc3339(self.0))
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

/// What a certificate is to whoever judged it: a state of its life, or the reason code with which
/// it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing(&'static str);

impl From<State> for Standing {
    fn from(state: State) -> Self {
        Standing(state.name())
    }
}

impl From<&Judgement> for Standing {
    fn from(judgement: &Judgement) -> Self {
        match judgement {
            Ok(state) => Standing::from(*state),
            Err(error) => Standing(Reason::from(error).code()),
        }
    }
}

impl Serialize for Standing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl JsonSchema for Standing {
    fn schema_name() -> Cow<'static, str> {
        "Standing".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let reasons = Reason::all().map(Reason::code);
        let reasons = reasons.filter(|code| !State::NAMES.contains(code));
        let codes: Vec<&str> = State::NAMES.iter().copied().chain(reasons).collect();
        json_schema!({
            "type": "string",
            "enum": codes,
            "description": "A state in the life of a certificate, or the reason code with which it \
                            is refused",
        })
    }
}

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
