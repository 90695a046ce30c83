//! A browser sends what was picked in it, as long as it runs and no service has refused that, and
//! otherwise what it prefers of what is valid by the PC's clock; .NET sends the first that is for
//! clients. And where they find nothing to send, there is no service.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::browser_memory::{Memories, Memory};
use super::pc_clock::PcClocks;
use super::snapshot::{changes_stores, issued, with_keys};
use super::{Breach, Checker, StepSeen};
use crate::actor::{Action, CertificateChoice};
use crate::certificate::Certificate;
use crate::label::Label;
use crate::lifecycle::selection::CertificateSelection;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::store::Entry;
use crate::trace::{Event, EventKind, ShownCertificate};
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Selection {
    /// How many events have been looked at.
    seen: usize,
    clocks: PcClocks,
    /// The certificates with keys that each PC held at the last look.
    held: BTreeMap<Label, Vec<Entry>>,
    memories: Memories,
    /// Who is signed in, where somebody else than at first is.
    signed_in: BTreeMap<Label, Label>,
    /// The PC that was looked at last in turn.
    turn: Option<Label>,
}

/// Whether the program of a PC selects what it sends by rules that are judged here.
fn selects(world: &World, pc: &Label) -> bool {
    let settings = world.settings_of(pc);
    settings.is_some_and(|settings| {
        matches!(
            settings.selection,
            CertificateSelection::Browser | CertificateSelection::DotnetAutomatic
        )
    })
}

impl Checker for Selection {
    fn name(&self) -> &'static str {
        "selection"
    }

    fn check(&mut self, world: &World, step: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        if let Some(Action::Choose { pc, .. }) = step.map(|step| step.action) {
            // From when on, the events do not say.
            self.memories.set(pc, Memory::Unknown);
        }
        let mut new = BTreeSet::new();
        for (at, event) in events.iter().enumerate().skip(self.seen) {
            if selects(world, &event.pc) {
                self.look_at(world, at)?;
                new.insert(&event.pc);
            }
        }
        for pc in new {
            self.held.insert(pc.clone(), with_keys(world, pc));
        }
        self.seen = events.len();
        if let Some(step) = step {
            self.note_choice(world, step);
        }
        self.turn = world.pc_after(self.turn.as_ref()).cloned();
        match &self.turn {
            Some(pc) if selects(world, pc) => self.look_at_service(world, pc),
            _ => Ok(()),
        }
    }
}

