//! Why a recipe gave no specimen.

use chrono::{DateTime, Utc};

use super::state::SpecimenState;
use crate::file::FileError;
use crate::key::KeyAlgorithm;
use crate::label::{Label, LabelError};
use crate::lifecycle::renewal::RenewalError;
use crate::pki::{PkiError, Validity};
use crate::reason::Reason;
use crate::shown::Shown;
use crate::time::{Span, format_jst};

/// Why a specimen was not made or not written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpecimenError {
    /// It would end before it begins.
    #[error(
        "it would end at {} and begin at {}: choose an end that is later, or a beginning that is earlier",
        format_jst(.0.not_after),
        format_jst(.0.not_before)
    )]
    EndsBeforeItBegins(Validity),
    /// A date is outside the years that this crate works with.
    #[error("its dates would lie outside the years 1970 to 9999")]
    OutOfYears,
    /// With these dates it is not what was asked for. Nothing is made that does not prove its
    /// state.
    #[error(
        "with these dates it would be `{found}` and not `{state}` at {}: it would be valid from {} to {}",
        format_jst(*at),
        format_jst(validity.not_before),
        format_jst(validity.not_after)
    )]
    OtherState {
        /// What was asked for.
        state: SpecimenState,
        /// What it would be: a state of its life when it is accepted, or a reason code.
        found: &'static str,
        /// The time it was to be made for.
        at: DateTime<Utc>,
        /// Its validity, or that of the authority for `expired-ca`.
        validity: Validity,
    },
    /// No key of that kind signs so.
    #[error("`{state}` cannot be made with {key} keys: their signatures have no choice of hash")]
    NoChoiceOfHash {
        /// What was asked for.
        state: SpecimenState,
        /// The kind of every key.
        key: KeyAlgorithm,
    },
    /// There is nothing to leave out of a chain.
    #[error("`{state}` takes a PKI with an authority between its root and its clients")]
    NothingBetween {
        /// What was asked for.
        state: SpecimenState,
    },
    /// The PKI it was to be made of, or a name that does not fit into its place there.
    #[error(transparent)]
    Pki(#[from] PkiError),
    /// Revocation lists would be out of date when they are issued.
    #[error("revocation lists that last {length} are out of date at once")]
    ListLength {
        /// How long they were to last.
        length: Span,
    },
    /// A pair is of a certificate that is due for renewal.
    #[error("a pair takes a certificate that is due for renewal, not one that is `{state}`")]
    PairOf {
        /// What it would be of.
        state: SpecimenState,
    },
    /// It cannot be called this.
    #[error("{}: {error}", Shown::text(name))]
    Name {
        /// The name.
        name: String,
        /// Why not.
        error: LabelError,
    },
    /// Their files would have the same names.
    #[error("two are called `{name}`")]
    Twice {
        /// The name.
        name: Label,
    },
    /// It cannot be renewed at that time.
    #[error("{0}: a pair takes a certificate that can be renewed")]
    NotRenewable(#[from] RenewalError),
    /// A file that was just made did not read back as what went into it. This is a bug, and nothing
    /// is written.
    #[error("{name} does not read back as it was made; please report this")]
    Unproved {
        /// The file.
        name: String,
    },
    /// A file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
}

impl From<&SpecimenError> for Reason {
    fn from(error: &SpecimenError) -> Self {
        match error {
            SpecimenError::EndsBeforeItBegins(_)
            | SpecimenError::OutOfYears
            | SpecimenError::ListLength { .. }
            | SpecimenError::OtherState { .. }
            | SpecimenError::PairOf { .. }
            | SpecimenError::Name { .. }
            | SpecimenError::Twice { .. }
            | SpecimenError::NothingBetween { .. }
            | SpecimenError::NoChoiceOfHash { .. } => Reason::InvalidArgument,
            SpecimenError::NotRenewable(error) => error.into(),
            SpecimenError::Pki(error) => error.into(),
            SpecimenError::Unproved { .. } => Reason::Malformed,
            SpecimenError::File(error) => error.into(),
        }
    }
}

crate::reason::by_value!(SpecimenError);
