//! The files of a specimen: what is in each, in which format, and who may read it.

use std::collections::BTreeSet;

use super::Specimen;
use super::error::SpecimenError;
use crate::bundle;
use crate::certificate::Certificate;
use crate::file::Access;
use crate::jks;
use crate::key::PrivateKey;
use crate::pem;
use crate::pin::Pin;
use crate::pkcs12::{Bulk, Contents, EncryptionProfile, Limits};

kigen_pkcs12::named! {
    /// A format in which specimens are written.
    #[non_exhaustive]
    pub enum FileFormat: "format" {
        /// `p12`: key, certificate and chain in one file under the PIN.
        Pkcs12 = "p12",
        /// `pem`: the certificate with its issuers, and the key, each as text.
        Pem = "pem",
        /// `der`: certificate, issuer and key, each alone.
        Der = "der",
        /// `jks`: Java's own key store, under the PIN.
        Jks = "jks",
    }
}

/// How specimens become files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputOptions {
    /// The formats, each written.
    pub formats: BTreeSet<FileFormat>,
    /// What protects the formats that have passwords.
    pub pin: Pin,
    /// How PKCS#12 files are encrypted.
    pub profile: EncryptionProfile,
}

impl OutputOptions {
    /// PKCS#12 and PEM under this PIN, encrypted as the manual says.
    pub fn new(pin: Pin) -> Self {
        OutputOptions {
            formats: [FileFormat::Pkcs12, FileFormat::Pem].into(),
            pin,
            profile: EncryptionProfile::default(),
        }
    }
}

kigen_pkcs12::named! {
    /// What is in a file.
    #[non_exhaustive]
    pub enum ContentKind: "content of a file" {
        /// Key, certificate and chain, or those of them that there are.
        KeyStore = "key-store",
        /// The certificate, and those above it without the root.
        Certificates = "certificates",
        /// The certificate alone.
        Certificate = "certificate",
        /// The issuing authority's certificate.
        Issuer = "issuer",
        /// The private key, unencrypted, in PKCS#8.
        PrivateKey = "private-key",
        /// The root to be trusted.
        Root = "root",
        /// The revocation list.
        RevocationList = "revocation-list",
    }
}

impl ContentKind {
    /// Whoever reads a key may use it; the rest is no secret.
    pub(super) const fn access(self) -> Access {
        match self {
            ContentKind::KeyStore | ContentKind::PrivateKey => Access::OwnerOnly,
            _ => Access::Default,
        }
    }
}

/// A file that has been made and read back, and is not written yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecimenFile {
    /// Its name in whatever folder it goes to.
    pub name: String,
    /// What is in it.
    pub holds: ContentKind,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The names of a specimen's files with what they hold, in the order in which they are made.
pub(super) fn names(
    specimen: &Specimen,
    packing: &OutputOptions,
) -> Vec<(String, FileFormat, ContentKind)> {
    let mut names = Vec::new();
    for format in &packing.formats {
        let files: &[(&str, ContentKind)] = match format {
            FileFormat::Pkcs12 => &[(".p12", ContentKind::KeyStore)],
            FileFormat::Pem => &[
                (".pem", ContentKind::Certificates),
                (".key.pem", ContentKind::PrivateKey),
            ],
            FileFormat::Der => &[
                (".cer", ContentKind::Certificate),
                (".issuer.cer", ContentKind::Issuer),
                (".key.der", ContentKind::PrivateKey),
            ],
            FileFormat::Jks => &[(".jks", ContentKind::KeyStore)],
        };
        for (suffix, holds) in files {
            let is_there = match holds {
                ContentKind::PrivateKey => specimen.key.is_some(),
                ContentKind::Issuer => !specimen.chain.is_empty(),
                _ => true,
            };
            if is_there {
                names.push((format!("{}{suffix}", specimen.name), *format, *holds));
            }
        }
    }
    names
}

