//! Japanese, in the words of the manual and of Windows.

#[cfg(feature = "check")]
mod checks;
mod errors;
mod events;
mod explanations;
mod facts;
#[cfg(feature = "fleet")]
mod fleet;
#[cfg(feature = "scenario")]
mod mistakes;
mod page;
mod reports;
#[cfg(feature = "scenario")]
mod rollouts;
mod screens;
mod serve;
mod site;
#[cfg(feature = "scenario")]
mod swarm;

use chrono::{DateTime, Utc};

use crate::certificate::NO_EXPIRY;
use crate::time::Zone;

/// Japanese.
#[derive(Debug)]
pub(super) struct Japanese;

/// When a validity ends, after its beginning.
fn until(not_after: DateTime<Utc>, zone: &Zone) -> String {
    match not_after == NO_EXPIRY {
        true => "（期限なし）".to_owned(),
        false => format!(" {} まで", zone.clock(not_after)),
    }
}
