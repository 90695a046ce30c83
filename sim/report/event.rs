//! What happened, as programs read it.

mod screen;

use std::num::NonZeroUsize;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::value::Moment;
use crate::certificate::SerialNumber;
use crate::label::Label;
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::fault::Fault;
use crate::lifecycle::fee::{Fee, FeeKind, PaymentMethod};
use crate::lifecycle::import::RootWarning;
use crate::lifecycle::notice::{Notice, NoticeChannel};
use crate::lifecycle::service::Service;
use crate::outcome::Outcome;
use crate::trace;
use crate::trace::{ApplicationStatus, Button, PromptAnswer};

pub use screen::{ClientScreen, Destination, ExportWizard, ImportWizard, ShownCertificate};

/// Something that happened, or was tried.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Event {
    /// When.
    pub at: Moment,
    /// The PC it is about.
    pub pc: Label,
    /// How it ended.
    pub outcome: Outcome,
    // Flat, so that events can be filtered and tabulated by `what`; nothing is ever read back.
    /// What it was.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened, or was tried; `what` names it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EventKind {
    /// Somebody applied for a certificate.
    Apply {
        /// Where.
        via: ApplicationChannel,
        /// The end of a certificate that the PC has and that is still good: the application was
        /// probably a mistake.
        #[serde(skip_serializing_if = "Option::is_none")]
        still_good_until: Option<Moment>,
    },
    /// The facility opened its account on the portal.
    OpenAccount,
    /// An application was withdrawn.
    Cancel,
    /// Somebody asked how an application stands.
    Inquire {
        /// How it stands, if the portal said so.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<ApplicationStatus>,
    },
    /// The authority issued an issuance letter with an ID and a password, and it was posted.
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
        /// The file's name on the PC, if it was fetched.
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<Label>,
    },
    /// A certificate for a key of the client's own was fetched.
    Enroll {
        /// Which of the PC's certificates it is, counted from 1; absent if it was not given out.
        #[serde(skip_serializing_if = "Option::is_none")]
        ordinal: Option<u32>,
        /// Which it takes the place of; absent if it is none.
        #[serde(skip_serializing_if = "Option::is_none")]
        renews: Option<u32>,
    },
    /// Somebody showed a certificate from elsewhere to a service.
    Show {
        /// Which.
        service: Service,
        /// The certificate; absent if none was sent.
        #[serde(skip_serializing_if = "Option::is_none")]
        sent: Option<ShownCertificate>,
    },
    /// The authority made a certificate: for the first download after a letter, or for a renewal.
    Issued {
        /// Which of the PC's certificates it is, counted from 1.
        ordinal: u32,
        /// Its serial number, in hexadecimal.
        serial: String,
        /// Its first second.
        not_before: Moment,
        /// Its last second.
        not_after: Moment,
    },
    /// A file was imported.
    Import {
        /// Its name; absent where the last download was meant and there is none.
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<Label>,
        /// The wizard's pages, as far as it got; absent where it did not get to the password.
        #[serde(skip_serializing_if = "Option::is_none")]
        wizard: Option<ImportWizard>,
        /// How the security warning about a root was answered, each time it appeared; absent where
        /// the file was not opened.
        #[serde(skip_serializing_if = "Option::is_none")]
        root_warnings: Option<Vec<Button>>,
        /// That the file held nothing to import, which the wizard does not say; absent otherwise.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        nothing: bool,
        /// How many private keys of the file were left out, as no certificate claims them or they
        /// cannot be read; absent where none was.
        #[serde(skip_serializing_if = "Option::is_none")]
        keys_left_out: Option<NonZeroUsize>,
    },
    /// Somebody looked at the certificate in the store.
    Check {
        /// What the certificate manager showed of each certificate; absent where it showed none.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        shown: Vec<ShownCertificate>,
    },
    /// The PC used a service.
    Connect {
        /// Which.
        service: Service,
        /// How the prompt of the key was answered; absent where none appeared.
        #[serde(skip_serializing_if = "Option::is_none")]
        key_prompt: Option<PromptAnswer>,
        /// The certificate that was sent; absent where none was, and where the PC's program sends
        /// the latest one without selecting.
        #[serde(skip_serializing_if = "Option::is_none")]
        sent: Option<ShownCertificate>,
    },
    /// The MPKI client showed a notice, or a mail brought it.
    Notice {
        /// That a mail brought it; absent where it was on the screen.
        #[serde(skip_serializing_if = "NoticeChannel::is_screen")]
        by: NoticeChannel,
        /// The days that it says are left; absent when it says that the certificate has expired.
        #[serde(skip_serializing_if = "Option::is_none")]
        days_left: Option<i64>,
    },
    /// Somebody read a notice and closed it.
    Dismiss,
    /// The MPKI client renewed the certificate.
    Renew {
        /// Which of the PC's certificates resulted, counted from 1, if it is in the store.
        #[serde(skip_serializing_if = "Option::is_none")]
        ordinal: Option<u32>,
        /// How the prompt of the old key was answered; absent where none appeared.
        #[serde(skip_serializing_if = "Option::is_none")]
        key_prompt: Option<PromptAnswer>,
    },
    /// Certificates were deleted from the store.
    Delete {
        /// Which were meant.
        which: DeleteWhich,
        /// How many were deleted; absent if none was.
        #[serde(skip_serializing_if = "Option::is_none")]
        count: Option<NonZeroUsize>,
        /// The MPKI client's messages and answers; absent where it is not known to have asked.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        messages: Vec<ClientScreen>,
    },
    /// A backup file was made, or was to be.
    Backup {
        /// The name that was asked for.
        file: Label,
        /// The wizard's pages; absent where there was no key to export.
        #[serde(skip_serializing_if = "Option::is_none")]
        wizard: Option<ExportWizard>,
        /// How the prompt of the key was answered; absent where none appeared.
        #[serde(skip_serializing_if = "Option::is_none")]
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
        /// Which of the PC's certificates it is for, counted from 1.
        ordinal: u32,
        /// What for.
        kind: FeeKind,
        /// How much.
        yen: u32,
        /// The month in which it is collected: 2022-11.
        month: String,
        /// How it is collected.
        method: PaymentMethod,
    },
    /// The services can be used from the PC from now on.
    ServiceUp,
    /// The services cannot be used any more; the outcome says why.
    ServiceDown,
    /// Something broke, or was repaired, because the scenario says so.
    Fault {
        /// What, as in scenario files.
        fault: Fault,
    },
}

