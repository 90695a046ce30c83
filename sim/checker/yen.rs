//! Every yen in the bills has its event, and every event that costs is in the bills: an issue for
//! each notice, a renewal for each certificate that came of one, postage for nothing but notices.

use std::collections::BTreeSet;

use super::{Checker, StepSeen};
use crate::label::Label;
use crate::lifecycle::fee::FeeKind;
use crate::time::Month;
use crate::trace::Happening;
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Yen {
    /// How many events have been looked at.
    seen: usize,
    notices: BTreeSet<Charged>,
    /// The notices of those that no fee was seen for.
    unpaid: BTreeSet<Charged>,
    issues: BTreeSet<Charged>,
    renewals: BTreeSet<Charged>,
}

/// A certificate of a PC.
type Charged = (Label, u32);

impl Checker for Yen {
    fn name(&self) -> &'static str {
        "yen"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), String> {
        let events = &world.trace().events;
        for event in &events[self.seen..] {
            let pc = &event.pc;
            match event.happening {
                Happening::Notice { generation } => {
                    let charged = (pc.clone(), generation);
                    if !self.issues.contains(&charged) {
                        self.unpaid.insert(charged.clone());
                    }
                    self.notices.insert(charged);
                }
                Happening::Fee { generation, fee } => {
                    let rules = world.rules();
                    let charged = (pc.clone(), generation);
                    let noticed = self.notices.contains(&charged);
                    let (yen, known) = match fee.kind {
                        FeeKind::Issue => {
                            self.unpaid.remove(&charged);
                            self.issues.insert(charged);
                            (rules.issue_yen, noticed)
                        }
                        FeeKind::Letter => (rules.letter_yen, noticed),
                        FeeKind::Renewal => {
                            self.renewals.insert(charged);
                            (rules.issue_yen, !noticed)
                        }
                    };
                    let month =
                        Month::of(event.at, rules.calendar.zone()).plus(rules.billing_months);
                    if fee.yen != yen || fee.month != month || !known {
                        return Err(format!(
                            "{pc}: ¥{} ({}) in {} for certificate {generation} has no such event",
                            fee.yen,
                            fee.kind.name(),
                            fee.month
                        ));
                    }
                }
                _ => {}
            }
        }
        self.seen = events.len();
        if let Some((pc, generation)) = self.unpaid.first() {
            return Err(format!("{pc}: certificate {generation} was never charged"));
        }
        for pc in world.pcs() {
            for (generation, _) in world.issued(pc) {
                let paid = (pc.clone(), generation);
                if !self.issues.contains(&paid) && !self.renewals.contains(&paid) {
                    return Err(format!("{pc}: certificate {generation} was never charged"));
                }
            }
        }
        Ok(())
    }
}
