//! Service is up if and only if a usable certificate with its key is in the store of the Windows
//! user under whom the services run.

use super::{Checker, StepSeen};
use crate::certificate::Certificate;
use crate::label::Label;
use crate::lifecycle::backup::chain_above;
use crate::path::Path;
use crate::store::{CertificateStore, StoreId, StoreLocation, StoreName};
use crate::trace::Happening;
use crate::world::World;

#[derive(Debug)]
pub(super) struct Service;

impl Checker for Service {
    fn name(&self) -> &'static str {
        "service"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), String> {
        for pc in world.pcs() {
            let usable = usable(world, pc);
            match (world.is_up(pc), usable) {
                (true, false) => {
                    return Err(format!(
                        "{pc} is said to be up without a usable certificate"
                    ));
                }
                // An operator may have picked the wrong one of two certificates, and a broken PC
                // holds a good certificate nobody can use.
                (false, true) if world.verdict(pc).is_ok() => {
                    return Err(format!("{pc} is said to be down with a usable certificate"));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether any certificate in the store would do, by its dates, its path, its key and the
/// revocations in the trace.
fn usable(world: &World, pc: &Label) -> bool {
    let Some(store) = world.store(pc) else {
        return false;
    };
    let my = StoreId::current_user(StoreName::My);
    let entries = store.entries(my).unwrap_or_default();
    let roots = [world.authority().root().clone()];
    entries.iter().any(|entry| {
        let key = store.key_of(StoreLocation::CurrentUser, entry);
        let has_key = key.ok().flatten().is_some_and(|stored| {
            stored.key.public().bits() == entry.certificate.public_key_bits()
        });
        let chain = chain_above(store, &entry.certificate).unwrap_or_default();
        let path = Path {
            end_entity: &entry.certificate,
            intermediates: &chain,
            roots: &roots,
            crls: &[],
        };
        has_key && path.verify(world.now()).is_ok() && !is_revoked(world, pc, &entry.certificate)
    })
}

/// Whether a certificate was the PC's last one at a revocation.
fn is_revoked(world: &World, pc: &Label, certificate: &Certificate) -> bool {
    let revocations = world.trace().events.iter().filter(|event| {
        event.pc == *pc && event.happening == Happening::Revoke && event.outcome.is_ok()
    });
    let mut revocations = revocations.map(|event| event.at);
    revocations.any(|at| {
        let issued = world.issued(pc).into_iter();
        let last = issued
            .map(|(_, issued)| issued)
            .filter(|issued| issued.not_before() <= at)
            .max_by_key(|issued| issued.not_before());
        last.is_some_and(|last| last == *certificate)
    })
}
