//! What files are protected with, known here or not.

#![cfg(test)]

use super::*;

#[test]
fn every_hash_and_cipher_is_understood() {
    for hash in Hash::ALL.iter().map(|hash| hash.digest()) {
        let mac = Some(MacOf {
            hash,
            ..mac(PASSWORD).unwrap()
        });
        let file = file(&[plain(&[shrouded_key(&triple_des(10))])], mac);
        assert_eq!(keys_in(opened(&file, PASSWORD)), Ok(1), "{hash:?}");
        assert_eq!(
            opened(&file, "0428"),
            Err(OpenError::WrongPassword),
            "{hash:?}"
        );
    }
    let salted = |cipher| Scheme::Pkcs12 {
        cipher,
        salt: vec![1; 8],
        iterations: 10,
    };
    let of_pkcs5 = |scheme| Scheme::Pbes1 {
        scheme,
        salt: vec![1; 8],
        iterations: 10,
    };
    let ciphers = Cipher::ALL.iter().copied();
    let in_pbes2 = ciphers.clone().filter(|cipher| !cipher.oid().is_empty());
    let hashes = Hash::ALL.iter().filter(|hash| hash.hmac().is_some());
    let schemes = in_pbes2
        .map(|cipher| pbes2(cipher, Hash::Sha256))
        .chain(hashes.map(|hash| pbes2(Cipher::Aes128, *hash)))
        .chain(ciphers.filter(|cipher| cipher.is_of_pkcs12()).map(salted))
        .chain(Pbes1::ALL.iter().copied().map(of_pkcs5));
    for scheme in schemes {
        let name = scheme.algorithm().to_string();
        let bag = shrouded_key(&scheme);
        let with_mac = file(&[plain(&[bag])], mac(PASSWORD));
        assert_eq!(keys_in(opened(&with_mac, PASSWORD)), Ok(1), "{name}");
        let bags = sequence(&[shrouded_key(&scheme)]);
        let without = file(&[encrypted(&scheme, &bags)], None);
        assert_eq!(keys_in(opened(&without, PASSWORD)), Ok(1), "{name}");
        let with_wrong = opened(&without, "0428");
        assert_eq!(with_wrong, Err(OpenError::WrongPassword), "{name}");
    }
}

/// One in 256 wrong passwords gives a first byte as it should be.
#[test]
fn a_wrong_password_is_told_without_padding_and_mac() {
    let rc4 = Scheme::Pkcs12 {
        cipher: Cipher::Rc4With128,
        salt: vec![1; 8],
        iterations: 1,
    };
    let bags = sequence(&[other_bag(oid::KEY_BAG, key().pkcs8().to_vec())]);
    let file = file(&[encrypted(&rc4, &bags)], None);
    for wrong in 0..1000 {
        let opened = opened(&file, &format!("x{wrong}"));
        assert_eq!(opened, Err(OpenError::WrongPassword), "x{wrong}");
    }
}

#[test]
fn iterations_of_a_mac_are_one_when_they_are_absent() {
    let once = || MacOf {
        iterations: None,
        ..mac(PASSWORD).unwrap()
    };
    let file = file(&[plain(&[])], Some(once()));
    assert_eq!(keys_in(opened(&file, PASSWORD)), Ok(0));
    assert_eq!(opened(&file, "0428"), Err(OpenError::WrongPassword));
}

#[test]
fn the_empty_password_opens_both_kinds_of_file() {
    for password in Password::candidates("") {
        let scheme = triple_des(10);
        let ciphertext = encrypt(&scheme, &password, key().pkcs8());
        let safes = [plain(&[shrouded(scheme.identifier(), ciphertext)])];
        let protected = MacOf {
            password,
            ..mac("").unwrap()
        };
        for file in [file(&safes, Some(protected)), file(&safes, None)] {
            assert_eq!(keys_in(opened(&file, "")), Ok(1));
            assert_eq!(opened(&file, PASSWORD), Err(OpenError::WrongPassword));
        }
    }
}

