//! PEM with names: the line `friendlyName:` before a block, as `openssl pkcs12` writes it. Readers
//! pass over text outside of blocks.

use std::fmt::Write;

use crate::pem;
use crate::pkcs12::BagAttributes;

/// The beginning of the line that says a name.
const NAME: &str = "friendlyName:";

/// What begins and ends a block.
const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// Writes a block, with its name before it if it has one.
pub(super) fn write(out: &mut String, label: &str, der: &[u8], attributes: &BagAttributes) {
    let is_line = |name: &&String| !name.contains(['\n', '\r']);
    if let Some(name) = attributes.friendly_name.as_ref().filter(is_line) {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "Bag Attributes\n    {NAME} {name}");
    }
    *out += &pem::encode(label, der);
}

/// Cuts a text into its blocks, each with the name before it. What is no text has no names.
pub(super) fn blocks(bytes: &[u8]) -> Vec<(&[u8], Option<String>)> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return vec![(bytes, None)];
    };
    let mut blocks = Vec::new();
    let (mut start, mut name, mut inside) = (0, None, false);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let trimmed = line.trim();
        if let Some(text) = trimmed.strip_prefix(NAME)
            && !inside
        {
            name = Some(text.trim().to_owned()).filter(|name| !name.is_empty());
        }
        inside |= trimmed.starts_with(BEGIN);
        if trimmed.starts_with(END) {
            blocks.push((&bytes[start..end], name.take()));
            (start, inside) = (end, false);
        }
        at = end;
    }
    // A block without an end is damage, which its reader will tell.
    if inside {
        blocks.push((&bytes[start..], name));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_belongs_to_the_block_behind_it() {
        let attributes = |name: Option<&str>| BagAttributes {
            friendly_name: name.map(str::to_owned),
            ..BagAttributes::default()
        };
        let mut text = String::from("a note\n");
        write(&mut text, "X", &[1], &attributes(Some("受付01")));
        write(&mut text, "Y", &[2], &attributes(None));
        write(&mut text, "Z", &[3], &attributes(Some("two\nlines")));
        let found: Vec<_> = blocks(text.as_bytes())
            .into_iter()
            .map(|(block, name)| (String::from_utf8_lossy(block).contains("-----BEGIN"), name))
            .collect();
        assert_eq!(
            found,
            [
                (true, Some("受付01".to_owned())),
                (true, None),
                (true, None)
            ]
        );
        let cut = b"-----BEGIN X-----\nAA";
        assert_eq!(blocks(cut), [(&cut[..], None)]);
        assert_eq!(blocks(b"friendlyName: x"), []);
    }
}
