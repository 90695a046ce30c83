//! Windows' rules that are not a matter of the store alone: several users of a computer, the pages
//! of the wizards, and the table of errors. What any store has to do is in
//! `kigen::conformance`.

use kigen::file::{self, Access, ExistingFile, FileError};
use kigen::lang::Lang;
use kigen::lifecycle::backup::{ChainExport, ExportOptions, KeyAfterExport, back_up, export};
use kigen::lifecycle::import::{
    Destination, ExtendedProperties, ImportOptions, Imported, import, import_certificates,
};
use kigen::pin::Pin;
use kigen::pkcs12::{BagAttributes, Contents, Limits, open};
use kigen::reason::{Reason, Win32};
use kigen::store::{
    CertificateStore, Computer, FaultyStore, KeyContainer, KeyExport, KeyPrompt, KeyProtection,
    KeyUseError, MemoryStore, Operation, StoreError, StoreId, StoreLocation, StoreName, StoredKey,
};
use kigen::words::Voice;

use crate::directory::contents;
use crate::support::{CLIENTS, P256, SEED};

const MY: StoreId = StoreId::current_user(StoreName::My);

fn pin() -> Pin {
    "0427".parse().unwrap()
}

fn options() -> ImportOptions {
    ImportOptions::default()
}

fn imported(options: ImportOptions) -> (MemoryStore, Imported) {
    let mut store = MemoryStore::new();
    let imported = import(&mut store, &contents(&CLIENTS[0]), options).unwrap();
    (store, imported)
}

/// Windows: Local Machine and Current User Certificate Stores.
#[test]
fn another_user_of_the_computer_sees_no_certificate_and_the_computers_roots() {
    let computer = Computer::new();
    let (reception, office) = ("OqsComApp".parse().unwrap(), "事務".parse().unwrap());
    import(
        &mut computer.user(&reception),
        &contents(&CLIENTS[0]),
        options(),
    )
    .unwrap();
    let root = StoreId::current_user(StoreName::Root);
    assert_eq!(computer.user(&office).entries(MY).unwrap(), []);
    assert_eq!(computer.user(&office).entries(root).unwrap(), []);

    let for_the_computer = ImportOptions {
        location: StoreLocation::LocalMachine,
        ..options()
    };
    import(
        &mut computer.user(&office),
        &contents(&CLIENTS[1]),
        for_the_computer,
    )
    .unwrap();
    for user in [&reception, &office] {
        assert!(!computer.user(user).entries(root).unwrap().is_empty());
    }
    assert_eq!(computer.user(&office).entries(MY).unwrap(), []);
    assert_eq!(computer.user(&reception).entries(MY).unwrap().len(), 1);
    let container = KeyContainer::of(&CLIENTS[0].key);
    let users = StoreLocation::CurrentUser;
    let office = computer.user(&office);
    assert_eq!(office.key_info(users, &container).unwrap(), None);
}

#[test]
fn certificates_are_put_where_the_person_says() {
    for (name, root_warnings) in [
        (StoreName::My, 0),
        (StoreName::Ca, 0),
        (StoreName::AddressBook, 0),
        (StoreName::Root, 3), // one for each that is new there
    ] {
        let (store, imported) = imported(ImportOptions {
            destination: Destination::Chosen(name),
            ..options()
        });
        assert_eq!(imported.root_warnings, root_warnings, "{name}");
        let entries = store.entries(StoreId::current_user(name)).unwrap();
        assert_eq!(entries.len(), 3, "{name}");
    }
}

/// Wine's tests for the second and the third; Sony's PKI pages for the first.
#[test]
fn a_bare_certificate_goes_to_no_root_store_by_itself() {
    let certificates = [
        P256.authority.root().clone(),
        P256.authority.issuing().clone(),
        CLIENTS[0].certificate.clone(),
    ];
    let mut store = MemoryStore::new();
    let imported = import_certificates(&mut store, &certificates, options()).unwrap();
    let places: Vec<StoreName> = imported
        .certificates
        .iter()
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(
        places,
        [StoreName::Ca, StoreName::Ca, StoreName::AddressBook]
    );
    assert_eq!(imported.root_warnings, 0);
    let chosen = ImportOptions {
        destination: Destination::Chosen(StoreName::Root),
        ..options()
    };
    let imported = import_certificates(&mut store, &certificates[..1], chosen).unwrap();
    assert_eq!(imported.root_warnings, 1);
}

