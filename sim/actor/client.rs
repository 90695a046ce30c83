//! The resident part of the MPKI client: which notice is on the screen, and when the next one
//! comes.

use chrono::{DateTime, Utc};

use crate::certificate::{Certificate, Thumbprint};
use crate::lifecycle::clock::PcClock;
use crate::lifecycle::notice::{
    self, Notice, NoticeChannel, NoticeSchedule, NoticeShown, NoticeState,
};
use crate::lifecycle::power::PowerCalendar;

#[derive(Debug)]
pub(crate) struct Client {
    schedule: NoticeSchedule,
    by: NoticeChannel,
    power: PowerCalendar,
    /// The certificate that the notices are about.
    about: Option<Thumbprint>,
    state: NoticeState,
    /// The notice that comes next, and the number of the reminder that brings it.
    next: Option<NoticeShown>,
    number: u64,
}

impl Client {
    pub(crate) fn new(schedule: NoticeSchedule, by: NoticeChannel, power: PowerCalendar) -> Self {
        // Mails come whether the PC is on or not.
        let power = match by {
            NoticeChannel::Screen => power,
            NoticeChannel::Mail => power.always_on(),
        };
        Client {
            by,
            schedule,
            power,
            about: None,
            state: NoticeState::default(),
            next: None,
            number: 0,
        }
    }

    /// Returns the client of a new PC. Reminders set for the old one mean nothing to it.
    pub(crate) fn successor(&self) -> Self {
        Client {
            number: self.number + 1,
            ..Client::new(self.schedule.clone(), self.by, self.power.clone())
        }
    }

    /// Works out when the next notice about `current` comes. If that has changed, returns the
    /// moment and the number of the reminder to set.
    pub(crate) fn set(
        &mut self,
        current: Option<&Certificate>,
        clock: &PcClock,
        now: DateTime<Utc>,
    ) -> Option<(DateTime<Utc>, u64)> {
        let about = current.map(Certificate::thumbprint);
        if about != self.about {
            self.about = about;
            self.state = NoticeState::default();
        }
        let clock = match self.by {
            NoticeChannel::Screen => clock,
            NoticeChannel::Mail => &PcClock::right(),
        };
        let next = current.and_then(|certificate| {
            let not_after = certificate.not_after();
            notice::next(
                &self.schedule,
                not_after,
                &self.power,
                clock,
                &self.state,
                now,
            )
        });
        if next == self.next {
            return None;
        }
        self.number += 1;
        self.next = next;
        next.map(|firing| (firing.at, self.number))
    }

    /// Shows the notice that a reminder brings, unless another reminder has been set since.
    pub(crate) fn show(&mut self, number: u64) -> Option<Notice> {
        if number != self.number {
            return None;
        }
        let firing = self.next.take()?;
        self.state.shown(firing);
        Some(firing.notice)
    }

    /// The notice on the screen.
    pub(crate) fn on_screen(&self, now: DateTime<Utc>) -> Option<Notice> {
        let firing = self.state.on_screen(&self.power, now);
        firing.map(|firing| firing.notice)
    }

    /// The PC went off other than by its schedule, and the screen with it.
    pub(crate) fn power_cut(&mut self) {
        self.state.powered_off();
    }

    /// Closes the notice on the screen; returns whether there was one.
    pub(crate) fn dismiss(&mut self, now: DateTime<Utc>) -> bool {
        self.state.dismissed(&self.power, now).is_some()
    }
}
