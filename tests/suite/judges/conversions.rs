//! `kigen make --from`: whatever a file was, other programs find the same key, certificates and names
//! in what it became.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kigen::jks::{self, Entry};
use kigen::pkcs12::{EncryptionProfile, seal};

use super::java::{self, Java};
use super::{
    FRIENDLY_NAME, Judge, PIN, everything_of, gnutls, look_at, node, nss, openssl, openssl_is_here,
    python, run, summon,
};
use crate::command::{Run, run_in};
use crate::support::{CLIENTS, P256, SEED, root};

fn convert(folder: &Path, from: &str, args: &[&str]) -> Run {
    let fixed = ["make", "--from", from, "--at", "2026-03-01T10:00:00+09:00"];
    run_in(folder, &[&fixed, args].concat())
}

/// A client's PKCS#12 file under the PIN, as `ours.p12`.
fn lay_down(folder: &Path) {
    let contents = P256.contents(&CLIENTS[0], FRIENDLY_NAME);
    let profile = EncryptionProfile::WindowsTripleDesSha1;
    let file = seal(&contents, PIN, profile, &mut SEED.stream("conversion"));
    fs::write(folder.join("ours.p12"), file).unwrap();
}

/// Through every format and back, under another password each time.
#[test]
fn keys_certificates_and_names_survive_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    lay_down(folder);
    let names = ["--name", "x"];
    let (pin, from) = (["--pin", "1111"], ["--from-pin", PIN]);
    let first = ["--as", "pem,jks,der", "--out", "a"];
    let ran = convert(
        folder,
        "ours.p12",
        &[&first[..], &names, &pin, &from].concat(),
    );
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert!(
        ran.stdout.contains("1 private key, 3 certificates"),
        "{ran:#?}"
    );
    let listed = fs::read_dir(folder.join("a")).unwrap();
    let listed: BTreeSet<String> = listed
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let expected = [
        "x-2.cer",
        "x-3.cer",
        "x.cer",
        "x.jks",
        "x.key.der",
        "x.key.pem",
        "x.pem",
    ];
    assert_eq!(listed, expected.map(str::to_owned).into());
    // PEM in one file, as many programs want it, back to PKCS#12.
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    fs::write(
        folder.join("both.pem"),
        [read("a/x.key.pem"), read("a/x.pem")].concat(),
    )
    .unwrap();
    for (file, name) in [
        ("both.pem", FRIENDLY_NAME.to_owned()),
        ("a/x.jks", FRIENDLY_NAME.to_lowercase()),
    ] {
        let args = ["--as", "p12", "--out", "b", "--force", "--name", "y"];
        let ran = convert(folder, file, &[&args[..], &["--pin", "1111"]].concat());
        assert_eq!(ran.code, Some(0), "{file}: {ran:#?}");
        let expected = everything_of(&CLIENTS[0], &name);
        assert_eq!(look_at(&read("b/y.p12"), "1111"), Ok(expected), "{file}");
    }
    let entries = jks::open(&read("a/x.jks"), "1111").unwrap();
    assert!(matches!(&entries[..], [Entry::PrivateKey { chain, .. }] if chain.len() == 3));
    // Equal arguments, equal bytes.
    let again = ["--as", "pem,jks,der", "--out", "c"];
    let ran = convert(
        folder,
        "ours.p12",
        &[&again[..], &names, &pin, &from].concat(),
    );
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    for name in expected {
        assert_eq!(
            read(&format!("a/{name}")),
            read(&format!("c/{name}")),
            "{name}"
        );
    }
}

