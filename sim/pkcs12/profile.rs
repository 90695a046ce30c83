//! Named ways to protect a file, as found in the field.
//!
//! The numbers of Windows are those of files that it exported: two are public in the tests of
//! SSLMate/go-pkcs12, dumps of others in dotnet/runtime#108330 and kaikramer/keystore-explorer#318.
//! All have 2000 iterations for the bags, salts of 8 bytes for the bags and of 20 for the MAC. (One
//! of the two public files has a MAC with a single iteration, as Windows once wrote it.) Those of
//! OpenSSL and NSS are what OpenSSL 3.0.22 and pk12util of NSS 3.87.1 wrote when tried.

use super::cipher::Cipher;
use super::hash::Hash;
use super::mac::{MacKey, MacScheme};
use super::pbkdf2::Pbkdf2;
use super::scheme::Scheme;
use crate::seed::Stream;

crate::named! {
    /// How a file is encrypted and authenticated.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum EncryptionProfile: "encryption profile" {
        /// `windows-triple-des-sha1`: TripleDES-SHA1, the default of Windows' export wizard and
        /// what the manual says to choose. pbeWithSHAAnd3-KeyTripleDES-CBC for key and
        /// certificates, a MAC with HMAC-SHA-1, 2000 iterations. Everything reads it.
        #[default]
        WindowsTripleDesSha1 = "windows-triple-des-sha1",
        /// `windows-aes256-sha256`: AES256-SHA256, the other choice of Windows' export wizard, read
        /// by Windows 10 1709, Server 2019 and later. PBES2 with PBKDF2-HMAC-SHA-256 and
        /// AES-256-CBC, a MAC with HMAC-SHA-256, 2000 iterations.
        WindowsAes256Sha256 = "windows-aes256-sha256",
        /// `openssl-3`: what OpenSSL 3 writes when it is told nothing. As `windows-aes256-sha256`,
        /// with 2048 iterations and salts of 8 bytes.
        OpenSsl3 = "openssl-3",
        /// `nss`: what pk12util of NSS writes when it is told nothing. PBES2 with
        /// PBKDF2-HMAC-SHA-256, AES-256-CBC for keys and AES-128-CBC for certificates, a MAC with
        /// HMAC-SHA-256, 600,000 iterations and salts of 16 bytes. (NSS writes indefinite lengths
        /// besides; this does not.)
        Nss = "nss",
        /// `legacy-rc2-40`: what Windows and OpenSSL before 3.0 wrote. Keys as in
        /// `windows-triple-des-sha1`, certificates under pbeWithSHAAnd40BitRC2-CBC. OpenSSL 3
        /// refuses it without `-legacy`.
        LegacyRc2With40 = "legacy-rc2-40",
        /// `pbmac1`: as `openssl-3`, with PBMAC1 for a MAC (RFC 9579): PBKDF2-HMAC-SHA-256 and
        /// HMAC-SHA-256. OpenSSL reads it from 3.4, and NSS 3.110 and GnuTLS 3.8.9 do; older
        /// programs take it for damaged, or say that the password is wrong.
        Pbmac1 = "pbmac1",
    }
}

/// What a profile is made of.
struct Recipe {
    keys: Encrypting,
    certificates: Encrypting,
    iterations: u32,
    bag_salt_bytes: usize,
    mac: Mac,
    mac_salt_bytes: usize,
}

/// How something is encrypted.
#[derive(Clone, Copy)]
enum Encrypting {
    /// By a scheme of RFC 7292 appendix C.
    Pkcs12(Cipher),
    /// By PBES2, with PBKDF2-HMAC-SHA-256.
    Pbes2(Cipher),
}

/// How much work it is to try a password.
#[derive(Clone, Copy)]
pub(super) enum Stretching {
    /// As many iterations as the profile says.
    OfProfile,
    /// One: there is nothing to protect.
    Once,
}

/// How a file is authenticated.
enum Mac {
    Hmac(Hash),
    /// With the same hash for PBKDF2 and HMAC.
    Pbmac1(Hash),
}

impl EncryptionProfile {
    /// The two choices of Windows' export wizard, its default first.
    pub const WINDOWS: [EncryptionProfile; 2] = [
        EncryptionProfile::WindowsTripleDesSha1,
        EncryptionProfile::WindowsAes256Sha256,
    ];

