//! Playing a scenario.

use chrono::{DateTime, Utc};

use super::{Anchor, Scenario, Step, StepAction, StepTime, When};
use crate::checker::{Checkers, Snapshot, StepSeen, Violation};
use crate::label::Label;
use crate::lifecycle::renewal;
use crate::measure::Measures;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::seed::Seed;
use crate::store::Stores;
use crate::time::Span;
use crate::trace::{Artefact, Event};
use crate::world::{InThePast, World, WorldSettings, last_of};

/// A scenario that was played.
#[derive(Clone, Debug)]
pub struct Played {
    /// The seed it was played with.
    pub seed: Seed,
    /// When the last thing happened.
    pub end: DateTime<Utc>,
    /// The steps that were played: all, or up to the first that ended otherwise than expected.
    pub steps: Vec<PlayedStep>,
    /// How many steps the scenario has.
    pub step_count: usize,
    /// What happened.
    pub events: Vec<Event>,
    /// What it cost.
    pub measures: Measures,
    /// The files that were made.
    pub artefacts: Vec<Artefact>,
}

/// A step that was played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayedStep {
    /// Its place in the scenario, counted from 1.
    pub number: usize,
    /// The line of the file it begins on.
    pub line: usize,
    /// What was done, or broke.
    pub deed: StepAction,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// How it was expected to end.
    pub expected: Outcome,
    /// How it ended.
    pub result: StepResult,
}

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepResult {
    /// It was done, or refused.
    Done(Outcome),
    /// Its moment was over.
    TooLate(InThePast),
    /// Its moment could not be found: no letter is on its way, there is no certificate, or it is
    /// beyond [`WORLD_DAYS_MAX`](crate::world::WORLD_DAYS_MAX).
    NoMoment(Reason),
    /// It was done or refused, and left a world that must never be: a bug in kigen.
    Violation(Violation),
}

impl PlayedStep {
    /// Returns whether it ended as expected.
    pub fn passed(&self) -> bool {
        self.result == StepResult::Done(self.expected)
    }

    /// Returns `ok`, a reason code, or what kept the step from being played.
    pub fn outcome(&self) -> String {
        match &self.result {
            StepResult::Done(outcome) => outcome.to_string(),
            StepResult::TooLate(error) => format!("not played: {error}"),
            StepResult::NoMoment(Reason::LimitExceeded) => {
                "not played: it is more than 200 years after the start".into()
            }
            StepResult::NoMoment(reason) => format!("not played: {reason}"),
            StepResult::Violation(violation) => format!("violation of {violation}"),
        }
    }
}

impl Played {
    /// Returns the step that ended otherwise than expected.
    pub fn failure(&self) -> Option<&PlayedStep> {
        self.steps.iter().find(|step| !step.passed())
    }
}

/// Plays a scenario to its end, or to the first step that ends otherwise than expected: what
/// follows would start from a world that nobody intended. Every checker looks at the world after
/// every step.
pub fn run(scenario: &Scenario, seed: Seed) -> Played {
    run_with(scenario, seed, Stores::default())
}

/// The same, with other certificate stores under the PCs: yours, for example.
///
/// ```
/// use kigen::scenario::{self, Scenario};
/// use kigen::store::{MemoryStore, Stores};
///
/// # let text = include_str!("../../fixtures/scenarios/first-setup.toml");
/// let scenario = Scenario::parse(text)?;
/// let stores = Stores::new(|_| MemoryStore::new()); // yours here
/// let played = scenario::run_with(&scenario, scenario.world.seed, stores);
/// assert_eq!(played.failure(), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run_with(scenario: &Scenario, seed: Seed, stores: Stores) -> Played {
    run_checked(scenario, seed, stores, Checkers::default())
}

/// The same, with other checkers: those of kigen and yours, for example.
pub fn run_checked(scenario: &Scenario, seed: Seed, stores: Stores, checkers: Checkers) -> Played {
    let mut runner = Runner::new(scenario, seed, stores);
    runner.checkers = checkers;
    let mut steps = Vec::with_capacity(scenario.steps.len());
    for (at, step) in scenario.steps.iter().enumerate() {
        let played = runner.play(at + 1, step);
        let passed = played.passed();
        steps.push(played);
        if !passed {
            break;
        }
    }
    runner.end(scenario, steps)
}

/// A world on which steps are played, with everything that watches it.
#[derive(Debug)]
pub(super) struct Runner {
    pub(super) world: World,
    pub(super) checkers: Checkers,
    start: DateTime<Utc>,
}

