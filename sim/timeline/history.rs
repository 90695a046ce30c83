//! What happened to one PC, sorted into the lanes of a timeline.

use chrono::{DateTime, Utc};

use super::Timeline;
use crate::actor::PcSettings;
use crate::lifecycle::fault::{Fault, PcFault, WorldFault};
use crate::lifecycle::notice::Notice;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::trace::{Event, EventKind};

/// What happened to one PC.
#[derive(Debug)]
pub(super) struct History<'a> {
    pub(super) pc: &'a PcSettings,
    pub(super) certificates: Vec<Life>,
    /// When the services could be used, and when not.
    pub(super) service: Vec<Spell>,
    pub(super) notices: Vec<Shown<'a>>,
    pub(super) letters: Vec<Letter<'a>>,
    /// What people did, or tried.
    pub(super) deeds: Vec<&'a Event>,
    pub(super) faults: Vec<Trouble<'a>>,
}

/// The life of a certificate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Life {
    pub(super) ordinal: u32,
    pub(super) from: DateTime<Utc>,
    /// When its renewal opens.
    pub(super) due: DateTime<Utc>,
    pub(super) to: DateTime<Utc>,
    pub(super) revoked: Option<DateTime<Utc>>,
}

/// A time in which the services could be used, or could not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spell {
    pub(super) from: DateTime<Utc>,
    /// The first second after it; `None` if it lasts to the end.
    pub(super) to: Option<DateTime<Utc>>,
    /// Why they could not.
    pub(super) lost: Option<Reason>,
}

/// A notice, which may have been shown on many mornings.
#[derive(Debug)]
pub(super) struct Shown<'a> {
    /// The first time.
    pub(super) event: &'a Event,
    pub(super) read: bool,
}

/// An issuance letter.
#[derive(Debug)]
pub(super) struct Letter<'a> {
    pub(super) posted: &'a Event,
    /// How it ended, if it has.
    pub(super) delivery: Option<&'a Event>,
}

/// Something that is broken, or wrong.
#[derive(Debug)]
pub(super) struct Trouble<'a> {
    pub(super) event: &'a Event,
    pub(super) fault: &'a Fault,
    /// The first second after it; `None` if it lasts to the end.
    pub(super) to: Option<DateTime<Utc>>,
    what: What,
}

/// What it is that is broken, and so what ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Clock,
    Disk,
    /// It ends by itself, or was for a moment.
    Other,
}

impl<'a> History<'a> {
    /// Sorts what happened to `pc`.
    pub(super) fn of(timeline: &Timeline<'a>, pc: &'a PcSettings) -> Self {
        let mut history = History {
            pc,
            certificates: Vec::new(),
            service: Vec::new(),
            notices: Vec::new(),
            letters: Vec::new(),
            deeds: Vec::new(),
            faults: Vec::new(),
        };
        let mut unread = None;
        for event in timeline.events.iter().filter(|event| event.pc == pc.name) {
            match &event.kind {
                EventKind::Issued {
                    ordinal,
                    not_before,
                    not_after,
                    ..
                } => history.certificates.push(Life {
                    ordinal: *ordinal,
                    from: *not_before,
                    due: timeline
                        .renewal_window
                        .opens(*not_before, *not_after)
                        .max(*not_before),
                    to: *not_after,
                    revoked: None,
                }),
                EventKind::ServiceUp => history.turn(event.at, None),
                EventKind::ServiceDown => history.turn(event.at, event.outcome.reason()),
                EventKind::Notice { notice, .. } => history.notice(event, *notice, &mut unread),
                EventKind::LetterIssued { .. } => history.letters.push(Letter {
                    posted: event,
                    delivery: None,
                }),
                EventKind::LetterDelivery => history.delivery(event),
                EventKind::Fee { .. } => {}
                EventKind::Fault(fault) if event.outcome.is_ok() => history.fault(event, fault),
                kind => {
                    history.deeds.push(event);
                    history.deed(event, kind, &mut unread);
                }
            }
        }
        history
    }

    /// What else a deed changes.
    fn deed(&mut self, event: &Event, kind: &EventKind, unread: &mut Option<Notice>) {
        match (kind, event.outcome) {
            (EventKind::Dismiss, Outcome::Ok) => {
                *unread = None;
                if let Some(shown) = self.notices.last_mut() {
                    shown.read = true;
                }
            }
            (EventKind::Revoke, Outcome::Ok) => {
                if let Some(life) = self.certificates.last_mut() {
                    life.revoked = Some(event.at);
                }
            }
            _ => {}
        }
    }

    /// The services change.
    fn turn(&mut self, at: DateTime<Utc>, lost: Option<Reason>) {
        if let Some(spell) = self.service.last_mut() {
            spell.to = Some(at);
        }
        let (from, to) = (at, None);
        self.service.push(Spell { from, to, lost });
    }

    /// A notice that comes up again every morning is one, as it is when notices are counted.
    fn notice(&mut self, event: &'a Event, notice: Notice, unread: &mut Option<Notice>) {
        if *unread != Some(notice) {
            self.notices.push(Shown { event, read: false });
        }
        *unread = Some(notice);
    }

    /// The post tries: the letter that was posted first comes first.
    fn delivery(&mut self, event: &'a Event) {
        let is_over = |delivery: &Event| delivery.outcome.reason() != Some(Reason::NobodyIn);
        let on_its_way = |letter: &&mut Letter<'_>| !letter.delivery.is_some_and(is_over);
        match self.letters.iter_mut().find(on_its_way) {
            Some(letter) => letter.delivery = Some(event),
            None => self.deeds.push(event),
        }
    }

    fn fault(&mut self, event: &'a Event, fault: &'a Fault) {
        let (what, to) = match fault {
            Fault::Pc(PcFault::RepairClock { .. }) => return self.end(What::Clock, event.at),
            Fault::Pc(PcFault::FreeDisk { .. }) => return self.end(What::Disk, event.at),
            Fault::Pc(
                PcFault::SetClock { .. } | PcFault::Drift { .. } | PcFault::DrainBattery { .. },
            ) => {
                self.end(What::Clock, event.at);
                (What::Clock, None)
            }
            Fault::Pc(PcFault::FillDisk { .. }) => (What::Disk, None),
            Fault::World(
                WorldFault::PortalDown { lasts, .. } | WorldFault::AuthorityDown { lasts, .. },
            ) => (What::Other, lasts.after(event.at)),
            Fault::Pc(PcFault::CutPower { .. } | PcFault::Break { .. })
            | Fault::World(WorldFault::LoseLetter { .. }) => (What::Other, Some(event.at)),
        };
        self.faults.push(Trouble {
            event,
            fault,
            to,
            what,
        });
    }

    /// What was wrong is right, or wrong in another way.
    fn end(&mut self, what: What, at: DateTime<Utc>) {
        let open = self.faults.iter_mut();
        for trouble in open.filter(|trouble| trouble.what == what && trouble.to.is_none()) {
            trouble.to = Some(at);
        }
    }
}
