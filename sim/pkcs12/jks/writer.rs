//! Writing the fields of a key store.

use super::X509;
use crate::certificate::Certificate;

pub(super) fn put_number(file: &mut Vec<u8>, number: u32) {
    file.extend(number.to_be_bytes());
}

pub(super) fn put_count(file: &mut Vec<u8>, count: usize) {
    put_number(
        file,
        u32::try_from(count).expect("nothing that is written has four billion parts"),
    );
}

pub(super) fn put_bytes(file: &mut Vec<u8>, bytes: &[u8]) {
    put_count(file, bytes.len());
    file.extend(bytes);
}

/// Java's modified UTF-8: characters beyond the Basic Multilingual Plane as two surrogates of three
/// bytes each, NUL as two bytes.
pub(super) fn put_text(file: &mut Vec<u8>, text: &str) {
    let mut bytes = Vec::new();
    for unit in text.encode_utf16() {
        let [low, middle] = [unit & 0x3f, unit >> 6 & 0x3f].map(|bits| 0x80 | bits as u8);
        match unit {
            0x01..=0x7f => bytes.push(unit as u8),
            0 | 0x80..=0x7ff => bytes.extend([0xc0 | (unit >> 6) as u8, low]),
            _ => bytes.extend([0xe0 | (unit >> 12) as u8, middle, low]),
        }
    }
    let length = u16::try_from(bytes.len()).expect("a name has far fewer than 65,536 bytes");
    file.extend(length.to_be_bytes());
    file.extend(bytes);
}

pub(super) fn put_certificate(file: &mut Vec<u8>, certificate: &Certificate) {
    put_text(file, X509);
    put_bytes(file, certificate.der());
}
