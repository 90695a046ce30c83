//! What can break, if a scenario says so: in a PC, and in the world around it.

#[cfg(feature = "serde")]
mod read;

use crate::label::Label;
use crate::time::Span;

/// Something that breaks, or is repaired: `fault.lose-letter = { pc = "受付01" }`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum Fault {
    /// In a PC.
    Pc(PcFault),
    /// Around it.
    World(WorldFault),
}

/// Something that breaks in a PC, or is repaired there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum PcFault {
    /// The power fails at a point of the next renewal, import or backup.
    CutPower {
        /// The PC.
        pc: Label,
        /// Where.
        at: CutPoint,
    },
    /// The disk that backups go to is full, until somebody frees space on it.
    FillDisk {
        /// The PC.
        pc: Label,
    },
    /// The disk has space again.
    FreeDisk {
        /// The PC.
        pc: Label,
    },
    /// The PC breaks: it does not start any more, and its store is lost.
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
    /// From now on the PC's clock gains this many seconds a day, or loses them with a minus sign.
    Drift {
        /// The PC.
        pc: Label,
        /// Seconds a day.
        seconds_per_day: i16,
    },
    /// The clock's battery dies: the PC believes it is 1 January 2010 (assumed; it differs by
    /// maker).
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

/// Something that breaks between the facility and the authority.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum WorldFault {
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
            Fault::Pc(fault) => fault.name(),
            Fault::World(fault) => fault.name(),
        }
    }

    /// The PC it is about.
    pub const fn pc(&self) -> &Label {
        match self {
            Fault::Pc(fault) => fault.pc(),
            Fault::World(fault) => fault.pc(),
        }
    }
}

impl From<PcFault> for Fault {
    fn from(fault: PcFault) -> Self {
        Fault::Pc(fault)
    }
}

impl From<WorldFault> for Fault {
    fn from(fault: WorldFault) -> Self {
        Fault::World(fault)
    }
}

impl PcFault {
    /// The fault's name in scenario files.
    pub const fn name(&self) -> &'static str {
        match self {
            PcFault::CutPower { .. } => "cut-power",
            PcFault::FillDisk { .. } => "fill-disk",
            PcFault::FreeDisk { .. } => "free-disk",
            PcFault::Break { .. } => "break",
            PcFault::SetClock { .. } => "set-clock",
            PcFault::Drift { .. } => "drift",
            PcFault::DrainBattery { .. } => "drain-battery",
            PcFault::RepairClock { .. } => "repair-clock",
        }
    }

    /// Whether the PC's clock is no longer right with it.
    pub(crate) const fn puts_the_clock_wrong(&self) -> bool {
        matches!(
            self,
            PcFault::SetClock { .. } | PcFault::Drift { .. } | PcFault::DrainBattery { .. }
        )
    }

    /// The PC it is about.
    pub const fn pc(&self) -> &Label {
        match self {
            PcFault::CutPower { pc, .. }
            | PcFault::FillDisk { pc }
            | PcFault::FreeDisk { pc }
            | PcFault::Break { pc }
            | PcFault::SetClock { pc, .. }
            | PcFault::Drift { pc, .. }
            | PcFault::DrainBattery { pc }
            | PcFault::RepairClock { pc } => pc,
        }
    }
}

impl WorldFault {
    /// The fault's name in scenario files.
    pub const fn name(&self) -> &'static str {
        match self {
            WorldFault::LoseLetter { .. } => "lose-letter",
            WorldFault::PortalDown { .. } => "portal-down",
            WorldFault::AuthorityDown { .. } => "authority-down",
        }
    }

    /// The PC it is about.
    pub const fn pc(&self) -> &Label {
        match self {
            WorldFault::LoseLetter { pc }
            | WorldFault::PortalDown { pc, .. }
            | WorldFault::AuthorityDown { pc, .. } => pc,
        }
    }
}
