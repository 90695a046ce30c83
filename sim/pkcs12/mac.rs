//! The MAC over a file's content (`MacData`, RFC 7292 section 4).

use p12::{AlgorithmIdentifier, DigestInfo, OtherAlgorithmIdentifier};
use yasna::{ASN1Result, BERReader, DERWriter};

use super::algorithm::{Algorithm, UnknownAlgorithm};
use super::error::{OpenError, Part};
use super::hash::Hash;
use super::kdf::{Function, Key, KeyDerivation, Purpose};
use super::oid;
use super::password::Password;
use super::pbkdf2::{Pbkdf2, malformed, read_hmac, write_hmac};

/// The salt of `MacData` beside PBMAC1, which has its own (RFC 9579 appendix A).
const NOT_USED: &[u8] = b"NOT USED";

/// How many bytes the key of PBMAC1 may have: no hash known here gives or wants more.
const PBMAC1_KEY_BYTES: std::ops::RangeInclusive<u64> = 20..=64;

/// The MAC of a file, as it was read.
pub(super) struct Mac {
    method: Method,
    digest: Vec<u8>,
}

/// How a MAC is made, or what can be said of one that is not known here.
enum Method {
    Known(MacScheme),
    Unknown {
        algorithm: UnknownAlgorithm,
        salt: Vec<u8>,
        iterations: u64,
    },
}

/// HMAC under a password, with its parameters.
pub(super) struct MacScheme {
    pub(super) hash: Hash,
    pub(super) key: MacKey,
}

/// How the key of a MAC is derived.
pub(super) enum MacKey {
    /// As RFC 7292 appendix B has it, with the hash of the MAC, even beside PBES2.
    Pkcs12 { salt: Vec<u8>, iterations: u64 },
    /// By PBKDF2, which makes it PBMAC1 (RFC 9579).
    Pbkdf2 { pbkdf2: Pbkdf2, length: usize },
}

impl Mac {
    /// Reads a `MacData`.
    ///
    /// p12 reads it too, but insists on `iterations`, which is `DEFAULT 1` and absent from files
    /// that Windows has written.
    pub(super) fn read(reader: BERReader<'_, '_>) -> ASN1Result<Self> {
        reader.read_sequence(|fields| {
            let info = DigestInfo::parse(fields.next())?;
            let salt = fields.next().read_bytes()?;
            let iterations = fields.read_optional(|r| r.read_u64())?.unwrap_or(1);
            let (oid, parameters) = match info.digest_algorithm {
                AlgorithmIdentifier::Sha1 => (oid::of(oid::SHA1), None),
                AlgorithmIdentifier::PbeWithSHAAnd3KeyTripleDESCBC(_) => {
                    (oid::of(oid::PKCS12_TRIPLE_DES), None)
                }
                AlgorithmIdentifier::PbewithSHAAnd40BitRC2CBC(_) => {
                    (oid::of(oid::PKCS12_RC2_40), None)
                }
                AlgorithmIdentifier::OtherAlg(other) => (other.algorithm_type, other.params),
            };
            let method = if oid::is(&oid, oid::PBMAC1) {
                let parameters = parameters.ok_or_else(malformed)?;
                match yasna::parse_ber(&parameters, read_pbmac1)? {
                    Ok(scheme) => Method::Known(scheme),
                    Err(algorithm) => Method::Unknown {
                        algorithm,
                        salt,
                        iterations,
                    },
                }
            } else if let Some(hash) = Hash::of_digest(&oid) {
                let key = MacKey::Pkcs12 { salt, iterations };
                Method::Known(MacScheme { hash, key })
            } else {
                Method::Unknown {
                    algorithm: UnknownAlgorithm(oid),
                    salt,
                    iterations,
                }
            };
            Ok(Mac {
                method,
                digest: info.digest,
            })
        })
    }

    /// What the MAC is, without its parameters.
    pub(super) fn algorithm(&self) -> Algorithm {
        match &self.method {
            Method::Known(scheme) => scheme.algorithm(),
            Method::Unknown { algorithm, .. } => algorithm.into(),
        }
    }

    /// The salt and the iterations of the key derivation.
    pub(super) fn salt_and_iterations(&self) -> (&[u8], u64) {
        match &self.method {
            Method::Known(scheme) => match &scheme.key {
                MacKey::Pkcs12 { salt, iterations } => (salt, *iterations),
                MacKey::Pbkdf2 { pbkdf2, .. } => (&pbkdf2.salt, pbkdf2.iterations),
            },
            Method::Unknown {
                salt, iterations, ..
            } => (salt, *iterations),
        }
    }

