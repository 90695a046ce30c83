//! Node: a TLS client with the file shows its certificates to a server, and so proves the key.

use std::fs;
use std::path::Path;

use kigen::bundle;

use super::{Judge, Seen, Version, says};

pub(super) struct Node;

/// Prints the certificates that a server gets from a client with the file, in PEM.
const SCRIPT: &str = include_str!("node.js");

impl Judge for Node {
    fn name(&self) -> &'static str {
        "Node"
    }

    fn library(&self) -> &'static str {
        "OpenSSL"
    }

    fn version(&self) -> Result<Option<Version>, String> {
        let said = says(Path::new("."), "node", &["-p", "process.versions.openssl"])?;
        Ok(Version::find(&said))
    }

    fn read(
        &self,
        folder: &Path,
        file: &str,
        pin: &str,
        option: Option<&str>,
    ) -> Result<Seen, String> {
        fs::write(folder.join("node.js"), SCRIPT).unwrap();
        let arguments = [option.as_slice(), &["node.js", file, pin]].concat();
        let said = says(folder, "node", &arguments)?;
        let certificates: Result<Vec<_>, _> = bundle::read(said.as_bytes()).collect();
        let certificates = certificates.map_err(|error| error.to_string())?;
        let own = certificates.first().ok_or("no certificate was sent")?;
        Ok(Seen {
            // The handshake was signed with the key of the certificate that was sent.
            public_key: own.public_key_bits().to_vec(),
            certificates,
            friendly_name: None,
        })
    }
}
