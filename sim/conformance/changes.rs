//! The changes that cases are made of.

use super::case::MY;
use super::material::KEYS;
use crate::certificate::Certificate;
use crate::store::{
    AddDisposition, Change, Entry, KeyContainer, KeyExport, Properties, StoreId, StoreLocation,
    StoredKey,
};

/// The container of the first key.
pub(super) fn container() -> KeyContainer {
    KeyContainer::of(&KEYS[0])
}

/// Adds to `My`; an empty name means no name.
pub(super) fn add(certificate: &Certificate, name: &str, disposition: AddDisposition) -> Change {
    add_in(MY, certificate, name, disposition)
}

/// Adds to a store; an empty name means no name.
pub(super) fn add_in(
    store: StoreId,
    certificate: &Certificate,
    name: &str,
    disposition: AddDisposition,
) -> Change {
    Change::AddCertificate {
        store,
        entry: Entry {
            certificate: certificate.clone(),
            properties: Properties {
                friendly_name: Some(name.to_owned()).filter(|name| !name.is_empty()),
                ..Properties::default()
            },
        },
        disposition,
    }
}

/// Adds what is not there yet, without properties.
pub(super) fn add_to(store: StoreId, certificate: &Certificate) -> Change {
    add_in(store, certificate, "", AddDisposition::New)
}

/// Adds to `My`, with a key container.
pub(super) fn add_with_key(certificate: &Certificate) -> Change {
    Change::AddCertificate {
        store: MY,
        entry: Entry {
            certificate: certificate.clone(),
            properties: Properties {
                key_container: Some(container()),
                ..Properties::default()
            },
        },
        disposition: AddDisposition::New,
    }
}

/// Deletes from `My`.
pub(super) fn delete(certificate: &Certificate) -> Change {
    Change::DeleteCertificate {
        store: MY,
        thumbprint: certificate.thumbprint(),
    }
}

/// Puts in the first key.
pub(super) fn set_key(location: StoreLocation, export: KeyExport) -> Change {
    let key = StoredKey::new(KEYS[0].clone(), export);
    Change::SetKey { location, key }
}
