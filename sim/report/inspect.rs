//! What was found in files.

mod text;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::certificate::Certificate;
use super::format::{Format, Listing, Report};
use super::value::{Moment, SchemaNumber};
use crate::consumer::{Consumer, Obstacle, Refusal, Verdict};
use crate::format;
use crate::inspection::{self, Finding, Judge, Remark};
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::words::Voice;

/// What was found in files, as `kigen inspect` says it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Inspect {
    /// The number of the format.
    pub schema: SchemaNumber,
    /// Each file, in the order in which they were named or met in their folders.
    pub files: Vec<File>,
    /// What they come to.
    pub summary: Summary,
}

/// What was found in one file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct File {
    /// What it is called: its path as it was given, or as it was met in a folder.
    pub path: String,
    /// Its kind; absent where it is of none that is known, or could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<format::Format>,
    /// Whether it is what it should be. The state of its certificates is no part of it.
    pub outcome: Outcome,
    /// What is wrong with it in particular, in English.
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
    /// The labels of PEM blocks of other kinds, each with its count; nothing is read of them.
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
    /// What it is or was encrypted with; absent for a key in the clear, and in a PKCS#12 file that
    /// was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption: Option<String>,
}

/// A certificate revocation list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct RevocationList {
    /// Who issued it.
    pub issuer: String,
    /// When it was issued.
    pub this_update: Moment,
    /// By when the next one is issued; absent where it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_update: Option<Moment>,
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
    /// The algorithm that it does not read, or of which nothing is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<String>,
    /// How many iterations it takes; present where the file has more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iterations_max: Option<u64>,
    /// Whether it wants a MAC; present where the file has none.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub wants_mac: bool,
    /// What it says when it refuses the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_as: Option<Outcome>,
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
    /// It does not.
    Refuses,
    /// No source speaks of it.
    NotKnown,
}

/// What all files come to.
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
    /// How many certificates are in each state, counted in every file that holds them.
    pub states: BTreeMap<&'static str, usize>,
    /// The certificates that run out first, each once, at most ten.
    pub soonest: Vec<Soonest>,
    /// The time by which nothing should have run out, where one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expire_by: Option<Deadline>,
}

/// A certificate that is among those that run out first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Soonest {
    /// Its last second.
    pub not_after: Moment,
    /// SHA-1 over its bytes, in hexadecimal.
    pub thumbprint: String,
    /// Whose it is.
    pub subject: String,
    /// The first file that holds it.
    pub path: String,
}

/// A time by which nothing should have run out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Deadline {
    /// The time.
    pub until: Moment,
    /// How many certificates will have run out by then, counted in every file that holds them.
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
}

/// The report on what all files come to.
#[derive(Clone, Copy, Debug)]
pub struct SummaryReport<'a>(pub &'a inspection::Summary);

/// The report on many files, one after another: a [`FileReport`] each, then a [`SummaryReport`].
pub fn inspect_listing(format: Format, voice: Voice<'_>) -> Listing<'_> {
    Listing::new(format, voice, "files", "summary")
}

impl Report for FileReport<'_> {
    type Document = File;

    fn document(&self) -> File {
        let FileReport { finding, judge } = self;
        let certificates = finding.certificates.iter();
        let lists = finding.revocation_lists.iter();
        let keys = finding.private_keys.iter();
        let verdict = finding.verdict.as_ref();
        File {
            path: finding.name.clone(),
            format: finding.format,
            outcome: finding.outcome,
            detail: finding.problem.as_ref().map(ToString::to_string),
            certificates: certificates
                .map(|certificate| Certificate::judged(certificate, judge))
                .collect(),
            private_keys: finding.opened.then_some(finding.private_keys.len()),
            keys: keys
                .map(|key| Key {
                    algorithm: key.algorithm.clone(),
                    encrypted: key.encrypted,
                    encryption: key.encryption.as_ref().map(ToString::to_string),
                })
                .collect(),
            passed_over: finding.passed_over.clone(),
            revocation_lists: lists
                .map(|list| RevocationList {
                    issuer: list.issuer.clone(),
                    this_update: Moment(list.this_update),
                    next_update: list.next_update.map(Moment),
                    revoked: list.revoked,
                })
                .collect(),
            other_bags: finding.other_bags.counts().collect(),
            remarks: finding.remarks.iter().copied().collect(),
            consumer: verdict.map(|(consumer, verdict)| ConsumerVerdict::new(*consumer, verdict)),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        text::file(self.finding, self.judge, voice)
    }
}

impl ConsumerVerdict {
    fn new(consumer: Consumer, verdict: &Verdict) -> Self {
        let (reads, algorithm, reported_as) = match verdict {
            Verdict::Reads => (Reads::Reads, None, None),
            Verdict::Refuses(refusal) => (
                Reads::Refuses,
                match &refusal.obstacle {
                    Obstacle::Algorithm(algorithm) => Some(algorithm.to_string()),
                    _ => None,
                },
                Some(Outcome::Refused(Reason::from(refusal))),
            ),
            Verdict::NotKnown { algorithm } => (Reads::NotKnown, Some(algorithm.to_string()), None),
        };
        ConsumerVerdict {
            name: consumer,
            verdict: reads,
            algorithm,
            reported_as,
            iterations_max: match verdict {
                Verdict::Refuses(Refusal {
                    obstacle: Obstacle::Iterations { most, .. },
                    ..
                }) => Some(*most),
                _ => None,
            },
            wants_mac: matches!(
                verdict,
                Verdict::Refuses(Refusal {
                    obstacle: Obstacle::NoMac,
                    ..
                })
            ),
            sources: consumer.sources().to_vec(),
        }
    }
}

impl Report for SummaryReport<'_> {
    type Document = Summary;

    fn document(&self) -> Summary {
        let SummaryReport(summary) = self;
        let outcomes = summary.outcomes.iter();
        let states = summary.states.iter();
        let soonest = summary.soonest();
        Summary {
            at: Moment(summary.judge.time()),
            files: summary.files,
            passed_over: summary.passed_over,
            outcomes: outcomes
                .map(|(outcome, count)| (outcome.code(), *count))
                .collect(),
            states: states
                .map(|(state, count)| (state.name(), *count))
                .collect(),
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
