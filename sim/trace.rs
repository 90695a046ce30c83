//! What happened, in order: the raw material of reports, measures and checkers.

mod screen;

use std::num::NonZeroUsize;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::certificate::SerialNumber;
use crate::file::Access;
use crate::label::Label;
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::fault::Fault;
use crate::lifecycle::fee::Fee;
use crate::lifecycle::import::RootWarning;
use crate::lifecycle::notice::{Notice, NoticeChannel};
use crate::lifecycle::service::Service;
use crate::outcome::Outcome;

pub use screen::{
    Button, ClientMessage, ClientScreen, ExportWizard, ImportWizard, PromptAnswer, ShownCertificate,
};

/// Something that happened, or was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// Somebody applied for a certificate.
    Apply {
        /// Where.
        via: ApplicationChannel,
        /// The end of the PC's current certificate, if it was still valid when the application was
        /// taken: a warning, because that was hardly intended (¥1,500).
        still_good_until: Option<DateTime<Utc>>,
    },
    /// The facility opened its account on the portal.
    OpenAccount,
    /// An application was withdrawn.
    Cancel,
    /// Somebody asked how an application stands.
    Inquire {
        /// How it stands, when the portal said so.
        status: Option<ApplicationStatus>,
    },
    /// The authority issued an issuance letter (電子証明書発行通知書) with an ID and a password, and
    /// it was posted.
    LetterIssued {
        /// Which of the PC's certificates it is for, counted from 1.
        ordinal: u32,
    },
    /// The authority gave out an ID and a password for a download, online.
    Released {
        /// Which of the PC's certificates they are for, counted from 1.
        ordinal: u32,
    },
    /// The post delivered an issuance letter, or could not.
    LetterDelivery,
    /// A PKCS#12 file was fetched from the download site.
    Download {
        /// Its name on the PC, when it was fetched.
        file: Option<Label>,
    },
    /// A certificate for a key of the client's own was fetched.
    Enroll {
        /// Which of the PC's certificates it is, counted from 1, if it was given out.
        ordinal: Option<u32>,
        /// Which it takes the place of, if any.
        renews: Option<u32>,
    },
    /// Somebody showed a certificate from elsewhere to a service.
    Show {
        /// Which.
        service: Service,
        /// The certificate, if one was sent.
        sent: Option<ShownCertificate>,
    },
    /// The authority made a certificate: for the first download after a letter, or for a renewal.
    Issued {
        /// Which of the PC's certificates it is, counted from 1.
        ordinal: u32,
        /// Its serial number.
        serial: SerialNumber,
        /// Its first second.
        not_before: DateTime<Utc>,
        /// Its last second.
        not_after: DateTime<Utc>,
    },
    /// A file was imported.
    Import {
        /// Its name; `None` if the last download was meant and there is none.
        file: Option<Label>,
        /// The wizard's pages, as far as it came, if it asked for the password.
        wizard: Option<ImportWizard>,
        /// How the security warning about a root was answered, each time it appeared, if the file
        /// was opened.
        root_warnings: Option<Vec<RootWarning>>,
        /// Whether the file was opened and held nothing to import.
        nothing: bool,
        /// How many of its private keys were left out.
        keys_left_out: usize,
    },
    /// Somebody looked at the certificate in the store.
    Check {
        /// What the certificate manager showed: every certificate of the user's own store.
        shown: Vec<ShownCertificate>,
    },
    /// The PC used a service.
    Connect {
        /// Which.
        service: Service,
        /// How the prompt of the key was answered, if it appeared.
        key_prompt: Option<PromptAnswer>,
        /// The certificate that was sent, where a program selects it by rules of its own.
        sent: Option<ShownCertificate>,
    },
    /// The MPKI client showed a notice.
    Notice {
        /// What it said.
        notice: Notice,
        /// Where.
        by: NoticeChannel,
    },
    /// Somebody read a notice and closed it.
    Dismiss,
    /// The MPKI client renewed the certificate.
    Renew {
        /// Which of the PC's certificates resulted, counted from 1, if it is in the store.
        ordinal: Option<u32>,
        /// How the prompt of the old key was answered, if it appeared.
        key_prompt: Option<PromptAnswer>,
    },
    /// Certificates were deleted from the store.
    Delete {
        /// Which were meant.
        which: DeleteWhich,
        /// How many were deleted, if any.
        count: Option<NonZeroUsize>,
        /// The MPKI client's messages, if it is known to have asked: after a renewal.
        messages: Vec<ClientScreen>,
    },
    /// A backup file was made, or was to be.
    Backup {
        /// The name that was asked for.
        file: Label,
        /// The wizard's pages, when there was a key to export.
        wizard: Option<ExportWizard>,
        /// How the prompt of the key was answered, if it appeared.
        key_prompt: Option<PromptAnswer>,
    },
    /// The PC was replaced by a new, empty one.
    Replace,
    /// Another Windows user signed in.
    SignIn {
        /// Who.
        user: Label,
    },
    /// The certificate was revoked on request.
    Revoke,
    /// A fee fell due.
    Fee {
        /// Which of the PC's certificates it is for.
        ordinal: u32,
        /// How much, when and how.
        fee: Fee,
    },
    /// The services can be used from the PC from now on.
    ServiceUp,
    /// The services cannot be used any more; the outcome says why.
    ServiceDown,
    /// Something broke, or was repaired, because the scenario says so.
    Fault(Fault),
}

