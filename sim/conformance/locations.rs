//! What is known of Windows about the stores of users and of the computer, and of what they hide.

use super::case::{Case, MY, Source};
use super::changes::{add, add_in, add_to, delete};
use super::material::{CERTIFICATES, first};
use super::{Problem, equal};
use crate::certificate::Certificate;
use crate::reason::Reason;
use crate::store::{AddDisposition, CertificateStore, Change, StoreId, StoreName};

pub(super) const LOCATIONS: Source =
    Source::windows("learn.microsoft.com, Local Machine and Current User Certificate Stores");
const COLLECTIONS: Source = Source::windows(
    "learn.microsoft.com, System Store Locations; Wine, dlls/crypt32/tests/cert.c, testAddCert, \
     which runs on Windows, for a collection over a store in memory",
);
const ARCHIVED: Source = Source::windows(
    "learn.microsoft.com, CertSetCertificateContextProperty: CERT_ARCHIVED_PROP_ID; \
     CertOpenStore: CERT_STORE_ENUM_ARCHIVED_FLAG",
);
const OWN_FIRST: Source = Source::kigen(
    "assumed from the order .Default, .LocalMachine in learn.microsoft.com, System Store Locations",
);
const NOT_AN_ADMINISTRATOR: Source =
    Source::kigen("assumed: who uses a store of the user's is no administrator");

pub(super) const CASES: &[Case] = &[
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
                store.commit(vec![add_to(user, &CERTIFICATES[1])])?;
                equal("and then", store.entries(user)?.len(), inherited + 1)?;
                equal("the computer sees", store.entries(machine)?.len(), 1)?;
            }
            Ok(())
        },
    ),
    Case::new(
        "the-users-own-come-before-the-computers",
        OWN_FIRST,
        |make| {
            for (user, machine) in inheriting() {
                let mut store = make();
                store.commit(vec![add_to(user, &CERTIFICATES[1])])?;
                store.commit(vec![add_to(machine, first())])?;
                let shown = vec![CERTIFICATES[1].clone(), first().clone()];
                equal("certificates", certificates(&*store, user)?, shown)?;
            }
            Ok(())
        },
    ),
    Case::new("new-refuses-what-the-computer-has", COLLECTIONS, |make| {
        for (user, machine) in inheriting() {
            let mut store = make();
            store.commit(vec![add_to(machine, first())])?;
            let refused = store.commit(vec![add_to(user, first())]);
            let refused = refused.map_err(Reason::from);
            equal("refusal", refused, Err(Reason::AlreadyExists))?;
            equal("the user sees", store.entries(user)?.len(), 1)?;
        }
        // What nobody inherits can be in both.
        let mut store = make();
        let machine = StoreId::local_machine(StoreName::My);
        store.commit(vec![add_to(machine, first()), add_to(MY, first())])?;
        Ok(())
    }),
    Case::new(
        "replace-and-use-existing-act-on-what-the-computer-has",
        COLLECTIONS,
        |make| {
            for disposition in [AddDisposition::ReplaceExisting, AddDisposition::UseExisting] {
                for (user, machine) in inheriting() {
                    let mut store = make();
                    store.commit(vec![add_to(machine, first())])?;
                    store.commit(vec![add_in(user, first(), "new", disposition)])?;
                    for id in [user, machine] {
                        let entries = store.entries(id)?.into_iter();
                        let names = entries.map(|entry| entry.properties.friendly_name);
                        equal("names", names.collect(), vec![Some("new".to_owned())])?;
                    }
                }
            }
            Ok(())
        },
    ),
    Case::new(
        "a-user-cannot-delete-what-the-computer-trusts",
        NOT_AN_ADMINISTRATOR,
        |make| {
            let mut store = make();
            let root = StoreId::local_machine(StoreName::Root);
            store.commit(vec![add_to(root, first())])?;
            let refused = store.commit(vec![Change::DeleteCertificate {
                store: StoreId::current_user(StoreName::Root),
                thumbprint: first().thumbprint(),
            }]);
            let refused = refused.map_err(Reason::from);
            equal("refusal", refused, Err(Reason::NotFound))
        },
    ),
    Case::new(
        "an-archived-certificate-is-shown-to-those-who-ask-and-found-by-its-thumbprint",
        ARCHIVED,
        |make| {
            let mut store = make();
            store.commit(vec![add(first(), "old", AddDisposition::New)])?;
            store.commit(vec![add(&CERTIFICATES[3], "new", AddDisposition::New)])?;
            store.commit(vec![Change::archive(MY, first().clone())])?;
            let shown = certificates(&*store, MY)?;
            equal("shown", shown, vec![CERTIFICATES[3].clone()])?;
            equal("with archived", store.entries_with_archived(MY)?.len(), 2)?;
            let found = store.find(MY, first().thumbprint())?;
            let name = found.and_then(|entry| entry.properties.friendly_name);
            equal("name", name.as_deref(), Some("old"))?;
            // It is there: it can neither be added as new nor stay when it is deleted.
            let again = store.commit(vec![add(first(), "", AddDisposition::New)]);
            let again = again.map_err(Reason::from);
            equal("refusal", again, Err(Reason::AlreadyExists))?;
            store.commit(vec![add(first(), "", AddDisposition::ReplaceExisting)])?;
            equal("brought back", store.entries(MY)?.len(), 2)?;
            store.commit(vec![Change::archive(MY, first().clone()), delete(first())])?;
            equal("deleted", store.entries_with_archived(MY)?.len(), 1)
        },
    ),
];

/// The stores of the user that show the computer's, each with that one.
fn inheriting() -> impl Iterator<Item = (StoreId, StoreId)> {
    let names = StoreName::ALL.iter().copied();
    let names = names.filter(|name| *name != StoreName::My);
    names.map(|name| (StoreId::current_user(name), StoreId::local_machine(name)))
}

fn certificates(store: &dyn CertificateStore, id: StoreId) -> Result<Vec<Certificate>, Problem> {
    let entries = store.entries(id)?.into_iter();
    Ok(entries.map(|entry| entry.certificate).collect())
}
