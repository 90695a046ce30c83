//! Service is up if and only if a usable certificate with its key is in the store of the Windows
//! user under whom the services run.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Breach, Checker, StepSeen};
use crate::certificate::Certificate;
use crate::label::Label;
use crate::lifecycle::backup::chain_above;
use crate::path::Path;
use crate::store::{StoreError, StoreId, StoreLocation, StoreName};
use crate::trace::EventKind;
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Service {
    /// How many events have been looked at.
    seen: usize,
    revocations: BTreeMap<Label, Vec<DateTime<Utc>>>,
}

impl Checker for Service {
    fn name(&self) -> &'static str {
        "service"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let events = &world.trace().events;
        let new = events[self.seen..].iter();
        for event in new.filter(|event| event.kind == EventKind::Revoke) {
            if event.outcome.is_ok() {
                let revocations = self.revocations.entry(event.pc.clone());
                revocations.or_default().push(event.at);
            }
        }
        self.seen = events.len();
        for pc in world.pcs() {
            let revocations = self.revocations.get(pc).map_or(&[][..], Vec::as_slice);
            // Of a store that cannot be read nothing can be said.
            let Ok(usable) = usable(world, pc, revocations) else {
                continue;
            };
            match (world.is_up(pc), usable) {
                (true, false) => {
                    return Err(Breach::UpWithoutCertificate { pc: pc.clone() });
                }
                // An operator may have picked the wrong one of two certificates, and a broken PC
                // holds a good certificate nobody can use. A store may be readable again, and
                // nobody have looked since.
                (false, true) if !world.is_unsure(pc) && world.verdict(pc).is_ok() => {
                    return Err(Breach::DownWithCertificate { pc: pc.clone() });
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether any certificate in the store would do, by its dates, its path, its key and the
/// revocations in the trace.
fn usable(world: &World, pc: &Label, revocations: &[DateTime<Utc>]) -> Result<bool, StoreError> {
    let Some(store) = world.store(pc) else {
        return Ok(false);
    };
    let my = StoreId::current_user(StoreName::My);
    let roots = [world.authority().root().clone()];
    for entry in store.entries(my)? {
        let certificate = &entry.certificate;
        let key = store.key_info_of(StoreLocation::CurrentUser, &entry)?;
        let has_key = key.is_some_and(|key| key.public.bits() == certificate.public_key_bits());
        let chain = chain_above(store, certificate)?;
        let path = Path {
            end_entity: certificate,
            intermediates: &chain,
            roots: &roots,
            crls: &[],
        };
        if has_key
            && path.verify(world.now()).is_ok()
            && !is_revoked(world, pc, revocations, certificate)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a certificate was the PC's last one at a revocation.
fn is_revoked(
    world: &World,
    pc: &Label,
    revocations: &[DateTime<Utc>],
    certificate: &Certificate,
) -> bool {
    revocations.iter().any(|at| {
        let issued = world.issued(pc).into_iter();
        let last = issued
            .map(|(_, issued)| issued)
            .filter(|issued| issued.not_before() <= *at)
            .max_by_key(|issued| issued.not_before());
        last.is_some_and(|last| last == *certificate)
    })
}
