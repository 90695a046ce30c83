//! The hash functions of MACs and key derivations.

mod compute;

use hmac::{Hmac, SimpleHmac};
use yasna::models::ObjectIdentifier;

use self::compute::By;
pub(super) use self::compute::Compute;
use super::oid;

/// What there is to say of a hash function.
struct Row {
    name: &'static str,
    /// The identifier of the digest.
    digest: &'static [u64],
    /// The identifiers of HMAC with it, the first of which is written. Without any, it can make a
    /// MAC by RFC 7292 and nothing else.
    hmac: &'static [&'static [u64]],
    compute: &'static dyn Compute,
}

/// A hash whose HMAC is computed in the usual way.
type Usual<D> = By<D, Hmac<D>>;

super::rows::rows! {
    /// A hash function that a file may ask for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Hash: Row {
        /// SHA-1, FIPS 180-4.
        Sha1 = Row {
            name: "SHA-1",
            digest: oid::SHA1,
            hmac: &[&[1, 2, 840, 113_549, 2, 7], &[1, 3, 6, 1, 5, 5, 8, 1, 2]],
            compute: &Usual::<sha1::Sha1>::NEW,
        },
        /// SHA-224, FIPS 180-4.
        Sha224 = Row {
            name: "SHA-224",
            digest: &[2, 16, 840, 1, 101, 3, 4, 2, 4],
            hmac: &[&[1, 2, 840, 113_549, 2, 8]],
            compute: &Usual::<sha2::Sha224>::NEW,
        },
        /// SHA-256, FIPS 180-4.
        Sha256 = Row {
            name: "SHA-256",
            digest: &[2, 16, 840, 1, 101, 3, 4, 2, 1],
            hmac: &[&[1, 2, 840, 113_549, 2, 9]],
            compute: &Usual::<sha2::Sha256>::NEW,
        },
        /// SHA-384, FIPS 180-4.
        Sha384 = Row {
            name: "SHA-384",
            digest: &[2, 16, 840, 1, 101, 3, 4, 2, 2],
            hmac: &[&[1, 2, 840, 113_549, 2, 10]],
            compute: &Usual::<sha2::Sha384>::NEW,
        },
        /// SHA-512, FIPS 180-4.
        Sha512 = Row {
            name: "SHA-512",
            digest: &[2, 16, 840, 1, 101, 3, 4, 2, 3],
            hmac: &[&[1, 2, 840, 113_549, 2, 11]],
            compute: &Usual::<sha2::Sha512>::NEW,
        },
        /// SHA-512/224, FIPS 180-4.
        Sha512With224 = Row {
            name: "SHA-512/224",
            digest: &[2, 16, 840, 1, 101, 3, 4, 2, 5],
            hmac: &[&[1, 2, 840, 113_549, 2, 12]],
            compute: &Usual::<sha2::Sha512_224>::NEW,
        },
        /// SHA-512/256, FIPS 180-4.
        Sha512With256 = Row {
            name: "SHA-512/256",
            digest: &[2, 16, 840, 1, 101, 3, 4, 2, 6],
            hmac: &[&[1, 2, 840, 113_549, 2, 13]],
            compute: &Usual::<sha2::Sha512_256>::NEW,
        },
        /// SHA3-224, FIPS 202.
        Sha3With224 = Row {
            name: "SHA3-224",
            digest: &[2, 16, 840, 1, 101, 3, 4, 2, 7],
            hmac: &[&[2, 16, 840, 1, 101, 3, 4, 2, 13]],
            compute: &Usual::<sha3::Sha3_224>::NEW,
        },
        /// SHA3-256, FIPS 202.
        Sha3With256 = Row {
            name: "SHA3-256",
            digest: &[2, 16, 840, 1, 101, 3, 4, 2, 8],
            hmac: &[&[2, 16, 840, 1, 101, 3, 4, 2, 14]],
            compute: &Usual::<sha3::Sha3_256>::NEW,
        },
        /// SHA3-384, FIPS 202.
        Sha3With384 = Row {
            name: "SHA3-384",
            digest: &[2, 16, 840, 1, 101, 3, 4, 2, 9],
            hmac: &[&[2, 16, 840, 1, 101, 3, 4, 2, 15]],
            compute: &Usual::<sha3::Sha3_384>::NEW,
        },
        /// SHA3-512, FIPS 202.
        Sha3With512 = Row {
            name: "SHA3-512",
            digest: &[2, 16, 840, 1, 101, 3, 4, 2, 10],
            hmac: &[&[2, 16, 840, 1, 101, 3, 4, 2, 16]],
            compute: &Usual::<sha3::Sha3_512>::NEW,
        },
        /// MD5, RFC 1321.
        Md5 = Row {
            name: "MD5",
            digest: &[1, 2, 840, 113_549, 2, 5],
            hmac: &[&[1, 2, 840, 113_549, 2, 6], &[1, 3, 6, 1, 5, 5, 8, 1, 1]],
            compute: &Usual::<md5::Md5>::NEW,
        },
        /// MD4, RFC 1320.
        Md4 = Row {
            name: "MD4",
            digest: &[1, 2, 840, 113_549, 2, 4],
            hmac: &[],
            compute: &Usual::<md4::Md4>::NEW,
        },
        /// MD2, RFC 1319.
        Md2 = Row {
            name: "MD2",
            digest: &[1, 2, 840, 113_549, 2, 2],
            hmac: &[],
            compute: &Usual::<md2::Md2>::NEW,
        },
        /// RIPEMD-160, ISO/IEC 10118-3.
        Ripemd160 = Row {
            name: "RIPEMD-160",
            digest: &[1, 3, 36, 3, 2, 1],
            hmac: &[&[1, 3, 6, 1, 5, 5, 8, 1, 4]],
            compute: &Usual::<ripemd::Ripemd160>::NEW,
        },
        /// Whirlpool, ISO/IEC 10118-3.
        Whirlpool = Row {
            name: "Whirlpool",
            digest: &[1, 0, 10_118, 3, 0, 55],
            hmac: &[],
            compute: &Usual::<whirlpool::Whirlpool>::NEW,
        },
        /// SM3, GB/T 32905.
        Sm3 = Row {
            name: "SM3",
            digest: &[1, 2, 156, 10_197, 1, 401],
            hmac: &[&[1, 2, 156, 10_197, 1, 401, 3, 1]],
            compute: &Usual::<sm3::Sm3>::NEW,
        },
        /// BLAKE2b with 512 bits, RFC 7693.
        Blake2b = Row {
            name: "BLAKE2b-512",
            digest: &[1, 3, 6, 1, 4, 1, 1722, 12, 2, 1, 16],
            hmac: &[],
            compute: &By::<blake2::Blake2b512, SimpleHmac<blake2::Blake2b512>>::NEW,
        },
        /// BLAKE2s with 256 bits, RFC 7693.
        Blake2s = Row {
            name: "BLAKE2s-256",
            digest: &[1, 3, 6, 1, 4, 1, 1722, 12, 2, 2, 8],
            hmac: &[],
            compute: &By::<blake2::Blake2s256, SimpleHmac<blake2::Blake2s256>>::NEW,
        },
    }
}

impl Hash {
    /// The hash with this digest identifier.
    pub(super) fn of_digest(id: &ObjectIdentifier) -> Option<Self> {
        let mut all = Hash::ALL.iter().copied();
        all.find(|hash| oid::is(id, hash.digest()))
    }

    /// The hash whose HMAC has this identifier.
    pub(super) fn of_hmac(id: &ObjectIdentifier) -> Option<Self> {
        let mut all = Hash::ALL.iter().copied();
        all.find(|hash| hash.row().hmac.iter().any(|known| oid::is(id, known)))
    }

    /// The name, without HMAC.
    pub(super) fn name(self) -> &'static str {
        self.row().name
    }

    /// The digest's object identifier.
    pub(super) fn digest(self) -> &'static [u64] {
        self.row().digest
    }

    /// The object identifier of HMAC with this hash, where it has one.
    pub(super) fn hmac(self) -> Option<&'static [u64]> {
        self.row().hmac.first().copied()
    }

    /// Bytes of a digest.
    pub(super) fn length(self) -> usize {
        self.compute().length()
    }

    /// What computes with it.
    pub(super) fn compute(self) -> &'static dyn Compute {
        self.row().compute
    }
}
