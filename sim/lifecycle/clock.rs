//! What a PC's own clock shows: the true time, except for steps, drift and a dead battery.
//!
//! The MPKI client counts the days left by this clock; nothing else here does. Between two changes
//! a clock never runs backward, whatever its drift; at a change it may jump either way.

use chrono::{DateTime, TimeDelta, Utc};

use crate::time::{LATEST, Span};

const DAY: i64 = 86_400;

/// A PC's clock: right until something changes it.
///
/// Each change happens at a true instant and holds until another undoes it. Changes may be given in
/// any order; of several at one instant, the one given last happens last.
///
/// ```
/// # use kigen::lifecycle::clock::PcClock;
/// # use kigen::time::{Span, parse_instant};
/// let noon = parse_instant("2026-02-28T12:00:00+09:00")?;
/// let fast = PcClock::right().step(noon, Span::days(1));
/// assert_eq!(fast.shows(noon), parse_instant("2026-03-01T12:00:00+09:00")?);
/// # Ok::<(), kigen::time::InstantError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PcClock {
    /// Sorted by their instants.
    changes: Vec<(DateTime<Utc>, Change)>,
    /// How the clock runs after each change; as many as there are changes.
    runs: Vec<Run>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Step(Span),
    Drift { seconds_per_day: i16 },
    Reset { shown: DateTime<Utc> },
}

/// How a clock runs between two changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// The true instant of its beginning.
    since: DateTime<Utc>,
    /// What the clock shows then.
    shown: DateTime<Utc>,
    /// What it has gained beyond that, in 86,400ths of a second: less than a second.
    fraction: i64,
    seconds_per_day: i64,
}

impl Run {
    /// The time before any change: the clock is right.
    const RIGHT: Run = Run {
        since: DateTime::UNIX_EPOCH,
        shown: DateTime::UNIX_EPOCH,
        fraction: 0,
        seconds_per_day: 0,
    };

    fn shows(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let gained = TimeDelta::seconds(self.gained(at).div_euclid(DAY));
        in_range(self.shown, at - self.since + gained)
    }

    /// Returns what the clock has gained since then, in 86,400ths of a second.
    fn gained(&self, at: DateTime<Utc>) -> i64 {
        (at - self.since).num_seconds() * self.seconds_per_day + self.fraction
    }
}

/// Returns the time `passed` after `shown`, limited to the years that instants have.
fn in_range(shown: DateTime<Utc>, passed: TimeDelta) -> DateTime<Utc> {
    shown
        .checked_add_signed(passed)
        .unwrap_or(LATEST)
        .clamp(DateTime::UNIX_EPOCH, LATEST)
}

