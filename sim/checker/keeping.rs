//! What a store keeps and gives: an import brings a certificate with its chain up to a root,
//! deleting one leaves the keys, deleting the old ones leaves the newest, a key that may not leave
//! stays, and of several certificates the newest is used until somebody chooses.

use std::collections::BTreeSet;

use super::snapshot::{ends_with_deletion, issued, with_keys};
use super::{Breach, Checker, Snapshot, StepSeen};
use crate::actor::{Action, ImportSource};
use crate::certificate::Certificate;
use crate::label::Label;
use crate::lifecycle::backup::chain_above;
use crate::lifecycle::deletion::DeleteWhich;
use crate::store::{Entry, KeyExport, StoreLocation};
use crate::trace::EventKind;
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Keeping {
    /// How many events have been looked at.
    seen: usize,
    /// The PCs at which somebody chose a certificate.
    chosen: BTreeSet<Label>,
    /// Those at which somebody else signed in.
    others: BTreeSet<Label>,
}

impl Checker for Keeping {
    fn name(&self) -> &'static str {
        "keeping"
    }

    fn check(&mut self, world: &World, step: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        let new: BTreeSet<Label> = events[self.seen..]
            .iter()
            .map(|event| event.pc.clone())
            .collect();
        for event in &events[self.seen..] {
            if matches!(event.kind, EventKind::SignIn { .. }) {
                self.others.insert(event.pc.clone());
            }
        }
        let is_deletion = step.is_some_and(|step| {
            ends_with_deletion(step.action.pc(), &events[self.seen..]) && step.outcome.is_ok()
        });
        self.seen = events.len();
        if let Some(Action::Choose { pc, .. }) = step.map(|step| step.action) {
            self.chosen.insert(pc.clone());
        }
        for pc in new.difference(&self.chosen) {
            if !uses_newest(world, pc) {
                return Err(Breach::OlderUsed { pc: pc.clone() });
            }
        }
        if let Some(step) = step
            && is_deletion
            && let Action::Delete {
                pc,
                which: DeleteWhich::Old,
            } = step.action
        {
            leaves_the_newest(world, pc, step.stores_before)?;
        }
        match step {
            Some(step) if step.outcome.is_ok() && !self.others.contains(step.action.pc()) => {
                look_at(world, step)
            }
            _ => Ok(()),
        }
    }
}

/// Whether none in the store ends later than the one that is used, or ends with it and began later.
fn uses_newest(world: &World, pc: &Label) -> bool {
    let Some(used) = world.certificate(pc) else {
        return true;
    };
    let age = (used.not_after(), used.not_before());
    let mut others = with_keys(world, pc).into_iter();
    others.all(|entry| {
        (
            entry.certificate.not_after(),
            entry.certificate.not_before(),
        ) <= age
    })
}

/// Where certificates are gone, the one is left that ends last; of two that end together, the one
/// that began later.
fn leaves_the_newest(world: &World, pc: &Label, before: &Snapshot) -> Result<(), Breach> {
    let after = Snapshot::of(world, pc);
    let age = |one: &Certificate| (one.not_after(), one.not_before());
    for (user, before) in before.own() {
        let left = after.own_of(user);
        if left == before {
            continue;
        }
        let newest = before.iter().map(|one| age(one)).max();
        match left[..] {
            [left] if Some(age(left)) == newest => {}
            [] | [_] => return Err(Breach::DeletedTooMuch { pc: pc.clone() }),
            _ => return Err(Breach::DeletedTooLittle { pc: pc.clone() }),
        }
    }
    Ok(())
}

fn look_at(world: &World, step: &StepSeen<'_>) -> Result<(), Breach> {
    let pc = step.action.pc();
    let Some(store) = world.store(pc) else {
        return Ok(());
    };
    match step.action {
        Action::Backup { .. } => {
            let used = world.certificate(pc);
            let mut entries = with_keys(world, pc).into_iter();
            let entry = entries.find(|entry| Some(&entry.certificate) == used.as_ref());
            let key = entry.and_then(|entry| {
                let key = store.key_info_of(StoreLocation::CurrentUser, &entry);
                key.ok().flatten()
            });
            match key.is_some_and(|key| key.export == KeyExport::Deny) {
                true => Err(Breach::KeyLeft { pc: pc.clone() }),
                false => Ok(()),
            }
        }
        Action::Delete { .. } => match Snapshot::of(world, pc).has_keys_of(step.stores_before) {
            true => Ok(()),
            false => Err(Breach::KeysGone { pc: pc.clone() }),
        },
        // What is in a file from elsewhere is not known.
        Action::Import(import) if !matches!(import.source, ImportSource::Download { .. }) => Ok(()),
        Action::Import(_) | Action::Restore(_) => {
            let issued: Vec<Certificate> = issued(world).collect();
            let is_whole = |entry: &Entry| {
                // What else is there came without one, perhaps.
                if !issued.contains(&entry.certificate) {
                    return true;
                }
                let Ok(chain) = chain_above(store, &entry.certificate) else {
                    return true;
                };
                let top = chain.last();
                top.is_some_and(Certificate::is_self_issued)
            };
            match with_keys(world, pc).iter().all(is_whole) {
                true => Ok(()),
                false => Err(Breach::ChainBroken { pc: pc.clone() }),
            }
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Policy;
    use crate::checker::tests::set_up;
    use crate::outcome::Outcome;

    #[test]
    fn it_sees_that_the_newest_is_gone_with_the_old_ones() {
        let pc: Label = "受付01".parse().unwrap();
        let mut world = set_up(Policy::default(), |_| {});
        let last = world.certificate(&pc).unwrap().not_after();
        world.advance_to(last - chrono::Duration::days(3)).unwrap();
        world.perform(Action::renew(pc.clone())).unwrap();
        let both = Snapshot::of(&world, &pc);
        let old = Action::Delete {
            pc: pc.clone(),
            which: DeleteWhich::Old,
        };
        let found = |world: &World| {
            let step = StepSeen {
                action: &old,
                outcome: Outcome::Ok,
                stores_before: &both,
            };
            let found = Keeping::default().check(world, Some(&step));
            found.err().map(|breach| breach.to_string())
        };
        world.perform(old.clone()).unwrap();
        let deleted = world.trace().events.len();
        assert_eq!(found(&world), None);
        world.perform(Action::Replace { pc }).unwrap();
        world.trace_mut().events.truncate(deleted);
        let told = "deleting on 受付01 took a certificate that should have stayed";
        assert_eq!(found(&world).as_deref(), Some(told));
    }
}
