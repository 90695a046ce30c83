use std::sync::LazyLock;

use kigen::store::{
    AddDisposition, CertificateStore, Change, Entry, KeyContainer, KeyExport, KeyInfo, MemoryStore,
    Properties, StoreError, StoreId, StoreLocation, StoreName, StoredKey,
};
use proptest::prelude::*;

use crate::support::{Client, P256};

const MY: StoreId = StoreId::current_user(StoreName::My);

/// Few enough that random changes often meet.
static CLIENTS: LazyLock<Vec<Client>> = LazyLock::new(|| {
    ["受付01", "受付02", "受付03"]
        .map(|name| P256.client(name))
        .to_vec()
});

fn entry(client: usize, friendly_name: Option<&str>) -> Entry {
    Entry {
        certificate: CLIENTS[client].certificate.clone(),
        properties: Properties {
            friendly_name: friendly_name.map(str::to_owned),
            ..Properties::default()
        },
    }
}

fn add(store: StoreId, entry: Entry, disposition: AddDisposition) -> Change {
    Change::AddCertificate {
        store,
        entry,
        disposition,
    }
}

fn set_key(client: usize, export: KeyExport) -> Change {
    Change::SetKey {
        location: StoreLocation::CurrentUser,
        key: StoredKey::new(CLIENTS[client].key.clone(), export),
    }
}

fn delete(store: StoreId, client: usize) -> Change {
    Change::DeleteCertificate {
        store,
        thumbprint: CLIENTS[client].certificate.thumbprint(),
    }
}

fn with(changes: Vec<Change>) -> MemoryStore {
    let mut store = MemoryStore::new();
    store.commit(changes).unwrap();
    store
}

fn names(store: &MemoryStore, id: StoreId) -> Vec<Option<String>> {
    let entries = store.entries(id).unwrap().into_iter();
    entries
        .map(|entry| entry.properties.friendly_name)
        .collect()
}

#[test]
fn each_disposition_does_to_a_match_what_windows_does() {
    use AddDisposition::{
        Always, New, Newer, ReplaceExisting, ReplaceExistingInherit, UseExisting,
    };
    let exists = Err(StoreError::AlreadyExists {
        store: StoreName::My,
        thumbprint: CLIENTS[0].certificate.thumbprint(),
    });
    for (disposition, outcome, named) in [
        (New, exists.clone(), vec!["old"]),
        (UseExisting, Ok(()), vec!["old"]),
        (ReplaceExisting, Ok(()), vec!["new"]),
        (Always, Ok(()), vec!["new", "old"]),
        (ReplaceExistingInherit, Ok(()), vec!["old"]),
        (Newer, exists, vec!["old"]),
    ] {
        let mut store = with(vec![add(MY, entry(0, Some("old")), New)]);
        let before = store.clone();
        let result = store.commit(vec![add(MY, entry(0, Some("new")), disposition)]);
        assert_eq!(result, outcome, "{disposition:?}");
        let found: Vec<_> = names(&store, MY).into_iter().flatten().collect();
        assert_eq!(found, named, "{disposition:?}");
        assert!(outcome.is_ok() || store == before, "{disposition:?}");
        // Without a match every disposition adds, in front.
        store
            .commit(vec![add(MY, entry(1, Some("other")), disposition)])
            .unwrap();
        assert_eq!(
            names(&store, MY)[0].as_deref(),
            Some("other"),
            "{disposition:?}"
        );
        assert_eq!(
            store.entries(MY).unwrap().len(),
            named.len() + 1,
            "{disposition:?}"
        );
    }
}

