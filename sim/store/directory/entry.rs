//! The file of an entry: its properties, one a line, and its certificate.
//!
//! ```text
//! kigen entry 1
//! friendly-name: 受付01
//! key-container: cbf27c9dda8bf81872439461d3660bd3fc6b87ea
//! key-set: machine
//! extended 71: 610062000000
//! -----BEGIN CERTIFICATE-----
//! …
//! ```
//!
//! Programs that read certificates in PEM skip the lines before it.

use std::fmt::Write;

use rustls_pki_types::pem::SectionKind;

use super::text::{Fault, body, escape, title, unescape};
use crate::certificate::Certificate;
use crate::pem;
use crate::store::{Entry, FileDamage, KeyContainer, KeySet, Properties};

const KIND: &str = "kigen entry";
const BEGIN: &str = "-----BEGIN ";

pub(super) fn to_text(entry: &Entry) -> String {
    let Entry {
        certificate,
        properties:
            Properties {
                friendly_name,
                key_container,
                key_set,
                extended,
            },
    } = entry;
    let mut text = title(KIND);
    // Writing to a String cannot fail.
    if let Some(name) = friendly_name {
        let _ = writeln!(text, "friendly-name: {}", escape(name));
    }
    if let Some(container) = key_container {
        let _ = writeln!(text, "key-container: {container}");
    }
    if let Some(set) = key_set {
        let set = match set {
            KeySet::User => "user",
            KeySet::Machine => "machine",
        };
        let _ = writeln!(text, "key-set: {set}");
    }
    for (id, value) in extended {
        let hex: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
        let _ = writeln!(text, "extended {id}: {hex}");
    }
    text + &pem::encode("CERTIFICATE", certificate.der())
}

pub(super) fn parse(bytes: &[u8]) -> Result<Entry, Fault> {
    let body = body(bytes, KIND)?;
    // A friendly name may hold anything, but only the block begins a line like this.
    let begin = match body.starts_with(BEGIN) {
        true => Some(0),
        false => body.find(&format!("\n{BEGIN}")).map(|at| at + 1),
    };
    let begin = begin.ok_or(Fault::Damaged(FileDamage::NoCertificate))?;
    let (lines, block) = body.split_at(begin);
    let mut properties = Properties::default();
    for line in lines.lines() {
        let unknown = Fault::Damaged(FileDamage::Property);
        property(line, &mut properties).ok_or(unknown)?;
    }
    let certificate = pem::decode(block, SectionKind::Certificate)
        .and_then(|der| Certificate::from_der(der.as_slice()).ok())
        .ok_or(Fault::Damaged(FileDamage::Certificate))?;
    Ok(Entry {
        certificate,
        properties,
    })
}

fn property(line: &str, properties: &mut Properties) -> Option<()> {
    let (name, value) = line.split_once(": ").or(line.split_once(':'))?;
    match name {
        "friendly-name" => properties.friendly_name = Some(unescape(value)?),
        "key-container" => properties.key_container = Some(KeyContainer::named(value)?),
        "key-set" => {
            properties.key_set = Some(match value {
                "user" => KeySet::User,
                "machine" => KeySet::Machine,
                _ => return None,
            });
        }
        _ => {
            let id = name.strip_prefix("extended ")?.parse().ok()?;
            properties.extended.insert(id, unhex(value)?);
        }
    }
    Some(())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    digits
        .map(|pair| {
            let [high, low] = pair else { return None };
            let digit = |byte: u8| char::from(byte).to_digit(16);
            u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()
        })
        .collect()
}
