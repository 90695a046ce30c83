//! The messages to a PC: from its user, the authority, and whatever breaks.

use std::sync::Arc;

use super::Ticket;
use crate::actor::action::CertificateChoice;
use crate::certificate::{Certificate, Thumbprint};
use crate::key::PrivateKey;
use crate::label::Label;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::fault::PcFault;
use crate::lifecycle::import::ImportOptions;
use crate::lifecycle::service::Service;
use crate::password::Password;
use crate::pin::Pin;
use crate::pkcs12::EncryptionProfile;
use crate::store::KeyPrompt;
use crate::trace::PromptAnswer;

/// A message to a PC.
#[derive(Debug)]
pub(crate) enum PcMessage {
    /// A file, from the download site.
    Save {
        ticket: Ticket,
        file: Label,
        bytes: Arc<[u8]>,
    },
    /// Run the import wizard, on a file that the operator brings or on the last download.
    Import {
        ticket: Ticket,
        brought: Option<(Label, Arc<[u8]>)>,
        password: Password,
        options: ImportOptions,
    },
    /// Show the certificate.
    Check { ticket: Ticket },
    /// Use a service.
    Connect {
        ticket: Ticket,
        service: Service,
        prompt: KeyPrompt,
    },
    /// The program that renews by itself wakes. Only the last alarm that was set counts.
    Wake { number: u64 },
    /// Somebody is back, and looks at the screen.
    Look,
    /// Close the notice on the screen.
    Dismiss { ticket: Ticket },
    /// Renew with the MPKI client.
    Renew { ticket: Ticket, prompt: KeyPrompt },
    /// What the authority made in answer to a renewal.
    Renewed {
        ticket: Ticket,
        ordinal: u32,
        key: PrivateKey,
        certificate: Certificate,
        /// What is above it.
        chain: Vec<Certificate>,
        key_prompt: Option<PromptAnswer>,
    },
    /// Pick the certificate to use.
    Choose {
        ticket: Ticket,
        which: CertificateChoice,
    },
    /// A service refused the certificate that was sent.
    Refused { thumbprint: Thumbprint },
    /// Delete certificates.
    Delete { ticket: Ticket, which: DeleteWhich },
    /// Run the export wizard.
    Backup {
        ticket: Ticket,
        backup: Label,
        pin: Pin,
        pin_again: Pin,
        encryption: EncryptionProfile,
    },
    /// Make way for a new PC of the same name.
    Replace { ticket: Ticket },
    /// Another Windows user signs in.
    SignIn { ticket: Ticket, user: Label },
    /// Something breaks.
    Fault(PcFault),
    /// A notice is due, unless something has changed since this was sent.
    Remind { number: u64 },
}
