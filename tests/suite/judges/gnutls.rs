//! GnuTLS: `certtool`.

use std::fs;
use std::path::Path;

use kigen::bundle;

use super::{FRIENDLY_NAME, Judge, PIN, Seen, Version, run, says};

pub(super) struct GnuTls;

impl Judge for GnuTls {
    fn name(&self) -> &'static str {
        "GnuTLS"
    }

    fn version(&self) -> Result<Option<Version>, String> {
        let said = says(Path::new("."), "certtool", &["--version"])?;
        Ok(Version::find(&said))
    }

    fn read(
        &self,
        folder: &Path,
        file: &str,
        pin: &str,
        _option: Option<&str>,
    ) -> Result<Seen, String> {
        let arguments = ["--p12-info", "--inder", "--infile", file, "--password", pin];
        let said = says(folder, "certtool", &arguments)?;
        // The key is shown as it lies in the file; decrypting it is a second step.
        let begin = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
        let start = said.find(begin).ok_or("no key is shown")?;
        fs::write(folder.join("encrypted.pem"), &said[start..]).unwrap();
        let arguments = [
            "--load-privkey",
            "encrypted.pem",
            "--password",
            pin,
            "--pubkey-info",
            "--outder",
        ];
        let public = run(folder, "certtool", &arguments)?;
        let start = said.find("-----BEGIN CERTIFICATE-----");
        let certificates = &said.as_bytes()[start.unwrap_or(said.len())..];
        let certificates: Result<Vec<_>, _> = bundle::read(certificates).collect();
        let names = said
            .lines()
            .filter_map(|line| line.trim().strip_prefix("Friendly name: "));
        Ok(Seen {
            public_key: subject_public_key(&public)?,
            certificates: certificates.map_err(|error| error.to_string())?,
            friendly_name: names.map(str::to_owned).next(),
        })
    }

    /// As it is in the file: names are read as UTF-16.
    fn shows(&self, friendly_name: &str) -> String {
        friendly_name.to_owned()
    }

    /// A character a byte: names from the command line are not taken for UTF-8.
    fn renames(&self, friendly_name: &str) -> String {
        friendly_name.bytes().map(char::from).collect()
    }

    fn ways(&self) -> &'static [&'static str] {
        &[
            "3des-pkcs12",
            "aes-128",
            "aes-192",
            "aes-256",
            "3des",
            "rc2-40",
        ]
    }

    fn write(&self, folder: &Path, way: &str) -> Result<(), String> {
        let arguments = [
            "--to-p12",
            "--load-privkey",
            "key.pem",
            "--load-certificate",
            "all.pem",
            "--p12-name",
            FRIENDLY_NAME,
            "--password",
            PIN,
            "--pkcs-cipher",
            way,
            "--outder",
            "--outfile",
            "theirs.p12",
        ];
        run(folder, "certtool", &arguments).map(|_| ())
    }
}

/// The content of the BIT STRING that a `SubjectPublicKeyInfo` (RFC 5280 section 4.1) ends with.
fn subject_public_key(der: &[u8]) -> Result<Vec<u8>, String> {
    use x509_parser::prelude::{FromDer, SubjectPublicKeyInfo};
    let (_, info) = SubjectPublicKeyInfo::from_der(der).map_err(|error| error.to_string())?;
    Ok(info.subject_public_key.data.to_vec())
}
