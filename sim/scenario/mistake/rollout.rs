//! What can be wrong with a roll-out.

use chrono::NaiveDate;

/// What is wrong with a roll-out, beyond what any file can have wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RolloutMistake {
    /// A list that needs something in it.
    #[error("a roll-out needs at least one `[[{list}]]`")]
    Empty {
        /// Its name in the file.
        list: &'static str,
    },
    /// A list that is too long to be drawn from.
    #[error("there are at most {most} `[[{list}]]`")]
    TooMany {
        /// Its name in the file.
        list: &'static str,
        /// How many there may be.
        most: usize,
    },
    /// A name that tables cannot have.
    #[error("a name here has small letters, digits and hyphens, such as first-notice")]
    Name,
    /// Two things of one name.
    #[error("`{name}` is there twice")]
    SameName {
        /// The name.
        name: String,
    },
    /// Weights that add up to nothing, or to too much.
    #[error("the weights of `{of}` add up to a number from 1 to 1,000,000")]
    Weights {
        /// What they are of.
        of: &'static str,
    },
    /// A number of PCs that no facility has.
    #[error("a facility has from 1 to {most} PCs")]
    Pcs {
        /// The most.
        most: u8,
    },
    /// A number of weeks that is too large.
    #[error("a facility applies at most {most} weeks ahead")]
    WeeksAhead {
        /// The most.
        most: u32,
    },
    /// A fleet that is too large.
    #[error("a roll-out has from 1 to {most} facilities")]
    Facilities {
        /// The most.
        most: u32,
    },
    /// A date that does not come after the one above, or is in no year of worlds.
    #[error("{on} is not after the date above, or not between 1970 and 2200")]
    Date {
        /// The date.
        on: NaiveDate,
    },
    /// A share that cannot follow the one above.
    #[error(
        "of every kind, from 0 to 1000 of a thousand were in operation, and never fewer than before: see `{kind}`"
    )]
    Operating {
        /// The kind of facility.
        kind: String,
    },
    /// A share of a kind of facility that there is not.
    #[error("there is no kind `{kind}`")]
    UnknownKind {
        /// Its name.
        kind: String,
    },
    /// An end before anything has happened.
    #[error("the end is after the last date of `[[operating]]`, and by 2200")]
    End,
    /// No worlds, or too many.
    #[error("there are from 1 to {most} worlds")]
    Worlds {
        /// The most.
        most: u32,
    },
}
