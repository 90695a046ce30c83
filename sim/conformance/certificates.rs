//! What is known of Windows about certificates in stores, one rule a case.

use super::case::{Case, MY};
use super::changes::{add, add_to, container, delete, set_key};
use super::material::{CERTIFICATES, first, renewed};
use super::{Make, Outcome, Problem, equal};
use crate::certificate::Certificate;
use crate::reason::Reason;
use crate::store::{
    AddDisposition, CertificateStore, Change, Entry, KeyContainer, KeyExport, Properties, StoreId,
    StoreLocation, StoreName,
};

const WINE: &str = "Wine, dlls/crypt32/cert.c and its tests, which run on Windows";
const DISPOSITIONS: &str = "learn.microsoft.com, CertAddCertificateContextToStore; Wine's tests";
pub(super) const LOCATIONS: &str =
    "learn.microsoft.com, Local Machine and Current User Certificate Stores";
pub(super) const OURS: &str = "the trait: all the changes of a commit, or none";

pub(super) const CASES: &[Case] = &[
    Case::new("a-new-store-is-empty", OURS, |make| {
        let store = make();
        for &name in StoreName::ALL {
            for id in [StoreId::current_user(name), StoreId::local_machine(name)] {
                equal("entries", store.entries(id)?, vec![])?;
            }
        }
        Ok(())
    }),
    Case::new(
        "new-refuses-a-match-and-changes-nothing",
        DISPOSITIONS,
        |make| refuses_a_match(make, AddDisposition::New),
    ),
    Case::new(
        "newer-refuses-a-match-because-its-dates-are-equal",
        WINE,
        |make| {
            refuses_a_match(make, AddDisposition::Newer)?;
            refuses_a_match(make, AddDisposition::NewerInherit)
        },
    ),
    Case::new(
        "use-existing-adds-only-what-is-missing",
        DISPOSITIONS,
        |make| inherits(make, AddDisposition::UseExisting),
    ),
    Case::new("replace-inherit-keeps-the-old-properties", WINE, |make| {
        inherits(make, AddDisposition::ReplaceExistingInherit)
    }),
    Case::new("replace-drops-the-old-properties", DISPOSITIONS, |make| {
        let mut store = make();
        store.commit(vec![add(first(), "old", AddDisposition::New)])?;
        store.commit(vec![add(first(), "", AddDisposition::ReplaceExisting)])?;
        equal("names", names(&*store)?, vec![None])
    }),
    Case::new(
        "always-keeps-both-and-delete-takes-the-newest",
        DISPOSITIONS,
        |make| {
            let mut store = make();
            store.commit(vec![
                add(first(), "old", AddDisposition::New),
                add(first(), "new", AddDisposition::Always),
            ])?;
            let both = vec![Some("new".into()), Some("old".into())];
            equal("names", names(&*store)?, both)?;
            store.commit(vec![delete(first())])?;
            equal("names", names(&*store)?, vec![Some("old".into())])
        },
    ),
    Case::new(
        "certificates-of-one-issuer-and-serial-number-are-two",
        WINE,
        |make| beside_one_another(make, &CERTIFICATES[1]),
    ),
    Case::new("certificates-of-one-key-are-two", WINE, |make| {
        beside_one_another(make, &CERTIFICATES[2])
    }),
    Case::new(
        "a-renewed-certificate-lies-beside-the-old-one",
        WINE,
        |make| beside_one_another(make, renewed().1),
    ),
    Case::new(
        "the-newest-entry-comes-first-and-a-replaced-one-keeps-its-place",
        WINE,
        |make| {
            let mut store = make();
            for certificate in &CERTIFICATES[..3] {
                store.commit(vec![add(certificate, "", AddDisposition::New)])?;
            }
            let replaced = add(&CERTIFICATES[0], "a", AddDisposition::ReplaceExisting);
            store.commit(vec![replaced])?;
            let order = [&CERTIFICATES[2], &CERTIFICATES[1], &CERTIFICATES[0]];
            let entries = store.entries(MY)?;
            let found = entries.iter().map(|entry| &entry.certificate);
            equal("order", found.collect(), order.to_vec())
        },
    ),
    Case::new(
        "deleting-what-is-not-there-is-refused",
        DISPOSITIONS,
        |make| {
            let refused = make().commit(vec![delete(first())]);
            equal(
                "refusal",
                refused.map_err(Reason::from),
                Err(Reason::NotFound),
            )
        },
    ),
    Case::new("a-commit-happens-as-a-whole-or-not-at-all", OURS, |make| {
        let mut store = make();
        store.commit(vec![add(first(), "", AddDisposition::New)])?;
        let before = store.entries(MY)?;
        let refused = store.commit(vec![
            set_key(StoreLocation::CurrentUser, KeyExport::Allow),
            add(&CERTIFICATES[1], "", AddDisposition::New),
            delete(first()),
            delete(first()),
        ]);
        equal(
            "refusal",
            refused.map_err(Reason::from),
            Err(Reason::NotFound),
        )?;
        equal("entries", store.entries(MY)?, before)?;
        equal(
            "key",
            store.key_info(StoreLocation::CurrentUser, &container())?,
            None,
        )
    }),
    Case::new(
        "a-change-sees-those-before-it-in-its-commit",
        OURS,
        |make| {
            let mut store = make();
            store.commit(vec![
                add(first(), "", AddDisposition::New),
                delete(first()),
                add(first(), "again", AddDisposition::New),
            ])?;
            equal("names", names(&*store)?, vec![Some("again".into())])
        },
    ),
    Case::new(
        "every-store-of-the-user-but-my-shows-the-computers",
        LOCATIONS,
        |make| {
            for &name in StoreName::ALL {
                let mut store = make();
                let (user, machine) = (StoreId::current_user(name), StoreId::local_machine(name));
                store.commit(vec![add_to(machine, first())])?;
                let inherited = usize::from(name != StoreName::My);
                equal("the user sees", store.entries(user)?.len(), inherited)?;
                // The user's own come first, and the computer does not see them.
                store.commit(vec![add_to(user, &CERTIFICATES[1])])?;
                let newest = store.entries(user)?.into_iter().next();
                let newest = newest.map(|entry| entry.certificate);
                equal("first", newest.as_ref(), Some(&CERTIFICATES[1]))?;
                equal("the computer sees", store.entries(machine)?.len(), 1)?;
            }
            Ok(())
        },
    ),
    Case::new(
        "a-user-cannot-delete-what-the-computer-trusts",
        LOCATIONS,
        |make| {
            let mut store = make();
            let root = StoreId::local_machine(StoreName::Root);
            store.commit(vec![add_to(root, first())])?;
            let refused = store.commit(vec![Change::DeleteCertificate {
                store: StoreId::current_user(StoreName::Root),
                thumbprint: first().thumbprint(),
            }]);
            equal(
                "refusal",
                refused.map_err(Reason::from),
                Err(Reason::NotFound),
            )
        },
    ),
    Case::new("properties-come-back-as-they-were", OURS, |make| {
        for name in [
            "",
            " ",
            "受付01",
            "a: b",
            "-----BEGIN CERTIFICATE-----",
            "\\u{41}\n\0",
        ] {
            let mut store = make();
            let properties = Properties {
                friendly_name: Some(name.to_owned()),
                key_container: KeyContainer::named("{2F0B5C7E-0427-4A11-9C3D-00155D0A0B0C} a: b"),
                extended: [(20, vec![]), (71, vec![0, 255])].into(),
            };
            let entry = Entry {
                certificate: first().clone(),
                properties,
            };
            store.commit(vec![Change::AddCertificate {
                store: MY,
                entry: entry.clone(),
                disposition: AddDisposition::New,
            }])?;
            equal("entries", store.entries(MY)?, vec![entry])?;
        }
        Ok(())
    }),
];