#[test]
fn properties_that_are_missing_are_added_and_a_replacement_drops_them() {
    use AddDisposition::{ReplaceExisting, ReplaceExistingInherit, UseExisting};
    let container = Some(KeyContainer::of(&CLIENTS[0].key));
    for (disposition, name, expected) in [
        (UseExisting, Some("old"), &container),
        (ReplaceExistingInherit, Some("old"), &container),
        (ReplaceExisting, None, &container),
    ] {
        let mut store = with(vec![add(MY, entry(0, Some("old")), AddDisposition::New)]);
        let mut with_key = entry(0, None);
        with_key.properties.key_container = container.clone();
        store.commit(vec![add(MY, with_key, disposition)]).unwrap();
        let found = &store.entries(MY).unwrap()[0].properties;
        assert_eq!(found.friendly_name.as_deref(), name, "{disposition:?}");
        assert_eq!(&found.key_container, expected, "{disposition:?}");
    }
}

#[test]
fn the_newest_certificate_comes_first_and_a_replacement_keeps_its_place() {
    let names_of =
        |store: &MemoryStore| -> Vec<String> { names(store, MY).into_iter().flatten().collect() };
    let add_new = |client, name| add(MY, entry(client, Some(name)), AddDisposition::New);
    let mut store = with(vec![add_new(0, "0"), add_new(1, "1"), add_new(2, "2")]);
    assert_eq!(names_of(&store), ["2", "1", "0"]);
    let replace = add(MY, entry(1, Some("new 1")), AddDisposition::ReplaceExisting);
    store.commit(vec![replace]).unwrap();
    assert_eq!(names_of(&store), ["2", "new 1", "0"]);
}

#[test]
fn every_store_but_my_shows_the_computers_certificates_behind_its_own() {
    for &name in StoreName::ALL {
        let (user, machine) = (StoreId::current_user(name), StoreId::local_machine(name));
        let store = with(vec![
            add(machine, entry(0, Some("machine")), AddDisposition::New),
            add(user, entry(1, Some("user")), AddDisposition::New),
        ]);
        let shown: Vec<String> = names(&store, user).into_iter().flatten().collect();
        let expected: &[&str] = match name {
            StoreName::My => &["user"],
            _ => &["user", "machine"],
        };
        assert_eq!(shown, expected, "{name}");
        let of_machine: Vec<String> = names(&store, machine).into_iter().flatten().collect();
        assert_eq!(of_machine, ["machine"], "{name}");
        let thumbprint = CLIENTS[0].certificate.thumbprint();
        let found = store.find(user, thumbprint).unwrap().is_some();
        assert_eq!(found, name != StoreName::My, "{name}");
    }
}

#[test]
fn what_is_inherited_cannot_be_deleted_by_the_user() {
    let machine = StoreId::local_machine(StoreName::Root);
    let mut store = with(vec![add(machine, entry(0, None), AddDisposition::New)]);
    let thumbprint = CLIENTS[0].certificate.thumbprint();
    let user = StoreId::current_user(StoreName::Root);
    let name = StoreName::Root;
    let result = store.commit(vec![delete(user, 0)]);
    assert_eq!(
        result,
        Err(StoreError::NotFound {
            store: name,
            thumbprint
        })
    );
    store.commit(vec![delete(machine, 0)]).unwrap();
    assert!(store.entries(user).unwrap().is_empty());
}

#[test]
fn a_users_keys_and_the_computers_are_kept_apart() {
    let store = with(vec![set_key(0, KeyExport::Allow)]);
    let container = KeyContainer::of(&CLIENTS[0].key);
    let at = |location| store.key_info(location, &container).unwrap().is_some();
    assert!(at(StoreLocation::CurrentUser));
    assert!(!at(StoreLocation::LocalMachine));
}

#[test]
fn a_refusal_anywhere_in_a_commit_leaves_the_store_as_it_was() {
    let mut store = with(vec![
        add(MY, entry(0, Some("old")), AddDisposition::New),
        set_key(0, KeyExport::Allow),
    ]);
    let before = store.clone();
    let good = [
        add(MY, entry(1, None), AddDisposition::New),
        set_key(0, KeyExport::Deny),
        delete(MY, 0),
    ];
    for place in 0..=good.len() {
        for bad in [
            delete(MY, 2),
            add(
                StoreId::local_machine(StoreName::My),
                entry(0, None),
                AddDisposition::New,
            ),
        ] {
            let twice = matches!(bad, Change::AddCertificate { .. });
            let mut changes = good.to_vec();
            changes.insert(place, bad.clone());
            if twice {
                changes.push(bad);
            }
            store.commit(changes).unwrap_err();
            assert_eq!(store, before, "refused at {place}");
        }
    }
    store.commit(good.to_vec()).unwrap();
    assert_ne!(store, before, "without the refusal it changes");
}