/// The files of each of these specimens. PKCS#12 files are sealed and opened again side by side;
/// each file is read back and compared with what went into it.
pub(super) fn pack(
    specimens: &[Specimen],
    packing: &OutputOptions,
) -> Result<Vec<Vec<SpecimenFile>>, SpecimenError> {
    let sealed = match packing.formats.contains(&FileFormat::Pkcs12) {
        true => seal(specimens, packing)?,
        false => Vec::new(),
    };
    let mut sealed = sealed.into_iter();
    let packed = specimens.iter().map(|specimen| {
        let names = names(specimen, packing).into_iter();
        let files = names.map(|(name, format, holds)| {
            let bytes = match (format, holds) {
                (FileFormat::Pkcs12, _) => sealed.next(),
                (FileFormat::Jks, _) => jks(specimen, packing.pin.as_str()),
                (FileFormat::Pem, ContentKind::PrivateKey) => key_pem(specimen.key.as_ref()),
                (FileFormat::Pem, _) => certificates_pem(
                    [&specimen.certificate]
                        .into_iter()
                        .chain(&specimen.chain)
                        .filter(|one| !is_root(one)),
                ),
                (FileFormat::Der, ContentKind::PrivateKey) => key_der(specimen.key.as_ref()),
                (FileFormat::Der, ContentKind::Issuer) => {
                    specimen.chain.first().and_then(certificate_der)
                }
                (FileFormat::Der, _) => certificate_der(&specimen.certificate),
            };
            match bytes {
                Some(bytes) => Ok(SpecimenFile { name, holds, bytes }),
                None => Err(SpecimenError::Unproved { name }),
            }
        });
        files.collect()
    });
    packed.collect()
}

/// Packs what belongs to all of these specimens: the root to be trusted, and the revocation lists,
/// the issuing authority's first. DER holds one list, so only that one is written in it, and the
/// one that is out of date.
pub(super) fn pack_shared(
    root: &Certificate,
    crls: &[Vec<u8>],
    stale: Option<&Vec<u8>>,
    packing: &OutputOptions,
    specimen: &Specimen,
) -> Result<Vec<SpecimenFile>, SpecimenError> {
    let mut files = Vec::new();
    let mut push = |name: &str, holds, bytes: Option<Vec<u8>>| match bytes {
        Some(bytes) => {
            let name = name.to_owned();
            files.push(SpecimenFile { name, holds, bytes });
            Ok(())
        }
        None => Err(SpecimenError::Unproved { name: name.into() }),
    };
    let has = |format| packing.formats.contains(&format);
    // Every program reads PEM, so the root is always there in it.
    push("root.pem", ContentKind::Root, certificates_pem([root]))?;
    if has(FileFormat::Der) {
        push("root.cer", ContentKind::Root, certificate_der(root))?;
    }
    if has(FileFormat::Jks) {
        let entry = jks::Entry::Trusted {
            alias: "root".to_owned(),
            certificate: root.clone(),
        };
        let sealed = seal_jks(vec![entry], packing.pin.as_str(), specimen, "root");
        push("root.jks", ContentKind::Root, sealed)?;
    }
    if let Some(issuing) = crls.first() {
        let blocks = crls.iter().map(|crl| pem::encode("X509 CRL", crl));
        let text: String = blocks.map(|block| block.to_string()).collect();
        let holds = ContentKind::RevocationList;
        push("crl.pem", holds, Some(text.into_bytes()))?;
        if has(FileFormat::Der) {
            if stale != Some(issuing) {
                push("revoked.crl", holds, Some(issuing.clone()))?;
            }
            if let Some(stale) = stale {
                push("stale.crl", holds, Some(stale.clone()))?;
            }
        }
    }
    Ok(files)
}

