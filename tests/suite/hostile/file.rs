//! What files are made of: bags, safes, algorithms and MACs, each as it should be or as it is told.

use hmac::{Hmac, Mac};
use sha1::{Digest, Sha1};

use super::der::{Place, explicit, integer, octets, oid, sequence, tlv};

pub(crate) const PASSWORD: &str = "0427";

pub(crate) const DATA: &str = "1.2.840.113549.1.7.1";
pub(crate) const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
pub(crate) const ENVELOPED_DATA: &str = "1.2.840.113549.1.7.3";
pub(crate) const ENCRYPTED_DATA: &str = "1.2.840.113549.1.7.6";
pub(crate) const KEY_BAG: &str = "1.2.840.113549.1.12.10.1.1";
pub(crate) const SHROUDED_KEY_BAG: &str = "1.2.840.113549.1.12.10.1.2";
pub(crate) const CERT_BAG: &str = "1.2.840.113549.1.12.10.1.3";
pub(crate) const SAFE_CONTENTS_BAG: &str = "1.2.840.113549.1.12.10.1.6";
pub(crate) const X509: &str = "1.2.840.113549.1.9.22.1";
pub(crate) const FRIENDLY_NAME: &str = "1.2.840.113549.1.9.20";
pub(crate) const LOCAL_KEY_ID: &str = "1.2.840.113549.1.9.21";
pub(crate) const SHA1: &str = "1.3.14.3.2.26";
pub(crate) const TRIPLE_DES: &str = "1.2.840.113549.1.12.1.3";
pub(crate) const PBES2: &str = "1.2.840.113549.1.5.13";
pub(crate) const PBKDF2: &str = "1.2.840.113549.1.5.12";
pub(crate) const PBMAC1: &str = "1.2.840.113549.1.5.14";
pub(crate) const HMAC_SHA256: &str = "1.2.840.113549.2.9";
const HMAC_SHA512: &str = "1.2.840.113549.2.11";
pub(crate) const AES_256_CBC: &str = "2.16.840.1.101.3.4.1.42";

/// An attribute with one value.
pub(crate) fn attribute(id: &str, value: &[u8]) -> Vec<u8> {
    sequence(&[&oid(id), &tlv(0x31, value)])
}

pub(crate) fn bag(id: &str, value: &[u8], attributes: &[&[u8]]) -> Vec<u8> {
    let attributes = match attributes {
        [] => vec![],
        attributes => tlv(0x31, &attributes.concat()),
    };
    sequence(&[&oid(id), &explicit(value), &attributes])
}

pub(crate) fn key_bag(key: &[u8]) -> Vec<u8> {
    bag(KEY_BAG, key, &[&attribute(LOCAL_KEY_ID, &octets(&[1]))])
}

pub(crate) fn certificate_bag(der: &[u8]) -> Vec<u8> {
    let value = sequence(&[&oid(X509), &explicit(&octets(der))]);
    bag(CERT_BAG, &value, &[&attribute(LOCAL_KEY_ID, &octets(&[1]))])
}

pub(crate) fn content(id: &str, value: &[u8]) -> Vec<u8> {
    sequence(&[&oid(id), &explicit(value)])
}

/// The AuthenticatedSafe of bags in the clear.
pub(crate) fn safe(bags: &[&[u8]]) -> Vec<u8> {
    sequence(&[&content(DATA, &octets(&sequence(bags)))])
}

/// RFC 7292 appendix B.2 for the key of a MAC: one block of SHA-1, one iteration.
pub(crate) fn mac_key(salt: &[u8]) -> [u8; 20] {
    let utf16 = PASSWORD.encode_utf16().chain([0]);
    let password: Vec<u8> = utf16.flat_map(u16::to_be_bytes).collect();
    let block = |text: &[u8]| text.iter().copied().cycle().take(64).collect::<Vec<u8>>();
    Sha1::digest([vec![3; 64], block(salt), block(&password)].concat()).into()
}

