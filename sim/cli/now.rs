//! The only place where the system clock is read.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};

/// The current second.
#[expect(
    clippy::disallowed_methods,
    reason = "`inspect` without `--at` is about the present; everything else gets its time passed in"
)]
pub(super) fn now() -> DateTime<Utc> {
    let seconds = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(elapsed) => i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX),
        // A clock before 1970 is wrong; 1970 is the earliest time that exists here.
        Err(_) => 0,
    };
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}