impl PcClock {
    /// Returns a clock that shows the true time.
    pub const fn right() -> Self {
        PcClock {
            changes: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// At `at`, somebody sets the clock forward by `offset`, or back if it is negative.
    #[must_use]
    pub fn step(self, at: DateTime<Utc>, offset: Span) -> Self {
        self.with(at, Change::Step(offset))
    }

    /// From `at` on, the clock gains `seconds_per_day`, or loses them if negative. They have
    /// sixteen bits, so that no drift makes the clock run backward.
    ///
    /// What it has gained since it was last set is rounded down to whole seconds: a clock that
    /// gains 10 seconds a day has gained the first after 8,640 seconds, and one that loses 10 is a
    /// second late at once.
    #[must_use]
    pub fn with_drift(self, at: DateTime<Utc>, seconds_per_day: i16) -> Self {
        self.with(at, Change::Drift { seconds_per_day })
    }

    /// At `at`, the clock is set to `shown`: a dead battery, or somebody who sets it right. Its
    /// drift stays.
    #[must_use]
    pub fn reset_to(self, at: DateTime<Utc>, shown: DateTime<Utc>) -> Self {
        self.with(at, Change::Reset { shown })
    }

    fn with(self, at: DateTime<Utc>, change: Change) -> Self {
        let mut changes = self.changes;
        let place = changes.partition_point(|(other, _)| *other <= at);
        changes.insert(place, (at, change));
        let mut run = Run::RIGHT;
        let mut runs = Vec::with_capacity(changes.len());
        for (since, change) in &changes {
            let shown = run.shows(*since);
            run = Run {
                since: *since,
                shown,
                // Without it each change would cost a clock up to a second.
                fraction: run.gained(*since).rem_euclid(DAY),
                ..run
            };
            match change {
                Change::Step(offset) => {
                    run.shown = in_range(shown, TimeDelta::seconds(offset.as_seconds()));
                }
                Change::Drift { seconds_per_day } => {
                    run.seconds_per_day = i64::from(*seconds_per_day);
                }
                Change::Reset { shown } => {
                    run.shown = *shown;
                    run.fraction = 0;
                }
            }
            runs.push(run);
        }
        PcClock { changes, runs }
    }

    /// Returns what the clock shows at `at`, within the years 1970 to 9999.
    pub fn shows(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let begun = self.runs.partition_point(|run| run.since <= at);
        let run = begun
            .checked_sub(1)
            .map_or(&Run::RIGHT, |at| &self.runs[at]);
        run.shows(at)
    }

    /// Returns the next change after `at`: until then the clock does not jump.
    pub fn next_change(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let begun = self.runs.partition_point(|run| run.since <= at);
        self.runs.get(begun).map(|run| run.since)
    }

    /// Returns the first second, not before `not_before`, at which the clock shows `shown` or
    /// later. `None` if that is not before [`LATEST`].
    ///
    /// ```
    /// # use kigen::lifecycle::clock::PcClock;
    /// # use kigen::time::parse_instant;
    /// let noon = parse_instant("2026-02-28T12:00:00+09:00")?;
    /// let slow = PcClock::right().with_drift(noon, -60);
    /// let shown = parse_instant("2026-03-10T12:00:00+09:00")?;
    /// let then = parse_instant("2026-03-10T12:10:01+09:00")?;
    /// assert_eq!(slow.when_shows(shown, noon), Some(then));
    /// # Ok::<(), kigen::time::InstantError>(())
    /// ```
    pub fn when_shows(
        &self,
        shown: DateTime<Utc>,
        not_before: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        if self.runs.is_empty() {
            // A right clock shows it when it is that time.
            let then = match self.shows(not_before) >= shown {
                true => not_before,
                false => shown,
            };
            return (then < LATEST).then_some(then);
        }
        let starts = std::iter::successors(Some(not_before), |start| self.next_change(*start));
        starts
            .take_while(|start| *start < LATEST)
            .find_map(|start| {
                let end = self.next_change(start).unwrap_or(LATEST).min(LATEST);
                self.first_showing(shown, start, end)
            })
    }

    /// Returns the first second from `start` to before `end`, between which nothing changes, that
    /// shows `shown` or later.
    fn first_showing(
        &self,
        shown: DateTime<Utc>,
        start: DateTime<Utc>,
        end: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        // The answer is in the seconds from `early` to `late`; the latter means that there is none.
        let (mut early, mut late) = (0, (end - start).num_seconds());
        while early < late {
            let middle = early + (late - early) / 2;
            if self.shows(start + TimeDelta::seconds(middle)) >= shown {
                late = middle;
            } else {
                early = middle + 1;
            }
        }
        let found = start + TimeDelta::seconds(early);
        (found < end).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::time::parse_instant;

    fn at(text: &str) -> DateTime<Utc> {
        parse_instant(&format!("{text}+09:00")).unwrap()
    }

    #[test]
    fn changes_hold_from_their_second_on() {
        let set_right = at("2026-03-01T00:00:00");
        let clock = PcClock::right()
            .step(at("2026-02-01T00:00:00"), Span::days(1))
            .step(at("2026-02-10T00:00:00"), Span::seconds(-3_600))
            .reset_to(at("2026-02-20T00:00:00"), at("2016-01-01T00:00:00"))
            .reset_to(set_right, set_right);
        for (true_time, shown) in [
            ("2026-01-31T23:59:59", "2026-01-31T23:59:59"),
            ("2026-02-01T00:00:00", "2026-02-02T00:00:00"),
            ("2026-02-10T00:00:00", "2026-02-10T23:00:00"),
            ("2026-02-20T00:00:01", "2016-01-01T00:00:01"),
            ("2026-03-01T12:00:00", "2026-03-01T12:00:00"),
        ] {
            assert_eq!(clock.shows(at(true_time)), at(shown), "{true_time}");
        }
    }

    #[test]
    fn drift_is_rounded_down_and_survives_steps_and_settings() {
        let start = at("2026-02-01T00:00:00");
        let fast = PcClock::right().with_drift(start, 10);
        let slow = PcClock::right().with_drift(start, -10);
        for (seconds, gained, lost) in [
            (0, 0, 0),
            (1, 0, 1),
            (8_639, 0, 1),
            (8_640, 1, 1),
            (8_641, 1, 2),
        ] {
            let at = start + TimeDelta::seconds(seconds);
            assert_eq!(fast.shows(at), at + TimeDelta::seconds(gained), "{seconds}");
            assert_eq!(slow.shows(at), at - TimeDelta::seconds(lost), "{seconds}");
        }
        let noon = at("2026-02-03T12:00:00");
        let set = fast.reset_to(noon, noon);
        assert_eq!(
            set.shows(at("2026-02-04T12:00:00")),
            at("2026-02-04T12:00:10")
        );
    }

    #[test]
    fn the_order_in_which_changes_are_given_does_not_matter() {
        let (early, late) = (at("2026-02-01T00:00:00"), at("2026-02-10T00:00:00"));
        let clock = PcClock::right().step(late, Span::days(1));
        let other = PcClock::right()
            .reset_to(early, late)
            .step(late, Span::days(1));
        assert_eq!(clock.reset_to(early, late), other);
    }

    #[test]
    fn a_clock_stays_within_the_years_of_instants() {
        let start = at("2026-02-01T00:00:00");
        let back = PcClock::right().step(start, Span::days(-32_000));
        assert_eq!(back.shows(start), DateTime::UNIX_EPOCH);
        let clock = PcClock::right()
            .reset_to(start, LATEST)
            .with_drift(start, i16::MAX);
        assert_eq!(clock.shows(LATEST), LATEST);
        assert_eq!(PcClock::right().when_shows(LATEST, start), None);
    }

    prop_compose! {
        fn any_clock()(
            steps in prop::collection::vec((0..4_000i64, -4_000..4_000i32), 0..4),
            drifts in prop::collection::vec((0..4_000i64, any::<i16>()), 0..3),
            resets in prop::collection::vec((0..4_000i64, 0..4_000i64), 0..2),
        ) -> PcClock {
            let after = |seconds| at("2026-02-01T00:00:00") + TimeDelta::seconds(seconds);
            let clock = PcClock::right();
            let clock = steps.iter().fold(clock, |clock, (at, step)| {
                clock.step(after(*at), Span::seconds(*step))
            });
            let clock = drifts.iter().fold(clock, |clock, (at, drift)| {
                clock.with_drift(after(*at), *drift)
            });
            resets.iter().fold(clock, |clock, (at, shown)| clock.reset_to(after(*at), after(*shown)))
        }
    }

    #[test]
    fn a_right_clock_shows_a_time_when_it_has_come() {
        let (early, late) = (at("2026-02-01T00:00:00"), at("2026-03-01T00:00:00"));
        let clock = PcClock::right();
        let searched = |shown, from| clock.first_showing(shown, from, LATEST);
        for shown in [DateTime::UNIX_EPOCH, early, late, LATEST] {
            for from in [DateTime::UNIX_EPOCH, early, late] {
                assert_eq!(clock.when_shows(shown, from), searched(shown, from));
            }
        }
        assert_eq!(clock.when_shows(early, LATEST), None);
    }

    proptest! {
        #[test]
        fn when_shows_is_the_first_second_that_does(
            clock in any_clock(), from in 0..4_000i64, shown in 0..6_000i64,
        ) {
            let start = at("2026-02-01T00:00:00");
            let (from, shown) = (start + TimeDelta::seconds(from), start + TimeDelta::seconds(shown));
            let found = clock.when_shows(shown, from).unwrap();
            let stepped = (0..).map(|second| from + TimeDelta::seconds(second));
            let stepped = stepped.take(100_000).find(|at| clock.shows(*at) >= shown);
            prop_assert_eq!(Some(found), stepped);
        }

        #[test]
        fn between_changes_no_clock_runs_backward(clock in any_clock(), from in 0..4_000i64) {
            let from = at("2026-02-01T00:00:00") + TimeDelta::seconds(from);
            let next = from + TimeDelta::seconds(1);
            prop_assert!(clock.next_change(from) == Some(next) || clock.shows(from) <= clock.shows(next));
        }
    }
}
