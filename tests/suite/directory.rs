//! `DirectoryStore`: what is on the disk, what survives, and who else may be there.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use kigen::bundle;
use kigen::file::Durability;
use kigen::key::{KeyAlgorithm, PrivateKey};
use kigen::lifecycle::import::{ImportOptions, import};
use kigen::pkcs12::Contents;
use kigen::reason::Reason;
use kigen::store::{
    AddDisposition, CertificateStore, Change, DirectoryStore, Entry, FileDamage, KeyContainer,
    KeyInfo, KeyPrompt, KeyUseError, Properties, StoreError, StoreId, StoreLocation, StoreName,
};
use tempfile::TempDir;

use crate::support::{CLIENTS, Client, P256, client_validity};

const MY: StoreId = StoreId::current_user(StoreName::My);

/// A store whose folder goes with it. The folders are siblings in one that the system provides.
pub(crate) struct Temporary {
    pub(crate) store: DirectoryStore,
    _folder: TempDir,
}

impl Temporary {
    pub(crate) fn new(durability: Durability) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        Temporary {
            store: DirectoryStore::open_with(path, durability).unwrap(),
            _folder: folder,
        }
    }
}

impl CertificateStore for Temporary {
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        self.store.entries(store)
    }

    fn entries_with_archived(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        self.store.entries_with_archived(store)
    }

    fn containers(&self, location: StoreLocation) -> Result<Vec<KeyContainer>, StoreError> {
        self.store.containers(location)
    }

    fn key_info(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<KeyInfo>, StoreError> {
        self.store.key_info(location, container)
    }

    fn sign(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
        message: &[u8],
    ) -> Result<Vec<u8>, KeyUseError> {
        self.store.sign(location, container, prompt, message)
    }

    fn export(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
    ) -> Result<PrivateKey, KeyUseError> {
        self.store.export(location, container, prompt)
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        self.store.commit(changes)
    }
}

pub(crate) fn contents(client: &Client) -> Contents {
    P256.contents(client, "受付01")
}

