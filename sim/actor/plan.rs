//! What an operator with a policy has in hand for one PC: a list of things to do, in the manual's
//! order, and what to do when one of them fails.

use std::collections::VecDeque;

use chrono::{DateTime, Duration, Utc};

use crate::actor::{Action, Policy};
use crate::label::Label;
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::lifecycle::deletion::DeleteWhich;
use crate::pin::Pin;
use crate::pki::PasswordRule;
use crate::reason::Reason;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Todo {
    /// Do this.
    Do(Action),
    /// Type a wrong PIN, and see it refused.
    Mistype(Action),
    /// Wait for the letter that was applied for.
    AwaitLetter,
}

/// What comes after something was done or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Continue at once.
    GoOn,
    /// Continue, or try again, another day.
    AnotherDay,
    /// There is nothing left to do.
    Nothing,
}

/// The list for one PC.
#[derive(Debug)]
pub(crate) struct Plan {
    pc: Label,
    policy: Policy,
    passwords: PasswordRule,
    todo: VecDeque<Todo>,
    /// How often the list was made anew: what was asked for an earlier one is answered to nobody.
    edition: u64,
    /// When the current application was made.
    applied: Option<DateTime<Utc>>,
    /// When the first one was whose letter has not come: any letter since then will do.
    waits_since: Option<DateTime<Utc>>,
    backups: u32,
    /// Whether the certificate on the PC has expired, and is to be deleted before the new one
    /// comes.
    expired: bool,
    /// Whether the last new certificate was no good because of who issued it.
    issued_in_vain: bool,
    /// When the last renewal was done.
    renewed: Option<DateTime<Utc>>,
    /// Where applications are made.
    via: ApplicationChannel,
}

/// How long somebody waits for a letter before applying again (assumed: the manual says about a
/// week).
const LETTER_PATIENCE_DAYS: i64 = 14;

impl Plan {
    /// A plan with nothing in it.
    pub(crate) fn new(
        pc: Label,
        policy: Policy,
        passwords: PasswordRule,
        via: ApplicationChannel,
    ) -> Self {
        Plan {
            pc,
            policy,
            passwords,
            todo: VecDeque::new(),
            edition: 0,
            applied: None,
            waits_since: None,
            backups: 0,
            expired: false,
            issued_in_vain: false,
            renewed: None,
            via,
        }
    }

    /// The first thing to do.
    pub(crate) fn first(&self) -> Option<&Todo> {
        self.todo.front()
    }

    /// The number of the list that the first thing stands on.
    pub(crate) fn edition(&self) -> u64 {
        self.edition
    }

    fn begin(&mut self, todo: impl Into<VecDeque<Todo>>) {
        self.todo = todo.into();
        self.edition += 1;
    }

    /// The name of the last backup that was planned, if there was one.
    fn last_backup(&self) -> Option<Label> {
        match self.backups {
            0 => None,
            number => Some(self.backup_name(number)),
        }
    }

    fn backup_name(&self, number: u32) -> Label {
        self.pc.with_suffix(&format!("-backup-{number}"))
    }

    /// Renew, delete the old certificate, back up the new one.
    pub(crate) fn renew(&mut self) {
        let pc = self.pc.clone();
        self.begin([
            Todo::Do(Action::renew(pc.clone())),
            Todo::Do(Action::Delete {
                pc,
                which: DeleteWhich::Old,
            }),
        ]);
        self.then_back_up();
    }

    /// Deletes what has expired while recovering.
    pub(crate) fn note_expiry(&mut self) {
        self.expired = true;
    }

    /// Apply, wait, delete what expired, download, import, connect, back up.
    pub(crate) fn recover(&mut self) {
        let pc = self.pc.clone();
        self.applied = None;
        self.waits_since = None;
        self.begin([
            Todo::Do(Action::Apply {
                pc: pc.clone(),
                via: self.via,
            }),
            Todo::AwaitLetter,
        ]);
        if self.expired {
            self.todo.push_back(Todo::Do(Action::Delete {
                pc: pc.clone(),
                which: DeleteWhich::Expired,
            }));
        }
        self.todo.push_back(Todo::Do(Action::Download {
            pc,
            pin: self.pin(),
        }));
        self.then_import(None);
        self.then_back_up();
    }

    /// Get a new PC, import the last backup, connect; without a backup, recover.
    pub(crate) fn replace(&mut self) {
        let replace = Todo::Do(Action::Replace {
            pc: self.pc.clone(),
        });
        match self.last_backup() {
            Some(backup) => {
                self.begin([]);
                self.then_import(Some(backup));
            }
            None => self.recover(),
        }
        self.todo.push_front(replace);
    }