#[test]
fn extended_properties_travel_where_they_are_ticked() {
    let mut contents = contents(&CLIENTS[0]);
    contents.certificates[0].attributes.extended = [(71, b"PC\0".to_vec())].into();
    let pin = pin();
    let thumbprint = CLIENTS[0].certificate.thumbprint();
    for (at_import, at_export, arrives) in [
        (
            ExtendedProperties::Include,
            ExtendedProperties::Include,
            true,
        ),
        (
            ExtendedProperties::Include,
            ExtendedProperties::LeaveOut,
            false,
        ),
        (
            ExtendedProperties::LeaveOut,
            ExtendedProperties::Include,
            false,
        ),
    ] {
        let mut store = MemoryStore::new();
        let import_options = ImportOptions {
            extended_properties: at_import,
            ..options()
        };
        import(&mut store, &contents, import_options).unwrap();
        let export_options = ExportOptions {
            extended_properties: at_export,
            ..ExportOptions::new(&pin)
        };
        let mut stream = SEED.stream("export");
        let file = export(&store, thumbprint, &export_options, &mut stream).unwrap();
        let back = open(&file, "0427", &Limits::default()).unwrap();
        let found = &back.certificates[0].attributes;
        assert_eq!(!found.extended.is_empty(), arrives);
        assert_eq!(found.friendly_name.as_deref(), Some("受付01"));
    }
}

#[test]
fn the_chain_is_exported_where_it_is_ticked() {
    let (store, _) = imported(options());
    let pin = pin();
    for (chain, count) in [(ChainExport::Include, 3), (ChainExport::LeaveOut, 1)] {
        let options = ExportOptions {
            chain,
            ..ExportOptions::new(&pin)
        };
        let thumbprint = CLIENTS[0].certificate.thumbprint();
        let file = export(&store, thumbprint, &options, &mut SEED.stream("export")).unwrap();
        let contents = open(&file, "0427", &Limits::default()).unwrap();
        assert_eq!(contents.certificates.len(), count);
    }
}

#[test]
fn a_protected_key_takes_its_own_answer_only() {
    let wrong: Pin = "9999".parse().unwrap();
    let key = |protection| StoredKey {
        key: CLIENTS[0].key.clone(),
        export: KeyExport::Allow,
        protection,
    };
    let answers = [
        KeyPrompt::Silent,
        KeyPrompt::Confirm,
        KeyPrompt::Password(wrong),
        KeyPrompt::Password(pin()),
        KeyPrompt::Deny,
    ];
    let answered = |key: &StoredKey, answer: &KeyPrompt| match key.unlock(answer) {
        Ok(_) => "ok",
        Err(KeyUseError::Locked) => "locked",
        Err(KeyUseError::WrongPassword) => "wrong",
        Err(KeyUseError::Denied) => "denied",
        Err(other) => panic!("{other}"),
    };
    for (protection, expected) in [
        (KeyProtection::None, ["ok", "ok", "ok", "ok", "ok"]),
        (
            KeyProtection::Confirm,
            ["locked", "ok", "ok", "ok", "denied"],
        ),
        (
            KeyProtection::Password(pin()),
            ["locked", "wrong", "wrong", "ok", "denied"],
        ),
    ] {
        let key = key(protection);
        let found = answers.each_ref().map(|answer| answered(&key, answer));
        assert_eq!(found, expected, "{key:?}");
    }
    let shown = format!("{:?}", key(KeyProtection::Password(pin())));
    assert!(!shown.contains("0427"), "{shown}");
}

