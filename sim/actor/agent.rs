//! The program on a PC that renews by itself: when it wakes.
//!
//! It sleeps until a certificate can be renewed, and a while longer, so that not all of a fleet
//! come at once (the jitter of ACME's and Kubernetes' clients).

use chrono::{DateTime, Duration, Utc};

use crate::certificate::{Certificate, Thumbprint};
use crate::label::Label;
use crate::lifecycle::clock::PcClock;
use crate::lifecycle::power::PowerCalendar;
use crate::lifecycle::renewal;
use crate::pki::RenewalWindow;
use crate::seed::Seed;
use crate::time::Span;

/// What an agent knows.
#[derive(Clone, Debug)]
pub(crate) struct Agent {
    pub(crate) seed: Seed,
    pub(crate) pc: Label,
    pub(crate) window: RenewalWindow,
    /// The longest that it sleeps on.
    pub(crate) jitter: Span,
    pub(crate) power: PowerCalendar,
}

/// When an agent wakes.
#[derive(Debug, Default)]
pub(crate) struct Alarm {
    /// The certificate that it is about.
    about: Option<Thumbprint>,
    next: Option<DateTime<Utc>>,
    /// When it went off last, for whichever.
    went_off: Option<DateTime<Utc>>,
    number: u64,
}

impl Alarm {
    /// The alarm of a new PC. Those set for the old one mean nothing to it.
    pub(crate) fn successor(&self) -> Self {
        Alarm {
            number: self.number + 1,
            ..Alarm::default()
        }
    }

    /// Works out when to wake for `current`. If that has changed, returns the moment and the number
    /// of the alarm to set.
    pub(crate) fn set(
        &mut self,
        agent: &Agent,
        current: Option<&Certificate>,
        clock: &PcClock,
        now: DateTime<Utc>,
    ) -> Option<(DateTime<Utc>, u64)> {
        let about = current.map(Certificate::thumbprint);
        if about != self.about {
            (self.about, self.next) = (about, None);
        }
        // Once a day, as long as there is something to renew: somebody may have been at it, or it
        // can be renewed from its first second on.
        let rested = self
            .went_off
            .map_or(now, |at| now.max(at + Duration::days(1)));
        let next = current.and_then(|certificate| {
            let wakes = agent.wakes(certificate, clock, rested);
            wakes.filter(|at| *at <= certificate.not_after())
        });
        if next == self.next {
            return None;
        }
        self.number += 1;
        self.next = next;
        next.map(|at| (at, self.number))
    }

    /// Goes off, unless another alarm has been set since.
    pub(crate) fn goes_off(&mut self, number: u64, now: DateTime<Utc>) -> bool {
        let stands = number == self.number;
        if stands {
            (self.next, self.went_off) = (None, Some(now));
        }
        stands
    }
}

impl Agent {
    /// The first moment from `now` at which the PC is on and its clock shows that the certificate
    /// can be renewed, and the agent has slept on for its while.
    fn wakes(
        &self,
        certificate: &Certificate,
        clock: &PcClock,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let serial = certificate.serial();
        let label = format!("pc/{}/{serial}/jitter", self.pc);
        let longest = u64::try_from(self.jitter.as_seconds()).unwrap_or(0);
        let while_ = self.seed.stream(&label).between(0, longest);
        let opens = renewal::opens(certificate, self.window);
        let due = Span::try_seconds(while_ as i64).ok()?.after(opens)?;
        let at = clock.when_shows(due, now)?;
        Some(self.power.next_on(at)?.start.max(at))
    }
}
