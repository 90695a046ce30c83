use std::sync::LazyLock;

use kigen::certificate::Certificate;
use kigen::key::KeyError;
use kigen::lifecycle::import::{ImportError, ImportOptions, KeyStorage, RootWarning, import};
use kigen::pkcs12::{BagAttributes, CertificateBag, Contents, KeyBag, OpenError, UnreadableKey};
use kigen::reason::Reason;
use kigen::store::{
    CertificateStore, KeyContainer, KeyExport, MemoryStore, StoreId, StoreLocation, StoreName,
};
use proptest::prelude::*;

use crate::support::{Client, P256, client_validity};

const MY: StoreId = StoreId::current_user(StoreName::My);

/// The current user's certificates, as store and subject's first part, in a fixed order.
fn shown(store: &MemoryStore) -> Vec<(StoreName, String)> {
    let names = StoreName::ALL.iter().copied();
    names
        .flat_map(|name| {
            let entries = store.entries(StoreId::current_user(name)).unwrap();
            let subjects = entries.into_iter().map(|entry| entry.certificate.subject());
            subjects.map(move |subject| (name, subject.split(',').next().unwrap().to_owned()))
        })
        .collect()
}

fn rows(expected: &[(StoreName, &str)]) -> Vec<(StoreName, String)> {
    let rows = expected.iter();
    rows.map(|(name, subject)| (*name, format!("CN={subject}")))
        .collect()
}

fn key_is_in(store: &MemoryStore, client: &Client) -> bool {
    let container = KeyContainer::of(&client.key);
    let found = store
        .key_info(StoreLocation::CurrentUser, &container)
        .unwrap();
    found.is_some_and(|found| found.public == *client.key.public())
}

const ISSUING: &str = "kigen Simulated Issuing CA";
const ROOT: &str = "kigen Simulated Root CA";

#[test]
fn the_wizard_chooses_the_store_by_the_kind_of_certificate() {
    let client = P256.client("受付01");
    let mut store = MemoryStore::new();
    let contents = P256.contents(&client, "受付01");
    let imported = import(&mut store, &contents, ImportOptions::default()).unwrap();
    assert_eq!(
        shown(&store),
        rows(&[
            (StoreName::My, "受付01"),
            (StoreName::Root, ROOT),
            (StoreName::Ca, ISSUING),
        ])
    );
    assert_eq!(imported.root_warnings, 1);
    let stores: Vec<StoreName> = imported
        .certificates
        .iter()
        .map(|(name, _)| *name)
        .collect();
    assert_eq!(stores, [StoreName::My, StoreName::Ca, StoreName::Root]);
    let entry = &store.entries(MY).unwrap()[0];
    assert_eq!(entry.properties.friendly_name.as_deref(), Some("受付01"));
    let stored = store
        .key_info_of(StoreLocation::CurrentUser, entry)
        .unwrap()
        .unwrap();
    assert_eq!(stored.public, *client.key.public());
    assert_eq!(stored.export, KeyExport::Allow);
}

#[test]
fn importing_the_same_file_again_changes_nothing_and_warns_no_more() {
    let mut store = MemoryStore::new();
    let contents = P256.contents(&P256.client("受付01"), "受付01");
    import(&mut store, &contents, ImportOptions::default()).unwrap();
    let before = store.clone();
    // Nobody is asked again, so the answer does not matter.
    for root_warning in [RootWarning::Accept, RootWarning::Decline] {
        let options = ImportOptions {
            root_warning,
            ..ImportOptions::default()
        };
        let again = import(&mut store, &contents, options).unwrap();
        assert_eq!(again.root_warnings, 0);
        assert_eq!(store, before);
    }
}

#[test]
fn another_name_in_the_file_does_not_rename_what_is_there() {
    let mut store = MemoryStore::new();
    let client = P256.client("受付01");
    let options = ImportOptions::default();
    import(
        &mut store,
        &P256.contents(&client, "first"),
        options.clone(),
    )
    .unwrap();
    import(&mut store, &P256.contents(&client, "second"), options).unwrap();
    let entries = store.entries(MY).unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(
        entries[0].properties.friendly_name.as_deref(),
        Some("first")
    );
}

