//! How something in a file is encrypted: what its `AlgorithmIdentifier` says.

use p12::{AlgorithmIdentifier, OtherAlgorithmIdentifier, Pkcs12PbeParams};
use yasna::models::ObjectIdentifier;
use yasna::{ASN1Result, BERReader};

use super::cipher::Cipher;
use super::oid;
use super::pbkdf2::{Known, Pbkdf2, malformed, other};
use super::scheme::Scheme;

/// How something is encrypted.
pub(super) enum Encryption {
    /// In a way that is known here.
    Known(Scheme),
    /// In another: the algorithm that is not known, which may be a part of PBES2.
    Unknown(ObjectIdentifier),
}

impl Encryption {
    /// Reads the parameters out of an `AlgorithmIdentifier`.
    pub(super) fn read(algorithm: AlgorithmIdentifier) -> ASN1Result<Self> {
        let read = match algorithm {
            AlgorithmIdentifier::PbeWithSHAAnd3KeyTripleDESCBC(parameters) => {
                Ok(pkcs12(Cipher::TripleDes, parameters))
            }
            AlgorithmIdentifier::PbewithSHAAnd40BitRC2CBC(parameters) => {
                Ok(pkcs12(Cipher::Rc2With40, parameters))
            }
            AlgorithmIdentifier::Sha1 => Err(oid::of(oid::SHA1)),
            AlgorithmIdentifier::OtherAlg(OtherAlgorithmIdentifier {
                algorithm_type,
                params,
            }) => {
                let parameters = || params.ok_or_else(malformed);
                if let Some(cipher) = Cipher::of_pkcs12(&algorithm_type) {
                    let parameters = yasna::parse_ber(&parameters()?, Pkcs12PbeParams::parse)?;
                    Ok(pkcs12(cipher, parameters))
                } else if oid::is(&algorithm_type, oid::PBES2) {
                    yasna::parse_ber(&parameters()?, read_pbes2)?
                } else {
                    Err(algorithm_type)
                }
            }
        };
        Ok(match read {
            Ok(scheme) => Encryption::Known(scheme),
            Err(id) => Encryption::Unknown(id),
        })
    }

    /// The algorithms by name, as [`describe`](super::describe()) shows them.
    pub(super) fn name(&self) -> String {
        match self {
            Encryption::Known(scheme) => scheme.name(),
            Encryption::Unknown(id) => oid::name(&id.to_string()),
        }
    }

    /// How often a key derivation iterates, where that is known.
    pub(super) fn iterations(&self) -> Option<u64> {
        match self {
            Encryption::Known(scheme) => Some(scheme.iterations()),
            Encryption::Unknown(_) => None,
        }
    }

    /// Whether this many bytes can be a ciphertext: whole blocks, one at least.
    pub(super) fn fits(&self, length: usize) -> bool {
        match self {
            Encryption::Known(scheme) => {
                length > 0 && length.is_multiple_of(scheme.cipher().block_bytes())
            }
            Encryption::Unknown(_) => true,
        }
    }
}

fn pkcs12(cipher: Cipher, parameters: Pkcs12PbeParams) -> Scheme {
    Scheme::Pkcs12 {
        cipher,
        salt: parameters.salt,
        iterations: parameters.iterations,
    }
}

/// `PBES2-params`, RFC 8018 appendix A.4.
///
/// pkcs5 reads it too, but gives the same error for an algorithm that it does not know and for
/// damage, as soon as the unknown algorithm has parameters of another shape.
fn read_pbes2(reader: BERReader<'_, '_>) -> ASN1Result<Known<Scheme>> {
    let (pbkdf2, cipher) = reader.read_sequence(|fields| {
        let pbkdf2 = Pbkdf2::read(fields.next())?;
        Ok((pbkdf2, AlgorithmIdentifier::parse(fields.next())?))
    })?;
    let (pbkdf2, parameters) = match (pbkdf2, other(cipher)) {
        (Ok(pbkdf2), Ok(parameters)) => (pbkdf2, parameters),
        (Err(id), _) | (_, Err(id)) => return Ok(Err(id)),
    };
    let stated = pbkdf2.key_bytes;
    let id = parameters.algorithm_type;
    let (cipher, iv) = if oid::is(&id, oid::RC2_CBC) {
        let parameters = parameters.params.ok_or_else(malformed)?;
        let (version, iv) = yasna::parse_ber(&parameters, read_rc2)?;
        // Neither the cipher nor its version says how long the key is (RFC 8018 section 6.2).
        let stated = stated.ok_or_else(malformed)?;
        match version.and_then(Cipher::of_rc2_version) {
            Some(cipher) if cipher.key_bytes() as u64 == stated => (cipher, iv),
            _ => return Ok(Err(id)),
        }
    } else if let Some(cipher) = Cipher::of_pbes2(&id) {
        let iv = parameters.params.ok_or_else(malformed)?;
        (cipher, yasna::parse_ber(&iv, |r| r.read_bytes())?)
    } else {
        return Ok(Err(id));
    };
    if iv.len() != cipher.block_bytes()
        || stated.is_some_and(|bytes| bytes != cipher.key_bytes() as u64)
    {
        return Err(malformed());
    }
    Ok(Ok(Scheme::Pbes2 { cipher, iv, pbkdf2 }))
}

/// `RC2-CBC-Parameter`, RFC 8018 appendix B.2.3: the version, which may be absent, and the
/// initialisation vector.
fn read_rc2(reader: BERReader<'_, '_>) -> ASN1Result<(Option<u64>, Vec<u8>)> {
    reader.read_sequence(|fields| {
        let version = fields.read_optional(|r| r.read_u64())?;
        Ok((version, fields.next().read_bytes()?))
    })
}
