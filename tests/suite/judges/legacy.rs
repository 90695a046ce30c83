//! What OpenSSL keeps for old files alone, or for few countries: everything it can write is read.

use std::fs;

use kigen::pkcs12::{Bulk, Limits, OpenError, open};

use super::openssl::export;
use super::{
    FRIENDLY_NAME, PIN, WRONG_PIN, clients, everything_of, found_in, lay_down, openssl_is_here,
};

/// Every way of encrypting, by the names that OpenSSL 3.0 lists, two at a time: for the key and for
/// the certificates. CFB with shorter segments has the identifier of CFB.
const ENCRYPTIONS: [[&str; 2]; 34] = [
    ["PBE-SHA1-RC4-128", "PBE-SHA1-RC4-40"],
    ["PBE-SHA1-2DES", "PBE-SHA1-3DES"],
    ["PBE-SHA1-RC2-128", "PBE-SHA1-RC2-40"],
    ["PBE-MD5-DES", "PBE-SHA1-DES"],
    ["PBE-MD5-RC2-64", "PBE-SHA1-RC2-64"],
    ["DES-CBC", "DES-EDE3-CBC"],
    ["DES-CFB", "DES-OFB"],
    ["DES-ECB", "DES-EDE"],
    ["RC2-40-CBC", "RC2-64-CBC"],
    ["RC2-CBC", "RC4"],
    ["BF-CBC", "CAST5-CBC"],
    ["AES-128-CBC", "AES-128-CFB"],
    ["AES-128-ECB", "AES-128-OFB"],
    ["AES-192-CBC", "AES-192-CFB"],
    ["AES-192-ECB", "AES-192-OFB"],
    ["AES-256-CBC", "AES-256-CFB"],
    ["AES-256-ECB", "AES-256-OFB"],
    ["ARIA-128-CBC", "ARIA-128-CFB"],
    ["ARIA-128-CTR", "ARIA-128-ECB"],
    ["ARIA-128-OFB", "ARIA-192-CBC"],
    ["ARIA-192-CFB", "ARIA-192-CTR"],
    ["ARIA-192-ECB", "ARIA-192-OFB"],
    ["ARIA-256-CBC", "ARIA-256-CFB"],
    ["ARIA-256-CTR", "ARIA-256-ECB"],
    ["ARIA-256-OFB", "CAMELLIA-128-CBC"],
    ["CAMELLIA-128-CFB", "CAMELLIA-128-CTR"],
    ["CAMELLIA-128-ECB", "CAMELLIA-128-OFB"],
    ["CAMELLIA-192-CBC", "CAMELLIA-192-CFB"],
    ["CAMELLIA-192-CTR", "CAMELLIA-192-OFB"],
    ["CAMELLIA-256-CBC", "CAMELLIA-256-CFB"],
    ["CAMELLIA-256-CTR", "CAMELLIA-256-OFB"],
    ["SEED-CBC", "SEED-CFB"],
    ["SM4-CBC", "SM4-CFB"],
    ["SM4-CTR", "SM4-OFB"],
];

/// Every hash of a MAC, each used beside some of the encryptions.
const MACS: [&str; 17] = [
    "MD4",
    "MD5",
    "RIPEMD160",
    "SHA1",
    "SHA224",
    "SHA256",
    "SHA384",
    "SHA512",
    "SHA512-224",
    "SHA512-256",
    "SHA3-224",
    "SHA3-256",
    "SHA3-384",
    "SHA3-512",
    "SM3",
    "whirlpool",
    "BLAKE2b512",
];

#[test]
fn whatever_openssl_still_writes_is_opened() {
    if !openssl_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let [client, _] = clients();
    lay_down(folder, client);
    let mut files = vec![];
    for ([key, certificates], mac) in ENCRYPTIONS.into_iter().zip(MACS.into_iter().cycle()) {
        let options = ["-keypbe", key, "-certpbe", certificates, "-macalg", mac];
        let written = export(
            folder,
            PIN,
            FRIENDLY_NAME,
            &[&["-legacy"][..], &options].concat(),
        );
        // Distributions leave out what they do not want to keep.
        if written.is_ok() {
            let file = fs::read(folder.join("theirs.p12")).unwrap();
            files.push((options.join(" "), file));
        }
    }
    assert!(files.len() > 5, "OpenSSL wrote {}", files.len());
    let jobs = files
        .iter()
        .flat_map(|(_, file)| [(file.clone(), PIN), (file.clone(), WRONG_PIN)]);
    let jobs: Vec<_> = jobs.collect();
    let mut in_bulk = Bulk::default().open(jobs, &Limits::default());
    for (options, file) in &files {
        let opened = open(file, PIN, &Limits::default());
        assert_eq!(in_bulk.next().unwrap(), opened, "{options}");
        let contents = opened.unwrap_or_else(|error| panic!("{options}: {error}"));
        let expected = everything_of(client, FRIENDLY_NAME);
        assert_eq!(found_in(&contents), expected, "{options}");
        let with_wrong = in_bulk.next().unwrap();
        assert_eq!(with_wrong, Err(OpenError::WrongPassword), "{options}");
    }
}
