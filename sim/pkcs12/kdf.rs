//! Key derivation: PBKDF1 and PBKDF2 (RFC 8018) and the function of RFC 7292 appendix B.2.
//!
//! Most of the time that a PKCS#12 file takes goes into chains of hashes, thousands of steps long,
//! that do not depend on one another: one for the MAC, one or two for each thing encrypted. Callers
//! list the derivations; [`derive()`] runs those of one file side by side, and a [`Batch`] those of
//! many.

mod batch;
mod lanes;
mod partial_key;
mod run;
#[cfg(target_arch = "x86_64")]
mod sha_ni;
#[cfg(test)]
mod tests;

pub(super) use batch::Batch;
use zeroize::Zeroizing;

use super::hash::Hash;
use super::password::Password;

/// Derived key material, wiped when dropped.
pub(super) type Key = Zeroizing<Vec<u8>>;

/// One derivation, not yet done.
pub(super) struct KeyDerivation<'a> {
    pub(super) function: Function,
    pub(super) hash: Hash,
    pub(super) password: &'a Password,
    pub(super) salt: &'a [u8],
    /// As the file has it; no more than 32 bits once admitted, as the limit of work is.
    pub(super) iterations: u64,
    /// Bytes wanted.
    pub(super) length: usize,
}

/// How key material is derived.
#[derive(Clone, Copy)]
pub(super) enum Function {
    /// PBKDF1 (RFC 8018 section 5.1), from the password in UTF-8; at most a digest of key.
    Pbkdf1,
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

impl KeyDerivation<'_> {
    /// How many compressions of SHA-1 take as long: see [`Limits::work`](super::Limits::work).
    pub(super) fn cost(&self) -> u64 {
        let blocks = self.length.div_ceil(self.hash.length()) as u64;
        let compressions = match self.function {
            Function::Pbkdf2 => 2,
            Function::Pkcs12(_) | Function::Pbkdf1 => 1,
        };
        let iteration = blocks * compressions * weight(self.hash);
        self.iterations.saturating_mul(iteration)
    }
}

/// How many compressions of SHA-1 take as long as one of this hash, or a little longer. Measured on
/// Zen 4, by the processor's own instructions: 45 ns with SHA-1 and with SHA-256; without them 120
/// and 250. SHA-512 has no instructions on most processors: 300 ns. Of the others, SHA-3 takes
/// 800 ns, Whirlpool 1,500, MD2 5,400, and none as long as SHA-512.
fn weight(hash: Hash) -> u64 {
    match hash {
        Hash::Sha1 => 1,
        Hash::Sha224 | Hash::Sha256 => 2,
        Hash::Sha3With224 | Hash::Sha3With256 | Hash::Sha3With384 | Hash::Sha3With512 => 12,
        Hash::Whirlpool => 22,
        Hash::Md2 => 80,
        _ => 5,
    }
}

/// Derives the key material of every derivation, all of them together.
pub(super) fn derive(derivations: &[KeyDerivation<'_>]) -> Vec<Key> {
    let mut batch = Batch::new();
    for (position, derivation) in derivations.iter().enumerate() {
        batch.add(position, derivation);
    }
    let mut keys = vec![Key::default(); derivations.len()];
    while !batch.is_empty() {
        for (position, key) in batch.poll() {
            keys[position] = key;
        }
    }
    keys
}
