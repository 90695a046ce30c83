//! What was found in files.

mod text;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::certificate::Certificate;
use super::format::{Format, Listing, Report};
use super::value::{Moment, SchemaNumber};
use crate::consumer::{Answer, Consumer, Feature, Obstacle, Unknown, Verdict};
use crate::format;
use crate::inspection::{self, Finding, Judge, Judgement, Remark};
use crate::outcome::Outcome;
use crate::words::Voice;

/// What was found in files, as `kigen inspect` reports it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Inspect {
    /// The number of the format.
    pub schema: SchemaNumber,
    /// Each file, in the order in which the paths were given, and by name within a folder.
    pub files: Vec<File>,
    /// All of them together.
    pub summary: Summary,
}

/// What was found in one file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct File {
    /// Its path, as it was given or found in a folder.
    pub path: String,
    /// Its kind; absent if that is not known, or the file could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<format::Format>,
    /// Whether it is what it should be. The states of its certificates do not count.
    pub outcome: Outcome,
    /// More about what is wrong with it, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The certificates that were found, in their order.
    pub certificates: Vec<Certificate>,
    /// How many private keys there are; absent where the file was not opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_keys: Option<usize>,
    /// What can be seen of each of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<Key>,
    /// The labels of PEM blocks of other kinds, each with its count; they are not read.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub passed_over: BTreeMap<String, usize>,
    /// The revocation lists that were found, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub revocation_lists: Vec<RevocationList>,
    /// What else a PKCS#12 file holds, each with its count.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub other_bags: BTreeMap<&'static str, usize>,
    /// What else there is to say of the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Remark>,
    /// What the consumer that was asked for would make of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consumer: Option<ConsumerVerdict>,
}

/// A private key.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Key {
    /// The name of its algorithm or curve, such as `rsa` or `p-384`, or its object identifier;
    /// absent where it cannot be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<String>,
    /// Whether it is encrypted, and was not decrypted.
    pub encrypted: bool,
    /// What it is or was encrypted with; absent for a key in the clear, and for one that was
    /// decrypted in a PKCS#12 file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption: Option<String>,
    /// Whether it is damaged, or contradicts itself; absent where it is not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unreadable: bool,
}

/// A certificate revocation list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct RevocationList {
    /// Who issued it.
    pub issuer: String,
    /// When it was issued.
    pub this_update: Moment,
    /// When the next one is due; absent if it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_update: Option<Moment>,
    /// Whether it is out of date; absent where it is not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_stale: bool,
    /// How many certificates are on it.
    pub revoked: usize,
}

/// What a consumer would make of a PKCS#12 file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ConsumerVerdict {
    /// The consumer.
    pub name: Consumer,
    /// Whether it reads the file, given the right password.
    pub verdict: Reads,
    /// The algorithm that it does not read, or about which nothing is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<String>,
    /// The version from which it reads the algorithm, where that decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reads_from: Option<&'static str>,
    /// What about the file it does not expect, or is not known to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature: Option<Feature>,
    /// The most iterations it accepts; present if the file has more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iterations_max: Option<u64>,
    /// Whether only the outside was judged, as the file was not opened; the inside is not known.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub only_outside: bool,
    /// What it says when it refuses the file; absent where it says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_as: Option<Outcome>,
    /// What the file seems to be to it where it says nothing, and yet leaves something out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_for: Option<Outcome>,
    /// Who says so.
    pub sources: Vec<&'static str>,
}

/// Whether a consumer reads a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reads {
    /// It reads it.
    Reads,
    /// It does not, or leaves something out.
    Refuses,
    /// Nobody tried, or it depends on something.
    NotKnown,
}

/// All files together.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Summary {
    /// The time at which certificates were judged.
    pub at: Moment,
    /// How many files were looked at.
    pub files: usize,
    /// How many files in folders were something else.
    pub passed_over: usize,
    /// How many files have each outcome.
    pub outcomes: BTreeMap<&'static str, usize>,
    /// How many certificates are in each state, or refused with each reason code, counted in every
    /// file that holds them.
    pub states: BTreeMap<&'static str, usize>,
    /// The certificates that expire first, each once, at most ten.
    pub soonest: Vec<Soonest>,
    /// The time until which nothing should expire, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expire_by: Option<Deadline>,
}

/// One of the certificates that expire first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Soonest {
    /// Its last second.
    pub not_after: Moment,
    /// SHA-1 over its bytes, in hexadecimal.
    pub thumbprint: String,
    /// Its subject.
    pub subject: String,
    /// The first file that holds it.
    pub path: String,
}

/// A time until which nothing should expire.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Deadline {
    /// The time.
    pub until: Moment,
    /// How many certificates will have expired by then, counted in every file that holds them.
    pub certificates: usize,
    /// How many revocation lists will be out of date by then.
    pub revocation_lists: usize,
}

/// The report on one file.
#[derive(Clone, Copy, Debug)]
pub struct FileReport<'a> {
    /// What was found in it.
    pub finding: &'a Finding,
    /// Who judges its certificates.
    pub judge: &'a Judge,
    /// What they are to the judge, in their order.
    pub judgements: &'a [Judgement],
}

