//! An operator keeps to the policy: whoever reads notices reads each of them, at once or when they
//! are back; and nobody applies again who has the letter in hand.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::hours::{Hours, date};
use super::{Breach, Checker, StepSeen};
use crate::actor::Action;
use crate::label::Label;
use crate::lifecycle::notice::NoticeChannel;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::trace::{Event, EventKind};
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Habits {
    /// How many events have been looked at.
    seen: usize,
    /// The notice on each PC's screen that is to be read, and by when.
    unread: BTreeMap<Label, Unread>,
    /// The PCs for which the operator applied and nothing else has happened since.
    applied: BTreeMap<Label, Applied>,
}

#[derive(Clone, Copy, Debug)]
struct Unread {
    shown: DateTime<Utc>,
    until: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Applied {
    Waits,
    /// The letter came then.
    HasLetter(DateTime<Utc>),
}

impl Checker for Habits {
    fn name(&self) -> &'static str {
        "habits"
    }

    fn check(&mut self, world: &World, step: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        for event in &events[self.seen..] {
            self.follow_notices(world, event)?;
            let by_scenario = matches!(
                step.map(|step| step.action),
                Some(Action::Apply { pc, .. }) if *pc == event.pc && event.at == world.now()
            );
            self.follow_applications(event, by_scenario)?;
        }
        self.seen = events.len();
        if let Some(Action::Choose { pc, .. }) = step.map(|step| step.action) {
            self.unread.remove(pc);
        }
        let late = self
            .unread
            .iter()
            .find(|(_, unread)| unread.until < world.now());
        match late {
            Some((pc, unread)) => Err(Breach::NotRead {
                pc: pc.clone(),
                at: unread.shown,
            }),
            None => Ok(()),
        }
    }
}

impl Habits {
    fn follow_notices(&mut self, world: &World, event: &Event) -> Result<(), Breach> {
        if let Some(unread) = self.unread.get(&event.pc)
            && unread.until < event.at
        {
            return Err(Breach::NotRead {
                pc: event.pc.clone(),
                at: unread.shown,
            });
        }
        match &event.kind {
            EventKind::Notice { .. } if world.policy().reads_notices => {
                self.unread.remove(&event.pc);
                let until = read_by(world, &event.pc, event.at);
                let shown = event.at;
                let unread = until.map(|until| (event.pc.clone(), Unread { shown, until }));
                self.unread.extend(unread);
            }
            // With another certificate, another clock or another PC the screen is empty.
            EventKind::Dismiss
            | EventKind::Import { .. }
            | EventKind::Renew { .. }
            | EventKind::Delete { .. }
            | EventKind::Replace
            | EventKind::Fault(_) => {
                self.unread.remove(&event.pc);
            }
            _ if event.outcome == Outcome::Refused(Reason::PowerCut) => {
                self.unread.remove(&event.pc);
            }
            _ => {}
        }
        Ok(())
    }

    fn follow_applications(&mut self, event: &Event, by_scenario: bool) -> Result<(), Breach> {
        let pc = || event.pc.clone();
        let applied = self.applied.get(&event.pc).copied();
        match (&event.kind, event.outcome) {
            (EventKind::Apply { .. }, Outcome::Ok) if !by_scenario => {
                // Whoever goes out to apply does not hear the bell.
                if matches!(applied, Some(Applied::HasLetter(came)) if came < event.at) {
                    let (pc, at) = (pc(), event.at);
                    return Err(Breach::AppliedWithLetter { pc, at });
                }
                self.applied.insert(pc(), Applied::Waits);
            }
            (EventKind::LetterDelivery | EventKind::Released { .. }, Outcome::Ok) => {
                if applied == Some(Applied::Waits) {
                    self.applied.insert(pc(), Applied::HasLetter(event.at));
                }
            }
            (EventKind::LetterDelivery | EventKind::LetterIssued { .. }, _)
            | (EventKind::Apply { .. }, Outcome::Refused(_))
            | (EventKind::Fee { .. } | EventKind::Notice { .. }, _) => {}
            _ => {
                self.applied.remove(&event.pc);
            }
        }
        Ok(())
    }
}

