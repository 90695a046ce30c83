//! The block ciphers that files are encrypted with, all of them in CBC mode with the padding of
//! RFC 8018 section 6.1.1.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{
    BlockCipher, BlockDecryptMut, BlockEncryptMut, BlockSizeUser, KeyInit, KeyIvInit,
};
use rc2::Rc2;
use yasna::models::ObjectIdentifier;
use zeroize::Zeroizing;

use super::oid;
use super::triple_des;
use super::widest::level;

/// A block cipher with the length of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cipher {
    /// RC2 (RFC 2268) with a key of 40 bits, all of them effective.
    Rc2With40,
    /// RC2 with a key of 64 bits, all of them effective.
    Rc2With64,
    /// RC2 with a key of 128 bits, all of them effective.
    Rc2With128,
    /// Triple DES with three keys, FIPS 46-3.
    TripleDes,
    /// AES (FIPS 197) with a key of 128 bits.
    Aes128,
    /// AES with a key of 192 bits.
    Aes192,
    /// AES with a key of 256 bits.
    Aes256,
}

impl Cipher {
    /// Those of RFC 7292 appendix C.
    const OF_PKCS12: [Cipher; 3] = [Cipher::TripleDes, Cipher::Rc2With40, Cipher::Rc2With128];

    /// Those of PBES2 that their identifier alone tells, RFC 8018 appendix B.2.
    const OF_PBES2: [Cipher; 4] = [
        Cipher::Aes256,
        Cipher::Aes128,
        Cipher::Aes192,
        Cipher::TripleDes,
    ];

    /// RC2, whose identifier does not tell the length of the key.
    const OF_RC2: [Cipher; 3] = [Cipher::Rc2With40, Cipher::Rc2With64, Cipher::Rc2With128];

    /// The cipher of the scheme of RFC 7292 appendix C with this identifier.
    pub(super) fn of_pkcs12(id: &ObjectIdentifier) -> Option<Self> {
        let mut all = Cipher::OF_PKCS12.into_iter();
        all.find(|cipher| oid::is(id, cipher.pkcs12()))
    }

    /// The cipher with this identifier in CBC mode, as PBES2 uses it.
    pub(super) fn of_pbes2(id: &ObjectIdentifier) -> Option<Self> {
        let mut all = Cipher::OF_PBES2.into_iter();
        all.find(|cipher| oid::is(id, cipher.cbc()))
    }

    /// RC2 with this `rc2ParameterVersion`, as PBES2 uses it (RFC 8018 appendix B.2.3). It says how
    /// many bits of the key are effective.
    pub(super) fn of_rc2_version(version: u64) -> Option<Self> {
        let mut all = Cipher::OF_RC2.into_iter();
        all.find(|cipher| cipher.rc2_version() == Some(version))
    }

    /// The `rc2ParameterVersion`; `None` for ciphers other than RC2.
    pub(super) fn rc2_version(self) -> Option<u64> {
        match self {
            Cipher::Rc2With40 => Some(160),
            Cipher::Rc2With64 => Some(120),
            Cipher::Rc2With128 => Some(58),
            Cipher::TripleDes | Cipher::Aes128 | Cipher::Aes192 | Cipher::Aes256 => None,
        }
    }