#[test]
fn a_declined_root_leaves_the_store_as_it_was() {
    let mut store = MemoryStore::new();
    let leaf_only = Contents {
        certificates: P256.contents(&P256.client("受付02"), "").certificates[..1].to_vec(),
        ..Contents::default()
    };
    import(&mut store, &leaf_only, ImportOptions::default()).unwrap();
    let before = store.clone();
    let decline = ImportOptions {
        root_warning: RootWarning::Decline,
        ..ImportOptions::default()
    };
    let client = P256.client("受付01");
    let result = import(&mut store, &P256.contents(&client, ""), decline.clone());
    let thumbprint = P256.authority.root().thumbprint();
    assert_eq!(result, Err(ImportError::RootDeclined { thumbprint }));
    assert_eq!(store, before);
    assert!(
        !key_is_in(&store, &client),
        "no key container is left behind"
    );
    // Without a root in the file nobody is asked.
    let mut without = P256.contents(&client, "");
    without.certificates.pop();
    import(&mut store, &without, decline).unwrap();
}

#[test]
fn without_its_key_a_client_certificate_goes_to_the_address_book() {
    let mut store = MemoryStore::new();
    let mut contents = P256.contents(&P256.client("受付01"), "受付01");
    contents.keys.clear();
    import(&mut store, &contents, ImportOptions::default()).unwrap();
    assert_eq!(
        shown(&store),
        rows(&[
            (StoreName::Root, ROOT),
            (StoreName::Ca, ISSUING),
            (StoreName::AddressBook, "受付01"),
        ])
    );
}

#[test]
fn a_key_is_found_by_its_local_key_id_byte_for_byte_and_then_by_itself() {
    const SHORT: Option<&[u8]> = Some(&[1]);
    const LONG: Option<&[u8]> = Some(&[1, 0, 0, 0]);
    let [own, other] = ["受付01", "受付02"].map(|name| P256.client(name));
    for (name, keys, on_certificate, expected) in [
        ("equal", vec![(&own, LONG)], LONG, Some(&own)),
        // The identifier decides, even for a key that is not the certificate's.
        (
            "equal, another key",
            vec![(&other, LONG)],
            LONG,
            Some(&other),
        ),
        (
            "before the public key",
            vec![(&own, None), (&other, SHORT)],
            SHORT,
            Some(&other),
        ),
        // {01} is not {01,00,00,00}.
        ("unequal, another key", vec![(&other, SHORT)], LONG, None),
        (
            "unequal, its own key",
            vec![(&own, SHORT)],
            LONG,
            Some(&own),
        ),
        (
            "none, its own key",
            vec![(&other, None), (&own, None)],
            None,
            Some(&own),
        ),
        ("none on the certificate", vec![(&other, LONG)], None, None),
        ("no key", vec![], LONG, None),
    ] {
        let attributes = |id: Option<&[u8]>| BagAttributes {
            local_key_id: id.map(<[u8]>::to_vec),
            ..BagAttributes::default()
        };
        let contents = Contents {
            keys: keys
                .into_iter()
                .map(|(client, id)| KeyBag {
                    key: client.key.clone(),
                    attributes: attributes(id),
                })
                .collect(),
            certificates: vec![CertificateBag {
                certificate: own.certificate.clone(),
                attributes: attributes(on_certificate),
            }],
            ..Contents::default()
        };
        let mut store = MemoryStore::new();
        import(&mut store, &contents, ImportOptions::default()).unwrap();
        let entries = store.entries(MY).unwrap();
        let container = entries
            .first()
            .map(|entry| entry.properties.key_container.clone());
        let expected = expected.map(|client| Some(KeyContainer::of(&client.key)));
        assert_eq!(container, expected, "{name}");
    }
}

