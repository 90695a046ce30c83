//! Password-based encryption: what an `AlgorithmIdentifier` asks for, and doing it.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{
    BlockCipher, BlockDecryptMut, BlockEncryptMut, BlockSizeUser, KeyInit, KeyIvInit,
};
use des::TdesEde3;
use p12::{AlgorithmIdentifier, OtherAlgorithmIdentifier, Pkcs12PbeParams};
use pkcs5::der::Encode;
use pkcs5::pbes2::{EncryptionScheme, Kdf, Parameters, Pbkdf2Params, Pbkdf2Prf};
use yasna::models::ObjectIdentifier;
use yasna::{ASN1Error, ASN1ErrorKind, ASN1Result, BERReader, BERReaderSeq};
use zeroize::Zeroizing;

use super::hash::Hash;
use super::kdf::{Chain, Function, Key, Purpose};
use super::oid;
use super::password::Password;

/// How something is encrypted.
pub(super) enum Encryption {
    /// In a way that is known here.
    Known(Scheme),
    /// In another.
    Unknown {
        /// The algorithm that is not known, which may be a part of PBES2.
        oid: String,
        /// How often it iterates, where that is known.
        iterations: Option<u64>,
    },
}

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
    const ALL: [AesSize; 3] = [AesSize::Aes128, AesSize::Aes192, AesSize::Aes256];

    /// The object identifier in CBC mode.
    fn cbc(self) -> &'static [u64] {
        match self {
            AesSize::Aes128 => oid::AES_128_CBC,
            AesSize::Aes192 => oid::AES_192_CBC,
            AesSize::Aes256 => oid::AES_256_CBC,
        }
    }

    /// Bytes of the key.
    fn key_bytes(self) -> usize {
        match self {
            AesSize::Aes128 => 16,
            AesSize::Aes192 => 24,
            AesSize::Aes256 => 32,
        }
    }
}

impl Encryption {
    /// Reads the parameters out of an `AlgorithmIdentifier`.
    pub(super) fn read(algorithm: AlgorithmIdentifier) -> ASN1Result<Self> {
        let unknown = |id: &ObjectIdentifier| Encryption::Unknown {
            oid: id.to_string(),
            iterations: None,
        };
        Ok(match algorithm {
            AlgorithmIdentifier::PbeWithSHAAnd3KeyTripleDESCBC(parameters) => {
                Encryption::Known(Scheme::TripleDes {
                    salt: parameters.salt,
                    iterations: parameters.iterations,
                })
            }
            AlgorithmIdentifier::PbewithSHAAnd40BitRC2CBC(parameters) => Encryption::Unknown {
                oid: oid::of(oid::RC2_40).to_string(),
                iterations: Some(parameters.iterations),
            },
            AlgorithmIdentifier::Sha1 => unknown(&oid::of(oid::SHA1)),
            AlgorithmIdentifier::OtherAlg(other) if oid::is(&other.algorithm_type, oid::PBES2) => {
                let parameters = other.params.ok_or_else(malformed)?;
                yasna::parse_ber(&parameters, read_pbes2)?
            }
            AlgorithmIdentifier::OtherAlg(other) => unknown(&other.algorithm_type),
        })
    }

    /// The algorithms by name, as [`describe`](super::describe()) shows them.
    pub(super) fn name(&self) -> String {
        match self {
            Encryption::Known(Scheme::TripleDes { .. }) => {
                "pbeWithSHAAnd3-KeyTripleDES-CBC".to_owned()
            }
            Encryption::Known(Scheme::Aes { size, prf, .. }) => {
                let bits = 8 * size.key_bytes();
                format!("PBES2, PBKDF2-{}, AES-{bits}-CBC", prf.hmac_name())
            }
            Encryption::Unknown { oid, .. } => oid::name(oid),
        }
    }

    /// How often a key derivation iterates, where that is known.
    pub(super) fn iterations(&self) -> Option<u64> {
        match self {
            Encryption::Known(
                Scheme::TripleDes { iterations, .. } | Scheme::Aes { iterations, .. },
            ) => Some(*iterations),
            Encryption::Unknown { iterations, .. } => *iterations,
        }
    }

    /// Whether this many bytes can be a ciphertext: whole blocks, one at least.
    pub(super) fn fits(&self, length: usize) -> bool {
        let block = match self {
            Encryption::Known(Scheme::TripleDes { .. }) => 8,
            Encryption::Known(Scheme::Aes { .. }) => 16,
            Encryption::Unknown { .. } => return true,
        };
        length > 0 && length.is_multiple_of(block)
    }
}

