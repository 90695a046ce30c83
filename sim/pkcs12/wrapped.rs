//! Files that were wrapped up as text on their way: base64 of a whole file, PEM around PKCS#12,
//! UTF-16, a byte order mark, line ends written out as `\n`. What is inside is read as though it
//! had come alone.

use std::borrow::Cow;

use base64ct::{Base64, Encoding};

/// The labels under which people write PKCS#12 as PEM. No standard has them.
const PKCS12_LABELS: [&str; 2] = ["PKCS12", "PFX"];

/// The fewest characters of base64 that are taken for a file: shorter text may be a word.
const BASE64_MIN: usize = 64;

/// The file inside `bytes`, which are given back as they are if they are not wrapped up.
///
/// ```
/// use kigen_pkcs12::wrapped::unwrapped;
///
/// let marked = b"\xEF\xBB\xBF-----BEGIN CERTIFICATE-----";
/// assert_eq!(&*unwrapped(marked), b"-----BEGIN CERTIFICATE-----");
/// assert_eq!(&*unwrapped(b"\x30\x03\x02\x01\x00"), b"\x30\x03\x02\x01\x00");
/// ```
pub fn unwrapped(bytes: &[u8]) -> Cow<'_, [u8]> {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        // DER, and the magic numbers of key stores.
        [0x30 | 0xfe | 0xce | 0x00, ..] | [] => return Cow::Borrowed(bytes),
        _ => Cow::Borrowed(bytes),
    };
    let Ok(as_text) = std::str::from_utf8(&text) else {
        return text;
    };
    if let Some(within) = pkcs12_block(as_text).or_else(|| base64(as_text)) {
        return Cow::Owned(within);
    }
    if as_text.contains("-----BEGIN ") && as_text.contains("-----\\n") {
        let lines = as_text.replace("\\r", "").replace("\\n", "\n");
        return Cow::Owned(lines.into_bytes());
    }
    text
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    text.collect::<String>().into_bytes()
}

/// The content of the only block of a text, if it is PKCS#12.
fn pkcs12_block(text: &str) -> Option<Vec<u8>> {
    PKCS12_LABELS.iter().find_map(|label| {
        let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----"))?;
        let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
        decode(body)
    })
}

/// What a text that is nothing but base64 encodes, if it looks like a file.
fn base64(text: &str) -> Option<Vec<u8>> {
    let long = text.len() >= BASE64_MIN;
    let bytes = long.then(|| decode(text))??;
    let is_file = bytes.first() == Some(&0x30) || bytes.starts_with(&[0xfe, 0xed, 0xfe, 0xed]);
    is_file.then_some(bytes)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut encoded = String::with_capacity(text.len());
    for line in text.split_ascii_whitespace() {
        encoded.push_str(line);
    }
    Base64::decode_vec(&encoded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DER: &[u8] = &[0x30; 100];

    fn lines(width: usize, end: &str) -> String {
        let encoded = Base64::encode_string(DER);
        let lines = encoded.as_bytes().chunks(width);
        lines
            .map(|line| String::from_utf8(line.to_vec()).unwrap() + end)
            .collect()
    }

    #[test]
    fn base64_of_a_file_is_the_file_however_its_lines_are() {
        for (width, end) in [(64, "\n"), (76, "\r\n"), (1000, ""), (20, " \n")] {
            assert_eq!(
                &*unwrapped(lines(width, end).as_bytes()),
                DER,
                "{width} {end:?}"
            );
        }
        let word = "abcd".repeat(16);
        assert_eq!(&*unwrapped(word.as_bytes()), word.as_bytes(), "not a file");
        assert_eq!(&*unwrapped(b"MAMCAQA="), b"MAMCAQA=", "too short to tell");
    }

    #[test]
    fn pem_around_pkcs12_is_taken_off() {
        for label in PKCS12_LABELS {
            let text = format!(
                "x\n-----BEGIN {label}-----\n{}-----END {label}-----\n",
                lines(64, "\n")
            );
            assert_eq!(&*unwrapped(text.as_bytes()), DER);
        }
    }

    #[test]
    fn marks_and_encodings_of_text_are_taken_off() {
        let pem = "-----BEGIN CERTIFICATE-----\n鍵\n";
        let utf16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
            [mark.to_vec(), pem.encode_utf16().flat_map(bytes).collect()].concat()
        };
        let little = utf16([0xff, 0xfe], u16::to_le_bytes);
        let big = utf16([0xfe, 0xff], u16::to_be_bytes);
        let mark = [b"\xEF\xBB\xBF", pem.as_bytes()].concat();
        for file in [little, big, mark] {
            assert_eq!(&*unwrapped(&file), pem.as_bytes());
        }
        let written_out = pem.replace('\n', "\\n");
        assert_eq!(&*unwrapped(written_out.as_bytes()), pem.as_bytes());
        assert_eq!(
            &*unwrapped(&[0xfe, 0xed, 0xfe, 0xed, 0, 1]),
            [0xfe, 0xed, 0xfe, 0xed, 0, 1]
        );
    }
}
