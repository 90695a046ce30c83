//! The ticks of the axis, by the calendar and clock of the reader.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use maud::{Markup, html};

use super::axis::{Axis, Piece, RIGHT};
use super::letters::width;
use crate::words::Voice;

/// What is between two ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Seconds(i64),
    /// Days of which each month has the same, from its first on.
    DaysOfMonth(u32),
    Months(u32),
}

/// From the finest on.
const STEPS: [Step; 15] = [
    Step::Seconds(60),
    Step::Seconds(10 * 60),
    Step::Seconds(3_600),
    Step::Seconds(3 * 3_600),
    Step::Seconds(6 * 3_600),
    Step::Seconds(12 * 3_600),
    Step::DaysOfMonth(1),
    Step::DaysOfMonth(2),
    Step::DaysOfMonth(5),
    Step::DaysOfMonth(10),
    Step::Months(1),
    Step::Months(3),
    Step::Months(12),
    Step::Months(120),
    Step::Months(1_200),
];

/// Between two texts is at least so much space.
const SPACE: i64 = 8;

impl Step {
    const fn seconds(self) -> i64 {
        match self {
            Step::Seconds(seconds) => seconds,
            Step::DaysOfMonth(days) => days as i64 * 86_400,
            Step::Months(months) => months as i64 * 30 * 86_400,
        }
    }

    const fn within_a_day(self) -> bool {
        matches!(self, Step::Seconds(_))
    }

    /// Returns the last tick that is not after `at`.
    fn floor(self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        let date = at.date();
        let date = match self {
            Step::Seconds(seconds) => {
                let second = i64::from(at.time().num_seconds_from_midnight());
                let midnight = date.and_hms_opt(0, 0, 0)?;
                return Some(midnight + Duration::seconds(second - second % seconds));
            }
            Step::DaysOfMonth(days) => date.with_day(self::floor(date.day(), days))?,
            Step::Months(months) => {
                let month = date.year() * 12 + date.month0() as i32;
                let month = month - month.rem_euclid(months as i32);
                NaiveDate::from_ymd_opt(month.div_euclid(12), month.rem_euclid(12) as u32 + 1, 1)?
            }
        };
        date.and_hms_opt(0, 0, 0)
    }

    /// Returns the tick after one.
    fn next(self, tick: NaiveDateTime) -> Option<NaiveDateTime> {
        match self {
            Step::Seconds(seconds) => tick.checked_add_signed(Duration::seconds(seconds)),
            Step::DaysOfMonth(days) => {
                let next = tick.checked_add_signed(Duration::days(days.into()))?;
                match next.month() == tick.month() && self::floor(next.day(), days) == next.day() {
                    true => Some(next),
                    false => Step::Months(1).next(Step::Months(1).floor(tick)?),
                }
            }
            Step::Months(months) => tick.checked_add_months(chrono::Months::new(months)),
        }
    }
}

/// Returns the last of the 1st, the 6th, the 11th and so on that is not after a day. No date begins
/// after the 26th, so that the last of a month is not next to the first of another.
fn floor(day: u32, days: u32) -> u32 {
    let last = match days {
        1 => 31,
        2 => 29,
        _ => 30 / days * days - days + 1,
    };
    ((day - 1) / days * days + 1).min(last)
}

/// A tick with its text.
struct Tick {
    x: i64,
    text: String,
}

impl Tick {
    /// From where to where its text is.
    fn span(&self) -> (i64, i64) {
        let half = width(&self.text) / 2;
        (self.x - half, self.x + half)
    }
}

/// Draws the ticks, with their texts above the line `top` and their lines down to `bottom`, and
/// says below them how long each cut is.
pub(super) fn draw(axis: &Axis, top: i64, bottom: i64, voice: Voice<'_>) -> Markup {
    let pieces = axis.pieces();
    let cuts: Vec<Tick> = pieces
        .iter()
        .filter_map(|piece| cut(piece, voice))
        .collect();
    let ticks: Vec<Tick> = pieces
        .iter()
        .flat_map(|piece| ticks(piece, voice))
        .collect();
    let mut free = i64::MIN;
    let mut labelled = Vec::new();
    for tick in &ticks {
        let (from, to) = tick.span();
        if from >= free && to <= RIGHT + 12 {
            labelled.push(tick);
            free = to + SPACE;
        }
    }
    html! {
        g stroke="currentColor" stroke-opacity="0.16" {
            path d={ @for tick in &ticks { "M" (tick.x) " " (top + 4) "V" (bottom) } } {}
        }
        g text-anchor="middle" class="axis" {
            @for tick in labelled {
                text x=(tick.x) y=(top) { (tick.text) }
            }
            @for cut in &cuts {
                text x=(cut.x) y=(top + 14) font-style="italic" { (cut.text) }
            }
        }
    }
}

