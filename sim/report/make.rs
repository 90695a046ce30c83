//! What was made.

mod text;

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::certificate::Certificate;
use super::format::{Report, document};
use super::value::{Moment, SchemaNumber};
use crate::digest::Digest;
use crate::key::KeyAlgorithm;
use crate::lang::Lang;
use crate::lifecycle::expiry::State;
use crate::outcome::Outcome;
use crate::pkcs12::EncryptionProfile;
use crate::pki::HostName;
use crate::specimen::ContentKind;
use crate::specimen::SpecimenState;
use crate::specimen::{self, Authorities, WrittenFile};
use crate::words::Voice;

/// What was made, as `kigen make` says it: `manifest.json`. It says nothing of the password.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Manifest {
    /// The number of the format.
    pub schema: SchemaNumber,
    /// The time at which everything is in its state; absent where nothing was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_for: Option<Moment>,
    /// What keys and serial numbers follow from.
    pub seed: u64,
    /// The kind of every key.
    pub key: KeyAlgorithm,
    /// How PKCS#12 files are encrypted.
    pub profile: EncryptionProfile,
    /// The files that all specimens share.
    pub shared: Vec<File>,
    /// Each certificate that was made, with its files.
    pub specimens: Vec<Specimen>,
}

/// A certificate that was made, with its files.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Specimen {
    /// What its files are called.
    pub name: String,
    /// What it is an example of.
    pub state: SpecimenState,
    /// What the server that it is for is found by; absent for a client's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<Vec<HostName>>,
    /// What using it ends with at the time for which it was made.
    pub outcome: Outcome,
    /// The rule by which it ends so.
    pub rule: Rule,
    /// The certificate.
    pub certificate: Certificate,
    /// What using it ends with, over all time.
    pub stages: Vec<Period>,
    /// Its files.
    pub files: Vec<File>,
}

/// A rule in both languages.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Rule {
    /// In Japanese.
    pub ja: &'static str,
    /// In English.
    pub en: &'static str,
}

/// A time over which nothing changes. It lasts until the next stage begins; the last has no end.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Period {
    /// Its first second; absent in the first stage, which has always lasted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Moment>,
    /// What using the certificate ends with.
    pub outcome: Outcome,
    /// The part of its life that it is in; absent where it is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub life: Option<State>,
}

/// A file that was made.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct File {
    /// Its name in the folder.
    pub name: String,
    /// What is in it.
    pub holds: ContentKind,
    /// How many bytes it has.
    pub size: usize,
    /// SHA-256 over its bytes, in hexadecimal.
    pub sha256: Digest,
    /// When the revocation lists in it are out of date, apart from that of `stale-crl`; absent for
    /// other files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_update: Option<Moment>,
}

/// The report on what was made.
#[derive(Clone, Copy, Debug)]
pub struct MakeReport<'a> {
    /// Who issued it.
    pub authorities: &'a Authorities,
    /// How PKCS#12 files are encrypted.
    pub profile: EncryptionProfile,
    /// What was made.
    pub specimens: &'a [specimen::Specimen],
    /// The files of each.
    pub files: &'a [Vec<WrittenFile>],
    /// The files that all share.
    pub shared: &'a [WrittenFile],
    /// The folder that they are in. Only the text for people mentions it.
    pub folder: &'a Path,
}

impl MakeReport<'_> {
    /// The name of the file that lists all others.
    pub const FILE_NAME: &'static str = "manifest.json";

    /// The contents of that file: the document in JSON, ending with a newline.
    pub fn manifest(&self) -> String {
        document(&self.document())
    }
}

impl Report for MakeReport<'_> {
    type Document = Manifest;

    fn document(&self) -> Manifest {
        let first = self.specimens.first();
        let specimens = self.specimens.iter().zip(self.files);
        Manifest {
            schema: SchemaNumber,
            made_for: first.map(|specimen| Moment(specimen.made_for())),
            seed: self.authorities.seed().value(),
            key: self.authorities.key_algorithm(),
            profile: self.profile,
            shared: self.shared.iter().map(File::from).collect(),
            specimens: specimens
                .map(|(specimen, files)| Specimen::new(specimen, files))
                .collect(),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        text::made(self, voice)
    }
}

impl Specimen {
    fn new(specimen: &specimen::Specimen, files: &[WrittenFile]) -> Self {
        let state = specimen.state();
        let role = specimen.holder().role();
        Specimen {
            name: specimen.name().to_string(),
            state,
            server: specimen.holder().server.clone(),
            outcome: Outcome::from(state.outcome()),
            rule: Rule {
                ja: Voice::from(Lang::Ja).words().rule(state, role),
                en: Voice::from(Lang::En).words().rule(state, role),
            },
            certificate: Certificate::new(specimen.certificate()),
            stages: specimen.stages().iter().map(Period::from).collect(),
            files: files.iter().map(File::from).collect(),
        }
    }
}

impl From<&specimen::Period> for Period {
    fn from(stage: &specimen::Period) -> Self {
        Period {
            from: stage.from.map(Moment),
            outcome: Outcome::from(stage.outcome.map(|_| ())),
            life: stage.outcome.ok(),
        }
    }
}

impl From<&WrittenFile> for File {
    fn from(written: &WrittenFile) -> Self {
        File {
            name: written.name.clone(),
            holds: written.holds,
            size: written.size,
            sha256: written.sha256,
            next_update: written.next_update.map(Moment),
        }
    }
}
