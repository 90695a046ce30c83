//! Private keys that are encrypted by themselves: PKCS#8 (RFC 5958 section 3), and the older form
//! of OpenSSL, where headers of a PEM block say how it is encrypted (RFC 1421 section 4.6).

use zeroize::Zeroizing;

use super::found_key::{FoundKey, KeyReader};
use super::sequence_length;
use crate::algorithm::Algorithm;
use crate::cipher::{self, Cipher, CipherJob};
use crate::error::{OpenError, Part};
use crate::hash::Hash;
use crate::kdf::{Key, derive};
use crate::limits::{Demands, Limits};
use crate::password::Password;
use crate::pfx::{self, Encrypted};

/// Bytes of the initialisation vector that are the salt of the key too.
const SALT_BYTES: usize = 8;

/// A private key that is encrypted by itself. It is read when it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncryptedKey(Form);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    /// The DER of an `EncryptedPrivateKeyInfo`.
    Pkcs8(Vec<u8>),
    /// A PEM block with headers.
    Pem {
        label: String,
        /// What `DEK-Info` says: a cipher and its initialisation vector.
        info: String,
        ciphertext: Vec<u8>,
    },
}

/// How a PEM block with headers is encrypted.
struct Header {
    cipher: Cipher,
    iv: Vec<u8>,
}

/// Opens the encrypted keys of one file, under limits that hold for them all together.
pub struct KeyOpener {
    password: Password,
    limits: Limits,
    demands: Demands,
    keys: KeyReader,
}

impl EncryptedKey {
    /// The key in the DER of an `EncryptedPrivateKeyInfo`.
    pub(super) fn of_pkcs8(der: Vec<u8>) -> Self {
        EncryptedKey(Form::Pkcs8(der))
    }

    /// The key in a PEM block with headers.
    pub(super) fn of_pem(label: &str, info: &str, ciphertext: Vec<u8>) -> Self {
        EncryptedKey(Form::Pem {
            label: label.to_owned(),
            info: info.to_owned(),
            ciphertext,
        })
    }

    /// What it is encrypted with, where that can be seen.
    pub fn encryption(&self) -> Option<Algorithm> {
        match &self.0 {
            Form::Pkcs8(der) => Some(
                pfx::encrypted_key(der, &Limits::default())
                    .ok()?
                    .algorithm(),
            ),
            Form::Pem { info, .. } => Some(Algorithm::Pem(Header::read(info).ok()?.cipher)),
        }
    }
}

impl KeyOpener {
    /// Opens keys with this password.
    pub fn new(password: &str, limits: &Limits) -> Self {
        KeyOpener {
            password: Password::new(password),
            limits: *limits,
            demands: Demands::default(),
            keys: KeyReader::new(),
        }
    }

    /// Has it keep the keys; see [`FoundKey::private_key`].
    pub fn keeping_keys(mut self) -> Self {
        self.keys = self.keys.keeping();
        self
    }

    /// Opens a key, and says what it is.
    ///
    /// # Errors
    ///
    /// [`OpenError`], as for a PKCS#12 file without a MAC: what is wrong, the password or the key,
    /// only the decryption tells.
    pub fn open(&mut self, key: &EncryptedKey) -> Result<FoundKey, OpenError> {
        let found = match &key.0 {
            Form::Pkcs8(der) => {
                let encrypted = pfx::encrypted_key(der, &self.limits)?;
                let plaintext = self.decrypt(&encrypted)?;
                self.keys.labelled("PRIVATE KEY", &plaintext)
            }
            Form::Pem {
                label,
                info,
                ciphertext,
            } => {
                let plaintext = self.decrypt_pem(&Header::read(info)?, ciphertext)?;
                self.keys.labelled(label, &plaintext)
            }
        };
        Ok(FoundKey {
            encryption: key.encryption(),
            ..found
        })
    }

    fn decrypt(&mut self, encrypted: &Encrypted) -> Result<Key, OpenError> {
        let scheme = encrypted.scheme()?;
        let derivations = scheme.derivations(&self.password);
        for derivation in &derivations {
            let part = Part::EncryptedKey;
            self.demands.admit(derivation, part, &self.limits)?;
        }
        self.demands.check(&self.limits)?;
        let keys = derive(&derivations);
        decrypted(scheme.ciphertext(&keys, &encrypted.ciphertext))
    }

    fn decrypt_pem(&self, header: &Header, ciphertext: &[u8]) -> Result<Key, OpenError> {
        let Header { cipher, iv } = header;
        let whole = ciphertext.len().is_multiple_of(cipher.block_bytes());
        if ciphertext.is_empty() || !whole {
            return Err(malformed());
        }
        decrypted(CipherJob {
            cipher: *cipher,
            key: &bytes_to_key(self.password.utf8(), &iv[..SALT_BYTES], cipher.key_bytes()),
            iv,
            blocks: Zeroizing::new(ciphertext.to_vec()),
        })
    }
}

impl Header {
    /// Reads `DEK-Info`, where OpenSSL writes a cipher by the name that it has here too.
    fn read(info: &str) -> Result<Self, OpenError> {
        let (name, iv) = info.split_once(',').ok_or_else(malformed)?;
        let name = match name.trim() {
            "RC2-CBC" => "RC2-128-CBC",
            name => name,
        };
        let mut ciphers = Cipher::ALL.iter().copied();
        let cipher =
            ciphers.find(|cipher| cipher.name() == name && cipher.iv_bytes() >= SALT_BYTES);
        let cipher = cipher.ok_or_else(|| OpenError::UnsupportedAlgorithm {
            part: Part::EncryptedKey,
            oid: name.to_owned(),
        })?;
        let iv = hexadecimal(iv.trim()).filter(|iv| iv.len() == cipher.iv_bytes());
        let iv = iv.ok_or_else(malformed)?;
        Ok(Header { cipher, iv })
    }
}

/// What OpenSSL derives a key with in this form: `EVP_BytesToKey`, MD5 over and over, without
/// iterations.
fn bytes_to_key(password: &[u8], salt: &[u8], length: usize) -> Key {
    let mut key = Zeroizing::new(Vec::with_capacity(length + Hash::Md5.length()));
    let mut last = Key::default();
    while key.len() < length {
        last = Hash::Md5.compute().iterated(&[&last, password, salt], 1);
        key.extend_from_slice(&last);
    }
    key.truncate(length);
    key
}

/// Decrypts, and believes what is a SEQUENCE from its first byte to its last.
fn decrypted(ciphertext: CipherJob<'_>) -> Result<Key, OpenError> {
    let plaintext = cipher::decrypt(vec![ciphertext]).pop().flatten();
    let sensible = plaintext.filter(|text| sequence_length(text) == Some(text.len()));
    sensible.ok_or(OpenError::WrongPassword)
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| digit.to_digit(16).map(|digit| digit as u8))
        .collect();
    let (pairs, []) = digits.as_deref()?.as_chunks::<2>() else {
        return None;
    };
    Some(pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

fn malformed() -> OpenError {
    OpenError::Malformed {
        part: Part::EncryptedKey,
    }
}
