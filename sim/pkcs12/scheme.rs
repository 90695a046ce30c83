//! The ways of encrypting under a password that are known here, and doing it.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{
    BlockCipher, BlockDecryptMut, BlockEncryptMut, BlockSizeUser, KeyInit, KeyIvInit,
};
use des::TdesEde3;
use fearless_simd::Level;
use p12::{AlgorithmIdentifier, OtherAlgorithmIdentifier, Pkcs12PbeParams};
use pkcs5::der::Encode;
use pkcs5::pbes2::{EncryptionScheme, Kdf, Parameters, Pbkdf2Params, Pbkdf2Prf};
use zeroize::Zeroizing;

use super::hash::Hash;
use super::kdf::{Chain, Function, Key, Purpose};
use super::oid;
use super::password::Password;
use super::triple_des;

/// A way of encrypting that is known here, with its parameters.
pub(super) enum Scheme {
    /// pbeWithSHAAnd3-KeyTripleDES-CBC, RFC 7292 appendix C.
    TripleDes {
        /// The salt of key and initialisation vector.
        salt: Vec<u8>,
        /// The iterations of both.
        iterations: u64,
    },
    /// PBES2 with PBKDF2 and AES in CBC mode, RFC 8018 section 6.2.
    Aes {
        /// The length of the key.
        size: AesSize,
        /// The hash of PBKDF2's pseudo-random function.
        prf: Hash,
        /// The salt of the key.
        salt: Vec<u8>,
        /// The iterations of the key's derivation.
        iterations: u64,
        /// The initialisation vector.
        iv: [u8; 16],
    },
}

/// The lengths of AES keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AesSize {
    Aes128,
    Aes192,
    Aes256,
}

impl AesSize {
    pub(super) const ALL: [AesSize; 3] = [AesSize::Aes128, AesSize::Aes192, AesSize::Aes256];

    /// The object identifier in CBC mode.
    pub(super) fn cbc(self) -> &'static [u64] {
        match self {
            AesSize::Aes128 => oid::AES_128_CBC,
            AesSize::Aes192 => oid::AES_192_CBC,
            AesSize::Aes256 => oid::AES_256_CBC,
        }
    }

    /// Bytes of the key.
    pub(super) fn key_bytes(self) -> usize {
        match self {
            AesSize::Aes128 => 16,
            AesSize::Aes192 => 24,
            AesSize::Aes256 => 32,
        }
    }
}

impl Scheme {
    /// How many chains [`chains`](Scheme::chains) gives.
    pub(super) fn chain_count(&self) -> usize {
        match self {
            Scheme::TripleDes { .. } => 2,
            Scheme::Aes { .. } => 1,
        }
    }

    /// The derivations of the key and, where it is derived too, the initialisation vector.
    pub(super) fn chains<'a>(&'a self, password: &'a Password) -> Vec<Chain<'a>> {
        match self {
            Scheme::TripleDes { salt, iterations } => [(Purpose::Key, 24), (Purpose::Iv, 8)]
                .map(|(purpose, length)| Chain {
                    function: Function::Pkcs12(purpose),
                    hash: Hash::Sha1,
                    password,
                    salt,
                    iterations: *iterations,
                    length,
                })
                .into(),
            Scheme::Aes {
                size,
                prf,
                salt,
                iterations,
                iv: _,
            } => vec![Chain {
                function: Function::Pbkdf2,
                hash: *prf,
                password,
                salt,
                iterations: *iterations,
                length: size.key_bytes(),
            }],
        }
    }

    /// Decrypts under keys derived by [`chains`](Scheme::chains). None when the padding is wrong.
    pub(super) fn decrypt(&self, keys: &[Key], ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let decrypt = match self {
            Scheme::TripleDes { .. } if ciphertext.len() < 8 * triple_des::BLOCKS_MIN => {
                decrypt::<TdesEde3>
            }
            Scheme::TripleDes { .. } => decrypt_in_lanes,
            Scheme::Aes { size, .. } => match size {
                AesSize::Aes128 => decrypt::<Aes128>,
                AesSize::Aes192 => decrypt::<Aes192>,
                AesSize::Aes256 => decrypt::<Aes256>,
            },
        };
        let (key, iv) = self.key_and_iv(keys);
        decrypt(key, iv, ciphertext)
    }

