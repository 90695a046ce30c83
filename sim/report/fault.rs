//! What broke, as programs read it.

pub(super) mod text;

use schemars::JsonSchema;
use serde::Serialize;

use crate::lifecycle::fault::{self, CutPoint, PcFault, WorldFault};
use crate::time::Span;

/// What broke, or was mended; `name` is what scenario files call it. The event names the PC.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "name", rename_all = "kebab-case")]
#[schemars(rename = "FaultThatHappened")]
#[non_exhaustive]
pub enum Fault {
    /// The power fails at a point of the next renewal, import or backup.
    CutPower {
        /// Where.
        at: CutPoint,
    },
    /// The disk that backups go to is full, until it is tidied up.
    FillDisk,
    /// The disk is tidied up.
    FreeDisk,
    /// The PC breaks.
    Break,
    /// Somebody sets the PC's clock.
    SetClock {
        /// By how much: ahead, or back with a minus sign.
        by: Span,
    },
    /// The PC's clock drifts from now on.
    Drift {
        /// How many seconds it gains a day, or loses with a minus sign.
        seconds_per_day: i16,
    },
    /// The battery of the PC's clock dies.
    DrainBattery,
    /// The PC's clock is right again.
    RepairClock,
    /// The next letter is lost in the mail.
    LoseLetter,
    /// The portal cannot be reached for a while.
    PortalDown {
        /// For how long.
        lasts: Span,
    },
    /// The authority and its download site cannot be reached for a while.
    AuthorityDown {
        /// For how long.
        lasts: Span,
    },
}

impl From<&fault::Fault> for Fault {
    fn from(fault: &fault::Fault) -> Self {
        match fault {
            fault::Fault::Pc(fault) => fault.into(),
            fault::Fault::World(fault) => fault.into(),
        }
    }
}

impl From<&PcFault> for Fault {
    fn from(fault: &PcFault) -> Self {
        match fault {
            PcFault::CutPower { pc: _, at } => Fault::CutPower { at: *at },
            PcFault::FillDisk { pc: _ } => Fault::FillDisk,
            PcFault::FreeDisk { pc: _ } => Fault::FreeDisk,
            PcFault::Break { pc: _ } => Fault::Break,
            PcFault::SetClock { pc: _, by } => Fault::SetClock { by: *by },
            PcFault::Drift {
                pc: _,
                seconds_per_day,
            } => Fault::Drift {
                seconds_per_day: *seconds_per_day,
            },
            PcFault::DrainBattery { pc: _ } => Fault::DrainBattery,
            PcFault::RepairClock { pc: _ } => Fault::RepairClock,
        }
    }
}

impl From<&WorldFault> for Fault {
    fn from(fault: &WorldFault) -> Self {
        match fault {
            WorldFault::LoseLetter { pc: _ } => Fault::LoseLetter,
            WorldFault::PortalDown { pc: _, lasts } => Fault::PortalDown { lasts: *lasts },
            WorldFault::AuthorityDown { pc: _, lasts } => Fault::AuthorityDown { lasts: *lasts },
        }
    }
}
