//! Private keys as OpenSSL wrote them before PKCS#8: the inner key alone, whose kind the label of
//! its PEM block says.

use p256::pkcs8::PrivateKeyInfo;
use p256::pkcs8::spki::{AlgorithmIdentifierRef, ObjectIdentifier};
use rsa::pkcs1::der::asn1::{AnyRef, UintRef};
use rsa::pkcs1::der::{Decode, Encode, Error, Reader, SliceReader};
use sec1::EcPrivateKey;
use zeroize::Zeroizing;

use super::family::other::{DSA, EC};
use super::{KeyError, KeyFamily, PrivateKey};

impl PrivateKey {
    /// Reads what a block with this label holds: an `RSAPrivateKey` (RFC 8017 appendix A.1.2), an
    /// `ECPrivateKey` that names its curve (RFC 5915 section 3), or a DSA key.
    ///
    /// # Errors
    ///
    /// As for [`from_pkcs8`](Self::from_pkcs8); [`KeyError::Malformed`] for another label too.
    pub(crate) fn from_traditional(label: &str, der: &[u8]) -> Result<Self, KeyError> {
        let pkcs8 = match label {
            "RSA PRIVATE KEY" => of_rsa(der),
            "EC PRIVATE KEY" => of_ec(der),
            "DSA PRIVATE KEY" => of_dsa(der),
            _ => return Err(KeyError::Malformed),
        };
        Self::from_pkcs8(&pkcs8.map_err(|_| KeyError::Malformed)?)
    }
}

type Pkcs8 = Result<Zeroizing<Vec<u8>>, Error>;

fn of_rsa(der: &[u8]) -> Pkcs8 {
    pkcs8(KeyFamily::Rsa.kind().algorithm(), der)
}

fn of_ec(der: &[u8]) -> Pkcs8 {
    let curve = EcPrivateKey::from_der(der)?.parameters;
    let curve = curve.and_then(|parameters| parameters.named_curve());
    let algorithm = AlgorithmIdentifierRef {
        oid: ObjectIdentifier::new_unwrap(EC),
        parameters: curve.as_ref().map(AnyRef::from),
    };
    pkcs8(algorithm, der)
}

/// OpenSSL's own sequence: version, p, q, g, the public and the private number.
fn of_dsa(der: &[u8]) -> Pkcs8 {
    let mut reader = SliceReader::new(der)?;
    let (parameters, key) = reader.sequence(|reader| {
        let [_version, p, q, g, _y, x] = [(); 6].map(|()| reader.decode::<UintRef<'_>>());
        Ok(([p?, q?, g?].to_der()?, Zeroizing::new(x?.to_der()?)))
    })?;
    let algorithm = AlgorithmIdentifierRef {
        oid: ObjectIdentifier::new_unwrap(DSA),
        parameters: Some(AnyRef::from_der(&parameters)?),
    };
    pkcs8(algorithm, &key)
}

fn pkcs8(algorithm: AlgorithmIdentifierRef<'_>, key: &[u8]) -> Pkcs8 {
    let info = PrivateKeyInfo::new(algorithm, key);
    Ok(Zeroizing::new(info.to_der()?))
}
