//! What a PC's clock shows, told from what was done to it, without the code that the world uses.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::label::Label;
use crate::lifecycle::fault::{Fault, PcFault};
use crate::time::LATEST;
use crate::trace::{Event, EventKind};

/// How many parts of a second are counted: one that drifts by a second a day gains one each second.
const PARTS: i64 = 86_400;

/// What a clock without a battery begins with: 2010, in Japan.
const WITHOUT_BATTERY: i64 = 1_262_271_600;

/// A clock that runs evenly from a moment on.
#[derive(Clone, Copy, Debug)]
pub(super) struct PcClock {
    /// Since when it has run like this, in seconds from 1970.
    since: i64,
    /// What it showed then, in parts of a second from 1970.
    shown: i64,
    /// By how many parts it goes on in a second.
    rate: i64,
}

impl PcClock {
    /// A clock that is right.
    pub(super) const RIGHT: Self = PcClock {
        since: 0,
        shown: 0,
        rate: PARTS,
    };

    /// What it shows at a moment since which nothing has been done to it.
    pub(super) fn shows(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let seconds = self.parts(at.timestamp()).div_euclid(PARTS);
        DateTime::from_timestamp(seconds, 0).map_or(LATEST, |shown| shown.min(LATEST))
    }

    /// The first moment at which it shows `shown` or later, from when it has run like this.
    pub(super) fn when_shows(&self, shown: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let missing = shown.timestamp() * PARTS - self.shown;
        // Up to the next whole second.
        let seconds = -(-missing).div_euclid(self.rate);
        DateTime::from_timestamp(self.since + seconds.max(0), 0)
    }

    fn parts(&self, at: i64) -> i64 {
        let latest = LATEST.timestamp() * PARTS;
        (self.shown + (at - self.since) * self.rate).clamp(0, latest)
    }

    /// The clock after something happened to its PC.
    pub(super) fn after(self, event: &Event) -> Self {
        let fault = match &event.kind {
            EventKind::Replace if event.outcome.is_ok() => return PcClock::RIGHT,
            EventKind::Fault(Fault::Pc(fault)) => fault,
            _ => return self,
        };
        let since = event.at.timestamp();
        let now = PcClock {
            since,
            shown: self.parts(since),
            ..self
        };
        match fault {
            PcFault::SetClock { by, .. } => PcClock {
                shown: (now.shown + by.as_seconds() * PARTS).max(0),
                ..now
            },
            PcFault::Drift {
                seconds_per_day, ..
            } => PcClock {
                rate: PARTS + i64::from(*seconds_per_day),
                ..now
            },
            PcFault::DrainBattery { .. } => PcClock {
                shown: WITHOUT_BATTERY * PARTS,
                ..now
            },
            PcFault::RepairClock { .. } => PcClock::RIGHT,
            _ => self,
        }
    }
}

/// The clocks of all PCs.
#[derive(Debug, Default)]
pub(super) struct PcClocks(BTreeMap<Label, PcClock>);

impl PcClocks {
    /// The clock of a PC.
    pub(super) fn of(&self, pc: &Label) -> PcClock {
        self.0.get(pc).copied().unwrap_or(PcClock::RIGHT)
    }

    /// Takes note of what happened.
    pub(super) fn note(&mut self, event: &Event) {
        if matches!(event.kind, EventKind::Replace | EventKind::Fault(_)) {
            let after = self.of(&event.pc).after(event);
            self.0.insert(event.pc.clone(), after);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use proptest::prelude::*;

    use super::*;
    use crate::lifecycle::clock;
    use crate::outcome::Outcome;
    use crate::time::{Span, parse_instant};

    proptest! {
        /// Two ways to count come to the same.
        #[test]
        fn it_shows_what_the_clocks_of_worlds_show(
            changes in prop::collection::vec((1..200_000_i64, 0..3_u8, any::<i16>()), 1..6),
            later in 0..40_000_000_i64,
        ) {
            let pc: Label = "受付01".parse().unwrap();
            let mut at = parse_instant("2026-02-01T00:00:00+09:00").unwrap();
            let (mut told, mut world) = (PcClock::RIGHT, clock::PcClock::right());
            for (wait, which, value) in changes {
                at += Duration::seconds(wait);
                let name = pc.clone();
                let fault = match which {
                    0 => PcFault::SetClock { pc: name, by: Span::seconds(i32::from(value) * 1_000) },
                    1 => PcFault::Drift { pc: name, seconds_per_day: value },
                    _ => PcFault::DrainBattery { pc: name },
                };
                world = match &fault {
                    PcFault::SetClock { by, .. } => world.step(at, *by),
                    PcFault::Drift { seconds_per_day, .. } => {
                        world.with_drift(at, *seconds_per_day)
                    }
                    _ => {
                        let shown = parse_instant("2010-01-01T00:00:00+09:00").unwrap();
                        world.reset_to(at, shown)
                    }
                };
                told = told.after(&Event {
                    at,
                    pc: pc.clone(),
                    kind: EventKind::Fault(fault.into()),
                    outcome: Outcome::Ok,
                });
                prop_assert_eq!(told.shows(at), world.shows(at));
            }
            let then = at + Duration::seconds(later);
            let shown = world.shows(then);
            prop_assert_eq!(told.shows(then), shown);
            prop_assert_eq!(told.when_shows(shown), world.when_shows(shown, at));
        }
    }
}
