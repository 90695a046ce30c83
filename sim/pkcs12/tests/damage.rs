//! Damaged files for which no password is to blame.

#![cfg(test)]

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

#[test]
fn under_a_good_mac_what_does_not_decrypt_is_of_another_password() {
    let scheme = triple_des(10);
    let password = Password::new(PASSWORD);
    for (plaintext, decrypts) in [(&b"not a key"[..], false), (&[0x30, 3, 4, 2, 0], true)] {
        let refused = |part| match decrypts {
            true => Err(OpenError::Malformed { part }),
            false => Err(OpenError::OtherPassword { part }),
        };
        let ciphertext = encrypt(&scheme, &password, plaintext);
        let broken = shrouded(scheme.identifier(), ciphertext);
        assert_eq!(
            missing(opened(&file(&[plain(&[broken])], mac(PASSWORD)), PASSWORD)),
            refused(Part::ShroudedKey)
        );

        let broken = encrypted(&scheme, plaintext);
        assert_eq!(
            missing(opened(&file(&[broken], mac(PASSWORD)), PASSWORD)),
            refused(Part::EncryptedSafeContents)
        );
    }
}

#[test]
fn under_a_good_mac_a_key_of_another_password_is_told() {
    let scheme = triple_des(10);
    let ciphertext = encrypt(&scheme, &Password::new("9999"), key().pkcs8());
    let strange = plain(&[shrouded(scheme.identifier(), ciphertext)]);
    let error = missing(opened(&file(&[strange], mac(PASSWORD)), PASSWORD)).unwrap_err();
    assert_eq!(error.kind(), OpenErrorKind::OtherPassword);
}

#[test]
fn a_broken_block_is_damage_whatever_the_password() {
    for (scheme, length) in [
        (triple_des(10), 0),
        (triple_des(10), 15),
        (pbes2(Cipher::Aes256, Hash::Sha256), 24),
    ] {
        let bag = shrouded(scheme.identifier(), vec![0; length]);
        let error = missing(opened(&file(&[plain(&[bag])], None), PASSWORD));
        let part = Part::ShroudedKey;
        assert_eq!(error, Err(OpenError::Malformed { part }));
    }
}

/// yasna adds this length to its position without checking for overflow; see ber.rs.
#[test]
fn lengths_that_overflow_are_malformed() {
    let mut bag_value = vec![0x30, 0x88];
    bag_value.extend([0xff; 8]);
    let unheard_of = other_bag(&[1, 2, 3], bag_value);
    let error = opened(&file(&[plain(&[unheard_of])], None), PASSWORD);
    let part = Part::SafeContents;
    assert_eq!(error, Err(OpenError::Malformed { part }));
}

/// The contents, unless a safe, or a key that is needed, cannot be read.
fn missing(opened: Result<Contents, OpenError>) -> Result<Contents, OpenError> {
    let contents = opened?;
    match contents.missed() {
        Some(error) => Err(error.clone()),
        None => Ok(contents),
    }
}

#[test]
fn keys_and_certificates_that_do_not_read_are_named_by_position() {
    use crate::certificate::CertificateError;
    use crate::key::KeyError;
    let good = other_bag(oid::KEY_BAG, key().pkcs8().to_vec());
    for (bag, expected, reason) in [
        (
            other_bag(oid::KEY_BAG, vec![0x30, 0]),
            OpenError::Key {
                position: 2,
                error: KeyError::Malformed,
            },
            OpenErrorKind::Malformed,
        ),
        (
            bag(SafeBagKind::CertBag(CertBag::X509(
                b"no certificate".to_vec(),
            ))),
            OpenError::Certificate {
                position: 1,
                error: CertificateError::Malformed,
            },
            OpenErrorKind::Malformed,
        ),
    ] {
        let file = file(&[plain(&[good.clone(), bag])], mac(PASSWORD));
        let error = missing(opened(&file, PASSWORD)).unwrap_err();
        assert_eq!(error.kind(), reason);
        assert_eq!(error, expected);
        assert_eq!(
            opened(&file, "0428"),
            Err(OpenError::WrongPassword),
            "the MAC comes first"
        );
    }
}

