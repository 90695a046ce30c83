//! What was applied for can be fetched from the second in which its ID was issued to the last one
//! of so many days, and no longer.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::{Breach, Checker, StepSeen};
use crate::label::Label;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::trace::{Event, EventKind};
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Downloads {
    /// How many events have been looked at.
    seen: usize,
    /// When the IDs of each PC were issued.
    issued: BTreeMap<Label, Vec<DateTime<Utc>>>,
}

impl Checker for Downloads {
    fn name(&self) -> &'static str {
        "downloads"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        for event in &events[self.seen..] {
            match event.kind {
                EventKind::LetterIssued { .. } | EventKind::Released { .. } => {
                    let issued = self.issued.entry(event.pc.clone()).or_default();
                    issued.push(event.at);
                }
                EventKind::Download { .. } | EventKind::Enroll { renews: None, .. } => {
                    self.judge(world, event)?;
                }
                _ => {}
            }
        }
        self.seen = events.len();
        Ok(())
    }
}

impl Downloads {
    /// Which of several letters somebody holds cannot be seen, so that any of them may explain what
    /// came.
    fn judge(&self, world: &World, event: &Event) -> Result<(), Breach> {
        let days = Duration::days(world.rules().download_days);
        let issued = self.issued.get(&event.pc).map_or(&[][..], Vec::as_slice);
        let is_open = |issued: &DateTime<Utc>| (*issued..=*issued + days).contains(&event.at);
        let pc = || event.pc.clone();
        match event.outcome {
            Outcome::Ok if !issued.iter().any(is_open) => Err(Breach::DoneAllTheSame {
                event: event.kind.name(),
                pc: pc(),
                because: Reason::DownloadClosed,
            }),
            Outcome::Refused(reason @ Reason::DownloadClosed) if issued.iter().all(is_open) => {
                Err(Breach::RefusedInTime {
                    action: event.kind.name(),
                    pc: pc(),
                    reason,
                })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Policy;
    use crate::checker::tests::{had_this_happened, set_up};

    #[test]
    fn it_sees_one_that_came_too_late_and_a_refusal_in_time() {
        let mut world = set_up(Policy::default(), |_| {});
        let mut events = world.trace().events.iter();
        let is_letter = |event: &&Event| matches!(event.kind, EventKind::LetterIssued { .. });
        let letter = events.find(is_letter).unwrap();
        let (pc, last) = (letter.pc.clone(), letter.at + Duration::days(180));
        let mut found = |at, outcome| {
            had_this_happened(Downloads::default(), &mut world, |events| {
                events.push(Event {
                    at,
                    pc: pc.clone(),
                    kind: EventKind::Download { file: None },
                    outcome,
                });
            })
        };
        let (second, closed) = (Duration::seconds(1), Outcome::from(Reason::DownloadClosed));
        assert_eq!(found(last, Outcome::Ok), None);
        assert_eq!(found(last + second, closed), None);
        let late = "download on 受付01 was done and should have been refused (download-closed)";
        assert_eq!(found(last + second, Outcome::Ok).as_deref(), Some(late));
        let early = "download on 受付01 was refused (download-closed) in time";
        assert_eq!(found(last, closed).as_deref(), Some(early));
    }
}
