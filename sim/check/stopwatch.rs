//! How long an implementation takes: the only real time in the library.

use std::time::{Duration, Instant};

/// Time that passes for a program that is waited for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins to measure.
    #[expect(
        clippy::disallowed_methods,
        reason = "somebody else's program takes real time, and is given up after some"
    )]
    pub(super) fn start() -> Self {
        Stopwatch(Instant::now())
    }

    /// What has passed.
    pub(super) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// What is left of a limit.
    pub(super) fn left_of(self, limit: Duration) -> Duration {
        limit.saturating_sub(self.elapsed())
    }
}
