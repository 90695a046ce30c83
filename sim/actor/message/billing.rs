//! The messages to the billing office.

use crate::label::Label;
use crate::lifecycle::fee::FeeKind;

/// A message to the billing office.
#[derive(Debug)]
pub(crate) enum BillingMessage {
    /// Something that costs money happened.
    Charge {
        pc: Label,
        ordinal: u32,
        kind: FeeKind,
    },
}