/// The middle of a cut, and how long it is.
fn cut(piece: &Piece, voice: Voice<'_>) -> Option<Tick> {
    let x = (piece.x.0 + piece.x.1) / 2;
    let text = || voice.words().quiet(piece.length() / 86_400);
    piece.quiet.then(|| Tick { x, text: text() })
}

/// Returns the ticks in a part of the axis. One that has no room for two has one at its middle.
fn ticks(piece: &Piece, voice: Voice<'_>) -> Vec<Tick> {
    if piece.quiet {
        return Vec::new();
    }
    let (from, to) = piece.seconds;
    let local = |second| DateTime::from_timestamp(second, 0).map(|at| voice.zone.local(at));
    let Some(begin) = local(from) else {
        return Vec::new();
    };
    let offset = i64::from(begin.offset().local_minus_utc());
    let room = |step: &&Step| step.seconds() * piece.width() / piece.length() >= 74 + SPACE;
    let Some(step) = STEPS.iter().find(room) else {
        return Vec::new();
    };
    let mut ticks: Vec<Tick> = Vec::new();
    let mut next = step.floor(begin.naive_local());
    while let Some(tick) = next {
        let second = tick.and_utc().timestamp() - offset;
        if second > to {
            break;
        }
        if second >= from {
            let x = piece.x.0 + (second - from) * piece.width() / piece.length();
            // The year stands at the first, and at each midnight.
            let format = match (step.within_a_day(), ticks.is_empty()) {
                (true, true) => "%Y-%m-%d %H:%M",
                (true, false) if tick.time() != NaiveTime::MIN => "%m-%d %H:%M",
                _ => "%Y-%m-%d",
            };
            let text = tick.format(format).to_string();
            ticks.push(Tick { x, text });
        }
        next = step.next(tick);
    }
    if ticks.is_empty()
        && let Some(middle) = local(from + (to - from) / 2)
    {
        ticks.push(Tick {
            x: (piece.x.0 + piece.x.1) / 2,
            text: middle.format("%Y-%m-%d").to_string(),
        });
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(step: Step, from: &str, count: usize) -> Vec<String> {
        let from = format!("{from}T09:30:00").parse().expect("it is a date");
        let ticks = std::iter::successors(step.floor(from), |tick| step.next(*tick));
        let ticks = ticks.take(count).map(|tick| tick.to_string());
        ticks
            .map(|tick| tick.trim_end_matches(" 00:00:00").to_owned())
            .collect()
    }

    #[test]
    fn ticks_are_on_the_days_that_people_count_from() {
        for (step, from, ticks) in [
            (
                Step::DaysOfMonth(10),
                "2026-02-13",
                ["2026-02-11", "2026-02-21", "2026-03-01"],
            ),
            (
                Step::DaysOfMonth(10),
                "2026-01-31",
                ["2026-01-21", "2026-02-01", "2026-02-11"],
            ),
            (
                Step::DaysOfMonth(5),
                "2026-01-31",
                ["2026-01-26", "2026-02-01", "2026-02-06"],
            ),
            (
                Step::DaysOfMonth(2),
                "2026-01-31",
                ["2026-01-29", "2026-02-01", "2026-02-03"],
            ),
            (
                Step::DaysOfMonth(1),
                "2028-02-28",
                ["2028-02-28", "2028-02-29", "2028-03-01"],
            ),
            (
                Step::Months(3),
                "2026-02-13",
                ["2026-01-01", "2026-04-01", "2026-07-01"],
            ),
            (
                Step::Months(12),
                "2026-02-13",
                ["2026-01-01", "2027-01-01", "2028-01-01"],
            ),
        ] {
            assert_eq!(after(step, from, 3), ticks, "{step:?} from {from}");
        }
        let hours = after(Step::Seconds(6 * 3_600), "2026-02-28", 4);
        assert_eq!(hours[0], "2026-02-28 06:00:00");
        assert_eq!(hours[3], "2026-03-01");
    }
}
