//! Key derivation: PBKDF2 (RFC 8018) and the function of RFC 7292 appendix B.2.
//!
//! What takes the time in a PKCS#12 file are chains of hashes, thousands of steps long, that do not
//! depend on one another: one for the MAC, one or two for each thing encrypted. Callers list the
//! chains and [`derive`] works them all off, so that they could as well be worked off side by side.

use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha1::digest::core_api::BlockSizeUser;
use sha1::digest::generic_array::GenericArray;
use sha1::digest::{Digest, Output};
use sha2::{Sha256, Sha384, Sha512};
use zeroize::{Zeroize, Zeroizing};

use super::hash::Hash;
use super::password::Password;

/// Derived key material, wiped when dropped.
pub(super) type Key = Zeroizing<Vec<u8>>;

/// One derivation, not yet done.
pub(super) struct Chain<'a> {
    pub(super) function: Function,
    pub(super) hash: Hash,
    pub(super) password: &'a Password<'a>,
    pub(super) salt: &'a [u8],
    /// As the file has it; no more than 32 bits once admitted.
    pub(super) iterations: u64,
    /// Bytes wanted.
    pub(super) length: usize,
}

/// How key material is derived.
#[derive(Clone, Copy)]
pub(super) enum Function {
    /// PBKDF2 with HMAC, from the password in UTF-8.
    Pbkdf2,
    /// RFC 7292 appendix B.2, from the password in terminated UTF-16.
    Pkcs12(Purpose),
}

/// What key material is for: the ID byte of RFC 7292 appendix B.3.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Key = 1,
    Iv = 2,
    Mac = 3,
}

impl Chain<'_> {
    /// Iterations times blocks of output.
    pub(super) fn work(&self) -> u64 {
        let blocks = self.length.div_ceil(self.hash.length());
        self.iterations.saturating_mul(blocks as u64)
    }
}

/// Derives the key material of every chain. The chains do not depend on one another: whatever does
/// the work may take them in any order, or together.
pub(super) fn derive(chains: &[Chain<'_>]) -> Vec<Key> {
    chains.iter().map(derive_one).collect()
}

fn derive_one(chain: &Chain<'_>) -> Key {
    let iterations =
        u32::try_from(chain.iterations).expect("more than 32 bits of iterations are not admitted");
    let mut key = Zeroizing::new(vec![0; chain.length]);
    match chain.function {
        Function::Pbkdf2 => {
            let pbkdf2 = match chain.hash {
                Hash::Sha1 => pbkdf2_hmac::<Sha1>,
                Hash::Sha256 => pbkdf2_hmac::<Sha256>,
                Hash::Sha384 => pbkdf2_hmac::<Sha384>,
                Hash::Sha512 => pbkdf2_hmac::<Sha512>,
            };
            pbkdf2(chain.password.utf8(), chain.salt, iterations, &mut key);
        }
        Function::Pkcs12(purpose) => {
            let pkcs12 = match chain.hash {
                Hash::Sha1 => pkcs12::<Sha1>,
                Hash::Sha256 => pkcs12::<Sha256>,
                Hash::Sha384 => pkcs12::<Sha384>,
                Hash::Sha512 => pkcs12::<Sha512>,
            };
            let password = chain.password.utf16();
            pkcs12(purpose, password, chain.salt, iterations, &mut key);
        }
    }
    key
}

/// RFC 7292 appendix B.2; the names are the RFC's.
fn pkcs12<H: Rehash>(purpose: Purpose, password: &[u8], salt: &[u8], r: u32, key: &mut [u8]) {
    let v = H::block_size();
    let d = vec![purpose as u8; v];
    let mut i = Zeroizing::new(Vec::with_capacity(
        salt.len().next_multiple_of(v) + password.len().next_multiple_of(v),
    ));
    for text in [salt, password] {
        let length = text.len().next_multiple_of(v);
        i.extend(text.iter().cycle().take(length));
    }
    let mut blocks = key.chunks_mut(<H as Digest>::output_size()).peekable();
    while let Some(block) = blocks.next() {
        let mut a = H::new().chain_update(&d).chain_update(&*i).finalize();
        H::rehash(&mut a, r - 1);
        block.copy_from_slice(&a[..block.len()]);
        // Most keys are one block long, and need no second I.
        if blocks.peek().is_some() {
            for part in i.chunks_exact_mut(v) {
                add_one_more(part, &a);
            }
        }
        a.zeroize();
    }
}

/// `part` := (`part` + B + 1) mod 2^(8v), big-endian, where B is `a` repeated to the part's length.
fn add_one_more(part: &mut [u8], a: &[u8]) {
    let mut carry = 1;
    for (at, byte) in part.iter_mut().enumerate().rev() {
        let sum = u16::from(*byte) + u16::from(a[at % a.len()]) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
}

/// A hash that can be applied to its own output again and again.
trait Rehash: Digest + BlockSizeUser {
    /// Replaces `digest` by its hash, `times` times.
    fn rehash(digest: &mut Output<Self>, times: u32) {
        for _ in 0..times {
            *digest = Self::digest(&digest);
        }
    }
}

impl Rehash for Sha256 {}
impl Rehash for Sha384 {}
impl Rehash for Sha512 {}

impl Rehash for Sha1 {
    /// The digest and its padding fill one block whose other bytes never change, so each step is
    /// one call of the compression function and no buffering.
    fn rehash(digest: &mut Output<Self>, times: u32) {
        const INITIAL: [u32; 5] = [
            0x6745_2301,
            0xefcd_ab89,
            0x98ba_dcfe,
            0x1032_5476,
            0xc3d2_e1f0,
        ];
        let mut block = GenericArray::default();
        block[20] = 0x80;
        block[56..].copy_from_slice(&(8 * 20_u64).to_be_bytes());
        for _ in 0..times {
            block[..20].copy_from_slice(digest);
            let mut state = INITIAL;
            sha1::compress(&mut state, std::slice::from_ref(&block));
            for (bytes, word) in digest.chunks_exact_mut(4).zip(state) {
                bytes.copy_from_slice(&word.to_be_bytes());
            }
        }
        block.zeroize();
    }
}
