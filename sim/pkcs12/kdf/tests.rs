//! What the derivations give, by every way of computing them.

#![cfg(test)]

use std::io::{self, Write as _};
use std::process::Command;

use fearless_simd::Level;
use hmac::digest::core_api::BlockSizeUser;
use pbkdf2::pbkdf2_hmac;
use proptest::prelude::*;
use sha1::Sha1;
use sha1::digest::Digest;
use sha2::{Sha224, Sha256, Sha384, Sha512};

use super::*;
use crate::widest::levels;

fn derived(hash: Hash, purpose: Purpose, salt: &[u8], iterations: u64, length: usize) -> String {
    let password = Password::new("0427");
    let keys = derive(&[KeyDerivation {
        function: Function::Pkcs12(purpose),
        hash,
        password: &password,
        salt,
        iterations,
        length,
    }]);
    hex(&keys[0])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Expected values from OpenSSL 3.0.19, and the same from a few lines of Python after
/// appendix B.2:
/// `openssl kdf -keylen 24 -kdfopt digest:SHA1 -kdfopt hexpass:00300034003200370000
/// -kdfopt hexsalt:0102030405060708 -kdfopt iter:2000 -kdfopt id:1 PKCS12KDF`
#[test]
fn pkcs12_keys_are_those_that_openssl_derives() {
    let salt = &[1, 2, 3, 4, 5, 6, 7, 8][..];
    let long_salt = &[0xff; 70][..];
    for (hash, purpose, salt, iterations, expected) in [
        (
            Hash::Sha1,
            Purpose::Key,
            salt,
            2000,
            "56df8e72644b6e59bf5c1899c1276a89e6ee5f8849f54346",
        ),
        (Hash::Sha1, Purpose::Iv, salt, 2000, "082814fb16b0b5da"),
        (
            Hash::Sha1,
            Purpose::Mac,
            salt,
            1,
            "75bbece4ae7f9ef02d2de3abe995b2ed955d9a17",
        ),
        (
            Hash::Sha1,
            Purpose::Key,
            salt,
            3,
            "3451f55d04b0e3c9e84e1fbe00dac93681c5dd59a11cffdd62a1725c223a35f1\
             0b36c0062e81a8445947525bc94c02fa30f1834dbb7cbfaad4a8c111ad",
        ),
        // Adding to this salt carries over the end of every part of I.
        (
            Hash::Sha1,
            Purpose::Key,
            long_salt,
            2,
            "818ff276016613f2a5e2f26a97be9432dda27a25ba6d02218a88d09155511893\
             86e0aee6d19efa93eb1abb545eb2611635e11caf1a9d85c7356edb38",
        ),
        (
            Hash::Sha224,
            Purpose::Mac,
            salt,
            2000,
            "e9d83a258d09be79fc81f72b6ac6cb30a732c27023dc534e13a261af",
        ),
        (
            Hash::Sha256,
            Purpose::Mac,
            salt,
            2000,
            "c223a1480b2c06ffde96719bd24766a949be1ea194abe0668b604f9b8429edc0",
        ),
        (
            Hash::Sha256,
            Purpose::Key,
            salt,
            2,
            "fff8ce07d1fe21fa3d123f6c3e489e6e469cae561687486695a5819a09422060\
             b13d3405fe1916793839f9ef46593ae18067756b6058502ed9afc4c2997b975a\
             331ea690b032a5052d77b17118c59ea9ed1c309a4c88c0e38eff8cc9b49a90c2\
             d7d2fde7",
        ),
        (
            Hash::Sha384,
            Purpose::Mac,
            salt,
            2000,
            "63047d801c6291d5f72ff3658b1ae7e72dabe0a7f1deccde5917c452e4ed19cf\
             5a4b1376aaf7d59148483eec37e81382",
        ),
        (
            Hash::Sha512,
            Purpose::Mac,
            salt,
            2000,
            "d1c13648759cb2b4ac0d71888bb10d50e604717691d0afc93ced593b29d94832\
             2edc23365fbaec0828960acb68ccf3893e8e93eb2feef4d04f145b29c71324c2",
        ),
    ] {
        let length = expected.len() / 2;
        assert_eq!(
            derived(hash, purpose, salt, iterations, length),
            expected,
            "{hash:?}, {iterations} iterations, {length} bytes"
        );
    }
}

/// The second meaning of the empty password is `hexpass:` to OpenSSL, the first `hexpass:0000`.
#[test]
fn no_password_at_all_is_not_the_empty_one() {
    let [terminated, absent] = [
        "369c83f9b5828d859f8929a900450b74910afdef",
        "bc437242ad03a1c4c3836d9a0f51cbca5a740636",
    ];
    let passwords = Password::candidates("");
    let derivations = passwords.iter().map(|password| KeyDerivation {
        function: Function::Pkcs12(Purpose::Mac),
        hash: Hash::Sha1,
        password,
        salt: &[1, 2, 3, 4, 5, 6, 7, 8],
        iterations: 2000,
        length: 20,
    });
    let keys = derive(&derivations.collect::<Vec<_>>());
    assert_eq!([hex(&keys[0]), hex(&keys[1])], [terminated, absent]);
}

/// RFC 6070, and `openssl kdf ... PBKDF2` of 3.0.19 for the others.
#[test]
fn pbkdf2_keys_are_those_that_openssl_derives() {
    let password = Password::new("password");
    for (hash, expected) in [
        (Hash::Sha1, "4b007901b765489abead49d926f721d065a429c1"),
        (
            Hash::Sha224,
            "218c453bf90635bd0a21a75d172703ff6108ef603f65bb821aedade1",
        ),
        (
            Hash::Sha256,
            "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a",
        ),
        (
            Hash::Sha384,
            "559726be38db125bc85ed7895f6e3cf574c7a01c080c3447db1e8a76764deb3c",
        ),
        (
            Hash::Sha512,
            "d197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5",
        ),
    ] {
        let keys = derive(&[KeyDerivation {
            function: Function::Pbkdf2,
            hash,
            password: &password,
            salt: b"salt",
            iterations: 4096,
            length: expected.len() / 2,
        }]);
        assert_eq!(hex(&keys[0]), expected, "{hash:?}");
    }
}

#[test]
fn work_counts_compressions_for_each_block_of_output() {
    let password = Password::new("");
    let derivation = |hash, length| KeyDerivation {
        function: Function::Pbkdf2,
        hash,
        password: &password,
        salt: &[],
        iterations: 2000,
        length,
    };
    assert_eq!(derivation(Hash::Sha1, 20).cost(), 4000);
    assert_eq!(derivation(Hash::Sha1, 24).cost(), 8000);
    assert_eq!(derivation(Hash::Sha256, 32).cost(), 8000);
    assert_eq!(
        KeyDerivation {
            iterations: u64::MAX,
            ..derivation(Hash::Sha1, 24)
        }
        .cost(),
        u64::MAX
    );
}

/// A derivation that owns what it needs.
#[derive(Clone, Debug)]
struct Demand {
    purpose: Option<u8>,
    hash: Hash,
    /// `None` for no bytes at all, the second meaning of the empty password.
    password: Option<String>,
    salt: Vec<u8>,
    iterations: u32,
    length: usize,
}

impl Demand {
    fn function(&self) -> Function {
        match self.purpose {
            None => Function::Pbkdf2,
            Some(1) => Function::Pkcs12(Purpose::Key),
            Some(2) => Function::Pkcs12(Purpose::Iv),
            Some(_) => Function::Pkcs12(Purpose::Mac),
        }
    }

    fn password(&self) -> Password {
        match &self.password {
            Some(password) => Password::new(password),
            None => Password::candidates("").remove(1),
        }
    }

    /// The password as the function takes it.
    fn secret(&self) -> Vec<u8> {
        let Some(password) = &self.password else {
            return vec![];
        };
        match self.purpose {
            None => password.as_bytes().to_vec(),
            Some(_) => {
                let units = password.encode_utf16().chain([0]);
                units.flat_map(u16::to_be_bytes).collect()
            }
        }
    }

    fn derivation<'a>(&'a self, password: &'a Password) -> KeyDerivation<'a> {
        KeyDerivation {
            function: self.function(),
            hash: self.hash,
            password,
            salt: &self.salt,
            iterations: self.iterations.into(),
            length: self.length,
        }
    }

    /// What RustCrypto's hashes give, one step after another.
    fn expected(&self) -> Vec<u8> {
        match self.hash {
            Hash::Sha1 => self.plainly::<Sha1>(pbkdf2_hmac::<Sha1>),
            Hash::Sha256 => self.plainly::<Sha256>(pbkdf2_hmac::<Sha256>),
            Hash::Sha224 => self.plainly::<Sha224>(pbkdf2_hmac::<Sha224>),
            Hash::Sha384 => self.plainly::<Sha384>(pbkdf2_hmac::<Sha384>),
            Hash::Sha512 => self.plainly::<Sha512>(pbkdf2_hmac::<Sha512>),
            _ => unreachable!("only hashes of `HASHES` are drawn"),
        }
    }

    fn plainly<H: Digest + BlockSizeUser>(
        &self,
        pbkdf2: fn(&[u8], &[u8], u32, &mut [u8]),
    ) -> Vec<u8> {
        let mut key = vec![0; self.length];
        let password = self.secret();
        let Some(purpose) = self.purpose else {
            pbkdf2(&password, &self.salt, self.iterations, &mut key);
            return key;
        };
        let v = H::block_size();
        let mut i = vec![];
        for text in [&self.salt, &password] {
            let length = text.len().next_multiple_of(v);
            i.extend(text.iter().cycle().take(length));
        }
        for block in key.chunks_mut(<H as Digest>::output_size()) {
            let mut a = [vec![purpose; v], i.clone()].concat();
            for _ in 0..self.iterations {
                a = H::digest(&a).to_vec();
            }
            block.copy_from_slice(&a[..block.len()]);
            // Schoolbook addition of B and one to each part.
            for part in i.chunks_mut(v) {
                let mut carry = 1;
                for at in (0..v).rev() {
                    carry += u32::from(part[at]) + u32::from(a[at % a.len()]);
                    part[at] = carry as u8;
                    carry >>= 8;
                }
            }
        }
        key
    }
}

/// Draws a derivation of at most `iterations_max` iterations.
fn demand(iterations_max: u32) -> impl Strategy<Value = Demand> {
    let hashes = prop_oneof![
        4 => Just(Hash::Sha1),
        4 => Just(Hash::Sha256),
        1 => Just(Hash::Sha224),
        1 => Just(Hash::Sha384),
        1 => Just(Hash::Sha512),
    ];
    let passwords = prop_oneof![
        4 => "[0-9]{4}",
        1 => "",
        2 => "[ -~]{1,20}",
        2 => "[ぁ-んァ-ヶ一-龠]{1,12}",
        1 => "[🌀-🙏]{1,8}",
        1 => any::<String>(),
        2 => "[a-z]{60,70}",
    ];
    (
        prop::option::of(1..=3_u8),
        hashes,
        prop::option::weighted(0.95, passwords),
        prop::collection::vec(any::<u8>(), 0..100),
        1..=iterations_max,
        1..150_usize,
    )
        .prop_map(
            |(purpose, hash, password, salt, iterations, length)| Demand {
                purpose,
                hash,
                password,
                salt,
                iterations,
                length,
            },
        )
}

/// Derives all keys in one batch.
fn derived_together(level: Level, demands: &[Demand]) -> Vec<Vec<u8>> {
    let mut batch = Batch::on(level);
    for (position, demand) in demands.iter().enumerate() {
        batch.add(position, &demand.derivation(&demand.password()));
    }
    let mut keys = vec![None; demands.len()];
    while !batch.is_empty() {
        for (position, key) in batch.poll() {
            assert_eq!(keys[position].replace(key.to_vec()), None, "given twice");
        }
    }
    keys.into_iter()
        .map(|key| key.expect("given once"))
        .collect()
}

/// Compares keys derived in one batch, on every level, with those derived elsewhere.
fn compare(demands: &[Demand], expected: &[Vec<u8>]) -> Result<(), TestCaseError> {
    for level in levels() {
        let keys = derived_together(level, demands);
        for ((demand, key), expected) in demands.iter().zip(&keys).zip(expected) {
            prop_assert_eq!(key, expected, "{:?} {:?}", level, demand);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_way_gives_what_rust_crypto_gives(
        demands in prop::collection::vec(demand(40), 0..60),
    ) {
        let expected: Vec<_> = demands.iter().map(Demand::expected).collect();
        compare(&demands, &expected)?;
    }
}

proptest! {
    // Each derivation is a process. Shrinking a batch would start thousands; the message names the
    // derivation.
    #![proptest_config(ProptestConfig { max_shrink_iters: 0, ..ProptestConfig::with_cases(3) })]

    #[test]
    fn every_way_gives_what_openssl_gives(
        demands in prop::collection::vec(demand(3000), 50..80),
    ) {
        if openssl_is_here() {
            // With neither a password nor a salt, it gives no key.
            let is_something =
                |demand: &Demand| !(demand.secret().is_empty() && demand.salt.is_empty());
            let demands: Vec<_> = demands.into_iter().filter(is_something).collect();
            let expected: Vec<_> = demands.iter().map(derived_by_openssl).collect();
            compare(&demands, &expected)?;
        }
    }
}

#[test]
fn a_key_of_no_bytes_is_derived_without_ado() {
    for hash in Hash::ALL {
        assert_eq!(
            derived(*hash, Purpose::Key, &[1; 8], 2000, 0),
            "",
            "{hash:?}"
        );
    }
}

/// With few runs of a kind, few lanes are taken and other instructions used: every number of runs
/// has to give the same.
#[test]
fn any_number_of_runs_gives_the_same() {
    for level in levels() {
        for hash in [Hash::Sha1, Hash::Sha256] {
            for purpose in [None, Some(3)] {
                let demand = Demand {
                    purpose,
                    hash,
                    password: Some("0427".into()),
                    salt: vec![1; 8],
                    iterations: 50,
                    length: 20,
                };
                let password = demand.password();
                for count in 1..=20 {
                    let mut batch = Batch::on(level);
                    (0..count).for_each(|owner| batch.add(owner, &demand.derivation(&password)));
                    let mut found = 0;
                    while !batch.is_empty() {
                        for (_, key) in batch.poll() {
                            assert_eq!(*key, demand.expected(), "{level:?} {hash:?} {count}");
                            found += 1;
                        }
                    }
                    assert_eq!(found, count);
                }
            }
        }
    }
}

/// Returns whether OpenSSL 3 is there. Says so if it is not, and fails if it has to be.
fn openssl_is_here() -> bool {
    let version = Command::new("openssl").arg("version").output();
    if version.is_ok_and(|output| output.stdout.starts_with(b"OpenSSL 3")) {
        return true;
    }
    let required = std::env::var_os("KIGEN_REQUIRE_JUDGES").is_some_and(|value| value == "1");
    assert!(
        !required,
        "OpenSSL 3 is required by KIGEN_REQUIRE_JUDGES and not there"
    );
    // Not `eprintln!`, whose output the test harness hides when a test passes.
    let said = io::stderr().write_all(b"SKIPPED: OpenSSL 3 is not there\n");
    said.expect("standard error is open");
    false
}

fn derived_by_openssl(demand: &Demand) -> Vec<u8> {
    let (name, own_option) = match demand.purpose {
        // Otherwise it insists on salts and keys of NIST's liking.
        None => ("PBKDF2", "pkcs5:1".to_owned()),
        Some(id) => ("PKCS12KDF", format!("id:{id}")),
    };
    let digest = match demand.hash {
        Hash::Sha1 => "SHA1",
        Hash::Sha224 => "SHA224",
        Hash::Sha256 => "SHA256",
        Hash::Sha384 => "SHA384",
        Hash::Sha512 => "SHA512",
        _ => unreachable!("only hashes of `HASHES` are drawn"),
    };
    let mut command = Command::new("openssl");
    command.args(["kdf", "-binary", "-keylen", &demand.length.to_string()]);
    for option in [
        own_option,
        format!("digest:{digest}"),
        format!("hexpass:{}", hex(&demand.secret())),
        format!("hexsalt:{}", hex(&demand.salt)),
        format!("iter:{}", demand.iterations),
    ] {
        command.args(["-kdfopt", &option]);
    }
    let output = command.arg(name).output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    output.stdout
}
