//! The file of a private key: what may be done with it, and the key in PKCS#8.
//!
//! ```text
//! kigen key 1
//! export: allow
//! protection: none
//! -----BEGIN PRIVATE KEY-----
//! …
//! ```

use rustls_pki_types::pem::SectionKind;

use super::text::{Fault, body, title};
use crate::key::PrivateKey;
use crate::pem;
use crate::store::{FileDamage, KeyExport, KeyProtection, StoredKey};

const KIND: &str = "kigen key";

pub(super) fn to_text(stored: &StoredKey) -> String {
    let StoredKey {
        key,
        export,
        protection,
    } = stored;
    let export = match export {
        KeyExport::Allow => "allow",
        KeyExport::Deny => "deny",
    };
    let protection = match protection {
        KeyProtection::None => "none",
        KeyProtection::Confirm => "confirm",
        KeyProtection::Password(password) => &format!("password {}", password.as_str()),
    };
    let lines = format!("export: {export}\nprotection: {protection}\n");
    title(KIND) + &lines + &pem::encode("PRIVATE KEY", key.pkcs8())
}

pub(super) fn parse(bytes: &[u8]) -> Result<StoredKey, Fault> {
    let body = body(bytes, KIND)?;
    let mut lines = body.lines();
    let mut value = |name: &str| {
        let line = lines.next()?.strip_prefix(name)?;
        line.strip_prefix(": ")
    };
    let export = match value("export") {
        Some("allow") => KeyExport::Allow,
        Some("deny") => KeyExport::Deny,
        _ => {
            return Err(Fault::Damaged(FileDamage::Export));
        }
    };
    let protection =
        match value("protection").map(|value| value.split_once(' ').unwrap_or((value, ""))) {
            Some(("none", "")) => Some(KeyProtection::None),
            Some(("confirm", "")) => Some(KeyProtection::Confirm),
            Some(("password", pin)) => pin.parse().ok().map(KeyProtection::Password),
            _ => None,
        };
    let key = pem::decode(body, SectionKind::PrivateKey)
        .and_then(|der| PrivateKey::from_pkcs8(&der).ok())
        .ok_or(Fault::Damaged(FileDamage::PrivateKey))?;
    Ok(StoredKey {
        key,
        export,
        protection: protection.ok_or(Fault::Damaged(FileDamage::Protection))?,
    })
}
