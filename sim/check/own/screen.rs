//! What a PC shows of the notices of its certificates, when it is looked at now and then.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::certificate::Thumbprint;
use crate::lifecycle::notice::{Notice, NoticeSchedule};
use crate::time::Zone;

/// The screen, and what of it was dismissed.
#[derive(Clone, Debug, Default)]
pub(in crate::check) struct Screen {
    pub(in crate::check) schedule: NoticeSchedule,
    pub(in crate::check) is_off: bool,
    pub(in crate::check) certificates: BTreeMap<Thumbprint, Shown>,
}

/// What is shown of a certificate, and what is not shown again, by the times when it was due.
#[derive(Clone, Debug, Default)]
pub(in crate::check) struct Shown {
    pub(in crate::check) on_screen: Option<DateTime<Utc>>,
    pub(in crate::check) dismissed: BTreeSet<DateTime<Utc>>,
}

impl Screen {
    /// The PC is switched off, or on: its screen is empty.
    pub(in crate::check) fn switch(&mut self, is_off: bool) {
        self.is_off = is_off;
        for shown in self.certificates.values_mut() {
            shown.on_screen = None;
        }
    }

    /// What appears of a certificate's notices at this time by the PC's clock.
    pub(in crate::check) fn look(
        &mut self,
        certificate: Thumbprint,
        not_after: DateTime<Utc>,
        zone: &Zone,
        now: DateTime<Utc>,
    ) -> Option<Notice> {
        if self.is_off {
            return None;
        }
        let in_force = self.schedule.in_force(zone, not_after, now)?;
        let shown = self.certificates.entry(certificate).or_default();
        let is_news = shown.on_screen.is_none_or(|due| due < in_force.due);
        if !is_news || shown.dismissed.contains(&in_force.due) {
            return None;
        }
        shown.on_screen = Some(in_force.due);
        Some(in_force.notice)
    }

    /// Somebody closes what is on the screen.
    pub(in crate::check) fn dismiss(&mut self) {
        for shown in self.certificates.values_mut() {
            shown.dismissed.extend(shown.on_screen.take());
        }
    }
}
