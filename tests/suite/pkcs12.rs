use std::sync::LazyLock;
use std::time::Duration;

use kigen::certificate::{Certificate, Thumbprint};
use kigen::key::{KeyAlgorithm, PrivateKey};
use kigen::pkcs12::{
    BagAttributes, CertificateBag, Contents, Description, EncryptionProfile, IdentityError, Limit,
    Limits, OpenError, Protected, describe, open, seal,
};
use kigen::reason::Reason;
use p12::{AlgorithmIdentifier, ContentInfo, PFX};
use proptest::prelude::*;

use crate::support::{CLIENTS, P256, SEED};

const PIN: &str = "0427";

fn sealed(profile: EncryptionProfile) -> Vec<u8> {
    let contents = P256.contents(&CLIENTS[0], "オン資PC_受付01");
    seal(&contents, PIN, profile, &mut SEED.stream("pkcs12"))
}

/// One file in each profile.
static SEALED: LazyLock<[(EncryptionProfile, Vec<u8>); 2]> =
    LazyLock::new(|| EncryptionProfile::WINDOWS.map(|profile| (profile, sealed(profile))));

fn opened(file: &[u8]) -> Result<Contents, OpenError> {
    open(file, PIN, &Limits::default())
}

fn reason_of<T: std::fmt::Debug>(outcome: Result<T, OpenError>) -> Reason {
    outcome.unwrap_err().into()
}

fn pins() -> impl Strategy<Value = String> {
    "[0-9]{4}"
}

fn profiles() -> impl Strategy<Value = EncryptionProfile> {
    prop::sample::select(EncryptionProfile::WINDOWS.to_vec())
}

fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        "オン資PC_受付[0-9]{2}",
        "[ -~]{1,40}",
        "[ぁ-ん一-龠🏥💊🔑]{1,20}",
        any::<String>(),
    ]
}

