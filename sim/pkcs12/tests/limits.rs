//! Files that ask for too much.

#![cfg(test)]

use super::*;
use crate::bundle::{self, Item, KeyOpener};
use crate::kdf::{Function, KeyDerivation, Purpose};

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
fn work_is_bounded_for_the_whole_file() {
    let limits = Limits {
        work: 1000,
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
    // The MAC costs 10, a TripleDES key three times its iterations, and a hidden one comes with 30
    // for what hides it.
    let [shown, hidden] = with(&[triple_des(100), triple_des(100), triple_des(100)]);
    assert_eq!((keys_in(shown), keys_in(hidden)), (Ok(3), Ok(3)));
    let many = [100, 100, 100, 31].map(triple_des);
    let [shown, hidden] = with(&many);
    assert_eq!(limit_of(shown), Some((Limit::Work, 1003, 1000)));
    assert_eq!(limit_of(hidden), Some((Limit::Work, 1033, 1000)));
}

/// Its arithmetic takes as long as thousands of iterations, so a file full of such keys would take
/// longer than any that asks for iterations.
#[test]
fn each_key_on_p521_counts_as_work() {
    let keys: Vec<SafeBag> = (0..3)
        .map(|number| {
            let mut stream = Seed::new(number).stream("slow keys");
            let key = PrivateKey::generate(KeyAlgorithm::P521, &mut stream);
            other_bag(oid::KEY_BAG, key.pkcs8().to_vec())
        })
        .collect();
    let read = |bags: &[SafeBag], work| {
        let limits = Limits {
            work,
            ..Limits::default()
        };
        open(&file(&[plain(bags)], None), PASSWORD, &limits)
    };
    let twice = [&keys[..], &keys[..]].concat();
    for bags in [&keys, &twice] {
        assert_eq!(keys_in(read(bags, 36_000)), Ok(bags.len()));
        let limit = limit_of(read(bags, 35_999));
        assert_eq!(limit, Some((Limit::Work, 36_000, 35_999)));
    }
    let quick = other_bag(oid::KEY_BAG, key().pkcs8().to_vec());
    assert_eq!(keys_in(read(&[quick], 1)), Ok(1));
}

#[test]
fn an_iteration_costs_what_its_hash_costs() {
    let password = Password::new(PASSWORD);
    let cost = |function, hash, length| {
        let derivation = KeyDerivation {
            function,
            hash,
            password: &password,
            salt: &[1; 8],
            iterations: 1000,
            length,
        };
        derivation.cost()
    };
    let rehash = Function::Pkcs12(Purpose::Key);
    assert_eq!(cost(rehash, Hash::Sha1, 20), 1000);
    assert_eq!(cost(rehash, Hash::Sha1, 24), 2000, "two blocks");
    assert_eq!(cost(rehash, Hash::Sha256, 32), 2000);
    assert_eq!(cost(Function::Pbkdf2, Hash::Sha1, 20), 2000, "HMAC");
    assert_eq!(cost(Function::Pbkdf2, Hash::Sha256, 32), 4000);
    assert_eq!(cost(Function::Pbkdf2, Hash::Sha512, 32), 10_000);
}

#[test]
fn another_meaning_of_the_password_is_tried_only_if_there_is_work_left_for_it() {
    // Under "" the MAC fits neither meaning: it costs 10 twice, and the key 30 once.
    let bags = [shrouded_key(&triple_des(10))];
    let file = file(&[plain(&bags)], mac(PASSWORD));
    for work in [39, 40, 49, 50] {
        let limits = Limits {
            work,
            ..Limits::default()
        };
        let expected = match work {
            39 => Some((Limit::Work, 40, 39)),
            _ => None,
        };
        let outcome = open(&file, "", &limits);
        assert_eq!(limit_of(outcome.clone()), expected, "{work}");
        let wrong = outcome == Err(OpenError::WrongPassword);
        assert_eq!(wrong, expected.is_none(), "{work}");
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
    // A TripleDES key by SHA-1 costs three times its iterations.
    let limits = Limits {
        work: 1000,
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
    assert_eq!(fourth, Some((Limit::Work, 1200, 1000)));
    assert_eq!(keys(&[334]), [Some((Limit::Work, 1002, 1000))]);
}
