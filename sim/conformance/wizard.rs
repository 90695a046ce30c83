//! Cases that go through the wizards: what import, export and renewal need of a store.

use std::collections::BTreeSet;

use super::case::{Case, MY, Source};
use super::material::{
    AES_FILE, AUTHORITY, FILE, FRIENDLY_NAME, KEYS, contents, first, pin, renewed,
};
use super::{Outcome, equal};
use crate::consumer::Consumer;
use crate::lifecycle::backup::{ExportError, ExportOptions, KeyAfterExport, back_up, export};
use crate::lifecycle::deletion;
use crate::lifecycle::import::{
    AfterDecline, ImportError, ImportOptions, KeyStorage, RootWarning, import, import_file,
};
use crate::lifecycle::renewal;
use crate::pkcs12::{BagAttributes, KeyBag};
use crate::reason::Reason;
use crate::seed::Seed;
use crate::store::{
    AddDisposition, CertificateStore, Change, Entry, KeyContainer, KeyExport, KeyPrompt,
    KeyProtection, StoreError, StoreId, StoreLocation, StoreName, StoredKey,
};

const MANUAL: Source = Source::windows("the manual (NTT East), set-up and backup procedures");
const PFX: Source =
    Source::windows("dotnet/runtime, PfxFormatTests.cs, whose tests run on Windows");
const TWO_KEYS: Source =
    Source::windows("dotnet/runtime, PfxFormatTests: OneCert_TwoKeys_FirstWins");
const WIZARD: Source =
    Source::windows("Wine, dlls/cryptui/main.c and its tests, which run on Windows");
const PROTECTED: Source =
    Source::windows("learn.microsoft.com, PFXImportCertStore: CRYPT_USER_PROTECTED");
const OLD_WINDOWS: Source = Source::windows("github.com/acmesh-official/acme.sh/issues/6805");
const DELETE_KEY: Source =
    Source::windows("the wizard's box; learn.microsoft.com, Export-PfxCertificate");
const CLIENT: Source =
    Source::kigen("the manual, renewal procedure: the MPKI client, which is not Windows'");
const ASSUMED: Source = Source::kigen("assumed");