fn attributes() -> impl Strategy<Value = BagAttributes> {
    let id = prop::collection::vec(any::<u8>(), 0..24);
    let texts = (prop::option::of(names()), prop::option::of(names()));
    let bytes = prop::collection::vec(any::<u8>(), 0..24);
    // Windows' own are below 200; some above 16383 are passed over, see sim/pkcs12/pfx.rs.
    let extended = prop::collection::btree_map(0..0x4000_u16, bytes, 0..3);
    (texts, prop::option::of(id), extended, any::<(bool, bool)>()).prop_map(
        |((friendly_name, csp_name), local_key_id, extended, (machine_key, trusted))| {
            BagAttributes {
                friendly_name,
                local_key_id,
                csp_name,
                machine_key,
                extended,
                trusted,
                unreadable_name: false,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_sealed_opens_to_the_same_contents(
        client in 0..CLIENTS.len(),
        name in names(),
        pin in pins(),
        profile in profiles(),
        label in ".{0,8}",
    ) {
        let contents = P256.contents(&CLIENTS[client], &name);
        let sealing = || seal(&contents, &pin, profile, &mut SEED.stream(&label));
        let file = sealing();
        prop_assert_eq!(&file, &sealing(), "equal arguments, equal bytes");
        prop_assert_eq!(open(&file, &pin, &Limits::default()), Ok(contents));
    }

    #[test]
    fn any_attributes_and_any_password_come_back(
        key in attributes(),
        certificate in attributes(),
        password in any::<String>(),
        profile in profiles(),
    ) {
        let mut contents = P256.contents(&CLIENTS[0], "");
        contents.keys[0].attributes = key;
        contents.certificates[1].attributes = certificate;
        let file = seal(&contents, &password, profile, &mut SEED.stream("any"));
        prop_assert_eq!(open(&file, &password, &Limits::default()), Ok(contents));
    }

    #[test]
    fn another_pin_is_always_a_wrong_password(pin in pins(), profile in 0..2_usize) {
        prop_assume!(pin != PIN);
        let (_, file) = &SEALED[profile];
        prop_assert_eq!(open(file, &pin, &Limits::default()), Err(OpenError::WrongPassword));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// Most of a file is under its MAC. What is not are headers, some of which may say the same in
    /// another way.
    #[test]
    fn a_changed_byte_is_an_error_or_changes_nothing(
        profile in 0..2_usize,
        at in any::<prop::sample::Index>(),
        change in 1..=255_u8,
    ) {
        let (_, file) = &SEALED[profile];
        let mut changed = file.clone();
        changed[at.index(file.len())] ^= change;
        // A changed iteration count may be a high one.
        let limits = Limits { work: 200_000, ..Limits::default() };
        if let Ok(contents) = open(&changed, PIN, &limits) {
            prop_assert_eq!(contents, opened(file).unwrap());
        }
        let _ = describe(&changed, &limits);
    }

    #[test]
    fn bytes_that_are_no_file_are_malformed(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(reason_of(opened(&bytes)), Reason::Malformed);
        prop_assert_eq!(reason_of(describe(&bytes, &Limits::default())), Reason::Malformed);
    }
}

#[test]
fn another_stream_gives_other_bytes() {
    for profile in EncryptionProfile::WINDOWS {
        let contents = P256.contents(&CLIENTS[0], "a");
        let sealing = |label| seal(&contents, PIN, profile, &mut SEED.stream(label));
        assert_ne!(sealing("a"), sealing("b"));
    }
}

/// The bytes of a file may only change in a release that says so. (Key and
/// certificate are fixed ones, so that they do not change with what the tests issue; making the foreign files again changes
/// it, and with it these lines.)
#[test]
fn a_file_is_its_contents_pin_profile_and_stream_for_ever() {
    let root = include_bytes!("../../fixtures/foreign/root.pem");
    let certificate = kigen::bundle::read(root).next().unwrap().unwrap();
    let key = PrivateKey::generate(KeyAlgorithm::P256, &mut SEED.stream("pc/受付01/1"));
    let contents = Contents::for_client(key, certificate.clone(), &[certificate], "受付01");
    let lines = EncryptionProfile::ALL.iter().map(|&profile| {
        let file = seal(&contents, PIN, profile, &mut SEED.stream("for ever"));
        format!("{profile} {}", Thumbprint::of(&file))
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r"
    windows-triple-des-sha1 4B696720DF1DF4421E575A8EC5A5CB6A35D9D6E5
    windows-aes256-sha256 56017C7FF8B01D504647AD7A19A37B249DB1EDC0
    openssl-3 01CB5D65C7FE7AC8C314FEDA6E1030A21057F974
    nss 12E965239B0C49A504271E7FCF112F1B7BF21217
    legacy-rc2-40 FF05567DDE5C67E19400520015E605B38799B5D7
    pbmac1 8763270FBC347ABF6F6F78F118445902C3B159D0
    ");
}

#[test]
fn a_file_cut_anywhere_is_malformed() {
    for (_, file) in SEALED.iter() {
        for length in 0..file.len() {
            let cut = &file[..length];
            assert_eq!(reason_of(opened(cut)), Reason::Malformed, "{length} bytes");
        }
    }
}

#[test]
fn what_follows_a_file_is_passed_over() {
    for (_, file) in SEALED.iter() {
        for tail in [&[0][..], &[0, 0], b"\n", file] {
            let longer = [file, tail].concat();
            assert_eq!(opened(&longer), opened(file));
        }
    }
}

#[test]
fn damage_under_the_mac_is_a_wrong_password_to_everybody() {
    for (_, file) in SEALED.iter() {
        let mut damaged = file.clone();
        // In the ciphertext of the key, far from any header.
        damaged[200] ^= 1;
        assert_eq!(opened(&damaged), Err(OpenError::WrongPassword));
    }
}

#[test]
fn files_describe_themselves_without_a_password() {
    let shown = |profile: usize| {
        let description = describe(&SEALED[profile].1, &Limits::default()).unwrap();
        let Description {
            mac, protections, ..
        } = description;
        let mac = mac.unwrap();
        let mut lines = vec![format!(
            "{}, {} iterations, salt of {} bytes",
            mac.algorithm, mac.iterations, mac.salt_bytes
        )];
        let expected = [Protected::Key, Protected::Safe];
        for (protection, expected) in protections.into_iter().zip(expected) {
            assert_eq!(protection.protected, expected);
            let algorithm = protection.algorithm.unwrap();
            lines.push(format!(
                "{algorithm}, {} iterations",
                protection.iterations.unwrap()
            ));
        }
        lines.join("\n")
    };
    insta::assert_snapshot!(shown(0), @r"
    HMAC-SHA-1, 2000 iterations, salt of 20 bytes
    pbeWithSHAAnd3-KeyTripleDES-CBC, 2000 iterations
    pbeWithSHAAnd3-KeyTripleDES-CBC, 2000 iterations
    ");
    insta::assert_snapshot!(shown(1), @r"
    HMAC-SHA-256, 2000 iterations, salt of 20 bytes
    PBES2, PBKDF2-HMAC-SHA-256, AES-256-CBC, 2000 iterations
    PBES2, PBKDF2-HMAC-SHA-256, AES-256-CBC, 2000 iterations
    ");
}

/// A sealed file with 2^31 iterations in one place: MAC, key or certificates.
fn greedy(file: &[u8], place: usize) -> Vec<u8> {
    const GREEDY: u32 = 1 << 31;
    let mut pfx = PFX::parse(file).unwrap();
    let ContentInfo::Data(content) = &pfx.auth_safe else {
        panic!("the file is ours");
    };
    let patched = |algorithm: &AlgorithmIdentifier| match algorithm.clone() {
        AlgorithmIdentifier::PbeWithSHAAnd3KeyTripleDESCBC(mut parameters) => {
            parameters.iterations = GREEDY.into();
            AlgorithmIdentifier::PbeWithSHAAnd3KeyTripleDESCBC(parameters)
        }
        AlgorithmIdentifier::OtherAlg(mut other) => {
            let der = other.params.unwrap();
            let mut parameters = pkcs5::pbes2::Parameters::try_from(
                pkcs5::der::asn1::AnyRef::try_from(der.as_slice()).unwrap(),
            )
            .unwrap();
            let pkcs5::pbes2::Kdf::Pbkdf2(pbkdf2) = &mut parameters.kdf else {
                panic!("the file is ours");
            };
            pbkdf2.iteration_count = GREEDY;
            let mut buffer = [0; 256];
            let der = pkcs5::der::Encode::encode_to_slice(&parameters, &mut buffer).unwrap();
            other.params = Some(der.to_vec());
            AlgorithmIdentifier::OtherAlg(other)
        }
        _ => panic!("the file is ours"),
    };
    let mut safes =
        yasna::parse_der(content, |r| r.collect_sequence_of(ContentInfo::parse)).unwrap();
    match place {
        0 => pfx.mac_data.as_mut().unwrap().iterations = GREEDY,
        1 => {
            let ContentInfo::Data(bags) = &mut safes[0] else {
                panic!("the keys come first");
            };
            let mut read =
                yasna::parse_der(bags, |r| r.collect_sequence_of(p12::SafeBag::parse)).unwrap();
            let p12::SafeBagKind::Pkcs8ShroudedKeyBag(key) = &mut read[0].bag else {
                panic!("the keys come first");
            };
            key.encryption_algorithm = patched(&key.encryption_algorithm);
            *bags = yasna::construct_der(|w| {
                w.write_sequence_of(|w| read.iter().for_each(|bag| bag.write(w.next())));
            });
        }
        _ => {
            let ContentInfo::EncryptedData(data) = &mut safes[1] else {
                panic!("the certificates come second");
            };
            let info = &mut data.encrypted_content_info;
            info.content_encryption_algorithm = patched(&info.content_encryption_algorithm);
        }
    }
    pfx.auth_safe = ContentInfo::Data(yasna::construct_der(|w| {
        w.write_sequence_of(|w| safes.iter().for_each(|safe| safe.write(w.next())));
    }));
    pfx.to_der()
}

#[test]
fn two_thousand_million_iterations_are_refused_before_the_first() {
    for (profile, file) in SEALED.iter() {
        for place in 0..3 {
            let greedy = greedy(file, place);
            #[expect(clippy::disallowed_methods, reason = "the time it takes is the point")]
            let start = std::time::Instant::now();
            let outcome = opened(&greedy);
            let taken = start.elapsed();
            let Err(OpenError::LimitExceeded {
                limit: Limit::Work,
                asked,
                allowed,
            }) = outcome
            else {
                panic!("{profile}, place {place}: {outcome:?}");
            };
            assert!(asked > 1 << 31, "{profile}, place {place}: {asked}");
            assert_eq!(allowed, u64::from(Limits::WORK));
            assert!(
                taken < Duration::from_millis(50),
                "{profile}, place {place}: {taken:?}"
            );
            assert!(describe(&greedy, &Limits::default()).is_ok());
        }
    }
}

#[test]
fn a_file_above_its_size_is_refused_unread() {
    let (_, file) = &SEALED[0];
    let exactly = Limits {
        file_bytes: file.len(),
        ..Limits::default()
    };
    assert!(open(file, PIN, &exactly).is_ok());
    let below = Limits {
        file_bytes: file.len() - 1,
        ..Limits::default()
    };
    let expected = OpenError::LimitExceeded {
        limit: Limit::FileBytes,
        asked: file.len() as u64,
        allowed: file.len() as u64 - 1,
    };
    assert_eq!(open(file, PIN, &below), Err(expected));
}

mod identity {
    use super::*;

    fn bag(certificate: &Certificate) -> CertificateBag {
        CertificateBag {
            certificate: certificate.clone(),
            attributes: BagAttributes::default(),
        }
    }

    #[test]
    fn of_a_client_is_its_key_certificate_and_chain() {
        let contents = P256.contents(&CLIENTS[2], "オン資PC_受付03");
        let identity = contents.identity().unwrap();
        assert_eq!(identity.certificate.certificate, CLIENTS[2].certificate);
        assert_eq!(
            identity.chain,
            [P256.authority.issuing(), P256.authority.root()]
        );
        let key = &identity.key.attributes;
        assert_eq!(key.friendly_name.as_deref(), Some("オン資PC_受付03"));
        assert_eq!(key.local_key_id.as_deref(), Some(&[1, 0, 0, 0][..]));
        let provider = "Microsoft Enhanced RSA and AES Cryptographic Provider";
        assert_eq!(key.csp_name.as_deref(), Some(provider));
    }

    #[test]
    fn chain_is_put_in_order_and_strangers_go_last() {
        let mut contents = P256.contents(&CLIENTS[0], "");
        let [first, second] = [&CLIENTS[1].certificate, &CLIENTS[2].certificate];
        contents.certificates = [
            first,
            P256.authority.root(),
            &CLIENTS[0].certificate,
            P256.authority.issuing(),
            second,
        ]
        .map(bag)
        .to_vec();
        let identity = contents.identity().unwrap();
        assert_eq!(identity.certificate.certificate, CLIENTS[0].certificate);
        let chain = [
            P256.authority.issuing(),
            P256.authority.root(),
            first,
            second,
        ];
        assert_eq!(identity.chain, chain);
    }

    #[test]
    fn with_a_swapped_key_is_a_mismatch_with_and_without_local_key_id() {
        let mut contents = P256.contents(&CLIENTS[0], "");
        contents.keys[0].key = CLIENTS[1].key.clone();
        assert_eq!(contents.identity(), Err(IdentityError::KeyMismatch));
        contents.keys[0].attributes.local_key_id = None;
        assert_eq!(contents.identity(), Err(IdentityError::KeyMismatch));
    }

    #[test]
    fn local_key_ids_are_equal_in_every_byte_or_not_at_all() {
        // The key's identifier is the beginning of another client's: that is no tie, and its own
        // certificate, which has none, is found by the public key.
        let mut contents = P256.contents(&CLIENTS[0], "");
        contents.keys[0].attributes.local_key_id = Some(vec![1]);
        contents.certificates[0].attributes.local_key_id = None;
        contents
            .certificates
            .insert(0, bag(&CLIENTS[1].certificate));
        contents.certificates[0].attributes.local_key_id = Some(vec![1, 0, 0, 0]);
        let identity = contents.identity().unwrap();
        assert_eq!(identity.certificate.certificate, CLIENTS[0].certificate);
        // And the other way round.
        contents.keys[0].attributes.local_key_id = Some(vec![1, 0, 0, 0]);
        contents.certificates[0].attributes.local_key_id = Some(vec![1]);
        let identity = contents.identity().unwrap();
        assert_eq!(identity.certificate.certificate, CLIENTS[0].certificate);
        // Equal ones tie, even to the wrong certificate.
        contents.certificates[0].attributes.local_key_id = Some(vec![1, 0, 0, 0]);
        assert_eq!(contents.identity(), Err(IdentityError::KeyMismatch));
    }

    #[test]
    fn needs_a_key() {
        let mut contents = P256.contents(&CLIENTS[0], "");
        contents.keys.clear();
        assert_eq!(contents.identity(), Err(IdentityError::NoPrivateKey));
        for profile in EncryptionProfile::WINDOWS {
            let file = seal(&contents, PIN, profile, &mut SEED.stream("no key"));
            assert_eq!(opened(&file).as_ref(), Ok(&contents));
        }
        assert_eq!(Contents::default().identity(), Err(IdentityError::Empty));
    }

    #[test]
    fn needs_a_certificate() {
        let mut contents = P256.contents(&CLIENTS[0], "");
        contents.certificates.clear();
        assert_eq!(contents.identity(), Err(IdentityError::NoCertificate));
    }

    #[test]
    fn takes_the_first_key_that_has_a_certificate() {
        let mut contents = P256.contents(&CLIENTS[0], "");
        let mut stray = P256.contents(&CLIENTS[1], "").keys.remove(0);
        stray.attributes.local_key_id = Some(vec![2, 0, 0, 0]);
        contents.keys.insert(0, stray);
        let identity = contents.identity().unwrap();
        assert_eq!(identity.key.key, CLIENTS[0].key);
    }
}

#[test]
fn every_profile_opens_under_its_password_and_says_how_it_is_protected() {
    let contents = P256.contents(&CLIENTS[0], "受付01");
    let lines = EncryptionProfile::ALL.iter().map(|&profile| {
        let file = seal(&contents, "鍵🔑", profile, &mut SEED.stream("profile"));
        assert_eq!(
            open(&file, "鍵🔑", &Limits::default()).as_ref(),
            Ok(&contents)
        );
        assert_eq!(opened(&file), Err(OpenError::WrongPassword), "{profile}");
        let Description {
            mac, protections, ..
        } = describe(&file, &Limits::default()).unwrap();
        let mac = mac.unwrap();
        let parts = protections.into_iter().map(|one| one.algorithm.unwrap());
        let parts = parts.chain([mac.algorithm]);
        let parts: Vec<_> = parts.map(|algorithm| algorithm.to_string()).collect();
        format!(
            "{profile}: {}; {} iterations, salt of {} bytes",
            parts.join(" + "),
            mac.iterations,
            mac.salt_bytes
        )
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r"
    windows-triple-des-sha1: pbeWithSHAAnd3-KeyTripleDES-CBC + pbeWithSHAAnd3-KeyTripleDES-CBC + HMAC-SHA-1; 2000 iterations, salt of 20 bytes
    windows-aes256-sha256: PBES2, PBKDF2-HMAC-SHA-256, AES-256-CBC + PBES2, PBKDF2-HMAC-SHA-256, AES-256-CBC + HMAC-SHA-256; 2000 iterations, salt of 20 bytes
    openssl-3: PBES2, PBKDF2-HMAC-SHA-256, AES-256-CBC + PBES2, PBKDF2-HMAC-SHA-256, AES-256-CBC + HMAC-SHA-256; 2048 iterations, salt of 8 bytes
    nss: PBES2, PBKDF2-HMAC-SHA-256, AES-256-CBC + PBES2, PBKDF2-HMAC-SHA-256, AES-128-CBC + HMAC-SHA-256; 600000 iterations, salt of 16 bytes
    legacy-rc2-40: pbeWithSHAAnd3-KeyTripleDES-CBC + pbeWithSHAAnd40BitRC2-CBC + HMAC-SHA-1; 2000 iterations, salt of 20 bytes
    pbmac1: PBES2, PBKDF2-HMAC-SHA-256, AES-256-CBC + PBES2, PBKDF2-HMAC-SHA-256, AES-256-CBC + PBMAC1, PBKDF2-HMAC-SHA-256, HMAC-SHA-256; 2048 iterations, salt of 8 bytes
    ");
}

#[test]
fn profiles_have_names_that_read_back() {
    for &profile in EncryptionProfile::ALL {
        assert_eq!(profile.to_string(), profile.name());
        assert_eq!(profile.name().parse(), Ok(profile));
    }
    let error = "TripleDES-SHA1".parse::<EncryptionProfile>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no encryption profile `TripleDES-SHA1`; there are windows-triple-des-sha1, windows-aes256-sha256, openssl-3, nss, legacy-rc2-40 and pbmac1"
    );
}
