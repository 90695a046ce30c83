//! One of the authorities of a PKI.

use chrono::{DateTime, Utc};

use super::date::Date;
use super::name::NameTemplate;
use super::oid::Oid;
use super::{ORGANIZATION, PkiError, Validity};
use crate::key::KeyAlgorithm;

/// An authority: who it is, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuthorityProfile {
    /// Its name, as RFC 4514 writes it, such as CN=Example Root CA,O=Example,C=JP.
    pub subject: NameTemplate,
    /// The kind of its key, if not that of all keys.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub key: Option<KeyAlgorithm>,
    /// How many authorities its certificate allows beneath it (RFC 5280 section 4.2.1.9); if not
    /// given, as many as there are.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub path_length: Option<u8>,
    /// Its policies (section 4.2.1.4), by object identifier.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub policies: Vec<Oid>,
    /// When its certificate begins: a date, or a length from the start with its sign, such as
    /// -365d. Before everything else, if not given.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub begins: Option<Date>,
    /// When it ends, likewise, such as +3650d. Long after everything else, if not given.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub ends: Option<Date>,
}

impl AuthorityProfile {
    /// An authority of this common name, in the organization of everything that is simulated.
    pub fn named(common_name: &str) -> Self {
        let subject = format!("CN={common_name},O={ORGANIZATION},C=JP");
        AuthorityProfile {
            subject: subject.parse().expect("a name of ours"),
            key: None,
            path_length: None,
            policies: Vec::new(),
            begins: None,
            ends: None,
        }
    }

    /// A root and the authority under it that issues, whose common names begin with `name`.
    pub(crate) fn pair(name: &str) -> Vec<Self> {
        let part = |part: &str| AuthorityProfile::named(&format!("{name} {part} CA"));
        vec![part("Root"), part("Issuing")]
    }

    /// Returns its validity in a world that starts at `start`, with what was not said.
    ///
    /// # Errors
    ///
    /// [`PkiError::AuthorityDates`] if it would end before it begins, or outside the years that
    /// there are.
    pub fn validity(
        &self,
        start: DateTime<Utc>,
        unless_said: Validity,
    ) -> Result<Validity, PkiError> {
        let wrong = || PkiError::AuthorityDates {
            name: self.subject.to_string(),
        };
        let instant = |date: Option<Date>, unless_said| match date {
            None => Ok(unless_said),
            Some(date) => date.instant(start).ok_or_else(wrong),
        };
        let validity = Validity {
            not_before: instant(self.begins, unless_said.not_before)?,
            not_after: instant(self.ends, unless_said.not_after)?,
        };
        match validity.not_before <= validity.not_after {
            true => Ok(validity),
            false => Err(wrong()),
        }
    }
}
