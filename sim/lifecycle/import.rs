//! Import: moves what a file holds into the store, by the rules of Windows' import wizard.
//!
//! The wizard chooses the stores by the kind of certificate (「自動的に証明書ストアを選択する」, the manual's
//! choice), or puts all of them where the person says. The security warning about a new root
//! appears for the current user only: what the computer trusts is up to an administrator.

mod matching;

use crate::certificate::{Certificate, CertificateKind, Thumbprint};
use crate::consumer::{Consumer, Refusal, Structure, Verdict};
use crate::pkcs12::{
    BagAttributes, CertificateBag, Contents, KeyBag, Limits, OpenError, describe, open,
};
use crate::reason::Reason;
use crate::store::{
    AddDisposition, CertificateStore, Change, Entry, KeyContainer, KeyExport, KeyProtection,
    KeySet, Properties, StoreError, StoreId, StoreLocation, StoreName, StoredKey,
};

/// What the person answers to the security warning about a new root (「はい」 or 「いいえ」).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RootWarning {
    /// 「はい」: trust it.
    Accept,
    /// 「いいえ」.
    Decline,
}

/// What happens to the rest of the file when a root is declined. What Windows does was not found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AfterDecline {
    /// Nothing is imported, and the wizard reports an error (assumed).
    #[default]
    ImportNothing,
    /// Everything but the root is imported, and the wizard reports success (assumed as well). The
    /// certificate then leads to no trusted root.
    ImportTheRest,
}

/// The page 「証明書ストア」 of the wizard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Destination {
    /// 「証明書の種類に基づいて、自動的に証明書ストアを選択する」.
    #[default]
    Automatic,
    /// 「証明書をすべて次のストアに配置する」.
    Chosen(StoreName),
}

/// 「すべての拡張プロパティを含める」, `PKCS12_INCLUDE_EXTENDED_PROPERTIES`. The friendly name is a
/// standard attribute and comes along either way (assumed).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtendedProperties {
    /// Ticked.
    Include,
    /// Not ticked.
    LeaveOut,
}

/// What is ticked and answered in the import wizard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportOptions {
    /// 「保存場所」: 現在のユーザー or ローカル コンピューター.
    pub location: StoreLocation,
    /// 「このキーをエクスポート可能にする」.
    pub export: KeyExport,
    /// 「秘密キーの保護を強力にする」.
    pub protection: KeyProtection,
    /// 「すべての拡張プロパティを含める」.
    pub extended_properties: ExtendedProperties,
    /// The page 「証明書ストア」.
    pub destination: Destination,
    /// The answer, should the security warning appear.
    pub root_warning: RootWarning,
    /// What happens when that answer is 「いいえ」.
    pub after_decline: AfterDecline,
    /// Where the keys are kept. The wizard has no box for it: it keeps them.
    pub storage: KeyStorage,
    /// Into which key set each key goes. Without one, where the file says that it is a key of the
    /// computer's, the computer's; otherwise that of the location. Source: Microsoft,
    /// `PFXImportCertStore`: `CRYPT_MACHINE_KEYSET`, and `CRYPT_USER_KEYSET`, which holds "even if
    /// the PFX BLOB specifies" the computer's. That the wizard passes neither is assumed.
    pub key_set: Option<KeySet>,
}

/// Where the keys of a file are kept (`PKCS12_NO_PERSIST_KEY`, .NET's `X509KeyStorageFlags`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyStorage {
    /// In containers of the store. Certificates that claim the same key share its container.
    #[default]
    Persisted,
    /// In memory, each with the one certificate that claims it; a key that two claim makes the file
    /// unusable.
    Ephemeral,
}

impl Default for ImportOptions {
    /// As in the manual: for the current user, exportable, without strong protection, with extended
    /// properties, the stores chosen automatically, the root trusted.
    fn default() -> Self {
        ImportOptions {
            location: StoreLocation::CurrentUser,
            export: KeyExport::Allow,
            protection: KeyProtection::None,
            extended_properties: ExtendedProperties::Include,
            destination: Destination::Automatic,
            root_warning: RootWarning::Accept,
            after_decline: AfterDecline::ImportNothing,
            storage: KeyStorage::Persisted,
            key_set: None,
        }
    }
}

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Where each certificate went, in the order of the file.
    pub certificates: Vec<(StoreName, Thumbprint)>,
    /// How many times the security warning appeared.
    pub root_warnings: usize,
    /// The roots that were declined, where the rest is imported all the same.
    pub declined: Vec<Thumbprint>,
    /// How many private keys of the file were left out: no certificate claims them, or they cannot
    /// be read.
    pub keys_left_out: usize,
}

