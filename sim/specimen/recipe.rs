//! What a specimen is to be: a state, a name and dates.

use chrono::{DateTime, Duration, Utc};

use super::error::SpecimenError;
use super::state::SpecimenState;
use crate::authority::Validity;
use crate::label::Label;
use crate::lifecycle::rules::Rules;
use crate::time::{Calendar, Span};

/// How many days before or after its time something began or ended, unless dates are given: more
/// than clocks are apart.
const DAYS: i64 = 1;
/// How many days before its end a specimen is due for renewal, unless dates are given.
const RENEWAL_DUE_DAYS: i64 = 30;
/// How long an authority that has expired was valid, in months.
const AUTHORITY_MONTHS: u32 = 120;

/// What is to be made, for a time. Dates that are not given follow from the state:
///
/// - it begins a day before its time, or 39 months before the end that was given;
/// - it ends 39 months after it began; `renewal-due` 30 days after its time, `expired` a day
///   before;
/// - `not-yet-valid` begins a day after its time;
/// - for `expired-ca`, the dates are those of the issuing authority, which ended a day before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    pub(super) state: SpecimenState,
    pub(super) now: DateTime<Utc>,
    pub(super) name: Label,
    pub(super) terminal: Label,
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
            begins: None,
            ends: None,
        }
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
    pub fn state_by_dates(&self) -> Result<SpecimenState, SpecimenError> {
        let Validity {
            not_before,
            not_after,
        } = self.validity()?;
        let renewal = not_after - Duration::days(Rules::default().renewal_days);
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
    pub(super) fn validity(&self) -> Result<Validity, SpecimenError> {
        let day = Duration::days(DAYS);
        let months = match self.state {
            SpecimenState::ExpiredCa => AUTHORITY_MONTHS,
            _ => Rules::default().validity_months,
        };
        let begins = self.begins.map(|date| date.after(self.now));
        let ends = self.ends.map(|date| date.after(self.now));
        let (begins, ends) = (begins.transpose()?, ends.transpose()?);
        let ends = ends.or_else(|| match (self.state, begins) {
            (SpecimenState::RenewalDue, _) => Some(self.now + Duration::days(RENEWAL_DUE_DAYS)),
            (SpecimenState::Expired | SpecimenState::ExpiredCa, _) => Some(self.now - day),
            _ => None,
        });
        let not_before = begins.unwrap_or_else(|| match (self.state, ends) {
            (SpecimenState::NotYetValid, _) => self.now + day,
            (_, Some(end)) => Calendar::japan()
                .subtract_months(end, months)
                .min(self.now - day),
            (_, None) => self.now - day,
        });
        let validity = Validity {
            not_before,
            not_after: ends.unwrap_or_else(|| Calendar::japan().add_months(not_before, months)),
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
