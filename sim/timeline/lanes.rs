//! The lanes of the PCs.

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::Timeline;
use super::axis::{Axis, LEFT, RIGHT};
use super::glyph::{BAR, CERTIFICATE, Glyph, LOST, UP, due, revoked};
use super::history::{History, Letter, Life, Spell, Trouble};
use super::letters::{letter, width};
use super::marks::Marks;
use crate::lifecycle::power::OnInterval;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::trace::Event;
use crate::words::{Caption, Voice};

/// The height of a lane of bars with texts above them.
const BARS: i64 = 28;
/// The height of a lane of marks.
const MARKS: i64 = 22;
/// The height of the lane in which a PC is off.
const POWER: i64 = 18;
/// The most rows of certificates; there are two where each is renewed in time.
const ROWS_MAX: usize = 6;
/// A time in which a PC is off is drawn if it is at least so wide.
const OFF_WIDTH_MIN: i64 = 3;
/// Nor is it looked for where a unit of width is longer than this.
const OFF_SECONDS_MAX: i64 = 2 * 86_400;

/// The lanes of a timeline, drawn from the top down.
pub(super) struct Lanes<'a> {
    pub(super) timeline: &'a Timeline<'a>,
    pub(super) axis: &'a Axis,
    pub(super) voice: Voice<'a>,
    /// How far down it is drawn.
    pub(super) y: i64,
    /// What the cuts in the axis go through.
    pub(super) bars: Vec<Markup>,
    /// Texts on paper of their own, which may go over what is below them.
    pub(super) captions: Vec<Markup>,
    /// What stands on top of everything.
    pub(super) marks: Vec<Markup>,
}