fn filled() -> Temporary {
    let mut store = Temporary::new(Durability::PowerFailure);
    for client in &CLIENTS[..2] {
        import(&mut store, &contents(client), ImportOptions::default()).unwrap();
    }
    store
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn of(folder: &Path, thumbprint: &str) -> PathBuf {
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    let mut files = files(folder).into_iter();
    files
        .find(|path| name(path).starts_with(thumbprint))
        .unwrap()
}

#[test]
fn each_entry_is_a_file_that_others_can_read() {
    let store = filled();
    let certificate = &CLIENTS[0].certificate;
    let folder = store.store.path().join("certificates");
    assert_eq!(
        files(&folder).len(),
        4,
        "two clients, an authority and a root"
    );
    let text = fs::read_to_string(of(&folder, &certificate.thumbprint().to_string())).unwrap();
    assert!(
        text.starts_with("kigen entry 1\nfriendly-name: 受付01\nkey-container: "),
        "{text}"
    );
    let read: Vec<_> = bundle::read(text.as_bytes()).map(Result::unwrap).collect();
    assert_eq!(read, std::slice::from_ref(certificate));
}

#[test]
fn what_is_replaced_or_deleted_leaves_no_file() {
    let mut store = filled();
    let certificate = CLIENTS[0].certificate.clone();
    let thumbprint = certificate.thumbprint();
    let folder = store.store.path().join("certificates");
    let renamed = Change::AddCertificate {
        store: MY,
        entry: Entry {
            certificate,
            properties: Properties::default(),
        },
        disposition: AddDisposition::ReplaceExisting,
    };
    store.commit(vec![renamed]).unwrap();
    assert_eq!(files(&folder).len(), 4);
    let delete = Change::DeleteCertificate {
        store: MY,
        thumbprint,
    };
    store.commit(vec![delete]).unwrap();
    assert_eq!(files(&folder).len(), 3);
    assert_eq!(
        files(&store.store.path().join("keys")).len(),
        2,
        "keys stay"
    );
}

#[test]
fn a_folder_opened_again_is_the_same_store() {
    let store = filled();
    let again = DirectoryStore::open(store.store.path()).unwrap();
    assert_eq!(again.entries(MY).unwrap(), store.entries(MY).unwrap());
    assert_eq!(again.damage().unwrap(), []);
}

#[cfg(unix)]
#[test]
fn private_keys_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let store = filled();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let keys = store.store.path().join("keys");
    assert_eq!(mode(&keys), 0o700);
    for file in files(&keys) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn users_share_the_computers_certificates_and_nothing_else() {
    let mut first = filled();
    let second = first.store.clone().of_user("事務".parse().unwrap());
    assert_eq!(first.entries(MY).unwrap().len(), 2);
    assert_eq!(second.entries(MY).unwrap(), []);
    let root = StoreId::current_user(StoreName::Root);
    assert_eq!(second.entries(root).unwrap(), []);
    let options = ImportOptions {
        location: StoreLocation::LocalMachine,
        ..ImportOptions::default()
    };
    import(&mut first, &contents(&CLIENTS[0]), options).unwrap();
    assert_eq!(second.entries(root).unwrap().len(), 1);
    assert_eq!(second.entries(MY).unwrap(), []);
}

#[test]
fn a_damaged_entry_is_reported_and_the_rest_still_read() {
    let mut store = filled();
    let certificate = &CLIENTS[0].certificate;
    let folder = store.store.path().join("certificates");
    let path = of(&folder, &certificate.thumbprint().to_string());
    let good = fs::read(&path).unwrap();

    type Damaging = fn(&[u8]) -> Option<Vec<u8>>;
    let ways: [(FileDamage, Damaging); 5] = [
        (FileDamage::Missing, |_| None),
        (FileDamage::Changed, |_| Some(vec![])),
        (FileDamage::Changed, |good| {
            Some(good[..good.len() / 2].to_vec())
        }),
        (FileDamage::Changed, |good| {
            let mut bytes = good.to_vec();
            bytes[20] ^= 1;
            Some(bytes)
        }),
        (FileDamage::Changed, |good| Some([good, b"\n"].concat())),
    ];
    for (problem, damaged) in ways {
        match damaged(&good) {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let damage = store.store.damage().unwrap();
        let path = path.clone();
        assert_eq!(damage.len(), 1, "{damage:?}");
        assert_eq!(damage[0].error, StoreError::Damaged { path, problem });
        assert_eq!(Reason::from(&damage[0].error), Reason::StoreDamaged);
        assert_eq!(
            store.entries(MY).unwrap().len(),
            1,
            "the other is still there"
        );
        // Other changes do not touch it, and importing it again repairs it.
        let again = contents(&CLIENTS[1]);
        import(&mut store, &again, ImportOptions::default()).unwrap();
        assert_eq!(store.store.damage().unwrap().len(), 1);
        let again = contents(&CLIENTS[0]);
        import(&mut store, &again, ImportOptions::default()).unwrap();
        assert_eq!(store.store.damage().unwrap(), []);
        assert_eq!(store.entries(MY).unwrap().len(), 2);
    }
}

#[test]
fn a_damaged_key_is_an_error_and_not_a_missing_key() {
    let store = filled();
    let container = KeyContainer::of(&CLIENTS[0].key);
    let path = of(&store.store.path().join("keys"), &container.to_string());
    fs::write(&path, "kigen key 1\n").unwrap();
    let problem = FileDamage::Changed;
    assert_eq!(
        store.key_info(StoreLocation::CurrentUser, &container),
        Err(StoreError::Damaged { path, problem })
    );
    assert_eq!(store.store.damage().unwrap().len(), 1);
}

#[test]
fn a_damaged_index_is_an_error_and_never_an_empty_store() {
    let store = filled();
    let path = store.store.path().join("index");
    let good = fs::read(&path).unwrap();
    for length in 0..good.len() {
        fs::write(&path, &good[..length]).unwrap();
        let error = store.entries(MY).unwrap_err();
        assert_eq!(
            Reason::from(&error),
            Reason::StoreDamaged,
            "{length}: {error}"
        );
        let error = DirectoryStore::open(store.store.path()).unwrap_err();
        assert_eq!(
            Reason::from(&error),
            Reason::StoreDamaged,
            "{length}: {error}"
        );
    }
    fs::remove_file(&path).unwrap();
    let error = DirectoryStore::open(store.store.path()).unwrap_err();
    assert_eq!(Reason::from(&error), Reason::StoreDamaged, "{error}");
    fs::write(&path, good).unwrap();
    assert_eq!(store.entries(MY).unwrap().len(), 2);
}

#[test]
fn a_store_of_another_version_is_left_alone() {
    let mut store = filled();
    let path = store.store.path().join("index");
    fs::write(&path, "kigen store 2\nwhatever that means\n").unwrap();
    let version = "2".to_owned();
    let expected = StoreError::UnknownVersion {
        path: path.clone(),
        version,
    };
    assert_eq!(store.commit(vec![]), Err(expected.clone()));
    assert_eq!(
        DirectoryStore::open(store.store.path()).unwrap_err(),
        expected
    );
    assert_eq!(Reason::from(&expected), Reason::StoreVersion);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text, "kigen store 2\nwhatever that means\n");
}

/// What a killed process leaves is not listed, and goes with the next commit.
#[test]
fn leftovers_are_swept() {
    let mut store = filled();
    let root = store.store.path().to_owned();
    let leftovers = [
        root.join(".kigen-1-0.tmp"),
        root.join("keys/.kigen-1-1.tmp"),
        root.join("certificates")
            .join(format!("{}-{}.pem", "A".repeat(40), "0".repeat(16))),
    ];
    for path in &leftovers {
        fs::write(path, "left").unwrap();
    }
    assert_eq!(store.entries(MY).unwrap().len(), 2);
    store.commit(vec![]).unwrap();
    assert!(leftovers.iter().all(|path| !path.exists()));
}

/// Four threads, each with stores of its own, as processes have them.
#[test]
fn several_at_once_lose_nothing() {
    let store = Temporary::new(Durability::PowerFailure);
    let path = store.store.path().to_owned();
    let clients: Vec<Client> = (0..12)
        .map(|number| P256.client(&format!("並行{number:02}")))
        .collect();
    let imported = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for chunk in clients.chunks(3) {
            let (path, imported) = (&path, &imported);
            scope.spawn(move || {
                for client in chunk {
                    let mut store = DirectoryStore::open(path).unwrap();
                    import(&mut store, &contents(client), ImportOptions::default()).unwrap();
                    imported.fetch_add(1, Ordering::SeqCst);
                    assert!(!store.entries(MY).unwrap().is_empty());
                }
            });
        }
    });
    assert_eq!(imported.into_inner(), 12);
    assert_eq!(store.entries(MY).unwrap().len(), 12);
    assert_eq!(store.store.damage().unwrap(), []);
}

/// A key is told by what is on the disk alone.
#[test]
fn keys_of_every_family_sign_after_another_process_has_put_them_there() {
    let folder = tempfile::tempdir().unwrap();
    for kind in [
        KeyAlgorithm::P384,
        KeyAlgorithm::P521,
        KeyAlgorithm::Ed25519,
        KeyAlgorithm::Rsa2048,
    ] {
        let client = P256.client_with(kind, &format!("受付{kind}"), client_validity());
        let mut store = DirectoryStore::open(folder.path()).unwrap();
        let options = ImportOptions::default();
        import(&mut store, &P256.contents(&client, "受付"), options).unwrap();
        let store = DirectoryStore::open(folder.path()).unwrap();
        let container = KeyContainer::of(&client.key);
        let location = StoreLocation::CurrentUser;
        let signature = store.sign(location, &container, &KeyPrompt::Silent, b"a message");
        assert_eq!(signature, Ok(client.key.sign(b"a message")), "{kind}");
        assert!(!client.key.sign(b"a message").is_empty(), "{kind}");
    }
}