/// Judges read what PEM and a Java key store became, as they read the file before it.
#[test]
fn every_judge_reads_what_was_converted() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    lay_down(folder);
    let made = convert(
        folder,
        "ours.p12",
        &["--as", "pem,jks", "--out", "a", "--pin", PIN],
    );
    assert_eq!(made.code, Some(0), "{made:#?}");
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    fs::write(
        folder.join("both.pem"),
        [read("a/ours.key.pem"), read("a/ours.pem")].concat(),
    )
    .unwrap();
    for profile in ["windows-aes256-sha256", "windows-triple-des-sha1"] {
        let args = ["--as", "p12", "--out", ".", "--force", "--pin", PIN];
        let args = [&args[..], &["--name", "ours", "--profile", profile]].concat();
        let made = convert(folder, "both.pem", &args);
        assert_eq!(made.code, Some(0), "{made:#?}");
        let judges: [&dyn Judge; 6] = [
            &openssl::OpenSsl,
            &nss::Nss,
            &gnutls::GnuTls,
            &Java,
            &node::Node,
            &python::Cryptography,
        ];
        for judge in judges {
            if summon(judge).is_none() {
                continue;
            }
            let own = tempfile::tempdir().unwrap();
            fs::write(own.path().join("ours.p12"), read("ours.p12")).unwrap();
            let seen = judge.read(own.path(), "ours.p12", PIN, None);
            let seen = seen.unwrap_or_else(|error| panic!("{}: {error}", judge.name()));
            let mut expected = everything_of(&CLIENTS[0], &judge.shows(FRIENDLY_NAME));
            if seen.friendly_name.is_none() {
                expected.friendly_name = None;
            }
            assert_eq!(seen, expected, "{}", judge.name());
        }
    }
    if summon(&Java).is_some() {
        java::copy(&folder.join("a"), "JKS", "ours.jks", PIN, &[]).unwrap();
        let expected = everything_of(&CLIENTS[0], &Java.renames(FRIENDLY_NAME));
        assert_eq!(
            look_at(&read("a/theirs.p12"), Java.password()),
            Ok(expected)
        );
    }
    if openssl_is_here() {
        let openssl = |arguments: &[&str]| run(&folder.join("a"), "openssl", arguments).unwrap();
        let key = openssl(&["pkey", "-in", "ours.key.pem", "-pubout"]);
        let certified = openssl(&["x509", "-in", "ours.pem", "-noout", "-pubkey"]);
        assert_eq!(key, certified);
    }
}

/// What others wrote: everything in it, or an error that says why not.
#[test]
fn what_cannot_be_converted_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    lay_down(folder);
    let copy = |name: &str| {
        let from = root().join("fixtures").join(name);
        fs::copy(from, folder.join(Path::new(name).file_name().unwrap())).unwrap();
    };
    for name in ["field/ec1.pem", "field/rsa-bad-d.p12", "field/request.pem"] {
        copy(name);
    }
    fs::write(folder.join("note.txt"), "no certificate").unwrap();
    for (from, args, code, said) in [
        (
            "ours.p12",
            &["--from-pin", "9999"][..],
            1,
            "the password is wrong",
        ),
        (
            "ec1.pem",
            &["--as", "jks"],
            1,
            "no private key without its certificate",
        ),
        ("rsa-bad-d.p12", &[], 1, "rsa-bad-d.p12: "),
        ("request.pem", &[], 1, "no certificate and no private key"),
        ("note.txt", &[], 1, "not of a kind that is known"),
        ("none.p12", &[], 3, "none.p12"),
        ("ours.p12", &["--state", "valid"], 2, "--from"),
    ] {
        for lang in ["en", "ja"] {
            let fixed = ["--out", "out", "--lang", lang];
            let run = convert(folder, from, &[&fixed[..], args].concat());
            assert_eq!(run.code, Some(code), "{from}: {run:#?}");
            assert_eq!(run.stdout, "", "{from}");
            assert!(
                lang == "ja" || run.stderr.contains(said),
                "{from}: {}",
                run.stderr
            );
            assert!(!folder.join("out").exists(), "{from}");
        }
    }
    // What is there is kept.
    let args = ["--out", ".", "--as", "p12"];
    let run = convert(folder, "ours.p12", &args);
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert!(
        run.stderr.contains("ours.p12 exists and is kept"),
        "{}",
        run.stderr
    );
}
