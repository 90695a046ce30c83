//! The only place where the system clock is read.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use kigen::time::Span;

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

/// The end of the time that somebody has.
pub(super) struct Deadline {
    from: Instant,
    length: Duration,
}

impl Deadline {
    /// So long from now.
    #[expect(
        clippy::disallowed_methods,
        reason = "`swarm --for` ends in time; what it has played by then does not depend on it"
    )]
    pub(super) fn after(length: Span) -> Self {
        let seconds = u64::try_from(length.as_seconds()).unwrap_or(0);
        Deadline {
            from: Instant::now(),
            length: Duration::from_secs(seconds),
        }
    }

    /// Whether time is up.
    pub(super) fn is_over(&self) -> bool {
        self.from.elapsed() >= self.length
    }
}