/// The report on all files together.
#[derive(Clone, Copy, Debug)]
pub struct SummaryReport<'a>(pub &'a inspection::Summary);

/// The report on many files, one after another: a [`FileReport`] each, then a [`SummaryReport`].
pub fn inspect_listing(format: Format, voice: Voice<'_>) -> Listing<'_> {
    Listing::new(format, voice, "files", "summary")
}

impl Report for FileReport<'_> {
    type Document = File;

    fn document(&self) -> File {
        let FileReport {
            finding,
            judge,
            judgements,
        } = self;
        let certificates = finding.certificates.iter().zip(*judgements);
        let certificates = certificates.zip(finding.keys_of_certificates());
        let lists = finding.revocation_lists.iter();
        let keys = finding.private_keys.iter();
        let verdict = finding.verdict.as_ref();
        File {
            path: finding.name.clone(),
            format: finding.format,
            outcome: finding.outcome,
            detail: finding.problem.as_ref().map(ToString::to_string),
            certificates: certificates
                .map(|((certificate, judgement), key)| {
                    Certificate::inspected(certificate, judgement, key)
                })
                .collect(),
            private_keys: finding.opened.then_some(finding.private_keys.len()),
            keys: keys
                .map(|key| Key {
                    algorithm: key.algorithm.clone(),
                    encrypted: key.encrypted,
                    encryption: key.encryption.as_ref().map(ToString::to_string),
                    unreadable: key.unreadable,
                })
                .collect(),
            passed_over: finding.passed_over.clone(),
            revocation_lists: lists
                .map(|list| RevocationList {
                    issuer: list.issuer.clone(),
                    this_update: Moment(list.this_update),
                    next_update: list.next_update.map(Moment),
                    is_stale: list.is_stale(judge.time()),
                    revoked: list.revoked,
                })
                .collect(),
            other_bags: finding.other_bags.counts().collect(),
            remarks: finding.remarks.iter().copied().collect(),
            consumer: verdict.map(|(consumer, verdict)| ConsumerVerdict::new(*consumer, verdict)),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        text::file(self, voice)
    }
}

impl ConsumerVerdict {
    fn new(consumer: Consumer, verdict: &Verdict) -> Self {
        let mut report = ConsumerVerdict {
            name: consumer,
            verdict: Reads::Reads,
            algorithm: None,
            reads_from: None,
            feature: None,
            iterations_max: None,
            only_outside: false,
            reported_as: None,
            taken_for: None,
            sources: consumer.sources().to_vec(),
        };
        match verdict {
            Verdict::Reads => {}
            Verdict::Refuses(refusal) => {
                report.verdict = Reads::Refuses;
                match &refusal.obstacle {
                    Obstacle::Algorithm(algorithm) => {
                        report.algorithm = Some(algorithm.to_string())
                    }
                    Obstacle::Iterations { most, .. } => report.iterations_max = Some(*most),
                    Obstacle::Feature(feature) => report.feature = Some(*feature),
                }
                match refusal.answer() {
                    Answer::Error(reason) => report.reported_as = Some(reason.into()),
                    Answer::Silence(reason) => report.taken_for = Some(reason.into()),
                }
            }
            Verdict::NotKnown(unknown) => {
                report.verdict = Reads::NotKnown;
                match unknown {
                    Unknown::Algorithm(algorithm) => report.algorithm = Some(algorithm.to_string()),
                    Unknown::Version { algorithm, from } => {
                        report.algorithm = Some(algorithm.to_string());
                        report.reads_from = Some(from);
                    }
                    Unknown::Feature(feature) => report.feature = Some(*feature),
                    Unknown::Contents => report.only_outside = true,
                }
            }
        }
        report
    }
}

/// How many certificates are in each state, then how many are refused for each other reason.
fn standings(summary: &inspection::Summary) -> impl Iterator<Item = (&'static str, usize)> {
    let states = summary.states.iter();
    let refused = summary.refused.iter();
    states
        .map(|(state, count)| (state.name(), *count))
        .chain(refused.map(|(reason, count)| (reason.code(), *count)))
}

impl Report for SummaryReport<'_> {
    type Document = Summary;

    fn document(&self) -> Summary {
        let SummaryReport(summary) = self;
        let outcomes = summary.outcomes.iter();
        let soonest = summary.soonest();
        Summary {
            at: Moment(summary.judge.time()),
            files: summary.files,
            passed_over: summary.passed_over,
            outcomes: outcomes
                .map(|(outcome, count)| (outcome.code(), *count))
                .collect(),
            states: standings(summary).collect(),
            soonest: soonest
                .map(|one| Soonest {
                    not_after: Moment(one.not_after),
                    thumbprint: one.thumbprint.to_string(),
                    subject: one.subject.to_owned(),
                    path: one.file.to_owned(),
                })
                .collect(),
            expire_by: summary.deadline.map(|deadline| Deadline {
                until: Moment(deadline.until),
                certificates: summary.late,
                revocation_lists: summary.late_lists,
            }),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        text::summary(self.0, voice)
    }
}
