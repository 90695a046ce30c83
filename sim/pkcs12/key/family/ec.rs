//! ECDSA keys (FIPS 186-5): made, read and checked, and signed with.

use std::marker::PhantomData;

use p256::elliptic_curve::group::Curve as _;
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::point::AffineCoordinates;
use p256::elliptic_curve::sec1::{EncodedPoint, ToEncodedPoint};
use p256::elliptic_curve::{Field, FieldBytes, PrimeField, PublicKey, Scalar, SecretKey};
use p256::pkcs8::PrivateKeyInfo;
use p256::pkcs8::spki::{AlgorithmIdentifierRef, ObjectIdentifier};
use rfc6979::HmacDrbg;
use rsa::pkcs1::der::asn1::UintRef;
use rsa::pkcs1::der::{Decode, Encode, Error};
use sec1::EcPrivateKey;
use sha2::digest::core_api::BlockSizeUser;
use sha2::digest::{Digest, FixedOutputReset};
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::curve::Curve;
use super::kind::{Kind, ReadKey, Signer};
use crate::key::{KeyError, PrivateKey, SignatureHash};
use crate::seed::Stream;

/// ecdsa-with-SHA1, RFC 3279 section 2.2.3.
const WITH_SHA1: &[u8] = &[
    0x30, 0x09, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01,
];

/// ecdsa-with-SHA256 and the next two, RFC 5758 section 3.2.
const WITH_SHA2: [&[u8]; 3] = [
    &[
        0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02,
    ],
    &[
        0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03,
    ],
    &[
        0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04,
    ],
];

/// The kind of key.
pub(in crate::key) struct Ec<C>(PhantomData<C>);

impl<C> Ec<C> {
    pub(super) const fn new() -> Self {
        Ec(PhantomData)
    }
}

/// Makes a key: as many bytes as the order of the curve has are drawn, and the bits that it does
/// not have are cleared, until they are a scalar in range.
pub(in crate::key) fn generate<C: Curve>(stream: &mut Stream) -> PrivateKey {
    let mut scalar = Zeroizing::new(FieldBytes::<C>::default().to_vec());
    loop {
        stream.fill(&mut scalar);
        scalar[0] &= u8::MAX >> C::SPARE_BITS;
        if let Ok(secret) = SecretKey::<C>::from_slice(&scalar) {
            let public = point_of(&secret).as_bytes().to_vec();
            let algorithm = Ec::<C>::new().algorithm();
            let pkcs8 = pkcs8(algorithm, &scalar, &public)
                .expect("an elliptic key always has a PKCS#8 encoding");
            return PrivateKey::new(pkcs8, C::FAMILY, public);
        }
    }
}

/// The point of a key.
fn point_of<C: Curve>(secret: &SecretKey<C>) -> EncodedPoint<C> {
    let point = C::base_point_times(&secret.to_nonzero_scalar());
    point.to_affine().to_encoded_point(false)
}

impl<C: Curve> Kind for Ec<C> {
    fn algorithm(&self) -> AlgorithmIdentifierRef<'static> {
        AlgorithmIdentifierRef {
            // id-ecPublicKey, RFC 5480 section 2.1.1.
            oid: ObjectIdentifier::new_unwrap("1.2.840.10045.2.1"),
            parameters: Some((&C::OID).into()),
        }
    }

    fn read(&self, key: &[u8]) -> Result<ReadKey, KeyError> {
        let key = EcPrivateKey::from_der(key).map_err(|_| KeyError::Malformed)?;
        let secret = SecretKey::<C>::from_slice(key.private_key);
        let secret = secret.map_err(|_| KeyError::Malformed)?;
        // The one multiplication that reading a key costs.
        let point = point_of(&secret);
        if let Some(stated) = key.public_key {
            let stated = EncodedPoint::<C>::from_bytes(stated).map_err(|_| KeyError::Malformed)?;
            let is_stated = match stated.is_compressed() {
                true => point.compress() == stated,
                false => point == stated,
            };
            if !is_stated {
                return Err(KeyError::Inconsistent);
            }
        }
        Ok(ReadKey::Signs(point.as_bytes().to_vec()))
    }

    fn read_public(&self, bits: &[u8]) -> Result<Vec<u8>, KeyError> {
        let key = PublicKey::<C>::from_sec1_bytes(bits).map_err(|_| KeyError::Malformed)?;
        Ok(key.to_encoded_point(false).as_bytes().to_vec())
    }

    fn signer(&self, key: &[u8]) -> Option<Box<dyn Signer>> {
        let key = EcPrivateKey::from_der(key).expect("the key was read before");
        let key = SecretKey::<C>::from_slice(key.private_key);
        let key = key.expect("the scalar was checked when the key was read");
        Some(Box::new(EcSigner(key)))
    }

    fn default_hash(&self) -> Option<SignatureHash> {
        Some(C::HASH)
    }

    fn signature_algorithm(&self, hash: Option<SignatureHash>) -> Option<&'static [u8]> {
        let [sha256, sha384, sha512] = WITH_SHA2;
        Some(match hash? {
            SignatureHash::Sha1 => WITH_SHA1,
            SignatureHash::Sha256 => sha256,
            SignatureHash::Sha384 => sha384,
            SignatureHash::Sha512 => sha512,
        })
    }

    #[cfg(feature = "rcgen")]
    fn rcgen(&self) -> Option<&'static rcgen::SignatureAlgorithm> {
        C::RCGEN
    }
}

