//! The ways to protect a file that Windows' export wizard offers.
//!
//! The numbers are those of files that Windows exported: two are public in the tests of
//! SSLMate/go-pkcs12, dumps of others in dotnet/runtime#108330 and kaikramer/keystore-explorer#318.
//! All have 2000 iterations for the bags, salts of 8 bytes for the bags and of 20 for the MAC.

use std::fmt;
use std::str::FromStr;

use super::hash::Hash;
use super::scheme::{AesSize, Scheme};
use crate::seed::Stream;

/// Iterations of every key derivation. (One of the two public files has a MAC with a single one,
/// as Windows once wrote it.)
pub(super) const ITERATIONS: u32 = 2000;
/// Bytes of the MAC's salt.
pub(super) const MAC_SALT_BYTES: usize = 20;
/// Bytes of the salt of an encrypted bag, in both profiles.
const BAG_SALT_BYTES: usize = 8;
/// Bytes of an AES block, and so of a PBES2 initialisation vector.
const AES_BLOCK_BYTES: usize = 16;

/// How a file is encrypted and authenticated: the two choices of Windows' export wizard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EncryptionProfile {
    /// `windows-triple-des-sha1`: TripleDES-SHA1, the wizard's default and what the manual says to
    /// choose. pbeWithSHAAnd3-KeyTripleDES-CBC for key and certificates, a MAC with HMAC-SHA-1.
    /// (Windows used to put certificates under 40-bit RC2; those files are refused by
    /// [`open`](super::open()) as unsupported, and never written.)
    #[default]
    WindowsTripleDesSha1,
    /// `windows-aes256-sha256`: AES256-SHA256, read by Windows 10 1709, Server 2019 and later.
    /// PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC, a MAC with HMAC-SHA-256.
    WindowsAes256Sha256,
}

impl EncryptionProfile {
    /// Both profiles, the default first.
    pub const ALL: [EncryptionProfile; 2] = [
        EncryptionProfile::WindowsTripleDesSha1,
        EncryptionProfile::WindowsAes256Sha256,
    ];

    /// The name that scenario files and the command line use.
    pub const fn name(self) -> &'static str {
        match self {
            EncryptionProfile::WindowsTripleDesSha1 => "windows-triple-des-sha1",
            EncryptionProfile::WindowsAes256Sha256 => "windows-aes256-sha256",
        }
    }

    /// The hash of the MAC and of its key derivation.
    pub(super) fn mac_hash(self) -> Hash {
        match self {
            EncryptionProfile::WindowsTripleDesSha1 => Hash::Sha1,
            EncryptionProfile::WindowsAes256Sha256 => Hash::Sha256,
        }
    }

    /// A bag's encryption with fresh parameters: the salt is drawn first, then the initialisation
    /// vector where it is a parameter.
    pub(super) fn draw(self, stream: &mut Stream) -> Scheme {
        let salt = stream.bytes::<BAG_SALT_BYTES>().to_vec();
        match self {
            EncryptionProfile::WindowsTripleDesSha1 => Scheme::TripleDes {
                salt,
                iterations: ITERATIONS.into(),
            },
            EncryptionProfile::WindowsAes256Sha256 => Scheme::Aes {
                size: AesSize::Aes256,
                prf: Hash::Sha256,
                salt,
                iterations: ITERATIONS.into(),
                iv: stream.bytes::<AES_BLOCK_BYTES>(),
            },
        }
    }
}

impl fmt::Display for EncryptionProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no encryption profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the encryption profiles are windows-triple-des-sha1 and windows-aes256-sha256")]
pub struct EncryptionProfileError;

impl FromStr for EncryptionProfile {
    type Err = EncryptionProfileError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        EncryptionProfile::ALL
            .into_iter()
            .find(|profile| profile.name() == text)
            .ok_or(EncryptionProfileError)
    }
}

crate::notation::written_as_string!(
    EncryptionProfile,
    "EncryptionProfile",
    write: |profile| profile.to_string(),
    pattern: r"^windows-(triple-des-sha1|aes256-sha256)$",
    description: "How a PKCS#12 file is encrypted"
);
