//! Service is up if and only if a usable certificate with its key is in the store of the Windows
//! user under whom the services run.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};

use super::{Breach, Checker, StepSeen};
use crate::certificate::{Certificate, SerialNumber};
use crate::label::Label;
use crate::lifecycle::backup::chain_above;
use crate::path::Path;
use crate::store::{StoreError, StoreId, StoreLocation, StoreName};
use crate::trace::EventKind;
use crate::world::World;

/// Looks at the PCs to which something happened, at those whose certificates begin or end, and at
/// one more each time, so that a step costs the same in a facility of any size.
#[derive(Debug, Default)]
pub(super) struct Service {
    /// How many events have been looked at.
    seen: usize,
    /// The last certificate that each PC was issued, and those of it that were revoked.
    issued: BTreeMap<Label, (u32, SerialNumber)>,
    revoked: BTreeSet<SerialNumber>,
    /// When the certificates that each PC holds begin or end.
    bounds: BTreeSet<(DateTime<Utc>, Label)>,
    /// The PC that was looked at last in turn.
    turn: Option<Label>,
}

impl Checker for Service {
    fn name(&self) -> &'static str {
        "service"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        for pc in self.changed(world) {
            self.look_at(world, &pc)?;
        }
        Ok(())
    }
}

impl Service {
    /// The PCs that have to be looked at.
    fn changed(&mut self, world: &World) -> BTreeSet<Label> {
        let mut changed = BTreeSet::new();
        let events = &world.trace().events;
        for event in &events[self.seen..] {
            changed.insert(event.pc.clone());
            if !event.outcome.is_ok() {
                continue;
            }
            let last = self.issued.get(&event.pc);
            match &event.kind {
                EventKind::Issued {
                    ordinal, serial, ..
                } if last.is_none_or(|(last, _)| last < ordinal) => {
                    let issued = (*ordinal, serial.clone());
                    self.issued.insert(event.pc.clone(), issued);
                }
                EventKind::Revoke => self.revoked.extend(last.map(|(_, serial)| serial.clone())),
                _ => {}
            }
        }
        self.seen = events.len();
        while let Some((at, _)) = self.bounds.first()
            && *at <= world.now()
        {
            changed.extend(self.bounds.pop_first().map(|(_, pc)| pc));
        }
        self.turn = world.pc_after(self.turn.as_ref()).cloned();
        changed.extend(self.turn.clone());
        changed
    }

    fn look_at(&mut self, world: &World, pc: &Label) -> Result<(), Breach> {
        // Nothing can be said about a store that cannot be read.
        let Ok(held) = held(world, pc) else {
            return Ok(());
        };
        let now = world.now();
        let bounds = held.iter().flat_map(Held::bounds);
        let bounds = bounds.filter(|at| *at > now).map(|at| (at, pc.clone()));
        self.bounds.extend(bounds);
        let usable = held
            .iter()
            .any(|held| held.is_good(world) && !self.revoked.contains(held.certificate.serial()));
        match (world.is_up(pc), usable) {
            (true, false) => Err(Breach::UpWithoutCertificate { pc: pc.clone() }),
            // An operator may have chosen the wrong one of two certificates, and a broken PC holds
            // a good certificate that nobody can use. A store may be readable again without anybody
            // having looked since.
            (false, true) if !world.is_unsure(pc) && world.verdict(pc).is_ok() => {
                Err(Breach::DownWithCertificate { pc: pc.clone() })
            }
            _ => Ok(()),
        }
    }
}

/// A certificate in the store.
struct Held {
    certificate: Certificate,
    has_key: bool,
    chain: Vec<Certificate>,
}

impl Held {
    /// Returns the first seconds at which a certificate of its path is, or is no longer, within its
    /// dates.
    fn bounds(&self) -> impl Iterator<Item = DateTime<Utc>> {
        let path = self.chain.iter().chain([&self.certificate]);
        path.flat_map(|one| [one.not_before(), one.not_after() + Duration::seconds(1)])
    }

    /// Returns whether it would do, by its dates, its path and its key.
    fn is_good(&self, world: &World) -> bool {
        let path = Path {
            end_entity: &self.certificate,
            intermediates: &self.chain,
            roots: world.trusted_roots(),
            crls: &[],
        };
        self.has_key && path.verify(world.now()).is_ok()
    }
}

fn held(world: &World, pc: &Label) -> Result<Vec<Held>, StoreError> {
    let Some(store) = world.store(pc) else {
        return Ok(Vec::new());
    };
    let my = StoreId::current_user(StoreName::My);
    let entries = store.entries(my)?.into_iter();
    entries
        .map(|entry| {
            let key = store.key_info_of(StoreLocation::CurrentUser, &entry)?;
            let certificate = entry.certificate;
            Ok(Held {
                has_key: key.is_some_and(|key| key.public.bits() == certificate.public_key_bits()),
                chain: chain_above(store, &certificate)?,
                certificate,
            })
        })
        .collect()
}
