use kigen::lifecycle::backup::{ExportError, ExportOptions, chain_above, export};
use kigen::lifecycle::import::{ImportOptions, import};
use kigen::pin::Pin;
use kigen::pkcs12::{Contents, EncryptionProfile, Limits, OpenError, open};
use kigen::reason::Reason;
use kigen::store::{
    CertificateStore, Change, KeyContainer, KeyExport, MemoryStore, StoreId, StoreLocation,
    StoreName,
};
use proptest::prelude::*;

use crate::support::{Client, P256, Pki, RSA, SEED, pin};

const MY: StoreId = StoreId::current_user(StoreName::My);

/// A store into which a client's file was imported.
fn store_with(pki: &Pki, client: &Client, export: KeyExport) -> MemoryStore {
    let mut store = MemoryStore::new();
    let options = ImportOptions {
        export,
        ..ImportOptions::default()
    };
    import(&mut store, &pki.contents(client, "オン資PC"), options).unwrap();
    store
}

fn back_up(
    store: &MemoryStore,
    client: &Client,
    encryption: EncryptionProfile,
    pins: [&Pin; 2],
) -> Result<Vec<u8>, ExportError> {
    let options = ExportOptions {
        pin_again: pins[1],
        encryption,
        ..ExportOptions::new(pins[0])
    };
    let thumbprint = client.certificate.thumbprint();
    export(store, thumbprint, &options, &mut SEED.stream("test/backup"))
}

fn opened(file: &[u8], pin: &Pin) -> Contents {
    open(file, pin.as_str(), &Limits::default()).unwrap()
}

#[test]
fn a_backup_brings_certificate_key_and_chain_to_a_new_pc() {
    let pin = pin("0427");
    for pki in [&*P256, &*RSA] {
        let client = pki.client("受付01");
        let store = store_with(pki, &client, KeyExport::Allow);
        for encryption in EncryptionProfile::WINDOWS {
            let file = back_up(&store, &client, encryption, [&pin, &pin]).unwrap();
            let again = back_up(&store, &client, encryption, [&pin, &pin]).unwrap();
            assert_eq!(file, again, "equal arguments, equal bytes");
            let contents = opened(&file, &pin);
            let identity = contents.identity().unwrap();
            assert_eq!(identity.key.key, client.key);
            assert_eq!(identity.certificate.certificate, client.certificate);
            let chain: Vec<_> = identity.chain.into_iter().cloned().collect();
            assert_eq!(chain, pki.authority.chain());

            let mut new_pc = MemoryStore::new();
            import(&mut new_pc, &contents, ImportOptions::default()).unwrap();
            assert_eq!(new_pc, store, "{} {encryption:?}", pki.key);
        }
    }
}

#[test]
fn each_refusal_has_a_reason_of_its_own() {
    let (right, wrong) = (pin("0427"), pin("0437"));
    let client = P256.client("受付01");
    let thumbprint = client.certificate.thumbprint();
    let complete = || store_with(&P256, &client, KeyExport::Allow);
    let mut without_key = complete();
    let delete_key = Change::DeleteKey {
        location: StoreLocation::CurrentUser,
        container: KeyContainer::of(&client.key),
    };
    without_key.commit(vec![delete_key]).unwrap();
    let mut address_book = MemoryStore::new();
    let mut contents = P256.contents(&client, "");
    contents.keys.clear();
    import(&mut address_book, &contents, ImportOptions::default()).unwrap();

    for (name, store, pin_again, expected, reason) in [
        (
            "typed differently",
            complete(),
            &wrong,
            ExportError::PinsDiffer,
            Reason::PinsDiffer,
        ),
        (
            "an empty store",
            MemoryStore::new(),
            &right,
            ExportError::NotFound { thumbprint },
            Reason::NotFound,
        ),
        (
            "among the certificates of others",
            address_book,
            &right,
            ExportError::NotFound { thumbprint },
            Reason::NotFound,
        ),
        (
            "its key is gone",
            without_key,
            &right,
            ExportError::KeyMissing {
                thumbprint,
                container: KeyContainer::of(&client.key),
            },
            Reason::KeyMissing,
        ),
        (
            "the box was not ticked",
            store_with(&P256, &client, KeyExport::Deny),
            &right,
            ExportError::NotExportable { thumbprint },
            Reason::NotExportable,
        ),
    ] {
        let profile = EncryptionProfile::default();
        let error = back_up(&store, &client, profile, [&right, pin_again]).unwrap_err();
        assert_eq!((Reason::from(&error), error), (reason, expected), "{name}");
    }
}

