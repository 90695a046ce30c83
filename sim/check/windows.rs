//! A store's words as the protocol has them: changes, entries, answers to prompts.

use std::collections::BTreeMap;
use std::fs;

use super::protocol::{ChangeKind, Prompt, SeenEntry, WrittenChange};
use crate::certificate::{Certificate, Thumbprint};
use crate::digest::Digest;
use crate::key::{PrivateKey, PublicKey};
use crate::pin::Pin;
use crate::reason::Reason;
use crate::store::{
    AddDisposition, Change, Entry, KeyContainer, KeyExport, KeyPrompt, KeyProtection, KeySet,
    Properties, ProtectionLevel, StoreId, StoredKey,
};

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from hexadecimal.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.is_ascii() && text.len().is_multiple_of(2);
    let pairs = (0..text.len()).step_by(2);
    let bytes = pairs.map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok());
    digits.then(|| bytes.collect()).flatten()
}

/// SHA-256 over a SubjectPublicKeyInfo, in hexadecimal.
pub(super) fn public(key: &PublicKey) -> String {
    Digest::of(&key.spki_der()).to_string()
}

/// An entry as answers have it; its store is at this location.
pub(super) fn seen(entry: &Entry) -> SeenEntry {
    let Properties {
        friendly_name,
        key_container,
        key_set,
        extended,
    } = &entry.properties;
    SeenEntry {
        sha256: Digest::of(entry.certificate.der()).to_string(),
        friendly_name: friendly_name.clone(),
        container: key_container.as_ref().map(KeyContainer::to_string),
        key_location: key_set.map(|set| set.location().to_string()),
        extended: extended
            .iter()
            .map(|(id, value)| (*id, hex(value)))
            .collect(),
    }
}

/// An entry from an answer, whose certificate is known; `None` if it does not make sense.
pub(super) fn entry(seen: &SeenEntry, certificate: Certificate) -> Option<Entry> {
    let extended = seen.extended.iter();
    let extended = extended.map(|(id, value)| Some((*id, unhex(value)?)));
    let extended: Option<BTreeMap<u16, Vec<u8>>> = extended.collect();
    let key_container = match &seen.container {
        Some(name) => Some(KeyContainer::named(name)?),
        None => None,
    };
    let key_set = match &seen.key_location {
        Some(location) => Some(KeySet::from(
            location.parse::<crate::store::StoreLocation>().ok()?,
        )),
        None => None,
    };
    Some(Entry {
        certificate,
        properties: Properties {
            friendly_name: seen.friendly_name.clone(),
            key_container,
            key_set,
            extended: extended?,
        },
    })
}

/// What a key's use asks.
pub(super) fn level(protection: ProtectionLevel) -> &'static str {
    match protection {
        ProtectionLevel::None => "none",
        ProtectionLevel::Confirm => "confirm",
        ProtectionLevel::Password => "password",
    }
}

/// What a key's use asks, from its name.
pub(super) fn level_of(name: &str) -> Option<ProtectionLevel> {
    let all = [
        ProtectionLevel::None,
        ProtectionLevel::Confirm,
        ProtectionLevel::Password,
    ];
    all.into_iter().find(|one| level(*one) == name)
}

/// How a prompt is answered, and what is typed.
pub(super) fn prompt(prompt: &KeyPrompt) -> (Prompt, Option<String>) {
    match prompt {
        KeyPrompt::Silent => (Prompt::Silent, None),
        KeyPrompt::Confirm => (Prompt::Confirm, None),
        KeyPrompt::Password(pin) => (Prompt::Password, Some(pin.as_str().to_owned())),
        KeyPrompt::Deny => (Prompt::Deny, None),
    }
}

/// How a prompt is answered, from a request.
pub(super) fn key_prompt(prompt: Option<Prompt>, typed: Option<&str>) -> KeyPrompt {
    match prompt {
        None | Some(Prompt::Silent) => KeyPrompt::Silent,
        Some(Prompt::Confirm) => KeyPrompt::Confirm,
        Some(Prompt::Deny) => KeyPrompt::Deny,
        Some(Prompt::Password) => match typed.unwrap_or_default().parse() {
            Ok(pin) => KeyPrompt::Password(pin),
            Err(_) => KeyPrompt::Confirm,
        },
    }
}