/// Signs with one key.
struct EcSigner<C: Curve>(SecretKey<C>);

impl<C: Curve> Signer for EcSigner<C> {
    fn sign(&self, hash: Option<SignatureHash>, message: &[u8]) -> Option<Vec<u8>> {
        let hash = hash?;
        let digest = hash.digest(message);
        let signature = match hash {
            // With SHA-1, the number of a signature is drawn with SHA-256, as it always was here.
            SignatureHash::Sha1 | SignatureHash::Sha256 => sign::<C, Sha256>(&self.0, &digest),
            SignatureHash::Sha384 => sign::<C, Sha384>(&self.0, &digest),
            SignatureHash::Sha512 => sign::<C, Sha512>(&self.0, &digest),
        };
        Some(signature)
    }
}

/// The signature of a hash, with the number that RFC 6979 section 3.2 draws with `D`.
///
/// `ecdsa` draws it only with the hash that is as long as the curve's numbers, of which P-521 has
/// none.
fn sign<C, D>(secret: &SecretKey<C>, digest: &[u8]) -> Vec<u8>
where
    C: Curve,
    D: Digest + BlockSizeUser + FixedOutputReset,
{
    let secret: Scalar<C> = *secret.to_nonzero_scalar();
    let hash = <Scalar<C> as Reduce<C::Uint>>::reduce_bytes(&leftmost::<C>(digest));
    let own = Zeroizing::new(secret.to_repr().to_vec());
    let mut numbers = HmacDrbg::<D>::new(&own, &hash.to_repr(), &[]);
    loop {
        let mut number = FieldBytes::<C>::default();
        numbers.fill_bytes(&mut number);
        shift_right(&mut number, C::SPARE_BITS);
        let number = Option::from(Scalar::<C>::from_repr(number));
        if let Some([r, s]) = number.and_then(|number| sign_with::<C>(secret, number, hash)) {
            return in_der(&r.to_repr(), &s.to_repr())
                .expect("two numbers always have an encoding");
        }
    }
}

/// The two halves of the signature that a number gives (FIPS 186-5 section 6.4.1), unless it is
/// out of range or one of them would be zero.
fn sign_with<C: Curve>(
    secret: Scalar<C>,
    number: Scalar<C>,
    hash: Scalar<C>,
) -> Option<[Scalar<C>; 2]> {
    let inverse = Option::<Scalar<C>>::from(number.invert())?;
    let point = C::base_point_times(&number).to_affine();
    let r = <Scalar<C> as Reduce<C::Uint>>::reduce_bytes(&point.x());
    let s = inverse * (hash + r * secret);
    let halves = [r, s];
    let none_is_zero = halves.iter().all(|half| !bool::from(half.is_zero()));
    none_is_zero.then_some(halves)
}

/// The leftmost bits of a hash as a number (RFC 6979 section 2.3.2). No hash here is longer than
/// the numbers of P-521, so that whole bytes are enough.
fn leftmost<C: Curve>(digest: &[u8]) -> FieldBytes<C> {
    let mut number = FieldBytes::<C>::default();
    let length = digest.len().min(number.len());
    let start = number.len() - length;
    number[start..].copy_from_slice(&digest[..length]);
    number
}

/// Divides a big-endian number by a power of two below the eighth.
fn shift_right(number: &mut [u8], bits: u8) {
    let mut before = 0;
    for byte in number {
        let pair = u16::from_be_bytes([before, *byte]);
        before = *byte;
        [_, *byte] = (pair >> bits).to_be_bytes();
    }
}

/// `ECDSA-Sig-Value`, RFC 3279 section 2.2.3.
fn in_der(r: &[u8], s: &[u8]) -> Result<Vec<u8>, Error> {
    [UintRef::new(r)?, UintRef::new(s)?].to_der()
}

/// The PKCS#8 encoding around an `ECPrivateKey` (RFC 5915) with its public half.
fn pkcs8(
    algorithm: AlgorithmIdentifierRef<'_>,
    scalar: &[u8],
    public: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let key = EcPrivateKey {
        private_key: scalar,
        parameters: None,
        public_key: Some(public),
    };
    let key = Zeroizing::new(key.to_der()?);
    let info = PrivateKeyInfo::new(algorithm, &key);
    Ok(Zeroizing::new(info.to_der()?))
}
