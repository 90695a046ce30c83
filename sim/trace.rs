//! What happened, in order: the raw material of reports, measures and checkers.

use chrono::{DateTime, Utc};

use crate::file::Access;
use crate::label::Label;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::entrance::Entrance;
use crate::lifecycle::fee::Fee;
use crate::lifecycle::notice::Notice;
use crate::lifecycle::service::Service;
use crate::pkcs12::EncryptionProfile;
use crate::reason::Reason;

/// Something that happened, or was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening {
    /// Somebody applied for a certificate.
    Apply {
        /// Where.
        via: Entrance,
        /// The end of a certificate that the PC has and that is still good: a warning, because the
        /// application was hardly meant (¥1,500).
        still_good_until: Option<DateTime<Utc>>,
    },
    /// The facility opened its account on the portal.
    OpenAccount,
    /// An application was withdrawn.
    Cancel,
    /// Somebody asked how an application stands.
    Status {
        /// How it stands.
        status: ApplicationStatus,
    },
    /// The authority issued a notice with an ID and a password, and it was posted.
    Notice {
        /// Which of the PC's certificates it is for, counted from 1.
        generation: u32,
    },
    /// The notice arrived by registered mail, or did not.
    Letter,
    /// A PKCS#12 file was fetched from the download site.
    Download {
        /// The file's name on the PC; the PC's name when there is none.
        file: Label,
    },
    /// A file was imported.
    Import {
        /// Its name.
        file: Label,
        /// How often the security warning about a root appeared.
        root_warnings: usize,
    },
    /// Somebody looked at the certificate in the store.
    Check,
    /// The PC used a service.
    Connect {
        /// Which.
        service: Service,
    },
    /// The MPKI client showed a notice.
    Reminder {
        /// What it said.
        notice: Notice,
    },
    /// Somebody read a notice and closed it.
    Dismiss,
    /// The MPKI client renewed the certificate.
    Renew {
        /// Which of the PC's certificates came of it, counted from 1; 0 when none did.
        generation: u32,
    },
    /// Certificates were deleted from the store.
    Delete {
        /// Which were meant.
        which: DeleteWhich,
        /// How many there were.
        count: usize,
    },
    /// A backup file was made.
    Backup {
        /// Its name.
        file: Label,
        /// How it is encrypted.
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
        /// Which of the PC's certificates it is for.
        generation: u32,
        /// How much, when and how.
        fee: Fee,
    },
    /// The services can be used from the PC from now on.
    ServiceUp,
    /// The services cannot be used any more; the outcome says why.
    ServiceDown,
    /// Something broke, by the scenario's will.
    Fault {
        /// The fault's name in scenario files.
        name: &'static str,
    },
}

kigen_pkcs12::named! {
    /// How an application stands. The portal's own words were not found; these are simulated.
    pub enum ApplicationStatus: "state of an application" {
        /// Taken, the notice not issued yet.
        Received = "received",
        /// Withdrawn in time.
        Cancelled = "cancelled",
        /// The notice is issued and on its way, or there.
        NoticeIssued = "notice-issued",
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
    pub happening: Happening,
    /// How it ended.
    pub outcome: Result<(), Reason>,
}

/// A file that the world made, to be looked at by other software.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artefact {
    /// Its file name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Who may read it when it is written to a disk: its owner alone, if there is a key in it.
    pub access: Access,
}

/// Everything that happened, and every file that was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// In order of time.
    pub events: Vec<Event>,
    /// In the order in which they were made.
    pub artefacts: Vec<Artefact>,
}