fn any_change() -> impl Strategy<Value = Change> {
    let client = 0..3_usize;
    let store = prop::sample::select(vec![
        MY,
        StoreId::current_user(StoreName::Root),
        StoreId::local_machine(StoreName::Root),
    ]);
    let disposition = prop::sample::select(vec![
        AddDisposition::New,
        AddDisposition::UseExisting,
        AddDisposition::ReplaceExisting,
        AddDisposition::Always,
        AddDisposition::ReplaceExistingInherit,
        AddDisposition::Newer,
    ]);
    let name = prop::sample::select(vec![None, Some("a"), Some("b")]);
    prop_oneof![
        4 => (store.clone(), client.clone(), name, disposition)
            .prop_map(|(store, client, name, how)| add(store, entry(client, name), how)),
        2 => (store, client.clone()).prop_map(|(store, client)| delete(store, client)),
        1 => (client.clone(), any::<bool>()).prop_map(|(client, allow)| {
            set_key(client, if allow { KeyExport::Allow } else { KeyExport::Deny })
        }),
        1 => client.clone().prop_map(|client| Change::DeleteKey {
            location: StoreLocation::CurrentUser,
            container: KeyContainer::of(&CLIENTS[client].key),
        }),
        1 => client.prop_map(|client| Change::GrantKey {
            container: KeyContainer::of(&CLIENTS[client].key),
            user: "事務".parse().unwrap(),
        }),
    ]
}

