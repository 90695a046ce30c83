//! English.

#[cfg(feature = "check")]
mod checks;
mod errors;
mod events;
mod facts;
#[cfg(feature = "fleet")]
mod fleet;
#[cfg(feature = "scenario")]
mod mistakes;
mod page;
mod plural;
mod reports;
mod screens;
mod serve;
mod site;
#[cfg(feature = "scenario")]
mod swarm;

use chrono::{DateTime, Utc};

use crate::certificate::NO_EXPIRY;
use crate::time::Zone;

/// English.
#[derive(Debug)]
pub(super) struct English;

/// When a validity ends, after its beginning.
fn until(not_after: DateTime<Utc>, zone: &Zone) -> String {
    match not_after == NO_EXPIRY {
        true => "on, without an expiry".to_owned(),
        false => format!("until {}", zone.clock(not_after)),
    }
}
