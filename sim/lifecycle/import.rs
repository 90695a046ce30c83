//! Import: a PKCS#12 file's content into the store, by the rules of Windows' import wizard.
//!
//! The wizard chooses the stores by the kind of certificate (「自動的に証明書ストアを選択する」, the
//! manual's choice): a certificate with a private key goes to `My`, a self-signed authority to
//! `Root` after a security warning, another authority to `CA`, an end entity without a key to
//! `AddressBook`. The manual states the first two; the others follow Wine's tests, which run on
//! Windows. A root that is there already is not warned about again (manual).

use crate::certificate::{Certificate, Role, Thumbprint};
use crate::pkcs12::{CertificateBag, Contents, KeyBag};
use crate::reason::Reason;
use crate::store::{
    AddDisposition, CertificateStore, Change, Entry, KeyContainer, KeyExport, Properties,
    StoreError, StoreId, StoreLocation, StoreName, StoredKey,
};

/// What the person answers to the security warning about a new root (「はい」 or 「いいえ」).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootWarning {
    /// 「はい」: trust it.
    Accept,
    /// 「いいえ」.
    Decline,
}

/// What is ticked and answered in the import wizard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportOptions {
    /// 「このキーをエクスポート可能にする」.
    pub export: KeyExport,
    /// The answer, should the security warning appear.
    pub root_warning: RootWarning,
}

impl Default for ImportOptions {
    /// As the manual has it done: exportable, and the root trusted.
    fn default() -> Self {
        ImportOptions {
            export: KeyExport::Allow,
            root_warning: RootWarning::Accept,
        }
    }
}

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Where each certificate went, in the order of the file.
    pub certificates: Vec<(StoreName, Thumbprint)>,
    /// How often the security warning appeared.
    pub root_warnings: usize,
}

/// Why nothing was imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The security warning was answered with 「いいえ」. What Windows does then was not found;
    /// here nothing is imported (assumed).
    #[error("the security warning for root {thumbprint} was declined")]
    RootDeclined {
        /// The root that was warned about.
        thumbprint: Thumbprint,
    },
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ImportError {
    /// The stable reason code.
    pub fn reason(&self) -> Reason {
        match self {
            ImportError::RootDeclined { .. } => Reason::RootDeclined,
            ImportError::Store(error) => error.reason(),
        }
    }
}

/// Imports everything in `contents` for the current user, or nothing.
///
/// Importing the same file again changes nothing and succeeds, as it does on Windows.
///
/// # Errors
///
/// [`ImportError`]; the store is then as it was.
pub fn import<S: CertificateStore + ?Sized>(
    store: &mut S,
    contents: &Contents,
    options: ImportOptions,
) -> Result<Imported, ImportError> {
    let mut changes = Vec::new();
    let mut imported = Imported {
        certificates: Vec::new(),
        root_warnings: 0,
    };
    for bag in &contents.keys {
        changes.push(Change::SetKey {
            location: StoreLocation::CurrentUser,
            key: StoredKey {
                key: bag.key.clone(),
                export: options.export,
            },
        });
    }
    for bag in &contents.certificates {
        let certificate = &bag.certificate;
        let thumbprint = certificate.thumbprint();
        let key = key_for(bag, &contents.keys);
        let name = store_for(certificate, key.is_some());
        let id = StoreId::current_user(name);
        // A root that stands in the file twice is trusted by the second time.
        let is_new = !imported.certificates.contains(&(name, thumbprint));
        if name == StoreName::Root && is_new && store.find(id, thumbprint)?.is_none() {
            imported.root_warnings += 1;
            if options.root_warning == RootWarning::Decline {
                return Err(ImportError::RootDeclined { thumbprint });
            }
        }
        changes.push(Change::AddCertificate {
            store: id,
            entry: Entry {
                certificate: certificate.clone(),
                properties: Properties {
                    friendly_name: bag.attributes.friendly_name.clone(),
                    key_container: key.map(|bag| KeyContainer::of(&bag.key)),
                },
            },
            disposition: AddDisposition::ReplaceExistingInherit,
        });
        imported.certificates.push((name, thumbprint));
    }
    store.commit(changes)?;
    Ok(imported)
}

/// The key that belongs to a certificate: by localKeyId, byte for byte, and only where none fits by
/// the public key. A key found by localKeyId is not compared; Windows does not do so either.
fn key_for<'a>(bag: &CertificateBag, keys: &'a [KeyBag]) -> Option<&'a KeyBag> {
    let by_id = bag.attributes.local_key_id.as_ref().and_then(|id| {
        keys.iter()
            .find(|key| key.attributes.local_key_id.as_ref() == Some(id))
    });
    by_id.or_else(|| {
        keys.iter()
            .find(|key| key.key.public().bits() == bag.certificate.public_key_bits())
    })
}

/// The store the wizard chooses.
fn store_for(certificate: &Certificate, has_key: bool) -> StoreName {
    match (has_key, certificate.role()) {
        (true, _) => StoreName::My,
        (false, Role::Authority) if certificate.is_self_issued() => StoreName::Root,
        (false, Role::Authority) => StoreName::Ca,
        (false, Role::EndEntity) => StoreName::AddressBook,
    }
}
