//! Screens show what they can: the page of the stores only behind the right password, a prompt only
//! for a key that somebody protected, and the question about the old certificate only after a
//! renewal.

use std::collections::BTreeSet;

use super::{Breach, Checker, StepSeen};
use crate::label::Label;
use crate::lifecycle::deletion::DeleteWhich;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::store::ProtectionLevel;
use crate::trace::{Event, EventKind};
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Screens {
    /// How many events have been looked at.
    seen: usize,
    /// The PCs into which a key was imported that asks.
    protected: BTreeSet<Label>,
    /// The PCs that renewed.
    renewed: BTreeSet<Label>,
}

impl Checker for Screens {
    fn name(&self) -> &'static str {
        "screens"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        for event in &events[self.seen..] {
            if !self.is_possible(event) {
                return Err(Breach::WrongScreen {
                    event: event.kind.name(),
                    pc: event.pc.clone(),
                });
            }
        }
        self.seen = events.len();
        Ok(())
    }
}

impl Screens {
    fn is_possible(&mut self, event: &Event) -> bool {
        let is_done = event.outcome.is_ok();
        match &event.kind {
            EventKind::Import {
                wizard: Some(wizard),
                ..
            } => {
                if wizard.protection != ProtectionLevel::None {
                    self.protected.insert(event.pc.clone());
                }
                let is_wrong = event.outcome == Outcome::Refused(Reason::WrongPassword);
                wizard.destination.is_none() == is_wrong
            }
            EventKind::Import { wizard: None, .. } => !is_done,
            EventKind::Renew { key_prompt, .. } => {
                if is_done {
                    self.renewed.insert(event.pc.clone());
                }
                key_prompt.is_none() || self.protected.contains(&event.pc)
            }
            EventKind::Connect { key_prompt, .. } | EventKind::Backup { key_prompt, .. } => {
                key_prompt.is_none() || self.protected.contains(&event.pc)
            }
            EventKind::Delete {
                which, messages, ..
            } => {
                let may_ask = *which == DeleteWhich::Old && self.renewed.contains(&event.pc);
                messages.is_empty() || may_ask
            }
            EventKind::Replace => {
                self.protected.remove(&event.pc);
                self.renewed.remove(&event.pc);
                true
            }
            _ => true,
        }
    }
}
