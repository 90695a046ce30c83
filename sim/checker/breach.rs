//! What the checkers can find, with the values that decide it.

use chrono::{DateTime, Utc};

use crate::label::Label;
use crate::lifecycle::expiry::State;
use crate::lifecycle::fee::{Fee, FeeKind};
use crate::reason::Reason;
use crate::time::format_jst;

/// A state that a world must never be in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Breach {
    /// What a checker found that does not come with kigen.
    #[error("{message}")]
    Own {
        /// What is wrong.
        message: String,
    },
    /// The services are up, and nothing in the store could have brought them up.
    #[error("{pc} is said to be up without a usable certificate")]
    UpWithoutCertificate {
        /// The PC.
        pc: Label,
    },
    /// The services are down, and something in the store would bring them up.
    #[error("{pc} is said to be down with a usable certificate")]
    DownWithCertificate {
        /// The PC.
        pc: Label,
    },
    /// Service came up on a certificate that has expired or is not valid yet.
    #[error("{pc} came up at {} with a certificate that is not valid then", format_jst(*at))]
    CameUpWithoutValid {
        /// The PC.
        pc: Label,
        /// When it came up.
        at: DateTime<Utc>,
    },
    /// Two fees of one kind for one certificate.
    #[error("{pc}: certificate {ordinal} is charged twice ({})", kind.name())]
    ChargedTwice {
        /// The PC.
        pc: Label,
        /// Which of its certificates.
        ordinal: u32,
        /// What is charged for.
        kind: FeeKind,
    },
    /// A certificate was issued or renewed, and nobody pays for it.
    #[error("{pc}: certificate {ordinal} was never charged")]
    NeverCharged {
        /// The PC.
        pc: Label,
        /// Which of its certificates.
        ordinal: u32,
    },
    /// A fee that nothing in the trace explains.
    #[error(
        "{pc}: ¥{} ({}) in {} for certificate {ordinal} has no such event",
        fee.yen, fee.kind.name(), fee.month
    )]
    Unexplained {
        /// The PC.
        pc: Label,
        /// Which of its certificates.
        ordinal: u32,
        /// The fee.
        fee: Fee,
    },
    /// An action was refused, yet something was changed.
    #[error("{action} on {pc} was refused ({reason}), and the store changed")]
    StoreChanged {
        /// The action's name.
        action: &'static str,
        /// The PC.
        pc: Label,
        /// Why it was refused.
        reason: Reason,
    },
    /// A certificate went back to an earlier state of its life.
    #[error("certificate {ordinal} of {pc} went back to {state} from a later state")]
    WentBack {
        /// The PC.
        pc: Label,
        /// Which of its certificates.
        ordinal: u32,
        /// The state it is in.
        state: State,
    },
}
