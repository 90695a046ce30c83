//! The operator: the person at the facility, with a pile of letters and a shelf of backup media.
//!
//! An operator does what a scenario's step says, and what a [`Policy`] makes them do unasked.
//! Letters, backups and files from elsewhere are here because they outlive a PC.

mod errand;
mod shelf;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::actor::message::{Letter, OperatorMessage, PcMessage, PostMessage};
use crate::actor::plan::{Next, Plan, Todo};
use crate::actor::{
    Action, FacilitySettings, Message, Outbox, PcSettings, Policy, RenewWhen, Ticket,
};
use crate::digest::Files;
use crate::label::Label;
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::lifecycle::notice::Notice;
use crate::lifecycle::power::PowerCalendar;
use crate::lifecycle::service::Service;
use crate::outcome::Outcome;
use crate::pki::PasswordRule;
use crate::reason::Reason;
use crate::time::{DateRange, Zone};
use crate::trace::EventKind;

/// What made the operator do something.
#[derive(Clone, Debug)]
enum Origin {
    /// A step of the scenario.
    Scenario,
    /// The plan for a PC, in the edition that there was.
    Plan(Label, u64),
    /// A reflex, such as closing a notice; nobody waits for the answer.
    Habit,
}

/// A request that has not been answered in full.
#[derive(Debug)]
struct Pending {
    origin: Origin,
    answers_left: usize,
    refused: Option<Reason>,
}

/// The work in hand for one PC.
#[derive(Debug)]
struct Desk {
    services: Vec<Service>,
    power: PowerCalendar,
    plan: Plan,
    /// The number of the last `Resume` that was set.
    resume: u64,
    /// When somebody who is away looks at the screen again.
    looks_at: Option<DateTime<Utc>>,
}

#[derive(Debug)]
pub(crate) struct Operator {
    policy: Policy,
    absent: Vec<DateRange>,
    zone: Zone,
    /// The last one for each PC, with the moment it arrived.
    letters: BTreeMap<Label, (DateTime<Utc>, Letter)>,
    backups: BTreeMap<Label, Arc<[u8]>>,
    files: Files,
    desks: BTreeMap<Label, Desk>,
    tickets: u64,
    pending: BTreeMap<Ticket, Pending>,
    outcome: Option<Outcome>,
}

impl Operator {
    pub(crate) fn new(
        facility: &FacilitySettings,
        pcs: &[PcSettings],
        passwords: &PasswordRule,
        zone: Zone,
    ) -> Self {
        let via = match facility.portal_account {
            true => ApplicationChannel::Portal,
            false => ApplicationChannel::ClosedNetwork,
        };
        let desk = |pc: &PcSettings| {
            let desk = Desk {
                services: pc.services.clone(),
                power: pc.power.clone(),
                plan: Plan::new(
                    pc.name.clone(),
                    facility.policy.clone(),
                    passwords.clone(),
                    via,
                ),
                resume: 0,
                looks_at: None,
            };
            (pc.name.clone(), desk)
        };
        Operator {
            policy: facility.policy.clone(),
            absent: facility.policy.absent.clone(),
            zone,
            letters: BTreeMap::new(),
            backups: BTreeMap::new(),
            files: facility.files.clone(),
            desks: pcs.iter().map(desk).collect(),
            tickets: 0,
            pending: BTreeMap::new(),
            outcome: None,
        }
    }

    /// What the operator does unasked.
    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// When the last letter for a PC arrived, if one did.
    pub(crate) fn last_letter(&self, pc: &Label) -> Option<DateTime<Utc>> {
        self.letters.get(pc).map(|(arrived, _)| *arrived)
    }

    /// The last letter for a PC that arrived, if one did.
    #[cfg(feature = "serve")]
    pub(crate) fn letter(&self, pc: &Label) -> Option<(DateTime<Utc>, &Letter)> {
        let (arrived, letter) = self.letters.get(pc)?;
        Some((*arrived, letter))
    }

    /// Returns how the scenario's last step ended: with the first refusal among its answers.
    pub(crate) fn take_outcome(&mut self) -> Option<Outcome> {
        self.outcome.take()
    }