#[test]
fn two_certificates_of_one_key_in_a_file_share_its_container_unless_keys_are_ephemeral() {
    let mut contents = P256.contents(&P256.client("受付01"), "");
    contents.certificates[1].certificate = second_certificate();
    let thumbprint = second_certificate().thumbprint();
    let mut store = MemoryStore::new();
    let ephemeral = ImportOptions {
        storage: KeyStorage::Ephemeral,
        ..ImportOptions::default()
    };
    let result = import(&mut store, &contents, ephemeral);
    assert_eq!(result, Err(ImportError::AmbiguousKey { thumbprint }));
    assert_eq!(store, MemoryStore::new());
    import(&mut store, &contents, ImportOptions::default()).unwrap();
    let entries = store.entries(MY).unwrap();
    let containers = entries.iter().map(|entry| &entry.properties.key_container);
    let one = Some(KeyContainer::of(&contents.keys[0].key));
    assert_eq!(containers.collect::<Vec<_>>(), [&one, &one]);
}

#[test]
fn a_root_that_is_in_the_file_twice_is_warned_about_once() {
    let mut contents = P256.contents(&P256.client("受付01"), "");
    contents.certificates.push(contents.certificates[2].clone());
    let mut store = MemoryStore::new();
    let imported = import(&mut store, &contents, ImportOptions::default()).unwrap();
    assert_eq!(imported.root_warnings, 1);
}

#[test]
fn importing_as_not_exportable_takes_back_what_an_earlier_import_allowed() {
    let client = P256.client("受付01");
    let contents = P256.contents(&client, "");
    let mut store = MemoryStore::new();
    for export in [KeyExport::Allow, KeyExport::Deny, KeyExport::Allow] {
        let options = ImportOptions {
            export,
            ..ImportOptions::default()
        };
        import(&mut store, &contents, options).unwrap();
        let container = KeyContainer::of(&client.key);
        let stored = store
            .key_info(StoreLocation::CurrentUser, &container)
            .unwrap();
        assert_eq!(stored.map(|stored| stored.export), Some(export));
    }
}

/// dotnet/runtime, PfxFormatTests: OneCert_ExtraKeyWithUnknownAlgorithm, OneCert_ExtraKeyBadEncoding
/// and, for the key that is needed, OneCert_EncryptedEmptyPassword_OneKey_EncryptedNullPassword_NoMac.
#[test]
fn a_key_that_cannot_be_read_keeps_nothing_out_that_does_not_need_it() {
    let client = P256.client("受付01");
    let error = OpenError::Key {
        position: 2,
        error: KeyError::Malformed,
    };
    let mut contents = P256.contents(&client, "");
    contents.unreadable_keys.push(UnreadableKey {
        position: 2,
        error,
        algorithm: None,
        encryption: None,
        attributes: BagAttributes::default(),
    });
    let mut store = MemoryStore::new();
    let imported = import(&mut store, &contents, ImportOptions::default()).unwrap();
    assert!(key_is_in(&store, &client));
    assert_eq!(imported.keys_left_out, 1);
    assert_eq!(contents.identity().map(|_| ()), Ok(()));
    // Alone with its certificate it may have been the certificate's: that is told apart from none.
    contents.keys.clear();
    let mut store = MemoryStore::new();
    import(&mut store, &contents, ImportOptions::default()).unwrap();
    assert_eq!(store.entries(MY).unwrap(), []);
    let identity = contents.identity().map(|_| ()).map_err(Reason::from);
    assert_eq!(identity, Err(Reason::Malformed));
}

#[test]
fn a_root_that_the_computer_has_is_not_copied_for_the_user() {
    let mut store = MemoryStore::new();
    let contents = P256.contents(&P256.client("受付01"), "");
    for location in [StoreLocation::LocalMachine, StoreLocation::CurrentUser] {
        let options = ImportOptions {
            location,
            ..ImportOptions::default()
        };
        import(&mut store, &contents, options).unwrap();
    }
    let count = |id| store.entries(id).unwrap().len();
    for name in [StoreName::Root, StoreName::Ca] {
        assert_eq!(count(StoreId::current_user(name)), 1, "{name}");
    }
    assert_eq!(count(MY), 1);
    assert_eq!(count(StoreId::local_machine(StoreName::My)), 1);
}

/// Another certificate for the key of 受付01, valid from a minute later.
fn second_certificate() -> Certificate {
    let mut validity = client_validity();
    validity.not_before += chrono::Duration::minutes(1);
    P256.client_in("受付01", validity).certificate
}

