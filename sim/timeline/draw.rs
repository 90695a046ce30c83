//! The picture as a whole: axis, lanes, fees, cuts, and the step that failed.

use maud::{Markup, PreEscaped, html};

use super::axis::{Axis, LEFT, RIGHT};
use super::glyph::{LOST, TEAR_WIDTH, definitions};
use super::history::History;
use super::lanes::Lanes;
use super::letters::{SIZE, width};
use super::{Place, Timeline, marks, tick};
use crate::trace::{Event, EventKind};
use crate::words::{Caption, Voice, with_commas};

/// The width of every picture.
const WIDTH: i64 = 1_000;
/// Where the texts of the axis stand.
const AXIS: i64 = 14;
/// Where the lanes begin, below the lengths of the cuts.
const TOP: i64 = 36;
/// The height of the lane of fees.
const FEES: i64 = 22;
/// The height of the name of the step that failed.
const STEP: i64 = 16;

/// The style of a picture that stands alone: the reader's colours, on paper of its own.
const STYLE: &str = include_str!("alone.css");

pub(super) fn draw(timeline: &Timeline<'_>, axis: &Axis, place: Place, voice: Voice<'_>) -> Markup {
    let mut lanes = Lanes {
        timeline,
        axis,
        voice,
        y: TOP,
        bars: Vec::new(),
        captions: Vec::new(),
        marks: Vec::new(),
    };
    for (number, pc) in timeline.pcs.iter().enumerate() {
        if number > 0 {
            lanes.bars.push(line(lanes.y));
        }
        lanes.pc(&History::of(timeline, pc));
    }
    let Lanes {
        y,
        bars,
        captions,
        marks,
        ..
    } = lanes;
    let (fees, y) = fees(timeline, axis, y, voice);
    let bottom = y + if timeline.failure.is_some() { STEP } else { 0 };
    let alone = place == Place::Alone;
    html! {
        svg xmlns=[alone.then_some("http://www.w3.org/2000/svg")]
            viewBox={"0 0 " (WIDTH) " " (bottom + 8)} width="100%" role="img"
            aria-label=(described(timeline, voice)) fill="currentColor" font-size=(SIZE)
            font-family="system-ui,sans-serif" class="timeline" {
            @if alone {
                style { (PreEscaped(STYLE)) }
                rect width="100%" height="100%" rx="8" fill="Canvas" class="paper" {}
                (definitions())
            }
            (tick::draw(axis, AXIS, bottom + 4, voice))
            @for bar in bars { (bar) }
            (cuts(axis, bottom + 4))
            (failed(timeline, axis, bottom, voice))
            g paint-order="stroke" stroke="Canvas" stroke-width="3" class="paper-line" {
                @for caption in captions { (caption) }
            }
            @for mark in marks { (mark) }
            (fees)
        }
    }
}

/// What the picture shows, for whoever does not see it.
fn described(timeline: &Timeline<'_>, voice: Voice<'_>) -> String {
    let names: Vec<String> = timeline.pcs.iter().map(|pc| pc.name.to_string()).collect();
    let [from, to] = [timeline.start, timeline.end].map(|at| voice.zone.clock(at));
    voice.words().timeline(&names.join(", "), &from, &to)
}

/// A line between the lanes of two PCs.
fn line(y: i64) -> Markup {
    html! {
        path d={"M0 " (y + 3) "H" (WIDTH)} stroke="currentColor" stroke-opacity="0.3" {}
    }
}

/// What it cost, below all lanes. Amounts that would cover one another are added up.
fn fees(timeline: &Timeline<'_>, axis: &Axis, y: i64, voice: Voice<'_>) -> (Markup, i64) {
    let mut sums: Vec<(i64, u64, Vec<String>)> = Vec::new();
    let written = |yen: u64| format!("¥{}", with_commas(yen));
    let shown = |event: &&Event| timeline.shows(event.at, Some(event.at));
    for event in timeline.events.iter().filter(shown) {
        let EventKind::Fee { fee, .. } = &event.kind else {
            continue;
        };
        let x = axis.x(event.at);
        let said = format!("{} {}", voice.zone.clock(event.at), voice.sentence(event));
        match sums.last_mut() {
            Some((at, yen, list)) if x < *at + width(&written(*yen + 1_000)) + 6 => {
                *yen += u64::from(fee.yen);
                list.push(said);
            }
            _ => sums.push((x, fee.yen.into(), vec![said])),
        }
    }
    if sums.is_empty() {
        return (html! {}, y);
    }
    let drawn = html! {
        (line(y))
        text x="6" y=(y + 18) class="lane" { (voice.words().caption(Caption::Fees)) }
        @for (x, yen, said) in &sums {
            @let text = written(*yen);
            g {
                title { (marks::told(said, voice)) }
                text x=((*x).min(RIGHT + 10 - width(&text)).max(LEFT)) y=(y + 18) { (text) }
            }
        }
    };
    (drawn, y + FEES)
}

/// The long times that are cut out: a tear from the top to the bottom.
fn cuts(axis: &Axis, bottom: i64) -> Markup {
    html! {
        @for piece in axis.pieces().iter().filter(|piece| piece.quiet) {
            @let middle = (piece.x.0 + piece.x.1) / 2;
            rect x=((middle - TEAR_WIDTH / 2) / TEAR_WIDTH * TEAR_WIDTH) y=(TOP - 4)
                width=(TEAR_WIDTH) height=(bottom - TOP + 4) fill="url(#k-tear)" {}
        }
    }
}

/// A line at the step that failed, with its number below.
fn failed(timeline: &Timeline<'_>, axis: &Axis, bottom: i64, voice: Voice<'_>) -> Markup {
    html! {
        @if let Some(step) = timeline.failure {
            @let x = axis.x(step.at);
            path d={"M" (x) " " (TOP) "V" (bottom - STEP + 6)} stroke=(LOST) stroke-width="2"
                stroke-dasharray="5 3" class="lost-line" {}
            text x=(x + 4) y=(bottom + 2) text-anchor="end" font-weight="bold" fill=(LOST)
                class="lost" { "✗ " (voice.words().step(step.number)) }
        }
    }
}
