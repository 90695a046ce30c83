//! The portal (医療機関等向け総合ポータルサイト): takes applications, one a PC.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::actor::message::{AuthorityMessage, PortalMessage};
use crate::actor::{Message, Outbox, Ticket};
use crate::label::Label;
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::lifecycle::rules::Rules;
use crate::reason::Reason;
use crate::seed::Seed;
use crate::trace::{ApplicationStatus, EventKind};

#[derive(Debug)]
struct Application {
    applied: DateTime<Utc>,
    status: ApplicationStatus,
}

#[derive(Debug)]
pub(crate) struct Portal {
    seed: Seed,
    rules: Arc<Rules>,
    applications: Vec<Application>,
    /// The index of each PC's last application.
    last: BTreeMap<Label, usize>,
    /// The last second of the last certificate of each PC.
    good_until: BTreeMap<Label, DateTime<Utc>>,
    down_until: Option<DateTime<Utc>>,
    has_account: bool,
}

impl Portal {
    pub(crate) fn new(seed: Seed, rules: Arc<Rules>, has_account: bool) -> Self {
        Portal {
            seed,
            rules,
            has_account,
            applications: Vec::new(),
            last: BTreeMap::new(),
            good_until: BTreeMap::new(),
            down_until: None,
        }
    }

    pub(crate) fn handle(&mut self, message: PortalMessage, out: &mut Outbox<'_>) {
        let reachable = match self.down_until {
            Some(until) if out.now() < until => Err(Reason::Unreachable),
            _ => Ok(()),
        };
        let logged_in = match self.has_account {
            true => reachable,
            false => reachable.and(Err(Reason::NoAccount)),
        };
        match message {
            PortalMessage::Apply { ticket, pc, via } => {
                let let_in = match via {
                    ApplicationChannel::Portal => logged_in,
                    ApplicationChannel::ClosedNetwork => Ok(()),
                };
                self.apply(ticket, pc, via, let_in, out);
            }
            PortalMessage::OpenAccount { ticket, pc } => {
                self.has_account |= reachable.is_ok();
                out.finish(ticket, &pc, EventKind::OpenAccount, reachable);
            }
            PortalMessage::Status { ticket, pc } => {
                let found = logged_in.and_then(|()| self.last(&pc).ok_or(Reason::NoApplication));
                let found = found.map(|number| self.applications[number].status);
                let kind = EventKind::Inquire { status: found.ok() };
                out.finish(ticket, &pc, kind, found.map(drop));
            }
            PortalMessage::Cancel { ticket, pc } => {
                let outcome = logged_in.and_then(|()| self.cancel(&pc));
                out.finish(ticket, &pc, EventKind::Cancel, outcome);
            }
            PortalMessage::Revoke { ticket, pc } => match logged_in {
                Ok(()) => out.send(Message::Authority(AuthorityMessage::Revoke { ticket, pc })),
                Err(reason) => out.finish(ticket, &pc, EventKind::Revoke, reason),
            },
            PortalMessage::Dispatch { pc, number } => self.dispatch(pc, number, out),
            PortalMessage::Issued {
                pc,
                application,
                not_after,
            } => {
                if let Some(number) = application {
                    self.applications[number].status = ApplicationStatus::Downloaded;
                }
                self.good_until.insert(pc, not_after);
            }
            // Whoever applies then has a good reason, and no expiry to pay postage for (assumed).
            PortalMessage::Revoked { pc } => {
                self.good_until.remove(&pc);
            }
            PortalMessage::Down { until } => self.down_until = Some(until),
        }
    }

    fn apply(
        &mut self,
        ticket: Ticket,
        pc: Label,
        via: ApplicationChannel,
        let_in: Result<(), Reason>,
        out: &mut Outbox<'_>,
    ) {
        let now = out.now();
        let good = self.good_until.get(&pc).filter(|until| now <= **until);
        let kind = EventKind::Apply {
            via,
            still_good_until: good.copied().filter(|_| let_in.is_ok()),
        };
        if let_in.is_ok() {
            let number = self.applications.len();
            let (fewest, most) = self.rules.dispatch_business_days;
            let label = format!("portal/{pc}/{number}/dispatch");
            let days = self.seed.stream(&label).between(fewest, most);
            let at = self.rules.calendar.add_business_days(now, days as u32);
            let dispatch = PortalMessage::Dispatch {
                pc: pc.clone(),
                number,
            };
            out.send_at(at, Message::Portal(dispatch));
            self.last.insert(pc.clone(), number);
            self.applications.push(Application {
                applied: now,
                status: ApplicationStatus::Received,
            });
        }
        out.finish(ticket, &pc, kind, let_in);
    }

    /// Withdraws the PC's last application, which is possible until the letter is issued.
    fn cancel(&mut self, pc: &Label) -> Result<(), Reason> {
        let number = self.last(pc).ok_or(Reason::NoApplication)?;
        match self.applications[number].status {
            ApplicationStatus::Received => {
                self.applications[number].status = ApplicationStatus::Cancelled;
                Ok(())
            }
            ApplicationStatus::Cancelled => Err(Reason::NoApplication),
            ApplicationStatus::LetterIssued | ApplicationStatus::Downloaded => {
                Err(Reason::TooLateToCancel)
            }
        }
    }

    fn dispatch(&mut self, pc: Label, number: usize, out: &mut Outbox<'_>) {
        let application = &mut self.applications[number];
        if application.status == ApplicationStatus::Cancelled {
            return;
        }
        application.status = ApplicationStatus::LetterIssued;
        let applied = application.applied;
        let after_expiry = self
            .good_until
            .get(&pc)
            .is_some_and(|until| applied > *until);
        let issue = AuthorityMessage::IssueLetter {
            pc,
            application: number,
            after_expiry,
        };
        out.send(Message::Authority(issue));
    }

    /// Returns the index of the PC's last application.
    fn last(&self, pc: &Label) -> Option<usize> {
        self.last.get(pc).copied()
    }
}
