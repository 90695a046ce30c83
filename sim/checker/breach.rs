//! What the checkers can find, with the values that decide it.

use chrono::{DateTime, Utc};

use crate::label::Label;
use crate::lifecycle::expiry::State;
use crate::lifecycle::fee::{Fee, FeeKind};
use crate::lifecycle::notice::Notice;
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
    /// So much happens that time does not go on.
    #[error("what happens at {} never ends", format_jst(*at))]
    StandsStill {
        /// When it became too much.
        at: DateTime<Utc>,
    },
    /// A certificate does not begin, or does not end, when the PKI says.
    #[error("certificate {ordinal} of {pc} does not begin and end when it should")]
    WrongDates {
        /// The PC.
        pc: Label,
        /// Which of its certificates.
        ordinal: u32,
    },
    /// A certificate was issued twice, or another one for a renewal whose answer was lost.
    #[error("certificate {ordinal} of {pc} was issued although there was one")]
    IssuedAgain {
        /// The PC.
        pc: Label,
        /// Which of its certificates.
        ordinal: u32,
    },
    /// An ID for a download was issued, and nothing explains it.
    #[error("{pc}: nobody applied for certificate {ordinal} so many business days before")]
    NoSuchApplication {
        /// The PC.
        pc: Label,
        /// Which of its certificates.
        ordinal: u32,
    },
    /// Something was done that could not be.
    #[error("{event} on {pc} was done and should have been refused ({because})")]
    DoneAllTheSame {
        /// What, as reports call it.
        event: &'static str,
        /// The PC.
        pc: Label,
        /// Why it should have been refused.
        because: Reason,
    },
    /// A renewal came through, and no certificate of the PC could be renewed then.
    #[error("{pc} renewed at {}, when no certificate could be", format_jst(*at))]
    RenewedOutOfTime {
        /// The PC.
        pc: Label,
        /// When.
        at: DateTime<Utc>,
    },
    /// Something was refused because of the time, and the time was right.
    #[error("{action} on {pc} was refused ({reason}) in time")]
    RefusedInTime {
        /// The action's name.
        action: &'static str,
        /// The PC.
        pc: Label,
        /// Why it was refused.
        reason: Reason,
    },
    /// An older certificate is used where there is a newer one.
    #[error("{pc} uses a certificate that is not its newest")]
    OlderUsed {
        /// The PC.
        pc: Label,
    },
    /// A key that may not leave its store is in a backup.
    #[error("a key of {pc} left its store and may not")]
    KeyLeft {
        /// The PC.
        pc: Label,
    },
    /// Deleting a certificate deleted a key.
    #[error("a key of {pc} is gone with its certificate")]
    KeysGone {
        /// The PC.
        pc: Label,
    },
    /// Certificates were deleted that were not meant.
    #[error("deleting on {pc} took a certificate that should have stayed")]
    DeletedTooMuch {
        /// The PC.
        pc: Label,
    },
    /// Certificates were meant and not deleted.
    #[error("deleting on {pc} left a certificate that should be gone")]
    DeletedTooLittle {
        /// The PC.
        pc: Label,
    },
    /// A client program sent a certificate that it would not have selected, or none.
    #[error("{pc} at {}: its client program would have selected another certificate", format_jst(*at))]
    SentAnother {
        /// The PC.
        pc: Label,
        /// When.
        at: DateTime<Utc>,
    },
    /// Somebody whose policy it is to read notices did not read one.
    #[error("{pc}: nobody has read the notice of {}", format_jst(*at))]
    NotRead {
        /// The PC.
        pc: Label,
        /// When it appeared.
        at: DateTime<Utc>,
    },
    /// Somebody applied again who had what they had applied for.
    #[error("{pc} at {}: somebody applied again with the letter in hand", format_jst(*at))]
    AppliedWithLetter {
        /// The PC.
        pc: Label,
        /// When.
        at: DateTime<Utc>,
    },
    /// An import did not bring the chain of a certificate.
    #[error("{pc} has a certificate without its chain up to a root")]
    ChainBroken {
        /// The PC.
        pc: Label,
    },
    /// A screen showed what it cannot have shown.
    #[error("{event} on {pc} showed a screen that there cannot have been")]
    WrongScreen {
        /// What happened, as reports call it.
        event: &'static str,
        /// The PC.
        pc: Label,
    },
    /// A notice appeared that should not have, or did not and should have.
    #[error("{pc} at {}: the notice {notice} should have been shown, or should not", format_jst(*at))]
    WrongNotice {
        /// The PC.
        pc: Label,
        /// When.
        at: DateTime<Utc>,
        /// The notice.
        notice: Notice,
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
