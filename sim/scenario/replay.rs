//! A scenario that was played to its end.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::run::Runner;
use super::{Scenario, SessionError, Source, StepTime};
use crate::reason::Reason;
use crate::store::Stores;
use crate::world::World;

/// A scenario that was played to its end, with its world to look at.
#[derive(Debug)]
pub struct Replay {
    pub(super) source: Source,
    pub(super) runner: Runner,
}

impl Replay {
    /// Reads a scenario file and plays it.
    ///
    /// # Errors
    ///
    /// [`SessionError`] when the file is wrong, or a step ends otherwise than it says.
    pub fn read(path: &Path) -> Result<Self, SessionError> {
        Replay::of(path, Source::read(path)?)
    }

    /// Plays a scenario that was read from `path`.
    pub(super) fn of(path: &Path, source: Source) -> Result<Self, SessionError> {
        let seed = source.scenario.world.seed;
        let mut runner = Runner::new(&source.scenario, seed, Stores::default());
        for (at, step) in source.scenario.steps.iter().enumerate() {
            let step = Box::new(runner.play(at + 1, step));
            if !step.passed() {
                let path = path.to_owned();
                return Err(SessionError::Diverged { path, step });
            }
        }
        Ok(Replay { source, runner })
    }

    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.source.scenario
    }

    /// The text of its file.
    pub fn text(&self) -> &str {
        &self.source.text
    }

    /// The world as its last step left it.
    pub fn world(&self) -> &World {
        &self.runner.world
    }

    /// Returns which moment a time is, without letting time pass: the arrival of a letter is that
    /// of the last one that came.
    ///
    /// # Errors
    ///
    /// Why nobody knows it yet: there is no certificate, or no letter; or it is beyond the years
    /// of a world.
    pub fn moment(&self, when: &StepTime) -> Result<DateTime<Utc>, Reason> {
        self.runner.known_moment(when)
    }
}
