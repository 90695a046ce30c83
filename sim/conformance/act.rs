//! One change in the small world of the checks: five certificates, two keys, a few properties.

use std::fmt;

use super::material::{CERTIFICATES, KEYS};
use crate::store::{
    AddDisposition, Change, Entry, KeyContainer, KeyExport, KeyProtection, Properties, StoreId,
    StoreLocation, StoredKey,
};

/// A [`Change`], by numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Add {
        store: StoreId,
        certificate: usize,
        disposition: AddDisposition,
        beside: Beside,
    },
    Delete {
        store: StoreId,
        certificate: usize,
    },
    SetKey {
        location: StoreLocation,
        key: usize,
        export: KeyExport,
        protection: KeyProtection,
    },
    DeleteKey {
        location: StoreLocation,
        key: usize,
    },
}

/// The properties that a certificate is added with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Beside {
    pub(super) name: Option<&'static str>,
    pub(super) key: Option<usize>,
    /// The number of an extended property, and its only byte.
    pub(super) extended: Option<(u16, u8)>,
}

impl Beside {
    pub(super) const NOTHING: Beside = Beside {
        name: None,
        key: None,
        extended: None,
    };

    pub(super) fn properties(self) -> Properties {
        Properties {
            friendly_name: self.name.map(str::to_owned),
            key_container: self.key.map(container),
            key_set: None,
            extended: self
                .extended
                .into_iter()
                .map(|(property, byte)| (property, vec![byte]))
                .collect(),
        }
    }
}

pub(super) fn container(key: usize) -> KeyContainer {
    KeyContainer::of(&KEYS[key])
}

impl Act {
    pub(super) fn change(&self) -> Change {
        match self.clone() {
            Act::Add {
                store,
                certificate,
                disposition,
                beside,
            } => Change::AddCertificate {
                store,
                entry: Entry {
                    certificate: CERTIFICATES[certificate].clone(),
                    properties: beside.properties(),
                },
                disposition,
            },
            Act::Delete { store, certificate } => Change::DeleteCertificate {
                store,
                thumbprint: CERTIFICATES[certificate].thumbprint(),
            },
            Act::SetKey {
                location,
                key,
                export,
                protection,
            } => Change::SetKey {
                location,
                key: StoredKey {
                    key: KEYS[key].clone(),
                    export,
                    protection,
                },
            },
            Act::DeleteKey { location, key } => Change::DeleteKey {
                location,
                container: container(key),
            },
        }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Act::Add {
                store,
                certificate,
                disposition,
                beside,
            } => {
                let StoreId { location, name } = store;
                write!(
                    f,
                    "add #{certificate} to {location:?}/{name} ({disposition:?}"
                )?;
                let Beside {
                    name,
                    key,
                    extended,
                } = beside;
                if let Some(name) = name {
                    write!(f, ", named {name:?}")?;
                }
                if let Some(key) = key {
                    write!(f, ", key {key}")?;
                }
                if let Some((property, byte)) = extended {
                    write!(f, ", property {property} = {byte}")?;
                }
                f.write_str(")")
            }
            Act::Delete { store, certificate } => {
                let StoreId { location, name } = store;
                write!(f, "delete #{certificate} from {location:?}/{name}")
            }
            Act::SetKey {
                location,
                key,
                export,
                protection,
            } => write!(
                f,
                "set key {key} of {location:?} ({export:?}, {protection:?})"
            ),
            Act::DeleteKey { location, key } => write!(f, "delete key {key} of {location:?}"),
        }
    }
}

/// A sequence, for people.
pub(super) fn shown<'a>(acts: impl IntoIterator<Item = &'a Act>) -> String {
    let acts: Vec<String> = acts.into_iter().map(Act::to_string).collect();
    acts.join("; ")
}
