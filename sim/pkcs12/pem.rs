//! PEM (RFC 7468): one certificate, key or list as text. Base 64 goes through constant-time code,
//! as keys pass through it.

use base64ct::{Base64, Encoding};
use rustls_pki_types::pem::{PemObject, SectionKind};
use zeroize::Zeroizing;

/// Bytes of base64 on a line, RFC 7468 section 2.
const LINE: usize = 64;

/// The block that holds `der`.
pub fn encode(label: &str, der: &[u8]) -> Zeroizing<String> {
    let encoded = Zeroizing::new(Base64::encode_string(der));
    let mut text = Zeroizing::new(String::with_capacity(encoded.len() * 66 / LINE + 80));
    text.push_str(&format!("-----BEGIN {label}-----\n"));
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

/// What is in the first block of `text`, when it is of that kind.
pub fn decode(text: &str, kind: SectionKind) -> Option<Zeroizing<Vec<u8>>> {
    let (found, der) = <(SectionKind, Vec<u8>)>::from_pem_slice(text.as_bytes()).ok()?;
    let der = Zeroizing::new(der);
    (found == kind).then_some(der)
}