/// Why nothing was imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The file could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The file is sound, and this consumer cannot read it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// `NTE_BAD_DATA`: a second certificate claims a key that another one has already.
    #[error("certificate {thumbprint} claims the private key of another certificate")]
    AmbiguousKey {
        /// The second certificate.
        thumbprint: Thumbprint,
    },
    /// The security warning was answered with 「いいえ」: see [`AfterDecline::ImportNothing`].
    #[error("the security warning for root {thumbprint} was declined")]
    RootDeclined {
        /// The root that was warned about.
        thumbprint: Thumbprint,
    },
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<&ImportError> for Reason {
    fn from(error: &ImportError) -> Self {
        match error {
            ImportError::Open(error) => error.into(),
            ImportError::Refused(refusal) => refusal.into(),
            ImportError::AmbiguousKey { .. } => Reason::AmbiguousKey,
            ImportError::RootDeclined { .. } => Reason::RootDeclined,
            ImportError::Store(error) => error.into(),
        }
    }
}

crate::reason::by_value!(ImportError);

/// Imports a PKCS#12 file as `consumer` would: what it cannot read, it refuses in its own words.
///
/// # Errors
///
/// [`ImportError`]; the store is then as it was, with no new key container.
pub fn import_file<S: CertificateStore + ?Sized>(
    store: &mut S,
    file: &[u8],
    password: &str,
    consumer: Consumer,
    options: ImportOptions,
) -> Result<Imported, ImportError> {
    let limits = Limits::default();
    let outside = Structure::outside(&describe(file, &limits)?);
    if let Verdict::Refuses(refusal) = consumer.verdict(&outside) {
        return Err(refusal.into());
    }
    let contents = open(file, password, &limits)?;
    import(store, &contents, options)
}

/// Imports everything in `contents`, the content of a PKCS#12 file, or nothing.
///
/// Keys that no certificate claims are left out, as Windows does since 1607 (dotnet/runtime,
/// PfxFormatTests), and so are keys that cannot be read; where a certificate
/// [needs](Contents::missed) one of those, nothing is imported. Importing the same file again
/// changes nothing and succeeds (Wine: the wizard adds with `REPLACE_EXISTING_INHERIT_PROPERTIES`);
/// whether the key may leave, and how it is protected, is then as this import says (assumed).
///
/// # Errors
///
/// [`ImportError`]; the store is then as it was.
pub fn import<S: CertificateStore + ?Sized>(
    store: &mut S,
    contents: &Contents,
    options: ImportOptions,
) -> Result<Imported, ImportError> {
    if let Some(error) = contents.missed() {
        return Err(ImportError::Open(error.clone()));
    }
    let keys = matching::keys_of(contents, options.storage)?;
    let mut wizard = Wizard::new(store, options);
    let claimed = |bag: &&KeyBag| keys.iter().flatten().any(|key| std::ptr::eq(*key, *bag));
    let claimed = contents.keys.iter().filter(claimed).count();
    let all = contents.keys.len() + contents.unreadable_keys.len();
    wizard.imported.keys_left_out = all - claimed;
    for bag in keys.iter().flatten() {
        let location = wizard.key_set(bag).location();
        let key = StoredKey {
            key: bag.key.clone(),
            export: wizard.options.export,
            protection: wizard.options.protection.clone(),
        };
        wizard.changes.push(Change::SetKey { location, key });
    }
    for (bag, key) in contents.certificates.iter().zip(&keys) {
        let name = store_for(&bag.certificate, key.is_some());
        wizard.add(name, bag, *key)?;
    }
    wizard.finish()
}

/// Imports certificates of a `.cer` file, which has no keys.
///
/// A self-signed certificate does not reach `Root` this way unless the person chooses it (Wine's
/// tests; Sony's PKI tells its users to choose the store for a bare root).
///
/// # Errors
///
/// [`ImportError`]; the store is then as it was.
pub fn import_certificates<S: CertificateStore + ?Sized>(
    store: &mut S,
    certificates: &[Certificate],
    options: ImportOptions,
) -> Result<Imported, ImportError> {
    let mut wizard = Wizard::new(store, options);
    for certificate in certificates {
        let name = match certificate.kind() {
            CertificateKind::Authority => StoreName::Ca,
            CertificateKind::EndEntity => StoreName::AddressBook,
        };
        let bag = CertificateBag {
            certificate: certificate.clone(),
            attributes: BagAttributes::default(),
        };
        wizard.add(name, &bag, None)?;
    }
    wizard.finish()
}

