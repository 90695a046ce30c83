//! Files in which everything is drawn at random, from OpenSSL to us and from us to OpenSSL.

use std::fs;

use kigen::pkcs12::EncryptionProfile::{
    self, LegacyRc2With40, OpenSsl3, WindowsAes256Sha256, WindowsTripleDesSha1,
};
use kigen::pkcs12::{Bulk, Limits};
use proptest::prelude::*;
use proptest::sample::select;

use super::openssl::{OpenSsl, export};
use super::{Judge as _, clients, everything_of, found_in, lay_down, openssl_is_here};
use crate::support::{P256, SEED};

/// Those of its algorithms that are supported here.
const CIPHERS: [&str; 11] = [
    "NONE",
    "PBE-SHA1-3DES",
    "PBE-SHA1-RC2-128",
    "PBE-SHA1-RC2-40",
    "RC2-CBC",
    "RC2-64-CBC",
    "RC2-40-CBC",
    "DES-EDE3-CBC",
    "AES-128-CBC",
    "AES-192-CBC",
    "AES-256-CBC",
];

/// Those of ours that it reads, but for that of NSS with its 600,000 iterations.
const PROFILES: [EncryptionProfile; 4] = [
    WindowsTripleDesSha1,
    WindowsAes256Sha256,
    OpenSsl3,
    LegacyRc2With40,
];

/// A file that is not written yet.
#[derive(Debug)]
struct Draft {
    /// One of [`clients`].
    client: usize,
    password: String,
    friendly_name: String,
}

fn drafts(friendly_name: &'static str) -> impl Strategy<Value = Draft> {
    let passwords = prop_oneof![
        4 => "[0-9]{4}",
        1 => "",
        2 => "[ -~]{1,40}",
        2 => "[ぁ-んァ-ヶ一-龠]{1,12}",
        1 => "[🌀-🙏]{1,8}",
    ];
    (0..clients().len(), passwords, friendly_name).prop_map(|(client, password, friendly_name)| {
        Draft {
            client,
            password,
            friendly_name,
        }
    })
}

/// How OpenSSL is told to write a file.
fn options() -> impl Strategy<Value = Vec<String>> {
    let hashes = select(vec!["sha1", "sha224", "sha256", "sha384", "sha512"]);
    (
        select(CIPHERS.to_vec()),
        select(CIPHERS.to_vec()),
        hashes,
        prop_oneof![1..=3_u32, 1..=3000_u32],
        select(vec![
            &[][..],
            &["-nomaciter"],
            &["-keyex"],
            &["-LMK"],
            &["-caname", "認証局"],
        ]),
    )
        .prop_map(|(key, certificates, hash, iterations, more)| {
            let iterations = iterations.to_string();
            let mut options = vec!["-legacy", "-keypbe", key, "-certpbe", certificates];
            options.extend(["-macalg", hash, "-iter", &iterations]);
            options.extend(more);
            options.into_iter().map(str::to_owned).collect()
        })
}

// A batch is dozens of processes: shrinking it would start thousands, and the message names the file.
proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 0, ..ProptestConfig::with_cases(2) })]

    /// It writes no name from beyond the BMP.
    #[test]
    fn whatever_openssl_writes_opens_in_bulk(
        files in prop::collection::vec(
            (drafts("[ -~ぁ-んァ-ヶ一-龠]{1,30}"), options()),
            20..40,
        ),
    ) {
        if openssl_is_here() {
            let folder = tempfile::tempdir().unwrap();
            let written: Vec<_> = files
                .iter()
                .map(|(draft, options)| {
                    lay_down(folder.path(), clients()[draft.client]);
                    let options: Vec<&str> = options.iter().map(String::as_str).collect();
                    export(folder.path(), &draft.password, &draft.friendly_name, &options)
                        .unwrap_or_else(|error| panic!("{draft:?}, {options:?}: {error}"));
                    let file = fs::read(folder.path().join("theirs.p12")).unwrap();
                    (file, draft.password.clone())
                })
                .collect();
            let opened = Bulk::default().open(written, &Limits::default());
            for ((draft, options), contents) in files.iter().zip(opened) {
                let contents =
                    contents.unwrap_or_else(|error| panic!("{draft:?}, {options:?}: {error}"));
                let expected = everything_of(clients()[draft.client], &draft.friendly_name);
                prop_assert_eq!(found_in(&contents), expected, "{:?}, {:?}", draft, options);
            }
        }
    }

    /// Of a name it shows the lower bytes alone, so names are drawn that can be told from those.
    #[test]
    fn whatever_is_sealed_in_bulk_is_read_by_openssl(
        files in prop::collection::vec((drafts("[!-~ァ-ヶ]{1,30}"), select(PROFILES.to_vec())), 20..40),
    ) {
        if openssl_is_here() {
            let folder = tempfile::tempdir().unwrap();
            let jobs: Vec<_> = files
                .iter()
                .zip(0..)
                .map(|((draft, profile), number): (_, i32)| {
                    let contents = P256.contents(clients()[draft.client], &draft.friendly_name);
                    let stream = SEED.stream(&format!("random/{number}"));
                    (contents, draft.password.clone(), *profile, stream)
                })
                .collect();
            for ((draft, profile), file) in files.iter().zip(Bulk::default().seal(jobs)) {
                fs::write(folder.path().join("ours.p12"), file).unwrap();
                let seen =
                    OpenSsl.read(folder.path(), "ours.p12", &draft.password, Some("-legacy"));
                let shown = OpenSsl.shows(&draft.friendly_name);
                let expected = everything_of(clients()[draft.client], &shown);
                prop_assert_eq!(seen, Ok(expected), "{:?}, {}", draft, profile);
            }
        }
    }
}
