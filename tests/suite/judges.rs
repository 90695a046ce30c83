//! Programs that we did not make look at our files, and we look at theirs.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Output};

use kigen::bundle;
use kigen::pkcs12::{Contents, EncryptionProfile, Limits, OpenError, open, seal};
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;

use crate::common::{AUTHORITY, CLIENTS, Client, SEED};

const PIN: &str = "0427";
const FRIENDLY_NAME: &str = "オン資PC_受付01";

/// Whether OpenSSL is there. Where it is not, a test says so and passes, unless
/// `KIGEN_REQUIRE_JUDGES=1` says that it has to be.
fn openssl_is_there() -> bool {
    match Command::new("openssl").arg("version").output() {
        Ok(output) => output.status.success(),
        Err(error) => {
            let required = std::env::var_os("KIGEN_REQUIRE_JUDGES");
            assert_ne!(
                required.as_deref(),
                Some(OsStr::new("1")),
                "openssl is required by KIGEN_REQUIRE_JUDGES and not installed: {error}"
            );
            // Not `eprintln!`, which the test harness keeps to itself when a test passes.
            let line = format!("SKIPPED: openssl is not installed: {error}\n");
            io::stderr().write_all(line.as_bytes()).unwrap();
            false
        }
    }
}

fn openssl(directory: &Path, arguments: &[&str]) -> Output {
    Command::new("openssl")
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap()
}

/// Both of OpenSSL's outputs; it has to succeed.
fn openssl_says(directory: &Path, arguments: &[&str]) -> String {
    let output = openssl(directory, arguments);
    let [stdout, stderr] =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(output.status.success(), "openssl {arguments:?}: {stderr}");
    stdout + &stderr
}

fn contents_of(client: &Client) -> Contents {
    let Client { key, certificate } = client.clone();
    Contents::for_client(key, certificate, &AUTHORITY.chain(), FRIENDLY_NAME)
}

/// Has OpenSSL write DER as PEM; `command` is the one for this kind of thing.
fn write_pem(directory: &Path, command: &[&str], der: &[u8], name: &str) {
    fs::write(directory.join("der"), der).unwrap();
    let files = ["-inform", "DER", "-in", "der", "-out", name];
    openssl_says(directory, &[command, &files].concat());
}

#[test]
fn openssl_reads_what_was_sealed() {
    if !openssl_is_there() {
        return;
    }
    let algorithms = [
        [
            "MAC: sha1, Iteration 2000",
            "MAC length: 20, salt length: 20",
            "Shrouded Keybag: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2000",
            "PKCS7 Encrypted data: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2000",
        ],
        [
            "MAC: sha256, Iteration 2000",
            "MAC length: 32, salt length: 20",
            "Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 2000, PRF hmacWithSHA256",
            "PKCS7 Encrypted data: PBES2, PBKDF2, AES-256-CBC, Iteration 2000, PRF hmacWithSHA256",
        ],
    ];
    let directory = tempfile::tempdir().unwrap();
    for client in [&CLIENTS[0], &CLIENTS[2]] {
        for (profile, algorithms) in EncryptionProfile::WINDOWS.into_iter().zip(algorithms) {
            let file = seal(
                &contents_of(client),
                PIN,
                profile,
                &mut SEED.stream("judge"),
            );
            fs::write(directory.path().join("file.p12"), file).unwrap();
            // Without `-legacy`: the provider of algorithms that OpenSSL has given up.
            let pkcs12 = ["pkcs12", "-in", "file.p12", "-passin", "pass:0427"];
            let info = openssl_says(
                directory.path(),
                &[&pkcs12[..], &["-info", "-noout"]].concat(),
            );
            for expected in algorithms {
                assert!(
                    info.contains(expected),
                    "{profile}: {expected:?} not in\n{info}"
                );
            }

            let all = openssl_says(directory.path(), &[&pkcs12[..], &["-nodes"]].concat());
            assert_eq!(all.matches("BEGIN PRIVATE KEY").count(), 1, "{all}");
            let key = PrivatePkcs8KeyDer::from_pem_slice(all.as_bytes()).unwrap();
            assert_eq!(key.secret_pkcs8_der(), client.key.pkcs8());
            let certificates: Vec<_> = bundle::read(all.as_bytes()).map(Result::unwrap).collect();
            let expected = [vec![client.certificate.clone()], AUTHORITY.chain()].concat();
            assert_eq!(certificates, expected);
            assert_eq!(all.matches("localKeyID: 01 00 00 00").count(), 2, "{all}");
            assert_eq!(
                all.matches("Microsoft CSP Name: Microsoft ").count(),
                1,
                "{all}"
            );
            assert_eq!(all.matches("friendlyName: ").count(), 2, "{all}");

            let wrong = openssl(
                directory.path(),
                &[
                    "pkcs12",
                    "-in",
                    "file.p12",
                    "-passin",
                    "pass:0428",
                    "-noout",
                ],
            );
            assert!(!wrong.status.success());
        }
    }
}

#[test]
fn files_of_openssl_open() {
    if !openssl_is_there() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    let certificate = &["x509"];
    let mut chain = vec![];
    for one in AUTHORITY.chain() {
        write_pem(directory, certificate, one.der(), "one.pem");
        chain.extend(fs::read(directory.join("one.pem")).unwrap());
    }
    fs::write(directory.join("chain.pem"), chain).unwrap();
    let aes = |bits: &'static str, mac: &'static str| {
        vec![
            "-keypbe", bits, "-certpbe", bits, "-macalg", mac, "-iter", "2000",
        ]
    };
    let triple_des = ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"];
    let ways = [
        [&triple_des[..], &["-macalg", "sha1", "-iter", "2000"]].concat(),
        aes("AES-256-CBC", "sha256"),
        aes("AES-128-CBC", "sha384"),
        aes("AES-192-CBC", "sha512"),
        vec!["-keypbe", "NONE", "-certpbe", "NONE"],
        vec!["-certpbe", "NONE", "-nomac"],
        vec!["-nomaciter"],
        vec![],
    ];
    for client in [&CLIENTS[0], &CLIENTS[2]] {
        write_pem(
            directory,
            &["pkcs8", "-nocrypt"],
            client.key.pkcs8(),
            "key.pem",
        );
        write_pem(
            directory,
            certificate,
            client.certificate.der(),
            "client.pem",
        );
        for way in &ways {
            let arguments = [
                "pkcs12",
                "-export",
                "-inkey",
                "key.pem",
                "-in",
                "client.pem",
                "-certfile",
                "chain.pem",
                "-name",
                FRIENDLY_NAME,
                "-passout",
                "pass:0427",
                "-out",
                "theirs.p12",
            ];
            openssl_says(directory, &[&arguments[..], way].concat());
            let file = fs::read(directory.join("theirs.p12")).unwrap();
            let contents = open(&file, PIN, &Limits::default()).unwrap();
            let identity = contents.identity().unwrap();
            // OpenSSL writes keys again in its own way, so the public halves are compared.
            assert_eq!(identity.key.key.public(), client.key.public(), "{way:?}");
            assert_eq!(
                identity.certificate.certificate, client.certificate,
                "{way:?}"
            );
            let friendly_name = identity.certificate.attributes.friendly_name.as_deref();
            assert_eq!(friendly_name, Some(FRIENDLY_NAME), "{way:?}");
            assert_eq!(
                identity.chain,
                AUTHORITY.chain().iter().collect::<Vec<_>>(),
                "{way:?}"
            );
            let wrong = open(&file, "0428", &Limits::default());
            assert_eq!(wrong, Err(OpenError::WrongPassword), "{way:?}");
        }
    }
}
