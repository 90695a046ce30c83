//! The MAC over a file's content (`MacData`, RFC 7292 section 4).

use hmac::{Mac as _, SimpleHmac};
use p12::{AlgorithmIdentifier, DigestInfo};
use sha1::Sha1;
use sha1::digest::Digest;
use sha1::digest::core_api::BlockSizeUser;
use sha2::{Sha256, Sha384, Sha512};
use yasna::{ASN1Result, BERReader};

use super::error::{OpenError, Part};
use super::hash::Hash;
use super::kdf::{Chain, Function, Purpose};
use super::oid;
use super::password::Password;

/// The MAC of a file, as it was read.
pub(super) struct Mac {
    algorithm: Algorithm,
    digest: Vec<u8>,
    pub(super) salt: Vec<u8>,
    pub(super) iterations: u64,
}

/// HMAC with a hash that is known here, or the identifier of something else.
enum Algorithm {
    Hmac(Hash),
    Unknown(String),
}

impl Mac {
    /// Reads a `MacData`.
    ///
    /// p12 reads it too, but insists on `iterations`, which is `DEFAULT 1` and absent from files
    /// that Windows has written.
    pub(super) fn read(reader: BERReader<'_, '_>) -> ASN1Result<Self> {
        reader.read_sequence(|fields| {
            let info = DigestInfo::parse(fields.next())?;
            let algorithm = match info.digest_algorithm {
                AlgorithmIdentifier::Sha1 => Algorithm::Hmac(Hash::Sha1),
                AlgorithmIdentifier::PbeWithSHAAnd3KeyTripleDESCBC(_) => {
                    Algorithm::Unknown(oid::of(oid::TRIPLE_DES).to_string())
                }
                AlgorithmIdentifier::PbewithSHAAnd40BitRC2CBC(_) => {
                    Algorithm::Unknown(oid::of(oid::RC2_40).to_string())
                }
                AlgorithmIdentifier::OtherAlg(other) => {
                    match Hash::of_digest(&other.algorithm_type) {
                        Some(hash) => Algorithm::Hmac(hash),
                        None => Algorithm::Unknown(other.algorithm_type.to_string()),
                    }
                }
            };
            Ok(Mac {
                algorithm,
                digest: info.digest,
                salt: fields.next().read_bytes()?,
                iterations: fields.read_optional(|r| r.read_u64())?.unwrap_or(1),
            })
        })
    }

    /// What the MAC is called: `HMAC-SHA-1`, or the object identifier of one that is not known.
    pub(super) fn name(&self) -> String {
        match &self.algorithm {
            Algorithm::Hmac(hash) => hash.hmac_name().to_owned(),
            Algorithm::Unknown(oid) => oid::name(oid),
        }
    }

    /// The hash of the MAC, if it is known here.
    pub(super) fn hash(&self) -> Result<Hash, OpenError> {
        match &self.algorithm {
            Algorithm::Hmac(hash) => Ok(*hash),
            Algorithm::Unknown(oid) => Err(OpenError::UnsupportedAlgorithm {
                part: Part::Mac,
                oid: oid.clone(),
            }),
        }
    }

    /// Whether this is the MAC of `content` under `key`.
    pub(super) fn verifies(&self, hash: Hash, key: &[u8], content: &[u8]) -> bool {
        let verifies = match hash {
            Hash::Sha1 => verifies::<Sha1>,
            Hash::Sha256 => verifies::<Sha256>,
            Hash::Sha384 => verifies::<Sha384>,
            Hash::Sha512 => verifies::<Sha512>,
        };
        verifies(key, content, &self.digest)
    }
}

/// The derivation of a MAC's key: always that of RFC 7292 appendix B, even beside PBES2.
pub(super) fn chain<'a>(
    hash: Hash,
    password: &'a Password,
    salt: &'a [u8],
    iterations: u64,
) -> Chain<'a> {
    Chain {
        function: Function::Pkcs12(Purpose::Mac),
        hash,
        password,
        salt,
        iterations,
        length: hash.length(),
    }
}

/// The MAC of `content` under `key`.
pub(super) fn sign(hash: Hash, key: &[u8], content: &[u8]) -> Vec<u8> {
    match hash {
        Hash::Sha1 => started::<Sha1>(key, content)
            .finalize()
            .into_bytes()
            .to_vec(),
        Hash::Sha256 => started::<Sha256>(key, content)
            .finalize()
            .into_bytes()
            .to_vec(),
        Hash::Sha384 => started::<Sha384>(key, content)
            .finalize()
            .into_bytes()
            .to_vec(),
        Hash::Sha512 => started::<Sha512>(key, content)
            .finalize()
            .into_bytes()
            .to_vec(),
    }
}

fn verifies<D: Digest + BlockSizeUser>(key: &[u8], content: &[u8], digest: &[u8]) -> bool {
    started::<D>(key, content).verify_slice(digest).is_ok()
}

fn started<D: Digest + BlockSizeUser>(key: &[u8], content: &[u8]) -> SimpleHmac<D> {
    SimpleHmac::new_from_slice(key)
        .expect("HMAC takes keys of any length")
        .chain_update(content)
}
