//! A request for a certificate for a key that the client has made itself: PKCS#10 (RFC 2986).

use std::fmt;
use std::str::FromStr;

use rustls_pki_types::pem::SectionKind;
use x509_cert::der::asn1::{BitString, SetOfVec};
use x509_cert::der::{self, Decode, Encode};
use x509_cert::name::Name;
use x509_cert::request::{CertReq, CertReqInfo, Version};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use crate::key::{KeyFamily, PrivateKey, PublicKey};
use crate::path;
use crate::pem;
use crate::reason::Reason;

/// The longest request in DER: one for RSA-8192 with every extension one could wish for is a tenth
/// of it.
pub const REQUEST_BYTES: usize = 64 << 10;

/// A request in PEM, which has been read. Of what it asks for, only the key is looked at: what a
/// certificate says is the authority's to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificationRequest {
    der: Vec<u8>,
    key: PublicKey,
    /// What the key's owner signed, and the signature.
    signed: (Vec<u8>, Vec<u8>),
}

/// Why bytes are no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// It is not PEM of the right kind.
    #[error(
        "this is no certification request: give one as PEM, as `openssl req -new -key KEY` writes it"
    )]
    NotPem,
    /// It is too long.
    #[error("a certification request has at most {REQUEST_BYTES} bytes")]
    TooLong,
    /// Its bytes are not the structure they should be.
    #[error("the certification request is damaged")]
    Malformed,
}

impl CertificationRequest {
    /// A request of somebody who has this key, for nothing but its certification.
    ///
    /// # Errors
    ///
    /// [`Reason::UnsupportedAlgorithm`] for a key that
    /// [cannot sign](crate::key::PrivateKey::can_sign).
    pub fn new(key: &PrivateKey) -> Result<Self, Reason> {
        let unsupported = || Reason::UnsupportedAlgorithm;
        let algorithm = key.family().signature_algorithm();
        let algorithm = algorithm.ok_or_else(unsupported)?;
        let made = || {
            let info = CertReqInfo {
                version: Version::V1,
                subject: Name::default(),
                public_key: SubjectPublicKeyInfoOwned::from_der(&key.public().spki_der())?,
                attributes: SetOfVec::new(),
            };
            let signature = key.sign(&info.to_der()?);
            let request = CertReq {
                info,
                algorithm: AlgorithmIdentifierOwned::from_der(algorithm)?,
                signature: BitString::from_bytes(&signature)?,
            };
            request.to_der()
        };
        let der = made().map_err(|_: der::Error| unsupported())?;
        CertificationRequest::from_der(&der).map_err(|_| unsupported())
    }

    /// Reads a request in DER.
    ///
    /// # Errors
    ///
    /// [`RequestError::TooLong`] and [`RequestError::Malformed`].
    pub fn from_der(der: &[u8]) -> Result<Self, RequestError> {
        if der.len() > REQUEST_BYTES {
            return Err(RequestError::TooLong);
        }
        let malformed = |_| RequestError::Malformed;
        let request = CertReq::from_der(der).map_err(malformed)?;
        let spki = request.info.public_key.to_der().map_err(malformed)?;
        let key = PublicKey::from_spki(&spki).map_err(|_| RequestError::Malformed)?;
        let message = request.info.to_der().map_err(malformed)?;
        let signature = request.signature.as_bytes();
        let signature = signature.ok_or(RequestError::Malformed)?.to_vec();
        Ok(CertificationRequest {
            der: der.to_vec(),
            key,
            signed: (message, signature),
        })
    }

    /// The key that is to be certified.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Finds out whether whoever made it has the private key.
    ///
    /// # Errors
    ///
    /// [`Reason::UnsupportedAlgorithm`] for a key whose signatures nobody verifies here, and
    /// [`Reason::BadSignature`].
    pub fn verify(&self) -> Result<(), Reason> {
        if self.key.family() == KeyFamily::Other {
            return Err(Reason::UnsupportedAlgorithm);
        }
        let (message, signature) = &self.signed;
        path::verify_signature(&self.key, message, signature)
    }
}

impl FromStr for CertificationRequest {
    type Err = RequestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Some programs still say NEW, as RFC 7468 section 7 has it.
        let text = text.replace(" NEW CERTIFICATE REQUEST-----", " CERTIFICATE REQUEST-----");
        let der = pem::decode(&text, SectionKind::Csr).ok_or(RequestError::NotPem)?;
        CertificationRequest::from_der(&der)
    }
}

impl fmt::Display for CertificationRequest {
    /// Writes the PEM that is read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&pem::encode("CERTIFICATE REQUEST", &self.der))
    }
}

kigen_pkcs12::written_as_string! {
    CertificationRequest, "CertificationRequest",
    write: |request| request.to_string(),
    pattern: "-----BEGIN (NEW )?CERTIFICATE REQUEST-----",
    description: "A certification request (PKCS#10) as PEM."
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::KeyAlgorithm;
    use crate::seed::Seed;

    /// Made by OpenSSL 3.0: `openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes`.
    const MADE_BY_OPENSSL: &str = include_str!("certification_request/p256.pem");

    #[test]
    fn a_request_of_openssl_is_read_written_again_and_verified() {
        let request: CertificationRequest = MADE_BY_OPENSSL.parse().unwrap();
        assert_eq!(request.key().family(), KeyFamily::P256);
        assert_eq!(request.verify(), Ok(()));
        assert_eq!(request.to_string(), MADE_BY_OPENSSL);
        let older = MADE_BY_OPENSSL.replace("CERTIFICATE", "NEW CERTIFICATE");
        assert_eq!(older.parse(), Ok(request));
    }

    #[test]
    fn a_key_of_any_kind_asks_for_its_certification() {
        for algorithm in KeyAlgorithm::REAL {
            // Larger keys of RSA are asked for in the same way, and made slowly.
            if matches!(algorithm, KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096) {
                continue;
            }
            let key = PrivateKey::generate(algorithm, &mut Seed::new(7).stream("request"));
            let request = CertificationRequest::new(&key).unwrap();
            assert_eq!(request.key(), key.public());
            assert_eq!(request.verify(), Ok(()), "{algorithm}");
            assert_eq!(request.to_string().parse(), Ok(request));
        }
    }

    #[test]
    fn what_was_changed_is_refused_or_unreadable() {
        let request: CertificationRequest = MADE_BY_OPENSSL.parse().unwrap();
        let mut verified = 0;
        for at in 0..request.der.len() {
            let mut der = request.der.clone();
            der[at] ^= 1;
            if let Ok(changed) = CertificationRequest::from_der(&der) {
                // The name of the signature's algorithm is said again by the signature itself.
                verified += usize::from(changed.verify().is_ok());
            }
        }
        assert!(verified <= 10, "{verified}");
        for length in 0..request.der.len() {
            let cut = CertificationRequest::from_der(&request.der[..length]);
            assert_eq!(cut, Err(RequestError::Malformed));
        }
        assert_eq!(
            "".parse::<CertificationRequest>(),
            Err(RequestError::NotPem)
        );
        let long = vec![0x30; REQUEST_BYTES + 1];
        assert_eq!(
            CertificationRequest::from_der(&long),
            Err(RequestError::TooLong)
        );
    }
}
