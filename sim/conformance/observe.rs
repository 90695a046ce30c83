//! Everything that can be seen of a store, compared with the model.

use super::act::{Act, container};
use super::material::{CERTIFICATES, KEYS};
use super::model::Model;
use super::{Outcome, equal};
use crate::reason::Reason;
use crate::store::{
    CertificateStore, Change, KeyExport, KeyPrompt, KeyProtection, StoreId, StoreLocation,
    StoreName, StoredKey,
};

/// Does the acts as one commit on both sides and compares how it ended. [`compare`] checks what the
/// store holds then.
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
            // An empty store is asked once; on disk, most of the time goes into reading.
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
            let expected = model.key(location, key);
            let found = store.key_info(location, &container(key))?;
            let info = expected.as_ref().map(StoredKey::info);
            equal(&format!("key {key} of {location:?}"), found, info)?;
            if let Some(expected) = expected {
                compare_export(store, location, key, &expected)?;
            }
        }
        let (mut found, mut expected) = (store.containers(location)?, model.containers(location));
        found.sort();
        expected.sort();
        equal(&format!("containers of {location:?}"), found, expected)?;
    }
    Ok(())
}

/// Compares what comes out of a container when nobody is there. Whether its key signs is checked by
/// the cases: signing takes too long for thousands of sequences.
fn compare_export(
    store: &dyn CertificateStore,
    location: StoreLocation,
    key: usize,
    expected: &StoredKey,
) -> Outcome {
    let expected = match (expected.export, &expected.protection) {
        (KeyExport::Deny, _) => Err(Reason::NotExportable),
        (KeyExport::Allow, KeyProtection::None) => Ok(&KEYS[key]),
        (KeyExport::Allow, _) => Err(Reason::KeyLocked),
    };
    let found = store.export(location, &container(key), &KeyPrompt::Silent);
    let found = found.as_ref().map_err(Reason::from);
    equal(
        &format!("export of key {key} of {location:?}"),
        found,
        expected,
    )
}