pub(super) const CASES: &[Case] = &[
    Case::new(
        "the-wizard-puts-each-certificate-where-it-belongs",
        MANUAL,
        |make| {
            let mut store = make();
            let imported = import(&mut *store, &contents(), ImportOptions::default())?;
            let places = imported.certificates.iter().map(|(name, _)| *name);
            let expected = vec![StoreName::My, StoreName::Ca, StoreName::Root];
            equal("places", places.collect(), expected)?;
            let entry = store.find(MY, first().thumbprint())?;
            let entry = entry.ok_or_else(|| super::Problem("nothing is in My".into()))?;
            let name = entry.properties.friendly_name.as_deref();
            equal("friendly name", name, Some(FRIENDLY_NAME))?;
            let key = store.key_info_of(StoreLocation::CurrentUser, &entry)?;
            let key = key.map(|key| key.public);
            equal("key", key.as_ref(), Some(KEYS[0].public()))
        },
    ),
    Case::new(
        "importing-the-same-file-again-changes-nothing",
        WIZARD,
        |make| {
            let mut store = make();
            import(&mut *store, &contents(), ImportOptions::default())?;
            let before = image(&*store)?;
            let again = import(&mut *store, &contents(), ImportOptions::default())?;
            equal("warnings", again.root_warnings, 0)?;
            equal("entries", image(&*store)?, before)
        },
    ),
    Case::new(
        "importing-again-after-deletion-brings-certificate-and-key-together",
        MANUAL,
        |make| {
            let mut store = make();
            import(&mut *store, &contents(), ImportOptions::default())?;
            deletion::delete(&mut *store, first().thumbprint())?;
            import(&mut *store, &contents(), ImportOptions::default())?;
            exported(&*store).map(|_| ()).map_err(super::Problem::from)
        },
    ),
    Case::new("a-wrong-pin-imports-nothing", PFX, |make| {
        let mut store = make();
        let windows = Consumer::Windows10From1709;
        let options = ImportOptions::default();
        let refused = import_file(&mut *store, &FILE, "0428", windows, options);
        refused_as(refused, Reason::WrongPassword)?;
        holds_nothing(&*store)
    }),
    Case::new(
        "an-older-windows-takes-aes-for-a-wrong-pin",
        OLD_WINDOWS,
        |make| {
            let mut store = make();
            let (old, new) = (Consumer::WindowsServer2016, Consumer::Windows10From1709);
            let import = |store: &mut dyn CertificateStore, windows| {
                let options = ImportOptions::default();
                import_file(store, &AES_FILE, pin().as_str(), windows, options)
            };
            refused_as(import(&mut *store, old), Reason::WrongPassword)?;
            holds_nothing(&*store)?;
            import(&mut *store, new)?;
            Ok(())
        },
    ),
    Case::new(
        "a-certificate-without-key-goes-to-the-address-book-and-cannot-be-backed-up",
        WIZARD,
        |make| {
            let mut store = make();
            let mut contents = contents();
            contents.keys.clear();
            import(&mut *store, &contents, ImportOptions::default())?;
            let others = StoreId::current_user(StoreName::AddressBook);
            equal("others", store.entries(others)?.len(), 1)?;
            equal("own", store.entries(MY)?.len(), 0)?;
            // By hand into My, as people do.
            let entry = store.entries(others)?.remove(0);
            store.commit(vec![Change::AddCertificate {
                store: MY,
                entry,
                disposition: AddDisposition::New,
            }])?;
            let refused = exported(&*store).map_err(Reason::from);
            equal("export", refused.map(|_| ()), Err(Reason::NoPrivateKey))
        },
    ),
    Case::new("a-key-imported-as-not-exportable-stays", MANUAL, |make| {
        let mut store = make();
        let options = ImportOptions {
            export: KeyExport::Deny,
            ..ImportOptions::default()
        };
        import(&mut *store, &contents(), options)?;
        let refused = exported(&*store).map_err(Reason::from);
        equal("export", refused.map(|_| ()), Err(Reason::NotExportable))
    }),
    Case::new(
        "a-protected-key-asks-before-it-is-used",
        PROTECTED,
        |make| {
            let mut store = make();
            let options = ImportOptions {
                protection: KeyProtection::Password(pin()),
                ..ImportOptions::default()
            };
            import(&mut *store, &contents(), options)?;
            let refused = exported(&*store).map_err(Reason::from);
            equal("silently", refused.map(|_| ()), Err(Reason::KeyLocked))?;
            let prompt = KeyPrompt::Password(pin());
            let pin = pin();
            let options = ExportOptions {
                prompt: &prompt,
                ..ExportOptions::new(&pin)
            };
            let mut stream = Seed::new(0).stream("export");
            export(&*store, first().thumbprint(), &options, &mut stream)?;
            Ok(())
        },
    ),
    Case::new("a-new-root-is-warned-about-once", MANUAL, |make| {
        let mut store = make();
        let first = import(&mut *store, &contents(), ImportOptions::default())?;
        equal("the first time", first.root_warnings, 1)?;
        let second = import(&mut *store, &contents(), ImportOptions::default())?;
        equal("the second time", second.root_warnings, 0)
    }),
    Case::new(
        "a-root-the-computer-trusts-is-not-warned-about",
        MANUAL,
        |make| {
            let mut store = make();
            let machine = ImportOptions {
                location: StoreLocation::LocalMachine,
                ..ImportOptions::default()
            };
            let imported = import(&mut *store, &contents(), machine)?;
            equal("for the computer", imported.root_warnings, 0)?;
            let imported = import(&mut *store, &contents(), ImportOptions::default())?;
            equal("for the user", imported.root_warnings, 0)
        },
    ),
    Case::new(
        "a-declined-root-imports-nothing-or-the-rest-as-asked",
        ASSUMED,
        |make| {
            let declined = |after_decline| ImportOptions {
                root_warning: RootWarning::Decline,
                after_decline,
                ..ImportOptions::default()
            };
            let mut store = make();
            let options = declined(AfterDecline::ImportNothing);
            refused_as(
                import(&mut *store, &contents(), options),
                Reason::RootDeclined,
            )?;
            holds_nothing(&*store)?;
            let options = declined(AfterDecline::ImportTheRest);
            let imported = import(&mut *store, &contents(), options)?;
            equal(
                "declined",
                imported.declined,
                vec![AUTHORITY.root().thumbprint()],
            )?;
            equal("own", store.entries(MY)?.len(), 1)?;
            let roots = StoreId::current_user(StoreName::Root);
            equal("roots", store.entries(roots)?.len(), 0)
        },
    ),
    Case::new(
        "two-certificates-of-one-ephemeral-key-import-nothing",
        PFX,
        |make| {
            let mut store = make();
            let mut contents = contents();
            let twice = contents.certificates[0].clone();
            contents.certificates.push(twice);
            let options = ImportOptions {
                storage: KeyStorage::Ephemeral,
                ..ImportOptions::default()
            };
            refused_as(
                import(&mut *store, &contents, options),
                Reason::AmbiguousKey,
            )?;
            holds_nothing(&*store)
        },
    ),
    Case::new(
        "two-certificates-of-one-kept-key-share-its-container",
        PFX,
        |make| {
            let mut store = make();
            let mut contents = contents();
            let mut twice = contents.certificates[0].clone();
            twice.certificate = contents.certificates[1].certificate.clone();
            contents.certificates.push(twice);
            import(&mut *store, &contents, ImportOptions::default())?;
            let entries = store.entries(MY)?;
            let containers = entries.iter().map(|entry| &entry.properties.key_container);
            let containers: BTreeSet<_> = containers.collect();
            equal("certificates with a key", entries.len(), 2)?;
            equal("containers", containers.len(), 1)?;
            equal("is one", containers.contains(&None), false)
        },
    ),
    Case::new("local-key-ids-match-byte-for-byte", PFX, |make| {
        // The certificate's own identifier is 01 00 00 00, and its key is not in the file.
        let mut contents = contents();
        contents.keys = vec![stranger(&[1]), stranger(&[1, 0, 0])];
        let mut store = make();
        import(&mut *store, &contents, ImportOptions::default())?;
        equal("own", store.entries(MY)?.len(), 0)?;
        contents.keys.push(stranger(&[1, 0, 0, 0]));
        let mut store = make();
        import(&mut *store, &contents, ImportOptions::default())?;
        equal("own", store.entries(MY)?.len(), 1)
    }),
    Case::new(
        "the-first-key-of-an-identifier-wins-and-others-are-left-out",
        TWO_KEYS,
        |make| {
            let mut contents = contents();
            contents.keys.push(stranger(&[1, 0, 0, 0]));
            let mut store = make();
            import(&mut *store, &contents, ImportOptions::default())?;
            let location = StoreLocation::CurrentUser;
            let key = store.key_info(location, &KeyContainer::of(&KEYS[0]))?;
            equal("the first key is there", key.is_some(), true)?;
            equal(
                "the second",
                store.key_info(location, &KeyContainer::of(&KEYS[1]))?,
                None,
            )
        },
    ),
    Case::new("a-backup-restores-on-a-new-pc", MANUAL, |make| {
        let mut old = make();
        import(&mut *old, &contents(), ImportOptions::default())?;
        let file = exported(&*old)?;
        let mut new = make();
        let windows = Consumer::WindowsServer2016;
        let options = ImportOptions::default();
        import_file(&mut *new, &file, pin().as_str(), windows, options)?;
        equal("entries", image(&*new)?, image(&*old)?)
    }),
    Case::new(
        "a-key-deleted-after-export-leaves-its-certificate",
        DELETE_KEY,
        |make| {
            let mut store = make();
            import(&mut *store, &contents(), ImportOptions::default())?;
            let pin = pin();
            let options = ExportOptions {
                key: KeyAfterExport::Delete,
                ..ExportOptions::new(&pin)
            };
            let mut stream = Seed::new(0).stream("export");
            back_up(
                &mut *store,
                first().thumbprint(),
                &options,
                &mut stream,
                |_| Ok(()),
            )?;
            let location = StoreLocation::CurrentUser;
            equal(
                "key",
                store.key_info(location, &KeyContainer::of(&KEYS[0]))?,
                None,
            )?;
            let refused = exported(&*store).map_err(Reason::from);
            equal("export", refused.map(|_| ()), Err(Reason::NoPrivateKey))
        },
    ),
    Case::new(
        "a-renewal-lies-beside-the-old-one-until-that-is-deleted",
        CLIENT,
        |make| {
            let mut store = make();
            import(&mut *store, &contents(), ImportOptions::default())?;
            let (key, certificate) = renewed();
            let key = StoredKey::new(key.clone(), KeyExport::Allow);
            renewal::install(&mut *store, key, certificate, None)?;
            equal("own", store.entries(MY)?.len(), 2)?;
            let deleted = deletion::delete_old(&mut *store)?;
            equal("deleted", deleted, vec![first().thumbprint()])?;
            let old = store.key_info(StoreLocation::CurrentUser, &KeyContainer::of(&KEYS[0]))?;
            equal("the old key is there", old.is_some(), true)
        },
    ),
];