/// yasna's error for bytes that are not what they should be.
fn malformed() -> ASN1Error {
    ASN1Error::new(ASN1ErrorKind::Invalid)
}

/// `PBES2-params`, RFC 8018 appendix A.4.
///
/// pkcs5 reads it too, but gives the same error for an algorithm that it does not know and for
/// damage, as soon as the unknown algorithm has parameters of another shape; and it insists on the
/// NULL of a pseudo-random function.
fn read_pbes2(reader: BERReader<'_, '_>) -> ASN1Result<Encryption> {
    let (kdf, cipher) = reader.read_sequence(|fields| {
        let kdf = AlgorithmIdentifier::parse(fields.next())?;
        Ok((kdf, AlgorithmIdentifier::parse(fields.next())?))
    })?;
    let kdf = match other(kdf) {
        Ok(kdf) if oid::is(&kdf.algorithm_type, oid::PBKDF2) => kdf.params.ok_or_else(malformed)?,
        Ok(OtherAlgorithmIdentifier { algorithm_type, .. }) | Err(algorithm_type) => {
            return Ok(unknown_part(&algorithm_type));
        }
    };
    let cipher = match other(cipher) {
        Ok(cipher) => cipher,
        Err(id) => return Ok(unknown_part(&id)),
    };
    let mut sizes = AesSize::ALL.into_iter();
    let Some(size) = sizes.find(|size| oid::is(&cipher.algorithm_type, size.cbc())) else {
        return Ok(unknown_part(&cipher.algorithm_type));
    };
    let iv = cipher.params.ok_or_else(malformed)?;
    let iv = yasna::parse_ber(&iv, |r| r.read_bytes())?;
    let iv = iv.try_into().map_err(|_| malformed())?;
    yasna::parse_ber(&kdf, |r| r.read_sequence(|r| read_pbkdf2(r, size, iv)))
}

/// The fields of `PBKDF2-params`, RFC 8018 appendix A.2.
fn read_pbkdf2(
    fields: &mut BERReaderSeq<'_, '_>,
    size: AesSize,
    iv: [u8; 16],
) -> ASN1Result<Encryption> {
    let salt = fields.next().read_bytes()?;
    let iterations = fields.next().read_u64()?;
    let key_bytes = fields.read_optional(|r| r.read_u64())?;
    if key_bytes.is_some_and(|bytes| bytes != size.key_bytes() as u64) {
        return Err(malformed());
    }
    let prf = fields.read_optional(AlgorithmIdentifier::parse)?;
    let prf = match prf.map(other) {
        None => Hash::Sha1,
        Some(Err(id)) => return Ok(unknown_part(&id)),
        Some(Ok(prf)) => match Hash::of_hmac(&prf.algorithm_type) {
            Some(hash) => hash,
            None => return Ok(unknown_part(&prf.algorithm_type)),
        },
    };
    Ok(Encryption::Known(Scheme::Aes {
        size,
        prf,
        salt,
        iterations,
        iv,
    }))
}

fn unknown_part(id: &ObjectIdentifier) -> Encryption {
    Encryption::Unknown {
        oid: id.to_string(),
        iterations: None,
    }
}

/// An algorithm that p12 does not model, which none of the parts of PBES2 is; or the identifier of
/// the one that it does.
fn other(algorithm: AlgorithmIdentifier) -> Result<OtherAlgorithmIdentifier, ObjectIdentifier> {
    match algorithm {
        AlgorithmIdentifier::OtherAlg(other) => Ok(other),
        AlgorithmIdentifier::Sha1 => Err(oid::of(oid::SHA1)),
        AlgorithmIdentifier::PbewithSHAAnd40BitRC2CBC(_) => Err(oid::of(oid::RC2_40)),
        AlgorithmIdentifier::PbeWithSHAAnd3KeyTripleDESCBC(_) => Err(oid::of(oid::TRIPLE_DES)),
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
    pub(super) fn chains<'a>(&'a self, password: &'a Password<'_>) -> Vec<Chain<'a>> {
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
            Scheme::TripleDes { .. } => decrypt::<TdesEde3>,
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

fn encrypt<C>(key: &[u8], iv: &[u8], plaintext: &[u8]) -> Vec<u8>
where
    C: BlockCipher + BlockEncryptMut + BlockSizeUser + KeyInit,
{
    let cipher = cbc::Encryptor::<C>::new_from_slices(key, iv)
        .expect("key and vector have the lengths of the cipher");
    cipher.encrypt_padded_vec_mut::<Pkcs7>(plaintext)
}
