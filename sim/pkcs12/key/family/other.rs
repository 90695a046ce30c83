//! Keys that nothing here computes with: they are named, matched to their certificates as far as
//! their encodings allow, kept and passed on.

use p256::pkcs8::PrivateKeyInfo;
use p256::pkcs8::spki::AlgorithmIdentifierRef;
use rsa::BigUint;
use rsa::pkcs1::der::asn1::{ObjectIdentifier, UintRef};
use rsa::pkcs1::der::{Decode, Encode, Reader};
use sec1::EcPrivateKey;
use zeroize::Zeroizing;

use super::kind::{Kind, ReadKey, Signer};
use super::rsa::public_half;
use crate::key::{KeyError, SignatureHash};

/// The kind of key.
pub(in crate::key) struct Other;

/// Names by the algorithm's object identifier, or the curve's where there is one. They are those
/// that OpenSSL's command line takes, in lower case.
const NAMES: &[(&str, &str)] = &[
    ("1.2.840.113549.1.1.1", "rsa"),
    ("1.2.840.113549.1.1.7", "rsa-oaep"),
    (RSA_PSS, "rsa-pss"),
    (DSA, "dsa"),
    ("1.2.840.113549.1.3.1", "dh"),
    ("1.2.840.10046.2.1", "x9.42-dh"),
    (EC, "ec"),
    ("1.2.840.10045.3.1.1", "p-192"),
    ("1.2.840.10045.3.1.7", "p-256"),
    ("1.3.132.0.33", "p-224"),
    ("1.3.132.0.34", "p-384"),
    ("1.3.132.0.35", "p-521"),
    ("1.3.132.0.10", "secp256k1"),
    ("1.3.36.3.3.2.8.1.1.1", "brainpoolp160r1"),
    ("1.3.36.3.3.2.8.1.1.3", "brainpoolp192r1"),
    ("1.3.36.3.3.2.8.1.1.5", "brainpoolp224r1"),
    ("1.3.36.3.3.2.8.1.1.7", "brainpoolp256r1"),
    ("1.3.36.3.3.2.8.1.1.8", "brainpoolp256t1"),
    ("1.3.36.3.3.2.8.1.1.9", "brainpoolp320r1"),
    ("1.3.36.3.3.2.8.1.1.11", "brainpoolp384r1"),
    ("1.3.36.3.3.2.8.1.1.12", "brainpoolp384t1"),
    ("1.3.36.3.3.2.8.1.1.13", "brainpoolp512r1"),
    ("1.3.36.3.3.2.8.1.1.14", "brainpoolp512t1"),
    ("1.2.156.10197.1.301", "sm2"),
    ("1.2.643.2.2.19", "gost2001"),
    ("1.2.643.7.1.1.1.1", "gost2012-256"),
    ("1.2.643.7.1.1.1.2", "gost2012-512"),
    ("1.3.101.110", "x25519"),
    ("1.3.101.111", "x448"),
    ("1.3.101.112", "ed25519"),
    ("1.3.101.113", "ed448"),
    ("1.3.6.1.4.1.32473.1", "stand-in"),
    ("2.16.840.1.101.3.4.4.1", "ml-kem-512"),
    ("2.16.840.1.101.3.4.4.2", "ml-kem-768"),
    ("2.16.840.1.101.3.4.4.3", "ml-kem-1024"),
    ("2.16.840.1.101.3.4.3.17", "ml-dsa-44"),
    ("2.16.840.1.101.3.4.3.18", "ml-dsa-65"),
    ("2.16.840.1.101.3.4.3.19", "ml-dsa-87"),
];

const RSA_PSS: &str = "1.2.840.113549.1.1.10";
pub(in crate::key) const DSA: &str = "1.2.840.10040.4.1";
pub(in crate::key) const EC: &str = "1.2.840.10045.2.1";

/// The longest prime of a DSA key whose public half is computed; FIPS 186-4 ends at 3072 bits.
const DSA_BITS_MAX: usize = 4096;