#[test]
fn an_existing_file_is_kept_unless_told_otherwise_and_its_key_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.pfx");
    std::fs::write(&path, "an older backup").unwrap();
    let (mut store, _) = imported(options());
    let before = store.clone();
    let pin = pin();
    let options = ExportOptions {
        key: KeyAfterExport::Delete,
        ..ExportOptions::new(&pin)
    };
    let thumbprint = CLIENTS[0].certificate.thumbprint();
    let mut back_up = |existing| {
        let mut stream = SEED.stream("export");
        back_up(&mut store, thumbprint, &options, &mut stream, |bytes| {
            file::write(&path, bytes, existing, Access::OwnerOnly)
        })
        .map_err(Reason::from)
        .map(|()| store.clone())
    };
    assert_eq!(back_up(ExistingFile::Keep), Err(Reason::FileExists));
    assert_eq!(std::fs::read(&path).unwrap(), b"an older backup");
    let after = back_up(ExistingFile::Replace).unwrap();
    assert_ne!(after, before, "its key is deleted, now that it is safe");
    assert!(open(&std::fs::read(&path).unwrap(), "0427", &Limits::default()).is_ok());
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing lies beside it"
    );
}

#[test]
fn a_store_that_refuses_leaves_an_import_undone_and_says_why() {
    for (error, reason) in [
        (FileError::DiskFull { path: "x".into() }, Reason::DiskFull),
        (
            FileError::AccessDenied { path: "x".into() },
            Reason::AccessDenied,
        ),
    ] {
        let mut store = FaultyStore::new(MemoryStore::new());
        store.fail(Operation::Commit, 1, StoreError::File(error));
        let contents = contents(&CLIENTS[0]);
        let refused = import(&mut store, &contents, options()).unwrap_err();
        assert_eq!(Reason::from(&refused), reason);
        assert_eq!(*store.inner(), MemoryStore::new());
        import(&mut store, &contents, options()).unwrap();
        assert_eq!(store.calls(Operation::Commit), 2);
    }
}

/// A file with nothing in it imports nothing, and that is a success (PfxFormatTests).
#[test]
fn an_empty_file_is_imported() {
    let mut store = MemoryStore::new();
    let imported = import(&mut store, &Contents::default(), options()).unwrap();
    assert_eq!(imported.certificates, []);
    assert_eq!(BagAttributes::default().extended.len(), 0);
}

/// The values of Windows' headers (windows-sys), and two sentences for each.
#[test]
fn every_refusal_of_the_store_has_its_windows_value_and_both_sentences() {
    for (reason, name, hresult) in [
        (Reason::WrongPassword, "ERROR_INVALID_PASSWORD", 0x8007_0056),
        (Reason::RootDeclined, "ERROR_CANCELLED", 0x8007_04C7),
        (Reason::NotFound, "CRYPT_E_NOT_FOUND", 0x8009_2004),
        (Reason::AlreadyExists, "CRYPT_E_EXISTS", 0x8009_2005),
        (Reason::Malformed, "CRYPT_E_BAD_ENCODE", 0x8009_2002),
        (Reason::NoPrivateKey, "NTE_NO_KEY", 0x8009_000D),
        (Reason::NotExportable, "NTE_BAD_KEY_STATE", 0x8009_000B),
        (Reason::AmbiguousKey, "NTE_BAD_DATA", 0x8009_0005),
        (Reason::KeyMissing, "NTE_BAD_KEYSET", 0x8009_0016),
        (Reason::KeyLocked, "NTE_SILENT_CONTEXT", 0x8009_0022),
        (Reason::KeyDenied, "NTE_USER_CANCELLED", 0x8009_0036),
        (Reason::InvalidArgument, "E_INVALIDARG", 0x8007_0057),
        (Reason::AccessDenied, "E_ACCESSDENIED", 0x8007_0005),
        (Reason::DiskFull, "ERROR_DISK_FULL", 0x8007_0070),
        (Reason::FileExists, "ERROR_FILE_EXISTS", 0x8007_0050),
        (Reason::StoreBusy, "ERROR_LOCK_VIOLATION", 0x8007_0021),
        (Reason::StoreDamaged, "ERROR_FILE_CORRUPT", 0x8007_0570),
        (Reason::Expired, "CERT_E_EXPIRED", 0x800B_0101),
        (Reason::Untrusted, "CERT_E_UNTRUSTEDROOT", 0x800B_0109),
        (Reason::Revoked, "CERT_E_REVOKED", 0x800B_010C),
    ] {
        assert_eq!(reason.win32(), Some(Win32 { name, hresult }), "{reason}");
        for lang in [Lang::En, Lang::Ja] {
            assert!(
                !Voice::from(lang).words().sentence(reason).is_empty(),
                "{reason}"
            );
        }
    }
}
