//! What the browsers of a world's PCs remember, told from outside: a browser sends what it sent or
//! what was picked in it, as long as it runs and no service has refused that.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::hours::Hours;
use crate::label::Label;
use crate::lifecycle::selection::CertificateSelection;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::trace::{Event, ShownCertificate};
use crate::world::World;

/// What a browser remembers of what it sent or what was picked in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Memory {
    #[default]
    Nothing,
    Picked {
        certificate: ShownCertificate,
        since: DateTime<Utc>,
    },
    Unknown,
}

/// What the browser of each PC remembers.
#[derive(Debug, Default)]
pub(super) struct Memories(BTreeMap<Label, Memory>);

impl Memories {
    /// It remembers this from now on.
    pub(super) fn set(&mut self, pc: &Label, memory: Memory) {
        self.0.insert(pc.clone(), memory);
    }

    /// A browser remembers what it sent, unless it was refused.
    pub(super) fn note_use(
        &mut self,
        world: &World,
        event: &Event,
        sent: Option<&ShownCertificate>,
    ) {
        let Some(sent) = sent else { return };
        let before = self.at(world, &event.pc, event.at);
        let after = match (event.outcome, before) {
            (Outcome::Ok, Memory::Picked { certificate, .. }) if certificate == *sent => return,
            (Outcome::Ok, _) => Memory::Picked {
                certificate: sent.clone(),
                since: event.at,
            },
            (
                Outcome::Refused(
                    Reason::Expired
                    | Reason::NotYetValid
                    | Reason::Revoked
                    | Reason::AuthorityExpired,
                ),
                _,
            ) => Memory::Nothing,
            // Whether it came as far as to the service is not seen.
            (Outcome::Refused(_), _) => Memory::Unknown,
        };
        self.set(&event.pc, after);
    }

    /// What the browser that runs at `at` remembers; other programs remember nothing.
    pub(super) fn at(&self, world: &World, pc: &Label, at: DateTime<Utc>) -> Memory {
        let settings = world.settings_of(pc);
        let browser = settings.filter(|own| own.selection == CertificateSelection::Browser);
        let (Some(browser), Some(memory)) = (browser, self.0.get(pc)) else {
            return Memory::Nothing;
        };
        let Memory::Picked { since, .. } = memory else {
            return memory.clone();
        };
        let hours = Hours::read(&browser.power, &world.rules().calendar);
        match hours.and_then(|hours| hours.around(*since)) {
            Some(on) if at < on.end => memory.clone(),
            Some(_) => Memory::Nothing,
            None => Memory::Unknown,
        }
    }
}
