//! The shapes and patterns of timelines, and what each means.

use maud::{Markup, html};

use crate::words::{Caption, Voice};

// Colours that can be seen on white and on black, at least 3 to 1 on both, as WCAG 2.2 asks of
// graphics (1.4.11). A page's style sheet has better ones for each.
pub(super) const CERTIFICATE: &str = "#3b7cc4";
pub(super) const DUE: &str = "#b5791a";
pub(super) const UP: &str = "#2f8f6f";
pub(super) const LOST: &str = "#d93a32";
pub(super) const FAULT: &str = "#8a5cc9";
pub(super) const QUIET: &str = "#7a7f87";

/// How wide the pattern of a cut is; a cut begins at a multiple of it.
pub(super) const TEAR_WIDTH: i64 = 12;

/// A shape at one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Glyph {
    Done,
    Refused,
    Read,
    Missed,
    Arrived,
    Undelivered,
    Fault,
}

impl Glyph {
    const ALL: [Glyph; 7] = [
        Glyph::Done,
        Glyph::Refused,
        Glyph::Read,
        Glyph::Missed,
        Glyph::Arrived,
        Glyph::Undelivered,
        Glyph::Fault,
    ];

    const fn id(self) -> &'static str {
        match self {
            Glyph::Done => "k-done",
            Glyph::Refused => "k-refused",
            Glyph::Read => "k-read",
            Glyph::Missed => "k-missed",
            Glyph::Arrived => "k-arrived",
            Glyph::Undelivered => "k-undelivered",
            Glyph::Fault => "k-fault",
        }
    }

    /// The shape, around the origin and at most 14 units wide.
    fn shape(self) -> Markup {
        html! {
            @match self {
                Glyph::Done => path d="M-5 0L0-5L5 0L0 5Z" fill=(UP) class="up" {},
                Glyph::Refused => path d="M-5-5L5 5M-5 5L5-5" fill="none" stroke=(LOST)
                    stroke-width="3" class="lost-line" {},
                Glyph::Read => {
                    circle r="6" {}
                    path d="M-3 0L-1 3L3-3" fill="none" stroke="Canvas" stroke-width="2"
                        class="paper-line" {}
                },
                Glyph::Missed => circle r="5" fill="none" stroke="currentColor" stroke-width="2" {},
                Glyph::Arrived => path d="M-7-5H7V5H-7ZM-7-5L0 1L7-5" fill="none"
                    stroke="currentColor" stroke-width="1" {},
                Glyph::Undelivered => {
                    path d="M-7-5H7V5H-7ZM-7-5L0 1L7-5" fill="none" stroke="currentColor"
                        stroke-width="1" {}
                    path d="M-5-7L5 7M-5 7L5-7" stroke=(LOST) stroke-width="2"
                        class="lost-line" {}
                },
                Glyph::Fault => path d="M2-7L-5 1H-1L-2 7L5-1H1Z" fill=(FAULT) class="fault" {},
            }
        }
    }

    /// The shape at a point of a picture that has the [`patterns`].
    pub(super) fn at(self, x: i64, y: i64) -> Markup {
        html! { use href={"#" (self.id())} x=(x) y=(y) {} }
    }

    const fn caption(self) -> Caption {
        match self {
            Glyph::Done => Caption::Done,
            Glyph::Refused => Caption::Refused,
            Glyph::Read => Caption::Read,
            Glyph::Missed => Caption::Missed,
            Glyph::Arrived => Caption::Arrived,
            Glyph::Undelivered => Caption::Undelivered,
            Glyph::Fault => Caption::Broken,
        }
    }
}

/// The shapes and patterns that timelines name. They stand once in a page, at its beginning.
pub fn patterns() -> Markup {
    html! {
        svg width="0" height="0" aria-hidden="true" focusable="false" class="patterns" {
            (definitions())
        }
    }
}

pub(super) fn definitions() -> Markup {
    html! {
        defs {
            @for glyph in Glyph::ALL {
                g id=(glyph.id()) { (glyph.shape()) }
            }
            (hatching("k-lost", "rotate(45)", LOST, "lost"))
            (hatching("k-broken", "rotate(-45)", FAULT, "fault"))
            pattern id="k-off" width="4" height="4" patternUnits="userSpaceOnUse" {
                rect width="4" height="2" fill=(QUIET) class="quiet" {}
            }
            pattern id="k-tear" width=(TEAR_WIDTH) height="12" patternUnits="userSpaceOnUse" {
                path d="M0 0L3 6L0 12H8L11 6L8 0Z" fill="Canvas" class="paper" {}
                path d="M0 0L3 6L0 12M8 0L11 6L8 12" fill="none" stroke=(QUIET) class="quiet-line" {}
            }
        }
    }
}

fn hatching(id: &str, turn: &str, colour: &str, class: &str) -> Markup {
    html! {
        pattern id=(id) width="6" height="6" patternUnits="userSpaceOnUse" patternTransform=(turn) {
            rect width="6" height="6" fill=(colour) fill-opacity="0.25" class=(class) {}
            rect width="3" height="6" fill=(colour) class=(class) {}
        }
    }
}

/// Says what each mark of a timeline means, as a list.
pub fn legend(voice: Voice<'_>) -> Markup {
    let entry = |shape: Markup, caption: Caption| {
        html! {
            li {
                svg width="30" height="16" viewBox="0 0 30 16" aria-hidden="true" focusable="false"
                    fill="currentColor" { (shape) }
                " " (voice.words().caption(caption))
            }
        }
    };
    let bar = |fill: &str, class: &str| {
        html! { rect x="1" y="3" width="28" height="10" fill=(fill) class=(class) {} }
    };
    html! {
        ul class="legend" {
            (entry(bar(CERTIFICATE, "certificate"), Caption::Valid))
            (entry(due(1, 29, 3, true), Caption::Due))
            (entry(revoked(1, 29, 3), Caption::Revoked))
            (entry(html! { rect x="1" y="6" width="28" height="4" fill=(UP) class="up" {} }, Caption::Up))
            (entry(bar("url(#k-lost)", ""), Caption::Lost))
            @for glyph in Glyph::ALL {
                (entry(glyph.at(15, 8), glyph.caption()))
            }
            (entry(bar("url(#k-off)", ""), Caption::PcOff))
            (entry(html! { rect x="12" width="12" height="16" fill="url(#k-tear)" {} }, Caption::Quiet))
        }
    }
}

/// The height of a bar.
pub(super) const BAR: i64 = 10;

/// The part of a bar in which renewal is due: striped, and with a line where it ends.
pub(super) fn due(from: i64, to: i64, y: i64, ends: bool) -> Markup {
    let stripes = (from..to - 3).step_by(6);
    html! {
        rect x=(from) y=(y) width=(to - from) height=(BAR) fill=(DUE) fill-opacity="0.3" class="due" {}
        path d={
            @for x in stripes { "M" (x) " " (y) "h2v" (BAR) "h-2z" }
            @if ends { "M" (to - 2) " " (y - 3) "h2v" (BAR + 6) "h-2z" }
        } fill=(DUE) class="due" {}
    }
}

/// The part of a bar in which a certificate is revoked: an outline that is struck through.
pub(super) fn revoked(from: i64, to: i64, y: i64) -> Markup {
    html! {
        path d={"M" (from) " " (y) "H" (to) "v" (BAR) "H" (from) "zM" (from) " " (y + BAR / 2) "H" (to)}
            fill="none" stroke=(LOST) class="lost-line" {}
    }
}
