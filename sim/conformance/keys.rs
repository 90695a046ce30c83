//! What is known of Windows about keys in stores, one rule a case.

use super::case::{Case, MY, Source};
use super::changes::{add_with_key, container, delete, set_key};
use super::locations::LOCATIONS;
use super::material::{CERTIFICATES, KEYS, first, pin, renewed};
use super::{Make, Outcome, equal};
use crate::certificate::Certificate;
use crate::path::Path;
use crate::pin::Pin;
use crate::reason::Reason;
use crate::store::{
    CertificateStore, Change, KeyContainer, KeyExport, KeyPrompt, KeyProtection, StoreLocation,
    StoredKey,
};

const PERSIST: Source = Source::windows(
    "learn.microsoft.com, PFXImportCertStore: keys are kept unless PKCS12_NO_PERSIST_KEY",
);
const RULES: Source = Source::windows(
    "learn.microsoft.com, PFXImportCertStore: CRYPT_EXPORTABLE, CRYPT_USER_PROTECTED",
);
const SIGN: Source = Source::windows("learn.microsoft.com, NCryptSignHash");
const EXPORT: Source =
    Source::windows("learn.microsoft.com, NCryptExportKey and Key Storage Property Identifiers");
const SILENT: Source =
    Source::windows("learn.microsoft.com, NCRYPT_SILENT_FLAG: NTE_SILENT_CONTEXT");
const ENUMERATE: Source = Source::windows("learn.microsoft.com, NCryptEnumKeys");
const BAD_KEYSET: Source =
    Source::windows("learn.microsoft.com, CryptAcquireContext: NTE_BAD_KEYSET");
const CONTAINERS: Source = Source::kigen(
    "the trait: containers are named by their keys, so that a key finds its place again; what \
     Windows does when a key is imported a second time is assumed",
);
const PROMPT: Source = Source::kigen("assumed; the manual's prompt");
const DENIED: Source = Source::kigen("the manual's prompt has 「許可しない」; its code is assumed");
const NOT_ASKED: Source = Source::kigen("assumed: what is refused anyway is not asked about");

const USER: StoreLocation = StoreLocation::CurrentUser;