impl EventKind {
    /// The name that reports use.
    pub const fn name(&self) -> &'static str {
        match self {
            EventKind::Apply { .. } => "apply",
            EventKind::OpenAccount => "open-account",
            EventKind::Cancel => "cancel",
            EventKind::Inquire { .. } => "inquire",
            EventKind::LetterIssued { .. } => "letter-issued",
            EventKind::Released { .. } => "released",
            EventKind::LetterDelivery => "letter-delivery",
            EventKind::Download { .. } => "download",
            EventKind::Enroll { .. } => "enroll",
            EventKind::Show { .. } => "show",
            EventKind::Issued { .. } => "issued",
            EventKind::Import { .. } => "import",
            EventKind::Check { .. } => "check",
            EventKind::Connect { .. } => "connect",
            EventKind::Notice { .. } => "notice",
            EventKind::Dismiss => "dismiss",
            EventKind::Renew { .. } => "renew",
            EventKind::Delete { .. } => "delete",
            EventKind::Backup { .. } => "backup",
            EventKind::Replace => "replace",
            EventKind::SignIn { .. } => "sign-in",
            EventKind::Revoke => "revoke",
            EventKind::Fee { .. } => "fee",
            EventKind::ServiceUp => "service-up",
            EventKind::ServiceDown => "service-down",
            EventKind::Fault(_) => "fault",
        }
    }
}

kigen_pkcs12::named! {
    /// How an application stands. The portal's own words were not found; these are simulated.
    pub enum ApplicationStatus: "state of an application" {
        /// Taken, the issuance letter not issued yet.
        Received = "received",
        /// Withdrawn in time.
        Cancelled = "cancelled",
        /// The issuance letter is issued and on its way, or there.
        LetterIssued = "letter-issued",
        /// The certificate was downloaded.
        Downloaded = "downloaded",
    }
}

/// One line of the trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// The PC it is about.
    pub pc: Label,
    /// What.
    pub kind: EventKind,
    /// How it ended.
    pub outcome: Outcome,
}

/// A file that the world made, for other software to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artefact {
    /// Its file name.
    pub name: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Who may read it when it is written to a disk: only its owner, if it contains a key.
    pub access: Access,
}

/// Everything that happened, and every file that was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// In chronological order.
    pub events: Vec<Event>,
    /// In the order in which they were made.
    pub artefacts: Vec<Artefact>,
}
