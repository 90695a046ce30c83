//! Key sets: where the key of a certificate lies, and which Windows users may use it there.

use kigen::consumer::Consumer;
use kigen::file::Durability;
use kigen::key::PrivateKey;
use kigen::label::Label;
use kigen::lifecycle::backup::{ExportOptions, export};
use kigen::lifecycle::import::{ImportOptions, import, import_file};
use kigen::pkcs12::{Limits, open};
use kigen::reason::Reason;
use kigen::store::{
    CertificateStore, Change, Computer, Entry, KeyContainer, KeyExport, KeyPrompt, KeySet,
    MemoryStore, StoreError, StoreId, StoreLocation, StoreName, StoredKey,
};

use crate::directory::{Temporary, contents};
use crate::support::{CLIENTS, SEED, pin};

const MACHINE: StoreId = StoreId::local_machine(StoreName::My);
const MY: StoreId = StoreId::current_user(StoreName::My);

fn administrator() -> Label {
    "管理者".parse().unwrap()
}

fn service() -> Label {
    "OqsComApp".parse().unwrap()
}

fn for_the_computer() -> ImportOptions {
    ImportOptions {
        location: StoreLocation::LocalMachine,
        ..ImportOptions::default()
    }
}

/// What happens when the key of an entry is used.
fn uses(store: &dyn CertificateStore, id: StoreId, entry: &Entry) -> Result<(), Reason> {
    let location = entry.properties.key_location(id.location);
    let container = entry.properties.key_container.as_ref().unwrap();
    let signed = store.sign(location, container, &KeyPrompt::Silent, b"is it you?");
    signed.map(drop).map_err(Reason::from)
}

fn only_entry(store: &dyn CertificateStore, id: StoreId) -> Entry {
    let mut entries = store.entries(id).unwrap();
    assert_eq!(entries.len(), 1);
    entries.remove(0)
}

/// Gives the store of an account.
type Accounts = Box<dyn Fn(Label) -> Box<dyn CertificateStore>>;

/// The accounts of a computer in memory, and of one in a folder.
fn computers() -> Vec<Accounts> {
    let computer = Computer::new();
    let folder = Temporary::new(Durability::ProcessCrash);
    vec![
        Box::new(move |user| Box::new(computer.user(&user))),
        Box::new(move |user| {
            let folder = &folder; // which lasts as long as this function
            Box::new(folder.store.clone().of_user(user))
        }),
    ]
}

/// win-acme issues 1776, 1864 and 2584: a renewal makes a new container, and whoever had rights to
/// the old one has none to it. Microsoft, `CryptAcquireContext`: `NTE_BAD_KEYSET` then.
#[test]
fn a_service_may_use_a_key_of_the_computers_once_granted_until_it_is_renewed() {
    for account in computers() {
        let mut admin = account(administrator());
        import(&mut *admin, &contents(&CLIENTS[0]), for_the_computer()).unwrap();
        let entry = only_entry(&*account(service()), MACHINE);
        let grant = |key: &PrivateKey| Change::GrantKey {
            container: KeyContainer::of(key),
            user: service(),
        };
        let denied = Err(Reason::KeyAccessDenied);
        assert_eq!(uses(&*account(service()), MACHINE, &entry), denied);
        assert_eq!(uses(&*admin, MACHINE, &entry), Ok(()));
        let code = Reason::KeyAccessDenied.win32().unwrap();
        assert_eq!((code.name, code.hresult), ("NTE_BAD_KEYSET", 0x8009_0016));
        let info = account(service()).key_info_of(MACHINE.location, &entry);
        assert_eq!(info, Ok(None), "it cannot even be opened");

        admin.commit(vec![grant(&CLIENTS[0].key)]).unwrap();
        assert_eq!(uses(&*account(service()), MACHINE, &entry), Ok(()));
        let other = account("事務".parse().unwrap());
        assert_eq!(uses(&*other, MACHINE, &entry), denied);

        // The renewal, with a new key.
        import(&mut *admin, &contents(&CLIENTS[1]), for_the_computer()).unwrap();
        let entries = account(service()).entries(MACHINE).unwrap().into_iter();
        let outcomes = entries.map(|entry| uses(&*account(service()), MACHINE, &entry));
        let mut outcomes: Vec<_> = outcomes.collect();
        outcomes.sort();
        assert_eq!(outcomes, [Ok(()), denied], "the old one still works");
        // The same file once more is a new container too.
        import(&mut *admin, &contents(&CLIENTS[0]), for_the_computer()).unwrap();
        assert_eq!(uses(&*account(service()), MACHINE, &entry), denied);

        let container = KeyContainer::named("none").unwrap();
        let refused = admin.commit(vec![Change::GrantKey {
            container: container.clone(),
            user: service(),
        }]);
        assert_eq!(refused, Err(StoreError::NoContainer { container }));
    }
}

