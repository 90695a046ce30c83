//! How something ended: it was done, or refused for a [`Reason`].
//!
//! It is written as one word, `ok` or a reason code, in scenario files as in reports.

use std::fmt;
use std::str::FromStr;

use crate::reason::{Reason, UnknownReason};

/// How something ended.
///
/// ```
/// use kigen::{outcome::Outcome, reason::Reason};
///
/// assert_eq!("expired".parse(), Ok(Outcome::Refused(Reason::Expired)));
/// assert_eq!(Outcome::Ok.code(), "ok");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// `ok`: it was done.
    Ok,
    /// It was refused, and this is why.
    Refused(Reason),
}

impl Outcome {
    /// Every outcome: `ok`, then each reason.
    pub fn all() -> impl Iterator<Item = Outcome> {
        std::iter::once(Outcome::Ok).chain(Reason::all().map(Outcome::Refused))
    }

    /// Returns whether it was done.
    pub const fn is_ok(self) -> bool {
        matches!(self, Outcome::Ok)
    }

    /// Why it was refused, if it was.
    pub const fn reason(self) -> Option<Reason> {
        match self {
            Outcome::Ok => None,
            Outcome::Refused(reason) => Some(reason),
        }
    }

    /// Converts it for use with `?`.
    ///
    /// # Errors
    ///
    /// Why it was refused.
    pub const fn result(self) -> Result<(), Reason> {
        match self {
            Outcome::Ok => Ok(()),
            Outcome::Refused(reason) => Err(reason),
        }
    }

    /// The stable code: `ok`, or the reason's.
    pub const fn code(self) -> &'static str {
        match self {
            Outcome::Ok => "ok",
            Outcome::Refused(reason) => reason.code(),
        }
    }
}

impl<E: Into<Reason>> From<Result<(), E>> for Outcome {
    fn from(result: Result<(), E>) -> Self {
        result.map_or_else(|error| Outcome::Refused(error.into()), |()| Outcome::Ok)
    }
}

impl From<Reason> for Outcome {
    fn from(reason: Reason) -> Self {
        Outcome::Refused(reason)
    }
}

impl From<Outcome> for Result<(), Reason> {
    fn from(outcome: Outcome) -> Self {
        outcome.result()
    }
}

impl fmt::Display for Outcome {
    /// The code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Outcome {
    type Err = UnknownReason;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        match code {
            "ok" => Ok(Outcome::Ok),
            code => code.parse().map(Outcome::Refused),
        }
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Outcome {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = <String as serde::Deserialize>::deserialize(deserializer)?;
        code.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Outcome {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Outcome {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Outcome".into()
    }

    /// Every code by name, so that an editor offers them and flags anything else.
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let codes: Vec<&str> = Outcome::all().map(Outcome::code).collect();
        schemars::json_schema!({
            "type": "string",
            "enum": codes,
            "description": "How it ended: ok, or the code of the reason for which it was refused",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_is_read_as_it_is_written() {
        for outcome in Outcome::all() {
            assert_eq!(outcome.to_string().parse(), Ok(outcome));
            assert_eq!(Outcome::from(outcome.result()), outcome);
            assert_eq!(outcome.reason().is_none(), outcome.is_ok());
        }
    }
}
