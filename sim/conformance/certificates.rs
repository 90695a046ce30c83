//! What is known of Windows about certificates in stores, one rule a case.

use super::case::{Case, MY, Source};
use super::changes::{add, container, delete, set_key};
use super::material::{CERTIFICATES, first, renewed};
use super::{Make, Outcome, Problem, equal};
use crate::certificate::Certificate;
use crate::reason::Reason;
use crate::store::{
    AddDisposition, CertificateStore, Change, Entry, KeyContainer, KeyExport, KeySet, Properties,
    StoreId, StoreLocation, StoreName,
};

const WINE: Source =
    Source::windows("Wine, dlls/crypt32/tests/cert.c, testAddCert, which runs on Windows");
const DISPOSITIONS: Source = Source::windows(
    "learn.microsoft.com, CertAddCertificateContextToStore; Wine, tests/cert.c, testAddCert",
);
const NOT_FOUND: Source =
    Source::windows("learn.microsoft.com, CertFindCertificateInStore: CRYPT_E_NOT_FOUND");
const OVERLAP: Source = Source::kigen(
    "assumed: of equal properties the old one stays (the documentation of 1998; Wine copies the \
     new one for USE_EXISTING, and today's page has disposition 5 the other way round)",
);
const ORDER: Source = Source::kigen(
    "as Wine's stores in memory; learn.microsoft.com, CertAddCertificateContextToStore: the order \
     may not be preserved within the store",
);
const OURS: Source = Source::kigen("the trait: all the changes of a commit, or none");
const EMPTY: Source = Source::kigen("the trait: each store begins empty");
const KEPT: Source = Source::windows(
    "learn.microsoft.com, CertSetCertificateContextProperty and CertGetCertificateContextProperty",
);

pub(super) const CASES: &[Case] = &[
    Case::new("a-new-store-is-empty", EMPTY, |make| {
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
        "use-existing-keeps-the-certificate-and-adds-properties",
        DISPOSITIONS,
        |make| inherits(make, AddDisposition::UseExisting),
    ),
    Case::new(
        "replace-inherit-has-the-properties-of-both",
        DISPOSITIONS,
        |make| inherits(make, AddDisposition::ReplaceExistingInherit),
    ),
    Case::new("use-existing-adds-only-what-is-missing", OVERLAP, |make| {
        keeps_the_old(make, AddDisposition::UseExisting)
    }),
    Case::new(
        "replace-inherit-keeps-the-old-properties",
        OVERLAP,
        |make| keeps_the_old(make, AddDisposition::ReplaceExistingInherit),
    ),
    Case::new("replace-drops-the-old-properties", DISPOSITIONS, |make| {
        let mut store = make();
        store.commit(vec![add(first(), "old", AddDisposition::New)])?;
        store.commit(vec![add(first(), "", AddDisposition::ReplaceExisting)])?;
        equal("names", names(&*store)?, vec![None])
    }),
    Case::new("always-keeps-both", DISPOSITIONS, |make| {
        let mut store = make();
        store.commit(vec![
            add(first(), "old", AddDisposition::New),
            add(first(), "new", AddDisposition::Always),
        ])?;
        let mut found = names(&*store)?;
        found.sort();
        let both = vec![Some("new".into()), Some("old".into())];
        equal("names", found, both)?;
        store.commit(vec![delete(first())])?;
        equal("after a deletion", names(&*store)?.len(), 1)
    }),
    Case::new("of-two-copies-the-newest-is-found", ORDER, |make| {
        let mut store = make();
        store.commit(vec![
            add(first(), "old", AddDisposition::New),
            add(first(), "new", AddDisposition::Always),
        ])?;
        let found = store.find(MY, first().thumbprint())?;
        let name = found.and_then(|entry| entry.properties.friendly_name);
        equal("name", name.as_deref(), Some("new"))
    }),
    Case::new("of-two-copies-the-newest-is-deleted", ORDER, |make| {
        let mut store = make();
        store.commit(vec![
            add(first(), "old", AddDisposition::New),
            add(first(), "new", AddDisposition::Always),
        ])?;
        store.commit(vec![delete(first())])?;
        equal("names", names(&*store)?, vec![Some("old".into())])
    }),
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
        ORDER,
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
    Case::new("deleting-what-is-not-there-is-refused", NOT_FOUND, |make| {
        let refused = make().commit(vec![delete(first())]);
        equal(
            "refusal",
            refused.map_err(Reason::from),
            Err(Reason::NotFound),
        )
    }),
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
    Case::new("properties-come-back-as-they-were", KEPT, |make| {
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
                key_set: Some(KeySet::Machine),
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

/// The entry has its own properties, and those that were added with it.
fn inherits(make: Make<'_>, disposition: AddDisposition) -> Outcome {
    let mut store = make();
    let [mut named, mut extended] = [Properties::default(), Properties::default()];
    named.friendly_name = Some("name".into());
    extended.extended = [(71, vec![1])].into();
    let both = named.clone().or(extended.clone());
    let add = |properties: Properties, disposition| Change::AddCertificate {
        store: MY,
        entry: Entry {
            certificate: first().clone(),
            properties,
        },
        disposition,
    };
    store.commit(vec![add(named, AddDisposition::New)])?;
    store.commit(vec![add(extended, disposition)])?;
    let found = store.entries(MY)?.into_iter();
    let found = found.map(|entry| entry.properties).collect();
    equal("properties", found, vec![both])
}

fn keeps_the_old(make: Make<'_>, disposition: AddDisposition) -> Outcome {
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

/// The friendly names in `My`, in the order of the store.
fn names(store: &dyn CertificateStore) -> Result<Vec<Option<String>>, Problem> {
    let entries = store.entries(MY)?.into_iter();
    Ok(entries
        .map(|entry| entry.properties.friendly_name)
        .collect())
}