    fn then_import(&mut self, backup: Option<Label>) {
        let wrong = Pin::other(match self.pin().as_str() {
            "9999" => "0000",
            _ => "9999",
        });
        let pc = self.pc.clone();
        let import = move |pin| match &backup {
            None => Action::import(pc.clone(), pin),
            Some(backup) => Action::restore(pc.clone(), backup.clone(), pin),
        };
        for _ in 0..self.policy.wrong_pins {
            let import = import(wrong.clone());
            self.todo.push_back(Todo::Mistype(import));
        }
        let import = import(self.pin());
        self.todo.push_back(Todo::Do(import));
        let connect = Action::connect(self.pc.clone());
        self.todo.push_back(Todo::Do(connect));
    }

    fn then_back_up(&mut self) {
        if self.policy.backs_up {
            self.todo.push_back(Todo::Do(Action::backup(
                self.pc.clone(),
                self.backup_name(self.backups + 1),
                self.pin(),
            )));
        }
    }

    fn pin(&self) -> Pin {
        let chosen = self.policy.pin.clone();
        chosen.unwrap_or_else(|| Pin::other(&self.passwords.example()))
    }

    /// The first thing was done.
    pub(crate) fn done(&mut self, at: DateTime<Utc>) -> Next {
        match self.todo.pop_front() {
            Some(Todo::Do(Action::Apply { .. })) => {
                self.applied = Some(at);
                self.waits_since = self.waits_since.or(self.applied);
            }
            Some(Todo::Do(Action::Renew(_))) => self.renewed = Some(at),
            Some(Todo::Do(Action::Backup { .. })) => self.backups += 1,
            Some(Todo::Do(Action::Connect { .. })) => self.issued_in_vain = false,
            // Its store is gone with the old PC.
            Some(Todo::Do(Action::Delete { .. } | Action::Replace { .. })) => self.expired = false,
            _ => {}
        }
        if self.todo.is_empty() {
            Next::Nothing
        } else {
            Next::GoOn
        }
    }

    /// The first thing was refused.
    pub(crate) fn refused(&mut self, reason: Reason, at: DateTime<Utc>) -> Next {
        match (reason, self.todo.front()) {
            // The PIN was meant to be wrong, or there was nothing to delete.
            (Reason::WrongPassword, Some(Todo::Mistype(_)))
            | (Reason::NotFound, Some(Todo::Do(Action::Delete { .. }))) => self.done(at),
            (Reason::Unreachable | Reason::PowerCut | Reason::DiskFull, _) => Next::AnotherDay,
            (Reason::PcDead, _) => {
                self.replace();
                Next::AnotherDay
            }
            // Too early by the authority's clock: a program tries again.
            (Reason::RenewalNotOpen, _) if self.policy.renews_automatically => Next::AnotherDay,
            // Too early by the PC's clock or the authority's; the next notice will come. Too late
            // by the PC's clock alone: whoever has service needs no other certificate, and
            // whoever loses it hears of that.
            (Reason::RenewalNotOpen | Reason::RenewalClosed, _) => self.give_up(),
            // Whoever has paid for two that are no good does not pay for a third.
            (reason, _) if self.issued_in_vain && lies_with_the_issuer(reason) => self.give_up(),
            (reason, _) if self.policy.recovers => {
                self.issued_in_vain = lies_with_the_issuer(reason);
                self.recover();
                Next::AnotherDay
            }
            _ => self.give_up(),
        }
    }

    fn give_up(&mut self) -> Next {
        self.todo.clear();
        Next::Nothing
    }

    /// Nothing has come yet: wait longer, or apply again.
    pub(crate) fn letter_missing(&mut self, at: DateTime<Utc>) {
        let waited = self.applied.map_or(0, |applied| (at - applied).num_days());
        if waited >= LETTER_PATIENCE_DAYS {
            let since = self.waits_since;
            self.recover();
            self.waits_since = since;
        }
    }

    /// A letter has come: there is no need to apply again.
    pub(crate) fn letter_came(&mut self) {
        while let Some(Todo::Do(Action::Apply { .. }) | Todo::AwaitLetter) = self.todo.front() {
            self.todo.pop_front();
        }
    }

    /// Since when a letter has been waited for; `None` when none is. Whoever is about to apply
    /// again looks first whether it has come after all.
    pub(crate) fn waits_for_letter_since(&self) -> Option<DateTime<Utc>> {
        match self.todo.front() {
            Some(Todo::AwaitLetter | Todo::Do(Action::Apply { .. })) => self.waits_since,
            _ => None,
        }
    }

