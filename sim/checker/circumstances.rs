//! Nothing is done that could not be done: on a PC that broke, on a full disk, where the portal or
//! the authority is down, without an account, or where the power is about to fail.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Breach, Checker, StepSeen};
use crate::label::Label;
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::lifecycle::fault::{CutPoint, Fault, PcFault, WorldFault};
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::time::Span;
use crate::trace::{Event, EventKind};
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Circumstances {
    /// How many events have been looked at.
    seen: usize,
    pcs: BTreeMap<Label, OfPc>,
    /// Whether an account was opened.
    opened: bool,
    portal_down: Option<DateTime<Utc>>,
    authority_down: Option<DateTime<Utc>>,
}

#[derive(Debug, Default)]
struct OfPc {
    broken: bool,
    full: bool,
    cuts: BTreeSet<CutPoint>,
}

impl Checker for Circumstances {
    fn name(&self) -> &'static str {
        "circumstances"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        for event in &events[self.seen..] {
            match (&event.kind, event.outcome) {
                (EventKind::Fault(fault), _) => self.note_fault(fault, event.at),
                (_, Outcome::Ok) => {
                    if let Some(because) = self.forbids(world, event) {
                        return Err(Breach::DoneAllTheSame {
                            event: event.kind.name(),
                            pc: event.pc.clone(),
                            because,
                        });
                    }
                    self.note_done(event);
                }
                (_, Outcome::Refused(Reason::PowerCut)) => self.note_cut(event),
                (_, Outcome::Refused(_)) => {}
            }
        }
        self.seen = events.len();
        Ok(())
    }
}

impl Circumstances {
    fn pc(&mut self, pc: &Label) -> &mut OfPc {
        self.pcs.entry(pc.clone()).or_default()
    }

    fn note_fault(&mut self, fault: &Fault, at: DateTime<Utc>) {
        let until = |lasts: Span| lasts.after(at).unwrap_or(at);
        match fault {
            Fault::Pc(PcFault::CutPower { pc, at }) => {
                self.pc(pc).cuts.insert(*at);
            }
            Fault::Pc(PcFault::FillDisk { pc }) => self.pc(pc).full = true,
            Fault::Pc(PcFault::FreeDisk { pc }) => self.pc(pc).full = false,
            Fault::Pc(PcFault::Break { pc }) => self.pc(pc).broken = true,
            Fault::World(WorldFault::PortalDown { lasts, .. }) => {
                self.portal_down = Some(until(*lasts));
            }
            Fault::World(WorldFault::AuthorityDown { lasts, .. }) => {
                self.authority_down = Some(until(*lasts));
            }
            _ => {}
        }
    }

    fn note_done(&mut self, event: &Event) {
        match event.kind {
            EventKind::Replace => *self.pc(&event.pc) = OfPc::default(),
            EventKind::OpenAccount => self.opened = true,
            _ => {}
        }
    }

    /// The power failed, once.
    fn note_cut(&mut self, event: &Event) {
        let cuts = &mut self.pc(&event.pc).cuts;
        match event.kind {
            EventKind::Import { .. } => cuts.remove(&CutPoint::Import),
            EventKind::Backup { .. } => cuts.remove(&CutPoint::Backup),
            EventKind::Renew { .. } => {
                cuts.remove(&CutPoint::RenewalRequest) || cuts.remove(&CutPoint::RenewalStore)
            }
            _ => false,
        };
    }

    /// Why something cannot have been done.
    fn forbids(&self, world: &World, event: &Event) -> Option<Reason> {
        let nothing = OfPc::default();
        let pc = self.pcs.get(&event.pc).unwrap_or(&nothing);
        let cut = |point| pc.cuts.contains(&point).then_some(Reason::PowerCut);
        let down = |until: Option<DateTime<Utc>>| {
            let is_down = until.is_some_and(|until| event.at < until);
            is_down.then_some(Reason::Unreachable)
        };
        let broken = pc.broken.then_some(Reason::PcDead);
        let no_account = || {
            let has_account = self.opened || world.began_with_account();
            (!has_account).then_some(Reason::NoAccount)
        };
        match &event.kind {
            EventKind::Apply { via, .. } => match via {
                ApplicationChannel::Portal => down(self.portal_down).or_else(no_account),
                ApplicationChannel::ClosedNetwork => down(self.authority_down),
            },
            EventKind::Inquire { .. } | EventKind::Cancel | EventKind::Revoke => {
                down(self.portal_down).or_else(no_account)
            }
            EventKind::OpenAccount => down(self.portal_down),
            EventKind::Download { .. } => down(self.authority_down),
            EventKind::Import { .. } => broken.or(cut(CutPoint::Import)),
            EventKind::Backup { .. } => broken
                .or(pc.full.then_some(Reason::DiskFull))
                .or(cut(CutPoint::Backup)),
            EventKind::Renew { .. } => broken
                .or(down(self.authority_down))
                .or(cut(CutPoint::RenewalRequest))
                .or(cut(CutPoint::RenewalStore)),
            EventKind::Check { .. }
            | EventKind::Connect { .. }
            | EventKind::Delete { .. }
            | EventKind::Dismiss
            | EventKind::Notice { .. }
            | EventKind::ServiceUp
            | EventKind::SignIn { .. } => broken,
            _ => None,
        }
    }
}
