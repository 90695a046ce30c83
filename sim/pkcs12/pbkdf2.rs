//! PBKDF2 with its parameters (RFC 8018 appendix A.2), as used in PBES2 and in PBMAC1.

use p12::{AlgorithmIdentifier, OtherAlgorithmIdentifier};
use yasna::{ASN1Error, ASN1ErrorKind, ASN1Result, BERReader, DERWriter};

use super::algorithm::UnknownAlgorithm;
use super::hash::Hash;
use super::kdf::{Function, KeyDerivation};
use super::oid;
use super::password::Password;

/// PBKDF2 with its parameters.
pub(super) struct Pbkdf2 {
    /// The hash of the pseudo-random function, which is HMAC.
    pub(super) prf: Hash,
    pub(super) salt: Vec<u8>,
    pub(super) iterations: u64,
    /// Bytes of the key, which are often left out.
    pub(super) key_bytes: Option<u64>,
}

impl Pbkdf2 {
    /// Reads a key derivation.
    ///
    /// pkcs5 reads one too, but gives the same error for an algorithm that it does not know and for
    /// damage, and insists on the NULL of a pseudo-random function.
    pub(super) fn read(reader: BERReader<'_, '_>) -> ASN1Result<Result<Self, UnknownAlgorithm>> {
        let algorithm = match other(AlgorithmIdentifier::parse(reader)?) {
            Ok(algorithm) => algorithm,
            Err(unknown) => return Ok(Err(unknown)),
        };
        if !oid::is(&algorithm.algorithm_type, oid::PBKDF2) {
            return Ok(Err(UnknownAlgorithm(algorithm.algorithm_type)));
        }
        let parameters = algorithm.params.ok_or_else(malformed)?;
        yasna::parse_ber(&parameters, |r| {
            r.read_sequence(|fields| {
                let salt = fields.next().read_bytes()?;
                let iterations = fields.next().read_u64()?;
                let key_bytes = fields.read_optional(|r| r.read_u64())?;
                let prf = fields.read_optional(read_hmac)?;
                Ok(prf.unwrap_or(Ok(Hash::Sha1)).map(|prf| Pbkdf2 {
                    prf,
                    salt,
                    iterations,
                    key_bytes,
                }))
            })
        })
    }

    /// Writes the `AlgorithmIdentifier`.
    pub(super) fn write(&self, writer: DERWriter<'_>) {
        writer.write_sequence(|w| {
            w.next().write_oid(&oid::of(oid::PBKDF2));
            w.next().write_sequence(|w| {
                w.next().write_bytes(&self.salt);
                w.next().write_u64(self.iterations);
                if let Some(key_bytes) = self.key_bytes {
                    w.next().write_u64(key_bytes);
                }
                // The default.
                if self.prf != Hash::Sha1 {
                    write_hmac(self.prf, w.next());
                }
            });
        });
    }

    /// The derivation of a key.
    pub(super) fn derivation<'a>(
        &'a self,
        password: &'a Password,
        length: usize,
    ) -> KeyDerivation<'a> {
        KeyDerivation {
            function: Function::Pbkdf2,
            hash: self.prf,
            password,
            salt: &self.salt,
            iterations: self.iterations,
            length,
        }
    }
}

/// The hash of the HMAC that an `AlgorithmIdentifier` names.
pub(super) fn read_hmac(reader: BERReader<'_, '_>) -> ASN1Result<Result<Hash, UnknownAlgorithm>> {
    let algorithm = other(AlgorithmIdentifier::parse(reader)?);
    Ok(algorithm.and_then(|algorithm| {
        let id = algorithm.algorithm_type;
        Hash::of_hmac(&id).ok_or(UnknownAlgorithm(id))
    }))
}

/// Writes the `AlgorithmIdentifier` of HMAC with a hash.
pub(super) fn write_hmac(hash: Hash, writer: DERWriter<'_>) {
    writer.write_sequence(|w| {
        let id = hash
            .hmac()
            .expect("a file is written with a hash whose HMAC has a name");
        w.next().write_oid(&oid::of(id));
        w.next().write_null();
    });
}

/// An algorithm that p12 does not model, which is true of every part of PBES2 and PBMAC1; or the
/// identifier of the one that it does.
pub(super) fn other(
    algorithm: AlgorithmIdentifier,
) -> Result<OtherAlgorithmIdentifier, UnknownAlgorithm> {
    let id = match algorithm {
        AlgorithmIdentifier::OtherAlg(other) => return Ok(other),
        AlgorithmIdentifier::Sha1 => oid::SHA1,
        AlgorithmIdentifier::PbewithSHAAnd40BitRC2CBC(_) => oid::PKCS12_RC2_40,
        AlgorithmIdentifier::PbeWithSHAAnd3KeyTripleDESCBC(_) => oid::PKCS12_TRIPLE_DES,
    };
    Err(UnknownAlgorithm(oid::of(id)))
}

/// yasna's error for bytes that are not what they should be.
pub(super) fn malformed() -> ASN1Error {
    ASN1Error::new(ASN1ErrorKind::Invalid)
}
