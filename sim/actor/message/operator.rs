//! The messages to the operator.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Letter, Ticket};
use crate::actor::action::Action;
use crate::label::Label;
use crate::lifecycle::notice::Notice;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::trace::{ExportWizard, PromptAnswer};

/// A message to the operator.
#[derive(Debug)]
pub(crate) enum OperatorMessage {
    /// What to do next, from the scenario.
    Do(Action),
    /// The doorbell: a letter.
    Ring {
        letter: Letter,
        first_tried: DateTime<Utc>,
    },
    /// A backup file, from the PC's export wizard.
    Keep {
        ticket: Ticket,
        pc: Label,
        backup: Label,
        wizard: Option<ExportWizard>,
        key_prompt: Option<PromptAnswer>,
        bytes: Arc<[u8]>,
    },
    /// How a request ended.
    Done { ticket: Ticket, outcome: Outcome },
    /// A notice came up on a PC.
    Reminded { pc: Label, notice: Notice },
    /// The program on a PC that renews by itself has woken.
    RenewalOpen { pc: Label },
    /// The ID and the password for a download, online.
    Receive { letter: Letter },
    /// The services cannot be used from a PC.
    ServiceDown { pc: Label, reason: Reason },
    /// Time to continue with what is in hand for a PC. Only the last one that was set counts.
    Resume { pc: Label, number: u64 },
}
