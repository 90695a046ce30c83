//! The file of a private key: what may be done with it, and the key in PKCS#8.
//!
//! ```text
//! kigen key 1
//! export: allow
//! protection: none
//! creator: 管理者
//! granted: サービス
//! -----BEGIN PRIVATE KEY-----
//! …
//! ```
//!
//! Keys of users have neither a creator nor anybody to whom they were granted; nor has a key of the
//! computer's from before there were such lines, which everybody may use.

use rustls_pki_types::pem::SectionKind;

use super::text::{Fault, body, title};
use crate::key::PrivateKey;
use crate::label::Label;
use crate::pem;
use crate::store::access::Rights;
use crate::store::{FileDamage, KeyExport, KeyProtection, StoredKey};

const KIND: &str = "kigen key";

pub(super) fn to_text(stored: &StoredKey, rights: &Rights) -> String {
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
    let mut lines = format!("export: {export}\nprotection: {protection}\n");
    let Rights { creator, granted } = rights;
    let creator = creator.iter().map(|user| ("creator", user));
    let granted = granted.iter().map(|user| ("granted", user));
    for (name, user) in creator.chain(granted) {
        lines += &format!("{name}: {user}\n");
    }
    title(KIND) + &lines + &pem::encode("PRIVATE KEY", key.pkcs8())
}

pub(super) fn parse(bytes: &[u8]) -> Result<(StoredKey, Rights), Fault> {
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
    let rights = rights(lines).ok_or(Fault::Damaged(FileDamage::Access))?;
    let key = pem::decode(body, SectionKind::PrivateKey)
        .and_then(|der| PrivateKey::from_pkcs8(&der).ok())
        .ok_or(Fault::Damaged(FileDamage::PrivateKey))?;
    let stored = StoredKey {
        key,
        export,
        protection: protection.ok_or(Fault::Damaged(FileDamage::Protection))?,
    };
    Ok((stored, rights))
}

/// Who may use the key, from the lines before the block.
fn rights<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Rights> {
    let mut rights = Rights::default();
    for line in lines.take_while(|line| !line.starts_with("-----BEGIN ")) {
        let (name, user) = line.split_once(": ")?;
        let user: Label = user.parse().ok()?;
        match name {
            "creator" => rights.creator = Some(user),
            "granted" => {
                rights.granted.insert(user);
            }
            _ => return None,
        }
    }
    Some(rights)
}
