//! Backup: writes an entry of the store into a PKCS#12 file, by the rules of Windows' export
//! wizard.
//!
//! The manual's settings: with the private key, with every certificate of the path, the PIN typed
//! twice, encrypted as TripleDES-SHA1.

use super::deletion;
use super::import::ExtendedProperties;
use crate::certificate::{Certificate, Thumbprint};
use crate::file::FileError;
use crate::pin::Pin;
use crate::pkcs12::{Contents, EncryptionProfile, seal};
use crate::reason::Reason;
use crate::seed::Stream;
use crate::store::{
    CertificateStore, Entry, KeyContainer, KeyPrompt, KeyUseError, StoreError, StoreId,
    StoreLocation, StoreName,
};

/// 「証明のパスにある証明書を可能であればすべて含む」.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainExport {
    /// Ticked: the authorities above are included, as far as the store holds them.
    Include,
    /// Not ticked: the certificate alone.
    LeaveOut,
}

/// 「正しくエクスポートされたときは秘密キーを削除する」.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAfterExport {
    /// Not ticked.
    Keep,
    /// Ticked: once the file is safe, the key is deleted. The certificate stays, without its key.
    Delete,
}

/// What is typed and ticked in the export wizard.
#[derive(Clone, Copy, Debug)]
pub struct ExportOptions<'a> {
    /// 「パスワード」.
    pub pin: &'a Pin,
    /// 「パスワードの確認」.
    pub pin_again: &'a Pin,
    /// 「暗号化」.
    pub encryption: EncryptionProfile,
    /// 「証明のパスにある証明書を可能であればすべて含む」.
    pub chain: ChainExport,
    /// 「すべての拡張プロパティをエクスポートする」.
    pub extended_properties: ExtendedProperties,
    /// 「正しくエクスポートされたときは秘密キーを削除する」, which [`back_up`] does.
    pub key: KeyAfterExport,
    /// What is answered when the key is strongly protected.
    pub prompt: &'a KeyPrompt,
}

impl<'a> ExportOptions<'a> {
    /// As in the manual: the same PIN twice, TripleDES-SHA1, with the chain and the extended
    /// properties, the key kept.
    pub fn new(pin: &'a Pin) -> Self {
        ExportOptions {
            pin,
            pin_again: pin,
            encryption: EncryptionProfile::WindowsTripleDesSha1,
            chain: ChainExport::Include,
            extended_properties: ExtendedProperties::Include,
            key: KeyAfterExport::Keep,
            prompt: &KeyPrompt::Silent,
        }
    }
}

/// Why nothing was exported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The two PINs differ.
    #[error("the two PINs are not the same")]
    PinsDiffer,
    /// There is no such certificate in the user's own store.
    #[error("certificate {thumbprint} is not in the store")]
    NotFound {
        /// Which one.
        thumbprint: Thumbprint,
    },
    /// `NTE_NO_KEY`: it has no private key.
    #[error("certificate {thumbprint} has no private key")]
    NoPrivateKey {
        /// Which one.
        thumbprint: Thumbprint,
    },
    /// `NTE_BAD_KEYSET`: it points at a key container that was deleted.
    #[error("the key container {container} of certificate {thumbprint} does not exist")]
    KeyMissing {
        /// Which one.
        thumbprint: Thumbprint,
        /// Where its key should be.
        container: KeyContainer,
    },
    /// `NTE_BAD_KEY_STATE`: its private key was imported without 「エクスポート可能」. (The wizard
    /// does not even offer the key then.)
    #[error("the private key of certificate {thumbprint} may not be exported")]
    NotExportable {
        /// Which one.
        thumbprint: Thumbprint,
    },
    /// The key is strongly protected, and its prompt was not answered correctly.
    #[error(transparent)]
    KeyUse(KeyUseError),
    /// The file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<&ExportError> for Reason {
    fn from(error: &ExportError) -> Self {
        match error {
            ExportError::PinsDiffer => Reason::PinsDiffer,
            ExportError::NotFound { .. } => Reason::NotFound,
            ExportError::NoPrivateKey { .. } => Reason::NoPrivateKey,
            ExportError::KeyMissing { .. } => Reason::KeyMissing,
            ExportError::NotExportable { .. } => Reason::NotExportable,
            ExportError::KeyUse(error) => error.into(),
            ExportError::File(error) => error.into(),
            ExportError::Store(error) => error.into(),
        }
    }
}

crate::reason::by_value!(ExportError);