#[test]
fn an_authority_cannot_be_backed_up_as_if_it_were_the_clients() {
    let client = P256.client("受付01");
    let store = store_with(&P256, &client, KeyExport::Allow);
    let right = pin("0427");
    let authority = Client {
        certificate: P256.authority.root().clone(),
        ..client
    };
    let profile = EncryptionProfile::default();
    let error = back_up(&store, &authority, profile, [&right, &right]).unwrap_err();
    assert_eq!(Reason::from(&error), Reason::NotFound);
}

#[test]
fn the_path_ends_where_an_issuer_is_missing() {
    let client = P256.client("受付01");
    let chain = P256.authority.chain();
    let complete = store_with(&P256, &client, KeyExport::Allow);
    let id = |name, certificate: usize| Change::DeleteCertificate {
        store: StoreId::current_user(name),
        thumbprint: chain[certificate].thumbprint(),
    };
    for (name, deleted, length) in [
        ("complete", vec![], 2),
        ("without the root", vec![id(StoreName::Root, 1)], 1),
        (
            "without the issuing authority",
            vec![id(StoreName::Ca, 0)],
            0,
        ),
    ] {
        let mut store = complete.clone();
        store.commit(deleted).unwrap();
        let found = chain_above(&store, &client.certificate).unwrap();
        assert_eq!(found, chain[..length], "{name}");
        // What is left is backed up all the same, and restored.
        let pin = pin("0427");
        let profile = EncryptionProfile::default();
        let file = back_up(&store, &client, profile, [&pin, &pin]).unwrap();
        assert_eq!(opened(&file, &pin).certificates.len(), 1 + length, "{name}");
    }
    let root = P256.authority.root();
    assert_eq!(
        chain_above(&complete, root),
        Ok(Vec::new()),
        "a root is its own end"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_backup_opens_under_its_own_pin_and_no_other(
        own in "[0-9]{4}", other in "[0-9]{4}", triple_des in any::<bool>(),
    ) {
        let client = P256.client("受付01");
        let store = store_with(&P256, &client, KeyExport::Allow);
        let encryption = EncryptionProfile::WINDOWS[usize::from(triple_des)];
        let own = pin(&own);
        let file = back_up(&store, &client, encryption, [&own, &own]).unwrap();
        let result = open(&file, &other, &Limits::default());
        if other == own.as_str() {
            prop_assert_eq!(result.unwrap().keys[0].key.clone(), client.key);
        } else {
            prop_assert_eq!(result.unwrap_err(), OpenError::WrongPassword);
        }
    }
}

#[test]
fn what_was_restored_may_be_backed_up_only_if_the_box_was_ticked_again() {
    let pin = pin("0427");
    let client = P256.client("受付01");
    let store = store_with(&P256, &client, KeyExport::Allow);
    let profile = EncryptionProfile::default();
    let contents = opened(
        &back_up(&store, &client, profile, [&pin, &pin]).unwrap(),
        &pin,
    );
    let mut new_pc = MemoryStore::new();
    let options = ImportOptions {
        export: KeyExport::Deny,
        ..ImportOptions::default()
    };
    import(&mut new_pc, &contents, options).unwrap();
    let entry = &new_pc.entries(MY).unwrap()[0];
    assert_eq!(entry.properties.friendly_name.as_deref(), Some("オン資PC"));
    let error = back_up(&new_pc, &client, profile, [&pin, &pin]).unwrap_err();
    assert_eq!(Reason::from(&error), Reason::NotExportable);
}
