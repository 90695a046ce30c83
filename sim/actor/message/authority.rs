//! The messages to the authority.

use chrono::{DateTime, Utc};

use super::{Credentials, Possession, Ticket};
use crate::actor::CertificationRequest;
use crate::certificate::Certificate;
use crate::label::Label;
use crate::pin::Pin;
use crate::trace::PromptAnswer;

/// What a certificate is enrolled on.
#[derive(Clone, Debug)]
pub(crate) enum EnrollOn {
    /// A letter.
    Letter(Credentials),
    /// The PC's certificate of this number.
    Certificate(u32),
}

/// A message to the authority.
#[derive(Debug)]
pub(crate) enum AuthorityMessage {
    /// From the portal, once an application has been processed.
    IssueLetter {
        pc: Label,
        application: usize,
        after_expiry: bool,
    },
    /// From the application site on the closed network, which is next to the download site.
    Apply { ticket: Ticket, pc: Label },
    /// From the download page.
    Download {
        ticket: Ticket,
        pc: Label,
        credentials: Credentials,
        pin: Pin,
    },
    /// From a client that has made its key itself, and says who it is with the ID and password of a
    /// letter, or with the certificate of that number.
    Enroll {
        ticket: Ticket,
        pc: Label,
        request: CertificationRequest,
        on: EnrollOn,
    },
    /// From the MPKI client, on behalf of the certificate it shows.
    Renew {
        ticket: Ticket,
        pc: Label,
        certificate: Certificate,
        /// With the key of that certificate.
        proof: Possession,
        key_prompt: Option<PromptAnswer>,
    },
    /// From the portal.
    Revoke { ticket: Ticket, pc: Label },
    /// It is time to renew the authorities themselves.
    RenewAuthorities,
    /// The authority cannot be reached until then.
    Down { until: DateTime<Utc> },
}
