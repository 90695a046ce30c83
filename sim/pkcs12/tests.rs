//! Files that no decent program writes. They are put together here piece by piece, under a valid
//! MAC, which the public interface cannot do.

#![cfg(test)]

mod algorithms;
mod damage;
mod limits;

use p12::{
    AlgorithmIdentifier, CertBag, ContentInfo, EncryptedContentInfo, EncryptedData,
    EncryptedPrivateKeyInfo, OtherAlgorithmIdentifier, OtherBag, SafeBag, SafeBagKind,
};
use yasna::models::ObjectIdentifier;

use super::cipher::Cipher;
use super::hash::Hash;
use super::kdf::derive;
use super::mac::{MacKey, MacScheme};
use super::password::Password;
use super::pbkdf2::Pbkdf2;
use super::scheme::Scheme;
use super::*;
use crate::key::{KeyAlgorithm, PrivateKey};
use crate::seed::Seed;

const PASSWORD: &str = "0427";

fn key() -> PrivateKey {
    PrivateKey::generate(KeyAlgorithm::P256, &mut Seed::new(7).stream("key"))
}

fn triple_des(iterations: u64) -> Scheme {
    Scheme::Pkcs12 {
        cipher: Cipher::TripleDes,
        salt: vec![1; 8],
        iterations,
    }
}

fn pbes2(cipher: Cipher, prf: Hash) -> Scheme {
    Scheme::Pbes2 {
        cipher,
        iv: vec![3; cipher.iv_bytes()],
        pbkdf2: Pbkdf2 {
            prf,
            salt: vec![2; 16],
            iterations: 10,
            // RC2 has to state it, and RC4 where it is not as usual.
            key_bytes: (cipher.rc2_version().is_some() || cipher == Cipher::Rc4With40)
                .then_some(cipher.key_bytes() as u64),
        },
    }
}

fn encrypt(scheme: &Scheme, password: &Password, plaintext: &[u8]) -> Vec<u8> {
    let keys = derive(&scheme.derivations(password));
    cipher::encrypt(vec![scheme.plaintext(&keys, plaintext)]).remove(0)
}

fn bag(bag: SafeBagKind) -> SafeBag {
    SafeBag {
        bag,
        attributes: vec![],
    }
}

fn other_bag(id: &[u64], bag_value: Vec<u8>) -> SafeBag {
    bag(SafeBagKind::OtherBagKind(OtherBag {
        bag_id: ObjectIdentifier::from_slice(id),
        bag_value,
    }))
}

fn shrouded(encryption_algorithm: AlgorithmIdentifier, encrypted_data: Vec<u8>) -> SafeBag {
    bag(SafeBagKind::Pkcs8ShroudedKeyBag(EncryptedPrivateKeyInfo {
        encryption_algorithm,
        encrypted_data,
    }))
}

fn shrouded_key(scheme: &Scheme) -> SafeBag {
    let ciphertext = encrypt(scheme, &Password::new(PASSWORD), key().pkcs8());
    shrouded(scheme.identifier(), ciphertext)
}

fn sequence(bags: &[SafeBag]) -> Vec<u8> {
    yasna::construct_der(|w| {
        w.write_sequence_of(|w| bags.iter().for_each(|bag| bag.write(w.next())));
    })
}

fn plain(bags: &[SafeBag]) -> ContentInfo {
    ContentInfo::Data(sequence(bags))
}

fn encrypted(scheme: &Scheme, plaintext: &[u8]) -> ContentInfo {
    ContentInfo::EncryptedData(EncryptedData {
        encrypted_content_info: EncryptedContentInfo {
            content_encryption_algorithm: scheme.identifier(),
            encrypted_content: encrypt(scheme, &Password::new(PASSWORD), plaintext),
        },
    })
}

/// How a file is to be authenticated.
struct MacOf<'a> {
    hash: &'a [u64],
    password: Password,
    iterations: Option<u32>,
}

fn mac(password: &str) -> Option<MacOf<'_>> {
    Some(MacOf {
        hash: oid::SHA1,
        password: Password::new(password),
        iterations: Some(10),
    })
}

fn file(safes: &[ContentInfo], mac: Option<MacOf<'_>>) -> Vec<u8> {
    let content = yasna::construct_der(|w| {
        w.write_sequence_of(|w| safes.iter().for_each(|safe| safe.write(w.next())));
    });
    yasna::construct_der(|w| {
        w.write_sequence(|w| {
            w.next().write_u8(3);
            ContentInfo::Data(content.clone()).write(w.next());
            let Some(mac) = mac else { return };
            let scheme = MacScheme {
                hash: Hash::of_digest(&oid::of(mac.hash)).unwrap_or(Hash::Sha1),
                key: MacKey::Pkcs12 {
                    salt: vec![4; 20],
                    iterations: mac.iterations.unwrap_or(1).into(),
                },
            };
            let key = derive(&[scheme.derivation(&mac.password)]).remove(0);
            let digest = scheme.sign(&key, &content);
            w.next().write_sequence(|w| {
                w.next().write_sequence(|w| {
                    w.next()
                        .write_sequence(|w| w.next().write_oid(&oid::of(mac.hash)));
                    w.next().write_bytes(&digest);
                });
                w.next().write_bytes(&[4; 20]);
                if let Some(iterations) = mac.iterations {
                    w.next().write_u32(iterations);
                }
            });
        });
    })
}