/// Exports a certificate of the current user with its key and its path. Salts and initialization
/// vectors come from `stream`. The store is only read; [`back_up`] does all that the wizard does.
///
/// # Errors
///
/// [`ExportError`]; then there is no file.
pub fn export<S: CertificateStore + ?Sized>(
    store: &S,
    thumbprint: Thumbprint,
    options: &ExportOptions<'_>,
    stream: &mut Stream,
) -> Result<Vec<u8>, ExportError> {
    if options.pin != options.pin_again {
        return Err(ExportError::PinsDiffer);
    }
    let my = StoreId::current_user(StoreName::My);
    let Entry {
        certificate,
        properties,
    } = store
        .find(my, thumbprint)?
        .ok_or(ExportError::NotFound { thumbprint })?;
    let location = properties.key_location(my.location);
    let container = properties
        .key_container
        .ok_or(ExportError::NoPrivateKey { thumbprint })?;
    let key = store.export(location, &container, options.prompt);
    let key = key.map_err(|error| match error {
        KeyUseError::Missing { container } => ExportError::KeyMissing {
            thumbprint,
            container,
        },
        KeyUseError::NotExportable => ExportError::NotExportable { thumbprint },
        KeyUseError::Store(error) => ExportError::Store(error),
        other => ExportError::KeyUse(other),
    })?;
    let chain = match options.chain {
        ChainExport::Include => chain_above(store, &certificate)?,
        ChainExport::LeaveOut => Vec::new(),
    };
    let friendly_name = properties.friendly_name.unwrap_or_default();
    let mut contents = Contents::for_client(key, certificate, &chain, &friendly_name);
    for bag in &mut contents.keys {
        bag.attributes.machine_key = location == StoreLocation::LocalMachine;
    }
    if options.extended_properties == ExtendedProperties::Include {
        let own = contents.certificates.first_mut();
        let own = own.expect("the client's certificate comes first");
        own.attributes.extended = properties.extended;
    }
    Ok(seal(
        &contents,
        options.pin.as_str(),
        options.encryption,
        stream,
    ))
}

/// Runs the whole export wizard: exports, has `keep` put the file in its place, and then deletes
/// the private key if that is ticked.
///
/// ```no_run
/// # use kigen::file::{self, Access, ExistingFile};
/// # use kigen::lifecycle::backup::{ExportOptions, back_up};
/// # fn f(store: &mut kigen::store::MemoryStore, thumbprint: kigen::certificate::Thumbprint,
/// #     pin: &kigen::pin::Pin, mut stream: kigen::seed::Stream)
/// #     -> Result<(), kigen::lifecycle::backup::ExportError> {
/// let path = "受付01.pfx".as_ref();
/// back_up(store, thumbprint, &ExportOptions::new(pin), &mut stream, |bytes| {
///     file::write(path, bytes, ExistingFile::Keep, Access::OwnerOnly)
/// })
/// # }
/// ```
///
/// # Errors
///
/// [`ExportError`]; the store is then as it was. If only the deletion of the key failed, the file
/// exists.
pub fn back_up<S: CertificateStore + ?Sized>(
    store: &mut S,
    thumbprint: Thumbprint,
    options: &ExportOptions<'_>,
    stream: &mut Stream,
    keep: impl FnOnce(&[u8]) -> Result<(), FileError>,
) -> Result<(), ExportError> {
    let bytes = export(store, thumbprint, options, stream)?;
    keep(&bytes)?;
    match options.key {
        KeyAfterExport::Keep => Ok(()),
        KeyAfterExport::Delete => Ok(deletion::delete_key(store, thumbprint)?),
    }
}

/// Returns the certificates above `certificate` that the user's stores hold, issuer first:
/// 「証明のパスにあるすべての証明書を含める」. Ends at a self-issued one, or where an issuer is missing.
///
/// # Errors
///
/// Whatever keeps the store from being read.
pub fn chain_above<S: CertificateStore + ?Sized>(
    store: &S,
    certificate: &Certificate,
) -> Result<Vec<Certificate>, StoreError> {
    let mut authorities: Vec<Certificate> = Vec::new();
    for name in [StoreName::Ca, StoreName::Root] {
        let entries = store.entries(StoreId::current_user(name))?;
        authorities.extend(entries.into_iter().map(|entry| entry.certificate));
    }
    let mut chain: Vec<Certificate> = Vec::new();
    let mut below = certificate.clone();
    while !below.is_self_issued() {
        let left = authorities.iter().filter(|one| !chain.contains(one));
        let left: Vec<&Certificate> = left.collect();
        let Some(at) = below.issuer_among(&left) else {
            break;
        };
        below = left[at].clone();
        chain.push(below.clone());
    }
    Ok(chain)
}
