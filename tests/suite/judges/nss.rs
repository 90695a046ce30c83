//! NSS, which Firefox and Thunderbird are built on: `pk12util` and `certutil`.
//!
//! A file is imported into a database of its own. What is there is looked at, or exported again.

use std::fs;
use std::path::Path;

use kigen::certificate::Certificate;

use super::{FRIENDLY_NAME, Judge, PIN, Seen, Version, run, says};

pub(super) struct Nss;

const DATABASE: &str = "sql:nss";

/// Imports a file into an empty database.
fn import(folder: &Path, file: &str, pin: &str) -> Result<(), String> {
    let _ = fs::remove_dir_all(folder.join("nss"));
    fs::create_dir(folder.join("nss")).unwrap();
    run(
        folder,
        "certutil",
        &["-N", "-d", DATABASE, "--empty-password"],
    )?;
    run(folder, "pk12util", &["-i", file, "-W", pin, "-d", DATABASE])?;
    Ok(())
}

fn export(folder: &Path, options: &[&str]) -> Result<(), String> {
    let arguments = [
        "-o",
        "theirs.p12",
        "-n",
        FRIENDLY_NAME,
        "-W",
        PIN,
        "-d",
        DATABASE,
    ];
    run(folder, "pk12util", &[&arguments[..], options].concat())?;
    Ok(())
}

impl Judge for Nss {
    fn name(&self) -> &'static str {
        "NSS"
    }

    fn version(&self) -> Result<Option<Version>, String> {
        for program in ["certutil", "pk12util"] {
            // Windows has a certutil of its own; without arguments NSS's names its options.
            let said = match says(Path::new("."), program, &["-H"]) {
                Ok(said) | Err(said) => said,
            };
            if !said.contains("-d ") {
                return Err(said.lines().next().unwrap_or_default().to_owned());
            }
        }
        Ok(None)
    }

    fn read(
        &self,
        folder: &Path,
        file: &str,
        pin: &str,
        _option: Option<&str>,
    ) -> Result<Seen, String> {
        import(folder, file, pin)?;
        // A key is listed under the name of the certificate it belongs to.
        let keys = says(folder, "certutil", &["-K", "-d", DATABASE])?;
        let is_own =
            |line: &str| line.trim_start().starts_with('<') && line.ends_with(FRIENDLY_NAME);
        if !keys.lines().any(is_own) {
            return Err(format!("no key of {FRIENDLY_NAME}: {keys}"));
        }
        let list = ["-L", "-n", FRIENDLY_NAME, "-d", DATABASE, "-r"];
        let own = certificate(&run(folder, "certutil", &list)?)?;
        let mut certificates = vec![own];
        for name in names(folder)? {
            let list = ["-L", "-n", &name, "-d", DATABASE, "-r"];
            certificates.push(certificate(&run(folder, "certutil", &list)?)?);
        }
        Ok(Seen {
            public_key: certificates[0].public_key_bits().to_vec(),
            certificates,
            friendly_name: Some(FRIENDLY_NAME.to_owned()),
        })
    }

    fn ways(&self) -> &'static [&'static str] {
        &[
            "default",
            "TripleDES and RC2-40, MAC SHA-1",
            "AES-128, MAC SHA-384",
            "unencrypted certificates",
        ]
    }

    fn write(&self, folder: &Path, way: &str) -> Result<(), String> {
        import(folder, "ours.p12", PIN)?;
        let options: &[&str] = match way {
            "default" => &[],
            "TripleDES and RC2-40, MAC SHA-1" => &[
                "-c",
                "PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC",
                "-C",
                "PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC",
                "-M",
                "SHA-1",
            ],
            "AES-128, MAC SHA-384" => &["-c", "AES-128-CBC", "-C", "AES-128-CBC", "-M", "SHA-384"],
            _ => &["-C", "none"],
        };
        export(folder, options)
    }
}

/// The names of the certificates without keys, in their order.
fn names(folder: &Path) -> Result<Vec<String>, String> {
    let listed = says(folder, "certutil", &["-L", "-d", DATABASE])?;
    // Each line is a name, blanks, and three letters of trust, none for what came with a key.
    let names = listed
        .lines()
        .filter_map(|line| line.trim_end().strip_suffix(",,"));
    Ok(names.map(|name| name.trim_end().to_owned()).collect())
}

fn certificate(der: &[u8]) -> Result<Certificate, String> {
    Certificate::from_der(der).map_err(|error| error.to_string())
}