pub(super) const CASES: &[Case] = &[
    Case::new("a-key-outlives-its-certificate", PERSIST, |make| {
        let mut store = make();
        store.commit(vec![set_key(USER, KeyExport::Allow), add_with_key(first())])?;
        store.commit(vec![delete(first())])?;
        let key = store.key_info(USER, &container())?;
        equal("the key is there", key.is_some(), true)
    }),
    Case::new("a-certificate-outlives-its-key", PERSIST, |make| {
        let mut store = make();
        store.commit(vec![set_key(USER, KeyExport::Allow), add_with_key(first())])?;
        store.commit(vec![delete_key()])?;
        let entry = store.find(MY, first().thumbprint())?;
        let properties = entry.map(|entry| entry.properties.key_container);
        equal("key container", properties, Some(Some(container())))?;
        equal("key", store.key_info(USER, &container())?, None)
    }),
    Case::new(
        "a-key-is-kept-with-what-may-be-done-with-it",
        RULES,
        |make| {
            for key in rules() {
                let mut store = make();
                let expected = Some(key.info());
                store.commit(vec![put(key)])?;
                equal("key", store.key_info(USER, &container())?, expected)?;
            }
            Ok(())
        },
    ),
    Case::new(
        "a-key-that-is-put-in-again-follows-its-new-rules",
        CONTAINERS,
        |make| {
            let mut store = make();
            for key in rules() {
                let expected = Some(key.info());
                store.commit(vec![put(key)])?;
                equal("key", store.key_info(USER, &container())?, expected)?;
                equal("containers", store.containers(USER)?.len(), 1)?;
            }
            Ok(())
        },
    ),
    Case::new(
        "deleting-a-key-that-is-not-there-does-nothing",
        CONTAINERS,
        |make| {
            let mut store = make();
            store.commit(vec![delete_key()])?;
            store.commit(vec![set_key(USER, KeyExport::Allow), delete_key()])?;
            store.commit(vec![delete_key()])?;
            equal("containers", store.containers(USER)?, vec![])
        },
    ),
    Case::new(
        "a-key-is-found-by-its-own-container-only",
        PERSIST,
        |make| {
            let mut store = make();
            store.commit(vec![set_key(USER, KeyExport::Allow)])?;
            let other = KeyContainer::of(&KEYS[1]);
            equal("key", store.key_info(USER, &other)?, None)
        },
    ),
    Case::new("the-computers-keys-are-not-the-users", LOCATIONS, |make| {
        let mut store = make();
        store.commit(vec![set_key(StoreLocation::LocalMachine, KeyExport::Deny)])?;
        equal("key", store.key_info(USER, &container())?, None)?;
        equal("containers", store.containers(USER)?, vec![])?;
        let signed = sign(&*store, &KeyPrompt::Silent);
        equal("signature", signed, Err(Reason::KeyMissing))?;
        let key = store.key_info(StoreLocation::LocalMachine, &container())?;
        equal("the key is there", key.is_some(), true)
    }),
    Case::new(
        "containers-are-listed-until-they-are-deleted",
        ENUMERATE,
        |make| {
            let mut store = make();
            equal("of a new store", store.containers(USER)?, vec![])?;
            let both = [0, 1].map(|key| put(StoredKey::new(KEYS[key].clone(), KeyExport::Deny)));
            store.commit(both.to_vec())?;
            let mut expected = KEYS.each_ref().map(KeyContainer::of).to_vec();
            expected.sort();
            let mut found = store.containers(USER)?;
            found.sort();
            equal("of two keys", found, expected)?;
            store.commit(vec![delete_key()])?;
            let left = vec![KeyContainer::of(&KEYS[1])];
            equal("after a deletion", store.containers(USER)?, left)
        },
    ),
    Case::new("each-key-signs-for-its-own-certificate", SIGN, |make| {
        let mut store = make();
        let both = [0, 1].map(|key| put(StoredKey::new(KEYS[key].clone(), KeyExport::Allow)));
        store.commit(both.to_vec())?;
        for (key, own, other) in [(0, first(), renewed().1), (1, renewed().1, first())] {
            let container = KeyContainer::of(&KEYS[key]);
            let signature = store.sign(USER, &container, &KeyPrompt::Silent, MESSAGE)?;
            equal("its own", proves(own, &signature), true)?;
            equal("the other", proves(other, &signature), false)?;
        }
        Ok(())
    }),
    Case::new(
        "an-exportable-key-comes-out-as-it-went-in",
        EXPORT,
        |make| {
            let mut store = make();
            for key in KEYS.iter() {
                let container = KeyContainer::of(key);
                store.commit(vec![put(StoredKey::new(key.clone(), KeyExport::Allow))])?;
                let out = store.export(USER, &container, &KeyPrompt::Silent)?;
                equal("key", &out, key)?;
                let info = store.key_info(USER, &container)?;
                equal("it is still there", info.is_some(), true)?;
            }
            Ok(())
        },
    ),
    Case::new(
        "a-key-that-may-not-leave-signs-where-it-is",
        EXPORT,
        |make| {
            stays(make, &KeyPrompt::Password(pin()), |store| {
                let signed = sign(store, &KeyPrompt::Password(pin()));
                equal("signature", signed, Ok(true))
            })
        },
    ),
    Case::new(
        "nobody-is-asked-about-a-key-that-may-not-leave",
        NOT_ASKED,
        |make| stays(make, &KeyPrompt::Silent, |_| Ok(())),
    ),
    Case::new(
        "a-protected-key-neither-signs-nor-leaves-silently",
        SILENT,
        |make| {
            for protection in protections() {
                let silently = match protection {
                    KeyProtection::None => Ok(true),
                    KeyProtection::Confirm | KeyProtection::Password(_) => Err(Reason::KeyLocked),
                };
                answers(make, protection, &KeyPrompt::Silent, silently)?;
            }
            answers(make, KeyProtection::Confirm, &KeyPrompt::Confirm, Ok(true))
        },
    ),
    Case::new(
        "a-protected-key-takes-its-own-password-only",
        PROMPT,
        |make| {
            let protection = || KeyProtection::Password(pin());
            let wrong: Pin = "0428".parse().expect("four digits are a PIN");
            for answer in [KeyPrompt::Confirm, KeyPrompt::Password(wrong)] {
                answers(make, protection(), &answer, Err(Reason::WrongPassword))?;
            }
            answers(make, protection(), &KeyPrompt::Password(pin()), Ok(true))
        },
    ),
    Case::new(
        "a-key-whose-use-is-denied-neither-signs-nor-leaves",
        DENIED,
        |make| {
            for protection in protections() {
                let denied = match protection {
                    KeyProtection::None => Ok(true), // nobody is asked
                    KeyProtection::Confirm | KeyProtection::Password(_) => Err(Reason::KeyDenied),
                };
                answers(make, protection, &KeyPrompt::Deny, denied)?;
            }
            Ok(())
        },
    ),
    Case::new(
        "a-key-that-is-not-there-neither-signs-nor-leaves",
        BAD_KEYSET,
        |make| {
            let mut store = make();
            for _ in 0..2 {
                let silent = KeyPrompt::Silent;
                equal("signature", sign(&*store, &silent), Err(Reason::KeyMissing))?;
                equal("export", export(&*store, &silent), Err(Reason::KeyMissing))?;
                store.commit(vec![set_key(USER, KeyExport::Allow), delete_key()])?;
            }
            Ok(())
        },
    ),
];