impl Lanes<'_> {
    /// Draws all that happened to one PC.
    pub(super) fn pc(&mut self, history: &History<'_>) {
        self.marks.push(html! {
            text x="6" y=(self.y + 16) font-size="14" font-weight="bold" { (history.pc.name) }
        });
        self.y += 24;
        self.certificates(&history.certificates);
        self.service(history);
        self.deeds(history);
        self.notices(history);
        self.letters(&history.letters);
        self.faults(history);
        self.off(history);
    }

    /// The name of a lane of this height.
    fn name(&mut self, caption: Caption, height: i64) {
        let name = self.voice.words().caption(caption);
        self.marks.push(html! {
            text x="6" y=(self.y + height - 6) class="lane" { (name) }
        });
    }

    fn date(&self, at: DateTime<Utc>) -> String {
        self.voice.zone.date(at).to_string()
    }

    fn said(&self, event: &Event) -> String {
        let sentence = self.voice.sentence(event);
        format!("{} {sentence}", self.voice.zone.clock(event.at))
    }

    /// Returns where a text is that should begin at `x` and has to end within the picture.
    fn inside(x: i64, text: &str) -> i64 {
        x.min(RIGHT + 10 - width(text)).max(LEFT)
    }

    /// Writes above the bars of a lane, unless that would go over what ends at `free`. Returns
    /// where the next text may begin.
    fn caption(&mut self, x: i64, free: i64, text: &str, lost: bool) -> i64 {
        let x = Self::inside(x, text);
        if x < free {
            return free;
        }
        self.captions.push(html! {
            @let y = self.y + 10;
            @if lost { text x=(x) y=(y) font-weight="bold" fill=(LOST) class="lost" { (text) } }
            @else { text x=(x) y=(y) { (text) } }
        });
        x + width(text) + 8
    }

    /// Certificates, in as few rows as they fit into.
    fn certificates(&mut self, lives: &[Life]) {
        let mut rows: Vec<Vec<&Life>> = Vec::new();
        for life in lives
            .iter()
            .filter(|life| self.timeline.shows(life.from, Some(life.to)))
        {
            let is_free = |row: &Vec<&Life>| {
                let end = row.last().map_or(LEFT, |last| self.end(last));
                self.axis.x(life.from) >= end + 8
            };
            match rows.iter().position(is_free) {
                Some(row) => rows[row].push(life),
                None if rows.len() < ROWS_MAX => rows.push(vec![life]),
                None => {}
            }
        }
        for (number, row) in rows.into_iter().enumerate() {
            if number == 0 {
                self.name(Caption::Certificates, BARS);
            }
            for life in row {
                self.certificate(life);
            }
            self.y += BARS;
        }
    }

    /// Where a certificate, or the text above it, ends.
    fn end(&self, life: &Life) -> i64 {
        let text = self.line(life);
        self.axis
            .x(life.to)
            .max(self.axis.x(life.from) + width(&text))
    }

    fn line(&self, life: &Life) -> String {
        let (from, to) = (self.date(life.from), self.date(life.to));
        let words = self.voice.words();
        words.certificate_line(life.ordinal, &from, &to)
    }

    fn certificate(&mut self, life: &Life) {
        let good_until = life.revoked.unwrap_or(life.to);
        let [from, opens, good, to] =
            [life.from, life.due.min(good_until), good_until, life.to].map(|at| self.axis.x(at));
        let y = self.y + 14;
        let line = self.line(life);
        let words = self.voice.words();
        let mut title = format!("{line}\n{}", words.renewable_from(&self.date(life.due)));
        if life.revoked.is_some() {
            title = format!("{title}\n{}", words.caption(Caption::Revoked));
        }
        self.bars.push(html! {
            g {
                title { (title) }
                @if opens > from {
                    rect x=(from) y=(y) width=(opens - from) height=(BAR) fill=(CERTIFICATE)
                        class="certificate" {}
                }
                @if good > opens { (due(opens, good, y, life.to <= self.timeline.end)) }
                @if to > good { (revoked(good, to, y)) }
                @if life.to > self.timeline.end {
                    path d={"M" (RIGHT + 2) " " (y - 2) "l8 7l-8 7z"} {}
                }
            }
        });
        self.caption(from, LEFT, &line, false);
    }

    /// When the services could be used, and why not.
    fn service(&mut self, history: &History<'_>) {
        let shown = |spell: &&Spell| self.timeline.shows(spell.from, spell.to);
        let spells: Vec<&Spell> = history.service.iter().filter(shown).collect();
        if spells.is_empty() {
            return;
        }
        self.name(Caption::Service, BARS);
        for spell in spells.iter().filter(|spell| spell.lost.is_none()) {
            let (from, to) = self.span(spell);
            self.bars.push(html! {
                rect x=(from) y=(self.y + 17) width=(to - from) height="4" fill=(UP) class="up" {}
            });
        }
        let lost = history
            .service
            .iter()
            .filter_map(|spell| Some((spell, spell.lost?)));
        let lost: Vec<(&Spell, Reason)> = lost.collect();
        let mut free = LEFT;
        for (number, &(spell, reason)) in lost.iter().enumerate() {
            if self.timeline.shows(spell.from, spell.to) {
                let next = lost.get(number + 1).map(|(next, _)| self.axis.x(next.from));
                free = self.outage(&letter(number), spell, reason, free, next);
            }
        }
        self.y += BARS;
    }

    fn span(&self, spell: &Spell) -> (i64, i64) {
        let from = self.axis.x(spell.from);
        let to = spell.to.map_or(RIGHT, |to| self.axis.x(to));
        (from, to.max(from + 3))
    }

    /// An outage by its letter, with its reason if the next outage is far enough away.
    fn outage(
        &mut self,
        name: &str,
        spell: &Spell,
        reason: Reason,
        free: i64,
        next: Option<i64>,
    ) -> i64 {
        let (from, to) = self.span(spell);
        let whole = format!("{name} {}", self.voice.words().sentence(reason));
        let title = format!("{} {whole}", self.voice.zone.clock(spell.from));
        self.bars.push(html! {
            g {
                title { (title) }
                rect x=(from) y=(self.y + 14) width=(to - from) height=(BAR) fill="url(#k-lost)"
                    stroke=(LOST) class="lost-line" {}
            }
        });
        let x = Self::inside(from, &whole);
        let fits = x >= free && next.is_none_or(|next| x + width(&whole) < next);
        self.caption(from, free, if fits { &whole } else { name }, true)
    }

    /// A lane of marks, if there are any.
    fn marks(&mut self, caption: Caption, marks: Marks) {
        if !marks.is_empty() {
            self.name(caption, MARKS);
            self.marks.push(marks.draw(self.y + MARKS / 2, self.voice));
            self.y += MARKS;
        }
    }

    fn deeds(&mut self, history: &History<'_>) {
        let mut marks = Marks::default();
        let deeds = history.deeds.iter();
        for event in deeds.filter(|event| self.timeline.shows(event.at, Some(event.at))) {
            let glyph = match event.outcome {
                Outcome::Ok => Glyph::Done,
                Outcome::Refused(_) => Glyph::Refused,
            };
            marks.add(self.axis.x(event.at), glyph, self.said(event));
        }
        self.marks(Caption::Deeds, marks);
    }

    fn notices(&mut self, history: &History<'_>) {
        let mut marks = Marks::default();
        for shown in &history.notices {
            let glyph = match shown.read {
                true => Glyph::Read,
                false => Glyph::Missed,
            };
            let at = shown.event.at;
            if self.timeline.shows(at, Some(at)) {
                marks.add(self.axis.x(at), glyph, self.said(shown.event));
            }
        }
        self.marks(Caption::Notices, marks);
    }

    /// Letters, each with a line from the day on which it was posted.
    fn letters(&mut self, letters: &[Letter<'_>]) {
        let mut marks = Marks::default();
        let y = self.y + MARKS / 2;
        let mut any = false;
        for Letter { posted, delivery } in letters {
            if !self
                .timeline
                .shows(posted.at, delivery.map(|event| event.at))
            {
                continue;
            }
            any = true;
            let (from, to) = (
                self.axis.x(posted.at),
                delivery.map_or(RIGHT, |event| self.axis.x(event.at)),
            );
            self.bars.push(html! {
                path d={"M" (from) " " (y - 4) "v8M" (from) " " (y) "H" (to)} stroke="currentColor"
                    stroke-dasharray="2 3" {}
            });
            if let Some(delivery) = delivery {
                let glyph = match delivery.outcome {
                    Outcome::Ok => Glyph::Arrived,
                    Outcome::Refused(_) => Glyph::Undelivered,
                };
                marks.add(to, glyph, self.said(delivery));
            }
        }
        match marks.is_empty() && any {
            true => {
                self.name(Caption::Post, MARKS);
                self.y += MARKS;
            }
            false => self.marks(Caption::Post, marks),
        }
    }

    /// What is broken, and which clocks are wrong, for as long as they are.
    fn faults(&mut self, history: &History<'_>) {
        let shown = |trouble: &&Trouble<'_>| self.timeline.shows(trouble.event.at, trouble.to);
        let faults: Vec<&Trouble<'_>> = history.faults.iter().filter(shown).collect();
        if faults.is_empty() {
            return;
        }
        self.name(Caption::Faults, BARS);
        let mut free = LEFT;
        for trouble in faults {
            let from = self.axis.x(trouble.event.at);
            let to = trouble.to.map_or(RIGHT, |to| self.axis.x(to));
            let title = self.said(trouble.event);
            self.bars.push(html! {
                g {
                    title { (title) }
                    @if to > from {
                        rect x=(from) y=(self.y + 14) width=(to - from) height=(BAR)
                            fill="url(#k-broken)" {}
                    }
                    (Glyph::Fault.at(from, self.y + 19))
                }
            });
            let text = self.voice.words().broken(trouble.fault);
            free = self.caption(from - 5, free, &text, false);
        }
        self.y += BARS;
    }

    /// The hours in which the PC is off, where they are wide enough to be seen.
    fn off(&mut self, history: &History<'_>) {
        let off = self.hours_off(history);
        if off.is_empty() {
            return;
        }
        self.name(Caption::Off, POWER);
        self.bars.push(html! {
            @for (from, to) in off {
                rect x=(from) y=(self.y + 5) width=(to - from) height="8" fill="url(#k-off)" {}
            }
        });
        self.y += POWER;
    }

    fn hours_off(&self, history: &History<'_>) -> Vec<(i64, i64)> {
        let calendar = history.pc.power.clone();
        let calendar = calendar.on_calendar(self.timeline.rules.calendar.clone());
        let mut hours: Vec<(i64, i64)> = Vec::new();
        let busy = self.axis.pieces().iter().filter(|piece| !piece.quiet);
        for piece in busy.filter(|piece| piece.length() <= piece.width() * OFF_SECONDS_MAX) {
            let moment = |second| DateTime::from_timestamp(second, 0);
            let (Some(start), Some(end)) = (moment(piece.seconds.0), moment(piece.seconds.1))
            else {
                continue;
            };
            let mut off_since = start;
            while off_since < end {
                let next = calendar.next_on(off_since);
                let next = next.unwrap_or(OnInterval { start: end, end });
                let (from, to) = (self.axis.x(off_since), self.axis.x(next.start.min(end)));
                if to - from >= OFF_WIDTH_MIN {
                    hours.push((from, to));
                }
                off_since = next.end;
            }
        }
        hours
    }
}
