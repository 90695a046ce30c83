//! PKCS#12 files of any structure, put together from bags and safes; protected as the export wizard
//! does, which every program reads.

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockEncryptMut, KeyIvInit};
use des::TdesEde3;
use hmac::{Hmac, Mac as _};
use sha1::{Digest, Sha1};

use crate::hostile::der::{explicit, integer, octets, oid, sequence, tlv};
use crate::hostile::file::{
    CERT_BAG, DATA, ENCRYPTED_DATA, FRIENDLY_NAME, KEY_BAG, LOCAL_KEY_ID, SHA1, SHROUDED_KEY_BAG,
    X509, attribute, bag, content, mac_data, pfx, triple_des,
};

/// How often keys are derived where a file says nothing else.
const ITERATIONS: u64 = 2000;
const SALT: [u8; 8] = [5; 8];

/// How things are protected under one password.
#[derive(Clone)]
pub(super) struct Lock {
    /// The password as RFC 7292 appendix B.1 wants it.
    utf16: Vec<u8>,
    iterations: u64,
}

impl Lock {
    pub(super) fn new(password: &str) -> Self {
        let units = password.encode_utf16().chain([0]);
        Lock {
            utf16: units.flat_map(u16::to_be_bytes).collect(),
            iterations: ITERATIONS,
        }
    }

    /// No password: not even the zero that ends an empty one.
    pub(super) fn without() -> Self {
        Lock {
            utf16: vec![],
            iterations: ITERATIONS,
        }
    }

    pub(super) fn iterating(self, iterations: u64) -> Self {
        Lock { iterations, ..self }
    }

    /// pbeWithSHAAnd3-KeyTripleDES-CBC, and what comes of it.
    fn encrypt(&self, plain: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let (key, iv) = (self.derive(1, 24), self.derive(2, 8));
        let cipher = cbc::Encryptor::<TdesEde3>::new_from_slices(&key, &iv).unwrap();
        let algorithm = triple_des(&SALT, self.iterations);
        (algorithm, cipher.encrypt_padded_vec_mut::<Pkcs7>(plain))
    }

    /// A key in a bag of its own.
    pub(super) fn key(&self, pkcs8: &[u8], attributes: &[Vec<u8>]) -> Vec<u8> {
        let (algorithm, encrypted) = self.encrypt(pkcs8);
        let value = sequence(&[&algorithm, &octets(&encrypted)]);
        bag(SHROUDED_KEY_BAG, &value, &slices(attributes))
    }

    /// A safe that is encrypted as a whole.
    pub(super) fn hidden(&self, bags: &[Vec<u8>]) -> Vec<u8> {
        let (algorithm, encrypted) = self.encrypt(&sequence(&slices(bags)));
        let info = sequence(&[&oid(DATA), &algorithm, &tlv(0x80, &encrypted)]);
        content(ENCRYPTED_DATA, &sequence(&[&integer(0), &info]))
    }

    /// The `MacData` over an AuthenticatedSafe.
    fn mac(&self, safe: &[u8]) -> Vec<u8> {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.derive(3, 20)).unwrap();
        mac.update(safe);
        let algorithm = sequence(&[&oid(SHA1), &tlv(0x05, &[])]);
        let digest = mac.finalize().into_bytes();
        mac_data(&algorithm, &digest, &SALT, &integer(self.iterations))
    }

    /// A file with a MAC.
    pub(super) fn file(&self, safes: &[Vec<u8>]) -> Vec<u8> {
        let safe = sequence(&slices(safes));
        pfx(&safe, &self.mac(&safe))
    }

    /// RFC 7292 appendix B.2 with SHA-1.
    fn derive(&self, purpose: u8, length: usize) -> Vec<u8> {
        let filled = |text: &[u8]| {
            let length = text.len().div_ceil(64) * 64;
            text.iter()
                .copied()
                .cycle()
                .take(length)
                .collect::<Vec<u8>>()
        };
        let mut input = [filled(&SALT), filled(&self.utf16)].concat();
        let mut derived = vec![];
        while derived.len() < length {
            let mut hash = Sha1::digest([&[purpose; 64], input.as_slice()].concat()).into();
            for _ in 1..self.iterations {
                hash = again(&hash);
            }
            derived.extend(hash);
            for block in input.chunks_mut(64) {
                add(block, &hash);
            }
        }
        derived.truncate(length);
        derived
    }
}

/// SHA-1 of a hash: one block. Through `Digest` it takes several times as long in a debug build.
fn again(hash: &[u8; 20]) -> [u8; 20] {
    let mut block = [0; 64];
    block[..20].copy_from_slice(hash);
    block[20] = 0x80;
    block[62..].copy_from_slice(&160_u16.to_be_bytes());
    let mut state = [
        0x6745_2301,
        0xefcd_ab89,
        0x98ba_dcfe,
        0x1032_5476,
        0xc3d2_e1f0,
    ];
    sha1::compress(&mut state, &[block.into()]);
    let mut hash = [0; 20];
    for (bytes, word) in hash.chunks_mut(4).zip(state) {
        bytes.copy_from_slice(&u32::to_be_bytes(word));
    }
    hash
}

/// Adds the hash, repeated, and one to a block.
fn add(block: &mut [u8], hash: &[u8]) {
    let mut carry = 1;
    for at in (0..block.len()).rev() {
        let sum = u16::from(block[at]) + u16::from(hash[at % hash.len()]) + carry;
        block[at] = sum as u8;
        carry = sum >> 8;
    }
}

/// A safe in the clear.
pub(super) fn clear(bags: &[Vec<u8>]) -> Vec<u8> {
    content(DATA, &octets(&sequence(&slices(bags))))
}

/// A file without a MAC.
pub(super) fn without_mac(safes: &[Vec<u8>]) -> Vec<u8> {
    pfx(&sequence(&slices(safes)), &[])
}

pub(super) fn clear_key(pkcs8: &[u8], attributes: &[Vec<u8>]) -> Vec<u8> {
    bag(KEY_BAG, pkcs8, &slices(attributes))
}

pub(super) fn certificate(der: &[u8], attributes: &[Vec<u8>]) -> Vec<u8> {
    let value = sequence(&[&oid(X509), &explicit(&octets(der))]);
    bag(CERT_BAG, &value, &slices(attributes))
}

/// A `localKeyId`.
pub(super) fn id(bytes: &[u8]) -> Vec<u8> {
    attribute(LOCAL_KEY_ID, &octets(bytes))
}

/// A `friendlyName` as RFC 2985 wants it.
pub(super) fn name(text: &str) -> Vec<u8> {
    let bmp: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    name_of(&tlv(0x1e, &bmp))
}

/// A `friendlyName` with any value.
pub(super) fn name_of(value: &[u8]) -> Vec<u8> {
    attribute(FRIENDLY_NAME, value)
}

pub(super) fn slices(parts: &[Vec<u8>]) -> Vec<&[u8]> {
    parts.iter().map(Vec::as_slice).collect()
}
