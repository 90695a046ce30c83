//! Where a moment is on a timeline: long times in which nothing happened take little space.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::Timeline;
use super::history::History;

/// Where the plot begins; the names of the lanes are before it.
pub(super) const LEFT: i64 = 104;
/// Where it ends.
pub(super) const RIGHT: i64 = 988;

/// What is cut out is at least this long.
const QUIET_SECONDS_MIN: i64 = 30 * 86_400;
/// The most times that something is cut out: the longest quiet times.
const QUIET_COUNT_MAX: usize = 6;
/// How wide a cut is.
const QUIET_WIDTH: i64 = 68;
/// The least width of what is between the cuts.
const BUSY_WIDTH_MIN: i64 = 56;
/// What is left free before and after a busy time: a part of it, and at least so much.
const MARGIN_SECONDS_MIN: i64 = 6 * 3_600;

/// A part of the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The first and the last second, since 1970.
    pub(super) seconds: (i64, i64),
    /// Where they are.
    pub(super) x: (i64, i64),
    /// Whether it is cut out.
    pub(super) quiet: bool,
}

impl Piece {
    pub(super) const fn width(&self) -> i64 {
        self.x.1 - self.x.0
    }

    pub(super) const fn length(&self) -> i64 {
        self.seconds.1 - self.seconds.0
    }
}

/// The axis: its parts, from left to right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Axis(Vec<Piece>);

impl Axis {
    /// The axis of a timeline: what is near an event, or where a certificate changes, has space.
    pub(super) fn of(timeline: &Timeline<'_>) -> Self {
        let inside = timeline.start..=timeline.end;
        let mut moments = BTreeSet::from([timeline.start, timeline.end]);
        moments.extend(timeline.events.iter().map(|event| event.at));
        for history in timeline.pcs.iter().map(|pc| History::of(timeline, pc)) {
            let changes = history.certificates.iter();
            moments.extend(changes.flat_map(|life| [life.from, life.due, life.to]));
        }
        moments.retain(|at| inside.contains(at));
        Axis::around(moments.iter().map(DateTime::timestamp).collect())
    }

    /// An axis on which each second has as much space as any other.
    pub(super) fn even(start: DateTime<Utc>, end: DateTime<Utc>) -> Self {
        let (start, end) = (start.timestamp(), end.timestamp());
        Axis(vec![Piece {
            seconds: (start, end.max(start + 1)),
            x: (LEFT, RIGHT),
            quiet: false,
        }])
    }

    /// The axis on which these seconds, which are in order, have space around them.
    fn around(seconds: Vec<i64>) -> Self {
        let busy = busy(&seconds);
        let cuts = busy.len() as i64 - 1;
        let free = RIGHT - LEFT - cuts * QUIET_WIDTH - busy.len() as i64 * BUSY_WIDTH_MIN;
        // By the root of its length, so that ten busy days are not lost beside ninety.
        let weight = |(from, to): (i64, i64)| ((to - from).unsigned_abs() / 3_600 + 1).isqrt();
        let total: u64 = busy.iter().copied().map(weight).sum();
        let mut pieces: Vec<Piece> = Vec::new();
        let (mut x, mut before) = (LEFT, 0);
        for &span in &busy {
            if let Some(last) = pieces.last() {
                pieces.push(Piece {
                    seconds: (last.seconds.1, span.0),
                    x: (x, x + QUIET_WIDTH),
                    quiet: true,
                });
                x += QUIET_WIDTH;
            }
            let share = |weight: u64| free * weight as i64 / total as i64;
            let width = BUSY_WIDTH_MIN + share(before + weight(span)) - share(before);
            before += weight(span);
            pieces.push(Piece {
                seconds: span,
                x: (x, x + width),
                quiet: false,
            });
            x += width;
        }
        Axis(pieces)
    }

    /// The parts, from left to right.
    pub(super) fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// Returns where a moment is, within the plot.
    pub(super) fn x(&self, at: DateTime<Utc>) -> i64 {
        let second = at.timestamp();
        let piece = self.0.iter().find(|piece| second <= piece.seconds.1);
        let Some(piece) = piece else { return RIGHT };
        let passed = second.max(piece.seconds.0) - piece.seconds.0;
        piece.x.0 + passed * piece.width() / piece.length()
    }
}

/// Returns the first and last second of each busy time, with a margin around it.
fn busy(seconds: &[i64]) -> Vec<(i64, i64)> {
    let gaps = seconds.windows(2).map(|two| two[1] - two[0]);
    let mut quiet: Vec<(usize, i64)> = gaps.enumerate().collect();
    quiet.retain(|(_, gap)| *gap > QUIET_SECONDS_MIN);
    quiet.sort_by_key(|(at, gap)| (-gap, *at));
    quiet.truncate(QUIET_COUNT_MAX);
    let cuts: BTreeSet<usize> = quiet.into_iter().map(|(at, _)| at).collect();
    let mut spans: Vec<(i64, i64)> = Vec::new();
    for (at, &second) in seconds.iter().enumerate() {
        let goes_on = at > 0 && !cuts.contains(&(at - 1));
        match spans.last_mut().filter(|_| goes_on) {
            Some((_, to)) => *to = second,
            None => spans.push((second, second)),
        }
    }
    for (from, to) in &mut spans {
        let margin = ((*to - *from) / 20).clamp(MARGIN_SECONDS_MIN, QUIET_SECONDS_MIN / 3);
        (*from, *to) = (*from - margin, *to + margin);
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    #[test]
    fn a_long_quiet_time_is_cut_out_and_a_short_one_is_not() {
        let axis = Axis::around(vec![0, 10 * DAY, 40 * DAY, 71 * DAY, 400 * DAY]);
        let quiet: Vec<bool> = axis.pieces().iter().map(|piece| piece.quiet).collect();
        assert_eq!(quiet, [false, true, false, true, false]);
    }

    #[test]
    fn time_goes_right_without_a_gap() {
        let yearly: Vec<i64> = (0..40).map(|year| year * 365 * DAY).collect();
        for seconds in [vec![5], vec![5, 6], vec![0, 40 * DAY], yearly] {
            let axis = Axis::around(seconds.clone());
            let pieces = axis.pieces();
            assert_eq!(pieces[0].x.0, LEFT);
            assert!(pieces.windows(2).all(|two| two[0].x.1 == two[1].x.0
                && two[0].seconds.1 == two[1].seconds.0
                && two[0].quiet != two[1].quiet));
            let end = pieces[pieces.len() - 1].x.1;
            assert!((RIGHT - 1..=RIGHT).contains(&end), "{end}");
            let at = |second| DateTime::from_timestamp(second, 0).expect("it is near 1970");
            let places: Vec<i64> = seconds.iter().map(|second| axis.x(at(*second))).collect();
            assert!(places.is_sorted(), "{places:?}");
            assert!(places.iter().all(|x| (LEFT..=RIGHT).contains(x)));
        }
    }
}