    /// The identifier of the scheme of RFC 7292 appendix C.
    pub(super) fn pkcs12(self) -> &'static [u64] {
        match self {
            Cipher::TripleDes => oid::PKCS12_TRIPLE_DES,
            Cipher::Rc2With40 => oid::PKCS12_RC2_40,
            Cipher::Rc2With128 => oid::PKCS12_RC2_128,
            Cipher::Rc2With64 | Cipher::Aes128 | Cipher::Aes192 | Cipher::Aes256 => {
                unreachable!("RFC 7292 appendix C has neither AES nor RC2 of 64 bits")
            }
        }
    }

    /// The identifier of the cipher in CBC mode.
    pub(super) fn cbc(self) -> &'static [u64] {
        match self {
            Cipher::Aes128 => oid::AES_128_CBC,
            Cipher::Aes192 => oid::AES_192_CBC,
            Cipher::Aes256 => oid::AES_256_CBC,
            Cipher::TripleDes => oid::DES_EDE3_CBC,
            Cipher::Rc2With40 | Cipher::Rc2With64 | Cipher::Rc2With128 => oid::RC2_CBC,
        }
    }

    /// The name of the scheme of RFC 7292 appendix C.
    pub(super) fn pkcs12_name(self) -> &'static str {
        match self {
            Cipher::Rc2With40 => "pbeWithSHAAnd40BitRC2-CBC",
            Cipher::Rc2With128 => "pbeWithSHAAnd128BitRC2-CBC",
            _ => "pbeWithSHAAnd3-KeyTripleDES-CBC",
        }
    }

    /// The name of the cipher in CBC mode.
    pub(super) fn cbc_name(self) -> &'static str {
        match self {
            Cipher::Rc2With40 => "RC2-40-CBC",
            Cipher::Rc2With64 => "RC2-64-CBC",
            Cipher::Rc2With128 => "RC2-128-CBC",
            Cipher::TripleDes => "DES-EDE3-CBC",
            Cipher::Aes128 => "AES-128-CBC",
            Cipher::Aes192 => "AES-192-CBC",
            Cipher::Aes256 => "AES-256-CBC",
        }
    }

    /// Bytes of the key.
    pub(super) fn key_bytes(self) -> usize {
        match self {
            Cipher::Rc2With40 => 5,
            Cipher::Rc2With64 => 8,
            Cipher::Rc2With128 | Cipher::Aes128 => 16,
            Cipher::TripleDes | Cipher::Aes192 => 24,
            Cipher::Aes256 => 32,
        }
    }

    /// Bytes of a block, and so of the initialisation vector.
    pub(super) fn block_bytes(self) -> usize {
        match self {
            Cipher::Rc2With40 | Cipher::Rc2With64 | Cipher::Rc2With128 | Cipher::TripleDes => 8,
            Cipher::Aes128 | Cipher::Aes192 | Cipher::Aes256 => 16,
        }
    }

    /// A text with its padding.
    pub(super) fn pad(self, text: &[u8]) -> Zeroizing<Vec<u8>> {
        let padding = self.block_bytes() - text.len() % self.block_bytes();
        let mut padded = Zeroizing::new(Vec::with_capacity(text.len() + padding));
        padded.extend_from_slice(text);
        padded.resize(text.len() + padding, padding as u8);
        padded
    }
}

/// Something to be encrypted or decrypted, in place.
pub(super) struct CipherJob<'a> {
    pub(super) cipher: Cipher,
    pub(super) key: &'a [u8],
    pub(super) iv: &'a [u8],
    /// Whole blocks: a plaintext with its padding, or a ciphertext.
    pub(super) blocks: Zeroizing<Vec<u8>>,
}

/// Encrypts; jobs that can share lanes are done together.
pub(super) fn encrypt(mut jobs: Vec<CipherJob<'_>>) -> Vec<Vec<u8>> {
    run(&mut jobs, Direction::Encrypt);
    let ciphertexts = jobs.iter_mut().map(|it| std::mem::take(&mut *it.blocks));
    ciphertexts.collect()
}

/// Decrypts; jobs that can share lanes are done together. `None` where the padding is wrong.
pub(super) fn decrypt(mut jobs: Vec<CipherJob<'_>>) -> Vec<Option<Zeroizing<Vec<u8>>>> {
    run(&mut jobs, Direction::Decrypt);
    let plaintexts = jobs.into_iter();
    plaintexts
        .map(|it| without_padding(it.blocks, it.cipher.block_bytes()))
        .collect()
}

#[derive(Clone, Copy)]
enum Direction {
    Encrypt,
    Decrypt,
}

