//! The files of the world, for clients: roots, lists, certificates and keys.

use std::collections::BTreeMap;
use std::path::Path;

use super::server_certificate::ServerIdentity;
use crate::file::{self, Access, ExistingFile, FileError};
use crate::pem;
use crate::world::World;

/// Files by name.
#[derive(Debug, Default)]
pub(super) struct Files(BTreeMap<String, (Vec<u8>, Access)>);

impl Files {
    /// The names, in order.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    /// The bytes of one.
    pub(super) fn take(&mut self, name: &str) -> Option<Vec<u8>> {
        self.0.remove(name).map(|(bytes, _)| bytes)
    }

    /// Writes all of them to a folder.
    pub(super) fn write_to(&self, folder: &Path) -> Result<(), FileError> {
        file::create_folder(folder, Access::Default)?;
        for (name, (bytes, access)) in &self.0 {
            let path = folder.join(name);
            // What is there already is not written again, so that nobody who reads it is disturbed.
            if std::fs::read(&path).is_ok_and(|there| there == *bytes) {
                continue;
            }
            file::write(&path, bytes, ExistingFile::Replace, *access)?;
        }
        Ok(())
    }

    fn add(&mut self, name: &str, bytes: &[u8], access: Access) {
        self.0.insert(name.to_owned(), (bytes.to_vec(), access));
    }
}

/// All files of a world, and those that a client needs for the server.
pub(super) fn of(world: &World, identity: &ServerIdentity) -> Files {
    let certificate = |der: &[u8]| pem::encode("CERTIFICATE", der);
    let authority = world.authority();
    let mut files = Files::default();
    let mut public = |name: &str, text: &str| files.add(name, text.as_bytes(), Access::Default);
    public("server-root.pem", &certificate(identity.root.der()));
    public("root.pem", &certificate(authority.root().der()));
    public("issuing.pem", &certificate(authority.issuing().der()));
    let lists = authority.crls(world.now());
    let lists = lists
        .iter()
        .map(|list| pem::encode("X509 CRL", list).to_string());
    public("crl.pem", &lists.collect::<String>());
    for artefact in &world.trace().artefacts {
        files.add(&artefact.name, &artefact.bytes, artefact.access);
    }
    for pc in world.pcs() {
        for (ordinal, key, client) in world.identities(pc) {
            let above = authority.chain_of(client);
            let above = above.split_last().map_or(&[][..], |(_, above)| above);
            let above = above.iter().map(|one| certificate(one.der()).to_string());
            let chain = certificate(client.der()).to_string() + &above.collect::<String>();
            files.add(
                &format!("{pc}-{ordinal}.pem"),
                chain.as_bytes(),
                Access::Default,
            );
            let key = pem::encode("PRIVATE KEY", key.pkcs8());
            let name = format!("{pc}-{ordinal}.key.pem");
            files.add(&name, key.as_bytes(), Access::OwnerOnly);
        }
    }
    files
}
