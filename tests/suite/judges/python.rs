//! Python's `cryptography`.

use std::fs;
use std::path::Path;

use kigen::bundle;
use kigen::key::PrivateKey;
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;

use super::{FRIENDLY_NAME, Judge, PIN, Seen, Version, says};

pub(super) struct Cryptography;

/// Reads and writes; its first argument says what.
const SCRIPT: &str = include_str!("cryptography.py");

#[cfg(windows)]
const PYTHON: &str = "python";
#[cfg(not(windows))]
const PYTHON: &str = "python3";

fn script(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    fs::write(folder.join("judge.py"), SCRIPT).unwrap();
    says(folder, PYTHON, &[&["judge.py"], arguments].concat())
}

impl Judge for Cryptography {
    fn name(&self) -> &'static str {
        "cryptography"
    }

    fn library(&self) -> &'static str {
        "OpenSSL"
    }

    fn version(&self) -> Result<Option<Version>, String> {
        let folder = tempfile::tempdir().unwrap();
        let said = script(folder.path(), &["version"])?;
        Ok(Version::find(&said))
    }

    fn read(
        &self,
        folder: &Path,
        file: &str,
        pin: &str,
        _option: Option<&str>,
    ) -> Result<Seen, String> {
        let said = script(folder, &["read", file, pin])?;
        let key = PrivatePkcs8KeyDer::from_pem_slice(said.as_bytes()).map_err(|e| e.to_string())?;
        let key = PrivateKey::from_pkcs8(key.secret_pkcs8_der()).map_err(|e| e.to_string())?;
        let certificates: Result<Vec<_>, _> = bundle::read(said.as_bytes()).collect();
        Ok(Seen {
            public_key: key.public().bits().to_vec(),
            certificates: certificates.map_err(|error| error.to_string())?,
            friendly_name: said.lines().next().map(str::to_owned),
        })
    }

    fn ways(&self) -> &'static [&'static str] {
        &["default", "TripleDES, MAC SHA-1", "AES-256, MAC SHA-256"]
    }

    fn write(&self, folder: &Path, way: &str) -> Result<(), String> {
        script(folder, &["write", way, PIN, FRIENDLY_NAME]).map(|_| ())
    }
}