/// What random files are put together from: few enough that they often meet.
static CERTIFICATES: LazyLock<Vec<Certificate>> = LazyLock::new(|| {
    let clients = ["受付01", "受付02"].map(|name| P256.client(name).certificate);
    let chain = P256.authority.chain();
    clients
        .into_iter()
        .chain([second_certificate()])
        .chain(chain)
        .collect()
});
static KEYS: LazyLock<Vec<Client>> = LazyLock::new(|| {
    ["受付01", "受付02", "受付03"]
        .map(|name| P256.client(name))
        .to_vec()
});

fn attributes() -> impl Strategy<Value = BagAttributes> {
    let ids = vec![None, Some(vec![1]), Some(vec![1, 0, 0, 0]), Some(vec![])];
    let names = vec![None, Some("受付".to_owned()), Some("other".to_owned())];
    (prop::sample::select(ids), prop::sample::select(names)).prop_map(
        |(local_key_id, friendly_name)| BagAttributes {
            friendly_name,
            local_key_id,
            ..BagAttributes::default()
        },
    )
}

fn any_contents() -> impl Strategy<Value = Contents> {
    let key = (0..3_usize, attributes()).prop_map(|(at, attributes)| KeyBag {
        key: KEYS[at].key.clone(),
        attributes,
    });
    let certificate = (0..5_usize, attributes()).prop_map(|(at, attributes)| CertificateBag {
        certificate: CERTIFICATES[at].clone(),
        attributes,
    });
    let bags = (
        prop::collection::vec(key, 0..4),
        prop::collection::vec(certificate, 0..7),
    );
    bags.prop_map(|(keys, certificates)| Contents {
        keys,
        certificates,
        ..Contents::default()
    })
}

fn any_options() -> impl Strategy<Value = ImportOptions> {
    (any::<bool>(), any::<bool>()).prop_map(|(allow, accept)| ImportOptions {
        export: if allow {
            KeyExport::Allow
        } else {
            KeyExport::Deny
        },
        root_warning: if accept {
            RootWarning::Accept
        } else {
            RootWarning::Decline
        },
        ..ImportOptions::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_import_is_done_whole_or_not_at_all_and_a_second_time_changes_nothing(
        earlier in any_contents(), contents in any_contents(), options in any_options(),
    ) {
        let mut store = MemoryStore::new();
        let _ = import(&mut store, &earlier, ImportOptions::default());
        let before = store.clone();
        let imported = match import(&mut store, &contents, options.clone()) {
            Ok(imported) => imported,
            Err(error) => {
                let declined = options.root_warning == RootWarning::Decline;
                let expected = [Reason::AmbiguousKey, Reason::RootDeclined];
                prop_assert!(expected[..1 + usize::from(declined)].contains(&Reason::from(&error)));
                prop_assert_eq!(store, before);
                return Ok(());
            }
        };
        for ((name, thumbprint), bag) in imported.certificates.iter().zip(&contents.certificates) {
            prop_assert_eq!(*thumbprint, bag.certificate.thumbprint());
            let found = store.find(StoreId::current_user(*name), *thumbprint).unwrap();
            prop_assert!(found.is_some());
        }
        // A key that no certificate claims is left out; of those that are in, the options hold.
        for bag in &contents.keys {
            let container = KeyContainer::of(&bag.key);
            let location = StoreLocation::CurrentUser;
            let stored = store.key_info(location, &container).unwrap();
            if stored != before.key_info(location, &container).unwrap() {
                prop_assert_eq!(stored.map(|stored| stored.export), Some(options.export));
            }
        }
        for entry in store.entries(MY).unwrap() {
            prop_assert!(store.key_info_of(StoreLocation::CurrentUser, &entry).unwrap().is_some());
        }
        for &name in StoreName::ALL {
            let machine = store.entries(StoreId::local_machine(name)).unwrap();
            prop_assert!(machine.is_empty(), "an import is the user's own");
        }

        let after = store.clone();
        let again = import(&mut store, &contents, options).unwrap();
        prop_assert_eq!(again.root_warnings, 0);
        prop_assert_eq!(again.certificates, imported.certificates);
        prop_assert_eq!(store, after);
    }
}
