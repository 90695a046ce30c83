use chrono::Duration;
use kigen::lifecycle::age::{newest, oldest};
use kigen::lifecycle::deletion::{delete, delete_expired, delete_old};
use kigen::lifecycle::expiry::{Revocation, State, state};
use kigen::lifecycle::import::{ImportOptions, import};
use kigen::path::{Path, PathError};
use kigen::pki::RenewalWindow;
use kigen::store::{
    CertificateStore, KeyContainer, MemoryStore, StoreError, StoreId, StoreLocation, StoreName,
};
use kigen::time::Span;
use proptest::prelude::*;

use crate::support::{AROUND, Client, P256, client_validity, seconds, time, validity_from, window};

const MY: StoreId = StoreId::current_user(StoreName::My);

/// 受付01 and a second certificate of it that begins and ends 30 days later.
fn old_and_new() -> [Client; 2] {
    let mut later = client_validity();
    later.not_before += Duration::days(30);
    later.not_after += Duration::days(30);
    [P256.client("受付01"), P256.client_in("受付01/2", later)]
}

fn store_with(clients: &[Client]) -> MemoryStore {
    let mut store = MemoryStore::new();
    for client in clients {
        import(
            &mut store,
            &P256.contents(client, ""),
            ImportOptions::default(),
        )
        .unwrap();
    }
    store
}

#[test]
fn a_state_begins_and_ends_at_its_second() {
    let certificate = P256.client("受付01").certificate;
    use State::{Expired, NotYetValid, RenewalDue, Valid};
    for (bound, moment, states) in [
        (
            "not_before",
            certificate.not_before(),
            [NotYetValid, Valid, Valid],
        ),
        (
            "90 days before not_after",
            certificate.not_after() - Duration::days(90),
            [Valid, RenewalDue, RenewalDue],
        ),
        (
            "not_after",
            certificate.not_after(),
            [RenewalDue, RenewalDue, Expired],
        ),
    ] {
        for (offset, expected) in AROUND.into_iter().zip(states) {
            let at = moment + seconds(offset);
            let found = state(&certificate, Revocation::Good, at, window());
            assert_eq!(found, expected, "{bound} {offset:+}");
            let revoked = state(&certificate, Revocation::Revoked, at, window());
            assert_eq!(revoked, State::Revoked, "{bound} {offset:+}");
        }
    }
}

#[test]
fn an_authority_is_never_due_for_renewal() {
    for authority in P256.authority.chain() {
        for offset in AROUND {
            let at = authority.not_after() + seconds(offset);
            let expected = match offset > 0 {
                true => State::Expired,
                false => State::Valid,
            };
            let found = state(&authority, Revocation::Good, at, window());
            assert_eq!(found, expected, "{} {offset:+}", authority.subject());
        }
    }
}

#[test]
fn the_window_is_as_long_as_the_rules_say() {
    let certificate = P256.client("受付01").certificate;
    for days in [0, 1, 30, 90] {
        let window = RenewalWindow::Span(Span::days(days));
        let days = days.into();
        let opens = certificate.not_after() - Duration::days(days);
        let at = |offset| {
            state(
                &certificate,
                Revocation::Good,
                opens + seconds(offset),
                window,
            )
        };
        assert_eq!(
            (at(-1), at(0)),
            (State::Valid, State::RenewalDue),
            "{days} days"
        );
    }
}

#[test]
fn only_what_has_expired_is_deleted_as_expired() {
    let [old, new] = old_and_new();
    let thumbprints = [&old, &new].map(|client| client.certificate.thumbprint());
    for (bound, moment, deleted) in [
        ("the first end", old.certificate.not_after(), [0, 0, 1]),
        ("the second end", new.certificate.not_after(), [1, 1, 2]),
    ] {
        for (offset, count) in AROUND.into_iter().zip(deleted) {
            let mut store = store_with(&[old.clone(), new.clone()]);
            let mut found = delete_expired(&mut store, moment + seconds(offset)).unwrap();
            found.sort_by_key(|thumbprint| *thumbprint != thumbprints[0]);
            assert_eq!(found, thumbprints[..count], "{bound} {offset:+}");
            assert_eq!(
                store.entries(MY).unwrap().len(),
                2 - count,
                "{bound} {offset:+}"
            );
        }
    }
}