#[test]
fn a_damaged_key_is_passed_over_where_nobody_needs_it() {
    let root = include_bytes!("../../../fixtures/foreign/root.pem");
    let root = crate::bundle::read(root).next().unwrap().unwrap();
    let with_id = |bag: SafeBag, id: u8| SafeBag {
        attributes: vec![p12::PKCS12Attribute::LocalKeyId(vec![id])],
        ..bag
    };
    let good = other_bag(oid::KEY_BAG, key().pkcs8().to_vec());
    let certificate = bag(SafeBagKind::CertBag(CertBag::X509(root.der().to_vec())));
    let certificate = with_id(certificate, 1);
    let scheme = triple_des(10);
    let other_password = encrypt(&scheme, &Password::new("9999"), key().pkcs8());
    for (damaged, kind) in [
        (
            other_bag(oid::KEY_BAG, vec![0x30, 0]),
            OpenErrorKind::Malformed,
        ),
        (
            shrouded(scheme.identifier(), other_password),
            OpenErrorKind::OtherPassword,
        ),
        (
            shrouded(unheard_of(), vec![9; 16]),
            OpenErrorKind::UnsupportedAlgorithm,
        ),
    ] {
        let counts = |bags: &[&SafeBag]| {
            let bags: Vec<SafeBag> = bags.iter().copied().cloned().collect();
            let contents = missing(opened(&file(&[plain(&bags)], mac(PASSWORD)), PASSWORD));
            let counts = contents.map(|all| (all.keys.len(), all.unreadable_keys.len()));
            counts.map_err(|error| error.kind())
        };
        let unclaimed = with_id(damaged.clone(), 2);
        let claimed = with_id(damaged.clone(), 1);
        let readable = with_id(good.clone(), 1);
        for passed_over in [&damaged, &unclaimed] {
            assert_eq!(counts(&[passed_over, &good, &certificate]), Ok((1, 1)));
            assert_eq!(counts(&[passed_over, &certificate]), Ok((0, 1)));
        }
        // Of several keys with the identifier, a certificate takes the first.
        assert_eq!(counts(&[&readable, &claimed, &certificate]), Ok((1, 1)));
        for others in [&[&good][..], &[&readable], &[]] {
            let bags = [&[&claimed], others, &[&certificate]].concat();
            assert_eq!(counts(&bags), Err(kind));
        }
        let bags = [plain(&[damaged, certificate.clone()])];
        let contents = opened(&file(&bags, mac(PASSWORD)), PASSWORD).unwrap();
        let identity = contents.identity().unwrap_err();
        assert!(matches!(identity, IdentityError::UnreadableKey(error) if error.kind() == kind));
    }
}

/// An `AlgorithmIdentifier` that nobody knows.
fn unheard_of() -> AlgorithmIdentifier {
    AlgorithmIdentifier::OtherAlg(OtherAlgorithmIdentifier {
        algorithm_type: ObjectIdentifier::from_slice(&[1, 2, 3, 4]),
        params: None,
    })
}

/// A certificate, in a bag.
fn certificate() -> SafeBag {
    let root = include_bytes!("../../../fixtures/foreign/root.pem");
    let root = crate::bundle::read(root).next().unwrap().unwrap();
    bag(SafeBagKind::CertBag(CertBag::X509(root.der().to_vec())))
}

#[test]
fn a_key_that_cannot_be_decrypted_hides_nothing_else_wherever_it_stands() {
    let broken_block = shrouded(triple_des(1).identifier(), vec![9; 17]);
    for (unreadable, kind) in [
        (
            shrouded(unheard_of(), vec![9; 17]),
            OpenErrorKind::UnsupportedAlgorithm,
        ),
        (broken_block, OpenErrorKind::Malformed),
    ] {
        for scheme in [triple_des(10), pbes2(Cipher::Aes256, Hash::Sha256)] {
            let bags = [shrouded_key(&scheme), unreadable.clone(), certificate()];
            let hidden = |bags: &[SafeBag]| encrypted(&scheme, &sequence(bags));
            for safes in [
                vec![plain(&bags)],
                vec![hidden(&bags)],
                vec![plain(&bags[..2]), hidden(&bags[2..])],
                vec![hidden(&bags[2..]), plain(&bags[1..2]), hidden(&bags[..1])],
            ] {
                for mac in [mac(PASSWORD), None] {
                    let contents = opened(&file(&safes, mac), PASSWORD).unwrap();
                    let counts = (contents.keys.len(), contents.certificates.len());
                    assert_eq!(counts, (1, 1));
                    let [key] = &contents.unreadable_keys[..] else {
                        panic!("{contents:?}");
                    };
                    assert_eq!(key.error.kind(), kind);
                    let unknown = key.encryption.as_ref().map(ToString::to_string);
                    assert_eq!(
                        unknown.as_deref() == Some("1.2.3.4"),
                        kind != OpenErrorKind::Malformed
                    );
                    assert_eq!(contents.missed(), None);
                }
            }
        }
    }
}