pub(crate) const MAC_SALT: [u8; 8] = [7; 8];

pub(crate) fn digest(safe: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha1>::new_from_slice(&mac_key(&MAC_SALT)).unwrap();
    mac.update(safe);
    mac.finalize().into_bytes().to_vec()
}

pub(crate) fn mac_data(algorithm: &[u8], digest: &[u8], salt: &[u8], iterations: &[u8]) -> Vec<u8> {
    let info = sequence(&[algorithm, &octets(digest)]);
    sequence(&[&info, &octets(salt), iterations])
}

pub(crate) fn good_mac(safe: &[u8]) -> Vec<u8> {
    mac_data(
        &sequence(&[&oid(SHA1)]),
        &digest(safe),
        &MAC_SALT,
        &integer(1),
    )
}

pub(crate) fn pfx(safe: &[u8], mac: &[u8]) -> Vec<u8> {
    sequence(&[&integer(3), &content(DATA, &octets(safe)), mac])
}

/// A file around this AuthenticatedSafe, with a MAC that fits.
pub(crate) fn under_mac(safe: &[u8]) -> Vec<u8> {
    pfx(safe, &good_mac(safe))
}

pub(crate) fn of_bags(bags: &[&[u8]]) -> Vec<u8> {
    under_mac(&safe(bags))
}

/// PBES2 with these parts.
pub(crate) fn pbes2(kdf: &[u8], cipher: &[u8]) -> Vec<u8> {
    sequence(&[&oid(PBES2), &sequence(&[kdf, cipher])])
}

pub(crate) fn pbkdf2(iterations: u64, rest: &[&[u8]]) -> Vec<u8> {
    let parameters = [&octets(&[5; 8])[..], &integer(iterations), &rest.concat()].concat();
    sequence(&[&oid(PBKDF2), &tlv(0x30, &parameters)])
}

pub(crate) fn hmac_sha256() -> Vec<u8> {
    sequence(&[&oid(HMAC_SHA256), &tlv(0x05, &[])])
}

pub(crate) fn hmac_sha512() -> Vec<u8> {
    sequence(&[&oid(HMAC_SHA512), &tlv(0x05, &[])])
}

pub(crate) fn aes(iv: &[u8]) -> Vec<u8> {
    sequence(&[&oid(AES_256_CBC), &octets(iv)])
}

pub(crate) fn triple_des(salt: &[u8], iterations: u64) -> Vec<u8> {
    let parameters = sequence(&[&octets(salt), &integer(iterations)]);
    sequence(&[&oid(TRIPLE_DES), &parameters])
}

/// A file with a key under this algorithm; the ciphertext is noise.
pub(crate) fn shrouded(algorithm: &[u8], ciphertext: &[u8]) -> Vec<u8> {
    let value = sequence(&[algorithm, &octets(ciphertext)]);
    of_bags(&[&bag(SHROUDED_KEY_BAG, &value, &[])])
}

/// A file with certificates under this algorithm.
pub(crate) fn encrypted(algorithm: &[u8]) -> Vec<u8> {
    let info = sequence(&[&oid(DATA), algorithm, &tlv(0x80, &[9; 32])]);
    let data = sequence(&[&integer(0), &info]);
    under_mac(&sequence(&[&content(ENCRYPTED_DATA, &data)]))
}

/// Puts a length that lies into an element's header.
pub(crate) fn with_length(file: &[u8], place: Place, length: &[u8]) -> Vec<u8> {
    [&file[..=place.at], length, &file[place.content..]].concat()
}

/// A P-256 key in PKCS#8 with another private number.
pub(crate) fn patched(pkcs8: &[u8], number: &[u8; 32]) -> Vec<u8> {
    let header = [0x02, 0x01, 0x01, 0x04, 0x20];
    let at = pkcs8
        .windows(5)
        .position(|window| window == header)
        .unwrap()
        + 5;
    [&pkcs8[..at], number, &pkcs8[at + 32..]].concat()
}
