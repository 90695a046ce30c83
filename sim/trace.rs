//! What happened, in order: the raw material of reports and checkers.

use chrono::{DateTime, Utc};

use crate::label::Label;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::fee::Fee;
use crate::lifecycle::service::Service;
use crate::pkcs12::EncryptionProfile;
use crate::reason::Reason;

/// Something that happened, or was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening {
    /// An application for issue reached the portal.
    Apply,
    /// The authority issued a notice with an ID and a password, and it was posted.
    Notice,
    /// The notice arrived by registered mail.
    Letter,
    /// A PKCS#12 file was fetched from the download site.
    Download {
        /// The file's name on the PC.
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
    /// The MPKI client renewed the certificate.
    Renew,
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
    /// The certificate was revoked on request.
    Revoke,
    /// A fee fell due.
    Fee(Fee),
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
}

/// Everything that happened, and every file that was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// In order of time.
    pub events: Vec<Event>,
    /// In the order in which they were made.
    pub artefacts: Vec<Artefact>,
}
