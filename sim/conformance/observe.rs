//! Everything that can be seen of a store, compared with the model.

use super::act::{Act, container};
use super::material::{CERTIFICATES, KEYS};
use super::model::Model;
use super::{Origin, Outcome, equal};
use crate::reason::Reason;
use crate::store::{
    CertificateStore, Change, Entry, KeyExport, KeyPrompt, KeyProtection, StoreId, StoreLocation,
    StoreName, StoredKey,
};

/// Does the acts as one commit on both sides and compares how it ended. [`compare`] checks what the
/// store holds then. By Windows' rules, what Windows leaves open is not done.
pub(super) fn commit(
    store: &mut dyn CertificateStore,
    model: &mut Model,
    rules: Origin,
    acts: &[Act],
) -> Outcome {
    if acts.iter().any(|act| model.origin_of(act) > rules) {
        return Ok(());
    }
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

/// Compares every entry and every key; by Windows' rules, the order of entries does not count.
pub(super) fn compare(store: &dyn CertificateStore, model: &Model, rules: Origin) -> Outcome {
    for &name in StoreName::ALL {
        for location in [StoreLocation::CurrentUser, StoreLocation::LocalMachine] {
            let id = StoreId { location, name };
            let (mut found, expected) = (store.entries(id)?, model.entries(id));
            if rules == Origin::Windows {
                found = in_order_of(&expected, found);
            }
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
                let expected = expected.iter();
                let expected = expected.filter(|entry| entry.certificate == *certificate);
                let expected: Vec<&Entry> = expected.collect();
                let found = store.find(id, thumbprint)?;
                // Which of several is found follows from their order.
                let as_good = expected
                    .iter()
                    .find(|entry| Some(**entry) == found.as_ref());
                let meant = match rules {
                    Origin::Windows => as_good.or(expected.first()),
                    Origin::Kigen => expected.first(),
                };
                equal("find", found.as_ref(), meant.copied())?;
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
                let is_open = rules == Origin::Windows
                    && expected.export == KeyExport::Deny
                    && expected.protection != KeyProtection::None;
                if !is_open {
                    compare_export(store, location, key, &expected)?;
                }
            }
        }
        let (mut found, mut expected) = (store.containers(location)?, model.containers(location));
        found.sort();
        expected.sort();
        equal(&format!("containers of {location:?}"), found, expected)?;
    }
    Ok(())
}

/// The entries that were found, in the order of those that were expected, then the others.
fn in_order_of(expected: &[Entry], mut found: Vec<Entry>) -> Vec<Entry> {
    let mut ordered = Vec::with_capacity(found.len());
    for entry in expected {
        let at = found.iter().position(|one| one == entry);
        ordered.extend(at.map(|at| found.remove(at)));
    }
    ordered.extend(found);
    ordered
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
