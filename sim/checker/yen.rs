//! Every yen in the bills has its event, and every event that costs is in the bills: an issue for
//! each issuance letter, a renewal for each certificate that came of one, postage for nothing but
//! letters.

use std::collections::BTreeSet;

use super::{Checker, StepSeen};
use crate::label::Label;
use crate::lifecycle::fee::{FeeKind, Month};
use crate::trace::Happening;
use crate::world::World;

#[derive(Debug)]
pub(super) struct Yen;

impl Checker for Yen {
    fn name(&self) -> &'static str {
        "yen"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), String> {
        let mut letters: BTreeSet<(&Label, u32)> = BTreeSet::new();
        let mut issues: BTreeSet<(&Label, u32)> = BTreeSet::new();
        let mut renewals: BTreeSet<(&Label, u32)> = BTreeSet::new();
        for event in &world.trace().events {
            let pc = &event.pc;
            match event.happening {
                Happening::LetterIssued { ordinal } => {
                    letters.insert((pc, ordinal));
                }
                Happening::Fee { ordinal, fee } => {
                    let rules = world.rules();
                    let (yen, known) = match fee.kind {
                        FeeKind::Issue => {
                            issues.insert((pc, ordinal));
                            (rules.issue_yen, letters.contains(&(pc, ordinal)))
                        }
                        FeeKind::Letter => (rules.letter_yen, letters.contains(&(pc, ordinal))),
                        FeeKind::Renewal => {
                            renewals.insert((pc, ordinal));
                            (rules.issue_yen, !letters.contains(&(pc, ordinal)))
                        }
                    };
                    let month =
                        Month::of(event.at, rules.calendar.zone()).plus(rules.billing_months);
                    if fee.yen != yen || fee.month != month || !known {
                        return Err(format!(
                            "{pc}: ¥{} ({}) in {} for certificate {ordinal} has no such event",
                            fee.yen,
                            fee.kind.name(),
                            fee.month
                        ));
                    }
                }
                _ => {}
            }
        }
        if let Some((pc, ordinal)) = letters.difference(&issues).next() {
            return Err(format!("{pc}: certificate {ordinal} was never charged"));
        }
        for pc in world.pcs() {
            for (ordinal, _) in world.issued(pc) {
                let paid = (pc, ordinal);
                if !issues.contains(&paid) && !renewals.contains(&paid) {
                    return Err(format!("{pc}: certificate {ordinal} was never charged"));
                }
            }
        }
        Ok(())
    }
}
