//! Files that ask for too much.

#![cfg(test)]

use super::*;
use crate::bundle::{self, Item, KeyOpener};

fn limit_of<T>(outcome: Result<T, OpenError>) -> Option<(Limit, u64, u64)> {
    match outcome {
        Err(OpenError::LimitExceeded {
            limit,
            asked,
            allowed,
        }) => Some((limit, asked, allowed)),
        _ => None,
    }
}

#[test]
fn safes_lie_eight_deep_in_one_another_and_no_deeper() {
    let nested = |depth: usize| {
        let innermost = other_bag(oid::KEY_BAG, key().pkcs8().to_vec());
        let bag = (0..depth).fold(innermost, |bag, _| {
            other_bag(oid::SAFE_CONTENTS_BAG, sequence(&[bag]))
        });
        opened(&file(&[plain(&[bag])], mac(PASSWORD)), PASSWORD)
    };
    assert_eq!(keys_in(nested(8)), Ok(1));
    for depth in [9, 25, 1000] {
        assert_eq!(
            limit_of(nested(depth)),
            Some((Limit::NestingDepth, 9, 8)),
            "{depth}"
        );
    }
}

#[test]
fn a_thousand_bags_are_read_and_one_more_is_refused() {
    let key = other_bag(oid::KEY_BAG, key().pkcs8().to_vec());
    let bags = vec![key; 1001];
    let scheme = triple_des(1);
    let safes = |count: usize| {
        let (plainly, hidden) = bags[..count].split_at(400);
        file(
            &[plain(plainly), encrypted(&scheme, &sequence(hidden))],
            mac(PASSWORD),
        )
    };
    assert_eq!(keys_in(opened(&safes(1000), PASSWORD)), Ok(1000));
    assert_eq!(
        limit_of(opened(&safes(1001), PASSWORD)),
        Some((Limit::Bags, 1001, 1000))
    );
}

#[test]
fn iterations_are_bounded_one_by_one_and_together() {
    let limits = Limits {
        iterations: 100,
        iterations_total: 1000,
        ..Limits::default()
    };
    let with = |schemes: &[Scheme]| {
        let bags: Vec<_> = schemes.iter().map(shrouded_key).collect();
        let hidden = encrypted(&triple_des(10), &sequence(&bags));
        [
            open(&file(&[plain(&bags)], mac(PASSWORD)), PASSWORD, &limits),
            open(&file(&[hidden], mac(PASSWORD)), PASSWORD, &limits),
        ]
    };
    // The MAC counts 10, a TripleDES key three times its iterations, and a hidden one comes with 30
    // for what hides it.
    let [shown, hidden] = with(&[triple_des(100), triple_des(100), triple_des(100)]);
    assert_eq!((keys_in(shown), keys_in(hidden)), (Ok(3), Ok(3)));
    let many = [100, 100, 100, 31].map(triple_des);
    let [shown, hidden] = with(&many);
    assert_eq!(limit_of(shown), Some((Limit::IterationsTotal, 1003, 1000)));
    assert_eq!(
        limit_of(hidden),
        Some((Limit::IterationsTotal, 1002, 1000)),
        "refused before the vector of the last key is asked for"
    );
    for outcome in with(&[triple_des(101)]) {
        assert_eq!(limit_of(outcome), Some((Limit::Iterations, 101, 100)));
    }
}

#[test]
fn no_iterations_at_all_are_malformed() {
    let algorithm = triple_des(0).identifier();
    let bag = shrouded(algorithm, vec![0; 8]);
    let error = opened(&file(&[plain(&[bag])], mac(PASSWORD)), PASSWORD);
    let part = Part::ShroudedKey;
    assert_eq!(error, Err(OpenError::Malformed { part }));
}

#[test]
fn salts_end_at_their_limit() {
    let salted = |length: usize| {
        let bag = shrouded_key(&Scheme::Pkcs12 {
            cipher: Cipher::TripleDes,
            salt: vec![1; length],
            iterations: 1,
        });
        opened(&file(&[plain(&[bag])], mac(PASSWORD)), PASSWORD)
    };
    assert_eq!(keys_in(salted(0)), Ok(1));
    assert_eq!(keys_in(salted(1024)), Ok(1));
    assert_eq!(limit_of(salted(1025)), Some((Limit::SaltBytes, 1025, 1024)));
}

#[test]
fn limits_hold_for_the_keys_of_a_bundle_together() {
    let limits = Limits {
        iterations: 100,
        iterations_total: 1000,
        ..Limits::default()
    };
    let keys = |iterations: &[u64]| {
        let encrypted = iterations.iter().map(|iterations| {
            let scheme = triple_des(*iterations);
            let info = EncryptedPrivateKeyInfo {
                encryption_algorithm: scheme.identifier(),
                encrypted_data: encrypt(&scheme, &Password::new(PASSWORD), key().pkcs8()),
            };
            yasna::construct_der(|w| info.write(w))
        });
        let mut opener = KeyOpener::new(PASSWORD, &limits);
        let opened = encrypted.map(|der| match bundle::items(&der).next() {
            Some(Ok(Item::EncryptedKey(key))) => limit_of(opener.open(&key)),
            other => panic!("{other:?}"),
        });
        opened.collect::<Vec<_>>()
    };
    let [first, second, third, fourth] = keys(&[100, 100, 100, 100])[..] else {
        panic!("four keys");
    };
    assert_eq!((first, second, third), (None, None, None));
    assert_eq!(fourth, Some((Limit::IterationsTotal, 1100, 1000)));
    assert_eq!(keys(&[101]), [Some((Limit::Iterations, 101, 100))]);
}
