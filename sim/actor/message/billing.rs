//! What the billing office is told.

use crate::label::Label;
use crate::lifecycle::fee::FeeKind;

/// What billing is told.
#[derive(Debug)]
pub(crate) enum BillingMessage {
    /// Something that costs happened.
    Charge {
        pc: Label,
        ordinal: u32,
        kind: FeeKind,
    },
}