/// The store the wizard chooses for a certificate of a PKCS#12 file.
///
/// With a key `My`, a self-signed authority `Root` (both stated in the manual), another authority
/// `CA`, an end entity without a key `AddressBook` (both Wine's tests, which run on Windows).
fn store_for(certificate: &Certificate, has_key: bool) -> StoreName {
    match (has_key, certificate.kind()) {
        (true, _) => StoreName::My,
        (false, CertificateKind::Authority) if certificate.is_self_issued() => StoreName::Root,
        (false, CertificateKind::Authority) => StoreName::Ca,
        (false, CertificateKind::EndEntity) => StoreName::AddressBook,
    }
}

/// A run of the wizard: what it will change, once all of it is known.
struct Wizard<'a, S: ?Sized> {
    store: &'a mut S,
    options: ImportOptions,
    changes: Vec<Change>,
    imported: Imported,
}

impl<'a, S: CertificateStore + ?Sized> Wizard<'a, S> {
    fn new(store: &'a mut S, options: ImportOptions) -> Self {
        Wizard {
            store,
            options,
            changes: Vec::new(),
            imported: Imported {
                certificates: Vec::new(),
                root_warnings: 0,
                declined: Vec::new(),
                keys_left_out: 0,
            },
        }
    }

    fn add(
        &mut self,
        automatic: StoreName,
        bag: &CertificateBag,
        key: Option<&KeyBag>,
    ) -> Result<(), ImportError> {
        let name = match self.options.destination {
            Destination::Automatic => automatic,
            Destination::Chosen(name) => name,
        };
        let thumbprint = bag.certificate.thumbprint();
        if name == StoreName::Root && !self.trusts(thumbprint)? {
            self.imported.declined.push(thumbprint);
            return Ok(());
        }
        self.imported.certificates.push((name, thumbprint));
        let attributes = &bag.attributes;
        self.changes.push(Change::AddCertificate {
            store: StoreId {
                location: self.options.location,
                name,
            },
            entry: Entry {
                certificate: bag.certificate.clone(),
                properties: Properties {
                    friendly_name: attributes.friendly_name.clone(),
                    key_container: key.map(|bag| KeyContainer::of(&bag.key)),
                    key_set: key
                        .map(|bag| self.key_set(bag))
                        .filter(|set| set.location() != self.options.location),
                    extended: match self.options.extended_properties {
                        ExtendedProperties::Include => attributes.extended.clone(),
                        ExtendedProperties::LeaveOut => Default::default(),
                    },
                },
            },
            disposition: AddDisposition::ReplaceExistingInherit,
        });
        Ok(())
    }

    /// Where the key of a bag goes.
    fn key_set(&self, bag: &KeyBag) -> KeySet {
        let of_file = bag.attributes.machine_key.then_some(KeySet::Machine);
        let chosen = self.options.key_set.or(of_file);
        chosen.unwrap_or(self.options.location.into())
    }

    /// Whether a certificate may go to `Root`: it is there already (manual: no warning then; the
    /// computer's roots count), or the person says so.
    fn trusts(&mut self, thumbprint: Thumbprint) -> Result<bool, ImportError> {
        let warns = self.options.location == StoreLocation::CurrentUser;
        let root = StoreId::current_user(StoreName::Root);
        let seen = self
            .imported
            .certificates
            .contains(&(StoreName::Root, thumbprint));
        if !warns || seen || self.store.find(root, thumbprint)?.is_some() {
            return Ok(true);
        }
        self.imported.root_warnings += 1;
        match (self.options.root_warning, self.options.after_decline) {
            (RootWarning::Accept, _) => Ok(true),
            (RootWarning::Decline, AfterDecline::ImportTheRest) => Ok(false),
            (RootWarning::Decline, AfterDecline::ImportNothing) => {
                Err(ImportError::RootDeclined { thumbprint })
            }
        }
    }

    fn finish(self) -> Result<Imported, ImportError> {
        self.store.commit(self.changes)?;
        Ok(self.imported)
    }
}
