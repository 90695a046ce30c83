//! What can break.

use crate::label::Label;
use crate::time::Span;

/// Something that breaks, by the scenario's will: `fault.lose-letter = { pc = "受付01" }`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "scenario", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "scenario",
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Fault {
    /// The next letter for a PC is lost in the mail.
    LoseLetter {
        /// The PC.
        pc: Label,
    },
    /// The portal cannot be reached for a while.
    PortalDown {
        /// The PC that would notice.
        pc: Label,
        /// For how long.
        lasts: Span,
    },
    /// The authority and its download site cannot be reached for a while.
    AuthorityDown {
        /// The PC that would notice.
        pc: Label,
        /// For how long.
        lasts: Span,
    },
    /// The power fails at a point of the next renewal, import or backup.
    CutPower {
        /// The PC.
        pc: Label,
        /// Where.
        at: CutPoint,
    },
    /// The disk that backups go to is full, until it is tidied up.
    FillDisk {
        /// The PC.
        pc: Label,
    },
    /// The disk is tidied up.
    FreeDisk {
        /// The PC.
        pc: Label,
    },
    /// The PC breaks: it does not start again, and its store is gone.
    Break {
        /// The PC.
        pc: Label,
    },
    /// Somebody sets the PC's clock: ahead, or back with a minus sign.
    SetClock {
        /// The PC.
        pc: Label,
        /// By how much.
        by: Span,
    },
    /// The PC's clock gains so many seconds a day from now on, or loses them with a minus sign.
    Drift {
        /// The PC.
        pc: Label,
        /// Seconds a day.
        seconds_per_day: i16,
    },
    /// The clock's battery dies: the PC believes it is 1 January 2010 (assumed; it differs by maker).
    DrainBattery {
        /// The PC.
        pc: Label,
    },
    /// The clock is right again.
    RepairClock {
        /// The PC.
        pc: Label,
    },
}

kigen_pkcs12::named! {
    /// Where the power fails.
    #[non_exhaustive]
    pub enum CutPoint: "point at which the power fails" {
        /// Before the renewal request leaves.
        RenewalRequest = "renewal-request",
        /// After the authority has issued, before the PC has stored what it got.
        RenewalStore = "renewal-store",
        /// In the middle of an import.
        Import = "import",
        /// In the middle of a backup.
        Backup = "backup",
    }
}

impl Fault {
    /// The fault's name in scenario files.
    pub const fn name(&self) -> &'static str {
        match self {
            Fault::LoseLetter { .. } => "lose-letter",
            Fault::PortalDown { .. } => "portal-down",
            Fault::AuthorityDown { .. } => "authority-down",
            Fault::CutPower { .. } => "cut-power",
            Fault::FillDisk { .. } => "fill-disk",
            Fault::FreeDisk { .. } => "free-disk",
            Fault::Break { .. } => "break",
            Fault::SetClock { .. } => "set-clock",
            Fault::Drift { .. } => "drift",
            Fault::DrainBattery { .. } => "drain-battery",
            Fault::RepairClock { .. } => "repair-clock",
        }
    }

    /// The PC it is about.
    pub const fn pc(&self) -> &Label {
        match self {
            Fault::LoseLetter { pc }
            | Fault::PortalDown { pc, .. }
            | Fault::AuthorityDown { pc, .. }
            | Fault::CutPower { pc, .. }
            | Fault::FillDisk { pc }
            | Fault::FreeDisk { pc }
            | Fault::Break { pc }
            | Fault::SetClock { pc, .. }
            | Fault::Drift { pc, .. }
            | Fault::DrainBattery { pc }
            | Fault::RepairClock { pc } => pc,
        }
    }
}