    /// Encrypts under keys derived by [`chains`](Scheme::chains).
    pub(super) fn encrypt(&self, keys: &[Key], plaintext: &[u8]) -> Vec<u8> {
        let encrypt = match self {
            Scheme::TripleDes { .. } => encrypt::<TdesEde3>,
            Scheme::Aes { size, .. } => match size {
                AesSize::Aes128 => encrypt::<Aes128>,
                AesSize::Aes192 => encrypt::<Aes192>,
                AesSize::Aes256 => encrypt::<Aes256>,
            },
        };
        let (key, iv) = self.key_and_iv(keys);
        encrypt(key, iv, plaintext)
    }

    fn key_and_iv<'a>(&'a self, keys: &'a [Key]) -> (&'a [u8], &'a [u8]) {
        match (self, keys) {
            (Scheme::TripleDes { .. }, [key, iv]) => (key, iv),
            (Scheme::Aes { iv, .. }, [key]) => (key, iv),
            _ => unreachable!("the keys come from this scheme's own chains"),
        }
    }

    /// The `AlgorithmIdentifier` of this scheme.
    pub(super) fn identifier(&self) -> AlgorithmIdentifier {
        match self {
            Scheme::TripleDes { salt, iterations } => {
                AlgorithmIdentifier::PbeWithSHAAnd3KeyTripleDESCBC(Pkcs12PbeParams {
                    salt: salt.clone(),
                    iterations: *iterations,
                })
            }
            Scheme::Aes {
                size,
                prf,
                salt,
                iterations,
                iv,
            } => {
                let parameters = Parameters {
                    kdf: Kdf::Pbkdf2(Pbkdf2Params {
                        salt,
                        iteration_count: u32::try_from(*iterations)
                            .expect("only profiles are written, and their counts are small"),
                        key_length: None,
                        prf: match prf {
                            Hash::Sha1 => Pbkdf2Prf::HmacWithSha1,
                            Hash::Sha256 => Pbkdf2Prf::HmacWithSha256,
                            Hash::Sha384 => Pbkdf2Prf::HmacWithSha384,
                            Hash::Sha512 => Pbkdf2Prf::HmacWithSha512,
                        },
                    }),
                    encryption: match size {
                        AesSize::Aes128 => EncryptionScheme::Aes128Cbc { iv },
                        AesSize::Aes192 => EncryptionScheme::Aes192Cbc { iv },
                        AesSize::Aes256 => EncryptionScheme::Aes256Cbc { iv },
                    },
                };
                let der = parameters
                    .to_der()
                    .expect("a short salt and a vector are always encodable");
                AlgorithmIdentifier::OtherAlg(OtherAlgorithmIdentifier {
                    algorithm_type: oid::of(oid::PBES2),
                    params: Some(der),
                })
            }
        }
    }
}

fn decrypt<C>(key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>>
where
    C: BlockCipher + BlockDecryptMut + BlockSizeUser + KeyInit,
{
    let cipher = cbc::Decryptor::<C>::new_from_slices(key, iv)
        .expect("key and vector have the lengths of the cipher");
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let length = cipher.decrypt_padded_mut::<Pkcs7>(&mut buffer).ok()?.len();
    buffer.truncate(length);
    Some(buffer)
}

fn decrypt_in_lanes(key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let key = key
        .try_into()
        .expect("the key has the length of the cipher");
    let iv = iv.try_into().expect("so has the vector");
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    triple_des::decrypt(Level::new(), key, iv, &mut buffer);
    // One to eight bytes, each their number (RFC 8018 section 6.1.1).
    let padding = usize::from(*buffer.last()?);
    let length = buffer.len().checked_sub(padding)?;
    let good = (1..=8).contains(&padding)
        && buffer[length..]
            .iter()
            .all(|byte| usize::from(*byte) == padding);
    good.then(|| buffer.truncate(length))?;
    Some(buffer)
}

fn encrypt<C>(key: &[u8], iv: &[u8], plaintext: &[u8]) -> Vec<u8>
where
    C: BlockCipher + BlockEncryptMut + BlockSizeUser + KeyInit,
{
    let cipher = cbc::Encryptor::<C>::new_from_slices(key, iv)
        .expect("key and vector have the lengths of the cipher");
    cipher.encrypt_padded_vec_mut::<Pkcs7>(plaintext)
}