    pub(crate) fn handle(&mut self, message: OperatorMessage, out: &mut Outbox<'_>) {
        match message {
            OperatorMessage::Do(action) => self.act(action, Origin::Scenario, out),
            OperatorMessage::Ring {
                letter,
                first_tried,
            } => self.open_the_door(letter, first_tried, out),
            OperatorMessage::Receive { letter } => self.take_letter(letter, out),
            OperatorMessage::RenewalOpen { pc } => self.renew_by_itself(&pc, out),
            OperatorMessage::Keep {
                ticket,
                pc,
                backup,
                wizard,
                key_prompt,
                bytes,
            } => {
                let kind = EventKind::Backup {
                    file: backup.clone(),
                    wizard,
                    key_prompt,
                };
                let outcome = self.keep(backup, bytes, out);
                out.finish(ticket, &pc, kind, outcome);
            }
            OperatorMessage::Done { ticket, outcome } => self.take_answer(ticket, outcome, out),
            OperatorMessage::Reminded { pc, notice } => self.read_notice(&pc, notice, out),
            OperatorMessage::ServiceDown { pc, reason } => self.notice_outage(&pc, reason, out),
            OperatorMessage::Resume { pc, number } => {
                if self
                    .desks
                    .get(&pc)
                    .is_some_and(|desk| desk.resume == number)
                {
                    self.go_on(&pc, out);
                }
            }
        }
    }

    /// Signs for a letter, if anybody is there.
    fn open_the_door(&mut self, letter: Letter, first_tried: DateTime<Utc>, out: &mut Outbox<'_>) {
        if self.is_absent(out.now()) {
            let nobody = PostMessage::NobodyIn {
                letter,
                first_tried,
            };
            return out.send(Message::Post(nobody));
        }
        out.record(&letter.pc, EventKind::LetterDelivery, Outcome::Ok);
        self.take_letter(letter, out);
    }

    /// Puts a letter on the pile, and goes on if it was waited for.
    fn take_letter(&mut self, letter: Letter, out: &mut Outbox<'_>) {
        let pc = letter.pc.clone();
        self.letters.insert(pc.clone(), (out.now(), letter));
        let waiting = |desk: &Desk| desk.plan.first() == Some(&Todo::AwaitLetter);
        if self.desks.get(&pc).is_some_and(waiting) {
            self.resume_at_work(&pc, out.now(), out);
        }
    }

    fn take_answer(&mut self, ticket: Ticket, outcome: Outcome, out: &mut Outbox<'_>) {
        let pending = self.pending.get_mut(&ticket);
        let pending = pending.expect("only what was asked is answered, and as often as it was");
        pending.answers_left -= 1;
        pending.refused = pending.refused.or(outcome.reason());
        if pending.answers_left > 0 {
            return;
        }
        let outcome = pending.refused.map_or(Outcome::Ok, Outcome::Refused);
        let origin = pending.origin.clone();
        self.pending.remove(&ticket);
        let (pc, edition) = match origin {
            Origin::Plan(pc, edition) => (pc, edition),
            Origin::Scenario => {
                self.outcome = Some(outcome);
                return;
            }
            Origin::Habit => return,
        };
        let desk = self.desks.get_mut(&pc).expect("plans are for PCs");
        // Something else is in hand since, such as an outage in the same second.
        if desk.plan.edition() != edition {
            return;
        }
        let next = match outcome {
            Outcome::Ok => desk.plan.done(out.now()),
            Outcome::Refused(reason) => desk.plan.refused(reason, out.now()),
        };
        match next {
            Next::GoOn => self.resume_at(&pc, out.now(), out),
            Next::AnotherDay => self.resume_at_work(&pc, out.now() + Duration::days(1), out),
            Next::Nothing => {}
        }
    }

