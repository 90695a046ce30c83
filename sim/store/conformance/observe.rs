//! Everything that can be seen of a store, against the model.

use super::act::{Act, container};
use super::material::{CERTIFICATES, KEYS};
use super::model::Model;
use super::{Outcome, Problem, equal};
use crate::reason::Reason;
use crate::store::{CertificateStore, Change, StoreId, StoreLocation, StoreName};

/// Does the acts as one commit on both sides and compares how it ended. What the store holds then
/// is for [`compare`] to say.
pub(super) fn commit(store: &mut dyn CertificateStore, model: &mut Model, acts: &[Act]) -> Outcome {
    let changes: Vec<Change> = acts.iter().map(Act::change).collect();
    let expected = model.after(acts);
    let found = store.commit(changes).map_err(Reason::from);
    equal(
        "commit",
        found,
        expected.as_ref().map(|_| ()).map_err(|reason| *reason),
    )?;
    if let Ok(next) = expected {
        *model = next;
    }
    Ok(())
}

/// Compares every entry and every key.
pub(super) fn compare(store: &dyn CertificateStore, model: &Model) -> Outcome {
    for &name in StoreName::ALL {
        for location in [StoreLocation::CurrentUser, StoreLocation::LocalMachine] {
            let id = StoreId { location, name };
            let (found, expected) = (store.entries(id)?, model.entries(id));
            equal(
                &format!("entries of {location:?}/{name}"),
                &found,
                &expected,
            )?;
            // An empty store is asked once; reading is what takes the time on disk.
            let asked = if expected.is_empty() {
                1
            } else {
                CERTIFICATES.len()
            };
            for certificate in &CERTIFICATES[..asked] {
                let thumbprint = certificate.thumbprint();
                let mut expected = expected.iter();
                let expected = expected.find(|entry| entry.certificate == *certificate);
                let found = store.find(id, thumbprint)?;
                equal("find", found.as_ref(), expected)?;
            }
        }
    }
    for location in [StoreLocation::CurrentUser, StoreLocation::LocalMachine] {
        for key in 0..KEYS.len() {
            let (found, expected) = (
                store.key(location, &container(key))?,
                model.key(location, key),
            );
            if found != expected {
                let problem =
                    format!("key {key} of {location:?}: {found:?} instead of {expected:?}");
                return Err(Problem(problem));
            }
        }
    }
    Ok(())
}
