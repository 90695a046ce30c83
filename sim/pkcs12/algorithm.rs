//! The algorithms that a file names for its encryption and its MAC, as types.

use std::fmt;

use yasna::models::ObjectIdentifier;

use super::cipher::Cipher;
use super::hash::Hash;
use super::oid;
use super::pbes1::Pbes1;

/// How something in a file is encrypted, or how the file is authenticated.
///
/// It is shown as the standards call it: `pbeWithSHAAnd3-KeyTripleDES-CBC`,
/// `PBES2, PBKDF2-HMAC-SHA-256, AES-256-CBC`, `HMAC-SHA-1`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm {
    /// Encryption by a scheme of RFC 7292 appendix C, whose key is derived with SHA-1.
    Pkcs12(Cipher),
    /// Encryption by PBES1 with PBKDF1 (RFC 8018 section 6.1).
    Pbes1(Pbes1),
    /// Encryption by PBES2 with PBKDF2 (RFC 8018 section 6.2).
    Pbes2 {
        /// The hash of PBKDF2's pseudo-random function, which is HMAC.
        prf: Hash,
        /// The cipher.
        cipher: Cipher,
    },
    /// Encryption of a PEM block by its headers, as OpenSSL once wrote private keys: the key is
    /// derived with MD5 and no iterations.
    Pem(Cipher),
    /// A MAC whose key is derived as in RFC 7292 appendix B.
    Hmac(Hash),
    /// A MAC whose key is derived with PBKDF2 (PBMAC1, RFC 9579).
    Pbmac1 {
        /// The hash of PBKDF2's pseudo-random function, which is HMAC.
        prf: Hash,
        /// The hash of the MAC itself.
        hash: Hash,
    },
    /// One that is not supported here. It may be a part of PBES2 or PBMAC1.
    Unsupported {
        /// Its object identifier.
        oid: String,
    },
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Algorithm::Pkcs12(cipher) => f.write_str(cipher.pkcs12().0),
            Algorithm::Pbes1(scheme) => f.write_str(scheme.name()),
            Algorithm::Pbes2 { prf, cipher } => {
                let (prf, cipher) = (prf.name(), cipher.name());
                write!(f, "PBES2, PBKDF2-HMAC-{prf}, {cipher}")
            }
            Algorithm::Pem(cipher) => write!(f, "PEM, MD5, {}", cipher.name()),
            Algorithm::Hmac(hash) => write!(f, "HMAC-{}", hash.name()),
            Algorithm::Pbmac1 { prf, hash } => {
                let (prf, hash) = (prf.name(), hash.name());
                write!(f, "PBMAC1, PBKDF2-HMAC-{prf}, HMAC-{hash}")
            }
            Algorithm::Unsupported { oid } => f.write_str(&oid::name(oid)),
        }
    }
}

/// The identifier of an algorithm that is not known here.
#[derive(Clone)]
pub(super) struct UnknownAlgorithm(pub(super) ObjectIdentifier);

impl From<&UnknownAlgorithm> for Algorithm {
    fn from(UnknownAlgorithm(id): &UnknownAlgorithm) -> Self {
        Algorithm::Unsupported {
            oid: id.to_string(),
        }
    }
}

crate::written_as_string!(
    write only Algorithm,
    "Algorithm",
    write: |algorithm| algorithm.to_string(),
    pattern: r"^.+$",
    description: "How something is encrypted or authenticated, as the standards call it"
);
