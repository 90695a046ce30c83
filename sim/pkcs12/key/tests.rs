//! Keys of every kind that can be made, and of some that cannot.

#![cfg(test)]

use std::sync::LazyLock;

use super::*;
use crate::seed::Seed;

fn key(algorithm: KeyAlgorithm, label: &str) -> PrivateKey {
    PrivateKey::generate(algorithm, &mut Seed::new(7).stream(label))
}

/// Every kind that can be made and that others know.
static KEYS: LazyLock<Vec<PrivateKey>> = LazyLock::new(|| {
    KeyAlgorithm::REAL
        .iter()
        .map(|kind| key(*kind, "a"))
        .collect()
});

/// These identifiers are part of every artefact's bytes.
#[test]
fn a_key_is_its_seed_and_label_for_ever() {
    let public: Vec<String> = KEYS
        .iter()
        .map(|key| format!("{:?}", key.public()))
        .collect();
    insta::assert_snapshot!(public.join("\n"), @r"
    PublicKey(P256, cbf27c9dda8bf81872439461d3660bd3fc6b87ea)
    PublicKey(P384, 05e1599e0e1e91760046c35fc9030469bf4f81ee)
    PublicKey(P521, aa1427be6da89348724e37bf16a87cb2eec57778)
    PublicKey(Ed25519, 5de421eac72264aed4417f7c7cc21e98385d75bc)
    PublicKey(Rsa, 869b0935cce6f22567b4149d78b72c88913ba566)
    PublicKey(Rsa, 7826350be8a84effcf25a6d93beb4f0e9e9aba13)
    PublicKey(Rsa, 72374de83e7eccf3113ec230ba0e01a173c272f4)
    ");
}

/// ring verifies what the crates here signed; it has no P-521, and ECDSA with SHA-512 only there.
#[test]
fn signatures_repeat_and_verify_with_every_hash() {
    use rustls_pki_types::SignatureVerificationAlgorithm;
    let message = b"the same message";
    for key in &*KEYS {
        let hashes = SignatureHash::ALL.iter().map(|hash| Some(*hash));
        for hash in hashes.chain([None]) {
            let what = format!("{key:?}, {hash:?}");
            let sign = || match hash {
                None => Some(key.sign(message)),
                Some(hash) => key.sign_with(hash, message),
            };
            let Some(signature) = sign() else {
                assert_eq!(key.family(), KeyFamily::Ed25519, "{what}");
                continue;
            };
            assert_eq!(sign(), Some(signature.clone()), "{what}");
            let algorithm = match hash {
                None => key.family().signature_algorithm(),
                Some(hash) => key.family().signature_algorithm_with(hash),
            };
            // What `AlgorithmIdentifier` holds is without the SEQUENCE.
            let key_id = spki_algorithm(key);
            let [key_id, id] = [&key_id, algorithm.unwrap()].map(|der| &der[2..]);
            let fits = |one: &&&dyn SignatureVerificationAlgorithm| {
                one.public_key_alg_id().as_ref() == key_id && one.signature_alg_id().as_ref() == id
            };
            let verifier = webpki::ALL_VERIFICATION_ALGS.iter().find(fits);
            let verified = verifier.map(|one| {
                let bits = key.public().bits();
                one.verify_signature(bits, message, &signature).is_ok()
            });
            let known = hash != Some(SignatureHash::Sha1)
                && key.family() != KeyFamily::P521
                && (key.family() == KeyFamily::Rsa || hash != Some(SignatureHash::Sha512));
            assert_eq!(verified, known.then_some(true), "{what}");
        }
        let default = key.family().default_hash();
        let with_default = default.map(|hash| key.sign_with(hash, message));
        assert!(with_default.is_none_or(|one| one == Some(key.sign(message))));
    }
}

/// The algorithm in a key's `SubjectPublicKeyInfo`.
fn spki_algorithm(key: &PrivateKey) -> Vec<u8> {
    let spki = key.public().spki_der();
    let algorithm = yasna::parse_der(&spki, |reader| {
        reader.read_sequence(|reader| {
            let algorithm = reader.next().read_der()?;
            reader.next().read_bitvec_bytes()?;
            Ok(algorithm)
        })
    });
    algorithm.unwrap()
}

/// RFC 6979 appendices A.2.5 to A.2.7: the first number of each signature of `sample`.
#[test]
fn ecdsa_draws_the_numbers_of_the_standard() {
    const VECTORS: [(&str, &str, [&str; 3]); 3] = [
        (
            "1.2.840.10045.3.1.7",
            "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
            [
                "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
                "0EAFEA039B20E9B42309FB1D89E213057CBF973DC0CFC8F129EDDDC800EF7719",
                "8496A60B5E9B47C825488827E0495B0E3FA109EC4568FD3F8D1097678EB97F00",
            ],
        ),
        (
            "1.3.132.0.34",
            "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5",
            [
                "21B13D1E013C7FA1392D03C5F99AF8B30C570C6F98D4EA8E354B63A21D3DAA33BDE1E888E63355D92FA2B3C36D8FB2CD",
                "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46",
                "ED0959D5880AB2D869AE7F6C2915C6D60F96507F9CB3E047C0046861DA4A799CFE30F35CC900056D7C99CD7882433709",
            ],
        ),
        (
            "1.3.132.0.35",
            "00FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538",
            [
                "01511BB4D675114FE266FC4372B87682BAECC01D3CC62CF2303C92B3526012659D16876E25C7C1E57648F23B73564D67F61C6F14D527D54972810421E7D87589E1A7",
                "01EA842A0E17D2DE4F92C15315C63DDF72685C18195C2BB95E572B9C5136CA4B4B576AD712A52BE9730627D16054BA40CC0B8D3FF035B12AE75168397F5D50C67451",
                "00C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F174E25A1EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA",
            ],
        ),
    ];
    for (curve, scalar, numbers) in VECTORS {
        let key = PrivateKey::from_pkcs8(&of_curve(curve, &unhex(scalar))).unwrap();
        for (hash, number) in SignatureHash::ALL[1..].iter().zip(numbers) {
            let signature = key.sign_with(*hash, b"sample").unwrap();
            let number = unhex(number);
            let number: Vec<u8> = number.into_iter().skip_while(|byte| *byte == 0).collect();
            let found = signature[..number.len() + 8].windows(number.len());
            assert!(found.into_iter().any(|it| it == number), "{curve}, {hash}");
        }
    }
}

/// RFC 8032 section 7.1, tests 1 and 2.
#[test]
fn ed25519_signs_as_in_the_standard() {
    for (secret, public, message, signature) in [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ] {
        let key = PrivateKey::from_pkcs8(&of_ed25519(&unhex(secret), None)).unwrap();
        assert_eq!(key.public().bits(), unhex(public));
        assert_eq!(key.sign(&unhex(message)), unhex(signature));
        let stated = of_ed25519(&unhex(secret), Some(&unhex(public)));
        assert!(PrivateKey::from_pkcs8(&stated).unwrap().can_sign());
    }
}

#[test]
fn a_public_half_stated_beside_a_key_has_to_be_its_own() {
    let error = PrivateKey::from_pkcs8(&of_ed25519(&[7; 32], Some(&[7; 32]))).unwrap_err();
    assert_eq!(error, KeyError::Inconsistent);
    for length in [0, 31, 33] {
        let error = PrivateKey::from_pkcs8(&of_ed25519(&vec![7; length], None)).unwrap_err();
        assert_eq!(error, KeyError::Malformed, "{length} bytes");
    }
}

#[test]
fn a_key_survives_its_encoding() {
    for made in &*KEYS {
        let read = PrivateKey::from_pkcs8(made.pkcs8()).unwrap();
        assert_eq!(read, *made);
        assert_eq!(read.public(), made.public());
        assert!(read.can_sign());
        let public = PublicKey::from_spki(&made.public().spki_der());
        assert_eq!(public.as_ref(), Ok(made.public()));
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(digits).collect()
}

/// PKCS#8 of an elliptic key without its public half.
fn of_curve(curve: &str, scalar: &[u8]) -> Vec<u8> {
    let oid = |text: &str| {
        let numbers: Vec<u64> = text.split('.').map(|it| it.parse().unwrap()).collect();
        yasna::models::ObjectIdentifier::from_slice(&numbers)
    };
    let inner = yasna::construct_der(|w| {
        w.write_sequence(|w| {
            w.next().write_u8(1);
            w.next().write_bytes(scalar);
        });
    });
    yasna::construct_der(|w| {
        w.write_sequence(|w| {
            w.next().write_u8(0);
            w.next().write_sequence(|w| {
                w.next().write_oid(&oid("1.2.840.10045.2.1"));
                w.next().write_oid(&oid(curve));
            });
            w.next().write_bytes(&inner);
        });
    })
}

/// `OneAsymmetricKey` of an Ed25519 key, with its public half or without (RFC 8410 section 7).
fn of_ed25519(secret: &[u8], public: Option<&[u8]>) -> Vec<u8> {
    let secret = yasna::construct_der(|w| w.write_bytes(secret));
    yasna::construct_der(|w| {
        w.write_sequence(|w| {
            w.next().write_u8(public.is_some().into());
            w.next().write_sequence(|w| {
                let oid = yasna::models::ObjectIdentifier::from_slice(&[1, 3, 101, 112]);
                w.next().write_oid(&oid);
            });
            w.next().write_bytes(&secret);
            if let Some(public) = public {
                w.next().write_tagged_implicit(yasna::Tag::context(1), |w| {
                    w.write_bitvec_bytes(public, public.len() * 8);
                });
            }
        });
    })
}

#[test]
fn other_bytes_are_malformed_and_keys_of_other_algorithms_are_held() {
    assert_eq!(
        PrivateKey::from_pkcs8(b"not a key"),
        Err(KeyError::Malformed)
    );
    // Ed448 (RFC 8410), and a curve that nothing here computes with.
    let mut ed448 = of_ed25519(&[7; 57], None);
    let at = ed448.windows(3).position(|it| it == [0x2b, 0x65, 0x70]);
    ed448[at.unwrap() + 2] = 0x71;
    let secp256k1 = of_curve("1.3.132.0.10", &[7; 32]);
    for (der, name) in [(&ed448, "ed448"), (&secp256k1, "secp256k1")] {
        let held = PrivateKey::from_pkcs8(der).unwrap();
        assert_eq!((held.algorithm().as_str(), held.can_sign()), (name, false));
        assert_eq!(held.sign(b"a message"), b"");
        assert_eq!(held.sign_with(SignatureHash::Sha256, b"a message"), None);
        assert_eq!(held.family().signature_algorithm(), None);
        let spki = held.public().spki_der();
        assert_eq!(PublicKey::from_spki(&spki).as_ref(), Ok(held.public()));
        assert_eq!(algorithm_of_spki(&spki).as_deref(), Some(name));
    }
}

#[test]
fn debug_shows_the_public_half_only() {
    let key = key(KeyAlgorithm::P256, "a");
    let shown = format!("{key:?}");
    let scalar: String = key.pkcs8()[36..68]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert!(!shown.contains(&scalar[..8]), "{shown}");
    assert!(shown.starts_with("PrivateKey"), "{shown}");
}

/// Both halves of the coordinate that is stated beside the scalar count, not just its sign.
#[test]
fn a_public_half_of_another_key_is_told_when_the_key_is_read() {
    let key = key(KeyAlgorithm::P256, "a");
    let point = key.public().bits();
    let at = key.pkcs8().windows(point.len()).position(|it| it == point);
    let mut changed = key.pkcs8().to_vec();
    changed[at.unwrap() + point.len() - 2] ^= 1;
    let error = PrivateKey::from_pkcs8(&changed).unwrap_err();
    assert_eq!(error, KeyError::Inconsistent);
}

#[test]
fn rsa_keys_without_parameters_can_sign_too() {
    let key = key(KeyAlgorithm::Rsa2048, "a");
    let null = [&[0x01, 0x01, 0x01, 0x05, 0x00][..], &[0x04, 0x82]].concat();
    let at = key.pkcs8().windows(null.len()).position(|it| it == null);
    let at = at.unwrap();
    let mut without = key.pkcs8().to_vec();
    without.drain(at + 3..at + 5);
    without[3] -= 2; // of the whole, whose length has two bytes
    without[8] -= 2; // of the AlgorithmIdentifier
    let read = PrivateKey::from_pkcs8(&without).unwrap();
    assert_eq!(read.sign(b"a message"), key.sign(b"a message"));
}

#[test]
fn a_stand_in_is_its_seed_and_label_and_reads_back() {
    let made = key(KeyAlgorithm::StandIn, "a");
    assert_eq!(made, key(KeyAlgorithm::StandIn, "a"));
    assert_ne!(made, key(KeyAlgorithm::StandIn, "b"));
    let read = PrivateKey::from_pkcs8(made.pkcs8()).unwrap();
    assert_eq!((&read, read.public()), (&made, made.public()));
    let spki = made.public().spki_der();
    assert_eq!(PublicKey::from_spki(&spki), Ok(made.public().clone()));
    assert_eq!(made.algorithm(), "stand-in");
    assert!(made.can_sign());
    for end in 1..made.pkcs8().len() {
        assert!(PrivateKey::from_pkcs8(&made.pkcs8()[..end]).is_err());
    }
}

#[test]
fn a_stand_in_signs_alike_for_nothing_but_the_same() {
    let (a, b) = (
        key(KeyAlgorithm::StandIn, "a"),
        key(KeyAlgorithm::StandIn, "b"),
    );
    let signature = a.sign(b"message");
    assert_eq!(signature, a.sign(b"message"));
    assert_eq!(
        Some(signature.clone()),
        a.sign_with(SignatureHash::Sha256, b"message")
    );
    let others = [
        Some(b.sign(b"message")),
        Some(a.sign(b"messagf")),
        a.sign_with(SignatureHash::Sha1, b"message"),
    ];
    assert!(!others.contains(&Some(signature)));
}