/// By when a notice will have been read, if it is still there then: at once, or an hour after
/// somebody is back and the PC is on.
fn read_by(world: &World, pc: &Label, shown: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let calendar = &world.rules().calendar;
    let policy = world.policy();
    let is_there = |at| {
        let today = date(calendar, at);
        let mut absent = policy.absent.iter();
        policy.renews_automatically
            || !absent.any(|days| days.first() <= today && today <= days.last())
    };
    if is_there(shown) {
        return Some(shown);
    }
    let hours = Hours::read(&world.settings_of(pc)?.power, calendar)?;
    let ends = match world.rules().notices_by {
        NoticeChannel::Screen => hours.around(shown)?.end,
        NoticeChannel::Mail => DateTime::<Utc>::MAX_UTC,
    };
    // Somebody looks again every hour, if it is only a little late.
    let mut at = shown;
    loop {
        at += Duration::hours(1);
        if at >= ends || at > shown + Duration::days(400) {
            return None;
        }
        let is_on = hours.around(at).is_some() && hours.around(at - Duration::hours(1)).is_some();
        if is_there(at) && is_there(at - Duration::hours(1)) && is_on {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Policy;
    use crate::checker::tests::{had_this_happened, set_up};

    fn is_notice(event: &Event) -> bool {
        matches!(event.kind, EventKind::Notice { .. })
    }

    /// A world in which the first notice has appeared and nobody is there until the days after.
    fn until_after_the_first_notice(absent: &str) -> World {
        let policy = Policy {
            reads_notices: true,
            absent: vec![absent.parse().unwrap()],
            ..Policy::default()
        };
        let mut world = set_up(policy, |_| {});
        let end = world.certificate(&"受付01".parse().unwrap()).unwrap();
        let later = end.not_after() - Duration::days(80);
        world.advance_to(later).unwrap();
        assert!(world.trace().events.iter().any(is_notice));
        world
    }

    fn read_never(world: &mut World) -> Option<String> {
        had_this_happened(Habits::default(), world, |events| {
            events.retain(|event| event.kind != EventKind::Dismiss);
        })
    }

    #[test]
    fn it_sees_a_notice_that_nobody_reads_at_once_or_after_an_absence() {
        let unread = "受付01: nobody has read the notice of 2025-11-30 00:00:00 JST";
        for absent in ["2024-01-01..2024-01-03", "2025-11-29..2025-12-02"] {
            let mut world = until_after_the_first_notice(absent);
            assert_eq!(Habits::default().check(&world, None), Ok(()), "{absent}");
            assert_eq!(read_never(&mut world).as_deref(), Some(unread), "{absent}");
        }
        // They are not back yet.
        let mut world = until_after_the_first_notice("2025-11-29..2026-01-31");
        assert_eq!(read_never(&mut world), None);
    }

    #[test]
    fn it_sees_an_application_by_somebody_with_the_letter_in_hand() {
        let mut world = set_up(Policy::default(), |_| {});
        let events = &world.trace().events;
        let is_letter = |event: &Event| event.kind == EventKind::LetterDelivery;
        let letter = events.iter().position(is_letter).unwrap();
        let is_application = |event: &&Event| matches!(event.kind, EventKind::Apply { .. });
        let application = events.iter().find(is_application).unwrap().clone();
        let mut again_after = |seconds| {
            had_this_happened(Habits::default(), &mut world, |events| {
                let at = events[letter].at + Duration::seconds(seconds);
                events.truncate(letter + 1);
                events.push(Event {
                    at,
                    ..application.clone()
                });
            })
        };
        assert_eq!(again_after(0), None, "nobody has opened it yet");
        let told =
            "受付01 at 2022-12-04 10:00:01 JST: somebody applied again with the letter in hand";
        assert_eq!(again_after(1).as_deref(), Some(told));
    }
}