fn opened(file: &[u8], password: &str) -> Result<Contents, OpenError> {
    open(file, password, &Limits::default())
}

fn keys_in(outcome: Result<Contents, OpenError>) -> Result<usize, OpenError> {
    outcome.map(|contents| contents.keys.len())
}

#[test]
fn without_a_mac_the_decryption_proves_the_password() {
    for scheme in [triple_des(10), pbes2(Cipher::Aes256, Hash::Sha256)] {
        let keys = file(&[plain(&[shrouded_key(&scheme)])], None);
        let safe = file(&[encrypted(&scheme, &sequence(&[]))], None);
        for file in [keys, safe] {
            assert!(opened(&file, PASSWORD).is_ok());
            for wrong in (0..200).map(|pin| format!("{pin:04}")) {
                assert_eq!(
                    opened(&file, &wrong),
                    Err(OpenError::WrongPassword),
                    "{wrong}"
                );
            }
        }
    }
}

#[test]
fn a_file_that_protects_nothing_opens_under_any_password() {
    let bags = [
        other_bag(oid::KEY_BAG, key().pkcs8().to_vec()),
        other_bag(
            oid::SAFE_CONTENTS_BAG,
            sequence(&[other_bag(oid::KEY_BAG, key().pkcs8().to_vec())]),
        ),
    ];
    let file = file(&[plain(&bags)], None);
    assert_eq!(keys_in(opened(&file, "anything")), Ok(2));
    let description = describe(&file, &Limits::default()).unwrap();
    assert_eq!(description.mac, None);
    assert!(
        description
            .protections
            .iter()
            .all(|one| one.algorithm.is_none())
    );
}

#[test]
fn bags_of_other_kinds_are_counted_and_attributes_passed_over() {
    let sdsi = bag(SafeBagKind::CertBag(CertBag::SDSI("no certificate".into())));
    let unheard_of = bag(SafeBagKind::OtherBagKind(OtherBag {
        bag_id: oid::of(oid::CERT_BAG),
        bag_value: vec![0x30, 9, 6, 3, 0x2a, 3, 4, 0xa0, 2, 5, 0],
    }));
    let key_bag = yasna::construct_der(|w| {
        w.write_sequence(|w| {
            w.next().write_oid(&oid::of(oid::KEY_BAG));
            let der = key();
            w.next()
                .write_tagged(yasna::Tag::context(0), |w| w.write_der(der.pkcs8()));
            // A SET OF that is not sorted; the values are an empty set, a second value, a
            // UTF8String where a BMPString belongs, and a number where an OCTET STRING does.
            let attributes = [
                (oid::FRIENDLY_NAME, "310c 0c04 e58f9741 0c04 e4bb9841"),
                (&[1, 3, 6, 1, 4, 1, 311, 17, 2][..], "3100"),
                (oid::LOCAL_KEY_ID, "3103 020101"),
                (oid::FRIENDLY_NAME, "3104 1e020041"),
                (oid::CSP_NAME, "3103 1e0141"),
            ];
            let attributes = attributes.map(|(id, values)| {
                yasna::construct_der(|w| {
                    w.write_sequence(|w| {
                        w.next().write_oid(&oid::of(id));
                        w.next().write_der(&unhex(values));
                    });
                })
            });
            w.next().write_tagged_implicit(
                yasna::Tag {
                    tag_class: yasna::TagClass::Universal,
                    tag_number: 17,
                },
                |w| {
                    w.write_sequence_of(|w| {
                        attributes.iter().for_each(|der| w.next().write_der(der))
                    });
                },
            );
        });
    });
    let bags = yasna::construct_der(|w| {
        w.write_sequence_of(|w| {
            other_bag(oid::CRL_BAG, vec![0x30, 0]).write(w.next());
            other_bag(oid::SECRET_BAG, vec![0x30, 0]).write(w.next());
            other_bag(&[1, 2, 3], vec![5, 0]).write(w.next());
            let nested = [oid::SECRET_BAG, oid::SECRET_BAG];
            let nested = nested.map(|id| other_bag(id, vec![0x30, 0]));
            other_bag(oid::SAFE_CONTENTS_BAG, sequence(&nested)).write(w.next());
            sdsi.write(w.next());
            unheard_of.write(w.next());
            w.next().write_der(&key_bag);
        });
    });
    let hidden = encrypted(&triple_des(10), &bags);
    for safes in [vec![ContentInfo::Data(bags.clone())], vec![hidden.clone()]] {
        let contents = opened(&file(&safes, mac(PASSWORD)), PASSWORD).unwrap();
        let others = OtherBags {
            revocation_lists: 1,
            secrets: 3,
            certificates: 2,
            unknown: 1,
        };
        assert_eq!(contents.others, others);
    }
    // What was counted before the password was known is not counted again.
    let safes = [ContentInfo::Data(bags.clone()), hidden];
    let contents = opened(&file(&safes, mac(PASSWORD)), PASSWORD).unwrap();
    assert_eq!(contents.others.secrets, 6);
    let contents = opened(&file(&[ContentInfo::Data(bags)], mac(PASSWORD)), PASSWORD).unwrap();
    assert_eq!(contents.certificates, []);
    let [found] = contents.keys.as_slice() else {
        panic!("{contents:?}");
    };
    let expected = BagAttributes {
        friendly_name: Some("受A".into()),
        machine_key: true,
        ..BagAttributes::default()
    };
    assert_eq!(found.attributes, expected);
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let pairs = digits
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).unwrap());
    pairs
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}