    /// Returns whether the outage of the services is being dealt with already. A backup that waits
    /// for space on the disk brings nobody back.
    pub(crate) fn is_recovering(&self) -> bool {
        let connects = |todo: &Todo| matches!(todo, Todo::Do(Action::Connect { .. }));
        self.todo.iter().any(connects)
    }

    /// Returns whether there is time for a renewal: none is under way, and no outage either.
    /// Nobody renews twice in a day, whatever is said of the new certificate: if it is shorter
    /// than the notices are early, it has one at once.
    pub(crate) fn may_renew(&self, now: DateTime<Utc>) -> bool {
        let renews = |todo: &Todo| matches!(todo, Todo::Do(Action::Renew { .. }));
        let rested = |renewed| now - renewed >= Duration::days(1);
        self.renewed.is_none_or(rested) && !self.is_recovering() && !self.todo.iter().any(renews)
    }
}

/// Whether every new certificate will be refused as well.
fn lies_with_the_issuer(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::AuthorityExpired | Reason::NameNotPermitted | Reason::WrongPurpose
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The plan of somebody who recovers from outages, or does nothing unasked.
    fn plan_of(recovers: bool) -> Plan {
        let policy = Policy {
            recovers,
            ..Policy::default()
        };
        Plan::new(
            "受付01".parse().unwrap(),
            policy,
            PasswordRule::default(),
            ApplicationChannel::Portal,
        )
    }

    #[test]
    fn a_letter_that_comes_late_is_used_all_the_same() {
        let mut plan = plan_of(false);
        let day = |days| DateTime::UNIX_EPOCH + Duration::days(days);
        plan.recover();
        assert_eq!(
            plan.waits_for_letter_since(),
            None,
            "nobody has applied yet"
        );
        plan.done(day(0));
        plan.letter_missing(day(13));
        assert_eq!(plan.first(), Some(&Todo::AwaitLetter));
        plan.letter_missing(day(14));
        let applies = |plan: &Plan| matches!(plan.first(), Some(Todo::Do(Action::Apply { .. })));
        assert!(applies(&plan), "{plan:?}");
        assert_eq!(plan.waits_for_letter_since(), Some(day(0)));
        plan.done(day(15));
        assert_eq!(plan.waits_for_letter_since(), Some(day(0)));
        plan.letter_came();
        let downloads = matches!(plan.first(), Some(Todo::Do(Action::Download { .. })));
        assert!(downloads, "{plan:?}");
    }

    /// Sets a new certificate up, up to the attempt to connect.
    fn set_up(plan: &mut Plan, at: DateTime<Utc>) {
        let connects = |plan: &Plan| matches!(plan.first(), Some(Todo::Do(Action::Connect { .. })));
        while !connects(plan) {
            assert_eq!(plan.done(at), Next::GoOn, "{plan:?}");
        }
    }

    #[test]
    fn nobody_applies_a_third_time_to_an_authority_that_has_expired() {
        let mut plan = plan_of(true);
        let at = DateTime::UNIX_EPOCH;
        let refused = |plan: &mut Plan| {
            plan.recover();
            set_up(plan, at);
            plan.refused(Reason::AuthorityExpired, at)
        };
        assert_eq!(refused(&mut plan), Next::AnotherDay, "it may be chance");
        assert_eq!(refused(&mut plan), Next::Nothing);
        assert_eq!(plan.first(), None);
        // Something else has happened since.
        assert_eq!(refused(&mut plan), Next::Nothing);
        plan.recover();
        set_up(&mut plan, at);
        plan.done(at);
        assert_eq!(refused(&mut plan), Next::AnotherDay, "another one was good");
    }

    #[test]
    fn nobody_applies_because_a_clock_says_that_it_is_too_late_to_renew() {
        let mut plan = plan_of(true);
        let at = DateTime::UNIX_EPOCH;
        assert!(plan.may_renew(at));
        plan.renew();
        assert!(!plan.may_renew(at), "it is under way");
        let next = plan.refused(Reason::RenewalClosed, DateTime::UNIX_EPOCH);
        assert_eq!((next, plan.first()), (Next::Nothing, None));
        assert!(plan.may_renew(at), "nothing was renewed");
    }

    #[test]
    fn nobody_renews_twice_in_a_day() {
        let mut plan = plan_of(false);
        let at = DateTime::UNIX_EPOCH;
        plan.renew();
        plan.done(at);
        let second = Duration::seconds(1);
        assert!(!plan.may_renew(at + Duration::days(1) - second));
        assert!(plan.may_renew(at + Duration::days(1)));
    }
}
