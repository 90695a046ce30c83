//! A clock that runs: so many seconds pass in each real one.
//!
//! This is the one place where the library measures time, and only how much of it has passed, never
//! what the system's clock shows.

use std::num::NonZeroU32;
use std::sync::Arc;

use tokio::time::{Instant, MissedTickBehavior, interval};

use super::limits::TICK;
use super::stage::Stage;

/// Lets time pass until the world ends, in steps of whole seconds.
pub(super) async fn run(stage: Arc<Stage>, rate: NonZeroU32) {
    let begun = Instant::now();
    let mut beat = interval(TICK);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut passed = 0;
    loop {
        beat.tick().await;
        let due = begun.elapsed().as_millis() * u128::from(rate.get()) / 1000;
        let due = i64::try_from(due).unwrap_or(i64::MAX);
        if due == passed {
            continue;
        }
        let seconds = due - passed;
        passed = due;
        let stage = stage.clone();
        let pass = tokio::task::spawn_blocking(move || stage.pass(seconds));
        // At the end of the years that there are, it stands.
        if !pass.await.is_ok_and(|passed| passed.is_ok()) {
            return;
        }
    }
}