/// A certificate of the computer's whose key went into the key set of whoever imported it.
#[test]
fn a_key_in_the_wrong_key_set_is_missing_for_everybody_else() {
    for account in computers() {
        let options = ImportOptions {
            key_set: Some(KeySet::User),
            ..for_the_computer()
        };
        let mut admin = account(administrator());
        import(&mut *admin, &contents(&CLIENTS[0]), options).unwrap();
        let entry = only_entry(&*account(service()), MACHINE);
        assert_eq!(entry.properties.key_set, Some(KeySet::User));
        assert_eq!(uses(&*admin, MACHINE, &entry), Ok(()));
        let missing = Err(Reason::KeyMissing);
        assert_eq!(uses(&*account(service()), MACHINE, &entry), missing);
        assert_eq!(admin.containers(StoreLocation::LocalMachine), Ok(vec![]));
    }
}

/// Microsoft, `PFXImportCertStore`: `CRYPT_USER_KEYSET`.
#[test]
fn a_file_says_that_its_key_is_the_computers_and_the_import_may_say_otherwise() {
    let mut contents = contents(&CLIENTS[0]);
    contents.keys[0].attributes.machine_key = true;
    for (key_set, expected) in [
        (None, KeySet::Machine),
        (Some(KeySet::User), KeySet::User),
        (Some(KeySet::Machine), KeySet::Machine),
    ] {
        let mut store = MemoryStore::new();
        let options = ImportOptions {
            key_set,
            ..ImportOptions::default()
        };
        import(&mut store, &contents, options).unwrap();
        assert_eq!(store.containers(expected.location()).unwrap().len(), 1);
        let entry = only_entry(&store, MY);
        assert_eq!(
            entry.properties.key_location(MY.location),
            expected.location()
        );
        assert!(store.key_info_of(MY.location, &entry).unwrap().is_some());
        assert_eq!(uses(&store, MY, &entry), Ok(()));

        // The mark goes out with the key, and comes in again on another PC.
        let pin = pin("0427");
        let mut stream = SEED.stream("export");
        let thumbprint = entry.certificate.thumbprint();
        let file = export(&store, thumbprint, &ExportOptions::new(&pin), &mut stream).unwrap();
        let written = open(&file, pin.as_str(), &Limits::default()).unwrap();
        let is_machine = expected == KeySet::Machine;
        assert_eq!(written.keys[0].attributes.machine_key, is_machine);
        let mut new = MemoryStore::new();
        let windows = Consumer::Windows10From1709;
        import_file(
            &mut new,
            &file,
            pin.as_str(),
            windows,
            ImportOptions::default(),
        )
        .unwrap();
        assert_eq!(new.containers(expected.location()).unwrap().len(), 1);
    }
}

/// The mark of the computer's key set is one with an empty set of values, as OpenSSL writes it.
#[test]
fn openssls_mark_of_the_computers_key_set_is_read() {
    let file = include_bytes!("../../fixtures/field/machine-key.p12");
    let contents = open(file, "0427", &Limits::default()).unwrap();
    assert!(contents.keys[0].attributes.machine_key);
}

/// The files of earlier versions have no lines about rights, and neither has a user's key today.
#[test]
fn a_key_file_without_lines_about_rights_is_read() {
    let folder = Temporary::new(Durability::ProcessCrash);
    let mut store = folder.store.clone().of_user(administrator());
    import(&mut store, &contents(&CLIENTS[0]), ImportOptions::default()).unwrap();
    let index = folder.store.path().join("index");
    let text = std::fs::read_to_string(&index).unwrap();
    let mut lines = text.lines();
    let line = lines.find(|line| line.starts_with("CurrentUser Keys"));
    let file = line.unwrap().split(' ').nth(2).unwrap();
    let key = std::fs::read_to_string(folder.store.path().join("keys").join(file)).unwrap();
    assert!(
        key.starts_with("kigen key 1\nexport: allow\nprotection: none\n-----BEGIN"),
        "{key}"
    );
    let container = KeyContainer::of(&CLIENTS[0].key);
    let found = store
        .key_info(StoreLocation::CurrentUser, &container)
        .unwrap();
    let stored = StoredKey::new(CLIENTS[0].key.clone(), KeyExport::Allow);
    assert_eq!(found, Some(stored.info()));
}
