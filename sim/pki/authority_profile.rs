//! One of the authorities of a PKI.

use chrono::{DateTime, Duration, Utc};

use super::date::Date;
use super::lifetime::Lifetime;
use super::name::NameTemplate;
use super::oid::Oid;
use super::renewal_key::RenewalKey;
use super::renewal_window::RenewalWindow;
use super::{ORGANIZATION, PkiError, Validity};
use crate::key::KeyAlgorithm;
use crate::time::Calendar;

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
    /// How long its certificate is valid, instead of `ends`, such as 10 years; it begins at the
    /// start then, if not said otherwise.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub lifetime: Option<Lifetime>,
    /// How long before its end it is renewed, for another lifetime, again and again: a length such
    /// as 365d, or a fraction such as 1/2. What was issued before stays under the old certificate.
    /// Never, if not given.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub renewal_window: Option<RenewalWindow>,
    /// Which key it has after that. With a new one it is called G2, G3 and so on: verifiers find
    /// revocation lists by their issuer's name. New, if not given; a root keeps its key.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub renewal_key: Option<RenewalKey>,
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
            lifetime: None,
            renewal_window: None,
            renewal_key: None,
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
        let validity = match self.lifetime {
            None => Validity {
                not_before: instant(self.begins, unless_said.not_before)?,
                not_after: instant(self.ends, unless_said.not_after)?,
            },
            Some(lifetime) => lived(lifetime, instant(self.begins, start)?),
        };
        match validity.not_before <= validity.not_after {
            true => Ok(validity),
            false => Err(wrong()),
        }
    }

    /// Returns the validity of the certificate that follows one with this validity, if one does.
    pub(crate) fn successor(&self, of: Validity) -> Option<Validity> {
        let (lifetime, window) = (self.lifetime?, self.renewal_window?);
        match lifetime {
            Lifetime::NoExpiry => None,
            _ => Some(lived(lifetime, window.opens(of.not_before, of.not_after))),
        }
    }

    /// Finds out whether its certificates can follow one another.
    pub(super) fn check_renewal(&self, is_root: bool) -> Result<(), PkiError> {
        let name = || self.subject.to_string();
        if self.lifetime.is_some() && self.ends.is_some() {
            return Err(PkiError::EndsTwice { name: name() });
        }
        if is_root && self.renewal_key == Some(RenewalKey::New) {
            return Err(PkiError::NewRoot { name: name() });
        }
        let Some(window) = self.renewal_window else {
            return match self.renewal_key {
                None => Ok(()),
                Some(_) => Err(PkiError::NeverRenewed { name: name() }),
            };
        };
        if self.key_at_renewal(is_root) == RenewalKey::New && !self.subject.has_common_name() {
            return Err(PkiError::Unnumbered { name: name() });
        }
        let lifetime = self
            .lifetime
            .ok_or_else(|| PkiError::NoLifetime { name: name() })?;
        let first = lived(lifetime, DateTime::UNIX_EPOCH);
        let opens = window.opens(first.not_before, first.not_after);
        match opens - first.not_before >= SHORTEST {
            true => Ok(()),
            false => Err(PkiError::RenewedTooOften { name: name() }),
        }
    }

    /// The key of the certificate that follows.
    pub(crate) fn key_at_renewal(&self, is_root: bool) -> RenewalKey {
        match is_root {
            true => RenewalKey::Same,
            false => self.renewal_key.unwrap_or(RenewalKey::New),
        }
    }
}

/// The least time after which an authority is renewed.
const SHORTEST: Duration = Duration::days(1);

/// The validity that begins at `at`.
fn lived(lifetime: Lifetime, at: DateTime<Utc>) -> Validity {
    Validity {
        not_before: at,
        not_after: lifetime.end(at, &Calendar::japan()),
    }
}