impl Selection {
    /// Looks at one event of the trace.
    fn look_at(&mut self, world: &World, at: usize) -> Result<(), Breach> {
        let events = &world.trace().events;
        let event = &events[at];
        let pc = &event.pc;
        self.clocks.note(event);
        match &event.kind {
            EventKind::Connect { sent, .. } => {
                // The second service is asked before the first has answered.
                let same = |other: &Event| {
                    other.at == event.at
                        && other.pc == *pc
                        && matches!(other.kind, EventKind::Connect { .. })
                };
                if !events[..at].iter().rev().take(8).any(same) && self.is_own(world, pc) {
                    self.judge(world, at, sent.as_ref())?;
                }
                self.memories.note_use(world, event, sent.as_ref());
            }
            EventKind::ServiceDown => self.judge_outage(world, at)?,
            EventKind::SignIn { user } if event.outcome.is_ok() => {
                self.memories.set(pc, Memory::Nothing);
                self.signed_in.insert(pc.clone(), user.clone());
            }
            EventKind::Replace if event.outcome.is_ok() => {
                self.memories.set(pc, Memory::Nothing);
                self.signed_in.remove(pc);
            }
            _ if event.outcome == Outcome::Refused(Reason::PowerCut) => {
                self.memories.set(pc, Memory::Nothing);
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether the Windows user is signed in under whom the services run.
    fn is_own(&self, world: &World, pc: &Label) -> bool {
        let signed_in = self.signed_in.get(pc);
        let settings = world.settings_of(pc);
        signed_in.is_none_or(|user| settings.is_some_and(|own| own.user == *user))
    }

    /// What was sent is what the program selects.
    fn judge(
        &self,
        world: &World,
        at: usize,
        sent: Option<&ShownCertificate>,
    ) -> Result<(), Breach> {
        let event = &world.trace().events[at];
        if sent.is_none() && event.outcome != Reason::NoCertificateSent.into() {
            return Ok(());
        }
        match self.selected(world, at) {
            Some(selected) if selected.as_ref() != sent => Err(Breach::SentAnother {
                pc: event.pc.clone(),
                at: event.at,
            }),
            _ => Ok(()),
        }
    }

    /// Services that end because of what was sent, or because nothing was, end rightly.
    fn judge_outage(&self, world: &World, at: usize) -> Result<(), Breach> {
        let event = &world.trace().events[at];
        let is_sent = match event.outcome {
            Outcome::Refused(Reason::NoCertificateSent) => false,
            Outcome::Refused(Reason::Expired | Reason::NotYetValid | Reason::Revoked) => true,
            _ => return Ok(()),
        };
        match self.selected(world, at) {
            Some(selected) if selected.is_some() != is_sent => Err(Breach::SentAnother {
                pc: event.pc.clone(),
                at: event.at,
            }),
            _ => Ok(()),
        }
    }

    /// What the program selects at an event, if that can be told.
    fn selected(&self, world: &World, at: usize) -> Option<Option<ShownCertificate>> {
        let event = &world.trace().events[at];
        let held = self.held_at(world, at)?;
        let picked = match self.memories.at(world, &event.pc, event.at) {
            Memory::Unknown => return None,
            Memory::Picked { certificate, .. } => Some(certificate),
            Memory::Nothing => None,
        };
        let is_held = |picked: &ShownCertificate| {
            let mut held = held.iter();
            held.any(|entry| ShownCertificate::of(entry) == *picked)
        };
        // Of two that look alike nobody knows which was picked.
        if picked
            .as_ref()
            .is_some_and(|picked| has_twin(world, picked))
        {
            return None;
        }
        if let Some(picked) = picked.filter(is_held) {
            return Some(Some(picked));
        }
        let offered = self.offered(world, &event.pc, held, event.at)?;
        Some(offered.first().map(ShownCertificate::of))
    }

    /// What the PC held at an event: what it holds now, or what it held at the last look, if
    /// nothing can have changed in between.
    fn held_at(&self, world: &World, at: usize) -> Option<Vec<Entry>> {
        let events = &world.trace().events;
        let pc = &events[at].pc;
        let is_same = |between: &[Event]| {
            let mut of_pc = between.iter().filter(|event| event.pc == *pc);
            !of_pc.any(changes_stores)
        };
        if is_same(&events[at + 1..]) {
            return Some(with_keys(world, pc));
        }
        let held = self.held.get(pc).cloned();
        held.filter(|_| is_same(&events[self.seen..at]))
    }

    fn note_choice(&mut self, world: &World, step: &StepSeen<'_>) {
        if let Action::Choose { pc, which } = step.action
            && step.outcome.is_ok()
        {
            let held = with_keys(world, pc);
            let offered = self.offered(world, pc, held, world.now());
            let offered = offered.unwrap_or_default();
            let chosen = match which {
                CertificateChoice::New => offered.first(),
                CertificateChoice::Old => offered.last(),
            };
            let chosen = chosen.filter(|_| self.is_own(world, pc));
            let memory = chosen.map_or(Memory::Unknown, |chosen| Memory::Picked {
                certificate: ShownCertificate::of(chosen),
                since: world.now(),
            });
            self.memories.set(pc, memory);
        }
    }

    /// A PC that would send nothing has no service.
    fn look_at_service(&self, world: &World, pc: &Label) -> Result<(), Breach> {
        if !world.is_up(pc) || world.is_unsure(pc) {
            return Ok(());
        }
        let nothing_picked = self.memories.at(world, pc, world.now()) == Memory::Nothing;
        match self.offered(world, pc, with_keys(world, pc), world.now()) {
            Some(offered) if nothing_picked && offered.is_empty() => {
                Err(Breach::UpWithoutCertificate { pc: pc.clone() })
            }
            _ => Ok(()),
        }
    }

    /// The entries that the program selects from, its favourite first; `None` where there are
    /// certificates from elsewhere, and it may go by the authorities that the services name.
    fn offered(
        &self,
        world: &World,
        pc: &Label,
        mut entries: Vec<Entry>,
        at: DateTime<Utc>,
    ) -> Option<Vec<Entry>> {
        let selection = world.settings_of(pc)?.selection;
        let are_issued = || {
            let issued: Vec<Certificate> = issued(world).collect();
            let mut certificates = entries.iter().map(|entry| &entry.certificate);
            certificates.all(|one| issued.contains(one))
        };
        if !world.named_authorities().is_empty() && !are_issued() {
            return None;
        }
        entries.retain(|entry| {
            let certificate = &entry.certificate;
            certificate.allows_digital_signature() && certificate.allows_client_auth()
        });
        let shown = self.clocks.of(pc).shows(at);
        if selection == CertificateSelection::Browser {
            entries.retain(|entry| {
                let certificate = &entry.certificate;
                certificate.not_before() <= shown && shown <= certificate.not_after()
            });
            entries.sort_by_key(|entry| {
                let certificate = &entry.certificate;
                (certificate.not_after(), certificate.not_before())
            });
            entries.reverse();
        }
        Some(entries)
    }
}

/// Whether several certificates of the world look like this one.
fn has_twin(world: &World, shown: &ShownCertificate) -> bool {
    let alike = issued(world).filter(|one| {
        let one = ShownCertificate::from(one);
        one.issued_to == shown.issued_to
            && (one.not_before, one.not_after) == (shown.not_before, shown.not_after)
    });
    alike.count() > 1
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;
    use crate::actor::Policy;
    use crate::checker::tests::{had_this_happened, set_up};
    use crate::lifecycle::fault::PcFault;
    use crate::time::Span;

    fn pc() -> Label {
        "受付01".parse().unwrap()
    }

    fn browser() -> World {
        set_up(Policy::default(), |pc| {
            pc.selection = CertificateSelection::Browser;
            pc.power = "08:30-18:30 daily".parse().unwrap();
        })
    }

    /// Connects, and returns what was sent.
    fn connect(world: &mut World) -> Option<ShownCertificate> {
        let _ = world.perform(Action::connect(pc()));
        match &world.trace().events.last().unwrap().kind {
            EventKind::Connect { sent, .. } => sent.clone(),
            other => panic!("{other:?} is not a connection"),
        }
    }

    /// What is found if the last connection had sent this.
    fn had_it_sent(
        world: &mut World,
        this: Option<ShownCertificate>,
        outcome: Outcome,
    ) -> Option<String> {
        had_this_happened(Selection::default(), world, |events| {
            let at = events.last().unwrap().at;
            for event in events.iter_mut().filter(|event| event.at == at) {
                if let EventKind::Connect { sent, .. } = &mut event.kind {
                    (*sent, event.outcome) = (this.clone(), outcome);
                }
            }
        })
    }

    fn another(at: &str) -> Option<String> {
        let told = "its client program would have selected another certificate";
        Some(format!("受付01 at {at} JST: {told}"))
    }

    #[test]
    fn it_sees_a_pick_that_outlives_the_night_and_one_that_is_forgotten_before() {
        let mut world = browser();
        let last = world.certificate(&pc()).unwrap().not_after();
        let morning = last - Duration::hours(1) - Duration::days(40);
        world.advance_to(morning).unwrap();
        let picked = connect(&mut world);
        world.perform(Action::renew(pc())).unwrap();
        let new = world.certificate(&pc()).map(|one| ShownCertificate {
            has_private_key: true,
            ..ShownCertificate::from(&one)
        });
        assert_ne!(picked, new);
        world.advance_to(morning + Duration::hours(1)).unwrap();
        assert_eq!(connect(&mut world), picked);
        assert_eq!(had_it_sent(&mut world, picked.clone(), Outcome::Ok), None);
        let noon = another("2026-01-19 10:00:00");
        assert_eq!(had_it_sent(&mut world, new.clone(), Outcome::Ok), noon);
        world.advance_to(morning + Duration::days(1)).unwrap();
        assert_eq!(connect(&mut world), new);
        assert_eq!(had_it_sent(&mut world, new, Outcome::Ok), None);
        let next = another("2026-01-20 09:00:00");
        assert_eq!(had_it_sent(&mut world, picked, Outcome::Ok), next);
    }

    #[test]
    fn it_sees_that_what_was_refused_is_sent_again() {
        let mut world = browser();
        let sent = connect(&mut world);
        let expired = Outcome::Refused(Reason::Expired);
        let last = world.certificate(&pc()).unwrap().not_after();
        world.advance_to(last - Duration::hours(1)).unwrap();
        assert_eq!(
            connect(&mut world),
            sent,
            "the browser knows it from now on"
        );
        let by = Span::days(-1);
        world.inject(PcFault::SetClock { pc: pc(), by }).unwrap();
        world.advance_to(last + Duration::seconds(1)).unwrap();
        assert_eq!(connect(&mut world), sent);
        assert_eq!(had_it_sent(&mut world, sent.clone(), expired), None);
        world.inject(PcFault::RepairClock { pc: pc() }).unwrap();
        world.advance_to(last + Duration::seconds(2)).unwrap();
        assert_eq!(connect(&mut world), None);
        let nothing = Reason::NoCertificateSent.into();
        assert_eq!(had_it_sent(&mut world, None, nothing), None);
        let again = another("2026-02-28 10:00:02");
        assert_eq!(had_it_sent(&mut world, sent, expired), again);
    }

    #[test]
    fn it_sees_service_where_the_browser_finds_nothing_to_send() {
        let mut world = browser();
        let by = Span::days(1_300);
        world.inject(PcFault::SetClock { pc: pc(), by }).unwrap();
        assert_eq!(Selection::default().check(&world, None), Ok(()));
        world.pretend(&pc(), true);
        let mut checker = Selection::default();
        let found = checker.check(&world, None).unwrap_err();
        let told = "受付01 is said to be up without a usable certificate";
        assert_eq!(found.to_string(), told);
    }
}