fn run(jobs: &mut [CipherJob<'_>], direction: Direction) {
    let mut in_lanes = vec![];
    for CipherJob {
        cipher,
        key,
        iv,
        blocks,
    } in jobs
    {
        match cipher {
            Cipher::TripleDes => in_lanes.push(in_lane(key, iv, blocks)),
            Cipher::Rc2With40 | Cipher::Rc2With64 | Cipher::Rc2With128 => {
                direction.run::<Rc2>(key, iv, blocks);
            }
            Cipher::Aes128 => direction.run::<Aes128>(key, iv, blocks),
            Cipher::Aes192 => direction.run::<Aes192>(key, iv, blocks),
            Cipher::Aes256 => direction.run::<Aes256>(key, iv, blocks),
        }
    }
    match direction {
        Direction::Encrypt => triple_des::encrypt(level(), &mut in_lanes),
        Direction::Decrypt => triple_des::decrypt(level(), &mut in_lanes),
    }
}

impl Direction {
    fn run<C>(self, key: &[u8], iv: &[u8], blocks: &mut [u8])
    where
        C: BlockCipher + BlockEncryptMut + BlockDecryptMut + BlockSizeUser + KeyInit,
    {
        match self {
            Direction::Encrypt => encrypt_blocks::<C>(key, iv, blocks),
            Direction::Decrypt => decrypt_blocks::<C>(key, iv, blocks),
        }
    }
}

const KEY_LENGTH: &str = "key and vector have the lengths of the cipher";

fn in_lane<'a>(key: &'a [u8], iv: &[u8], blocks: &'a mut [u8]) -> triple_des::TripleDesJob<'a> {
    triple_des::TripleDesJob {
        key: key.try_into().expect(KEY_LENGTH),
        iv: iv.try_into().expect(KEY_LENGTH),
        blocks: blocks.as_chunks_mut().0,
    }
}

fn encrypt_blocks<C>(key: &[u8], iv: &[u8], blocks: &mut [u8])
where
    C: BlockCipher + BlockEncryptMut + BlockSizeUser + KeyInit,
{
    let mut cipher = cbc::Encryptor::<C>::new_from_slices(key, iv).expect(KEY_LENGTH);
    for block in blocks.chunks_exact_mut(C::block_size()) {
        cipher.encrypt_block_mut(block.into());
    }
}

fn decrypt_blocks<C>(key: &[u8], iv: &[u8], blocks: &mut [u8])
where
    C: BlockCipher + BlockDecryptMut + BlockSizeUser + KeyInit,
{
    let cipher = cbc::Decryptor::<C>::new_from_slices(key, iv).expect(KEY_LENGTH);
    cipher
        .decrypt_padded_mut::<NoPadding>(blocks)
        .expect("a ciphertext is checked for whole blocks when it is read");
}

/// Removes the padding, if it is valid: at most a block of bytes, each of which is their number
/// (RFC 8018 section 6.1.1).
fn without_padding(mut text: Zeroizing<Vec<u8>>, block_bytes: usize) -> Option<Zeroizing<Vec<u8>>> {
    let padding = usize::from(*text.last()?);
    let length = text.len().checked_sub(padding)?;
    let good = (1..=block_bytes).contains(&padding)
        && text[length..]
            .iter()
            .all(|byte| usize::from(*byte) == padding);
    good.then(|| text.truncate(length))?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with OpenSSL 3.0: `openssl enc -rc2-40-cbc`, `-rc2-64-cbc` and `-rc2-cbc`, provider
    /// legacy.
    #[test]
    fn rc2_is_that_of_others() {
        let iv = [7; 8];
        for (cipher, key, expected) in [
            (
                Cipher::Rc2With40,
                &[1, 2, 3, 4, 5][..],
                "bc6fc9af7a0ebfd42d24f32d60c7aa52",
            ),
            (
                Cipher::Rc2With64,
                &[5; 8],
                "104dcb1dac6b2bb3f6c35dbce8caa2eb",
            ),
            (
                Cipher::Rc2With128,
                &[9; 16],
                "8e6d0b3849bc75002a61eb642be21ff2",
            ),
        ] {
            let text = |blocks| CipherJob {
                cipher,
                key,
                iv: &iv,
                blocks,
            };
            let plaintext = text(cipher.pad(b"kigen, 0427"));
            let ciphertext = encrypt(vec![plaintext]).remove(0);
            let hex: String = ciphertext.iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(hex, expected, "{cipher:?}");
            let ciphertext = text(Zeroizing::new(ciphertext));
            let plaintext = decrypt(vec![ciphertext]).remove(0).unwrap();
            assert_eq!(*plaintext, b"kigen, 0427");
        }
    }

    #[test]
    fn a_padding_is_one_to_a_block_of_its_own_length() {
        let padded = |text: &[u8], block_bytes| {
            let text = without_padding(Zeroizing::new(text.to_vec()), block_bytes);
            text.map(|text| text.to_vec())
        };
        assert_eq!(padded(b"kigen\x03\x03\x03", 8), Some(b"kigen".to_vec()));
        assert_eq!(padded(&[8; 8], 8), Some(vec![]));
        assert_eq!(padded(&[16; 32], 16), Some(vec![16; 16]));
        for wrong in [&b"kigen\x03\x02\x03"[..], &[0; 8], &[9; 16], &[5; 4], &[]] {
            assert_eq!(padded(wrong, 8), None, "{wrong:?}");
        }
    }
}