/// Everything that can be seen through the trait.
fn visible(store: &MemoryStore) -> (Vec<Vec<Entry>>, Vec<Option<KeyInfo>>) {
    let locations = [StoreLocation::CurrentUser, StoreLocation::LocalMachine];
    let ids = locations.into_iter().flat_map(|location| {
        let names = StoreName::ALL.iter().copied();
        names.map(move |name| StoreId { location, name })
    });
    let keys = locations.into_iter().flat_map(|location| {
        let containers = CLIENTS.iter().map(|client| KeyContainer::of(&client.key));
        containers.map(move |container| (location, container))
    });
    (
        ids.map(|id| store.entries(id).unwrap()).collect(),
        keys.map(|(location, container)| store.key_info(location, &container).unwrap())
            .collect(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_commit_is_its_changes_one_by_one_or_nothing(
        earlier in prop::collection::vec(any_change(), 0..8),
        changes in prop::collection::vec(any_change(), 0..8),
    ) {
        let mut store = MemoryStore::new();
        for change in earlier {
            let _ = store.commit(vec![change]);
        }
        let (before, mut single) = (store.clone(), store.clone());
        let one_by_one: Result<(), StoreError> =
            changes.iter().try_for_each(|change| single.commit(vec![change.clone()]));
        let result = store.commit(changes);
        prop_assert_eq!(&result, &one_by_one);
        match result {
            Ok(()) => prop_assert_eq!(visible(&store), visible(&single)),
            Err(_) => prop_assert_eq!(store, before),
        }
    }

    #[test]
    fn one_change_moves_what_it_is_about_and_nothing_else(
        earlier in prop::collection::vec(any_change(), 0..8), change in any_change(),
    ) {
        let mut store = MemoryStore::new();
        for change in earlier {
            let _ = store.commit(vec![change]);
        }
        let before = store.clone();
        let result = store.commit(vec![change.clone()]);
        let own = |store: &MemoryStore, id: StoreId| names_and_thumbprints(store, id);
        match change {
            Change::AddCertificate { store: id, entry, disposition } => {
                let thumbprint = entry.certificate.thumbprint();
                let was_there = own(&before, id).iter().filter(|(found, _)| *found == thumbprint).count();
                let is_there = own(&store, id).iter().filter(|(found, _)| *found == thumbprint).count();
                let grows = disposition == AddDisposition::Always || was_there == 0;
                prop_assert_eq!(is_there, was_there + usize::from(grows));
                let refuses = matches!(disposition, AddDisposition::New | AddDisposition::Newer);
                prop_assert_eq!(result.is_err(), refuses && was_there > 0);
                prop_assert_eq!(visible(&before).1, visible(&store).1, "no key moves");
            }
            Change::DeleteCertificate { store: id, .. } => {
                let gone = own(&before, id).len() - own(&store, id).len();
                prop_assert_eq!(gone, usize::from(result.is_ok()));
                prop_assert_eq!(visible(&before).1, visible(&store).1, "no key moves");
            }
            Change::SetKey { location, key } => {
                prop_assert_eq!(result, Ok(()));
                let found = store.key_info(location, &KeyContainer::of(&key.key)).unwrap();
                prop_assert_eq!(found, Some(key.info()));
                prop_assert_eq!(visible(&before).0, visible(&store).0, "no certificate moves");
            }
            // The keys here are the user's, and only the computer's have rights.
            Change::GrantKey { container, .. } => {
                prop_assert_eq!(result, Err(StoreError::NoContainer { container }));
                prop_assert_eq!(store, before);
            }
            Change::DeleteKey { location, container } => {
                prop_assert_eq!(result, Ok(()));
                prop_assert_eq!(store.key_info(location, &container).unwrap(), None);
                prop_assert_eq!(visible(&before).0, visible(&store).0, "no certificate moves");
            }
        }
    }
}

/// Microsoft, System Store Locations; Wine, dlls/crypt32/tests/cert.c, testAddCert.
#[test]
fn what_a_user_adds_meets_what_the_computer_has_except_in_my() {
    use AddDisposition::{
        Always, New, Newer, ReplaceExisting, ReplaceExistingInherit, UseExisting,
    };
    for &name in StoreName::ALL {
        let (user, machine) = (StoreId::current_user(name), StoreId::local_machine(name));
        for (disposition, in_machine, in_user) in [
            (New, "old", None),
            (Newer, "old", None),
            (UseExisting, "old", Some("old")),
            (ReplaceExisting, "new", Some("new")),
            (ReplaceExistingInherit, "old", Some("old")),
        ] {
            let mut store = with(vec![add(machine, entry(0, Some("old")), New)]);
            let result = store.commit(vec![add(user, entry(0, Some("new")), disposition)]);
            let named = |name: &str| vec![Some(name.to_owned())];
            if name == StoreName::My {
                assert_eq!(result, Ok(()));
                assert_eq!(names(&store, user), named("new"));
                assert_eq!(names(&store, machine), named("old"));
                continue;
            }
            assert_eq!(result.is_ok(), in_user.is_some(), "{name} {disposition:?}");
            assert_eq!(
                names(&store, machine),
                named(in_machine),
                "{name} {disposition:?}"
            );
            assert_eq!(names(&store, user).len(), 1, "{name} {disposition:?}");
        }
        // Both have it: the user's own is meant.
        let mut store = with(vec![
            add(user, entry(0, Some("user")), New),
            add(machine, entry(0, Some("machine")), New),
            add(user, entry(0, Some("new")), ReplaceExisting),
        ]);
        assert_eq!(names(&store, machine), [Some("machine".to_owned())]);
        store
            .commit(vec![add(user, entry(0, Some("third")), Always)])
            .unwrap();
        assert_eq!(names(&store, machine).len(), 1);
    }
}

type Row = (kigen::certificate::Thumbprint, Option<String>);

fn names_and_thumbprints(store: &MemoryStore, id: StoreId) -> Vec<Row> {
    let entries = store.entries(id).unwrap().into_iter();
    entries
        .map(|entry| {
            (
                entry.certificate.thumbprint(),
                entry.properties.friendly_name,
            )
        })
        .collect()
}
