//! The curves of NIST (FIPS 186-5) on which keys are made and signed with.

use std::panic::{RefUnwindSafe, UnwindSafe};

use p256::NistP256;
use p256::elliptic_curve::sec1::{FromEncodedPoint, ModulusSize, ToEncodedPoint};
use p256::elliptic_curve::{CurveArithmetic, Group, PrimeCurve, ProjectivePoint, Scalar};
use p256::pkcs8::AssociatedOid;
use p384::NistP384;
use p521::NistP521;

use super::base_point;
use crate::key::{KeyFamily, SignatureHash};

/// A curve, and what is done with it here that does not follow from its crate.
pub(in crate::key) trait Curve:
    PrimeCurve<FieldBytesSize: ModulusSize, Uint: UnwindSafe + RefUnwindSafe>
    + CurveArithmetic<AffinePoint: FromEncodedPoint<Self> + ToEncodedPoint<Self>>
    + AssociatedOid
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

    /// The curve's base point, so many times.
    fn base_point_times(scalar: &Scalar<Self>) -> ProjectivePoint<Self> {
        ProjectivePoint::<Self>::generator() * scalar
    }
}

impl Curve for NistP256 {
    const FAMILY: KeyFamily = KeyFamily::P256;
    const HASH: SignatureHash = SignatureHash::Sha256;
    const SPARE_BITS: u8 = 0;
    #[cfg(feature = "rcgen")]
    const RCGEN: Option<&'static rcgen::SignatureAlgorithm> = Some(&rcgen::PKCS_ECDSA_P256_SHA256);

    fn base_point_times(scalar: &Scalar<Self>) -> ProjectivePoint<Self> {
        base_point::times(scalar)
    }
}

impl Curve for NistP384 {
    const FAMILY: KeyFamily = KeyFamily::P384;
    const HASH: SignatureHash = SignatureHash::Sha384;
    const SPARE_BITS: u8 = 0;
    #[cfg(feature = "rcgen")]
    const RCGEN: Option<&'static rcgen::SignatureAlgorithm> = Some(&rcgen::PKCS_ECDSA_P384_SHA384);
}

impl Curve for NistP521 {
    const FAMILY: KeyFamily = KeyFamily::P521;
    const HASH: SignatureHash = SignatureHash::Sha512;
    const SPARE_BITS: u8 = 7;
    #[cfg(feature = "rcgen")]
    const RCGEN: Option<&'static rcgen::SignatureAlgorithm> = None;
}
