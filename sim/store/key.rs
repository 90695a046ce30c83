//! Private keys in a store: their containers, who may take them out, and what using one asks.

use std::fmt;

use super::StoreError;
use crate::key::{PrivateKey, PublicKey};
use crate::pin::Pin;
use crate::reason::Reason;

/// How many characters the name of a container has at most: Windows' `MAX_PATH`.
const CONTAINER_NAME_MAX: usize = 260;

/// The name of a key container. Containers outlive the certificates that point at them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyContainer(String);

impl KeyContainer {
    /// The container a key is put into: named by its key identifier, so that importing the same key
    /// again finds the same container. Windows names containers by GUID; ours have to repeat.
    pub fn of(key: &PrivateKey) -> Self {
        let identifier = key.public().identifier();
        KeyContainer(
            identifier
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }

    /// The container of that name, which is what `NCryptEnumKeys` gives: 1 to 260 characters, none
    /// of them a backslash or a control character. `None` for a name that is not allowed.
    pub fn named(name: &str) -> Option<Self> {
        let allowed = |character: char| character != '\\' && !character.is_control();
        let fits = !name.is_empty()
            && name.chars().count() <= CONTAINER_NAME_MAX
            && name.chars().all(allowed);
        fits.then(|| KeyContainer(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyContainer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for KeyContainer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyContainer({self})")
    }
}

/// Whether a private key may leave the store again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyExport {
    /// 「このキーをエクスポート可能にする」 was ticked, `CRYPT_EXPORTABLE`.
    Allow,
    /// It was not.
    Deny,
}

/// What a use of the key asks of the person: 「秘密キーの保護を強力にする」, `CRYPT_USER_PROTECTED`.
///
/// The manual has the box left unticked. That a program which may not show a window gets
/// `NTE_SILENT_CONTEXT` is documented (`PFXImportCertStore`); that the levels are called medium and
/// high and that high asks for a password each time is assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeyProtection {
    /// Not ticked: nothing is asked.
    #[default]
    None,
    /// Ticked, medium: each use asks for permission.
    Confirm,
    /// Ticked, high: each use asks for this password (「資格情報が必要です … CryptoAPI 秘密キー」).
    Password(Pin),
}

impl KeyProtection {
    /// The protection without the password.
    pub fn level(&self) -> ProtectionLevel {
        match self {
            KeyProtection::None => ProtectionLevel::None,
            KeyProtection::Confirm => ProtectionLevel::Confirm,
            KeyProtection::Password(_) => ProtectionLevel::Password,
        }
    }
}

/// What a use of a key asks, as far as it can be known without using it: CNG's
/// `NCRYPT_UI_POLICY_PROPERTY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProtectionLevel {
    /// Nothing.
    None,
    /// For permission, `NCRYPT_UI_PROTECT_KEY_FLAG`.
    Confirm,
    /// For a password, `NCRYPT_UI_FORCE_HIGH_PROTECTION_FLAG`.
    Password,
}

/// What a person answers when a protected key is used. A store that shows a window of its own, as
/// Windows does, shows none when it is [`Silent`](KeyPrompt::Silent), and otherwise takes what is
/// typed there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeyPrompt {
    /// Nobody is there, or the program asked for no windows (`CRYPT_SILENT`, `NCRYPT_SILENT_FLAG`).
    #[default]
    Silent,
    /// 「OK」.
    Confirm,
    /// The password, as typed, and 「許可」.
    Password(Pin),
    /// 「許可しない」.
    Deny,
}

/// What there is to say about the private key of a certificate that has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum KeyState {
    /// It may be exported.
    Exportable,
    /// It may not.
    NotExportable,
    /// The certificate points at a key that is not there.
    Missing,
}

