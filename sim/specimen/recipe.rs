//! What a specimen is to be: a state, a name and dates.

use chrono::{DateTime, Duration, Utc};

use super::error::SpecimenError;
use super::state::SpecimenState;
use crate::label::Label;
use crate::pki::{Holder, Lifetime, Pki, Validity};
use crate::time::{Calendar, Span};

/// How long before or after its time something began or ended, unless dates are given: more than
/// clocks are apart. What lives shortly has less.
const MARGIN: Duration = Duration::days(1);
/// How much of a lifetime that is at most.
const MARGIN_PART: i32 = 20;
/// How much of the renewal window is left to what is due for renewal.
const RENEWAL_DUE_PART: i32 = 3;
/// How long an authority that has expired was valid.
const AUTHORITY_LIFETIME: Lifetime = Lifetime::Months(120);
/// How long something was valid that has an end in a PKI whose certificates do not.
const ENDED_LIFETIME: Lifetime = Lifetime::Months(12);

/// What is to be made, for a time. Dates that are not given follow from the state:
///
/// - it begins a day before its time, or a lifetime (39 months) before the end that was given;
/// - it ends a lifetime after it began; `renewal-due` when a third of the renewal window (30 days)
///   has passed after its time, `expired` a day before it;
/// - `not-yet-valid` begins a day after its time;
/// - for `expired-ca`, the dates are those of the issuing authority, which ended a day before.
///
/// Where certificates live for less than twenty days, a twentieth of that stands for the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    pub(super) state: SpecimenState,
    pub(super) now: DateTime<Utc>,
    pub(super) name: Label,
    pub(super) terminal: Label,
    pub(super) holder: Holder,
    begins: Option<Date>,
    ends: Option<Date>,
}

/// A date that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Date {
    In(Span),
    At(DateTime<Utc>),
}

impl Date {
    fn after(self, now: DateTime<Utc>) -> Result<DateTime<Utc>, SpecimenError> {
        match self {
            Date::In(span) => span.after(now).ok_or(SpecimenError::OutOfYears),
            Date::At(at) => Ok(at),
        }
    }
}

impl Recipe {
    /// A specimen that is in `state` at `now`, named after the state.
    pub fn new(state: SpecimenState, now: DateTime<Utc>) -> Self {
        let name: Label = state.name().parse().expect("a state's name is a label");
        Recipe {
            state,
            now,
            terminal: name.clone(),
            name,
            holder: Holder::default(),
            begins: None,
            ends: None,
        }
    }

    /// What its files will be called.
    pub fn name(&self) -> &Label {
        &self.name
    }

    /// Names its files and its subject. Key and serial number follow from the name.
    #[must_use]
    pub fn named(self, name: Label) -> Self {
        Recipe {
            terminal: name.clone(),
            name,
            ..self
        }
    }

    /// Gives its subject another name than its files.
    #[must_use]
    pub fn for_terminal(self, terminal: Label) -> Self {
        Recipe { terminal, ..self }
    }

    /// Issues it to a server, or to a client with names of its own.
    #[must_use]
    pub fn held_by(self, holder: Holder) -> Self {
        Recipe { holder, ..self }
    }

    /// Its last second, counted from its time.
    #[must_use]
    pub fn expires_in(self, span: Span) -> Self {
        let ends = Some(Date::In(span));
        Recipe { ends, ..self }
    }

    /// Its last second.
    #[must_use]
    pub fn expires_at(self, at: DateTime<Utc>) -> Self {
        let ends = Some(Date::At(at));
        Recipe { ends, ..self }
    }

    /// Its first second, counted from its time.
    #[must_use]
    pub fn begins_in(self, span: Span) -> Self {
        let begins = Some(Date::In(span));
        Recipe { begins, ..self }
    }

    /// Its first second.
    #[must_use]
    pub fn begins_at(self, at: DateTime<Utc>) -> Self {
        let begins = Some(Date::At(at));
        Recipe { begins, ..self }
    }

    /// Returns the state that the dates alone lead to at its time: `valid`, `renewal-due`,
    /// `expired` or `not-yet-valid`, whatever it was to be.
    ///
    /// # Errors
    ///
    /// [`SpecimenError`] if the dates are impossible.
    pub fn state_by_dates(&self, pki: &Pki) -> Result<SpecimenState, SpecimenError> {
        let Validity {
            not_before,
            not_after,
        } = self.validity(pki)?;
        let renewal = pki.renewal_window.opens(not_before, not_after);
        Ok(if self.now < not_before {
            SpecimenState::NotYetValid
        } else if self.now > not_after {
            SpecimenState::Expired
        } else if self.now >= renewal {
            SpecimenState::RenewalDue
        } else {
            SpecimenState::Valid
        })
    }

    /// The dates that were given, and those that follow from them.
    pub(super) fn validity(&self, pki: &Pki) -> Result<Validity, SpecimenError> {
        let calendar = Calendar::japan();
        let lifetime = match self.state {
            SpecimenState::ExpiredCa => AUTHORITY_LIFETIME,
            _ => pki.validity,
        };
        let whole = lifetime.end(self.now, &calendar) - self.now;
        let margin = MARGIN.min(whole / MARGIN_PART).max(Duration::seconds(1));
        let margin = Duration::seconds(margin.num_seconds());
        let begins = self.begins.map(|date| date.after(self.now));
        let ends = self.ends.map(|date| date.after(self.now));
        let (begins, ends) = (begins.transpose()?, ends.transpose()?);
        let ends = ends.or_else(|| match self.state {
            SpecimenState::RenewalDue => Some(self.now + renewal_due(pki, self.now, &calendar)),
            SpecimenState::Expired | SpecimenState::ExpiredCa => Some(self.now - margin),
            _ => None,
        });
        let beginning = |end| {
            let beginning = match lifetime {
                Lifetime::NoExpiry => ENDED_LIFETIME.beginning(end, &calendar),
                lifetime => lifetime.beginning(end, &calendar),
            };
            beginning.unwrap_or(DateTime::UNIX_EPOCH)
        };
        let not_before = begins.unwrap_or_else(|| match (self.state, ends) {
            (SpecimenState::NotYetValid, _) => self.now + margin,
            (_, Some(end)) => beginning(end).min(self.now - margin),
            (_, None) => self.now - margin,
        });
        let validity = Validity {
            not_before,
            not_after: ends.unwrap_or_else(|| lifetime.end(not_before, &calendar)),
        };
        if validity.not_after < validity.not_before {
            return Err(SpecimenError::EndsBeforeItBegins(validity));
        }
        if [validity.not_before, validity.not_after]
            .iter()
            .any(|at| Span::default().after(*at).is_none())
        {
            return Err(SpecimenError::OutOfYears);
        }
        Ok(validity)
    }
}

/// How long what is due for renewal still has.
fn renewal_due(pki: &Pki, now: DateTime<Utc>, calendar: &Calendar) -> Duration {
    let lifetime = match pki.validity {
        Lifetime::NoExpiry => ENDED_LIFETIME,
        lifetime => lifetime,
    };
    let end = lifetime.end(now, calendar);
    let window = end - pki.renewal_window.opens(now, end);
    Duration::seconds((window / RENEWAL_DUE_PART).num_seconds())
}