    fn read_notice(&mut self, pc: &Label, notice: Notice, out: &mut Outbox<'_>) {
        if !self.policy.reads_notices {
            return;
        }
        // Whoever comes back later reads what is on the screen then.
        if self.is_absent(out.now()) {
            let back = self.next_at_work(pc, out.now());
            if let (Some(desk), Some(back)) = (self.desks.get_mut(pc), back)
                && desk.looks_at.replace(back) != Some(back)
            {
                out.send_at(back, Message::Pc(pc.clone(), PcMessage::Look));
            }
            return;
        }
        self.act(Action::Dismiss { pc: pc.clone() }, Origin::Habit, out);
        let Some(desk) = self.desks.get_mut(pc) else {
            return;
        };
        let renew = match (notice, self.policy.renews) {
            (Notice::Before { days }, RenewWhen::DaysLeft(limit)) => days <= limit,
            _ => false,
        };
        if renew && desk.plan.may_renew(out.now()) {
            desk.plan.renew();
            self.resume_at(pc, out.now(), out);
        }
    }

    fn renew_by_itself(&mut self, pc: &Label, out: &mut Outbox<'_>) {
        if let Some(desk) = self.desks.get_mut(pc)
            && desk.plan.may_renew(out.now())
        {
            desk.plan.renew();
            self.resume_at(pc, out.now(), out);
        }
    }

    fn notice_outage(&mut self, pc: &Label, reason: Reason, out: &mut Outbox<'_>) {
        let Some(desk) = self.desks.get_mut(pc) else {
            return;
        };
        if !self.policy.recovers || desk.plan.is_recovering() {
            return;
        }
        match reason {
            Reason::PcDead => desk.plan.replace(),
            reason => {
                if reason == Reason::Expired {
                    desk.plan.note_expiry();
                }
                desk.plan.recover();
            }
        }
        self.resume_at_work(pc, out.now(), out);
    }

    /// Does the next thing in hand for a PC.
    fn go_on(&mut self, pc: &Label, out: &mut Outbox<'_>) {
        let last_letter = self.last_letter(pc);
        let desk = self.desks.get_mut(pc).expect("plans are for PCs");
        let since = desk.plan.waits_for_letter_since();
        if since.is_some_and(|since| last_letter.is_some_and(|arrived| arrived >= since)) {
            desk.plan.letter_came();
            return self.resume_at(pc, out.now(), out);
        }
        match desk.plan.first().cloned() {
            None => {}
            Some(Todo::Do(action) | Todo::Mistype(action)) => {
                let origin = Origin::Plan(pc.clone(), desk.plan.edition());
                self.act(action, origin, out);
            }
            Some(Todo::AwaitLetter) => {
                desk.plan.letter_missing(out.now());
                self.resume_at_work(pc, out.now() + Duration::days(1), out);
            }
        }
    }

    /// Continues at the next moment from `at` at which the PC is on and somebody is there.
    fn resume_at_work(&mut self, pc: &Label, at: DateTime<Utc>, out: &mut Outbox<'_>) {
        if let Some(at) = self.next_at_work(pc, at) {
            self.resume_at(pc, at, out);
        }
    }

    /// The next moment from `from` at which the PC is on and somebody is there.
    fn next_at_work(&self, pc: &Label, from: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let power = &self.desks.get(pc)?.power;
        let mut looked_at = from;
        loop {
            // The PC may have been on for hours.
            let at = power.next_on(looked_at)?.start.max(looked_at);
            if !self.is_absent(at) {
                return Some(at);
            }
            looked_at = at + Duration::hours(1);
        }
    }

    fn resume_at(&mut self, pc: &Label, at: DateTime<Utc>, out: &mut Outbox<'_>) {
        let desk = self.desks.get_mut(pc).expect("plans are for PCs");
        desk.resume += 1;
        let resume = OperatorMessage::Resume {
            pc: pc.clone(),
            number: desk.resume,
        };
        out.send_at(at, Message::Operator(resume));
    }

    /// Whether nobody is there. What runs by itself needs nobody.
    fn is_absent(&self, at: DateTime<Utc>) -> bool {
        !self.policy.renews_automatically
            && self
                .absent
                .iter()
                .any(|days| days.contains(self.zone.date(at)))
    }

    /// Opens a ticket for a request that gets one or several answers.
    fn ticket(&mut self, origin: Origin, answers: usize) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        let pending = Pending {
            origin,
            answers_left: answers,
            refused: None,
        };
        self.pending.insert(ticket, pending);
        ticket
    }
}
