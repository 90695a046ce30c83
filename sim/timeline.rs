//! Timelines: what happened to the PCs of a facility, as a picture.
//!
//! A timeline is an SVG in integers, so that it has the same bytes everywhere. Its colours are
//! attributes and need no style sheet, which some CI systems drop; classes let one improve them.
//! Nothing is told by colour alone, and whoever draws one also lists its events.
//!
//! Time runs from left to right. Where nothing happened for long, it is cut out and marked.

mod axis;
mod draw;
mod glyph;
mod history;
mod lanes;
mod letters;
mod marks;
mod tick;

use chrono::{DateTime, Utc};
use maud::Markup;

use crate::actor::PcSettings;
use crate::lifecycle::rules::Rules;
use crate::pki::RenewalWindow;
use crate::scenario::ScenarioRun;
use crate::trace::Event;
use crate::words::Voice;

pub use glyph::{legend, patterns};
pub use letters::letter;

/// What happened, to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct Timeline<'a> {
    /// Its first moment.
    pub start: DateTime<Utc>,
    /// Its last one.
    pub end: DateTime<Utc>,
    /// What happened, in order of time; what is not in between is left out.
    pub events: &'a [Event],
    /// The PCs, each with lanes of its own.
    pub pcs: &'a [PcSettings],
    /// By which numbers it happened.
    pub rules: &'a Rules,
    /// When certificates can be renewed.
    pub renewal_window: RenewalWindow,
    /// The step that ended otherwise than expected, if one did.
    pub failure: Option<FailedStep>,
}

/// A step that ended otherwise than expected.
#[derive(Clone, Copy, Debug)]
pub struct FailedStep {
    /// Its place in the scenario, counted from 1.
    pub number: usize,
    /// When it was.
    pub at: DateTime<Utc>,
}

impl<'a> From<&'a ScenarioRun> for Timeline<'a> {
    /// All that happened in a scenario.
    fn from(run: &'a ScenarioRun) -> Self {
        let world = &run.scenario.world;
        Timeline {
            start: world.start,
            end: run.played.end,
            events: &run.played.events,
            pcs: &world.pcs,
            rules: &world.rules,
            renewal_window: world.pki.renewal_window,
            failure: run.played.failure().map(|step| FailedStep {
                number: step.number,
                at: step.at,
            }),
        }
    }
}

/// Where the picture stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a page that has the [`patterns`] in it.
    InPage,
    /// In a file of its own.
    Alone,
}

impl Timeline<'_> {
    /// Returns whether what begins and ends at these moments is in it, at least in part. `None` is
    /// what lasts to the end.
    fn shows(&self, from: DateTime<Utc>, to: Option<DateTime<Utc>>) -> bool {
        from <= self.end && to.is_none_or(|to| to >= self.start)
    }

    /// Draws all of it, with the long times in which nothing happened cut out.
    pub fn draw(&self, place: Place, voice: Voice<'_>) -> Markup {
        draw::draw(self, &axis::Axis::of(self), place, voice)
    }

    /// Draws it as it is, with nothing cut out.
    pub fn draw_even(&self, place: Place, voice: Voice<'_>) -> Markup {
        draw::draw(self, &axis::Axis::even(self.start, self.end), place, voice)
    }
}