/// The name of an algorithm, or its object identifier where it has none here.
pub(in crate::key) fn name(algorithm: &AlgorithmIdentifierRef<'_>) -> String {
    let curve = algorithm.parameters_oid().ok();
    let oid = match (algorithm.oid.to_string().as_str(), curve) {
        (EC, Some(curve)) => curve,
        _ => algorithm.oid,
    };
    name_of_oid(&oid.to_string())
}

/// Returns whether an algorithm is that of keys on curves, which are its parameters.
pub(in crate::key) fn is_ec(algorithm: &AlgorithmIdentifierRef<'_>) -> bool {
    algorithm.oid.to_string() == EC
}

/// The name of an algorithm or a curve by its object identifier, which is given back where it has
/// none here.
pub(crate) fn name_of_oid(oid: &str) -> String {
    let known = NAMES.iter().find(|(known, _)| *known == oid);
    known.map_or(oid, |(_, name)| *name).to_owned()
}

/// The content of `subjectPublicKey` that belongs to a key: what the file says of it, or what
/// follows from the key; empty where neither tells.
///
/// # Errors
///
/// [`KeyError::Malformed`] for a key whose algorithm is known but whose encoding is not.
pub(in crate::key) fn public(info: &PrivateKeyInfo<'_>) -> Result<Vec<u8>, KeyError> {
    if let Some(stated) = info.public_key {
        return Ok(stated.to_vec());
    }
    match info.algorithm.oid.to_string().as_str() {
        RSA_PSS => public_half(info.private_key),
        EC => {
            let key = EcPrivateKey::from_der(info.private_key);
            let key = key.map_err(|_| KeyError::Malformed)?;
            Ok(key.public_key.map(<[u8]>::to_vec).unwrap_or_default())
        }
        DSA => Ok(of_dsa(info).unwrap_or_default()),
        _ => Ok(Vec::new()),
    }
}

/// The generator to the power of the private number; the parameters are `Dss-Parms` of RFC 3279
/// section 2.3.2.
fn of_dsa(info: &PrivateKeyInfo<'_>) -> Option<Vec<u8>> {
    let parameters = info.algorithm.parameters?;
    let number = |number: UintRef<'_>| BigUint::from_bytes_be(number.as_bytes());
    let read = parameters.sequence(|reader| {
        let [p, q, g] = [reader.decode()?, reader.decode()?, reader.decode()?];
        Ok([p, q, g].map(number))
    });
    let [p, q, g] = read.ok()?;
    let x = Zeroizing::new(number(UintRef::from_der(info.private_key).ok()?));
    let sound = p.bits() <= DSA_BITS_MAX && *x < q && q < p && g < p;
    let y = sound.then(|| g.modpow(&x, &p).to_bytes_be())?;
    UintRef::new(&y).ok()?.to_der().ok()
}

impl Kind for Other {
    fn algorithm(&self) -> AlgorithmIdentifierRef<'static> {
        AlgorithmIdentifierRef {
            // The arc under which nothing is registered (ITU-T X.660).
            oid: ObjectIdentifier::new_unwrap("2.999"),
            parameters: None,
        }
    }

    fn is(&self, _: &AlgorithmIdentifierRef<'_>) -> bool {
        true
    }

    fn read(&self, _: &[u8]) -> Result<ReadKey, KeyError> {
        Ok(ReadKey::Held(Vec::new()))
    }

    fn read_public(&self, bits: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(bits.to_vec())
    }

    fn signer(&self, _: &[u8]) -> Option<Box<dyn Signer>> {
        None
    }

    fn signature_algorithm(&self, _: Option<SignatureHash>) -> Option<&'static [u8]> {
        None
    }

    #[cfg(feature = "rcgen")]
    fn rcgen(&self) -> Option<&'static rcgen::SignatureAlgorithm> {
        None
    }
}
