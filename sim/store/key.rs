//! Private keys in a store: their containers, who may take them out, and what a use of them asks.

use std::fmt;

use crate::key::PrivateKey;
use crate::pin::Pin;
use crate::reason::Reason;

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

    /// The container of that name: forty lower-case hexadecimal digits.
    pub(super) fn named(name: &str) -> Option<Self> {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let fits = name.len() == 40 && name.bytes().all(digit);
        fits.then(|| KeyContainer(name.to_owned()))
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

/// What a person answers when a protected key is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeyPrompt {
    /// Nobody is there, or the program asked for no windows (`CRYPT_SILENT`).
    #[default]
    Silent,
    /// 「OK」.
    Confirm,
    /// The password, as typed.
    Password(Pin),
}

/// Why a key could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyUseError {
    /// The key is protected, and the prompt was not answered, `NTE_SILENT_CONTEXT`.
    #[error("the private key is strongly protected, and its prompt was not answered")]
    Locked,
    /// The password that was typed is not the key's.
    #[error("the password of the private key is wrong")]
    WrongPassword,
}

impl From<KeyUseError> for Reason {
    fn from(error: KeyUseError) -> Self {
        match error {
            KeyUseError::Locked => Reason::KeyLocked,
            KeyUseError::WrongPassword => Reason::WrongPassword,
        }
    }
}

/// A private key in its container.
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
    /// A key that nothing is asked for.
    pub fn new(key: PrivateKey, export: KeyExport) -> Self {
        StoredKey {
            key,
            export,
            protection: KeyProtection::None,
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
