//! A scenario in the making: its steps are played as they come, and how they end is what the
//! scenario expects.

use chrono::{DateTime, Utc};

use super::run::{Played, PlayedStep, Runner, StepResult};
use super::{Scenario, Step, StepAction, StepTime, When};
use crate::checker::{Checkers, Violation};
use crate::outcome::Outcome;
use crate::store::Stores;
use crate::time::Span;
use crate::world::World;

/// A scenario whose steps are played as they come.
///
/// ```
/// use kigen::actor::{Action, PcSettings};
/// use kigen::scenario::{Rehearsal, Scenario, Step, StepAction, StepTime, Title, run};
/// use kigen::seed::Seed;
/// use kigen::world::WorldSettings;
///
/// let pc = PcSettings::new("受付01".parse()?);
/// let check = StepAction::Do(Action::Check { pc: pc.name.clone() });
/// let mut world = WorldSettings::new(Seed::new(7), "2022-11-28T10:00:00+09:00".parse()?);
/// world.pcs.push(pc);
/// let title = Title { ja: "確認".into(), en: "A look".into() };
/// let scenario = Scenario { title, rows: Vec::new(), world, steps: Vec::new() };
///
/// let mut rehearsal = Rehearsal::new(&scenario, Default::default());
/// rehearsal.play(StepTime::Now, check);
/// let (scenario, _) = rehearsal.end();
/// assert_eq!(scenario.steps[0].expect.code(), "no-certificate");
/// assert!(run(&scenario, scenario.world.seed).failure().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Rehearsal {
    scenario: Scenario,
    runner: Runner,
    steps: Vec<PlayedStep>,
}

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rehearsed {
    /// It is part of the scenario now, with how it ended.
    Kept,
    /// Its moment is over, or never comes; the scenario does without it.
    LeftOut,
    /// It is part of the scenario, and left a world that must never be.
    Violation(Violation),
}

impl Rehearsal {
    /// Begins a scenario with everything but the steps of another one.
    pub fn new(scenario: &Scenario, checkers: Checkers) -> Self {
        let scenario = Scenario {
            steps: Vec::new(),
            ..scenario.clone()
        };
        let mut runner = Runner::new(&scenario, scenario.world.seed, Stores::default());
        runner.checkers = checkers;
        Rehearsal {
            runner,
            scenario,
            steps: Vec::new(),
        }
    }

    /// The world as the last step left it.
    pub fn world(&self) -> &World {
        &self.runner.world
    }

    /// The scenario so far.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Plays a step and adds it. One that comes some time after another stands at that moment from
    /// then on, so that it stays there when others are taken out. Of one that is left out there
    /// stays the time that passed, if a letter was waited for in vain.
    pub fn play(&mut self, when: StepTime, deed: StepAction) -> Rehearsed {
        let before = self.runner.world.now();
        let mut step = Step::new(when, deed);
        let mut played = self.runner.play(self.steps.len() + 1, &step);
        let rehearsed = match &played.result {
            StepResult::Done(outcome) => {
                step.expect = *outcome;
                played.expected = *outcome;
                Rehearsed::Kept
            }
            StepResult::Violation(violation) => Rehearsed::Violation(violation.clone()),
            StepResult::TooLate(_) | StepResult::NoMoment(_) => {
                return match played.at == before {
                    true => Rehearsed::LeftOut,
                    false => self.play(self.fixed(played.at), StepAction::Wait),
                };
            }
        };
        if let StepTime::After(_) = step.when {
            step.when = self.fixed(played.at);
        }
        self.scenario.steps.push(step);
        self.steps.push(played);
        rehearsed
    }

    /// Adds a step that is not to be played.
    pub fn add(&mut self, when: StepTime, deed: StepAction) {
        self.scenario.steps.push(Step::new(when, deed));
    }

    /// Has the last step expect something else than came.
    pub fn expect_last(&mut self, outcome: Outcome) {
        if let (Some(step), Some(played)) = (self.scenario.steps.last_mut(), self.steps.last_mut())
        {
            step.expect = outcome;
            played.expected = outcome;
        }
    }

    fn fixed(&self, at: DateTime<Utc>) -> StepTime {
        let since = (at - self.scenario.world.start).num_seconds();
        StepTime::At(match Span::try_seconds(since) {
            Ok(since) => When::SinceStart(since),
            Err(_) => When::At(at),
        })
    }

    /// Returns the scenario, and how it was played.
    pub fn end(self) -> (Scenario, Played) {
        let played = self.runner.end(&self.scenario, self.steps);
        (self.scenario, played)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Action;
    use crate::scenario::{Anchor, run};

    #[test]
    fn a_step_that_is_left_out_leaves_the_time_that_passed() {
        let text = "title = { ja = '待つ', en = 'Waiting' }\nstart = '2022-11-28T10:00:00+09:00'\n\
            pcs = ['a']\n[[step]]\ndo.apply = { pc = 'a' }";
        let begun = Scenario::parse(text).unwrap();
        let mut rehearsal = Rehearsal::new(&begun, Checkers::default());
        let Step { when, deed, .. } = begun.steps[0].clone();
        assert_eq!(rehearsal.play(when, deed), Rehearsed::Kept);
        let pc = begun.world.pcs[0].name.clone();
        // The letter comes, and then it is too late for what was to be done the day before.
        let before = When::Around {
            pc: pc.clone(),
            anchor: Anchor::Letter,
            offset: Span::days(-1),
        };
        let check = || StepAction::Do(Action::Check { pc: pc.clone() });
        rehearsal.play(StepTime::At(before), check());
        rehearsal.play(StepTime::Now, check());
        let (scenario, played) = rehearsal.end();
        assert!(played.end > begun.world.start);
        let again = run(&scenario, scenario.world.seed);
        assert_eq!((again.events, again.end), (played.events, played.end));
    }
}
