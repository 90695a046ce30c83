//! Key derivation: PBKDF2 (RFC 8018) and the function of RFC 7292 appendix B.2.
//!
//! What takes the time in a PKCS#12 file are chains of hashes, thousands of steps long, that do not
//! depend on one another: one for the MAC, one or two for each thing encrypted. Callers list the
//! chains and [`derive()`] works them all off, so that they could as well be worked off side by side.

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

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(
        hash: Hash,
        purpose: Purpose,
        salt: &[u8],
        iterations: u64,
        length: usize,
    ) -> String {
        let password = Password::new("0427");
        let keys = derive(&[Chain {
            function: Function::Pkcs12(purpose),
            hash,
            password: &password,
            salt,
            iterations,
            length,
        }]);
        hex(&keys[0])
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Expected values from OpenSSL 3.0.19, and the same from a few lines of Python after
    /// appendix B.2:
    /// `openssl kdf -keylen 24 -kdfopt digest:SHA1 -kdfopt hexpass:00300034003200370000
    /// -kdfopt hexsalt:0102030405060708 -kdfopt iter:2000 -kdfopt id:1 PKCS12KDF`
    #[test]
    fn pkcs12_keys_are_those_that_openssl_derives() {
        let salt = &[1, 2, 3, 4, 5, 6, 7, 8][..];
        let long_salt = &[0xff; 70][..];
        for (hash, purpose, salt, iterations, expected) in [
            (
                Hash::Sha1,
                Purpose::Key,
                salt,
                2000,
                "56df8e72644b6e59bf5c1899c1276a89e6ee5f8849f54346",
            ),
            (Hash::Sha1, Purpose::Iv, salt, 2000, "082814fb16b0b5da"),
            (
                Hash::Sha1,
                Purpose::Mac,
                salt,
                1,
                "75bbece4ae7f9ef02d2de3abe995b2ed955d9a17",
            ),
            (
                Hash::Sha1,
                Purpose::Key,
                salt,
                3,
                "3451f55d04b0e3c9e84e1fbe00dac93681c5dd59a11cffdd62a1725c223a35f1\
                 0b36c0062e81a8445947525bc94c02fa30f1834dbb7cbfaad4a8c111ad",
            ),
            // Adding to this salt carries over the end of every part of I.
            (
                Hash::Sha1,
                Purpose::Key,
                long_salt,
                2,
                "818ff276016613f2a5e2f26a97be9432dda27a25ba6d02218a88d09155511893\
                 86e0aee6d19efa93eb1abb545eb2611635e11caf1a9d85c7356edb38",
            ),
            (
                Hash::Sha256,
                Purpose::Mac,
                salt,
                2000,
                "c223a1480b2c06ffde96719bd24766a949be1ea194abe0668b604f9b8429edc0",
            ),
            (
                Hash::Sha256,
                Purpose::Key,
                salt,
                2,
                "fff8ce07d1fe21fa3d123f6c3e489e6e469cae561687486695a5819a09422060\
                 b13d3405fe1916793839f9ef46593ae18067756b6058502ed9afc4c2997b975a\
                 331ea690b032a5052d77b17118c59ea9ed1c309a4c88c0e38eff8cc9b49a90c2\
                 d7d2fde7",
            ),
            (
                Hash::Sha384,
                Purpose::Mac,
                salt,
                2000,
                "63047d801c6291d5f72ff3658b1ae7e72dabe0a7f1deccde5917c452e4ed19cf\
                 5a4b1376aaf7d59148483eec37e81382",
            ),
            (
                Hash::Sha512,
                Purpose::Mac,
                salt,
                2000,
                "d1c13648759cb2b4ac0d71888bb10d50e604717691d0afc93ced593b29d94832\
                 2edc23365fbaec0828960acb68ccf3893e8e93eb2feef4d04f145b29c71324c2",
            ),
        ] {
            let length = expected.len() / 2;
            assert_eq!(
                derived(hash, purpose, salt, iterations, length),
                expected,
                "{hash:?}, {iterations} iterations, {length} bytes"
            );
        }
    }

    /// The second meaning of the empty password; from the same lines of Python, as OpenSSL's command
    /// line takes no empty password.
    #[test]
    fn no_password_at_all_is_not_the_empty_one() {
        let [terminated, absent] = [
            "369c83f9b5828d859f8929a900450b74910afdef",
            "bc437242ad03a1c4c3836d9a0f51cbca5a740636",
        ];
        let passwords = Password::candidates("");
        let chains = passwords.iter().map(|password| Chain {
            function: Function::Pkcs12(Purpose::Mac),
            hash: Hash::Sha1,
            password,
            salt: &[1, 2, 3, 4, 5, 6, 7, 8],
            iterations: 2000,
            length: 20,
        });
        let keys = derive(&chains.collect::<Vec<_>>());
        assert_eq!([hex(&keys[0]), hex(&keys[1])], [terminated, absent]);
    }

    /// RFC 6070, and `openssl kdf ... PBKDF2` of 3.0.19 for the others.
    #[test]
    fn pbkdf2_keys_are_those_that_openssl_derives() {
        let password = Password::new("password");
        for (hash, expected) in [
            (Hash::Sha1, "4b007901b765489abead49d926f721d065a429c1"),
            (
                Hash::Sha256,
                "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a",
            ),
            (
                Hash::Sha384,
                "559726be38db125bc85ed7895f6e3cf574c7a01c080c3447db1e8a76764deb3c",
            ),
            (
                Hash::Sha512,
                "d197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5",
            ),
        ] {
            let keys = derive(&[Chain {
                function: Function::Pbkdf2,
                hash,
                password: &password,
                salt: b"salt",
                iterations: 4096,
                length: expected.len() / 2,
            }]);
            assert_eq!(hex(&keys[0]), expected, "{hash:?}");
        }
    }

    #[test]
    fn work_counts_iterations_for_each_block_of_output() {
        let password = Password::new("");
        let chain = |hash, length| Chain {
            function: Function::Pbkdf2,
            hash,
            password: &password,
            salt: &[],
            iterations: 2000,
            length,
        };
        assert_eq!(chain(Hash::Sha1, 20).work(), 2000);
        assert_eq!(chain(Hash::Sha1, 24).work(), 4000);
        assert_eq!(chain(Hash::Sha256, 32).work(), 2000);
        assert_eq!(
            Chain {
                iterations: u64::MAX,
                ..chain(Hash::Sha1, 24)
            }
            .work(),
            u64::MAX
        );
    }
}
