//! The hash functions of MACs and key derivations.

use yasna::models::ObjectIdentifier;

use super::oid;

/// A hash function that a file may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hash {
    /// SHA-1, FIPS 180-4 as all of them.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Hash {
    pub(super) const ALL: [Hash; 5] = [
        Hash::Sha1,
        Hash::Sha224,
        Hash::Sha256,
        Hash::Sha384,
        Hash::Sha512,
    ];

    /// The hash with this digest identifier.
    pub(super) fn of_digest(id: &ObjectIdentifier) -> Option<Self> {
        let mut all = Hash::ALL.into_iter();
        all.find(|hash| oid::is(id, hash.digest()))
    }

    /// The hash whose HMAC has this identifier.
    pub(super) fn of_hmac(id: &ObjectIdentifier) -> Option<Self> {
        let mut all = Hash::ALL.into_iter();
        all.find(|hash| oid::is(id, hash.hmac()))
    }

    /// The digest's object identifier.
    pub(super) fn digest(self) -> &'static [u64] {
        match self {
            Hash::Sha1 => oid::SHA1,
            Hash::Sha224 => oid::SHA224,
            Hash::Sha256 => oid::SHA256,
            Hash::Sha384 => oid::SHA384,
            Hash::Sha512 => oid::SHA512,
        }
    }

    /// The object identifier of HMAC with this hash.
    pub(super) fn hmac(self) -> &'static [u64] {
        match self {
            Hash::Sha1 => oid::HMAC_SHA1,
            Hash::Sha224 => oid::HMAC_SHA224,
            Hash::Sha256 => oid::HMAC_SHA256,
            Hash::Sha384 => oid::HMAC_SHA384,
            Hash::Sha512 => oid::HMAC_SHA512,
        }
    }

    /// Bytes of a digest.
    pub(super) fn length(self) -> usize {
        match self {
            Hash::Sha1 => 20,
            Hash::Sha224 => 28,
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
            Hash::Sha512 => 64,
        }
    }

    /// The name of HMAC with this hash.
    pub(super) fn hmac_name(self) -> &'static str {
        match self {
            Hash::Sha1 => "HMAC-SHA-1",
            Hash::Sha224 => "HMAC-SHA-224",
            Hash::Sha256 => "HMAC-SHA-256",
            Hash::Sha384 => "HMAC-SHA-384",
            Hash::Sha512 => "HMAC-SHA-512",
        }
    }
}
