//! A certificate's state never goes backward; only a new certificate starts over.

use std::collections::BTreeMap;

use super::{Breach, Checker, StepSeen};
use crate::certificate::Thumbprint;
use crate::label::Label;
use crate::lifecycle::expiry::{Revocation, State, state};
use crate::world::World;

#[derive(Debug, Default)]
pub(super) struct Status {
    last: BTreeMap<(Label, Thumbprint), State>,
}

impl Checker for Status {
    fn name(&self) -> &'static str {
        "status"
    }

    fn check(&mut self, world: &World, _: Option<&StepSeen<'_>>) -> Result<(), Breach> {
        let window = world.pki().renewal_window;
        for pc in world.pcs() {
            for (ordinal, certificate) in world.issued(pc) {
                let now = state(&certificate, Revocation::Good, world.now(), window);
                let key = (pc.clone(), certificate.thumbprint());
                let before = self.last.insert(key, now);
                if before.is_some_and(|before| now < before) {
                    let (pc, state) = (pc.clone(), now);
                    return Err(Breach::WentBack { pc, ordinal, state });
                }
            }
        }
        Ok(())
    }
}
