//! Files of up to the largest size that is read, full of whatever takes the most memory or time once
//! it is read. Each is inspected by a process that may have 128 MiB and a few seconds of processor
//! time; the binary under test is not optimised, an installed one takes half the time.

use std::fs;
use std::process::Command;

use sha1::{Digest, Sha1};

use crate::hostile::der::{explicit, integer, octets, oid, sequence, tlv};
use crate::hostile::file::{
    CERT_BAG, DATA, PASSWORD, SHROUDED_KEY_BAG, X509, aes, bag, content, hmac_sha512, pbes2,
    pbkdf2, pfx,
};

/// The largest file that is read.
const FILE_BYTES: usize = 16 << 20;
/// The most memory for data that the process may have.
const DATA_MAX_KIB: u64 = 128 << 10;
/// The most processor time that it may take.
const SECONDS_MAX: u64 = 5;

/// A certificate whose names and extensions are these.
fn certificate(name: &[u8], extensions: &[u8]) -> Vec<u8> {
    let algorithm = sequence(&[&oid("1.2.3")]);
    let date = |date: &str| tlv(0x17, date.as_bytes());
    let validity = sequence(&[&date("250101000000Z"), &date("300101000000Z")]);
    let key = sequence(&[&algorithm, &tlv(3, &[0])]);
    let extensions = match extensions {
        [] => vec![],
        some => tlv(0xa3, &tlv(0x30, some)),
    };
    let tbs = sequence(&[
        &explicit(&integer(2)),
        &integer(1),
        &algorithm,
        &tlv(0x30, name),
        &validity,
        &tlv(0x30, name),
        &key,
        &extensions,
    ]);
    sequence(&[&tbs, &algorithm, &tlv(3, &[0])])
}

/// As many of `one` as there is room for.
fn full_of(one: &[u8], bytes: usize) -> Vec<u8> {
    one.repeat(bytes / one.len())
}

fn of_safe(bags: &[u8]) -> Vec<u8> {
    let safe = tlv(0x30, &content(DATA, &octets(&tlv(0x30, bags))));
    pfx(&safe, &[])
}

fn certificate_bag(der: &[u8]) -> Vec<u8> {
    let value = sequence(&[&oid(X509), &explicit(&octets(der))]);
    bag(CERT_BAG, &value, &[])
}

fn key_store(der: &[u8]) -> Vec<u8> {
    let entry = [
        &[0, 0, 0, 2, 0, 1, b'a'][..],
        &[0; 8],
        &[0, 5],
        b"X.509",
        &(der.len() as u32).to_be_bytes(),
        der,
    ]
    .concat();
    store_of(&entry, (FILE_BYTES - 100) / entry.len())
}

/// A key store of this many equal entries.
fn store_of(entry: &[u8], count: usize) -> Vec<u8> {
    let entries = entry.repeat(count);
    let count = count as u32;
    let store = [
        &[0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2],
        &count.to_be_bytes()[..],
        &entries,
    ]
    .concat();
    let password: Vec<u8> = PASSWORD.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let digest = Sha1::digest([&password, &b"Mighty Aphrodite"[..], &store].concat());
    [store, digest.to_vec()].concat()
}

/// A key store of as many private keys as a file may have entries. Nothing is uncovered.
fn keys_in_store() -> Vec<u8> {
    let entry = [
        &[0, 0, 0, 1, 0, 1, b'a'][..],
        &[0; 8],
        &[0, 0, 0, 2, 0x30, 0],
        &[0; 4],
    ];
    store_of(&entry.concat(), 20_000)
}

fn revocation_list() -> Vec<u8> {
    let date = tlv(0x17, b"250101000000Z");
    let entries = full_of(&sequence(&[&integer(1), &date]), FILE_BYTES - 200);
    let algorithm = sequence(&[&oid("1.2.3")]);
    let name = tlv(0x30, &attribute("a"));
    let tbs = sequence(&[&integer(1), &algorithm, &name, &date, &tlv(0x30, &entries)]);
    sequence(&[&tbs, &algorithm, &tlv(3, &[0])])
}

fn attribute(value: &str) -> Vec<u8> {
    let value = sequence(&[&oid("2.5.4.3"), &tlv(0x0c, value.as_bytes())]);
    tlv(0x31, &value)
}

fn slow_keys() -> Vec<u8> {
    let algorithm = pbes2(&pbkdf2(2_000_000, &[&hmac_sha512()]), &aes(&[0; 16]));
    let value = sequence(&[&algorithm, &octets(&[9; 32])]);
    of_safe(&bag(SHROUDED_KEY_BAG, &value, &[]).repeat(5))
}

