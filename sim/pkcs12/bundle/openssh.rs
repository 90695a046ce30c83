//! Private keys of OpenSSH, whose public halves stand in the clear, even where they are encrypted.
//!
//! The format is that of `PROTOCOL.key` in OpenSSH: strings that begin with their length in four
//! bytes. That of public keys is RFC 4253 section 6.6, RFC 5656 section 3.1 and RFC 8709 section 4.

use rsa::pkcs1::RsaPublicKey;
use rsa::pkcs1::der::Encode;
use rsa::pkcs1::der::asn1::UintRef;

use super::FoundKey;

const MAGIC: &[u8] = b"openssh-key-v1\0";

/// Looks at the first key of a block; most have no other. `None` for what is no such block.
pub(super) fn key(block: &[u8]) -> Option<FoundKey> {
    let mut fields = Fields(block.strip_prefix(MAGIC)?);
    let cipher = fields.string()?;
    let (_derivation, _options) = (fields.string()?, fields.string()?);
    let _count = fields.number()?;
    let (name, public) = public(fields.string()?).unzip();
    Some(FoundKey {
        encrypted: cipher != b"none",
        ..FoundKey::named(name).with_public(public.unwrap_or_default())
    })
}

/// The name and the content of `subjectPublicKey` of a public key.
fn public(key: &[u8]) -> Option<(String, Vec<u8>)> {
    let mut fields = Fields(key);
    let (name, bits) = match fields.string()? {
        b"ssh-rsa" => {
            let (exponent, modulus) = (fields.string()?, fields.string()?);
            let key = RsaPublicKey {
                modulus: UintRef::new(modulus).ok()?,
                public_exponent: UintRef::new(exponent).ok()?,
            };
            ("rsa", key.to_der().ok()?)
        }
        b"ssh-dss" => {
            let (_p, _q, _g) = (fields.string()?, fields.string()?, fields.string()?);
            ("dsa", UintRef::new(fields.string()?).ok()?.to_der().ok()?)
        }
        b"ssh-ed25519" => ("ed25519", fields.string()?.to_vec()),
        _ => {
            let name = match fields.string()? {
                b"nistp256" => "p-256",
                b"nistp384" => "p-384",
                b"nistp521" => "p-521",
                _ => return None,
            };
            (name, fields.string()?.to_vec())
        }
    };
    Some((name.to_owned(), bits))
}

/// What is left of some bytes.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn number(&mut self) -> Option<u32> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_be_bytes(*number))
    }

    fn string(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (string, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(string)
    }
}
