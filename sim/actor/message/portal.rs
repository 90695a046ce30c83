//! The messages to the portal.

use chrono::{DateTime, Utc};

use super::Ticket;
use crate::label::Label;
use crate::lifecycle::application_channel::ApplicationChannel;

/// A message to the portal.
#[derive(Debug)]
pub(crate) enum PortalMessage {
    /// An application for issue (電子証明書発行申請).
    Apply {
        ticket: Ticket,
        pc: Label,
        via: ApplicationChannel,
    },
    /// The facility opens its account.
    OpenAccount { ticket: Ticket, pc: Label },
    /// An inquiry (電子証明書申請状況照会).
    Status { ticket: Ticket, pc: Label },
    /// An application is withdrawn.
    Cancel { ticket: Ticket, pc: Label },
    /// A request for revocation (失効申請).
    Revoke { ticket: Ticket, pc: Label },
    /// An application has been processed.
    Dispatch { pc: Label, number: usize },
    /// From the authority: a certificate was fetched or renewed, and is valid until then.
    Issued {
        pc: Label,
        /// The application it was fetched for; `None` for a renewal.
        application: Option<usize>,
        not_after: DateTime<Utc>,
    },
    /// From the authority: the last certificate of a PC was revoked.
    Revoked { pc: Label },
    /// The portal cannot be reached until then.
    Down { until: DateTime<Utc> },
}
