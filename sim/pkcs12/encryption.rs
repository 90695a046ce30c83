//! How something in a file is encrypted: what its `AlgorithmIdentifier` says.

use p12::{AlgorithmIdentifier, OtherAlgorithmIdentifier};
use yasna::models::ObjectIdentifier;
use yasna::{ASN1Error, ASN1ErrorKind, ASN1Result, BERReader, BERReaderSeq};

use super::hash::Hash;
use super::oid;
use super::scheme::{AesSize, Scheme};

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
