//! Clients that give notice of expiry wrongly, on purpose.

use chrono::{DateTime, Duration, Utc};

use super::{Mutant, Wrong};
use crate::check::own::{ok, refused};
use crate::check::protocol::{Answer, Request, written};
use crate::lifecycle::notice::Notice;
use crate::time::Zone;

const EXPIRED: &str = "expired";
const LAST_DAY: &str = "before-0";

impl Wrong {
    /// What appears at a time.
    pub(super) fn tick(&mut self, request: &Request) -> Answer {
        let now: Option<DateTime<Utc>> = request.now.as_deref().and_then(|it| it.parse().ok());
        let Some(now) = now else {
            return self.own.answer(request);
        };
        let moved = |by: Duration| Request {
            now: Some(written(now + by)),
            ..request.clone()
        };
        let is_set_back = self.memory.last.is_some_and(|last| now < last);
        self.memory.last = Some(now);
        match self.mutant {
            Mutant::NoDailyNotices => self.own.screen.schedule.daily_from = -1,
            Mutant::SetBackRepeats if is_set_back => self.own.screen.certificates.clear(),
            Mutant::NoticesEveryTime => self.own.screen.switch(self.own.screen.is_off),
            _ => {}
        }
        let answer = match self.mutant {
            Mutant::NoticesInUtc => self
                .own
                .tick_in(&Zone::UTC, request)
                .unwrap_or_else(refused),
            Mutant::NoticesADayEarly => self.own.answer(&moved(Duration::days(1))),
            Mutant::NoticesADayLate => self.own.answer(&moved(Duration::days(-1))),
            Mutant::SaysExpiredASecondEarly => self.own.answer(&moved(Duration::seconds(1))),
            Mutant::NoticesOfHours | Mutant::NoticesRoundedUp => self.counts_hours(request, now),
            _ => self.own.answer(request),
        };
        self.twist(request, answer, now)
    }

    /// What the mistake makes of what appears.
    fn twist(&mut self, request: &Request, mut answer: Answer, now: DateTime<Utc>) -> Answer {
        let Some(notices) = &mut answer.notices else {
            return answer;
        };
        let closes = request.dismiss == Some(true);
        match self.mutant {
            Mutant::NoNoticeOnTheLastDay => notices.retain(|one| one != LAST_DAY),
            Mutant::NeverSaysExpired => notices.retain(|one| one != EXPIRED),
            Mutant::SaysExpiredOnce => {
                let has_said = self.memory.said_expired;
                self.memory.said_expired |= notices.iter().any(|one| one == EXPIRED);
                notices.retain(|one| !has_said || one != EXPIRED);
            }
            Mutant::LastDayIsExpired => {
                for one in notices.iter_mut().filter(|one| *one == LAST_DAY) {
                    EXPIRED.clone_into(one);
                }
            }
            Mutant::DismissedForEver => {
                if self.memory.was_dismissed {
                    notices.clear();
                }
                self.memory.was_dismissed |= closes;
            }
            Mutant::DismissalForgotten => {
                for shown in self.own.screen.certificates.values_mut() {
                    shown.dismissed.clear();
                }
            }
            Mutant::MissedWhileOff => {
                // Only what is due at this second.
                let is_midnight = Zone::JST.local(now).time() == chrono::NaiveTime::MIN;
                if request.power.is_some() && !is_midnight {
                    notices.clear();
                }
            }
            _ => {}
        }
        answer
    }

    /// Notices by the hours that are left.
    fn counts_hours(&mut self, request: &Request, now: DateTime<Utc>) -> Answer {
        let held = self.own.held().unwrap_or_default();
        let Some(not_after) = held.first().map(|entry| entry.certificate.not_after()) else {
            return self.own.answer(request);
        };
        if now > not_after {
            return self.own.answer(request);
        }
        let left = not_after - now;
        let days = match self.mutant {
            Mutant::NoticesRoundedUp => (left.num_seconds() + 86_399) / 86_400,
            _ => left.num_days(),
        };
        let schedule = &self.own.screen.schedule;
        let is_due = days <= schedule.daily_from || schedule.days.contains(&days);
        let shown = self.memory.last_days.replace(days);
        let is_news = is_due && shown != Some(days);
        let notice = is_news.then(|| Notice::Before { days }.to_string());
        Answer {
            notices: Some(notice.into_iter().collect()),
            ..ok()
        }
    }
}
