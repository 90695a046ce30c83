//! Backup: an entry of the store into a PKCS#12 file, by the rules of Windows' export wizard.
//!
//! The manual's settings: with the private key, with every certificate of the path, the PIN typed
//! twice, encrypted as TripleDES-SHA1.

use crate::certificate::{Certificate, Thumbprint};
use crate::pin::Pin;
use crate::pkcs12::{Contents, EncryptionProfile, seal};
use crate::reason::Reason;
use crate::seed::Stream;
use crate::store::{
    CertificateStore, Entry, KeyExport, StoreError, StoreId, StoreLocation, StoreName,
};

/// What is typed and ticked in the export wizard.
#[derive(Clone, Copy, Debug)]
pub struct ExportOptions<'a> {
    /// 「パスワード」.
    pub pin: &'a Pin,
    /// 「パスワードの確認」.
    pub pin_again: &'a Pin,
    /// 「暗号化」.
    pub encryption: EncryptionProfile,
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
    /// It has no private key.
    #[error("certificate {thumbprint} has no private key")]
    NoPrivateKey {
        /// Which one.
        thumbprint: Thumbprint,
    },
    /// Its private key was imported without 「エクスポート可能」.
    #[error("the private key of certificate {thumbprint} may not be exported")]
    NotExportable {
        /// Which one.
        thumbprint: Thumbprint,
    },
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ExportError {
    /// The stable reason code.
    pub fn reason(&self) -> Reason {
        match self {
            ExportError::PinsDiffer => Reason::PinsDiffer,
            ExportError::NotFound { .. } => Reason::NotFound,
            ExportError::NoPrivateKey { .. } => Reason::NoPrivateKey,
            ExportError::NotExportable { .. } => Reason::NotExportable,
            ExportError::Store(error) => error.reason(),
        }
    }
}

/// Exports a certificate of the current user with its key and its path. Salts and initialization
/// vectors come from `stream`.
///
/// # Errors
///
/// [`ExportError`]; no bytes are made then.
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
    let entry = store
        .find(my, thumbprint)?
        .ok_or(ExportError::NotFound { thumbprint })?;
    let stored = store
        .key_of(StoreLocation::CurrentUser, &entry)?
        .ok_or(ExportError::NoPrivateKey { thumbprint })?;
    if stored.export == KeyExport::Deny {
        return Err(ExportError::NotExportable { thumbprint });
    }
    let chain = chain_above(store, &entry.certificate)?;
    let Entry {
        certificate,
        properties,
    } = entry;
    let contents = Contents::for_client(
        stored.key,
        certificate,
        &chain,
        properties.friendly_name.as_deref().unwrap_or_default(),
    );
    Ok(seal(
        &contents,
        options.pin.as_str(),
        options.encryption,
        stream,
    ))
}

/// The certificates above `certificate` that the user's stores hold, issuer first: 「証明のパスに
/// あるすべての証明書を含める」. Ends at a self-issued one, or where an issuer is missing.
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
        let issuer = authorities.iter().find(|authority| {
            authority.subject_der() == below.issuer_der() && !chain.contains(authority)
        });
        let Some(issuer) = issuer else { break };
        chain.push(issuer.clone());
        below = issuer.clone();
    }
    Ok(chain)
}
