//! A PEM block of any kind, read as leniently as people write them: indented, with headers, under
//! a label nobody standardised.

use base64ct::{Base64, Encoding};

/// What a line that opens a block begins with.
pub(super) const OPENING: &[u8] = b"-----BEGIN ";

/// A block, its base64 not yet decoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    /// The text between `BEGIN` and the hyphens.
    pub(super) label: &'a str,
    /// Whether its headers say that it is encrypted (RFC 1421 section 4.6.1.1).
    pub(super) encrypted: bool,
    /// How, as the header `DEK-Info` says (section 4.6.1.3).
    pub(super) info: &'a str,
    body: String,
}

impl<'a> Block<'a> {
    /// Takes a block apart. `None` without a label or without the line that ends it.
    pub(super) fn of(text: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?;
        let mut lines = text.lines().map(str::trim);
        let label = lines.next()?.strip_prefix("-----BEGIN ")?;
        let label = label.strip_suffix("-----")?;
        let (mut encrypted, mut info) = (false, "");
        let mut body = String::new();
        for line in lines {
            if let Some(end) = line.strip_prefix("-----END ") {
                let block = Block {
                    label,
                    encrypted,
                    info,
                    body,
                };
                return (end.strip_suffix("-----") == Some(label)).then_some(block);
            }
            match line.split_once(':') {
                Some(("Proc-Type", value)) => encrypted = value.contains("ENCRYPTED"),
                Some(("DEK-Info", value)) => info = value.trim(),
                Some(_) => {}
                None => body.push_str(line),
            }
        }
        None
    }

    /// Decodes what it holds; `None` if that is not base64.
    pub(super) fn der(&self) -> Option<Vec<u8>> {
        Base64::decode_vec(&self.body).ok()
    }
}