impl Runner {
    /// The world of a scenario at its start.
    pub(super) fn new(scenario: &Scenario, seed: Seed, stores: Stores) -> Self {
        let settings = WorldSettings {
            seed,
            ..scenario.world.clone()
        };
        Runner {
            start: settings.start,
            world: World::with_stores(settings, stores),
            checkers: Checkers::default(),
        }
    }

    /// Returns how the scenario was played, once these steps were.
    pub(super) fn end(self, scenario: &Scenario, steps: Vec<PlayedStep>) -> Played {
        let world = self.world;
        let (seed, end) = (world.seed(), world.now());
        let mut artefacts = world.authority_artefacts();
        let trace = world.into_trace();
        artefacts.extend(trace.artefacts);
        let events = trace.events;
        Played {
            seed,
            end,
            steps,
            step_count: scenario.steps.len(),
            measures: Measures::of(&events, &scenario.world.pcs, end),
            events,
            artefacts,
        }
    }

    /// Plays step `number` of the scenario.
    pub(super) fn play(&mut self, number: usize, step: &Step) -> PlayedStep {
        let result = match self.moment(&step.when) {
            Err(reason) => StepResult::NoMoment(reason),
            Ok(moment) => match self.world.advance_to(moment) {
                Err(error) => StepResult::TooLate(error),
                Ok(()) => self.perform(&step.deed),
            },
        };
        PlayedStep {
            number,
            line: step.line,
            deed: step.deed.clone(),
            at: self.world.now(),
            expected: step.expect,
            result,
        }
    }

    /// Returns when a step is, within the years of a world. For a letter that is on its way, time
    /// passes until it comes.
    fn moment(&mut self, when: &StepTime) -> Result<DateTime<Utc>, Reason> {
        if let StepTime::At(When::Around { pc, anchor, .. }) = when
            && *anchor == Anchor::Letter
        {
            self.world.await_letter(pc).ok_or(Reason::NoLetter)?;
        }
        self.known_moment(when)
    }

    /// The same, and no time passes.
    pub(super) fn known_moment(&self, when: &StepTime) -> Result<DateTime<Utc>, Reason> {
        let moment = match when {
            StepTime::Now => self.world.now(),
            StepTime::After(span) => after(self.world.now(), *span)?,
            StepTime::At(When::At(at)) => *at,
            StepTime::At(When::SinceStart(span)) => after(self.start, *span)?,
            StepTime::At(When::Around { pc, anchor, offset }) => {
                after(find(&self.world, pc, *anchor)?, *offset)?
            }
        };
        let in_time = moment <= last_of(self.start);
        in_time.then_some(moment).ok_or(Reason::LimitExceeded)
    }

    fn perform(&mut self, deed: &StepAction) -> StepResult {
        let Runner {
            world, checkers, ..
        } = self;
        let (outcome, checked) = match deed {
            StepAction::Do(action) => {
                let before = Snapshot::of(world, action.pc());
                let outcome = Outcome::from(world.perform(action.clone()));
                let seen = StepSeen {
                    action,
                    outcome,
                    stores_before: &before,
                };
                (outcome, checkers.check(world, Some(&seen)))
            }
            StepAction::Fault(fault) => {
                let outcome = Outcome::from(world.inject(fault.clone()));
                (outcome, checkers.check(world, None))
            }
            StepAction::Wait => (Outcome::Ok, checkers.check(world, None)),
        };
        match checked {
            Ok(()) => StepResult::Done(outcome),
            Err(violation) => StepResult::Violation(violation),
        }
    }
}

fn after(at: DateTime<Utc>, span: Span) -> Result<DateTime<Utc>, Reason> {
    span.after(at).ok_or(Reason::LimitExceeded)
}

/// Returns the moment of a PC's event.
fn find(world: &World, pc: &Label, anchor: Anchor) -> Result<DateTime<Utc>, Reason> {
    if anchor == Anchor::Letter {
        return world.last_letter(pc).ok_or(Reason::NoLetter);
    }
    let certificate = world.certificate(pc).ok_or(Reason::NoCertificate)?;
    Ok(match anchor {
        Anchor::NotBefore => certificate.not_before(),
        Anchor::NotAfter => certificate.not_after(),
        Anchor::Letter | Anchor::RenewalOpens => {
            renewal::opens(&certificate, world.pki().renewal_window)
        }
    })
}
