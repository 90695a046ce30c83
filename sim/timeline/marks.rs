//! Marks in a lane: those that would cover one another are counted in one.

use maud::{Markup, html};

use super::axis::{LEFT, RIGHT};
use super::glyph::Glyph;
use super::letters::width;
use crate::words::Voice;

/// Marks of a kind that are nearer to one another than this are one.
const NEAR: i64 = 20;
/// From the middle of a mark to the end of what is before it.
const GAP: i64 = 10;
/// The most that a mark is moved aside for another.
const ASIDE_MAX: i64 = 60;
/// The most that a mark says when it is pointed at.
const LINES_MAX: usize = 12;

/// One mark, or several.
#[derive(Debug)]
struct Mark {
    /// Where its first event is.
    at: i64,
    /// Where it is drawn.
    x: i64,
    glyph: Glyph,
    said: Vec<String>,
}

impl Mark {
    fn number(&self) -> Option<String> {
        let count = self.said.len();
        (count > 1).then(|| count.to_string())
    }

    /// What it takes from its middle to the right.
    fn right(&self) -> i64 {
        8 + self.number().map_or(0, |number| width(&number) + 1)
    }
}

/// The marks of a lane, from left to right.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<Mark>);

impl Marks {
    /// Returns whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds what happened at `at`, after all that was added before.
    pub(super) fn add(&mut self, at: i64, glyph: Glyph, said: String) {
        let end = self
            .0
            .last()
            .map_or(LEFT - GAP, |last| last.x + last.right());
        let x = at.max(end + GAP);
        let crowded = x > at + ASIDE_MAX || x + 8 > RIGHT + 12;
        let same = self.0.iter_mut().rev().find(|mark| mark.glyph == glyph);
        match same {
            Some(mark) if crowded || at - mark.at < NEAR => mark.said.push(said),
            _ => self.0.push(Mark {
                at,
                x,
                glyph,
                said: vec![said],
            }),
        }
    }

    /// Draws them around a line.
    pub(super) fn draw(self, y: i64, voice: Voice<'_>) -> Markup {
        html! {
            @for mark in &settled(self.0) {
                g {
                    title { (told(&mark.said, voice)) }
                    (mark.glyph.at(mark.x, y))
                    @if let Some(number) = mark.number() {
                        text x=(mark.x + 8) y=(y + 4) { (number) }
                    }
                }
            }
        }
    }
}

/// Moves marks aside for numbers that have become longer since.
fn settled(mut marks: Vec<Mark>) -> Vec<Mark> {
    let mut end = LEFT - GAP;
    for mark in &mut marks {
        mark.x = mark.at.max(end + GAP);
        end = mark.x + mark.right();
    }
    // From the right edge back, if they went over it.
    let mut free = RIGHT + 12;
    for mark in marks.iter_mut().rev() {
        mark.x = mark.x.min(free - mark.right());
        free = mark.x - GAP;
    }
    marks
}

/// What several marks say, a line each.
pub(super) fn told(said: &[String], voice: Voice<'_>) -> String {
    let mut lines: Vec<String> = said.iter().take(LINES_MAX).cloned().collect();
    if said.len() > LINES_MAX {
        lines.push(voice.words().more(said.len() - LINES_MAX));
    }
    lines.join("\n")
}