fn refuses_a_match(make: Make<'_>, disposition: AddDisposition) -> Outcome {
    let mut store = make();
    store.commit(vec![add(first(), "old", disposition)])?;
    let before = store.entries(MY)?;
    let refused = store.commit(vec![add(first(), "new", disposition)]);
    equal(
        "refusal",
        refused.map_err(Reason::from),
        Err(Reason::AlreadyExists),
    )?;
    equal("entries", store.entries(MY)?, before)
}

fn inherits(make: Make<'_>, disposition: AddDisposition) -> Outcome {
    let mut store = make();
    store.commit(vec![add(first(), "", AddDisposition::New)])?;
    store.commit(vec![add(first(), "first", disposition)])?;
    equal("names", names(&*store)?, vec![Some("first".into())])?;
    store.commit(vec![add(first(), "second", disposition)])?;
    equal("names", names(&*store)?, vec![Some("first".into())])
}

fn beside_one_another(make: Make<'_>, other: &Certificate) -> Outcome {
    let mut store = make();
    store.commit(vec![add(first(), "", AddDisposition::New)])?;
    store.commit(vec![add(other, "", AddDisposition::New)])?;
    equal("entries", store.entries(MY)?.len(), 2)?;
    store.commit(vec![delete(first())])?;
    let left = store.entries(MY)?.into_iter().next();
    equal(
        "left",
        left.map(|entry| entry.certificate).as_ref(),
        Some(other),
    )
}

/// The friendly names in `My`, newest first.
fn names(store: &dyn CertificateStore) -> Result<Vec<Option<String>>, Problem> {
    let entries = store.entries(MY)?.into_iter();
    Ok(entries
        .map(|entry| entry.properties.friendly_name)
        .collect())
}
