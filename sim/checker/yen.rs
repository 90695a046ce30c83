//! Every yen in the bills has its event, and every event that costs is in the bills: an issue for
//! each notice, a renewal for each certificate that came of one, postage for nothing but notices.

use std::collections::BTreeSet;

use super::{Checker, StepSeen};
use crate::label::Label;
use crate::lifecycle::fee::FeeKind;
use crate::time::Month;
use crate::trace::Happening;
use crate::world::World;

#[derive(Debug)]
pub(super) struct Yen;

impl Checker for Yen {
    fn name(&self) -> &'static str {
        "yen"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), String> {
        let mut notices: BTreeSet<(&Label, u32)> = BTreeSet::new();
        let mut issues: BTreeSet<(&Label, u32)> = BTreeSet::new();
        let mut renewals: BTreeSet<(&Label, u32)> = BTreeSet::new();
        for event in &world.trace().events {
            let pc = &event.pc;
            match event.happening {
                Happening::Notice { generation } => {
                    notices.insert((pc, generation));
                }
                Happening::Fee { generation, fee } => {
                    let rules = world.rules();
                    let (yen, known) = match fee.kind {
                        FeeKind::Issue => {
                            issues.insert((pc, generation));
                            (rules.issue_yen, notices.contains(&(pc, generation)))
                        }
                        FeeKind::Letter => (rules.letter_yen, notices.contains(&(pc, generation))),
                        FeeKind::Renewal => {
                            renewals.insert((pc, generation));
                            (rules.issue_yen, !notices.contains(&(pc, generation)))
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
        if let Some((pc, generation)) = notices.difference(&issues).next() {
            return Err(format!("{pc}: certificate {generation} was never charged"));
        }
        for pc in world.pcs() {
            for (generation, _) in world.issued(pc) {
                let paid = (pc, generation);
                if !issues.contains(&paid) && !renewals.contains(&paid) {
                    return Err(format!("{pc}: certificate {generation} was never charged"));
                }
            }
        }
        Ok(())
    }
}