    /// The numbers of the profile.
    const fn recipe(self) -> Recipe {
        let triple_des = Encrypting::Pkcs12(Cipher::TripleDes);
        let aes256 = Encrypting::Pbes2(Cipher::Aes256);
        let windows_triple_des = Recipe {
            keys: triple_des,
            certificates: triple_des,
            iterations: 2000,
            bag_salt_bytes: 8,
            mac: Mac::Hmac(Hash::Sha1),
            mac_salt_bytes: 20,
        };
        let openssl = Recipe {
            keys: aes256,
            certificates: aes256,
            iterations: 2048,
            bag_salt_bytes: 8,
            mac: Mac::Hmac(Hash::Sha256),
            mac_salt_bytes: 8,
        };
        match self {
            EncryptionProfile::WindowsTripleDesSha1 => windows_triple_des,
            EncryptionProfile::WindowsAes256Sha256 => Recipe {
                iterations: 2000,
                mac_salt_bytes: 20,
                ..openssl
            },
            EncryptionProfile::OpenSsl3 => openssl,
            EncryptionProfile::Nss => Recipe {
                certificates: Encrypting::Pbes2(Cipher::Aes128),
                iterations: 600_000,
                bag_salt_bytes: 16,
                mac_salt_bytes: 16,
                ..openssl
            },
            EncryptionProfile::LegacyRc2With40 => Recipe {
                certificates: Encrypting::Pkcs12(Cipher::Rc2With40),
                ..windows_triple_des
            },
            EncryptionProfile::Pbmac1 => Recipe {
                mac: Mac::Pbmac1(Hash::Sha256),
                ..openssl
            },
        }
    }

    /// A key's encryption with fresh parameters: the salt is drawn first, then the initialisation
    /// vector where it is a parameter.
    pub(super) fn draw_for_key(self, stretching: Stretching, stream: &mut Stream) -> Scheme {
        let recipe = self.recipe().stretched(stretching);
        recipe.draw(recipe.keys, stream)
    }

    /// The same for the certificates together.
    pub(super) fn draw_for_certificates(
        self,
        stretching: Stretching,
        stream: &mut Stream,
    ) -> Scheme {
        let recipe = self.recipe().stretched(stretching);
        recipe.draw(recipe.certificates, stream)
    }

    /// A MAC with a fresh salt.
    pub(super) fn draw_mac(self, stretching: Stretching, stream: &mut Stream) -> MacScheme {
        let recipe = self.recipe().stretched(stretching);
        let salt = drawn(recipe.mac_salt_bytes, stream);
        let iterations = recipe.iterations.into();
        match recipe.mac {
            Mac::Hmac(hash) => MacScheme {
                hash,
                key: MacKey::Pkcs12 { salt, iterations },
            },
            Mac::Pbmac1(hash) => MacScheme {
                hash,
                key: MacKey::Pbkdf2 {
                    pbkdf2: Pbkdf2 {
                        prf: hash,
                        salt,
                        iterations,
                        key_bytes: Some(hash.length() as u64),
                    },
                    length: hash.length(),
                },
            },
        }
    }
}

impl Recipe {
    fn stretched(self, stretching: Stretching) -> Self {
        let iterations = match stretching {
            Stretching::OfProfile => self.iterations,
            Stretching::Once => 1,
        };
        Recipe { iterations, ..self }
    }

    fn draw(&self, encrypting: Encrypting, stream: &mut Stream) -> Scheme {
        let salt = drawn(self.bag_salt_bytes, stream);
        let iterations = self.iterations.into();
        match encrypting {
            Encrypting::Pkcs12(cipher) => Scheme::Pkcs12 {
                cipher,
                salt,
                iterations,
            },
            Encrypting::Pbes2(cipher) => Scheme::Pbes2 {
                cipher,
                iv: drawn(cipher.iv_bytes(), stream),
                pbkdf2: Pbkdf2 {
                    prf: Hash::Sha256,
                    salt,
                    iterations,
                    key_bytes: None,
                },
            },
        }
    }
}

fn drawn(length: usize, stream: &mut Stream) -> Vec<u8> {
    let mut bytes = vec![0; length];
    stream.fill(&mut bytes);
    bytes
}