/// A key that belongs to no certificate of the file, with an identifier.
fn stranger(id: &[u8]) -> KeyBag {
    KeyBag {
        key: KEYS[1].clone(),
        attributes: BagAttributes {
            local_key_id: Some(id.to_vec()),
            ..BagAttributes::default()
        },
    }
}

fn exported(store: &dyn CertificateStore) -> Result<Vec<u8>, ExportError> {
    let pin = pin();
    let options = ExportOptions::new(&pin);
    let mut stream = Seed::new(0).stream("export");
    export(store, first().thumbprint(), &options, &mut stream)
}

fn refused_as<T>(found: Result<T, ImportError>, expected: Reason) -> Outcome {
    let found = found.map(|_| ()).map_err(Reason::from);
    equal("import", found, Err(expected))
}

/// Every entry of every store of the user, in an order of our own.
fn image(store: &dyn CertificateStore) -> Result<Vec<Vec<Entry>>, StoreError> {
    let names = StoreName::ALL.iter().copied();
    let sorted = names.map(|name| {
        let mut entries = store.entries(StoreId::current_user(name))?;
        entries.sort_by_key(|entry| entry.certificate.thumbprint());
        Ok(entries)
    });
    sorted.collect()
}

/// No certificate, and no key container, is left behind.
fn holds_nothing(store: &dyn CertificateStore) -> Outcome {
    let entries: usize = image(store)?.iter().map(Vec::len).sum();
    equal("entries", entries, 0)?;
    for location in [StoreLocation::CurrentUser, StoreLocation::LocalMachine] {
        equal("containers", store.containers(location)?, vec![])?;
    }
    Ok(())
}