/// Why a key could not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyUseError {
    /// `NTE_BAD_KEYSET`: there is no such container.
    #[error("the key container {container} does not exist")]
    Missing {
        /// The container.
        container: KeyContainer,
    },
    /// `NTE_BAD_KEYSET` too, "Keyset does not exist": the container is there, and the Windows user
    /// has no rights to it. Source: Microsoft, `CryptAcquireContext`, which names this cause beside
    /// the other.
    #[error("the Windows user may not use the key container {container}")]
    AccessDenied {
        /// The container.
        container: KeyContainer,
    },
    /// `NTE_BAD_KEY_STATE`: the key may not leave the store.
    #[error("the private key may not be exported")]
    NotExportable,
    /// The key is protected, and the prompt was not answered, `NTE_SILENT_CONTEXT`.
    #[error("the private key is strongly protected, and its prompt was not answered")]
    Locked,
    /// The password that was typed is not the key's.
    #[error("the password of the private key is wrong")]
    WrongPassword,
    /// The prompt was answered with 「許可しない」. Which code Windows gives then is assumed:
    /// `NTE_USER_CANCELLED`.
    #[error("the use of the private key was not allowed")]
    Denied,
    /// Nothing can be signed here with a key of this kind.
    #[error("signing with a key of the kind {algorithm} is not supported")]
    Unsupported {
        /// The key's algorithm or curve, as [`PrivateKey::algorithm`] names it.
        algorithm: String,
    },
    /// Something keeps the store from using any key.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<&KeyUseError> for Reason {
    fn from(error: &KeyUseError) -> Self {
        match error {
            KeyUseError::Missing { .. } => Reason::KeyMissing,
            KeyUseError::AccessDenied { .. } => Reason::KeyAccessDenied,
            KeyUseError::NotExportable => Reason::NotExportable,
            KeyUseError::Locked => Reason::KeyLocked,
            KeyUseError::WrongPassword => Reason::WrongPassword,
            KeyUseError::Denied => Reason::KeyDenied,
            KeyUseError::Unsupported { .. } => Reason::UnsupportedAlgorithm,
            KeyUseError::Store(error) => error.into(),
        }
    }
}

crate::reason::by_value!(KeyUseError);

/// What a store says of a key without using it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyInfo {
    /// The public half; [`PublicKey::from_spki`] reads what other programs write.
    pub public: PublicKey,
    /// Whether the private half may leave.
    pub export: KeyExport,
    /// What using it asks.
    pub protection: ProtectionLevel,
}

/// A private key on its way into a store, with what may be done with it there.
///
/// A store that has no better place for its keys can keep these, and leave the rules of
/// [`sign`](super::CertificateStore::sign) and [`export`](super::CertificateStore::export) to the
/// methods of the same names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    /// The key.
    pub key: PrivateKey,
    /// Whether it may leave.
    pub export: KeyExport,
    /// What using it asks.
    pub protection: KeyProtection,
}

impl StoredKey {
    /// A key that can be used without being asked anything.
    pub fn new(key: PrivateKey, export: KeyExport) -> Self {
        StoredKey {
            key,
            export,
            protection: KeyProtection::None,
        }
    }

    /// What may be known of it without using it.
    pub fn info(&self) -> KeyInfo {
        KeyInfo {
            public: self.key.public().clone(),
            export: self.export,
            protection: self.protection.level(),
        }
    }

    /// Signs a message with the key, once its prompt is answered; see [`PrivateKey::sign`].
    ///
    /// # Errors
    ///
    /// [`KeyUseError`] says what was wrong with the answer.
    pub fn sign(&self, prompt: &KeyPrompt, message: &[u8]) -> Result<Vec<u8>, KeyUseError> {
        let key = self.unlock(prompt)?;
        if !key.can_sign() {
            let algorithm = key.algorithm();
            return Err(KeyUseError::Unsupported { algorithm });
        }
        Ok(key.sign(message))
    }

    /// Takes the key out, if it may leave and its prompt is answered.
    ///
    /// # Errors
    ///
    /// [`KeyUseError::NotExportable`], whatever the answer, and what was wrong with the answer.
    pub fn export(&self, prompt: &KeyPrompt) -> Result<PrivateKey, KeyUseError> {
        match self.export {
            KeyExport::Allow => self.unlock(prompt).cloned(),
            KeyExport::Deny => Err(KeyUseError::NotExportable),
        }
    }

    /// The key, once its prompt is answered. An unprotected key takes any answer.
    ///
    /// # Errors
    ///
    /// [`KeyUseError`] says what was wrong with the answer.
    pub fn unlock(&self, prompt: &KeyPrompt) -> Result<&PrivateKey, KeyUseError> {
        match (&self.protection, prompt) {
            (KeyProtection::None, _) => Ok(&self.key),
            (_, KeyPrompt::Silent) => Err(KeyUseError::Locked),
            (_, KeyPrompt::Deny) => Err(KeyUseError::Denied),
            (KeyProtection::Confirm, _) => Ok(&self.key),
            (KeyProtection::Password(password), KeyPrompt::Password(typed))
                if password == typed =>
            {
                Ok(&self.key)
            }
            (KeyProtection::Password(_), _) => Err(KeyUseError::WrongPassword),
        }
    }
}