#[test]
fn a_safe_that_cannot_be_decrypted_hides_nothing_of_others() {
    let unknown = |length| {
        ContentInfo::EncryptedData(EncryptedData {
            encrypted_content_info: EncryptedContentInfo {
                content_encryption_algorithm: unheard_of(),
                encrypted_content: vec![9; length],
            },
        })
    };
    let broken_block = ContentInfo::EncryptedData(EncryptedData {
        encrypted_content_info: EncryptedContentInfo {
            content_encryption_algorithm: triple_des(1).identifier(),
            encrypted_content: vec![9; 17],
        },
    });
    let scheme = pbes2(Cipher::Aes256, Hash::Sha256);
    let readable = || encrypted(&scheme, &sequence(&[certificate(), shrouded_key(&scheme)]));
    for (unreadable, kind) in [
        (unknown(0), OpenErrorKind::UnsupportedAlgorithm),
        (unknown(17), OpenErrorKind::UnsupportedAlgorithm),
        (broken_block, OpenErrorKind::Malformed),
    ] {
        for safes in [
            [unreadable.clone(), readable()],
            [readable(), unreadable.clone()],
        ] {
            for mac in [mac(PASSWORD), None] {
                let contents = opened(&file(&safes, mac), PASSWORD).unwrap();
                let counts = (contents.keys.len(), contents.certificates.len());
                assert_eq!(counts, (1, 1));
                assert_eq!(contents.unreadable_safes.len(), 1);
                assert_eq!(contents.missed().map(OpenError::kind), Some(kind));
                let identity = contents.identity().unwrap_err();
                assert!(
                    matches!(identity, IdentityError::UnreadableSafe(error) if error.kind() == kind)
                );
            }
            // Whoever does not know the password is told that, and not what else is wrong.
            let error = opened(&file(&safes, mac("9999")), PASSWORD).unwrap_err();
            assert_eq!(error.kind(), OpenErrorKind::WrongPassword);
        }
        let alone = [plain(&[certificate()]), unreadable];
        let error = opened(&file(&alone, mac(PASSWORD)), PASSWORD).unwrap_err();
        assert_eq!(error.kind(), kind, "no password would help");
    }
}

/// The certificates decrypt under the usual encoding of the password, and the key under neither.
#[test]
fn what_one_encoding_of_the_password_opens_is_not_lost_when_the_other_opens_less() {
    let root = include_bytes!("../../../fixtures/foreign/root.pem");
    let root = crate::bundle::read(root).next().unwrap().unwrap();
    let with_id = |bag: SafeBag| SafeBag {
        attributes: vec![p12::PKCS12Attribute::LocalKeyId(vec![1])],
        ..bag
    };
    let certificate = with_id(bag(SafeBagKind::CertBag(CertBag::X509(
        root.der().to_vec(),
    ))));
    let scheme = pbes2(Cipher::Aes256, Hash::Sha256);
    let stranger = encrypt(&scheme, &Password::new("9999"), key().pkcs8());
    let safes = [
        plain(&[with_id(shrouded(scheme.identifier(), stranger))]),
        encrypted(&scheme, &sequence(&[certificate])),
    ];
    let contents = opened(&file(&safes, mac(PASSWORD)), PASSWORD).unwrap();
    assert_eq!(contents.certificates.len(), 1);
    let missed = contents.missed_key().map(|key| key.error.kind());
    assert_eq!(missed, Some(OpenErrorKind::OtherPassword));
}

/// A file without a MAC and with a bit of everything, so that changes reach every reader.
static UNPROTECTED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let root = include_bytes!("../../../fixtures/foreign/root.pem");
    let root = crate::bundle::read(root).next().unwrap().unwrap();
    let named = SafeBag {
        bag: SafeBagKind::CertBag(CertBag::X509(root.der().to_vec())),
        attributes: vec![
            p12::PKCS12Attribute::FriendlyName("受付01".into()),
            p12::PKCS12Attribute::LocalKeyId(vec![1, 0, 0, 0]),
        ],
    };
    let clear = other_bag(oid::KEY_BAG, key().pkcs8().to_vec());
    let nested = other_bag(oid::SAFE_CONTENTS_BAG, sequence(&[clear, named]));
    let shrouded = [triple_des(1), pbes2(Cipher::Aes128, Hash::Sha1)].map(|one| shrouded_key(&one));
    let hidden = encrypted(&triple_des(1), &sequence(&shrouded));
    let safes = [plain(&[nested]), plain(&shrouded), hidden];
    file(&safes, None)
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_change_to_an_unprotected_file_makes_a_panic(
        changes in proptest::collection::vec((any::<Index>(), any::<u8>()), 1..6),
    ) {
        let mut file = UNPROTECTED.clone();
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        let limits = Limits { work: 1000, ..Limits::default() };
        let opened = open(&file, PASSWORD, &limits);
        if describe(&file, &limits).is_err() {
            prop_assert!(opened.is_err());
        }
    }
}

#[test]
fn rc2_under_pbes2_states_the_length_of_its_key() {
    let reason = |stated| {
        let Scheme::Pbes2 { cipher, iv, pbkdf2 } = pbes2(Cipher::Rc2With64, Hash::Sha1) else {
            unreachable!("it is made as such");
        };
        let pbkdf2 = Pbkdf2 {
            key_bytes: stated,
            ..pbkdf2
        };
        let algorithm = Scheme::Pbes2 { cipher, iv, pbkdf2 }.identifier();
        let file = file(&[plain(&[shrouded(algorithm, vec![0; 16])])], None);
        opened(&file, PASSWORD).unwrap_err().kind()
    };
    assert_eq!(
        reason(Some(8)),
        OpenErrorKind::WrongPassword,
        "it is decrypted"
    );
    assert_eq!(reason(None), OpenErrorKind::Malformed);
}