impl From<&trace::Event> for Event {
    fn from(event: &trace::Event) -> Self {
        Event {
            at: Moment(event.at),
            pc: event.pc.clone(),
            outcome: event.outcome,
            kind: EventKind::from(&event.kind),
        }
    }
}

impl From<&trace::EventKind> for EventKind {
    fn from(kind: &trace::EventKind) -> Self {
        use trace::EventKind as From;
        match kind {
            From::Apply {
                via,
                still_good_until,
            } => EventKind::Apply {
                via: *via,
                still_good_until: still_good_until.map(Moment),
            },
            From::OpenAccount => EventKind::OpenAccount,
            From::Cancel => EventKind::Cancel,
            From::Inquire { status } => EventKind::Inquire { status: *status },
            From::LetterIssued { ordinal } => EventKind::LetterIssued { ordinal: *ordinal },
            From::Released { ordinal } => EventKind::Released { ordinal: *ordinal },
            From::LetterDelivery => EventKind::LetterDelivery,
            From::Download { file } => EventKind::Download { file: file.clone() },
            From::Enroll { ordinal, renews } => EventKind::Enroll {
                ordinal: *ordinal,
                renews: *renews,
            },
            From::Show { service, sent } => EventKind::Show {
                service: *service,
                sent: sent.as_ref().map(ShownCertificate::from),
            },
            From::Issued {
                ordinal,
                serial,
                not_before,
                not_after,
            } => issued(*ordinal, serial, *not_before, *not_after),
            From::Import {
                file,
                wizard,
                root_warnings,
                nothing,
                keys_left_out,
            } => EventKind::Import {
                file: file.clone(),
                wizard: wizard.as_ref().map(ImportWizard::from),
                root_warnings: root_warnings.as_deref().map(buttons),
                nothing: *nothing,
                keys_left_out: NonZeroUsize::new(*keys_left_out),
            },
            From::Check { shown } => EventKind::Check {
                shown: shown.iter().map(ShownCertificate::from).collect(),
            },
            From::Connect {
                service,
                key_prompt,
                sent,
            } => EventKind::Connect {
                service: *service,
                key_prompt: *key_prompt,
                sent: sent.as_ref().map(ShownCertificate::from),
            },
            From::Notice { notice, by } => EventKind::Notice {
                by: *by,
                days_left: days_left(*notice),
            },
            From::Dismiss => EventKind::Dismiss,
            From::Renew {
                ordinal,
                key_prompt,
            } => EventKind::Renew {
                ordinal: *ordinal,
                key_prompt: *key_prompt,
            },
            From::Delete {
                which,
                count,
                messages,
            } => delete(*which, *count, messages),
            From::Backup {
                file,
                wizard,
                key_prompt,
            } => backup(file, wizard, *key_prompt),
            From::Replace => EventKind::Replace,
            From::SignIn { user } => EventKind::SignIn { user: user.clone() },
            From::Revoke => EventKind::Revoke,
            From::Fee { ordinal, fee } => charge(*ordinal, fee),
            From::ServiceUp => EventKind::ServiceUp,
            From::ServiceDown => EventKind::ServiceDown,
            From::Fault(fault) => EventKind::Fault {
                fault: fault.clone(),
            },
        }
    }
}

fn issued(
    ordinal: u32,
    serial: &SerialNumber,
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
) -> EventKind {
    EventKind::Issued {
        ordinal,
        serial: serial.to_string(),
        not_before: Moment(not_before),
        not_after: Moment(not_after),
    }
}

fn buttons(answers: &[RootWarning]) -> Vec<Button> {
    let answers = answers.iter();
    answers.map(|answer| screen::button(*answer)).collect()
}

fn delete(
    which: DeleteWhich,
    count: Option<NonZeroUsize>,
    messages: &[trace::ClientScreen],
) -> EventKind {
    EventKind::Delete {
        which,
        count,
        messages: messages.iter().map(ClientScreen::from).collect(),
    }
}

fn backup(
    file: &Label,
    wizard: &Option<trace::ExportWizard>,
    key_prompt: Option<PromptAnswer>,
) -> EventKind {
    EventKind::Backup {
        file: file.clone(),
        wizard: wizard.as_ref().map(ExportWizard::from),
        key_prompt,
    }
}

fn days_left(notice: Notice) -> Option<i64> {
    match notice {
        Notice::Before { days } => Some(days),
        Notice::Expired => None,
    }
}

fn charge(ordinal: u32, fee: &Fee) -> EventKind {
    EventKind::Fee {
        ordinal,
        kind: fee.kind,
        yen: fee.yen,
        month: fee.month.to_string(),
        method: fee.method,
    }
}