    /// How the MAC is made, if that is known here.
    pub(super) fn scheme(&self) -> Result<&MacScheme, OpenError> {
        match &self.method {
            Method::Known(scheme) => Ok(scheme),
            Method::Unknown { algorithm, .. } => Err(OpenError::unsupported(Part::Mac, algorithm)),
        }
    }

    /// Whether this is the MAC of `content` under a key derived by [`MacScheme::derivation`].
    pub(super) fn verifies(&self, key: &Key, content: &[u8]) -> bool {
        self.scheme()
            .is_ok_and(|scheme| scheme.hash.compute().is_hmac(key, content, &self.digest))
    }
}

impl MacScheme {
    /// What the MAC is, without its parameters.
    fn algorithm(&self) -> Algorithm {
        match &self.key {
            MacKey::Pkcs12 { .. } => Algorithm::Hmac(self.hash),
            MacKey::Pbkdf2 { pbkdf2, .. } => Algorithm::Pbmac1 {
                prf: pbkdf2.prf,
                hash: self.hash,
            },
        }
    }

    /// The derivation of the key.
    pub(super) fn derivation<'a>(&'a self, password: &'a Password) -> KeyDerivation<'a> {
        match &self.key {
            MacKey::Pkcs12 { salt, iterations } => KeyDerivation {
                function: Function::Pkcs12(Purpose::Mac),
                hash: self.hash,
                password,
                salt,
                iterations: *iterations,
                length: self.hash.length(),
            },
            MacKey::Pbkdf2 { pbkdf2, length } => pbkdf2.derivation(password, *length),
        }
    }

    /// The MAC of `content` under a key derived by [`derivation`](MacScheme::derivation).
    pub(super) fn sign(&self, key: &Key, content: &[u8]) -> Vec<u8> {
        self.hash.compute().hmac(key, content)
    }

    /// Writes the `MacData` of `content` under a key derived by
    /// [`derivation`](MacScheme::derivation).
    pub(super) fn write(&self, key: &Key, content: &[u8], writer: DERWriter<'_>) {
        let (id, params, salt, iterations) = match &self.key {
            // Windows leaves the NULL parameters out, which p12's own `Sha1` writes.
            MacKey::Pkcs12 { salt, iterations } => {
                (self.hash.digest(), None, salt.as_slice(), *iterations)
            }
            MacKey::Pbkdf2 { pbkdf2, .. } => {
                let parameters = yasna::construct_der(|w| {
                    w.write_sequence(|w| {
                        pbkdf2.write(w.next());
                        write_hmac(self.hash, w.next());
                    });
                });
                (oid::PBMAC1, Some(parameters), NOT_USED, 1)
            }
        };
        let info = DigestInfo {
            digest_algorithm: AlgorithmIdentifier::OtherAlg(OtherAlgorithmIdentifier {
                algorithm_type: oid::of(id),
                params,
            }),
            digest: self.sign(key, content),
        };
        writer.write_sequence(|w| {
            info.write(w.next());
            w.next().write_bytes(salt);
            // DER omits the default; p12 does not.
            if iterations != 1 {
                w.next().write_u64(iterations);
            }
        });
    }
}

/// `PBMAC1-params`, RFC 8018 appendix A.5. RFC 9579 section 4 requires the length of the key.
fn read_pbmac1(reader: BERReader<'_, '_>) -> ASN1Result<Result<MacScheme, UnknownAlgorithm>> {
    let (pbkdf2, hash) = reader.read_sequence(|fields| {
        let pbkdf2 = Pbkdf2::read(fields.next())?;
        Ok((pbkdf2, read_hmac(fields.next())?))
    })?;
    let (pbkdf2, hash) = match (pbkdf2, hash) {
        (Ok(pbkdf2), Ok(hash)) => (pbkdf2, hash),
        (Err(unknown), _) | (_, Err(unknown)) => return Ok(Err(unknown)),
    };
    let length = pbkdf2
        .key_bytes
        .filter(|bytes| PBMAC1_KEY_BYTES.contains(bytes))
        .ok_or_else(malformed)? as usize;
    let key = MacKey::Pbkdf2 { pbkdf2, length };
    Ok(Ok(MacScheme { hash, key }))
}
