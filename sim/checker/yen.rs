//! Every yen in the bills has its event, and every event that costs money is in the bills: an issue
//! for each issuance letter or what stands for it, a renewal for each certificate that resulted
//! from one, postage for letters only.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Utc};

use super::{Breach, Checker, StepSeen};
use crate::label::Label;
use crate::lifecycle::fee::FeeKind;
use crate::lifecycle::rules::Rules;
use crate::time::Month;
use crate::trace::EventKind;
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Yen {
    /// How many events have been looked at.
    seen: usize,
    letters: BTreeSet<Charged>,
    /// The events for which no fee was seen.
    unpaid: BTreeSet<Charged>,
    issues: BTreeSet<Charged>,
    renewals: BTreeSet<Charged>,
}

/// The month in which a fee of that moment is collected.
fn due(rules: &Rules, at: DateTime<Utc>) -> Month {
    let local = rules.calendar.zone().local(at).naive_local();
    let months = i64::from(local.year()) * 12 + i64::from(local.month0() + rules.billing_months);
    Month {
        year: i32::try_from(months / 12).expect("a year has four digits"),
        month: (months % 12) as u32 + 1,
    }
}

/// A certificate of a PC.
type Charged = (Label, u32);

impl Checker for Yen {
    fn name(&self) -> &'static str {
        "yen"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        for event in &events[self.seen..] {
            let pc = &event.pc;
            match event.kind {
                EventKind::LetterIssued { ordinal } | EventKind::Released { ordinal } => {
                    let charged = (pc.clone(), ordinal);
                    if !self.issues.contains(&charged) {
                        self.unpaid.insert(charged.clone());
                    }
                    self.letters.insert(charged);
                }
                EventKind::Fee { ordinal, fee } => {
                    let rules = world.rules();
                    let charged = (pc.clone(), ordinal);
                    let posted = self.letters.contains(&charged);
                    let (yen, known) = match fee.kind {
                        FeeKind::Issue => {
                            self.unpaid.remove(&charged);
                            self.issues.insert(charged);
                            (rules.issue_yen, posted)
                        }
                        FeeKind::Letter => (rules.letter_yen, posted),
                        FeeKind::Renewal => {
                            self.renewals.insert(charged);
                            (rules.issue_yen, !posted)
                        }
                    };
                    if fee.yen != yen || fee.month != due(rules, event.at) || !known {
                        let pc = pc.clone();
                        return Err(Breach::Unexplained { pc, ordinal, fee });
                    }
                }
                _ => {}
            }
        }
        self.seen = events.len();
        if world.rules().issue_yen == 0 {
            return Ok(());
        }
        if let Some((pc, ordinal)) = self.unpaid.first() {
            let (pc, ordinal) = (pc.clone(), *ordinal);
            return Err(Breach::NeverCharged { pc, ordinal });
        }
        for pc in world.pcs() {
            for (ordinal, _) in world.issued(pc) {
                let paid = (pc.clone(), ordinal);
                if !self.issues.contains(&paid) && !self.renewals.contains(&paid) {
                    let (pc, ordinal) = paid;
                    return Err(Breach::NeverCharged { pc, ordinal });
                }
            }
        }
        Ok(())
    }
}