#[test]
fn the_old_certificate_is_the_one_that_ends_first_whichever_came_first() {
    let [old, new] = old_and_new();
    for clients in [[old.clone(), new.clone()], [new.clone(), old.clone()]] {
        let mut store = store_with(&clients);
        assert_eq!(
            delete_old(&mut store),
            Ok(vec![old.certificate.thumbprint()])
        );
        let left = store.entries(MY).unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].certificate, new.certificate);
        assert_eq!(
            delete_old(&mut store),
            Ok(Vec::new()),
            "nothing is left to delete"
        );
        assert_eq!(delete_old(&mut MemoryStore::new()), Ok(Vec::new()));
    }
}

/// 39 months from the 28th and from the 30th of November both end on the 28th of February.
#[test]
fn of_two_that_end_together_the_one_that_began_first_is_old() {
    let [from_28th, from_30th] = ["2022-11-28T10:00:00+09:00", "2022-11-30T10:00:00+09:00"]
        .map(|from| P256.client_in(from, validity_from(time(from))));
    assert_eq!(
        from_28th.certificate.not_after(),
        from_30th.certificate.not_after()
    );
    for clients in [
        [from_28th.clone(), from_30th.clone()],
        [from_30th.clone(), from_28th.clone()],
    ] {
        let mut store = store_with(&clients);
        let deleted = delete_old(&mut store).unwrap();
        assert_eq!(deleted, [from_28th.certificate.thumbprint()]);
    }
}

#[test]
fn of_two_alike_the_one_that_came_last_is_new() {
    let clients = ["受付01", "受付02", "受付03"].map(|name| P256.client(name));
    let mut store = store_with(&clients);
    let entries = store.entries(MY).unwrap();
    let last = clients[2].certificate.thumbprint();
    assert_eq!(
        newest(entries.clone()).unwrap().certificate.thumbprint(),
        last
    );
    let first = clients[0].certificate.thumbprint();
    assert_eq!(oldest(entries).unwrap().certificate.thumbprint(), first);
    assert_eq!(delete_old(&mut store).unwrap().len(), 2);
    let left = store.entries(MY).unwrap();
    assert_eq!(left[0].certificate.thumbprint(), last);
}

#[test]
fn deleting_a_certificate_leaves_its_key_container_and_the_authorities() {
    let client = P256.client("受付01");
    let thumbprint = client.certificate.thumbprint();
    let mut store = store_with(std::slice::from_ref(&client));
    delete(&mut store, thumbprint).unwrap();
    assert!(store.entries(MY).unwrap().is_empty());
    let container = KeyContainer::of(&client.key);
    let orphan = store
        .key_info(StoreLocation::CurrentUser, &container)
        .unwrap();
    let orphan = orphan.map(|key| key.public);
    assert_eq!(orphan.as_ref(), Some(client.key.public()));
    for name in [StoreName::Root, StoreName::Ca] {
        assert_eq!(
            store.entries(StoreId::current_user(name)).unwrap().len(),
            1,
            "{name}"
        );
    }
    let before = store.clone();
    let again = delete(&mut store, thumbprint);
    let name = StoreName::My;
    assert_eq!(
        again,
        Err(StoreError::NotFound {
            store: name,
            thumbprint
        })
    );
    assert_eq!(store, before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Two rules say when a certificate is in its validity: the store's and webpki's.
    #[test]
    fn the_state_and_the_judge_agree_on_every_second(
        at_end in any::<bool>(), offset in prop_oneof![-2..=2i64, -200_000_000..=200_000_000i64],
    ) {
        let client = P256.client("受付01");
        let (not_before, not_after) = (
            client.certificate.not_before(),
            client.certificate.not_after(),
        );
        let at = if at_end { not_after } else { not_before } + seconds(offset);
        let path = Path {
            end_entity: &client.certificate,
            intermediates: &P256.authority.chain(),
            roots: &[P256.authority.root().clone()],
            crls: &[],
        };
        let judged = path.verify(at);
        match state(&client.certificate, Revocation::Good, at, window()) {
            State::NotYetValid => {
                prop_assert_eq!(judged, Err(PathError::NotYetValid { at, not_before }));
            }
            State::Expired => prop_assert_eq!(judged, Err(PathError::Expired { at, not_after })),
            _ => prop_assert_eq!(judged, Ok(())),
        }
    }
}
