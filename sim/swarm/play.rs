//! Playing a random world: first everything breaks and everybody does things, with every checker
//! after every step; then everything is repaired, and service has to come back.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Duration, Utc};

use super::draw::days;
use super::{Class, Flaw, recovery};
use crate::actor::Action;
use crate::checker::Checkers;
use crate::label::Label;
use crate::outcome::Outcome;
use crate::scenario::{Played, Rehearsal, Rehearsed, Scenario, Step, StepAction, StepTime};
use crate::trace::EventKind;

/// A world that was played.
#[derive(Clone, Debug)]
pub(super) struct Trial {
    /// Its scenario, in which each step expects what came; but for the one that shows the flaw.
    pub(super) scenario: Scenario,
    /// How many of the steps are before the repairs.
    pub(super) before_repairs: usize,
    /// How it was played, unless that ended in a panic.
    pub(super) played: Option<Played>,
    /// Whether service had to come back.
    pub(super) owed: bool,
    pub(super) flaw: Option<Flaw>,
}

/// What follows the steps of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// Nothing.
    End,
    /// Repairs, and service.
    Recover,
}

/// Plays the steps of a scenario, whatever comes of each.
pub(super) fn trial(scenario: &Scenario, then: Then, checkers: Checkers) -> Trial {
    let rehearsal = caught(|| Rehearsal::new(scenario, checkers));
    let rehearsal = match rehearsal {
        Ok(rehearsal) => rehearsal,
        Err(flaw) => {
            return Trial {
                scenario: Scenario {
                    steps: Vec::new(),
                    ..scenario.clone()
                },
                before_repairs: 0,
                played: None,
                owed: false,
                flaw: Some(flaw),
            };
        }
    };
    let mut stage = Stage {
        rehearsal,
        before_repairs: None,
        owed: false,
    };
    let flaw = stage.play_all(&scenario.steps).and_then(|()| match then {
        Then::End => Ok(()),
        Then::Recover => stage.recover(),
    });
    stage.end(flaw.err())
}

struct Stage {
    rehearsal: Rehearsal,
    before_repairs: Option<usize>,
    owed: bool,
}

impl Stage {
    fn play_all(&mut self, steps: &[Step]) -> Result<(), Flaw> {
        steps.iter().try_for_each(|step| self.play(step.clone()))
    }

    fn play(&mut self, step: Step) -> Result<(), Flaw> {
        let Step { when, deed, .. } = step;
        let rehearsal = &mut self.rehearsal;
        let (again_when, again_deed) = (when.clone(), deed.clone());
        match caught(|| rehearsal.play(when, deed)) {
            Ok(Rehearsed::Kept | Rehearsed::LeftOut) => Ok(()),
            Ok(Rehearsed::Violation(violation)) => Err(Flaw::from(&violation)),
            Err(flaw) => {
                rehearsal.add(again_when, again_deed);
                Err(flaw)
            }
        }
    }

    /// Repairs everything, waits, and sees that each PC has been in service since.
    fn recover(&mut self) -> Result<(), Flaw> {
        let before = self.rehearsal.scenario().clone();
        self.before_repairs = Some(before.steps.len());
        let from = self.rehearsal.world().now();
        let Some(patience) = recovery::days_to_recover(&before, from) else {
            return Ok(());
        };
        let until = from + Duration::days(patience);
        if !recovery::authorities_outlive(&before, self.rehearsal.world(), until) {
            return Ok(());
        }
        self.owed = true;
        for repair in recovery::repairs(&before) {
            self.play(Step::new(StepTime::Now, repair))?;
        }
        let up_before: Vec<Label> = self.up();
        let wait = StepTime::After(days(patience as u64));
        self.play(Step::new(wait, StepAction::Wait))?;
        for pc in &before.world.pcs {
            if let Some(choice) = recovery::choice(&before, pc) {
                self.play(Step::new(StepTime::Now, choice))?;
            }
            let connect = StepAction::Do(Action::connect(pc.name.clone()));
            self.play(Step::new(StepTime::Now, connect))?;
            if !up_before.contains(&pc.name) && !self.came_up(&pc.name, from) {
                // Whoever plays the file sees it here.
                self.rehearsal.expect_last(Outcome::Ok);
                let reason = self.rehearsal.world().verdict(&pc.name);
                let reason = reason.map_or_else(|reason| reason.code(), |()| "ok");
                return Err(Flaw {
                    class: Class::Stranded,
                    kind: reason.to_owned(),
                    said: format!("{} has been down for {patience} days: {reason}", pc.name),
                });
            }
        }
        Ok(())
    }

    fn up(&self) -> Vec<Label> {
        let world = self.rehearsal.world();
        world.pcs().filter(|pc| world.is_up(pc)).cloned().collect()
    }

    fn came_up(&self, pc: &Label, from: DateTime<Utc>) -> bool {
        let mut events = self.rehearsal.world().trace().events.iter();
        events
            .any(|event| event.pc == *pc && event.at >= from && event.kind == EventKind::ServiceUp)
    }

    fn end(self, flaw: Option<Flaw>) -> Trial {
        let panicked = flaw.as_ref().is_some_and(|flaw| flaw.class == Class::Panic);
        let (scenario, played) = match panicked {
            true => (self.rehearsal.scenario().clone(), None),
            false => {
                let (scenario, played) = self.rehearsal.end();
                (scenario, Some(played))
            }
        };
        Trial {
            before_repairs: self.before_repairs.unwrap_or(scenario.steps.len()),
            scenario,
            played,
            owed: self.owed,
            flaw,
        }
    }
}

thread_local! {
    static IS_CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread, now, would be caught and become a finding: nobody else has to
/// be told.
pub fn is_catching_panics() -> bool {
    IS_CATCHING.get()
}

/// Does something, and returns a panic as a flaw.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Flaw> {
    let before = IS_CATCHING.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    IS_CATCHING.set(before);
    done.map_err(|payload| Flaw::panic(message(&*payload)))
}

fn message(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    let owned = payload.downcast_ref::<String>().map(String::as_str);
    text.or(owned).unwrap_or("a panic without a message")
}
