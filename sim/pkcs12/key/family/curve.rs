//! The curves of NIST (FIPS 186-5) on which keys are made and signed with.

use std::ops::Add;
use std::panic::{RefUnwindSafe, UnwindSafe};

use p256::NistP256;
use p256::elliptic_curve::generic_array::ArrayLength;
use p256::elliptic_curve::ops::Invert;
use p256::elliptic_curve::sec1::{FromEncodedPoint, ModulusSize, ToEncodedPoint};
use p256::elliptic_curve::subtle::CtOption;
use p256::elliptic_curve::{CurveArithmetic, PrimeCurve, Scalar};
use p256::pkcs8::AssociatedOid;
use p384::NistP384;
use p521::NistP521;

use super::base_point;
use crate::key::{KeyFamily, SignatureHash};

/// A curve, and what is done with it here that does not follow from its crate.
pub(in crate::key) trait Curve:
    PrimeCurve<
        FieldBytesSize: ModulusSize + Add<Output: ArrayLength<u8>>,
        Uint: UnwindSafe + RefUnwindSafe,
    > + CurveArithmetic<
        AffinePoint: FromEncodedPoint<Self> + ToEncodedPoint<Self>,
        Scalar: Invert<Output = CtOption<Scalar<Self>>>,
    > + AssociatedOid
{
    /// The family of its keys.
    const FAMILY: KeyFamily;
    /// The hash that is as strong as the curve (RFC 5480 section 4).
    const HASH: SignatureHash;
    /// How many bits the bytes of a number have more than the order of the curve.
    const SPARE_BITS: u8;
    /// rcgen's name for signatures with [`HASH`](Self::HASH).
    #[cfg(feature = "rcgen")]
    const RCGEN: Option<&'static rcgen::SignatureAlgorithm>;

    /// The uncompressed point of a scalar, big-endian. `None` when it is out of range.
    fn point_of(scalar: &[u8]) -> Option<Vec<u8>>;
}

impl Curve for NistP256 {
    const FAMILY: KeyFamily = KeyFamily::P256;
    const HASH: SignatureHash = SignatureHash::Sha256;
    const SPARE_BITS: u8 = 0;
    #[cfg(feature = "rcgen")]
    const RCGEN: Option<&'static rcgen::SignatureAlgorithm> = Some(&rcgen::PKCS_ECDSA_P256_SHA256);

    fn point_of(scalar: &[u8]) -> Option<Vec<u8>> {
        base_point::times(scalar.try_into().ok()?)
    }
}

impl Curve for NistP384 {
    const FAMILY: KeyFamily = KeyFamily::P384;
    const HASH: SignatureHash = SignatureHash::Sha384;
    const SPARE_BITS: u8 = 0;
    #[cfg(feature = "rcgen")]
    const RCGEN: Option<&'static rcgen::SignatureAlgorithm> = Some(&rcgen::PKCS_ECDSA_P384_SHA384);

    fn point_of(scalar: &[u8]) -> Option<Vec<u8>> {
        let secret = p384::SecretKey::from_slice(scalar).ok()?;
        let point = secret.public_key().to_encoded_point(false);
        Some(point.as_bytes().to_vec())
    }
}

impl Curve for NistP521 {
    const FAMILY: KeyFamily = KeyFamily::P521;
    const HASH: SignatureHash = SignatureHash::Sha512;
    const SPARE_BITS: u8 = 7;
    #[cfg(feature = "rcgen")]
    const RCGEN: Option<&'static rcgen::SignatureAlgorithm> = None;

    fn point_of(scalar: &[u8]) -> Option<Vec<u8>> {
        let secret = p521::SecretKey::from_slice(scalar).ok()?;
        let point = secret.public_key().to_encoded_point(false);
        Some(point.as_bytes().to_vec())
    }
}
