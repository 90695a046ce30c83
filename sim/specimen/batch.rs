//! Specimens that are asked for together: how many, called what, in which state.

use chrono::{DateTime, Utc};

use super::error::SpecimenError;
use super::recipe::Recipe;
use super::state::SpecimenState;
use super::{Authorities, Specimen};
use crate::label::Label;
use crate::pki::{Holder, Role};
use crate::time::Moment;

/// The suffixes of the two halves of a pair.
const PAIR: [&str; 2] = ["before", "after"];

/// Specimens that differ only in their numbers.
///
/// ```
/// use kigen::key::KeyAlgorithm;
/// use kigen::seed::Seed;
/// use kigen::specimen::{Authorities, Batch};
///
/// let authorities = Authorities::new(Seed::new(7), KeyAlgorithm::P256);
/// let now = "2026-02-28T10:00:00+09:00".parse()?;
/// let batch = Batch { count: 12, ends: Some("-1s".parse()?), ..Batch::default() };
/// let recipes = batch.recipes(&authorities, now)?;
/// let first = authorities.make(&recipes[0])?;
/// assert_eq!(first.name().as_str(), "expired-01"); // as its dates lead to
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// What they are examples of; none for what their dates lead to.
    pub state: Option<SpecimenState>,
    /// What their files and subjects are called; none for the state's name, or `server`.
    pub name: Option<Label>,
    /// How many there are.
    pub count: u32,
    /// Whether each is a pair, before and after its renewal.
    pub pair: bool,
    /// Their first second.
    pub begins: Option<Moment>,
    /// Their last second.
    pub ends: Option<Moment>,
    /// Whom they are for.
    pub holder: Holder,
}

impl Default for Batch {
    /// A client's certificate that has its whole life before it.
    fn default() -> Self {
        Batch {
            state: None,
            name: None,
            count: 1,
            pair: false,
            begins: None,
            ends: None,
            holder: Holder::default(),
        }
    }
}

impl Batch {
    /// Returns the recipe of each for a time, without those that follow from a renewal.
    ///
    /// # Errors
    ///
    /// [`SpecimenError`] if dates are impossible, if a pair would not be of a certificate that is
    /// due for renewal, or if names with their numbers are none.
    pub fn recipes(
        &self,
        authorities: &Authorities,
        now: DateTime<Utc>,
    ) -> Result<Vec<Recipe>, SpecimenError> {
        let instant = |moment: Moment| moment.instant(now).ok_or(SpecimenError::OutOfYears);
        let begins = self.begins.map(instant).transpose()?;
        let ends = self.ends.map(instant).transpose()?;
        let dated = |state| {
            let mut recipe = Recipe::new(state, now).held_by(self.holder.clone());
            if let Some(at) = begins {
                recipe = recipe.begins_at(at);
            }
            if let Some(at) = ends {
                recipe = recipe.expires_at(at);
            }
            recipe
        };
        let by_dates = |state| dated(state).state_by_dates(authorities.pki());
        let state = match (self.state, self.pair) {
            (Some(state), false) => state,
            // Whoever asks for no state gets the one that the dates lead to.
            (None, false) => by_dates(SpecimenState::Valid)?,
            (state, true) => {
                let state = state.unwrap_or(SpecimenState::RenewalDue);
                let found = match state {
                    SpecimenState::RenewalDue => by_dates(state)?,
                    other => other,
                };
                if found != SpecimenState::RenewalDue {
                    return Err(SpecimenError::PairOf { state: found });
                }
                found
            }
        };
        let base = match &self.name {
            Some(name) => name.to_string(),
            None => self.name_of(state),
        };
        let width = self.count.to_string().len();
        let numbers = 1..=self.count;
        let recipes = numbers.map(|number| {
            let terminal = match self.count {
                1 => base.clone(),
                _ => format!("{base}-{number:0width$}"),
            };
            let name = match self.pair {
                true => format!("{terminal}-{}", PAIR[0]),
                false => terminal.clone(),
            };
            let recipe = dated(state).named(label(&name)?);
            Ok(recipe.for_terminal(label(&terminal)?))
        });
        recipes.collect()
    }

    fn name_of(&self, state: SpecimenState) -> String {
        match (self.holder.role(), state) {
            (Role::Client, state) => state.to_string(),
            (Role::Server, SpecimenState::Valid) => Role::Server.to_string(),
            (Role::Server, state) => format!("{}-{state}", Role::Server),
        }
    }

    /// Returns the recipe of the other half of a pair of [`recipes`](Self::recipes).
    ///
    /// # Errors
    ///
    /// [`SpecimenError`] if it cannot be renewed, or its name is too long.
    pub fn renewal(before: &Specimen) -> Result<Recipe, SpecimenError> {
        let name = before.name().as_str();
        let name = name.strip_suffix(PAIR[0]).unwrap_or(name);
        before.renewal(label(&format!("{name}{}", PAIR[1]))?)
    }
}

fn label(text: &str) -> Result<Label, SpecimenError> {
    text.parse().map_err(|error| SpecimenError::Name {
        name: text.to_owned(),
        error,
    })
}
