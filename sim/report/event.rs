//! What happened, as programs read it.

use std::num::NonZeroUsize;

use schemars::JsonSchema;
use serde::Serialize;

use super::value::Moment;
use crate::label::Label;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::entrance::Entrance;
use crate::lifecycle::fault::Fault;
use crate::lifecycle::fee::{FeeKind, PaymentMethod};
use crate::lifecycle::notice::Notice;
use crate::lifecycle::service::Service;
use crate::outcome::Outcome;
use crate::pkcs12::EncryptionProfile;
use crate::trace;
use crate::trace::ApplicationStatus;

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
    pub happening: Happening,
}

/// What happened, or was tried; `what` names it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Happening {
    /// Somebody applied for a certificate.
    Apply {
        /// Where.
        via: Entrance,
        /// The end of a certificate that the PC has and that is still good: the application was
        /// hardly meant.
        #[serde(skip_serializing_if = "Option::is_none")]
        still_good_until: Option<Moment>,
    },
    /// The facility opened its account on the portal.
    OpenAccount,
    /// An application was withdrawn.
    Cancel,
    /// Somebody asked how an application stands.
    Inquire {
        /// How it stands, when the portal said so.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<ApplicationStatus>,
    },
    /// The authority issued an issuance letter with an ID and a password, and it was posted.
    LetterIssued {
        /// Which of the PC's certificates it is for, counted from 1.
        ordinal: u32,
    },
    /// The post delivered an issuance letter, or could not.
    LetterDelivery,
    /// A PKCS#12 file was fetched from the download site.
    Download {
        /// The file's name on the PC, when it was fetched.
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<Label>,
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
        /// Its name; absent where the last download was meant and there is none to be had.
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<Label>,
        /// How often the security warning about a root appeared, when the file was opened.
        #[serde(skip_serializing_if = "Option::is_none")]
        root_warnings: Option<usize>,
    },
    /// Somebody looked at the certificate in the store.
    Check,
    /// The PC used a service.
    Connect {
        /// Which.
        service: Service,
    },
    /// The MPKI client showed a notice.
    Notice {
        /// The days that it says are left; absent when it says that the certificate has expired.
        #[serde(skip_serializing_if = "Option::is_none")]
        days_left: Option<i64>,
    },
    /// Somebody read a notice and closed it.
    Dismiss,
    /// The MPKI client renewed the certificate.
    Renew {
        /// Which of the PC's certificates came of it, counted from 1, when it is in the store.
        #[serde(skip_serializing_if = "Option::is_none")]
        ordinal: Option<u32>,
    },
    /// Certificates were deleted from the store.
    Delete {
        /// Which were meant.
        which: DeleteWhich,
        /// How many were, when any was.
        #[serde(skip_serializing_if = "Option::is_none")]
        count: Option<NonZeroUsize>,
    },
    /// A backup file was made, or was to be.
    Backup {
        /// The name that was asked for.
        file: Label,
        /// The encryption that was asked for.
        encryption: EncryptionProfile,
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
    /// Something broke, or was mended, by the scenario's will.
    Fault {
        /// What, as scenario files say it.
        fault: Fault,
    },
}

impl From<&trace::Event> for Event {
    fn from(event: &trace::Event) -> Self {
        Event {
            at: Moment(event.at),
            pc: event.pc.clone(),
            outcome: event.outcome,
            happening: Happening::from(&event.happening),
        }
    }
}

impl From<&trace::Happening> for Happening {
    fn from(happening: &trace::Happening) -> Self {
        use trace::Happening as From;
        match happening {
            From::Apply {
                via,
                still_good_until,
            } => Happening::Apply {
                via: *via,
                still_good_until: still_good_until.map(Moment),
            },
            From::OpenAccount => Happening::OpenAccount,
            From::Cancel => Happening::Cancel,
            From::Inquire { status } => Happening::Inquire { status: *status },
            From::LetterIssued { ordinal } => Happening::LetterIssued { ordinal: *ordinal },
            From::LetterDelivery => Happening::LetterDelivery,
            From::Download { file } => Happening::Download { file: file.clone() },
            From::Issued {
                ordinal,
                serial,
                not_before,
                not_after,
            } => Happening::Issued {
                ordinal: *ordinal,
                serial: serial.to_string(),
                not_before: Moment(*not_before),
                not_after: Moment(*not_after),
            },
            From::Import {
                file,
                root_warnings,
            } => Happening::Import {
                file: file.clone(),
                root_warnings: *root_warnings,
            },
            From::Check => Happening::Check,
            From::Connect { service } => Happening::Connect { service: *service },
            From::Notice { notice } => Happening::Notice {
                days_left: match notice {
                    Notice::Before { days } => Some(*days),
                    Notice::Expired => None,
                },
            },
            From::Dismiss => Happening::Dismiss,
            From::Renew { ordinal } => Happening::Renew { ordinal: *ordinal },
            From::Delete { which, count } => Happening::Delete {
                which: *which,
                count: *count,
            },
            From::Backup { file, encryption } => Happening::Backup {
                file: file.clone(),
                encryption: *encryption,
            },
            From::Replace => Happening::Replace,
            From::SignIn { user } => Happening::SignIn { user: user.clone() },
            From::Revoke => Happening::Revoke,
            From::Fee { ordinal, fee } => Happening::Fee {
                ordinal: *ordinal,
                kind: fee.kind,
                yen: fee.yen,
                month: fee.month.to_string(),
                method: fee.method,
            },
            From::ServiceUp => Happening::ServiceUp,
            From::ServiceDown => Happening::ServiceDown,
            From::Fault(fault) => Happening::Fault {
                fault: fault.clone(),
            },
        }
    }
}
