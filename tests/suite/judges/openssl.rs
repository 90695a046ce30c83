//! OpenSSL: the command line of version 3.

use std::fs;
use std::path::Path;

use kigen::bundle;
use kigen::key::PrivateKey;
use kigen::pkcs12::EncryptionProfile;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;

use super::{
    FRIENDLY_NAME, Judge, PIN, Seen, Version, clients, openssl_is_here, run, says, sealed,
};

pub(super) struct OpenSsl;

/// Each way of writing and the options that make it.
const WAYS: [(&str, &[&str]); 11] = [
    ("default", &[]),
    (
        "TripleDES, MAC SHA-1",
        &[
            "-keypbe",
            "PBE-SHA1-3DES",
            "-certpbe",
            "PBE-SHA1-3DES",
            "-macalg",
            "sha1",
        ],
    ),
    (
        "AES-256, MAC SHA-256, 2000 iterations",
        &[
            "-keypbe",
            "AES-256-CBC",
            "-certpbe",
            "AES-256-CBC",
            "-macalg",
            "sha256",
            "-iter",
            "2000",
        ],
    ),
    (
        "AES-128, MAC SHA-384",
        &[
            "-keypbe",
            "AES-128-CBC",
            "-certpbe",
            "AES-128-CBC",
            "-macalg",
            "sha384",
        ],
    ),
    (
        "AES-192, MAC SHA-512",
        &[
            "-keypbe",
            "AES-192-CBC",
            "-certpbe",
            "AES-192-CBC",
            "-macalg",
            "sha512",
        ],
    ),
    ("MAC SHA-224", &["-macalg", "sha224"]),
    ("unencrypted", &["-keypbe", "NONE", "-certpbe", "NONE"]),
    ("no MAC", &["-certpbe", "NONE", "-nomac"]),
    ("MAC of one iteration", &["-nomaciter"]),
    ("RC2-40 (-legacy)", &["-legacy"]),
    (
        "RC2-128 (-legacy)",
        &[
            "-legacy",
            "-keypbe",
            "PBE-SHA1-RC2-128",
            "-certpbe",
            "PBE-SHA1-RC2-128",
        ],
    ),
];

impl Judge for OpenSsl {
    fn name(&self) -> &'static str {
        "OpenSSL"
    }

    fn version(&self) -> Result<Option<Version>, String> {
        let said = says(Path::new("."), "openssl", &["version"])?;
        let version = Version::find(&said);
        match version {
            // macOS has LibreSSL under this name, and some systems still have 1.1.
            Some(version) if said.starts_with("OpenSSL") && version.is_at_least(&[3]) => {
                Ok(Some(version))
            }
            _ => Err(format!("not OpenSSL 3: {}", said.trim())),
        }
    }

    fn read(
        &self,
        folder: &Path,
        file: &str,
        pin: &str,
        option: Option<&str>,
    ) -> Result<Seen, String> {
        let pin = format!("pass:{pin}");
        let arguments = ["pkcs12", "-in", file, "-passin", &pin, "-nodes"];
        let arguments = [&arguments[..], option.as_slice()].concat();
        let said = run(folder, "openssl", &arguments)?;
        // A character a byte, so that what OpenSSL writes of names can be compared.
        let said: String = said.into_iter().map(char::from).collect();
        let key = PrivatePkcs8KeyDer::from_pem_slice(said.as_bytes()).map_err(|e| e.to_string())?;
        let key = PrivateKey::from_pkcs8(key.secret_pkcs8_der()).map_err(|e| e.to_string())?;
        let certificates = bundle::read(said.as_bytes()).collect::<Result<_, _>>();
        let names = said
            .lines()
            .filter_map(|line| line.trim().strip_prefix("friendlyName: "));
        Ok(Seen {
            public_key: key.public().bits().to_vec(),
            certificates: certificates.map_err(|error| error.to_string())?,
            friendly_name: names.map(str::to_owned).next(),
        })
    }

    /// Of each character the lower byte, whatever the locale.
    fn shows(&self, friendly_name: &str) -> String {
        let units = friendly_name.encode_utf16();
        units
            .map(|unit| char::from(unit.to_be_bytes()[1]))
            .collect()
    }

    fn ways(&self) -> &'static [&'static str] {
        const NAMES: [&str; WAYS.len()] = {
            let mut names = [""; WAYS.len()];
            let mut at = 0;
            while at < names.len() {
                names[at] = WAYS[at].0;
                at += 1;
            }
            names
        };
        &NAMES
    }

    fn write(&self, folder: &Path, way: &str) -> Result<(), String> {
        let (_, options) = WAYS.iter().find(|(name, _)| *name == way).unwrap();
        export(folder, PIN, FRIENDLY_NAME, options)
    }
}

/// Writes `theirs.p12` in `folder`, where key.pem, client.pem and chain.pem lie.
pub(super) fn export(
    folder: &Path,
    password: &str,
    friendly_name: &str,
    options: &[&str],
) -> Result<(), String> {
    let password = format!("pass:{password}");
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
        friendly_name,
        "-passout",
        &password,
        "-out",
        "theirs.p12",
    ];
    run(folder, "openssl", &[&arguments[..], options].concat()).map(|_| ())
}

#[test]
fn openssl_sees_what_windows_writes() {
    if !openssl_is_here() {
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
    let folder = tempfile::tempdir().unwrap();
    for client in 0..clients().len() {
        for (profile, algorithms) in EncryptionProfile::WINDOWS.into_iter().zip(algorithms) {
            fs::write(folder.path().join("ours.p12"), sealed(client, profile)).unwrap();
            // It says this on standard error.
            let output = std::process::Command::new("openssl")
                .args([
                    "pkcs12",
                    "-in",
                    "ours.p12",
                    "-passin",
                    "pass:0427",
                    "-info",
                    "-nodes",
                ])
                .current_dir(folder.path())
                .output()
                .unwrap();
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said);
            for expected in algorithms {
                assert!(
                    said.contains(expected),
                    "{profile}: {expected:?} not in\n{said}"
                );
            }
            for (expected, count) in [
                ("localKeyID: 01 00 00 00", 2),
                ("Microsoft CSP Name: Microsoft ", 1),
                ("friendlyName: ", 2),
            ] {
                assert_eq!(said.matches(expected).count(), count, "{expected}\n{said}");
            }
        }
    }
}