/// What is signed.
const MESSAGE: &[u8] = b"is it you?";

fn protections() -> [KeyProtection; 3] {
    [
        KeyProtection::None,
        KeyProtection::Confirm,
        KeyProtection::Password(pin()),
    ]
}

/// The first key under every rule.
fn rules() -> impl Iterator<Item = StoredKey> {
    let exports = [KeyExport::Allow, KeyExport::Deny].into_iter();
    exports.flat_map(|export| {
        protections().map(|protection| StoredKey {
            key: KEYS[0].clone(),
            export,
            protection,
        })
    })
}

/// Checks that a key which may not leave stays, whatever its protection, when that is answered.
fn stays(
    make: Make<'_>,
    answer: &KeyPrompt,
    then: fn(&dyn CertificateStore) -> Outcome,
) -> Outcome {
    for key in rules().filter(|key| key.export == KeyExport::Deny) {
        let mut store = make();
        store.commit(vec![put(key)])?;
        let refused = export(&*store, answer);
        equal("export", refused, Err(Reason::NotExportable))?;
        then(&*store)?;
    }
    Ok(())
}

fn put(key: StoredKey) -> Change {
    let location = USER;
    Change::SetKey { location, key }
}

fn delete_key() -> Change {
    Change::DeleteKey {
        location: USER,
        container: container(),
    }
}

/// Returns the result of using the first key both ways with this answer to its prompt.
fn answers(
    make: Make<'_>,
    protection: KeyProtection,
    answer: &KeyPrompt,
    expected: Result<bool, Reason>,
) -> Outcome {
    let mut store = make();
    let export_allowed = KeyExport::Allow;
    store.commit(vec![put(StoredKey {
        key: KEYS[0].clone(),
        export: export_allowed,
        protection,
    })])?;
    equal("signature", sign(&*store, answer), expected)?;
    equal("export", export(&*store, answer), expected)
}

/// Whether the first key signs for its certificate, or why it does not sign.
fn sign(store: &dyn CertificateStore, prompt: &KeyPrompt) -> Result<bool, Reason> {
    let signature = store.sign(USER, &container(), prompt, MESSAGE)?;
    Ok(proves(first(), &signature))
}

/// Returns whether the exported key is the first one, or why none comes out.
fn export(store: &dyn CertificateStore, prompt: &KeyPrompt) -> Result<bool, Reason> {
    let key = store.export(USER, &container(), prompt)?;
    Ok(key == KEYS[0])
}

/// Returns whether an independent verifier accepts the signature as made with the certificate's
/// key.
fn proves(certificate: &Certificate, signature: &[u8]) -> bool {
    let path = Path {
        end_entity: certificate,
        intermediates: &[],
        roots: &CERTIFICATES[4..],
        crls: &[],
    };
    path.verify_possession(MESSAGE, signature).is_ok()
}