/// A change as requests have it. Certificates and keys are files, which `file` writes.
pub(super) fn written<E>(
    change: &Change,
    mut file: impl FnMut(Item<'_>) -> Result<String, E>,
) -> Result<WrittenChange, E> {
    let nothing = |kind, location| WrittenChange {
        change: kind,
        location,
        store: None,
        file: None,
        certificate: None,
        disposition: None,
        friendly_name: None,
        container: None,
        key_location: None,
        extended: BTreeMap::new(),
        exportable: None,
        protection: None,
        password: None,
        user: None,
    };
    Ok(match change {
        Change::AddCertificate {
            store,
            entry,
            disposition,
        } => {
            let seen = seen(entry);
            WrittenChange {
                store: Some(store.name),
                file: Some(file(Item::Certificate(&entry.certificate))?),
                certificate: Some(seen.sha256),
                disposition: Some(disposition.value()),
                friendly_name: seen.friendly_name,
                container: seen.container,
                key_location: entry.properties.key_set.map(KeySet::location),
                extended: seen.extended,
                ..nothing(ChangeKind::AddCertificate, store.location)
            }
        }
        Change::DeleteCertificate { store, thumbprint } => WrittenChange {
            store: Some(store.name),
            certificate: Some(file(Item::Thumbprint(*thumbprint))?),
            ..nothing(ChangeKind::DeleteCertificate, store.location)
        },
        Change::SetKey { location, key } => WrittenChange {
            file: Some(file(Item::Key(&key.key))?),
            container: Some(KeyContainer::of(&key.key).to_string()),
            exportable: Some(key.export == KeyExport::Allow),
            protection: Some(level(key.protection.level()).to_owned()),
            password: match &key.protection {
                KeyProtection::Password(pin) => Some(pin.as_str().to_owned()),
                KeyProtection::None | KeyProtection::Confirm => None,
            },
            ..nothing(ChangeKind::SetKey, *location)
        },
        Change::DeleteKey {
            location,
            container,
        } => WrittenChange {
            container: Some(container.to_string()),
            ..nothing(ChangeKind::DeleteKey, *location)
        },
        Change::GrantKey { container, user } => WrittenChange {
            container: Some(container.to_string()),
            user: Some(user.as_str().to_owned()),
            ..nothing(ChangeKind::GrantKey, KeySet::Machine.location())
        },
    })
}

/// What a change names by a file or a digest.
pub(super) enum Item<'a> {
    /// A certificate, by the file that it is written to.
    Certificate(&'a Certificate),
    /// A key, by the file that it is written to.
    Key(&'a PrivateKey),
    /// A certificate that may not be known, by its SHA-256.
    Thumbprint(Thumbprint),
}

/// The change that a request asks for. `thumbprint` knows certificates by their SHA-256.
pub(super) fn read(
    change: &WrittenChange,
    thumbprint: impl Fn(&str) -> Option<Thumbprint>,
) -> Result<Change, Reason> {
    let location = change.location;
    let store = || -> Result<StoreId, Reason> {
        let name = change.store.ok_or(Reason::InvalidArgument)?;
        Ok(StoreId { location, name })
    };
    let bytes = || {
        let file = change.file.as_ref().ok_or(Reason::InvalidArgument)?;
        fs::read(file).map_err(|_| Reason::FileNotFound)
    };
    let container = || {
        let name = change.container.as_deref().unwrap_or_default();
        KeyContainer::named(name).ok_or(Reason::InvalidArgument)
    };
    Ok(match change.change {
        ChangeKind::AddCertificate => {
            let certificate = Certificate::from_der(bytes()?).map_err(|_| Reason::Malformed)?;
            let seen = SeenEntry {
                sha256: String::new(),
                friendly_name: change.friendly_name.clone(),
                container: change.container.clone(),
                key_location: change.key_location.map(|it| it.to_string()),
                extended: change.extended.clone(),
            };
            Change::AddCertificate {
                store: store()?,
                entry: entry(&seen, certificate).ok_or(Reason::InvalidArgument)?,
                disposition: AddDisposition::try_from(change.disposition.unwrap_or_default())
                    .map_err(Reason::from)?,
            }
        }
        ChangeKind::DeleteCertificate => Change::DeleteCertificate {
            store: store()?,
            thumbprint: change
                .certificate
                .as_deref()
                .and_then(thumbprint)
                .ok_or(Reason::NotFound)?,
        },
        ChangeKind::SetKey => Change::SetKey {
            location,
            key: StoredKey {
                key: PrivateKey::from_pkcs8(&bytes()?).map_err(|_| Reason::Malformed)?,
                export: match change.exportable {
                    Some(false) => KeyExport::Deny,
                    _ => KeyExport::Allow,
                },
                protection: protection(change)?,
            },
        },
        ChangeKind::DeleteKey => Change::DeleteKey {
            location,
            container: container()?,
        },
        ChangeKind::GrantKey => Change::GrantKey {
            container: container()?,
            user: change
                .user
                .as_deref()
                .unwrap_or_default()
                .parse()
                .map_err(|_| Reason::InvalidArgument)?,
        },
    })
}

fn protection(change: &WrittenChange) -> Result<KeyProtection, Reason> {
    let name = change.protection.as_deref().unwrap_or("none");
    Ok(match level_of(name).ok_or(Reason::InvalidArgument)? {
        ProtectionLevel::None => KeyProtection::None,
        ProtectionLevel::Confirm => KeyProtection::Confirm,
        ProtectionLevel::Password => {
            let pin: Result<Pin, _> = change.password.as_deref().unwrap_or_default().parse();
            KeyProtection::Password(pin.map_err(|_| Reason::InvalidPin)?)
        }
    })
}