/// PKCS#12 files that have been opened again.
fn seal(specimens: &[Specimen], packing: &OutputOptions) -> Result<Vec<Vec<u8>>, SpecimenError> {
    let contents: Vec<Contents> = specimens.iter().map(Specimen::contents).collect();
    let streams = specimens.iter().map(|specimen| {
        let label = format!("specimen/{}/pkcs12/{}", specimen.name, packing.profile);
        specimen.seed.stream(&label)
    });
    let jobs: Vec<_> = contents
        .iter()
        .zip(streams)
        .map(|(contents, stream)| {
            (
                contents.clone(),
                packing.pin.clone(),
                packing.profile,
                stream,
            )
        })
        .collect();
    let jobs = jobs
        .into_iter()
        .map(|(contents, pin, profile, stream)| (contents, PinText(pin), profile, stream));
    let sealed: Vec<Vec<u8>> = Bulk::default().seal(jobs).collect();
    let again: Vec<_> = sealed
        .iter()
        .map(|file| (file.clone(), PinText(packing.pin.clone())))
        .collect();
    let opened = Bulk::default().open(again, &Limits::default());
    for ((opened, contents), specimen) in opened.zip(&contents).zip(specimens) {
        if opened.as_ref() != Ok(contents) {
            let name = format!("{}.p12", specimen.name);
            return Err(SpecimenError::Unproved { name });
        }
    }
    Ok(sealed)
}

/// A PIN as a password, which threads may hold.
struct PinText(Pin);

impl AsRef<str> for PinText {
    fn as_ref(&self) -> &str {
        self.0.as_str()
    }
}

/// A key store with the key and its chain, or, without a key, with the certificates.
fn jks(specimen: &Specimen, pin: &str) -> Option<Vec<u8>> {
    let alias = specimen.terminal.as_str().to_lowercase();
    let certificates = [vec![specimen.certificate.clone()], specimen.chain.clone()].concat();
    let entries = match &specimen.key {
        Some(key) => vec![jks::Entry::PrivateKey {
            alias,
            key: key.clone(),
            chain: certificates,
        }],
        None => {
            let trusted = certificates.into_iter().zip(1..);
            let trusted = trusted.map(|(certificate, number)| jks::Entry::Trusted {
                alias: format!("{alias}-{number}"),
                certificate,
            });
            trusted.collect()
        }
    };
    seal_jks(entries, pin, specimen, specimen.name.as_str())
}

fn seal_jks(
    entries: Vec<jks::Entry>,
    pin: &str,
    specimen: &Specimen,
    name: &str,
) -> Option<Vec<u8>> {
    let mut stream = specimen.seed.stream(&format!("specimen/{name}/jks"));
    let sealed = jks::seal(&entries, pin, specimen.now, &mut stream);
    (jks::open(&sealed, pin) == Ok(entries)).then_some(sealed)
}

fn certificates_pem<'a>(
    certificates: impl IntoIterator<Item = &'a Certificate>,
) -> Option<Vec<u8>> {
    let certificates: Vec<&Certificate> = certificates.into_iter().collect();
    let text: String = certificates
        .iter()
        .map(|one| pem::encode("CERTIFICATE", one.der()).to_string())
        .collect();
    let read: Result<Vec<Certificate>, _> = bundle::read(text.as_bytes()).collect();
    let same = read.is_ok_and(|read| read.iter().eq(certificates));
    same.then(|| text.into_bytes())
}

fn certificate_der(certificate: &Certificate) -> Option<Vec<u8>> {
    let der = certificate.der().to_vec();
    let read = Certificate::from_der(der.as_slice());
    (read.as_ref() == Ok(certificate)).then_some(der)
}

fn key_pem(key: Option<&PrivateKey>) -> Option<Vec<u8>> {
    use rustls_pki_types::pem::SectionKind;
    let key = key?;
    let text = pem::encode("PRIVATE KEY", key.pkcs8());
    let read = pem::decode(&text, SectionKind::PrivateKey)?;
    (PrivateKey::from_pkcs8(&read).as_ref() == Ok(key)).then(|| text.as_bytes().to_vec())
}

fn key_der(key: Option<&PrivateKey>) -> Option<Vec<u8>> {
    let key = key?;
    let der = key.pkcs8().to_vec();
    (PrivateKey::from_pkcs8(&der).as_ref() == Ok(key)).then_some(der)
}

/// Returns whether it is a self-signed authority, which a TLS client does not send.
fn is_root(certificate: &Certificate) -> bool {
    certificate.is_self_issued()
        && certificate.kind() == crate::certificate::CertificateKind::Authority
}