#[test]
fn algorithms_that_are_not_known_are_named() {
    let other = |id: &str, params: Vec<u8>| {
        AlgorithmIdentifier::OtherAlg(OtherAlgorithmIdentifier {
            algorithm_type: id.parse().unwrap(),
            params: Some(params),
        })
    };
    let pair = |kdf: AlgorithmIdentifier, cipher: AlgorithmIdentifier| {
        let params = yasna::construct_der(|w| {
            w.write_sequence(|w| {
                kdf.write(w.next());
                cipher.write(w.next());
            });
        });
        other("1.2.840.113549.1.5.13", params)
    };
    let pbkdf2_of = |key_bytes: u32, prf: &str| {
        let params = yasna::construct_der(|w| {
            w.write_sequence(|w| {
                w.next().write_bytes(&[1; 8]);
                w.next().write_u32(2048);
                w.next().write_u32(key_bytes);
                other(prf, vec![5, 0]).write(w.next());
            });
        });
        other("1.2.840.113549.1.5.12", params)
    };
    let pbkdf2 = |prf: &str| pbkdf2_of(32, prf);
    let rc2 = |version: Option<u32>| {
        let params = yasna::construct_der(|w| {
            w.write_sequence(|w| {
                if let Some(version) = version {
                    w.next().write_u32(version);
                }
                w.next().write_bytes(&[0; 8]);
            });
        });
        other("1.2.840.113549.3.2", params)
    };
    let sha256 = "1.2.840.113549.2.9";
    let aes_cbc = || other("2.16.840.1.101.3.4.1.42", [&[4, 16][..], &[0; 16]].concat());
    for (algorithm, unknown) in [
        (
            other("1.3.6.1.4.1.188.7.1.1.2", vec![5, 0]),
            "1.3.6.1.4.1.188.7.1.1.2",
        ),
        (AlgorithmIdentifier::Sha1, "1.3.14.3.2.26"),
        // scrypt
        (
            pair(other("1.3.6.1.4.1.11591.4.11", vec![5, 0]), aes_cbc()),
            "1.3.6.1.4.1.11591.4.11",
        ),
        // AES-GCM, whose parameters have another shape
        (
            pair(
                pbkdf2(sha256),
                other("2.16.840.1.101.3.4.1.46", vec![0x30, 0]),
            ),
            "2.16.840.1.101.3.4.1.46",
        ),
        // RC2 of another version than 40, 64 and 128 bits have, and with a longer key than it uses
        (
            pair(pbkdf2_of(5, sha256), rc2(Some(32))),
            "1.2.840.113549.3.2",
        ),
        (
            pair(pbkdf2_of(16, sha256), rc2(Some(160))),
            "1.2.840.113549.3.2",
        ),
        // without one, which means 32 bits
        (pair(pbkdf2_of(4, sha256), rc2(None)), "1.2.840.113549.3.2"),
        // Blowfish with a longer key than usual
        (
            pair(
                pbkdf2_of(56, sha256),
                other("1.3.6.1.4.1.3029.1.2", [&[4, 8][..], &[0; 8]].concat()),
            ),
            "1.3.6.1.4.1.3029.1.2",
        ),
        // HMAC-GOST R 34.11-94
        (pair(pbkdf2("1.2.643.2.2.10"), aes_cbc()), "1.2.643.2.2.10"),
    ] {
        let file = file(&[plain(&[shrouded(algorithm, vec![0; 16])])], mac(PASSWORD));
        let expected = OpenError::UnsupportedAlgorithm {
            part: Part::ShroudedKey,
            oid: unknown.into(),
        };
        let contents = opened(&file, PASSWORD).unwrap();
        let missed = contents.missed_key().map(|key| &key.error);
        assert_eq!(missed, Some(&expected));
        assert_eq!(opened(&file, "0428"), Err(OpenError::WrongPassword));
        let description = describe(&file, &Limits::default()).unwrap();
        let name = description.protections[0].algorithm.clone().unwrap();
        assert_eq!(
            name,
            Algorithm::Unsupported {
                oid: unknown.into()
            }
        );
    }
    let gost = [1, 2, 643, 2, 2, 9];
    let file = file(
        &[],
        Some(MacOf {
            hash: &gost,
            ..mac(PASSWORD).unwrap()
        }),
    );
    let expected = OpenError::UnsupportedAlgorithm {
        part: Part::Mac,
        oid: "1.2.643.2.2.9".into(),
    };
    assert_eq!(
        expected.to_string(),
        "the MAC of the PKCS#12 file uses GOST R 34.11-94 (1.2.643.2.2.9), which is not supported"
    );
    assert_eq!(opened(&file, PASSWORD), Err(expected));
}
