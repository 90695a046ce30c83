//! A private key that was found in a file, and how keys in PEM and DER are looked at.

use super::curve_in;
use crate::algorithm::Algorithm;
use crate::certificate::Certificate;
use crate::contents::UnreadableKey;
use crate::error::OpenError;
use crate::key::{KeyError, PrivateKey, algorithm_of_pkcs8};

/// How many keys of a bundle are read and matched to certificates. A key on P-521 takes a
/// millisecond, and a bundle may hold ten thousands of them; the others are only named.
const READ_MAX: usize = 500;

/// A private key that was found. Nothing more is kept of it, unless somebody asks for the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FoundKey {
    /// The name of its algorithm or curve, as [`PrivateKey::algorithm`] has it, where that can be
    /// seen.
    pub algorithm: Option<String>,
    /// Whether it is encrypted, and was not decrypted.
    pub encrypted: bool,
    /// What it is or was encrypted with by itself, where that can be seen.
    pub encryption: Option<Algorithm>,
    /// Whether it is damaged, or contradicts itself, so that nobody can use it.
    pub unreadable: bool,
    /// The content of its `subjectPublicKey`, where it is known.
    pub(super) public: Option<Vec<u8>>,
    /// The key itself, where it was asked for.
    pub(super) kept: Option<PrivateKey>,
}

impl FoundKey {
    /// A key of which nothing can be seen but what it is encrypted with.
    pub fn encrypted(encryption: Option<Algorithm>) -> Self {
        FoundKey {
            encrypted: true,
            encryption,
            ..FoundKey::named(None)
        }
    }

    /// A key of which nothing can be seen but its name.
    pub(super) fn named(algorithm: Option<String>) -> Self {
        FoundKey {
            algorithm,
            encrypted: false,
            encryption: None,
            unreadable: false,
            public: None,
            kept: None,
        }
    }

    /// The same key, whose public half is this.
    pub(super) fn with_public(self, public: Vec<u8>) -> Self {
        FoundKey {
            public: Some(public).filter(|public| !public.is_empty()),
            ..self
        }
    }

    /// A key of which this much can be seen, and which is damaged.
    pub(super) fn unreadable(algorithm: Option<String>) -> Self {
        FoundKey {
            unreadable: true,
            ..FoundKey::named(algorithm)
        }
    }

    /// The key itself, if the reader was told to keep keys and could read it.
    pub fn private_key(&self) -> Option<&PrivateKey> {
        self.kept.as_ref()
    }

    /// Whether the key can be signed with here, as far as its algorithm tells.
    pub fn can_sign(&self) -> bool {
        let signs = |name| crate::key::can_sign(name);
        !self.encrypted && !self.unreadable && self.algorithm.as_deref().is_some_and(signs)
    }

    /// Its public half, comparable with [`Certificate::public_key_bits`]; `None` where it is not
    /// known: the key was not opened, or is of a kind from which it does not follow here.
    pub fn public_key_bits(&self) -> Option<&[u8]> {
        self.public.as_deref()
    }

    /// Whether this is the key of a certificate, which is certain only where the public half is
    /// [known](Self::public_key_bits).
    pub fn belongs_to(&self, certificate: &Certificate) -> bool {
        let is_its = |public| certificate.public_key_bits() == public;
        let name = self.algorithm.as_deref();
        self.public_key_bits().is_some_and(is_its) && name.is_none_or(|it| certificate.is_of(it))
    }
}

impl From<&PrivateKey> for FoundKey {
    fn from(key: &PrivateKey) -> Self {
        FoundKey::named(Some(key.algorithm())).with_public(key.public().bits().to_vec())
    }
}

impl From<&UnreadableKey> for FoundKey {
    fn from(key: &UnreadableKey) -> Self {
        let was_decrypted = matches!(
            key.error,
            OpenError::Key { .. } | OpenError::Malformed { .. }
        );
        FoundKey {
            encrypted: !was_decrypted,
            unreadable: was_decrypted,
            encryption: key.encryption.clone().filter(|_| !was_decrypted),
            ..FoundKey::named(key.algorithm.clone())
        }
    }
}

/// Looks at the keys of one bundle, at the first of them closely.
#[derive(Clone, Debug)]
pub(super) struct KeyReader {
    left: usize,
    /// Whether the keys themselves are wanted.
    keeps: bool,
}

impl KeyReader {
    pub(super) fn new() -> Self {
        KeyReader {
            left: READ_MAX,
            keeps: false,
        }
    }

    /// The same, which keeps the keys.
    pub(super) fn keeping(self) -> Self {
        KeyReader {
            keeps: true,
            ..self
        }
    }

    /// Looks at a `PrivateKeyInfo`; `None` for anything else.
    pub(super) fn pkcs8(&mut self, der: &[u8]) -> Option<FoundKey> {
        let algorithm = algorithm_of_pkcs8(der)?;
        Some(self.read(Some(algorithm), || PrivateKey::from_pkcs8(der)))
    }

    /// Looks at what a PEM block of a private key holds, whose label names its kind.
    pub(super) fn labelled(&mut self, label: &str, der: &[u8]) -> FoundKey {
        let algorithm = match label {
            "RSA PRIVATE KEY" => "rsa".to_owned(),
            "DSA PRIVATE KEY" => "dsa".to_owned(),
            "EC PRIVATE KEY" => match curve_in(der) {
                Some(curve) => curve,
                // The curve may be written out, or stand in a block of its own.
                None => return FoundKey::named(Some("ec".to_owned())),
            },
            _ => {
                let key = self.pkcs8(der);
                return key.unwrap_or_else(|| FoundKey::unreadable(None));
            }
        };
        self.read(Some(algorithm), || PrivateKey::from_traditional(label, der))
    }

    fn read(
        &mut self,
        algorithm: Option<String>,
        read: impl FnOnce() -> Result<PrivateKey, KeyError>,
    ) -> FoundKey {
        let Some(left) = self.left.checked_sub(1) else {
            return FoundKey::named(algorithm);
        };
        self.left = left;
        match read() {
            Ok(key) => FoundKey {
                kept: self.keeps.then(|| key.clone()),
                ..FoundKey::from(&key)
            },
            Err(_) => FoundKey::unreadable(algorithm),
        }
    }
}