const KEY_BLOCK: &str = "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n";

fn extension(value: &[u8]) -> Vec<u8> {
    sequence(&[&oid("1.2"), &octets(value)])
}

fn bags(der: &[u8]) -> Vec<u8> {
    of_safe(&certificate_bag(der).repeat(999))
}

/// A file: what it is, how it is made, and what is said of it.
type Heavy = (&'static str, fn() -> Vec<u8>, &'static str);

/// Each file, and what is said of it.
fn files() -> [Heavy; 15] {
    const ROOM: usize = FILE_BYTES - 1000;
    const EACH: usize = FILE_BYTES / 1000 - 300;
    [
        (
            "names.der",
            || certificate(&full_of(&attribute("a"), ROOM / 2), &[]),
            "limit-exceeded",
        ),
        (
            "name.der",
            || certificate(&attribute(&"\u{1b}".repeat(ROOM / 2)), &[]),
            "limit-exceeded",
        ),
        (
            "extensions.der",
            || certificate(&[], &full_of(&extension(&[]), ROOM)),
            "limit-exceeded",
        ),
        (
            "small.der",
            || full_of(&certificate(&[], &[]), FILE_BYTES),
            "limit-exceeded",
        ),
        (
            "named.der",
            || full_of(&certificate(&attribute("a").repeat(50), &[]), FILE_BYTES),
            "limit-exceeded",
        ),
        (
            "small.jks",
            || key_store(&certificate(&[], &[])),
            "limit-exceeded",
        ),
        ("list.crl", revocation_list, "ok"),
        (
            "bags-of-names.p12",
            || bags(&certificate(&full_of(&attribute("a"), EACH / 2), &[])),
            "limit-exceeded",
        ),
        (
            "bags-large.p12",
            || bags(&certificate(&[], &extension(&[7; EACH]))),
            "no-private-key",
        ),
        (
            "bags.p12",
            || of_safe(&full_of(&bag("1.2.3", &tlv(5, &[]), &[]), ROOM)),
            "limit-exceeded",
        ),
        (
            "safes.p12",
            || {
                let safe = content(DATA, &octets(&sequence(&[])));
                pfx(&tlv(0x30, &full_of(&safe, ROOM)), &[])
            },
            "limit-exceeded",
        ),
        ("keys.p12", slow_keys, "limit-exceeded"),
        ("keys.jks", keys_in_store, "limit-exceeded"),
        (
            "keys.pem",
            || full_of(KEY_BLOCK.as_bytes(), FILE_BYTES),
            "limit-exceeded",
        ),
        (
            "openings.pem",
            || full_of(b"-----BEGIN X\n", FILE_BYTES),
            "malformed",
        ),
    ]
}

/// A few of them; all take half a minute.
#[test]
fn the_worst_files_take_no_more_than_their_memory_and_time() {
    let worst = ["names.der", "list.crl", "safes.p12", "keys.p12"];
    inspect_each(|name| worst.contains(&name));
}

#[test]
#[ignore = "takes half a minute; scripts/mutants.sh runs it"]
fn no_file_within_the_largest_size_takes_more_than_its_memory_and_time() {
    inspect_each(|_| true);
}

fn inspect_each(wanted: impl Fn(&str) -> bool) {
    let folder = tempfile::tempdir().unwrap();
    for (name, make, expected) in files() {
        if !wanted(name) {
            continue;
        }
        let bytes = make();
        assert!(bytes.len() <= FILE_BYTES, "{name} has {}", bytes.len());
        fs::write(folder.path().join(name), bytes).unwrap();
        let limited = format!(
            "ulimit -d {DATA_MAX_KIB} && ulimit -t {SECONDS_MAX} && \
             exec \"$0\" inspect {name} --pin {PASSWORD} --format json"
        );
        let output = Command::new("sh")
            .args(["-c", &limited, env!("CARGO_BIN_EXE_kigen")])
            .current_dir(folder.path())
            .env("RUST_BACKTRACE", "0")
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        let report = serde_json::from_slice::<serde_json::Value>(&output.stdout);
        let report = report.unwrap_or_else(|error| panic!("{name}: {error}, {stderr}"));
        let outcome = &report["files"][0]["outcome"];
        assert_eq!(outcome, expected, "{name}: {stderr}");
        fs::remove_file(folder.path().join(name)).unwrap();
    }
}
