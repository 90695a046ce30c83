//! Names in certificates and revocation lists, in the string form of RFC 4514.

use x509_parser::asn1_rs::{Any, Header, Oid, Tag};
use x509_parser::prelude::{FromDer, X509Name};
use x509_parser::x509::AttributeTypeAndValue;

use super::CertificateError;

/// Returns the DER of a name. x509-parser 0.18 stops at a part of a name that it cannot read, and
/// takes the parts before it for the whole.
pub(crate) fn whole<'a>(name: &X509Name<'a>) -> Result<&'a [u8], CertificateError> {
    match Header::from_der(name.as_raw()) {
        Ok((content, header)) if header.length().definite() == Ok(content.len()) => {
            Ok(name.as_raw())
        }
        _ => Err(CertificateError::Malformed),
    }
}

/// A name in the string form of RFC 4514. Names are rarely looked at, so they are read again here.
pub(crate) fn display(der: &[u8]) -> String {
    let Ok((_, name)) = X509Name::from_der(der) else {
        // The certificate was read, and its name with it.
        unreachable!("a name inside a parsed certificate parses");
    };
    let mut parts: Vec<String> = name
        .iter_rdn()
        .map(|part| {
            let attributes: Vec<String> = part.iter().map(display_attribute).collect();
            attributes.join("+")
        })
        .collect();
    parts.reverse();
    parts.join(",")
}

/// The attributes that can stand for a whole name, by their precedence: common name, unit,
/// organization, e-mail address.
const SIMPLE: [&str; 4] = ["2.5.4.3", "2.5.4.11", "2.5.4.10", "1.2.840.113549.1.9.1"];

/// The first of these attributes that the name has, or the whole name.
pub(crate) fn simple(der: &[u8]) -> String {
    let Ok((_, name)) = X509Name::from_der(der) else {
        unreachable!("a name inside a parsed certificate parses");
    };
    let value = |wanted: &&str| {
        let mut attributes = name.iter_attributes();
        let found = attributes.find(|found| found.attr_type().to_id_string() == **wanted);
        found.and_then(text)
    };
    let found = SIMPLE.iter().find_map(value);
    found.unwrap_or_else(|| display(der))
}

/// The text of an attribute, if it has one.
fn text(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    let text = attribute.as_str().map(str::to_owned).ok();
    let bmp = || attribute.attr_value().as_bmpstring().ok();
    let other = || match attribute.attr_value() {
        // OpenSSL and .NET read a TeletexString as Latin-1, whatever escapes T.61 knows.
        value if value.tag() == Tag::T61String => {
            Some(value.data.iter().map(|byte| char::from(*byte)).collect())
        }
        value if value.tag() == Tag::UniversalString => utf32(value.data),
        _ => None,
    };
    text.or_else(|| bmp().map(|text| text.string()))
        .or_else(other)
}

/// UTF-32, big-endian.
fn utf32(bytes: &[u8]) -> Option<String> {
    let (characters, []) = bytes.as_chunks::<4>() else {
        return None;
    };
    let characters = characters.iter();
    characters
        .map(|character| char::from_u32(u32::from_be_bytes(*character)))
        .collect()
}

/// The DER of a value, as far as x509-parser has kept it.
fn whole_der(value: &Any<'_>) -> Vec<u8> {
    let constructed = u8::from(value.header.is_constructed()) << 5;
    let tag = (value.class() as u8) << 6 | constructed | value.tag().0 as u8;
    let length = value.data.len().to_be_bytes();
    let length = &length[length.iter().take_while(|octet| **octet == 0).count()..];
    let header = match value.data.len() {
        short @ 0..=0x7f => vec![tag, short as u8],
        _ => [&[tag, 0x80 | length.len() as u8], length].concat(),
    };
    [&header, value.data].concat()
}

fn display_attribute(attribute: &AttributeTypeAndValue<'_>) -> String {
    let key = match short_name(attribute.attr_type()) {
        Some(name) => name.to_owned(),
        None => attribute.attr_type().to_id_string(),
    };
    let value = attribute.attr_value();
    match text(attribute) {
        Some(text) => format!("{key}={}", escape(&text)),
        // RFC 4514 section 2.4: a value without a string form is a number sign and its DER.
        None => {
            let hex: String = whole_der(value)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            format!("{key}=#{hex}")
        }
    }
}

/// The attribute names of RFC 4514 section 3, and the two others common in client certificates.
fn short_name(oid: &Oid<'_>) -> Option<&'static str> {
    Some(match oid.to_id_string().as_str() {
        "2.5.4.3" => "CN",
        "2.5.4.5" => "SERIALNUMBER",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "EMAILADDRESS",
        _ => return None,
    })
}

/// Escapes what RFC 4514 section 2.4 asks for, and control characters, which would spoil a
/// terminal.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let last = text.chars().count().saturating_sub(1);
    for (at, character) in text.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => escaped.extend(['\\', character]),
            '#' if at == 0 => escaped.push_str("\\#"),
            ' ' if at == 0 || at == last => escaped.push_str("\\ "),
            control if control.is_control() => {
                let mut utf8 = [0; 4];
                for byte in control.encode_utf8(&mut utf8).bytes() {
                    escaped.push_str(&format!("\\{byte:02X}"));
                }
            }
            plain => escaped.push(plain),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_escape_what_a_name_or_a_terminal_would_stumble_over() {
        for (text, expected) in [
            ("受付01", "受付01"),
            ("a,b+c", "a\\,b\\+c"),
            ("#a#", "\\#a#"),
            (" a ", "\\ a\\ "),
            ("a\u{1b}[2J", "a\\1B[2J"),
            ("", ""),
        ] {
            assert_eq!(escape(text), expected);
        }
    }

    #[test]
    fn the_common_name_stands_for_a_name_or_what_there_is_in_its_place() {
        let part = |kind: u8, text: u8| [0x31, 10, 0x30, 8, 6, 3, 0x55, 4, kind, 0x0c, 1, text];
        let name = |parts: &[[u8; 12]]| {
            let length = u8::try_from(12 * parts.len()).unwrap();
            [&[0x30, length], parts.concat().as_slice()].concat()
        };
        let (country, organization) = (part(6, b'c'), part(10, b'o'));
        let (unit, common) = (part(11, b'u'), part(3, b'n'));
        for (parts, expected) in [
            (&[country, organization, unit, common][..], "n"),
            (&[country, organization, unit], "u"),
            (&[country, organization], "o"),
            (&[country], "C=c"),
        ] {
            assert_eq!(simple(&name(parts)), expected);
        }
    }

    /// The second part is a SET of a boolean, which x509-parser cannot read and passes over.
    #[test]
    fn a_name_that_cannot_be_read_to_its_end_is_malformed() {
        let good = [
            0x30, 13, 0x31, 11, 0x30, 9, 6, 3, 0x55, 4, 3, 0x0c, 2, b'a', b'b',
        ];
        let (_, name) = X509Name::from_der(&good).unwrap();
        assert_eq!(whole(&name), Ok(&good[..]));
        let mut cut = [&good[..], &[0x31, 3, 1, 1, 0]].concat();
        cut[1] += 5;
        let (_, name) = X509Name::from_der(&cut).unwrap();
        assert_eq!(whole(&name), Err(CertificateError::Malformed));
    }
}
